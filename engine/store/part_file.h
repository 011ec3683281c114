// SPDX-License-Identifier: MIT
/// One Parquet file of a partition, which any of many processes may make: the same rows are the same bytes, whoever
/// writes them, and the file is whole or not there.
#pragma once

#include "engine/store/duckdb_handle.h"
#include "engine/store/store_rows.h"

#include <filesystem>
#include <optional>
#include <string>

namespace leadline::store
{

/// A name in the file's folder that no other process writes: it names the machine and the process.
[[nodiscard]] std::filesystem::path partialOf(const std::filesystem::path& file);
/// The file under its name, once its bytes are on the disk.
[[nodiscard]] std::optional<core::Defect> placeFile(
    const std::filesystem::path& partial, const std::filesystem::path& file);
/// Removes what processes that are gone left unfinished in the folder; of other machines, what is older than a day.
void sweepPartials(const std::filesystem::path& folder);
/// The table as Parquet, on one thread and with fixed sizes, so that nothing but the rows shows.
[[nodiscard]] std::optional<core::Defect> copyTable(
    DuckDb& database, const std::string& table, const std::filesystem::path& file);

/// The rows that `fill` appends to the table, in their order.
template <class Fill>
[[nodiscard]] std::optional<core::Defect> writePart(const std::filesystem::path& file, const Table& table, Fill fill)
{
    auto database = DuckDb::open();
    if (!database) {
        return database.error();
    }
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
    if (auto failed = appender->flush()) {
        return failed;
    }
    return copyTable(*database, table.name, file);
}

} // namespace leadline::store
