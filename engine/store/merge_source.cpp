// SPDX-License-Identifier: MIT
#include "engine/store/merge_source.h"

#include "engine/core/table.h"
#include "engine/store/duckdb_handle.h"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

namespace leadline::store
{

namespace
{

/// As core::columnName() makes them.
constexpr std::array<std::string_view, 8> timeNames{
    "timestamp", "time", "ts", "date", "datetime", "open_time", "opentime", "timestamp_ms"};
constexpr std::array<std::string_view, 3> symbolNames{"symbol", "ticker", "pair"};

std::string lowered(std::string_view text)
{
    std::string out(text);
    for (char& c : out) {
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return out;
}

core::Result<std::string> chosen(const std::string& file, const std::vector<NamedType>& columns,
    const std::string& given, std::span<const std::string_view> names, const char* what, std::string_view option)
{
    std::vector<std::string> found;
    for (const auto& column : columns) {
        const bool matches = given.empty() ? std::ranges::find(names, core::columnName(column.name)) != names.end()
                                           : sameName(given, column.name);
        if (matches) {
            found.push_back(column.name);
        }
    }
    if (given.empty() && found.size() > 1) {
        // A bar's beginning is its time where nothing else is.
        std::erase_if(found, [](const std::string& name) { return lowered(name).starts_with("open"); });
    }
    if (found.size() == 1) {
        return found.front();
    }
    std::string why = file + ": ";
    if (!given.empty()) {
        why += "no column " + given;
    } else {
        why += found.empty() ? "no " : "more than one ";
        why += std::string(what) + " column; choose one with " + std::string(option);
    }
    return core::defect(why + " (columns: " + joinedNames(columns) + ")");
}

} // namespace

std::string MergeKeys::symbolText() const
{
    return "trim(" + quotedName(symbol) + "::VARCHAR)";
}

bool sameName(std::string_view a, std::string_view b)
{
    return lowered(a) == lowered(b);
}

bool isCsv(std::string_view path)
{
    return path.ends_with(".csv") || path.ends_with(".csv.gz") || path.ends_with(".csv.zst");
}

bool isParquet(std::string_view path)
{
    return path.ends_with(".parquet");
}

std::string joinedNames(const std::vector<NamedType>& columns)
{
    std::string out;
    for (const auto& column : columns) {
        out += (out.empty() ? "" : ", ") + column.name;
    }
    return out;
}

MergeSource::MergeSource(
    DuckDb& database, std::string file, std::string table, std::string_view timeOption, std::string_view symbolOption)
    : m_database(database)
    , m_file(std::move(file))
    , m_table(std::move(table))
    , m_timeOption(timeOption)
    , m_symbolOption(symbolOption)
{
}

bool MergeSource::has(std::string_view column) const
{
    return std::ranges::any_of(m_columns, [&](const NamedType& one) { return sameName(one.name, column); });
}

std::optional<core::Defect> MergeSource::describe(const std::string& reader)
{
    const auto rows = m_database.ask("SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM " + reader + ")");
    if (!rows) {
        return badly(rows.error());
    }
    m_columns.clear();
    for (const auto& row : *rows) {
        m_columns.push_back({row[0].value_or(""), row[1].value_or("")});
    }
    return std::nullopt;
}

core::Result<MergeKeys> MergeSource::keys(const std::string& time, const std::string& symbol) const
{
    const auto timeColumn = chosen(m_file, m_columns, time, timeNames, "time", m_timeOption);
    if (!timeColumn) {
        return std::unexpected(timeColumn.error());
    }
    const auto symbolColumn = chosen(m_file, m_columns, symbol, symbolNames, "symbol", m_symbolOption);
    if (!symbolColumn) {
        return std::unexpected(symbolColumn.error());
    }
    return MergeKeys{*timeColumn, *symbolColumn};
}

core::Result<std::string> MergeSource::checkedTime(const MergeKeys& keys) const
{
    const std::string raw = quotedName(keys.time) + "::VARCHAR";
    for (const auto& [value, of] : {std::pair(keys.symbolText(), keys.symbol), std::pair(raw, keys.time)}) {
        if (auto refused = refuseRow("coalesce(" + value + ", '') = ''", "NULL", "no " + of)) {
            return std::unexpected(*refused);
        }
    }
    auto time = timeExpression(keys.time);
    if (!time) {
        return time;
    }
    if (auto refused = refuseRow("(" + *time + ") IS NULL", raw, keys.time + " is no time")) {
        return std::unexpected(*refused);
    }
    return time;
}

std::optional<core::Defect> MergeSource::badly(const std::optional<core::Defect>& failed) const
{
    return failed ? std::optional(core::Defect{m_file + ": " + failed->what}) : std::nullopt;
}

std::optional<core::Defect> MergeSource::refuseRow(
    const std::string& where, const std::string& value, const std::string& why) const
{
    const auto rows = m_database.ask(
        "SELECT rowid + 1, " + value + " FROM " + m_table + " WHERE " + where + " ORDER BY rowid LIMIT 1");
    if (!rows) {
        return badly(rows.error());
    }
    if (rows->empty()) {
        return std::nullopt;
    }
    const auto& row = rows->front();
    return core::Defect{m_file + ": row " + row[0].value_or("?") + ": " + why + (row[1] ? " (" + *row[1] + ")" : "")};
}

/// Seconds, milliseconds, microseconds and nanoseconds since the epoch are three digits apart from 1973 to 5138.
core::Result<std::string> MergeSource::epochExpression(const std::string& integer) const
{
    const std::string unit = "CASE WHEN " + integer + " < 100000000 THEN NULL WHEN " + integer
        + " < 100000000000 THEN 1000000000 WHEN " + integer + " < 100000000000000 THEN 1000000 WHEN " + integer
        + " < 100000000000000000 THEN 1000 ELSE 1 END";
    if (auto refused = refuseRow("(" + unit + ") IS NULL", integer, "not a time in s, ms, us or ns since the epoch")) {
        return std::unexpected(*refused);
    }
    const auto first = m_database.ask("SELECT " + unit + " FROM " + m_table + " WHERE rowid = 0");
    if (!first) {
        return std::unexpected(first.error());
    }
    const std::string factor = first->empty() ? "1" : first->front()[0].value_or("1");
    if (auto refused = refuseRow(
            "(" + unit + ") <> " + factor, integer, "a time of another unit (s, ms, us, ns) than the rows before")) {
        return std::unexpected(*refused);
    }
    return integer + " * " + factor;
}

/// Of "1735779600.123": the whole part tells the unit, as in core::timeOfCount().
core::Result<std::string> MergeSource::fractionExpression(const std::string& text) const
{
    const auto whole = epochExpression("TRY_CAST(split_part(" + text + ", '.', 1) AS BIGINT)");
    if (!whole) {
        return whole;
    }
    const std::string factor = whole->substr(whole->rfind('*') + 1);
    return *whole + " + CAST(floor(CAST('0.' || rpad(left(split_part(" + text
        + ", '.', 2), 9), 9, '0') AS DECIMAL(10,9)) *" + factor + ") AS BIGINT)";
}

core::Result<std::string> MergeSource::timeExpression(const std::string& column) const
{
    const auto type = std::ranges::find(m_columns, column, &NamedType::name)->type;
    const std::string name = quotedName(column);
    if (type.ends_with("INT") || type == "INTEGER" || type == "UINTEGER") {
        return epochExpression("TRY_CAST(" + name + " AS BIGINT)");
    }
    if (type == "DOUBLE" || type == "FLOAT" || type.starts_with("DECIMAL")) {
        return fractionExpression(name + "::DECIMAL(28,9)::VARCHAR");
    }
    if (type == "DATE") {
        return "epoch_ns(" + name + "::TIMESTAMP)";
    }
    if (type.starts_with("TIMESTAMP")) {
        return "epoch_ns(" + name + ')';
    }
    if (type != "VARCHAR") {
        return core::defect(
            m_file + ": column " + column + " is " + type + "; a time is a number, a timestamp, or text in ISO 8601");
    }
    const std::string text = "trim(" + name + ')';
    const auto others =
        m_database.ask("SELECT 1 FROM " + m_table + " WHERE NOT regexp_full_match(" + text + ", '\\d+') LIMIT 1");
    if (!others) {
        return std::unexpected(others.error());
    }
    if (others->empty()) {
        return epochExpression("TRY_CAST(" + text + " AS BIGINT)");
    }
    const auto fractions = m_database.ask(
        "SELECT 1 FROM " + m_table + " WHERE NOT regexp_full_match(" + text + ", '\\d+(\\.\\d*)?') LIMIT 1");
    if (!fractions) {
        return std::unexpected(fractions.error());
    }
    if (fractions->empty()) {
        return fractionExpression(text);
    }
    // DuckDB's own time with a zone ends at microseconds: the fraction is read by itself.
    const auto part = [&](int group) {
        return "regexp_extract(" + text
            + ", '^(\\d{4}-\\d\\d-\\d\\d)(?:[T ](\\d\\d:\\d\\d)(:\\d\\d)?(?:[.,](\\d{1,9}))?)? "
              "?(Z|UTC|[+-]\\d\\d(?::?\\d\\d)?)?$', "
            + std::to_string(group) + ')';
    };
    const auto orElse = [](const std::string& value, const char* other) {
        return "coalesce(nullif(" + value + ", ''), '" + other + "')";
    };
    return "epoch_ns(TRY_CAST(" + part(1) + " || ' ' || " + orElse(part(2), "00:00") + " || " + orElse(part(3), ":00")
        + " || replace(" + orElse(part(5), "Z") + ", 'UTC', 'Z') AS TIMESTAMPTZ)) + rpad(" + part(4)
        + ", 9, '0')::BIGINT";
}

} // namespace leadline::store
