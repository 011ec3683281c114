// SPDX-License-Identifier: MIT
/// A table of rows with a time and a symbol, whoever wrote it: which columns those are, and what their times mean.
#pragma once

#include "engine/core/result.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace leadline::store
{

class DuckDb;

struct NamedType {
    std::string name;
    std::string type; ///< as DuckDB says it
};

/// The columns that a merge goes by.
struct MergeKeys {
    std::string time;
    std::string symbol;

    /// SQL: the symbol without blanks around it.
    [[nodiscard]] std::string symbolText() const;
};

/// DuckDB's names know no case.
[[nodiscard]] bool sameName(std::string_view a, std::string_view b);
[[nodiscard]] std::string joinedNames(const std::vector<NamedType>& columns);
[[nodiscard]] bool isCsv(std::string_view path);
[[nodiscard]] bool isParquet(std::string_view path);

/// A file that is read, and the table of DuckDB that holds it. Rows in messages count from 1.
class MergeSource
{
public:
    /// The options are those that choose its columns, for messages.
    MergeSource(DuckDb& database, std::string file, std::string table, std::string_view timeOption,
        std::string_view symbolOption);

    [[nodiscard]] const std::string& file() const { return m_file; }
    [[nodiscard]] const std::string& table() const { return m_table; }
    [[nodiscard]] const std::vector<NamedType>& columns() const { return m_columns; }
    [[nodiscard]] bool has(std::string_view column) const;
    /// Columns of what `reader` (SQL) reads.
    [[nodiscard]] std::optional<core::Defect> describe(const std::string& reader);

    /// The table that holds it is another one.
    void setTable(std::string table) { m_table = std::move(table); }
    /// Columns by name; where none is given, the only one with a usual name.
    [[nodiscard]] core::Result<MergeKeys> keys(const std::string& time, const std::string& symbol) const;
    /// SQL that makes nanoseconds since the epoch of the time; a defect where a row has none, or no symbol.
    [[nodiscard]] core::Result<std::string> checkedTime(const MergeKeys& keys) const;
    /// A defect where a row is as `where` (SQL) says: its number, why, and `value` (SQL).
    [[nodiscard]] std::optional<core::Defect> refuseRow(
        const std::string& where, const std::string& value, const std::string& why) const;
    /// What failed, with the file's name.
    [[nodiscard]] std::optional<core::Defect> badly(const std::optional<core::Defect>& failed) const;

private:
    /// SQL that makes nanoseconds since the epoch of a column, NULL where a value is no time.
    [[nodiscard]] core::Result<std::string> timeExpression(const std::string& column) const;
    [[nodiscard]] core::Result<std::string> epochExpression(const std::string& integer) const;
    [[nodiscard]] core::Result<std::string> fractionExpression(const std::string& text) const;

    DuckDb& m_database;
    std::string m_file;
    std::string m_table;
    std::string_view m_timeOption;
    std::string_view m_symbolOption;
    std::vector<NamedType> m_columns;
};

} // namespace leadline::store
