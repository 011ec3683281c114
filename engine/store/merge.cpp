// SPDX-License-Identifier: MIT
#include "engine/store/merge.h"

#include "engine/store/duckdb_handle.h"
#include "engine/store/parquet_feature_file.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <span>
#include <string_view>

namespace leadline::store
{

namespace
{

constexpr std::array<std::string_view, 5> timeNames{"timestamp", "time", "ts", "date", "datetime"};
constexpr std::array<std::string_view, 3> symbolNames{"symbol", "ticker", "pair"};

std::string lowered(std::string_view text)
{
    std::string out(text);
    for (char& c : out) {
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return out;
}

/// DuckDB's names know no case.
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

struct NamedType {
    std::string name;
    std::string type; ///< as DuckDB says it
};

std::string joinedNames(const std::vector<NamedType>& columns)
{
    std::string out;
    for (const auto& column : columns) {
        out += (out.empty() ? "" : ", ") + column.name;
    }
    return out;
}

/// One merge: each step leaves a defect, or nothing and the next step's input.
class Merge
{
public:
    Merge(const MergeRequest& request, DuckDb& database)
        : m_request(request)
        , m_database(database)
        , m_bars(request.bars.string())
    {
    }
    std::optional<core::Defect> loadBars();
    std::optional<core::Defect> loadBook();
    std::optional<core::Defect> compareSymbols();
    std::optional<core::Defect> write(const std::filesystem::path& partial);

private:
    [[nodiscard]] bool writesText() const { return isCsv(m_request.out.string()); }
    core::Result<std::vector<NamedType>> columnsOf(const std::string& source);
    core::Result<std::string> chosen(
        const std::string& given, std::span<const std::string_view> names, const char* what, const char* option) const;
    core::Result<std::string> timeExpression(const std::string& column);
    core::Result<std::string> epochExpression(const std::string& integer);
    std::optional<core::Defect> refuseRow(const std::string& table, const std::string& of, const std::string& where,
        const std::string& value, const std::string& why);
    core::Result<std::string> bookFiles() const;
    [[nodiscard]] std::string venueFilter() const;

    const MergeRequest& m_request;
    DuckDb& m_database;
    std::string m_bars;
    std::string m_book; ///< for messages
    std::vector<NamedType> m_barColumns;
    std::vector<NamedType> m_bookColumns;
    std::string m_barTime; ///< SQL: nanoseconds
    std::string m_barSymbol; ///< SQL: text
};

std::optional<core::Defect> badly(const std::string& file, const std::optional<core::Defect>& failed)
{
    return failed ? std::optional(core::Defect{file + ": " + failed->what}) : std::nullopt;
}

core::Result<std::vector<NamedType>> Merge::columnsOf(const std::string& source)
{
    const auto rows = m_database.ask("SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM " + source + ")");
    if (!rows) {
        return std::unexpected(rows.error());
    }
    std::vector<NamedType> columns;
    for (const auto& row : *rows) {
        columns.push_back({row[0].value_or(""), row[1].value_or("")});
    }
    return columns;
}

core::Result<std::string> Merge::chosen(
    const std::string& given, std::span<const std::string_view> names, const char* what, const char* option) const
{
    std::vector<std::string> found;
    for (const auto& column : m_barColumns) {
        const bool matches = given.empty()
            ? std::ranges::any_of(names, [&](std::string_view name) { return sameName(name, column.name); })
            : sameName(given, column.name);
        if (matches) {
            found.push_back(column.name);
        }
    }
    if (found.size() == 1) {
        return found.front();
    }
    std::string why = m_bars + ": ";
    if (!given.empty()) {
        why += "no column " + given;
    } else {
        why += found.empty() ? "no " : "more than one ";
        why += std::string(what) + " column; choose one with " + option;
    }
    return core::defect(why + " (columns: " + joinedNames(m_barColumns) + ")");
}

std::optional<core::Defect> Merge::refuseRow(const std::string& table, const std::string& of, const std::string& where,
    const std::string& value, const std::string& why)
{
    const auto rows =
        m_database.ask("SELECT rowid + 1, " + value + " FROM " + table + " WHERE " + where + " ORDER BY rowid LIMIT 1");
    if (!rows) {
        return badly(of, rows.error());
    }
    if (rows->empty()) {
        return std::nullopt;
    }
    const auto& row = rows->front();
    return core::Defect{of + ": row " + row[0].value_or("?") + ": " + why + (row[1] ? " (" + *row[1] + ")" : "")};
}

/// Seconds, milliseconds, microseconds and nanoseconds since the epoch are three digits apart from 1973 to 5138.
core::Result<std::string> Merge::epochExpression(const std::string& integer)
{
    const std::string unit = "CASE WHEN " + integer + " < 100000000 THEN NULL WHEN " + integer
        + " < 100000000000 THEN 1000000000 WHEN " + integer + " < 100000000000000 THEN 1000000 WHEN " + integer
        + " < 100000000000000000 THEN 1000 ELSE 1 END";
    if (auto refused = refuseRow(
            "bars", m_bars, "(" + unit + ") IS NULL", integer, "not a time in s, ms, us or ns since the epoch")) {
        return std::unexpected(*refused);
    }
    const auto first = m_database.ask("SELECT " + unit + " FROM bars WHERE rowid = 0");
    if (!first) {
        return std::unexpected(first.error());
    }
    const std::string factor = first->empty() ? "1" : first->front()[0].value_or("1");
    if (auto refused = refuseRow("bars", m_bars, "(" + unit + ") <> " + factor, integer,
            "a time of another unit (s, ms, us, ns) than the rows before")) {
        return std::unexpected(*refused);
    }
    return integer + " * " + factor;
}

/// SQL that makes nanoseconds of the bars' column, NULL where a value is no time.
core::Result<std::string> Merge::timeExpression(const std::string& column)
{
    const auto type = std::ranges::find(m_barColumns, column, &NamedType::name)->type;
    const std::string name = quotedName(column);
    if (type.ends_with("INT") || type == "INTEGER" || type == "UINTEGER") {
        return epochExpression("TRY_CAST(" + name + " AS BIGINT)");
    }
    if (type == "DATE") {
        return "epoch_ns(" + name + "::TIMESTAMP)";
    }
    if (type.starts_with("TIMESTAMP")) {
        return "epoch_ns(" + name + ')';
    }
    if (type != "VARCHAR") {
        return core::defect(
            m_bars + ": column " + column + " is " + type + "; a time is an integer, a timestamp, or text in ISO 8601");
    }
    const std::string text = "trim(" + name + ')';
    const auto others = m_database.ask("SELECT 1 FROM bars WHERE NOT regexp_full_match(" + text + ", '\\d+') LIMIT 1");
    if (!others) {
        return std::unexpected(others.error());
    }
    if (others->empty()) {
        return epochExpression("TRY_CAST(" + text + " AS BIGINT)");
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

std::optional<core::Defect> Merge::loadBars()
{
    if (!isCsv(m_bars) && !isParquet(m_bars)) {
        return core::Defect{m_bars + ": the ending must be .parquet or .csv"};
    }
    std::string source = (isCsv(m_bars) ? "read_csv(" : "read_parquet(") + quotedText(m_bars)
        + ", hive_partitioning=false" + (isCsv(m_bars) ? ", header=true" : "");
    auto columns = columnsOf(source + (isCsv(m_bars) ? ", all_varchar=true)" : ")"));
    if (!columns) {
        return badly(m_bars, columns.error());
    }
    m_barColumns = std::move(*columns);
    const auto time = chosen(m_request.timeColumn, timeNames, "time", "--time");
    if (!time) {
        return time.error();
    }
    const auto symbol = chosen(m_request.symbolColumn, symbolNames, "symbol", "--symbol");
    if (!symbol) {
        return symbol.error();
    }
    if (isCsv(m_bars)) {
        // Text to text stays as it is written.
        source += writesText()
            ? ", all_varchar=true"
            : ", sample_size=-1, types={" + quotedText(*time) + ": 'VARCHAR', " + quotedText(*symbol) + ": 'VARCHAR'}";
    }
    if (const auto failed = m_database.run("CREATE TABLE bars AS SELECT * FROM " + source + ')')) {
        return badly(m_bars, failed);
    }
    m_barSymbol = quotedName(*symbol) + "::VARCHAR";
    if (auto refused = refuseRow("bars", m_bars, "coalesce(" + m_barSymbol + ", '') = ''", "NULL", "no " + *symbol)) {
        return refused;
    }
    const std::string raw = quotedName(*time) + "::VARCHAR";
    if (auto refused = refuseRow("bars", m_bars, "coalesce(" + raw + ", '') = ''", "NULL", "no " + *time)) {
        return refused;
    }
    auto expression = timeExpression(*time);
    if (!expression) {
        return expression.error();
    }
    m_barTime = std::move(*expression);
    return refuseRow("bars", m_bars, "(" + m_barTime + ") IS NULL", raw, *time + " is no time");
}

/// The reading function and its list of files.
core::Result<std::string> Merge::bookFiles() const
{
    std::string list;
    std::size_t csv = 0;
    for (std::string path : m_request.book) {
        std::error_code unreadable;
        if (std::filesystem::is_directory(path, unreadable)) {
            path += "/**/*.parquet";
        } else if (path.find_first_of("*?[") == std::string::npos && !std::filesystem::exists(path, unreadable)) {
            return core::defect(path + ": no such file");
        }
        if (!isCsv(path) && !isParquet(path)) {
            return core::defect(path + ": the ending must be .parquet or .csv");
        }
        csv += isCsv(path) ? 1 : 0;
        list += (list.empty() ? "" : ", ") + quotedText(path);
    }
    if (csv != 0 && csv != m_request.book.size()) {
        return core::defect(m_book + ": the book's files must be all Parquet or all CSV");
    }
    return (csv == 0 ? "read_parquet([" : "read_csv([") + list + "], union_by_name=true"
        + (csv == 0 ? "" : ", header=true, all_varchar=true");
}

std::optional<core::Defect> Merge::loadBook()
{
    m_book = m_request.book.front() + (m_request.book.size() > 1 ? ", ..." : "");
    const auto files = bookFiles();
    if (!files) {
        return files.error();
    }
    const auto has = [&](std::string_view name) {
        return std::ranges::any_of(m_bookColumns, [&](const auto& column) { return sameName(column.name, name); });
    };
    std::string source;
    // Our own parts hold every column; others leave to the folders what these say.
    for (const char* const hive :
        {", hive_partitioning=false)", ", hive_partitioning=true, hive_types_autocast=false)"}) {
        source = *files + hive;
        auto columns = columnsOf(source);
        if (!columns) {
            return badly(m_book, columns.error());
        }
        m_bookColumns = std::move(*columns);
        if (has("venue") && has("symbol")) {
            break;
        }
    }
    for (const char* const name : {"timestamp", "venue", "symbol", "best_bid"}) {
        if (!has(name)) {
            return badly(m_book,
                core::Defect{"no column " + std::string(name)
                    + "; was it written by `leadline features`? (columns: " + joinedNames(m_bookColumns) + ")"});
        }
    }
    const bool readsCsv = files->starts_with("read_csv");
    const auto known = featureColumns();
    std::string list;
    for (const auto& column : m_bookColumns) {
        const std::string name = quotedName(column.name);
        const auto same = std::ranges::find_if(known, [&](const Column& k) { return sameName(k.name, column.name); });
        std::string value = name;
        if (sameName(column.name, "timestamp")) {
            value = "TRY_CAST(" + name + " AS BIGINT)";
        } else if (sameName(column.name, "venue") || sameName(column.name, "symbol")) {
            value = name + "::VARCHAR";
        } else if (readsCsv && !writesText() && same != known.end()) {
            value = name + (same->type == ColumnType::Real ? "::DOUBLE" : "::DECIMAL(18,9)");
        }
        list += (list.empty() ? "" : ", ") + value + " AS " + name;
    }
    if (const auto failed = m_database.run("CREATE TABLE book AS SELECT " + list + " FROM " + source)) {
        return badly(m_book, failed);
    }
    if (auto refused =
            refuseRow("book", m_book, "timestamp IS NULL", "NULL", "timestamp is not a count of nanoseconds")) {
        return refused;
    }
    return refuseRow("book", m_book, "symbol IS NULL OR venue IS NULL", "NULL", "no symbol or venue");
}

std::string Merge::venueFilter() const
{
    return m_request.venue.empty() ? "" : " WHERE venue = " + quotedText(m_request.venue);
}

std::optional<core::Defect> Merge::compareSymbols()
{
    const auto first = [&](const std::string& sql) -> DuckDb::Row {
        const auto rows = m_database.ask(sql);
        return rows && !rows->empty() ? rows->front() : DuckDb::Row{};
    };
    const auto bar = first("SELECT " + m_barSymbol + " FROM bars LIMIT 1");
    if (bar.empty()) {
        return std::nullopt;
    }
    const auto book = first("SELECT symbol FROM book" + venueFilter() + " LIMIT 1");
    if (book.empty()) {
        return badly(m_book, core::Defect{m_request.venue.empty() ? "no rows" : "no rows of venue " + m_request.venue});
    }
    const std::string shared =
        " FROM book SEMI JOIN (SELECT DISTINCT " + m_barSymbol + " AS symbol FROM bars) USING (symbol)" + venueFilter();
    if (first("SELECT 1" + shared + " LIMIT 1").empty()) {
        return core::Defect{m_bars + ": none of its symbols is in the book: " + bar[0].value_or("") + " here, "
            + book[0].value_or("") + " there"};
    }
    const auto several = first("SELECT symbol, string_agg(DISTINCT venue, ', ' ORDER BY venue)" + shared
        + " GROUP BY symbol HAVING min(venue) <> max(venue) ORDER BY symbol LIMIT 1");
    if (!several.empty()) {
        return badly(m_book,
            core::Defect{"several venues for " + several[0].value_or("") + ": " + several[1].value_or("")
                + "; choose one with --venue"});
    }
    return std::nullopt;
}

std::optional<core::Defect> Merge::write(const std::filesystem::path& partial)
{
    std::vector<std::string> taken;
    std::string columns;
    for (const auto& column : m_barColumns) {
        taken.push_back(column.name);
        columns += (columns.empty() ? "bar." : ", bar.") + quotedName(column.name);
    }
    const std::string age = "bar.\"#time\" - book.timestamp";
    const std::string inTime =
        m_request.tolerance ? age + " <= " + std::to_string(m_request.tolerance->count()) : "true";
    for (const auto& column : m_bookColumns) {
        if (sameName(column.name, "symbol")) {
            continue;
        }
        std::string name = sameName(column.name, "timestamp") ? "book_timestamp" : column.name;
        while (std::ranges::any_of(taken, [&](const auto& other) { return sameName(name, other); })) {
            name += "_book";
        }
        taken.push_back(name);
        columns += ", CASE WHEN " + inTime + " THEN book." + quotedName(column.name) + " END AS " + quotedName(name);
    }
    // An as-of join takes any of the rows with one time. Time and row in one number leave one, and it is the last.
    const std::string row = "1099511627776"; // 2^40 rows
    return m_database.run("COPY (SELECT " + columns + " FROM (SELECT *, rowid AS \"#row\", " + m_barTime
        + " AS \"#time\", " + m_barSymbol
        + " AS \"#symbol\" FROM bars) bar ASOF LEFT JOIN (SELECT *, rowid AS \"#row\" " + "FROM book" + venueFilter()
        + ") book ON bar.\"#symbol\" = book.symbol AND bar.\"#time\"::HUGEINT * " + row + " + " + row
        + " - 1 >= book.timestamp::HUGEINT * " + row + " + book.\"#row\" ORDER BY bar.\"#time\", bar.\"#row\") TO "
        + quotedText(partial.string())
        + (writesText() ? " (FORMAT csv, HEADER, USE_TMP_FILE false)"
                        : " (FORMAT parquet, COMPRESSION zstd, USE_TMP_FILE false)"));
}

} // namespace

std::optional<MergeFailure> mergeAsOf(const MergeRequest& request)
{
    const auto badInput = [](std::string what) { return MergeFailure{MergeFailure::Kind::BadInput, std::move(what)}; };
    const auto workFailed = [](std::string what) {
        return MergeFailure{MergeFailure::Kind::WorkFailed, std::move(what)};
    };
    const std::string out = request.out.string();
    if (!out.ends_with(".csv") && !isParquet(out)) {
        return badInput(out + ": the ending must be .parquet or .csv");
    }
    std::error_code error;
    if (!std::filesystem::exists(request.bars, error)) {
        return badInput(request.bars.string() + ": no such file");
    }
    const std::filesystem::path partial = out + ".part";
    if (!std::ofstream(partial)) {
        return badInput(out + ": cannot be written");
    }
    const std::filesystem::path spill = out + ".spill";
    struct Remover {
        const std::filesystem::path& partial;
        const std::filesystem::path& spill;
        ~Remover()
        {
            std::error_code ignored;
            std::filesystem::remove(partial, ignored);
            std::filesystem::remove_all(spill, ignored);
        }
    } const remover{partial, spill};

    auto database = DuckDb::open();
    if (!database) {
        return workFailed(database.error().what);
    }
    if (auto failed = database->run("SET temp_directory=" + quotedText(spill.string()) + "; SET TimeZone='UTC'")) {
        return workFailed(failed->what);
    }
    Merge merge(request, *database);
    for (const auto step : {&Merge::loadBars, &Merge::loadBook, &Merge::compareSymbols}) {
        if (auto refused = (merge.*step)()) {
            return badInput(refused->what);
        }
    }
    if (auto failed = merge.write(partial)) {
        return workFailed(out + ": " + failed->what);
    }
    std::filesystem::rename(partial, request.out, error);
    if (error) {
        return workFailed(out + ": " + error.message());
    }
    return std::nullopt;
}

} // namespace leadline::store
