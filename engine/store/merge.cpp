// SPDX-License-Identifier: MIT
#include "engine/store/merge.h"

#include "engine/store/bar_rules.h"
#include "engine/store/duckdb_handle.h"
#include "engine/store/merge_source.h"
#include "engine/store/parquet_feature_file.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <string_view>

namespace leadline::store
{

namespace
{

/// One merge: each step leaves a defect, or nothing and the next step's input.
class Merge
{
public:
    Merge(const MergeRequest& request, DuckDb& database)
        : m_request(request)
        , m_database(database)
        , m_bars(database, request.bars.string(), "bars", "--time", "--symbol")
        , m_book(database, request.book.front() + (request.book.size() > 1 ? ", ..." : ""), "book_rows", "--book-time",
              "--book-symbol")
    {
    }
    std::optional<core::Defect> loadBars();
    std::optional<core::Defect> loadBook();
    std::optional<core::Defect> compareSymbols();
    std::optional<core::Defect> write(const std::filesystem::path& partial);

private:
    [[nodiscard]] bool writesText() const { return isCsv(m_request.out.string()); }
    /// What read_csv needs to be told besides.
    [[nodiscard]] std::string textOptions(const MergeKeys& keys) const;
    /// Text columns of the bars that hold numbers with marks.
    std::optional<core::Defect> readNumbers(const MergeKeys& keys);
    core::Result<std::string> bookFiles() const;
    /// "read_csv([...], ...": with the columns that it has.
    core::Result<std::string> openBook();
    std::optional<core::Defect> loadFeatures(const std::string& source);
    [[nodiscard]] std::string featureList(bool readsCsv, std::string_view priceType) const;
    std::optional<core::Defect> loadAnyBook(std::string source);
    [[nodiscard]] std::string venueFilter() const;

    const MergeRequest& m_request;
    DuckDb& m_database;
    MergeSource m_bars;
    MergeSource m_book;
    std::vector<std::string> m_bookKeys; ///< its columns of time and symbol
    std::string m_barTime; ///< SQL: nanoseconds
    std::string m_barSymbol; ///< SQL: text
};

std::optional<core::Defect> Merge::loadBars()
{
    if (!isCsv(m_bars.file()) && !isParquet(m_bars.file())) {
        return core::Defect{m_bars.file() + ": the ending must be .parquet or .csv"};
    }
    if (const std::string other = m_bars.file().ends_with(".csv") ? foreignBars(m_bars.file()) : ""; !other.empty()) {
        return core::Defect{m_bars.file() + ": " + other};
    }
    std::string source = (isCsv(m_bars.file()) ? "read_csv(" : "read_parquet(") + quotedText(m_bars.file())
        + ", hive_partitioning=false" + (isCsv(m_bars.file()) ? ", header=true" : "");
    if (auto failed = m_bars.describe(source + (isCsv(m_bars.file()) ? ", all_varchar=true)" : ")"))) {
        return failed;
    }
    const auto keys = m_bars.keys(m_request.timeColumn, m_request.symbolColumn);
    if (!keys) {
        return keys.error();
    }
    source += isCsv(m_bars.file()) ? textOptions(*keys) : "";
    if (const auto failed = m_database.run("CREATE TABLE bars AS SELECT * FROM " + source + ')')) {
        return m_bars.badly(failed);
    }
    auto time = m_bars.checkedTime(*keys);
    if (!time) {
        return time.error();
    }
    m_barTime = std::move(*time);
    m_barSymbol = keys->symbolText();
    return isCsv(m_bars.file()) && !writesText() ? readNumbers(*keys) : std::nullopt;
}

std::string Merge::textOptions(const MergeKeys& keys) const
{
    if (writesText()) {
        return ", all_varchar=true"; // text to text stays as it is written
    }
    // DuckDB would guess at dates: 1.2.25 has a day and a month that only its writer knows.
    return ", sample_size=-1, auto_type_candidates=['BOOLEAN', 'BIGINT', 'DOUBLE', 'VARCHAR'], types={"
        + quotedText(keys.time) + ": 'VARCHAR', " + quotedText(keys.symbol) + ": 'VARCHAR'}";
}

std::optional<core::Defect> Merge::readNumbers(const MergeKeys& keys)
{
    if (auto failed = m_bars.describe("bars")) {
        return failed;
    }
    std::vector<std::string> texts;
    for (const auto& column : m_bars.columns()) {
        if (column.type == "VARCHAR" && column.name != keys.time && column.name != keys.symbol) {
            texts.push_back(column.name);
        }
    }
    return m_bars.badly(readMarkedNumbers(m_database, m_bars.file(), m_bars.table(), texts));
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
        return core::defect(m_book.file() + ": the book's files must be all Parquet or all CSV");
    }
    return (csv == 0 ? "read_parquet([" : "read_csv([") + list + "], union_by_name=true"
        + (csv == 0 ? "" : ", header=true");
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
        if (auto failed = m_book.describe(source + (source.starts_with("read_csv") ? ", all_varchar=true)" : ")"))) {
            return std::unexpected(*failed);
        }
        if (m_book.has("venue") && m_book.has("symbol")) {
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
    if (!m_request.venue.empty() && !m_book.has("venue")) {
        return core::Defect{m_book.file()
            + ": no column venue, which --venue chooses by (columns: " + joinedNames(m_book.columns()) + ")"};
    }
    const bool isChosen = !m_request.bookTimeColumn.empty() || !m_request.bookSymbolColumn.empty();
    const bool isOurs = !isChosen
        && std::ranges::all_of(std::array{"timestamp", "venue", "symbol", "best_bid"},
            [this](const char* name) { return m_book.has(name); });
    return isOurs ? loadFeatures(*source) : loadAnyBook(*source);
}

std::string Merge::featureList(bool readsCsv, std::string_view priceType) const
{
    const auto known = featureColumns();
    std::string list = "TRY_CAST(timestamp AS BIGINT) AS \"#time\", symbol::VARCHAR AS \"#symbol\", venue::VARCHAR AS "
                       "\"#venue\"";
    for (const auto& column : m_book.columns()) {
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
    m_book.setTable("book");
    // As `features` writes them: prices take 64 bits where they fit.
    auto failed =
        m_database.run("CREATE TABLE book AS SELECT " + featureList(readsCsv, "DECIMAL(18,9)") + " FROM " + reader);
    if (failed && readsCsv) {
        failed =
            m_database.run("CREATE TABLE book AS SELECT " + featureList(readsCsv, "DECIMAL(19,9)") + " FROM " + reader);
    }
    if (failed) {
        return m_book.badly(failed);
    }
    if (auto refused = m_book.refuseRow("\"#time\" IS NULL", "NULL", "timestamp is not a count of nanoseconds")) {
        return refused;
    }
    return m_book.refuseRow("\"#symbol\" IS NULL OR \"#venue\" IS NULL", "NULL", "no symbol or venue");
}

/// Any file with a time and a symbol: columns and times are told as those of bars are.
std::optional<core::Defect> Merge::loadAnyBook(std::string source)
{
    const auto keys = m_book.keys(m_request.bookTimeColumn, m_request.bookSymbolColumn);
    if (!keys) {
        return keys.error();
    }
    source += source.starts_with("read_csv") ? textOptions(*keys) : "";
    if (const auto failed = m_database.run("CREATE TABLE book_rows AS SELECT * FROM " + source + ')')) {
        return m_book.badly(failed);
    }
    const auto time = m_book.checkedTime(*keys);
    if (!time) {
        return time.error();
    }
    m_bookKeys = {keys->time, keys->symbol};
    const std::string venue = m_book.has("venue") ? "coalesce(venue::VARCHAR, '')" : "''";
    return m_book.badly(m_database.run("CREATE TABLE book AS SELECT " + *time + " AS \"#time\", " + keys->symbolText()
        + " AS \"#symbol\", " + venue + " AS \"#venue\", * FROM book_rows ORDER BY rowid"));
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
        return m_book.badly(core::Defect{m_request.venue.empty() ? "no rows" : "no rows of venue " + m_request.venue});
    }
    const std::string shared = " FROM book SEMI JOIN (SELECT DISTINCT " + m_barSymbol
        + " AS \"#symbol\" FROM bars) USING (\"#symbol\")" + venueFilter();
    if (first("SELECT 1" + shared + " LIMIT 1").empty()) {
        return core::Defect{m_bars.file() + ": none of its symbols is in the book: " + bar[0].value_or("") + " here, "
            + book[0].value_or("") + " there"};
    }
    const auto several = first("SELECT \"#symbol\", string_agg(DISTINCT \"#venue\", ', ' ORDER BY \"#venue\")" + shared
        + " GROUP BY \"#symbol\" HAVING min(\"#venue\") <> max(\"#venue\") ORDER BY \"#symbol\" LIMIT 1");
    if (!several.empty()) {
        return m_book.badly(core::Defect{"several venues for " + several[0].value_or("") + ": "
            + several[1].value_or("") + "; choose one with --venue"});
    }
    return std::nullopt;
}

std::optional<core::Defect> Merge::write(const std::filesystem::path& partial)
{
    std::vector<std::string> taken;
    std::string columns;
    for (const auto& column : m_bars.columns()) {
        taken.push_back(column.name);
        columns += (columns.empty() ? "bar." : ", bar.") + quotedName(column.name);
    }
    const std::string age = "bar.\"#time\" - book.\"#time\"";
    const std::string inTime =
        m_request.tolerance ? age + " <= " + std::to_string(m_request.tolerance->count()) : "true";
    for (const auto& column : m_book.columns()) {
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
