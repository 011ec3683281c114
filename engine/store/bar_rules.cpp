// SPDX-License-Identifier: MIT
#include "engine/store/bar_rules.h"

#include "engine/core/number_style.h"
#include "engine/store/duckdb_handle.h"
#include "engine/tape/foreign_form.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <optional>
#include <string_view>
#include <utility>

namespace leadline::store
{

namespace
{

constexpr std::size_t headSize = 512;
/// Different numbers of a column that are looked at: more of them tell nothing new of the marks.
constexpr int mostLearnt = 100'000;

/// The marks that a style of numbers goes by.
struct Marks {
    std::string group;
    std::string decimal;
};

/// Where the numbers tell nothing, they have neither mark.
Marks marksOf(const core::NumberStyle& style)
{
    return style.plain("1,250").value_or("") == "1.250" ? Marks{".", ","} : Marks{",", "."};
}

/// Every value is a number with marks, and there is one.
core::Result<bool> holdsMarkedNumbers(DuckDb& database, const std::string& table, const std::string& text)
{
    const auto rows = database.ask("SELECT count(*) > 0 AND bool_and(regexp_full_match(" + text
        + R"(, '[-+]?[0-9][0-9., '']*')) FROM )" + table + " WHERE " + text + " <> ''");
    if (!rows) {
        return std::unexpected(rows.error());
    }
    return rows->front()[0].value_or("") == "true";
}

core::Result<std::vector<std::string>> valuesOf(DuckDb& database, const std::string& table, const std::string& text)
{
    const auto rows =
        database.ask("SELECT DISTINCT " + text + " FROM " + table + " LIMIT " + std::to_string(mostLearnt));
    if (!rows) {
        return std::unexpected(rows.error());
    }
    std::vector<std::string> values;
    for (const auto& row : *rows) {
        values.push_back(row[0].value_or(""));
    }
    return values;
}

std::optional<core::Defect> convert(
    DuckDb& database, const std::string& table, const std::string& column, const Marks& marks)
{
    const std::string name = quotedName(column);
    const std::string grouped =
        R"('[-+]?([0-9]+|[0-9]{1,3}([)" + marks.group + R"( ''][0-9]{3})+)([)" + marks.decimal + R"(][0-9]*)?')";
    const auto others = database.ask("SELECT 1 FROM " + table + " WHERE trim(" + name
        + ") <> '' AND NOT regexp_full_match(trim(" + name + "), " + grouped + ") LIMIT 1");
    if (!others) {
        return others.error();
    }
    if (!others->empty()) {
        return std::nullopt; // addresses or dates, such as 1.2.2025: they stay text
    }
    const std::string digits = "regexp_replace(trim(" + name + "), '[" + marks.group + " '']', '', 'g')";
    return database.run("ALTER TABLE " + table + " ALTER COLUMN " + name + " TYPE DOUBLE USING CAST(nullif(replace("
        + digits + ", '" + marks.decimal + "', '.'), '') AS DOUBLE)");
}

} // namespace

std::string foreignBars(const std::filesystem::path& file)
{
    std::array<char, headSize> head{};
    std::ifstream in(file, std::ios::binary);
    in.read(head.data(), head.size());
    const std::string_view bytes(head.data(), static_cast<std::size_t>(in.gcount()));
    if (bytes.starts_with("\x1f\x8b")) {
        return "is compressed by gzip: name it .csv.gz";
    }
    if (bytes.starts_with("PAR1")) {
        return "is a Parquet file: name it .parquet";
    }
    if (bytes.starts_with("\x28\xb5\x2f\xfd")) {
        return "is compressed by zstd: name it .csv.zst";
    }
    return tape::foreignForm(bytes);
}

std::optional<core::Defect> readMarkedNumbers(
    DuckDb& database, const std::string& file, const std::string& table, const std::vector<std::string>& columns)
{
    std::vector<std::string> marked;
    for (const std::string& column : columns) {
        const auto holds = holdsMarkedNumbers(database, table, "trim(" + quotedName(column) + ')');
        if (!holds) {
            return holds.error();
        }
        if (*holds) {
            marked.push_back(column);
        }
    }
    if (marked.empty()) {
        return std::nullopt;
    }
    const auto separator = database.ask("SELECT Delimiter FROM sniff_csv(" + quotedText(file) + ", all_varchar=true)");
    if (!separator) {
        return separator.error();
    }
    const std::string mark = separator->empty() ? "," : separator->front()[0].value_or(",");
    core::NumberStyle style(mark.empty() ? ',' : mark.front());
    std::vector<std::vector<std::string>> values;
    for (const std::string& column : marked) {
        auto read = valuesOf(database, table, "trim(" + quotedName(column) + ')');
        if (!read) {
            return read.error();
        }
        std::ranges::for_each(*read, [&](const std::string& value) { style.learn(value); });
        values.push_back(std::move(*read));
    }
    for (std::size_t i = 0; i < marked.size(); ++i) {
        for (const std::string& value : values[i]) {
            if (const auto number = style.plain(value); !number) {
                return core::Defect{"column " + marked[i] + ": " + number.error().what};
            }
        }
    }
    const Marks marks = marksOf(style);
    for (const std::string& column : marked) {
        if (auto failed = convert(database, table, column, marks)) {
            return failed;
        }
    }
    return std::nullopt;
}

} // namespace leadline::store
