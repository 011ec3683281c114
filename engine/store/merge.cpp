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

constexpr std::array<std::string_view, 8> timeNames{
    "timestamp", "time", "ts", "date", "datetime", "open_time", "open time", "opentime"};
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

/// A file that is read, and the table of DuckDB that holds it.
struct Source {
    std::string file; ///< for messages
    std::string table;
    std::vector<NamedType> columns;
    std::string_view timeOption; ///< what chooses its columns
    std::string_view symbolOption;
};

/// One merge: each step leaves a defect, or nothing and the next step's input.
class Merge
{
public:
    Merge(const MergeRequest& request, DuckDb& database)
        : m_request(request)
        , m_database(database)
        , m_bars{request.bars.string(), "bars", {}, "--time", "--symbol"}
        , m_book{request.book.front() + (request.book.size() > 1 ? ", ..." : ""), "book_rows", {}, "--book-time",
              "--book-symbol"}
    {
    }
    std::optional<core::Defect> loadBars();
    std::optional<core::Defect> loadBook();
    std::optional<core::Defect> compareSymbols();
    std::optional<core::Defect> write(const std::filesystem::path& partial);

private:
    [[nodiscard]] bool writesText() const { return isCsv(m_request.out.string()); }
    core::Result<std::vector<NamedType>> columnsOf(const std::string& source);
    core::Result<std::string> timeExpression(const Source& source, const std::string& column);
    core::Result<std::string> epochExpression(const Source& source, const std::string& integer);
    core::Result<std::string> fractionExpression(const Source& source, const std::string& text);
    std::optional<core::Defect> refuseRow(
        const Source& source, const std::string& where, const std::string& value, const std::string& why);
    core::Result<std::string> bookFiles() const;
    /// "read_csv([...], ...": with the columns that it has.
    core::Result<std::string> openBook();
    [[nodiscard]] bool bookHas(std::string_view name) const;
    std::optional<core::Defect> loadFeatures(const std::string& source);
    [[nodiscard]] std::string featureList(bool readsCsv, std::string_view priceType) const;
    std::optional<core::Defect> loadAnyBook(std::string source);
    [[nodiscard]] std::string venueFilter() const;

    const MergeRequest& m_request;
    DuckDb& m_database;
    Source m_bars;
    Source m_book;
    std::vector<std::string> m_bookKeys; ///< its columns of time and symbol
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

/// The column of that name; where none is given, the only one with a usual name.
core::Result<std::string> chosen(const Source& source, const std::string& given,
    std::span<const std::string_view> names, const char* what, std::string_view option)
{
    std::vector<std::string> found;
    for (const auto& column : source.columns) {
        const bool matches = given.empty()
            ? std::ranges::any_of(names, [&](std::string_view name) { return sameName(name, column.name); })
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
    std::string why = source.file + ": ";
    if (!given.empty()) {
        why += "no column " + given;
    } else {
        why += found.empty() ? "no " : "more than one ";
        why += std::string(what) + " column; choose one with " + std::string(option);
    }
    return core::defect(why + " (columns: " + joinedNames(source.columns) + ")");
}

std::optional<core::Defect> Merge::refuseRow(
    const Source& source, const std::string& where, const std::string& value, const std::string& why)
{
    const auto rows = m_database.ask(
        "SELECT rowid + 1, " + value + " FROM " + source.table + " WHERE " + where + " ORDER BY rowid LIMIT 1");
    if (!rows) {
        return badly(source.file, rows.error());
    }
    if (rows->empty()) {
        return std::nullopt;
    }
    const auto& row = rows->front();
    return core::Defect{
        source.file + ": row " + row[0].value_or("?") + ": " + why + (row[1] ? " (" + *row[1] + ")" : "")};
}

/// Seconds, milliseconds, microseconds and nanoseconds since the epoch are three digits apart from 1973 to 5138.
core::Result<std::string> Merge::epochExpression(const Source& source, const std::string& integer)
{
    const std::string unit = "CASE WHEN " + integer + " < 100000000 THEN NULL WHEN " + integer
        + " < 100000000000 THEN 1000000000 WHEN " + integer + " < 100000000000000 THEN 1000000 WHEN " + integer
        + " < 100000000000000000 THEN 1000 ELSE 1 END";
    if (auto refused =
            refuseRow(source, "(" + unit + ") IS NULL", integer, "not a time in s, ms, us or ns since the epoch")) {
        return std::unexpected(*refused);
    }
    const auto first = m_database.ask("SELECT " + unit + " FROM " + source.table + " WHERE rowid = 0");
    if (!first) {
        return std::unexpected(first.error());
    }
    const std::string factor = first->empty() ? "1" : first->front()[0].value_or("1");
    if (auto refused = refuseRow(source, "(" + unit + ") <> " + factor, integer,
            "a time of another unit (s, ms, us, ns) than the rows before")) {
        return std::unexpected(*refused);
    }
    return integer + " * " + factor;
}

/// Of "1735779600.123": the whole part tells the unit, as in core::timeOfCount().
core::Result<std::string> Merge::fractionExpression(const Source& source, const std::string& text)
{
    const auto whole = epochExpression(source, "TRY_CAST(split_part(" + text + ", '.', 1) AS BIGINT)");
    if (!whole) {
        return whole;
    }
    const std::string factor = whole->substr(whole->rfind('*') + 1);
    return *whole + " + CAST(floor(CAST('0.' || rpad(left(split_part(" + text
        + ", '.', 2), 9), 9, '0') AS DECIMAL(10,9)) *" + factor + ") AS BIGINT)";
}

/// SQL that makes nanoseconds of a column, NULL where a value is no time.
core::Result<std::string> Merge::timeExpression(const Source& source, const std::string& column)
{
    const auto type = std::ranges::find(source.columns, column, &NamedType::name)->type;
    const std::string name = quotedName(column);
    if (type.ends_with("INT") || type == "INTEGER" || type == "UINTEGER") {
        return epochExpression(source, "TRY_CAST(" + name + " AS BIGINT)");
    }
    if (type == "DOUBLE" || type == "FLOAT" || type.starts_with("DECIMAL")) {
        return fractionExpression(source, name + "::DECIMAL(28,9)::VARCHAR");
    }
    if (type == "DATE") {
        return "epoch_ns(" + name + "::TIMESTAMP)";
    }
    if (type.starts_with("TIMESTAMP")) {
        return "epoch_ns(" + name + ')';
    }
    if (type != "VARCHAR") {
        return core::defect(source.file + ": column " + column + " is " + type
            + "; a time is a number, a timestamp, or text in ISO 8601");
    }
    const std::string text = "trim(" + name + ')';
    const auto others =
        m_database.ask("SELECT 1 FROM " + source.table + " WHERE NOT regexp_full_match(" + text + ", '\\d+') LIMIT 1");
    if (!others) {
        return std::unexpected(others.error());
    }
    if (others->empty()) {
        return epochExpression(source, "TRY_CAST(" + text + " AS BIGINT)");
    }
    const auto fractions = m_database.ask(
        "SELECT 1 FROM " + source.table + " WHERE NOT regexp_full_match(" + text + ", '\\d+(\\.\\d*)?') LIMIT 1");
    if (!fractions) {
        return std::unexpected(fractions.error());
    }
    if (fractions->empty()) {
        return fractionExpression(source, text);
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
    if (!isCsv(m_bars.file) && !isParquet(m_bars.file)) {
        return core::Defect{m_bars.file + ": the ending must be .parquet or .csv"};
    }
    std::string source = (isCsv(m_bars.file) ? "read_csv(" : "read_parquet(") + quotedText(m_bars.file)
        + ", hive_partitioning=false" + (isCsv(m_bars.file) ? ", header=true" : "");
    auto columns = columnsOf(source + (isCsv(m_bars.file) ? ", all_varchar=true)" : ")"));
    if (!columns) {
        return badly(m_bars.file, columns.error());
    }
    m_bars.columns = std::move(*columns);
    const auto time = chosen(m_bars, m_request.timeColumn, timeNames, "time", m_bars.timeOption);
    if (!time) {
        return time.error();
    }
    const auto symbol = chosen(m_bars, m_request.symbolColumn, symbolNames, "symbol", m_bars.symbolOption);
    if (!symbol) {
        return symbol.error();
    }
    if (isCsv(m_bars.file)) {
        // Text to text stays as it is written.
        source += writesText()
            ? ", all_varchar=true"
            : ", sample_size=-1, types={" + quotedText(*time) + ": 'VARCHAR', " + quotedText(*symbol) + ": 'VARCHAR'}";
    }
    if (const auto failed = m_database.run("CREATE TABLE bars AS SELECT * FROM " + source + ')')) {
        return badly(m_bars.file, failed);
    }
    m_barSymbol = quotedName(*symbol) + "::VARCHAR";
    if (auto refused = refuseRow(m_bars, "coalesce(" + m_barSymbol + ", '') = ''", "NULL", "no " + *symbol)) {
        return refused;
    }
    const std::string raw = quotedName(*time) + "::VARCHAR";
    if (auto refused = refuseRow(m_bars, "coalesce(" + raw + ", '') = ''", "NULL", "no " + *time)) {
        return refused;
    }
    auto expression = timeExpression(m_bars, *time);
    if (!expression) {
        return expression.error();
    }
    m_barTime = std::move(*expression);
    return refuseRow(m_bars, "(" + m_barTime + ") IS NULL", raw, *time + " is no time");
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
        return core::defect(m_book.file + ": the book's files must be all Parquet or all CSV");
    }
    return (csv == 0 ? "read_parquet([" : "read_csv([") + list + "], union_by_name=true"
        + (csv == 0 ? "" : ", header=true");
}

bool Merge::bookHas(std::string_view name) const
{
    return std::ranges::any_of(m_book.columns, [&](const auto& column) { return sameName(column.name, name); });
}

core::Result<std::string> Merge::openBook()
{
    const auto files = bookFiles();
    if (!files) {
        return std::unexpected(files.error());
    }
    std::string source;
    // Our own parts hold every column; others leave to the folders what these say.
    for (const char* const hive :
        {", hive_partitioning=false", ", hive_partitioning=true, hive_types_autocast=false"}) {
        source = *files + hive;
        auto columns = columnsOf(source + (source.starts_with("read_csv") ? ", all_varchar=true)" : ")"));
        if (!columns) {
            return std::unexpected(*badly(m_book.file, columns.error()));
        }
        m_book.columns = std::move(*columns);
        if (bookHas("venue") && bookHas("symbol")) {
            break;
        }
    }
    return source;
}

std::optional<core::Defect> Merge::loadBook()
{
    const auto source = openBook();
    if (!source) {
        return source.error();
    }
    if (!m_request.venue.empty() && !bookHas("venue")) {
        return core::Defect{
            m_book.file + ": no column venue, which --venue chooses by (columns: " + joinedNames(m_book.columns) + ")"};
    }
    const bool isChosen = !m_request.bookTimeColumn.empty() || !m_request.bookSymbolColumn.empty();
    const bool isOurs = !isChosen
        && std::ranges::all_of(
            std::array{"timestamp", "venue", "symbol", "best_bid"}, [this](const char* name) { return bookHas(name); });
    return isOurs ? loadFeatures(*source) : loadAnyBook(*source);
}

std::string Merge::featureList(bool readsCsv, std::string_view priceType) const
{
    const auto known = featureColumns();
    std::string list = "TRY_CAST(timestamp AS BIGINT) AS \"#time\", symbol::VARCHAR AS \"#symbol\", venue::VARCHAR AS "
                       "\"#venue\"";
    for (const auto& column : m_book.columns) {
        const std::string name = quotedName(column.name);
        const auto same = std::ranges::find_if(known, [&](const Column& k) { return sameName(k.name, column.name); });
        const bool isFigure = !sameName(column.name, "timestamp") && !sameName(column.name, "venue")
            && !sameName(column.name, "symbol") && same != known.end();
        list += ", " + name;
        if (readsCsv && !writesText() && isFigure) {
            list += "::" + (same->type == ColumnType::Real ? "DOUBLE" : std::string(priceType)) + " AS " + name;
        }
    }
    return list;
}

/// What `leadline features` wrote: types and unit of time are known.
std::optional<core::Defect> Merge::loadFeatures(const std::string& source)
{
    const bool readsCsv = source.starts_with("read_csv");
    const std::string reader = source + (readsCsv ? ", all_varchar=true)" : ")");
    m_bookKeys = {"timestamp", "symbol"};
    m_book.table = "book";
    // As `features` writes them: prices take 64 bits where they fit.
    auto failed =
        m_database.run("CREATE TABLE book AS SELECT " + featureList(readsCsv, "DECIMAL(18,9)") + " FROM " + reader);
    if (failed && readsCsv) {
        failed =
            m_database.run("CREATE TABLE book AS SELECT " + featureList(readsCsv, "DECIMAL(19,9)") + " FROM " + reader);
    }
    if (failed) {
        return badly(m_book.file, failed);
    }
    if (auto refused = refuseRow(m_book, "\"#time\" IS NULL", "NULL", "timestamp is not a count of nanoseconds")) {
        return refused;
    }
    return refuseRow(m_book, "\"#symbol\" IS NULL OR \"#venue\" IS NULL", "NULL", "no symbol or venue");
}

/// Any file with a time and a symbol: columns and times are told as those of bars are.
std::optional<core::Defect> Merge::loadAnyBook(std::string source)
{
    const auto time = chosen(m_book, m_request.bookTimeColumn, timeNames, "time", m_book.timeOption);
    if (!time) {
        return time.error();
    }
    const auto symbol = chosen(m_book, m_request.bookSymbolColumn, symbolNames, "symbol", m_book.symbolOption);
    if (!symbol) {
        return symbol.error();
    }
    if (source.starts_with("read_csv")) {
        source += writesText()
            ? ", all_varchar=true"
            : ", sample_size=-1, types={" + quotedText(*time) + ": 'VARCHAR', " + quotedText(*symbol) + ": 'VARCHAR'}";
    }
    if (const auto failed = m_database.run("CREATE TABLE book_rows AS SELECT * FROM " + source + ')')) {
        return badly(m_book.file, failed);
    }
    const std::string name = quotedName(*symbol) + "::VARCHAR";
    const std::string raw = quotedName(*time) + "::VARCHAR";
    for (const auto& [value, of] : {std::pair(name, *symbol), std::pair(raw, *time)}) {
        if (auto refused = refuseRow(m_book, "coalesce(" + value + ", '') = ''", "NULL", "no " + of)) {
            return refused;
        }
    }
    const auto expression = timeExpression(m_book, *time);
    if (!expression) {
        return expression.error();
    }
    if (auto refused = refuseRow(m_book, "(" + *expression + ") IS NULL", raw, *time + " is no time")) {
        return refused;
    }
    m_bookKeys = {*time, *symbol};
    const std::string venue = bookHas("venue") ? "coalesce(venue::VARCHAR, '')" : "''";
    return badly(m_book.file,
        m_database.run("CREATE TABLE book AS SELECT " + *expression + " AS \"#time\", " + name + " AS \"#symbol\", "
            + venue + " AS \"#venue\", * FROM book_rows ORDER BY rowid"));
}

std::string Merge::venueFilter() const
{
    return m_request.venue.empty() ? "" : " WHERE \"#venue\" = " + quotedText(m_request.venue);
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
    const auto book = first("SELECT \"#symbol\" FROM book" + venueFilter() + " LIMIT 1");
    if (book.empty()) {
        return badly(
            m_book.file, core::Defect{m_request.venue.empty() ? "no rows" : "no rows of venue " + m_request.venue});
    }
    const std::string shared = " FROM book SEMI JOIN (SELECT DISTINCT " + m_barSymbol
        + " AS \"#symbol\" FROM bars) USING (\"#symbol\")" + venueFilter();
    if (first("SELECT 1" + shared + " LIMIT 1").empty()) {
        return core::Defect{m_bars.file + ": none of its symbols is in the book: " + bar[0].value_or("") + " here, "
            + book[0].value_or("") + " there"};
    }
    const auto several = first("SELECT \"#symbol\", string_agg(DISTINCT \"#venue\", ', ' ORDER BY \"#venue\")" + shared
        + " GROUP BY \"#symbol\" HAVING min(\"#venue\") <> max(\"#venue\") ORDER BY \"#symbol\" LIMIT 1");
    if (!several.empty()) {
        return badly(m_book.file,
            core::Defect{"several venues for " + several[0].value_or("") + ": " + several[1].value_or("")
                + "; choose one with --venue"});
    }
    return std::nullopt;
}

std::optional<core::Defect> Merge::write(const std::filesystem::path& partial)
{
    std::vector<std::string> taken;
    std::string columns;
    for (const auto& column : m_bars.columns) {
        taken.push_back(column.name);
        columns += (columns.empty() ? "bar." : ", bar.") + quotedName(column.name);
    }
    const std::string age = "bar.\"#time\" - book.\"#time\"";
    const std::string inTime =
        m_request.tolerance ? age + " <= " + std::to_string(m_request.tolerance->count()) : "true";
    for (const auto& column : m_book.columns) {
        if (sameName(column.name, m_bookKeys.back())) {
            continue;
        }
        const bool isTime = sameName(column.name, m_bookKeys.front());
        std::string name = isTime ? "book_timestamp" : column.name;
        while (std::ranges::any_of(taken, [&](const auto& other) { return sameName(name, other); })) {
            name += "_book";
        }
        taken.push_back(name);
        columns += ", CASE WHEN " + inTime + " THEN book." + (isTime ? "\"#time\"" : quotedName(column.name))
            + " END AS " + quotedName(name);
    }
    // An as-of join takes any of the rows with one time. Time and row in one number leave one, and it is the last.
    const std::string row = "1099511627776"; // 2^40 rows
    return m_database.run("COPY (SELECT " + columns + " FROM (SELECT *, rowid AS \"#row\", " + m_barTime
        + " AS \"#time\", " + m_barSymbol
        + " AS \"#symbol\" FROM bars) bar ASOF LEFT JOIN (SELECT *, rowid AS \"#row\" " + "FROM book" + venueFilter()
        + ") book ON bar.\"#symbol\" = book.\"#symbol\" AND bar.\"#time\"::HUGEINT * " + row + " + " + row
        + " - 1 >= book.\"#time\"::HUGEINT * " + row + " + book.\"#row\" ORDER BY bar.\"#time\", bar.\"#row\") TO "
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
