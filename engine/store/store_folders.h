// SPDX-License-Identifier: MIT
/// Where the parts of a partitioned store are.
#pragma once

#include "engine/core/result.h"

#include <array>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace leadline::store
{

[[nodiscard]] std::array<std::filesystem::path, 3> tableFolders(const std::filesystem::path& root);
/// Everything below a folder, sorted; a folder that cannot be read has nothing.
[[nodiscard]] std::vector<std::filesystem::path> pathsBelow(const std::filesystem::path& folder);
/// "symbol=ETH%2FUSDT": a folder of a partition, as Hive names it.
[[nodiscard]] std::string hiveFolder(std::string_view column, std::string_view value);
/// Waits until the file, or the names of a folder, are on the disk.
[[nodiscard]] std::optional<core::Defect> synced(const std::filesystem::path& path);

} // namespace leadline::store
