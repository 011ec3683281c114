// SPDX-License-Identifier: MIT
/// DuckDB's C API with owners: a database in memory, and an appender that fills a table column by column.
#pragma once

#include "engine/core/price.h"
#include "engine/core/result.h"

#include <duckdb.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace leadline::store
{

/// Prices and quantities are DECIMAL(19,9) and DECIMAL(38,9): whole numbers of billionths, as ours are.
enum class ColumnType : std::uint8_t { Integer, Text, Price, Quantity, Real };

struct Column {
    std::string name;
    ColumnType type;
};

[[nodiscard]] std::string quotedText(std::string_view text); ///< 'it''s'
[[nodiscard]] std::string quotedName(std::string_view name); ///< "mid"

/// A database in memory with its one connection. Thread: any, one at a time.
class DuckDb
{
public:
    /// Values as text, nothing for NULL.
    using Row = std::vector<std::optional<std::string>>;

    [[nodiscard]] static core::Result<DuckDb> open();

    [[nodiscard]] std::optional<core::Defect> run(const std::string& sql);
    /// For small answers.
    [[nodiscard]] core::Result<std::vector<Row>> ask(const std::string& sql);
    [[nodiscard]] std::optional<core::Defect> createTable(const std::string& name, const std::vector<Column>& columns);
    /// What a COPY of a table takes: its prices as DECIMAL(18,9), which are 64 bits in a file, as long as each is below
    /// a thousand million.
    [[nodiscard]] core::Result<std::string> forFile(const std::string& table, const std::vector<Column>& columns);
    [[nodiscard]] duckdb_connection connection() const { return m_connection.get(); }

private:
    struct Closer {
        void operator()(duckdb_database database) const { duckdb_close(&database); }
        void operator()(duckdb_connection connection) const { duckdb_disconnect(&connection); }
    };
    template <class Handle> using Owner = std::unique_ptr<std::remove_pointer_t<Handle>, Closer>;

    Owner<duckdb_database> m_database;
    Owner<duckdb_connection> m_connection;
};

/// Fills a table in chunks of columns: put() a row's values in the order of the columns, then endRow().
class Appender
{
public:
    [[nodiscard]] static core::Result<Appender> open(
        DuckDb& database, const std::string& table, const std::vector<Column>& columns);

    void put(std::int64_t value) { cells<std::int64_t>()[m_rows] = value; }
    void put(double value); ///< NULL when it is not finite
    void put(std::string_view text);
    void put(core::Price price) { putWide(price.raw()); }
    void put(core::Quantity quantity) { putWide(quantity.raw()); }
    void putNull(); ///< of any column
    [[nodiscard]] std::optional<core::Defect> endRow();
    /// Everything put so far is in the table.
    [[nodiscard]] std::optional<core::Defect> flush();

private:
    struct Closer {
        void operator()(duckdb_appender appender) const { duckdb_appender_destroy(&appender); }
        void operator()(duckdb_data_chunk chunk) const { duckdb_destroy_data_chunk(&chunk); }
    };
    template <class T> [[nodiscard]] T* cells() { return static_cast<T*>(m_columns[m_next++]); }

    std::unique_ptr<std::remove_pointer_t<duckdb_appender>, Closer> m_appender;
    std::unique_ptr<std::remove_pointer_t<duckdb_data_chunk>, Closer> m_chunk;
    std::vector<duckdb_vector> m_vectors;
    std::vector<void*> m_columns;
    std::size_t m_next = 0;
    idx_t m_rows = 0;

    void putWide(core::Int128 raw);
    void lookUpColumns();
    [[nodiscard]] std::optional<core::Defect> appendChunk();
};

} // namespace leadline::store
