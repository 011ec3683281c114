// SPDX-License-Identifier: MIT
#include "engine/store/feature_file.h"
#include "tests/support/builders.h"

#include <duckdb.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace leadline::store
{

namespace
{

using features::Feature;

class FeatureFileTest : public testing::Test
{
protected:
    FeatureFileTest()
        : folder(std::filesystem::temp_directory_path()
            / ("leadline-store-" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name())))
    {
        std::filesystem::create_directories(folder);
    }
    ~FeatureFileTest() override { std::filesystem::remove_all(folder); }

    static features::FeatureSet row(int n)
    {
        features::FeatureSet made;
        made.time = core::fromNanoseconds(1'723'161'256'561'000'000 + n);
        made.bestBid = tests::price("2681.62");
        made.bestAsk = tests::price("2681.63");
        made.mid = tests::price("2681.625");
        made[Feature::Obi] = 0.1 + 0.2;
        made[Feature::ImpactCostBuy] = features::FeatureSet::insufficient;
        return made;
    }
    /// One value of a query over a Parquet file, as text; "NULL" for none.
    static std::string ask(const std::string& sql)
    {
        duckdb_database database = nullptr;
        duckdb_connection connection = nullptr;
        duckdb_open(nullptr, &database);
        duckdb_connect(database, &connection);
        duckdb_result result;
        std::string answer;
        if (duckdb_query(connection, sql.c_str(), &result) == DuckDBError) {
            answer = duckdb_result_error(&result);
        } else {
            char* const text = duckdb_value_varchar(&result, 0, 0);
            answer = text == nullptr ? "NULL" : text;
            duckdb_free(text);
        }
        duckdb_destroy_result(&result);
        duckdb_disconnect(&connection);
        duckdb_close(&database);
        return answer;
    }

    std::filesystem::path folder;
    core::MarketId market{core::VenueId("binance-futures"), core::Symbol("ETHUSDT")};
};

} // namespace

TEST_F(FeatureFileTest, parquetOpensWithTheRightTypesAndTheSameValues)
{
    const std::filesystem::path path = folder / "it's.parquet";
    auto file = FeatureFile::create(path);
    ASSERT_TRUE(file.has_value()) << file.error().what;
    constexpr int rows = 5000; // more than one of DuckDB's chunks
    for (int n = 0; n < rows; ++n) {
        ASSERT_FALSE((*file)->add(market, 2, row(n)).has_value());
    }
    EXPECT_FALSE(std::filesystem::exists(path)) << "not before it is whole";
    const auto failed = (*file)->finish();
    ASSERT_FALSE(failed.has_value()) << failed->what;
    file->reset();

    const std::string from = " FROM '" + (folder / "it''s.parquet").string() + "'";
    EXPECT_EQ(ask("SELECT count(*)" + from), "5000");
    EXPECT_EQ(ask("SELECT typeof(timestamp) || ' ' || typeof(venue) || ' ' || typeof(best_bid) || ' ' || typeof(mid) "
                  "|| ' ' || typeof(obi)"
                  + from),
        "BIGINT VARCHAR DECIMAL(18,9) DECIMAL(18,9) DOUBLE");
    EXPECT_EQ(ask("SELECT max(timestamp)" + from), "1723161256561004999");
    EXPECT_EQ(
        ask("SELECT count(*)" + from + " WHERE best_bid = 2681.62 AND mid = 2681.625 AND obi = 0.30000000000000004"),
        "5000");
    EXPECT_EQ(ask("SELECT count(*)" + from + " WHERE impact_cost_buy IS NULL AND vpin IS NULL"), "5000");
    EXPECT_EQ(ask("SELECT count(*) FROM (DESCRIBE SELECT *" + from + ")"), std::to_string(6 + features::featureCount));
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder), {}), 1) << "nothing else is left";
}

TEST_F(FeatureFileTest, csvHoldsTheSameColumnsAndEmptyFieldsForTheUndefined)
{
    const std::filesystem::path path = folder / "f.csv";
    auto file = FeatureFile::create(path).value();
    ASSERT_FALSE(file->add(market, 4, row(0)).has_value());
    ASSERT_FALSE(file->finish().has_value());
    std::ifstream in(path);
    std::string header;
    std::string line;
    std::getline(in, header);
    std::getline(in, line);
    EXPECT_TRUE(header.starts_with("timestamp,venue,symbol,best_bid,best_ask,mid,spread,")) << header;
    EXPECT_TRUE(line.starts_with(
        "1723161256561000000,binance-futures,ETHUSDT,2681.6200,2681.6300,2681.6250,,,,,0.30000000000000004,"))
        << line;
    EXPECT_EQ(std::ranges::count(header, ','), std::ranges::count(line, ','));
    EXPECT_EQ(line.find(",nan"), std::string::npos);
    EXPECT_EQ(line.find(",inf"), std::string::npos);
}

TEST_F(FeatureFileTest, leavesNothingBehindWhenItIsNotFinished)
{
    for (const char* const name : {"a.csv", "a.parquet"}) {
        auto file = FeatureFile::create(folder / name).value();
        ASSERT_FALSE(file->add(market, 2, row(0)).has_value());
    }
    EXPECT_TRUE(std::filesystem::is_empty(folder));
    EXPECT_FALSE(FeatureFile::create(folder / "f.xls").has_value());
    EXPECT_FALSE(FeatureFile::create(folder / "none" / "f.parquet").has_value());
}

} // namespace leadline::store
