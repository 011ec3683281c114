// SPDX-License-Identifier: MIT
#include "engine/store/partitioned_store.h"

#include "engine/store/parquet_feature_file.h"
#include "tests/support/builders.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>
#include <fstream>

namespace leadline::store
{

namespace
{

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr std::int64_t noon = 1'723'118'400'000'000'000; // 2024-08-08T12:00:00Z

class PartitionedStoreTest : public testing::Test
{
protected:
    PartitionedStoreTest()
        : folder(fs::temp_directory_path()
            / ("leadline-parts-" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name())))
    {
        fs::remove_all(folder);
        fs::create_directories(folder);
    }
    ~PartitionedStoreTest() override { fs::remove_all(folder); }

    static FeatureRow feature(core::Duration after, const char* symbol = "BTC/USD", const char* venue = "kraken")
    {
        FeatureRow row{{core::VenueId(venue), core::Symbol(symbol)}, {}};
        row.features.time = core::fromNanoseconds(noon) + after;
        row.features.bestBid = tests::price("61000.1");
        row.features[features::Feature::Obi] = 0.25;
        row.features[features::Feature::ImpactCostBuy] = features::FeatureSet::insufficient;
        return row;
    }
    static ExecutionRow execution(core::Duration after)
    {
        return {.market = {core::VenueId("kraken"), core::Symbol("BTC/USD")},
            .at = core::fromNanoseconds(noon) + after,
            .clientOrder = "L-1",
            .execution = "it's \"7\"",
            .side = "buy",
            .role = "maker",
            .price = tests::price("61000.1"),
            .size = tests::size("123456789012.000000001"),
            .notional = 5,
            .fee = -0.5,
            .feeBps = -1,
            .expectedFeeBps = std::numeric_limits<double>::quiet_NaN(),
            .workstation = "desk-1",
            .environment = "paper"};
    }
    static DecisionRow decision(core::Duration after)
    {
        return {.market = {core::VenueId("kraken"), core::Symbol("BTC/USD")},
            .at = core::fromNanoseconds(noon) + after,
            .number = 9,
            .side = "sell",
            .action = "ABORT",
            .reason = "SpreadTooWide",
            .size = tests::size("1.5"),
            .impact = features::FeatureSet::insufficient,
            .trace = R"([{"step":"it's"}])"};
    }
    StoreOptions options() const { return {.root = folder / "store"}; }
    StoreEvents events()
    {
        return {
            .failed = [this](const std::string& text) { failures.push_back(text); }, .healed = [this] { ++healed; }};
    }
    fs::path table(const char* name) const { return folder / "store" / name; }
    static fs::path btc(const std::string& date = "2024-08-08")
    {
        return fs::path("venue=kraken") / "symbol=BTC%2FUSD" / ("date=" + date);
    }
    std::string from(const char* name, const char* more = "") const
    {
        return " FROM read_parquet(" + quotedText((table(name) / "**/*.parquet").string()) + more + ")";
    }
    static std::string sql(const std::string& text)
    {
        auto database = DuckDb::open().value();
        const auto rows = database.ask(text);
        return !rows ? rows.error().what : rows->empty() ? "" : rows->front()[0].value_or("NULL");
    }
    static std::size_t filesIn(const fs::path& path)
    {
        std::size_t count = 0;
        for (const auto& entry : fs::recursive_directory_iterator(path)) {
            count += entry.is_regular_file() ? 1 : 0;
        }
        return count;
    }

    fs::path folder;
    core::ManualClock clock{core::fromNanoseconds(noon)};
    std::vector<std::string> failures; // written by the store's thread, read after flush()
    int healed = 0;
};

} // namespace

TEST_F(PartitionedStoreTest, aSymbolNamedLikeAPathStaysInTheFolder)
{
    {
        PartitionedStore store(options(), clock, events());
        for (const char* const symbol : {"../../x", "..", "/etc/x", "a/../../b", "x\\..\\y"}) {
            store.add(feature(0h, symbol, "../venue"));
        }
    }
    EXPECT_EQ(filesIn(folder), filesIn(folder / "store"));
    EXPECT_EQ(filesIn(folder / "store" / "features" / "venue=..%2Fvenue"), 5U);
    EXPECT_TRUE(failures.empty());
}

TEST_F(PartitionedStoreTest, everyRowIsInThePartOfItsVenueSymbolAndDay)
{
    {
        PartitionedStore store(options(), clock, events());
        for (const auto after : {0h, 11h, 12h, -13h}) {
            store.add(feature(after));
        }
        store.add(feature(0h, "ETHUSDT", "binance-spot"));
        store.add(feature(0h, "", "a=b c"));
        store.add(execution(0h));
        store.add(decision(0h));
    }
    EXPECT_EQ(filesIn(table("features") / btc()), 1);
    EXPECT_EQ(filesIn(table("features") / btc("2024-08-09")), 1);
    EXPECT_EQ(filesIn(table("features") / btc("2024-08-07")), 1);
    EXPECT_EQ(filesIn(table("features") / "venue=binance-spot/symbol=ETHUSDT/date=2024-08-08"), 1);
    EXPECT_EQ(filesIn(table("features") / "venue=a%3Db%20c/symbol=__HIVE_DEFAULT_PARTITION__/date=2024-08-08"), 1);
    const char* const hive = ", hive_partitioning=true";
    EXPECT_EQ(sql("SELECT string_agg(timestamp, ' ' ORDER BY timestamp)" + from("features", hive)
                  + " WHERE symbol = 'BTC/USD' AND venue = 'kraken' AND date <= DATE '2024-08-08'"),
        "1723071600000000000 1723118400000000000 1723158000000000000");
    EXPECT_EQ(sql("SELECT count(*)" + from("features", ", hive_partitioning=false")
                  + " WHERE symbol = 'BTC/USD' AND best_bid = 61000.1 AND obi = 0.25 AND impact_cost_buy IS NULL"),
        "4");
    EXPECT_EQ(sql("SELECT concat_ws(' ', timestamp, client_order, execution, side, role, price, size, notional, fee, "
                  "fee_bps, coalesce(expected_fee_bps, 0), workstation, environment)"
                  + from("executions")),
        "1723118400000000000 L-1 it's \"7\" buy maker 61000.100000000 123456789012.000000001 5.0 -0.5 -1.0 0.0 desk-1 "
        "paper");
    EXPECT_EQ(sql("SELECT concat_ws(' ', number, side, action, reason, size, coalesce(impact, -1), trace)"
                  + from("decisions")),
        R"(9 sell ABORT SpreadTooWide 1.500000000 -1.0 [{"step":"it's"}])");
    EXPECT_EQ(sql("SELECT DISTINCT compression FROM parquet_metadata("
                  + quotedText((table("decisions") / "**/*.parquet").string()) + ")"),
        "ZSTD");
    EXPECT_TRUE(failures.empty()) << failures.front();
}

TEST_F(PartitionedStoreTest, featuresHaveTheColumnsOfTheCommand)
{
    {
        PartitionedStore store(options(), clock);
        store.add(feature(0h));
    }
    auto file = FeatureFile::create(folder / "f.parquet").value();
    ASSERT_FALSE(file->add(feature(0h).market, 2, feature(0h).features).has_value());
    ASSERT_FALSE(file->finish().has_value());
    const auto described = [](const std::string& source) {
        return sql("SELECT string_agg(column_name || ' ' || column_type, ', ') FROM (DESCRIBE SELECT *" + source + ")");
    };
    EXPECT_EQ(described(from("features", ", hive_partitioning=false")),
        described(" FROM " + quotedText((folder / "f.parquet").string())));
    EXPECT_EQ(sql("SELECT count(*) FROM (SELECT *" + from("features", ", hive_partitioning=false") + " EXCEPT FROM "
                  + quotedText((folder / "f.parquet").string()) + ")"),
        "0");
}

TEST_F(PartitionedStoreTest, writesByCountAndByTheClockAndNotBefore)
{
    auto set = options();
    set.batchRows = 3;
    set.batchTime = 60s;
    PartitionedStore store(set, clock);
    store.flush(); // the start's own round is over
    store.add(feature(0s));
    store.add(feature(1s));
    EXPECT_FALSE(fs::exists(table("features")));
    store.add(feature(2s)); // due: written without a flush
    while (!fs::exists(table("features") / btc()) || filesIn(table("features")) == 0) {
        std::this_thread::yield();
    }
    store.flush();
    EXPECT_EQ(sql("SELECT count(*)" + from("features")), "3");

    store.add(feature(3s));
    clock.advance(60s);
    store.tick();
    while (sql("SELECT count(*)" + from("features")) != "4") {
        std::this_thread::yield();
    }
}

TEST_F(PartitionedStoreTest, aSecondRunAddsPartsAndRemovesWhatADeadOneLeft)
{
    const auto run = [&] {
        PartitionedStore store(options(), clock);
        store.add(feature(0h));
        store.flush();
        store.add(feature(1h));
    };
    run();
    const fs::path left = table("features") / btc() / ".part-20240808T110000Z-1-00000001.parquet.tmp";
    std::ofstream(left) << "PAR1 half a";
    EXPECT_EQ(sql("SELECT count(*)" + from("features")), "2") << "half a part is no part";
    run();
    EXPECT_FALSE(fs::exists(left));
    EXPECT_EQ(filesIn(table("features")), 4);
    EXPECT_EQ(sql("SELECT count(*)" + from("features")), "4");
}

TEST_F(PartitionedStoreTest, whatALivingWriterHasUnfinishedStays)
{
    PartitionedStore first(options(), clock);
    first.add(feature(0h));
    first.flush();
    const fs::path unfinished = table("features") / btc() / ".part-x-00000001.parquet.tmp";
    std::ofstream(unfinished) << "PAR1";
    PartitionedStore second(options(), clock);
    second.add(feature(0h));
    second.flush();
    EXPECT_TRUE(fs::exists(unfinished));
    EXPECT_EQ(sql("SELECT count(*)" + from("features")), "2");
}

TEST_F(PartitionedStoreTest, aCorruptPartIsNamedAndTheOthersAreRead)
{
    {
        PartitionedStore store(options(), clock);
        for (int hour = 0; hour < 4; ++hour) {
            store.add(feature(std::chrono::hours(hour)));
            store.flush();
        }
    }
    auto parts = readableParts(folder / "store", "features").value();
    ASSERT_EQ(parts.parts.size(), 4);
    EXPECT_TRUE(parts.corrupt.empty());

    fs::resize_file(parts.parts[0], fs::file_size(parts.parts[0]) / 2);
    fs::resize_file(parts.parts[1], 0);
    std::fstream(parts.parts[2], std::ios::in | std::ios::out).seekp(4).write("\xff\xff\xff\xff\xff\xff\xff\xff", 8);
    for (const auto check : {PartCheck::Footer, PartCheck::Content}) {
        const auto left = readableParts(folder / "store", "features", check).value();
        const std::size_t bad = check == PartCheck::Footer ? 2 : 3;
        EXPECT_EQ(left.parts.size(), 4 - bad);
        ASSERT_EQ(left.corrupt.size(), bad);
        for (std::size_t i = 0; i < bad; ++i) {
            EXPECT_TRUE(left.corrupt[i].starts_with(parts.parts[i].string() + ": ")) << left.corrupt[i];
            EXPECT_EQ(left.corrupt[i].find('\n'), std::string::npos);
        }
    }
    EXPECT_TRUE(readableParts(folder / "nowhere", "features").value().parts.empty());
}

TEST_F(PartitionedStoreTest, keepsRowsWhileTheFolderCannotBeWrittenAndSaysItOnce)
{
    std::ofstream(folder / "store") << "a file in the folder's place";
    PartitionedStore store(options(), clock, events());
    store.add(feature(0h));
    store.flush();
    store.add(execution(0h));
    store.flush();
    ASSERT_EQ(failures.size(), 1);
    EXPECT_NE(failures[0].find((folder / "store").string()), std::string::npos) << failures[0];
    EXPECT_EQ(healed, 0);

    fs::remove(folder / "store");
    store.flush();
    EXPECT_EQ(healed, 1);
    EXPECT_EQ(sql("SELECT count(*)" + from("features")), "1");
    EXPECT_EQ(sql("SELECT count(*)" + from("executions")), "1");
    EXPECT_EQ(store.droppedRows(), 0);
}

TEST_F(PartitionedStoreTest, aDiskThatTakesNoMoreBytesLosesNothing)
{
    PartitionedStore store(options(), clock, events());
    store.flush();
    std::signal(SIGXFSZ, SIG_IGN);
    rlimit before{};
    getrlimit(RLIMIT_FSIZE, &before);
    rlimit full = before;
    full.rlim_cur = 100; // bytes a file: a part is larger
    setrlimit(RLIMIT_FSIZE, &full);
    store.add(feature(0h));
    store.add(execution(0h));
    store.flush();
    setrlimit(RLIMIT_FSIZE, &before);
    EXPECT_EQ(failures.size(), 1);
    EXPECT_EQ(filesIn(folder / "store"), 1) << "the lock, and no half part";
    store.flush();
    EXPECT_EQ(healed, 1);
    EXPECT_EQ(sql("SELECT count(*)" + from("features")), "1");
    EXPECT_EQ(sql("SELECT count(*)" + from("executions")), "1");
}

TEST_F(PartitionedStoreTest, oneFolderThatRefusesHoldsUpNoOther)
{
    fs::create_directories(table("features") / "venue=kraken");
    std::ofstream(table("features") / "venue=kraken" / "symbol=BTC%2FUSD") << "in the way";
    PartitionedStore store(options(), clock, events());
    store.add(feature(0h));
    store.add(feature(0h, "ETH/USD"));
    store.flush();
    EXPECT_EQ(failures.size(), 1);
    EXPECT_EQ(sql("SELECT count(*)" + from("features")), "1");
    fs::remove(table("features") / "venue=kraken" / "symbol=BTC%2FUSD");
    store.flush();
    EXPECT_EQ(healed, 1);
    EXPECT_EQ(sql("SELECT count(*)" + from("features")), "2") << "and nothing twice";
}

TEST_F(PartitionedStoreTest, beyondTheLimitTheOldestFeaturesGoFirst)
{
    std::ofstream(folder / "store") << "in the way";
    auto set = options();
    set.maximumRows = 4;
    PartitionedStore store(set, clock, events());
    store.add(execution(0h));
    store.add(decision(0h));
    for (int second = 0; second < 5; ++second) {
        store.add(feature(std::chrono::seconds(second)));
        store.flush();
    }
    EXPECT_EQ(store.droppedRows(), 3);
    store.add(execution(1h));
    store.add(execution(2h));
    store.add(execution(3h));
    store.flush();
    EXPECT_EQ(store.droppedRows(), 6) << "two features and the decision";
    fs::remove(folder / "store");
    store.flush();
    EXPECT_EQ(sql("SELECT count(*)" + from("executions")), "4");
    EXPECT_FALSE(fs::exists(table("features")));
    EXPECT_FALSE(fs::exists(table("decisions")));

    // While the disk only hangs, the newest features stay.
    for (int second = 0; second < 9; ++second) {
        store.add(feature(std::chrono::seconds(second)));
    }
    store.flush();
    EXPECT_EQ(sql("SELECT max(timestamp)" + from("features")), std::to_string(noon + 8'000'000'000));
}

TEST_F(PartitionedStoreTest, retentionRemovesWholeDaysAtTheStartAndOnceADay)
{
    for (const char* const date :
        {"2024-08-05", "2024-08-06", "2024-08-07", "2024-08-08", "2024-08-09", "2024-13-01"}) {
        fs::create_directories(table("features") / btc(date));
        std::ofstream(table("features") / btc(date) / "part-x.parquet") << "x";
        fs::create_directories(table("executions") / btc(date));
    }
    const auto has = [&](const char* date) {
        EXPECT_EQ(fs::exists(table("features") / btc(date)), fs::exists(table("executions") / btc(date)));
        return fs::exists(table("features") / btc(date));
    };
    {
        PartitionedStore forEver(options(), clock);
        forEver.flush();
        EXPECT_TRUE(has("2024-08-05"));
    }
    auto set = options();
    set.retentionDays = 2;
    PartitionedStore store(set, clock);
    store.flush();
    EXPECT_FALSE(has("2024-08-05"));
    EXPECT_TRUE(has("2024-08-06"));
    EXPECT_TRUE(has("2024-08-09"));
    EXPECT_TRUE(has("2024-13-01")) << "no date of ours";

    clock.set(core::fromNanoseconds(noon) + 12h - 1ns);
    store.tick();
    store.flush();
    EXPECT_TRUE(has("2024-08-06"));
    clock.advance(1ns);
    store.tick(); // the new day wakes the writer by itself
    while (fs::exists(table("features") / btc("2024-08-06")) || fs::exists(table("executions") / btc("2024-08-06"))) {
        std::this_thread::yield();
    }
    EXPECT_TRUE(has("2024-08-07"));
}

TEST_F(PartitionedStoreTest, aClockThatJumpsBackStillWrites)
{
    auto set = options();
    set.batchTime = 60s;
    PartitionedStore store(set, clock);
    store.flush();
    clock.advance(-48h);
    store.add(feature(-48h));
    while (!fs::exists(table("features") / btc("2024-08-06"))) {
        std::this_thread::yield();
    }
    store.flush();
    EXPECT_EQ(sql("SELECT count(*)" + from("features")), "1");
}

} // namespace leadline::store
