// SPDX-License-Identifier: MIT
/// Bars as other programs and spreadsheets write them: what DuckDB, which reads them, does not tell by itself.
#pragma once

#include "engine/core/result.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace leadline::store
{

class DuckDb;

/// What a file with the ending .csv is that is none, and what to do with it; empty: it is text.
[[nodiscard]] std::string foreignBars(const std::filesystem::path& file);

/// Makes numbers of columns of a table that hold nothing but text such as "1.250,50" or "3,450.0". What the numbers of
/// all of them and the file's separator tell goes for each, as in core::NumberStyle. A defect where they may mean two
/// numbers. `file`: the CSV that the table was read from.
[[nodiscard]] std::optional<core::Defect> readMarkedNumbers(
    DuckDb& database, const std::string& file, const std::string& table, const std::vector<std::string>& columns);

} // namespace leadline::store
