// SPDX-License-Identifier: MIT
#include "engine/store/merge.h"

#include "engine/store/duckdb_handle.h"

#include <gtest/gtest.h>

#include <array>
#include <fstream>
#include <sstream>

namespace leadline::store
{

namespace
{

using Kind = MergeFailure::Kind;

std::string contentOf(const std::filesystem::path& path)
{
    std::ifstream in(path);
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
}

class MergeTest : public testing::Test
{
protected:
    MergeTest()
        : folder(std::filesystem::temp_directory_path()
            / ("leadline-merge-" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name())))
    {
        std::filesystem::remove_all(folder);
        std::filesystem::create_directories(folder);
    }
    ~MergeTest() override { std::filesystem::remove_all(folder); }

    std::string file(const char* name, const std::string& content) const
    {
        std::ofstream(folder / name) << content;
        return (folder / name).string();
    }
    static std::string data(const char* name) { return std::string(LEADLINE_SOURCE_DIR) + "/tests/data/merge/" + name; }
    /// The output of a merge, or why there is none.
    std::string merged(const std::string& bars, const std::string& book, MergeRequest more = {}) const
    {
        more.bars = bars;
        more.book = {book};
        more.out = folder / "out.csv";
        const auto failed = mergeAsOf(more);
        if (failed) {
            EXPECT_EQ(failed->kind, Kind::BadInput) << failed->what;
            EXPECT_EQ(failed->what.find('\n'), std::string::npos) << failed->what;
            EXPECT_FALSE(std::filesystem::exists(more.out));
            return failed->what;
        }
        return contentOf(more.out);
    }
    std::string refusal(const std::string& bars, MergeRequest more = {}) const
    {
        return merged(file("bars.csv", bars), data("book.csv"), std::move(more));
    }
    static std::string sql(const std::string& text)
    {
        auto database = DuckDb::open().value();
        const auto rows = database.ask(text);
        return !rows ? rows.error().what : rows->empty() ? "" : rows->front()[0].value_or("NULL");
    }

    std::filesystem::path folder;
};

#define EXPECT_HAS(text, part) EXPECT_NE((text).find(part), std::string::npos) << (text)

} // namespace

TEST_F(MergeTest, givesWhatPandasGives)
{
    EXPECT_EQ(merged(data("bars.csv"), data("book.csv")), contentOf(data("expected.csv")));
    EXPECT_EQ(merged(data("bars.csv"), data("book.csv"), {.tolerance = std::chrono::seconds(5)}),
        contentOf(data("expected_5s.csv")));
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder), {}), 1) << "nothing else is left";
}

TEST_F(MergeTest, parquetOnEitherSideGivesTheSame)
{
    const auto at = [&](const char* name) { return (folder / name).string(); };
    sql("COPY (FROM read_csv(" + quotedText(data("bars.csv")) + ")) TO " + quotedText(at("bars.parquet")));
    sql("COPY (FROM read_csv(" + quotedText(data("book.csv")) + ", types={'best_bid': 'DECIMAL(18,9)'})) TO "
        + quotedText(at("book.parquet")));
    for (const auto& bars : {at("bars.parquet"), data("bars.csv")}) {
        for (const auto& book : {at("book.parquet"), data("book.csv")}) {
            const auto failed = mergeAsOf({.bars = bars, .book = {book}, .out = at("out.parquet")});
            ASSERT_FALSE(failed.has_value()) << failed->what;
            const std::string rows = "(SELECT row_number() OVER () AS n, time, close, book_timestamp, best_bid::DOUBLE "
                                     "AS bid, mid_book::DOUBLE AS mid, obi::DOUBLE AS obi FROM ";
            const std::string ours = rows + quotedText(at("out.parquet")) + ")";
            const std::string theirs = rows + quotedText(data("expected.csv")) + ")";
            EXPECT_EQ(sql("SELECT count(*) FROM " + ours), "12");
            EXPECT_EQ(sql("SELECT count(*) FROM (FROM " + ours + " EXCEPT FROM " + theirs + ")"), "0");
            EXPECT_EQ(sql("SELECT typeof(best_bid) || ' ' || typeof(book_timestamp) || ' ' || typeof(close) FROM "
                          + quotedText(at("out.parquet")) + " LIMIT 1"),
                "DECIMAL(18,9) BIGINT DOUBLE");
        }
    }
}

TEST_F(MergeTest, readsTimesOfEveryUnitAndSpelling)
{
    const std::string book = file("book.csv",
        "timestamp,venue,symbol,best_bid\n1723161255999999999,v,X,1\n1723161256123456000,v,X,2\n"
        "1723161256123456789,v,X,3\n1723161256123456790,v,X,4\n");
    const std::array<std::string, 4> times{
        "1723161255999999999", "1723161256123456000", "1723161256123456789", "1723161256123456790"};
    for (const auto& [time, row] : std::vector<std::pair<std::string, std::size_t>>{{"1723161256", 1},
             {"1723161256123", 1}, {"1723161256123456", 2}, {"1723161256123456789", 3},
             {"2024-08-08T23:54:16.123456789Z", 3}, {"2024-08-08 23:54:16", 1},
             {"2024-08-09T01:54:16.12345679+02:00", 4}, {"2024-08-08T18:24:16.123456-0530", 2},
             {"2024-08-08T23:55Z", 4}, {"2024-08-09", 4}, {"2024-08-08 23:54:16.123456 UTC", 2}}) {
        const std::string expected = "Date,ticker,book_timestamp,venue,best_bid\n" + time + ",X," + times.at(row - 1)
            + ",v," + std::to_string(row) + "\n";
        EXPECT_EQ(merged(file("bars.csv", "Date,ticker\n" + time + ",X\n"), book), expected);
    }
    // Columns of Parquet have types of their own.
    for (const char* const value :
        {"TIMESTAMP_NS '2024-08-08 23:54:16.123456789'", "1723161256123456789::UBIGINT", "'1723161256123456789'"}) {
        sql("COPY (SELECT " + std::string(value) + " AS ts, 'X' AS pair) TO "
            + quotedText((folder / "bars.parquet").string()));
        EXPECT_HAS(merged((folder / "bars.parquet").string(), book), ",v,3\n");
    }
    for (const char* const value :
        {"TIMESTAMP '2024-08-08 23:54:16.123456'", "TIMESTAMPTZ '2024-08-08 23:54:16.123456Z'"}) {
        sql("COPY (SELECT " + std::string(value) + " AS ts, 'X' AS pair) TO "
            + quotedText((folder / "bars.parquet").string()));
        EXPECT_HAS(merged((folder / "bars.parquet").string(), book), ",v,2\n");
    }
}

TEST_F(MergeTest, refusesBadBarsInOneLine)
{
    EXPECT_HAS(refusal("when,symbol,a\n1,X,2\n"),
        "bars.csv: no time column; choose one with --time (columns: when, symbol, a)");
    EXPECT_HAS(refusal("time,date,symbol\n1,2,X\n"), "more than one time column");
    EXPECT_HAS(refusal("time,name\n1,X\n"), "no symbol column; choose one with --symbol");
    EXPECT_HAS(refusal("time,symbol\n1723161256,X\n", {.timeColumn = "when"}), "no column when");
    EXPECT_HAS(refusal("time,symbol\n1723161256,ETHUSDT\n,ETHUSDT\n"), "row 2: no time");
    EXPECT_HAS(refusal("time,symbol\n1723161256,ETHUSDT\n1723161257,\n"), "row 2: no symbol");
    EXPECT_HAS(refusal("time,symbol\n2024-08-08,ETHUSDT\nyesterday,ETHUSDT\n"), "row 2: time is no time (yesterday)");
    EXPECT_HAS(refusal("time,symbol\n2024-02-30,ETHUSDT\n"), "row 1: time is no time (2024-02-30)");
    EXPECT_HAS(refusal("time,symbol\n1723161256,ETHUSDT\n1723161256000,ETHUSDT\n"), "row 2: a time of another unit");
    EXPECT_HAS(refusal("time,symbol\n20240808,ETHUSDT\n"), "row 1: not a time in s, ms, us or ns");
    EXPECT_HAS(refusal("time,symbol\n99999999999999999999,ETHUSDT\n"), "row 1: time is no time");
    EXPECT_HAS(refusal("time,symbol\n1723161256,ETH/USDT\n"),
        "none of its symbols is in the book: ETH/USDT here, ETHUSDT there");
    EXPECT_HAS(refusal(std::string("\xff\xfet\0i\0", 6)), "bars.csv: is UTF-16 text: save it as UTF-8");
    EXPECT_HAS(refusal("\x1f\x8b\x08"), "bars.csv: is compressed by gzip: name it .csv.gz");
    EXPECT_HAS(refusal("PAR1"), "bars.csv: is a Parquet file: name it .parquet");
    EXPECT_HAS(refusal("time,symbol\n1723161256,ETHUSDT\n", {.venue = "moon"}), "no rows of venue moon");
    EXPECT_HAS(merged(file("bars.parquet", "PAR1 not at all"), data("book.csv")), "bars.parquet: ");
    EXPECT_HAS(merged(file("bars.xls", ""), data("book.csv")), "the ending must be .parquet or .csv");
    EXPECT_HAS(merged("/nowhere/bars.csv", data("book.csv")), "/nowhere/bars.csv: no such file");
    EXPECT_EQ(mergeAsOf({.bars = data("bars.csv"), .book = {data("book.csv")}, .out = "/nowhere/o.csv"})->what,
        "/nowhere/o.csv: cannot be written");
    EXPECT_EQ(mergeAsOf({.bars = data("bars.csv"), .book = {data("book.csv")}, .out = "o.xls"})->kind, Kind::BadInput);
}

TEST_F(MergeTest, blanksAroundAKeyAreNoPartOfIt)
{
    const std::string book = file("book.csv", "timestamp,venue,symbol,best_bid\n1723161256000000000,v,ETHUSDT,1\n");
    EXPECT_HAS(merged(file("bars.csv", "Timestamp (s),Symbol\n1723161256, ETHUSDT \n"), book),
        "1723161256, ETHUSDT ,1723161256000000000,v,1\n"); // text to text as it is written
}

TEST_F(MergeTest, readsNumbersAsTheFileWritesThem)
{
    const std::string book = file("book.csv", "timestamp,venue,symbol,best_bid\n1723161256000000000,v,X,1\n");
    const auto columns = [&](const std::string& bars) {
        const MergeRequest request{.bars = file("bars.csv", bars), .book = {book}, .out = folder / "numbers.parquet"};
        const auto failed = mergeAsOf(request);
        return failed
            ? failed->what
            : sql("SELECT any_value(typeof(close)) || ' ' || string_agg(close::VARCHAR, ' ' ORDER BY time) || ' ' || "
                  "any_value(typeof(note)) || ' ' || string_agg(note, ' ' ORDER BY time) FROM "
                + quotedText((folder / "numbers.parquet").string()));
    };
    EXPECT_EQ(columns("sep=;\ntime;symbol;close;note\n1723161256;X;3.450,5;1.2.25\n1723161257;X;0,25;3.4.25\n"),
        "DOUBLE 3450.5 0.25 VARCHAR 1.2.25 3.4.25");
    EXPECT_EQ(columns("time,symbol,close,note\n1723161256,X,\"3,450.5\",a\n1723161257,X,\"1,250\",b\n"),
        "DOUBLE 3450.5 1250.0 VARCHAR a b");
    EXPECT_EQ(columns("time;symbol;close;note\n1723161256;X;1'250,5;a\n1723161257;X;-7,0;b\n"),
        "DOUBLE 1250.5 -7.0 VARCHAR a b");
    EXPECT_HAS(columns("time;symbol;close;note\n1723161256;X;1,250;a\n1723161257;X;2,500;b\n"),
        "bars.csv: column close: \"1,250\" may be 1250 or 1.250");
    // A file that tells nothing of its marks has no number that needs them.
    EXPECT_EQ(columns("time;symbol;close;note\n1723161256;X;1'250;1.2.25\n1723161257;X;7;3.4.25\n"),
        "DOUBLE 1250.0 7.0 VARCHAR 1.2.25 3.4.25");
}

TEST_F(MergeTest, refusesABadBookInOneLine)
{
    EXPECT_HAS(merged(data("bars.csv"), "/nowhere/f.parquet"), "/nowhere/f.parquet: no such file");
    EXPECT_HAS(merged(data("bars.csv"), (folder / "none*.parquet").string()), "none*.parquet");
    EXPECT_HAS(merged(data("bars.csv"), file("f.csv", "bid,symbol\n1,X\n")),
        "f.csv: no time column; choose one with --book-time (columns: bid, symbol)");
    EXPECT_HAS(merged(data("bars.csv"), file("f.csv", "time,ts,ticker\n1,1,X\n")),
        "more than one time column; choose one with --book-time");
    EXPECT_HAS(
        merged(data("bars.csv"), file("f.csv", "time,bid\n1,1\n")), "no symbol column; choose one with --book-symbol");
    EXPECT_HAS(
        merged(data("bars.csv"), file("f.csv", "time,symbol\nsoon,X\n")), "f.csv: row 1: time is no time (soon)");
    EXPECT_HAS(merged(data("bars.csv"), file("f.csv", "time,symbol\n1723161256,\n")), "f.csv: row 1: no symbol");
    EXPECT_HAS(merged(data("bars.csv"), file("f.csv", "time,symbol\n1723161256,X\n"), {.venue = "v"}),
        "f.csv: no column venue, which --venue chooses by");
    EXPECT_HAS(merged(data("bars.csv"),
                   file("f.csv", "timestamp,venue,symbol,best_bid\n1.5e9,v,ETHUSDT,1\nsoon,v,ETHUSDT,1\n")),
        "f.csv: row 2: timestamp is not a count of nanoseconds");
    EXPECT_HAS(merged(data("bars.csv"), file("f.csv", "timestamp,venue,symbol,best_bid\n1,v,,1\n")),
        "row 1: no symbol or venue");
    EXPECT_HAS(merged(data("bars.csv"), file("f.csv", "timestamp,venue,symbol,best_bid\n")), "f.csv: no rows");
}

TEST_F(MergeTest, takesAnyBookWithATimeAndASymbol)
{
    const std::string bars = file("bars.csv", "time,symbol,close\n1723161256,X,7\n1723161200,X,8\n");
    const std::string expected = "time,symbol,close,book_timestamp,bid,ask\n1723161200,X,8,,,\n"
                                 "1723161256,X,7,1723161255500000000,3,4\n";
    EXPECT_EQ(merged(bars,
                  file("quotes.csv",
                      "ts,ticker,bid,ask\n2024-08-08T23:54:10Z,X,1,2\n2024-08-08T23:54:15.5Z,X,3,4\n"
                      "2024-08-08T23:54:15Z,Y,5,6\n")),
        expected);
    // Times of another unit, as Parquet, and columns by their own names.
    const std::string parquet = (folder / "quotes.parquet").string();
    sql("COPY (SELECT * FROM (VALUES (1723161250000, 'X', 1.0, 2.0), (1723161255500, 'X', 3.0, 4.0)) t(moment, name, "
        "bid, "
        "ask)) TO "
        + quotedText(parquet));
    const auto failed = mergeAsOf({.bars = bars,
        .book = {parquet},
        .out = folder / "out.parquet",
        .bookTimeColumn = "moment",
        .bookSymbolColumn = "name"});
    ASSERT_FALSE(failed.has_value()) << failed->what;
    EXPECT_EQ(sql("SELECT concat_ws(' ', book_timestamp, bid::DOUBLE, typeof(book_timestamp), typeof(close)) FROM "
                  + quotedText((folder / "out.parquet").string()) + " WHERE book_timestamp IS NOT NULL"),
        "1723161255500000000 3.0 BIGINT BIGINT");
    // A book of ours without venues is one of the same kind.
    EXPECT_EQ(merged(file("bars.csv", "time,symbol\n1723161256,X\n"),
                  file("f.csv", "timestamp,symbol,obi\n1723161255000000000,X,0.5\n")),
        "time,symbol,book_timestamp,obi\n1723161256,X,1723161255000000000,0.5\n");
}

TEST_F(MergeTest, asksForTheVenueWhereThereAreSeveral)
{
    const std::string bars = file("bars.csv", "time,symbol,venue\n1723161256,X,mine\n");
    const std::string book =
        file("f.csv", "timestamp,venue,symbol,best_bid\n1723161250000000000,a,X,1\n1723161251000000000,b,X,2\n");
    EXPECT_HAS(merged(bars, book), "several venues for X: a, b; choose one with --venue");
    EXPECT_EQ(merged(bars, book, {.venue = "a"}),
        "time,symbol,venue,book_timestamp,venue_book,best_bid\n1723161256,X,mine,1723161250000000000,a,1\n");
}

TEST_F(MergeTest, readsFoldersOfPartsAndKeepsTheirOrder)
{
    const auto root = folder / "features";
    const auto part = [&](const std::string& under, const char* name, const std::string& select) {
        std::filesystem::create_directories(root / under);
        sql("COPY (" + select + ") TO " + quotedText((root / under / name).string()) + " (FORMAT parquet)");
    };
    const std::string bars = file("bars.csv", "time,symbol\n1723161256,X/Y\n");
    const std::string expected = "time,symbol,book_timestamp,";
    part("venue=v/symbol=X%2FY/date=2024-08-08", "part-1.parquet",
        "SELECT 1723161250000000000 AS timestamp, 'v' AS venue, 'X/Y' AS symbol, 1 AS best_bid");
    part("venue=v/symbol=X%2FY/date=2024-08-08", "part-2.parquet",
        "SELECT 1723161250000000000 AS timestamp, 'v' AS venue, 'X/Y' AS symbol, 2 AS best_bid");
    for (const auto& book : {root.string(), (root / "*/*/*/*.parquet").string()}) {
        EXPECT_EQ(merged(bars, book), expected + "venue,best_bid\n1723161256,X/Y,1723161250000000000,v,2\n");
    }
    // What other writers leave to the folders' names is read from there.
    std::filesystem::remove_all(root);
    part("venue=v/symbol=X%2FY", "a.parquet", "SELECT 1723161250000000000 AS timestamp, 3 AS best_bid");
    EXPECT_EQ(merged(bars, root.string()), expected + "best_bid,venue\n1723161256,X/Y,1723161250000000000,3,v\n");
}

TEST_F(MergeTest, barsWithoutRowsGiveAHeader)
{
    EXPECT_EQ(refusal("time,symbol\n"), "time,symbol,book_timestamp,venue,best_bid,best_ask,mid,obi\n");
}

} // namespace leadline::store
