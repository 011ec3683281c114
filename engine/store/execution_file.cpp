// SPDX-License-Identifier: MIT
#include "engine/store/execution_file.h"

namespace leadline::store
{

namespace
{

std::optional<core::Defect> fill(DuckDb& database, std::span<const ExecutionRow> rows)
{
    const Table& table = ExecutionRow::table();
    if (auto failed = database.createTable(table.name, table.columns)) {
        return failed;
    }
    auto appender = Appender::open(database, table.name, table.columns);
    if (!appender) {
        return appender.error();
    }
    for (const ExecutionRow& row : rows) {
        row.put(*appender);
        if (auto failed = appender->endRow()) {
            return failed;
        }
    }
    return appender->flush();
}

} // namespace

std::optional<core::Defect> writeExecutions(const std::filesystem::path& file, std::span<const ExecutionRow> rows)
{
    auto database = DuckDb::open();
    if (!database) {
        return database.error();
    }
    const std::filesystem::path partial = file.string() + ".part";
    auto failed = fill(*database, rows);
    if (!failed) {
        failed = database->run("COPY " + ExecutionRow::table().name + " TO " + quotedText(partial.string())
            + " (FORMAT parquet, COMPRESSION zstd, USE_TMP_FILE false)");
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
