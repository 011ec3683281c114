// SPDX-License-Identifier: MIT
#include "engine/store/duckdb_handle.h"

#include <array>
#include <cassert>
#include <cmath>

namespace leadline::store
{

namespace
{

std::string quoted(std::string_view text, char mark)
{
    std::string out(1, mark);
    for (const char c : text) {
        out += c;
        if (c == mark) {
            out += c;
        }
    }
    return out + mark;
}

/// DuckDB adds hints in further lines; the first one says what is wrong.
core::Defect defectOf(const char* what)
{
    const std::string_view text = what == nullptr ? "DuckDB failed" : what;
    return {std::string(text.substr(0, text.find('\n')))};
}

std::string_view sqlType(ColumnType type)
{
    constexpr std::array<std::string_view, 5> names{"BIGINT", "VARCHAR", "DECIMAL(19,9)", "DECIMAL(38,9)", "DOUBLE"};
    return names[static_cast<std::size_t>(type)];
}

duckdb_logical_type logicalType(ColumnType type)
{
    switch (type) {
    case ColumnType::Integer:
        return duckdb_create_logical_type(DUCKDB_TYPE_BIGINT);
    case ColumnType::Text:
        return duckdb_create_logical_type(DUCKDB_TYPE_VARCHAR);
    case ColumnType::Price:
        return duckdb_create_decimal_type(19, 9);
    case ColumnType::Quantity:
        return duckdb_create_decimal_type(38, 9);
    case ColumnType::Real:
        break;
    }
    return duckdb_create_logical_type(DUCKDB_TYPE_DOUBLE);
}

} // namespace

std::string quotedText(std::string_view text)
{
    return quoted(text, '\'');
}

std::string quotedName(std::string_view name)
{
    return quoted(name, '"');
}

core::Result<DuckDb> DuckDb::open()
{
    DuckDb made;
    duckdb_database database = nullptr;
    if (duckdb_open(nullptr, &database) == DuckDBError) {
        return core::defect("DuckDB cannot be started");
    }
    made.m_database.reset(database);
    duckdb_connection connection = nullptr;
    if (duckdb_connect(database, &connection) == DuckDBError) {
        return core::defect("DuckDB cannot be started");
    }
    made.m_connection.reset(connection);
    return made;
}

std::optional<core::Defect> DuckDb::run(const std::string& sql)
{
    duckdb_result result;
    std::optional<core::Defect> failed;
    if (duckdb_query(m_connection.get(), sql.c_str(), &result) == DuckDBError) {
        failed = defectOf(duckdb_result_error(&result));
    }
    duckdb_destroy_result(&result);
    return failed;
}

core::Result<std::vector<DuckDb::Row>> DuckDb::ask(const std::string& sql)
{
    duckdb_result result;
    core::Result<std::vector<Row>> rows;
    if (duckdb_query(m_connection.get(), sql.c_str(), &result) == DuckDBError) {
        rows = std::unexpected(defectOf(duckdb_result_error(&result)));
    } else {
        rows->resize(duckdb_row_count(&result));
        for (idx_t row = 0; row < rows->size(); ++row) {
            for (idx_t column = 0; column < duckdb_column_count(&result); ++column) {
                char* const text = duckdb_value_varchar(&result, column, row);
                (*rows)[row].push_back(text == nullptr ? std::nullopt : std::optional<std::string>(text));
                duckdb_free(text);
            }
        }
    }
    duckdb_destroy_result(&result);
    return rows;
}

std::optional<core::Defect> DuckDb::createTable(const std::string& name, const std::vector<Column>& columns)
{
    std::string sql = "CREATE TABLE " + quotedName(name);
    char separator = '(';
    for (const Column& column : columns) {
        sql += separator + quotedName(column.name) + ' ';
        sql += sqlType(column.type);
        separator = ',';
    }
    return run(sql + ')');
}

core::Result<std::string> DuckDb::forFile(const std::string& table, const std::vector<Column>& columns)
{
    std::string largest;
    std::string narrowed;
    for (const Column& column : columns) {
        if (column.type == ColumnType::Price) {
            const std::string name = quotedName(column.name);
            largest += (largest.empty() ? "abs(" : ", abs(") + name + ')';
            narrowed += (narrowed.empty() ? "" : ", ") + name + "::DECIMAL(18,9) AS " + name;
        }
    }
    if (narrowed.empty()) {
        return quotedName(table);
    }
    const auto fits =
        ask("SELECT coalesce(max(greatest(" + largest + ")) < 1000000000, true)::VARCHAR FROM " + quotedName(table));
    if (!fits) {
        return std::unexpected(fits.error());
    }
    return fits->front().front() == "true" ? "(SELECT * REPLACE (" + narrowed + ") FROM " + quotedName(table) + ')'
                                           : quotedName(table);
}

core::Result<Appender> Appender::open(DuckDb& database, const std::string& table, const std::vector<Column>& columns)
{
    Appender made;
    duckdb_appender appender = nullptr;
    const auto state = duckdb_appender_create(database.connection(), nullptr, table.c_str(), &appender);
    made.m_appender.reset(appender);
    if (state == DuckDBError) {
        return std::unexpected(defectOf(duckdb_appender_error(appender)));
    }
    std::vector<duckdb_logical_type> types;
    types.reserve(columns.size());
    for (const Column& column : columns) {
        types.push_back(logicalType(column.type));
    }
    made.m_chunk.reset(duckdb_create_data_chunk(types.data(), types.size()));
    for (auto& type : types) {
        duckdb_destroy_logical_type(&type);
    }
    made.m_vectors.resize(columns.size());
    made.m_columns.resize(columns.size());
    made.lookUpColumns();
    return made;
}

void Appender::lookUpColumns()
{
    for (std::size_t i = 0; i < m_columns.size(); ++i) {
        m_vectors[i] = duckdb_data_chunk_get_vector(m_chunk.get(), i);
        m_columns[i] = duckdb_vector_get_data(m_vectors[i]);
    }
}

void Appender::putNull()
{
    duckdb_vector_ensure_validity_writable(m_vectors[m_next]);
    duckdb_validity_set_row_invalid(duckdb_vector_get_validity(m_vectors[m_next++]), m_rows);
}

void Appender::put(double value)
{
    if (!std::isfinite(value)) {
        return putNull();
    }
    cells<double>()[m_rows] = value;
}

void Appender::put(std::string_view text)
{
    duckdb_vector_assign_string_element_len(m_vectors[m_next++], m_rows, text.data(), text.size());
}

void Appender::putWide(core::Int128 raw)
{
    cells<duckdb_hugeint>()[m_rows] = {static_cast<std::uint64_t>(raw), static_cast<std::int64_t>(raw >> 64)};
}

std::optional<core::Defect> Appender::endRow()
{
    assert(m_next == m_columns.size() && "a row has a value for every column");
    m_next = 0;
    return ++m_rows == duckdb_vector_size() ? appendChunk() : std::nullopt;
}

std::optional<core::Defect> Appender::appendChunk()
{
    duckdb_data_chunk_set_size(m_chunk.get(), m_rows);
    if (duckdb_append_data_chunk(m_appender.get(), m_chunk.get()) == DuckDBError) {
        return defectOf(duckdb_appender_error(m_appender.get()));
    }
    duckdb_data_chunk_reset(m_chunk.get());
    lookUpColumns();
    m_rows = 0;
    return std::nullopt;
}

std::optional<core::Defect> Appender::flush()
{
    if (m_rows > 0) {
        if (auto failed = appendChunk()) {
            return failed;
        }
    }
    if (duckdb_appender_flush(m_appender.get()) == DuckDBError) {
        return defectOf(duckdb_appender_error(m_appender.get()));
    }
    return std::nullopt;
}

} // namespace leadline::store
