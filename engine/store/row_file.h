// SPDX-License-Identifier: MIT
/// Rows as one file through DuckDB: Parquet, or CSV where the name ends so. The file is whole or not there.
#pragma once

#include "engine/store/duckdb_handle.h"
#include "engine/store/store_rows.h"

#include <filesystem>
#include <optional>
#include <span>

namespace leadline::store
{

/// Writes the rows that `fill` appends to that table.
template <class Fill>
[[nodiscard]] std::optional<core::Defect> writeTable(const std::filesystem::path& file, const Table& table, Fill fill)
{
    auto database = DuckDb::open();
    if (!database) {
        return database.error();
    }
    const auto filled = [&]() -> std::optional<core::Defect> {
        if (auto failed = database->createTable(table.name, table.columns)) {
            return failed;
        }
        auto appender = Appender::open(*database, table.name, table.columns);
        if (!appender) {
            return appender.error();
        }
        if (auto failed = fill(*appender)) {
            return failed;
        }
        return appender->flush();
    };
    const std::filesystem::path partial = file.string() + ".part";
    const char* const format = file.extension() == ".csv" ? "FORMAT csv, HEADER" : "FORMAT parquet, COMPRESSION zstd";
    auto failed = filled();
    if (!failed) {
        const auto rows = database->forFile(table.name, table.columns);
        failed = rows ? database->run(
                     "COPY " + *rows + " TO " + quotedText(partial.string()) + " (" + format + ", USE_TMP_FILE false)")
                      : std::optional(rows.error());
    }
    std::error_code error;
    if (!failed) {
        std::filesystem::rename(partial, file, error);
    }
    if (failed || error) {
        std::filesystem::remove(partial, error);
        return core::Defect{file.string() + ": cannot be written"};
    }
    return std::nullopt;
}

} // namespace leadline::store
