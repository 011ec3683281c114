// SPDX-License-Identifier: MIT
/// Raw executions as one Parquet file, with the columns of the store's `executions`.
#pragma once

#include "engine/store/store_rows.h"

#include <filesystem>
#include <optional>
#include <span>

namespace leadline::store
{

/// In that order. The file is whole or not there.
[[nodiscard]] std::optional<core::Defect> writeExecutions(
    const std::filesystem::path& file, std::span<const ExecutionRow> rows);

} // namespace leadline::store
