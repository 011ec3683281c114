// SPDX-License-Identifier: MIT
/// What a live session leaves behind, read back from the parts on the disk.
#include "engine/session/order_intent.h"
#include "engine/session/recorder.h"

#include "engine/store/duckdb_handle.h"
#include "tests/support/builders.h"
#include "tests/support/test_folder.h"

#include <gtest/gtest.h>

#include <mutex>
#include <vector>

namespace leadline::session
{

namespace
{

using namespace std::chrono_literals;
using tests::price;
using tests::size;

const core::MarketId market{core::VenueId("kraken"), core::Symbol("ETH/USD")};
const core::Timestamp noon = core::fromMilliseconds(1'723'118'400'000); // 2024-08-08

class RecorderTest : public testing::Test
{
protected:
    Recorder recorder(int retentionDays = 0)
    {
        return {{.root = folder.path() / "store", .retentionDays = retentionDays}, "desk-1", clock,
            [this](const std::string& what) {
                const std::lock_guard lock(mutex);
                said.push_back(what);
            }};
    }
    /// What DuckDB, as any other reader, answers of a table.
    std::string ask(const char* columns, const char* table) const
    {
        auto database = store::DuckDb::open().value();
        const auto rows = database.ask(std::string("SELECT concat_ws('|', ") + columns + ") FROM read_parquet("
            + store::quotedText((folder.path() / "store" / table / "**/*.parquet").string()) + ")");
        return !rows ? rows.error().what : rows->empty() ? "" : rows->front()[0].value_or("NULL");
    }
    static orders::Fill fill()
    {
        return {.order = 7,
            .decision = 6,
            .market = market,
            .side = core::Side::Ask,
            .time = noon,
            .price = price("2000.5"),
            .size = size("3"),
            .isMaker = true,
            .execution = "T-1",
            .coins = size("0.03"),
            .notional = 60,
            .feeInQuote = -0.006,
            .expectedFeeBps = 16};
    }

    tests::TestFolder folder;
    core::ManualClock clock{noon};
    std::mutex mutex;
    std::vector<std::string> said; ///< from the store's thread
};

} // namespace

TEST_F(RecorderTest, aFillIsARowInCoinsWithItsFeeInBasisPoints)
{
    recorder().filled(fill(), "live");
    EXPECT_EQ(ask("timestamp, client_order, execution, side, role, price, size, notional, fee, round(fee_bps, 6), "
                  "expected_fee_bps, workstation, environment, decision",
                  "executions"),
        "1723118400000000000|" + orders::clientText(7)
            + "|T-1|sell|maker|2000.500000000|0.030000000|60.0|-0.006|-1.0|16.0|desk-1|live|" + orders::clientText(6));
    EXPECT_TRUE(said.empty());
}

TEST_F(RecorderTest, aFeeThatNobodyCouldPriceIsNull)
{
    orders::Fill unpriced = fill();
    unpriced.feeInQuote.reset();
    recorder().filled(unpriced, "live");
    EXPECT_EQ(ask("fee IS NULL, fee_bps IS NULL, notional", "executions"), "true|true|60.0");
}

TEST_F(RecorderTest, aFillWithoutAValueHasNoFeeInBasisPoints)
{
    orders::Fill free = fill();
    free.notional = 0;
    recorder().filled(free, "live");
    EXPECT_EQ(ask("fee, fee_bps IS NULL", "executions"), "-0.006|true");
}

TEST_F(RecorderTest, aDecisionKeepsItsNumberReasonAndTrace)
{
    routing::Decision decision;
    decision.market = market;
    decision.time = noon;
    decision.side = core::Side::Bid;
    decision.requestedSize = size("1.5");
    recorder().decided({.number = 42, .decision = decision, .order = 7, .id = 6});
    EXPECT_EQ(ask("decision, client_order", "decisions"), orders::clientText(6) + "|" + orders::clientText(7));
    EXPECT_EQ(ask("number, side, action, reason, size", "decisions"),
        "42|buy|" + std::string(routing::nameOf(decision.action)) + "|"
            + std::string(routing::infoOf(decision.reason).code) + "|1.500000000");
    EXPECT_EQ(ask("trace", "decisions"), routing::toJson(decision));
}

TEST_F(RecorderTest, aSampleIsInTheFeaturesOfItsMarket)
{
    features::FeatureSet sample;
    sample.time = noon;
    sample.bestBid = price("2000.5");
    recorder().sampled(market, sample);
    EXPECT_EQ(ask("timestamp, best_bid", "features"), "1723118400000000000|2000.500000000");
    EXPECT_TRUE(std::filesystem::exists(folder.path() / "store" / "features" / "venue=kraken" / "symbol=ETH%2FUSD"));
}

TEST_F(RecorderTest, aQuietMarketIsWrittenWithTheTicks)
{
    auto recording = recorder();
    recording.filled(fill(), "live");
    clock.advance(5min + 1s);
    recording.tick();
    const auto isThere = [this] { return ask("execution", "executions") == "T-1"; };
    bool isWritten = false;
    for (int i = 0; i < 500 && !isWritten; ++i) {
        isWritten = isThere(); // the store's own thread writes
    }
    EXPECT_TRUE(isWritten);
}

TEST_F(RecorderTest, daysBeyondTheRetentionAreRemoved)
{
    for (const auto& [days, isKept] : {std::pair{2, true}, std::pair{1, false}}) {
        clock.set(noon);
        recorder().filled(fill(), "live");
        clock.advance(std::chrono::days(2));
        {
            auto later = recorder(days);
            later.tick();
        }
        EXPECT_EQ(ask("execution", "executions") == "T-1", isKept) << days;
    }
}

TEST_F(RecorderTest, aFolderThatCannotBeHadIsSaidOnce)
{
    folder.write("store", "a file stands where the folder should be");
    {
        auto recording = recorder();
        recording.filled(fill(), "live");
        clock.advance(6min);
        recording.tick();
        recording.filled(fill(), "live");
    }
    const std::lock_guard lock(mutex);
    ASSERT_EQ(said.size(), 1U);
    EXPECT_NE(said[0].find("store"), std::string::npos) << said[0];
}

} // namespace leadline::session
