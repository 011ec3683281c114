// SPDX-License-Identifier: MIT
/// Decisions with what they led to, read back by DuckDB as any other reader would.
#include "engine/store/outcome_file.h"

#include "engine/features/feature_json.h"
#include "engine/json/tree.h"
#include "engine/store/duckdb_handle.h"
#include "tests/support/builders.h"
#include "tests/support/test_folder.h"

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace leadline::store
{

namespace
{

using tests::price;
using tests::size;

const core::Timestamp noon = core::fromMilliseconds(1'723'118'400'000); // 2024-08-08

features::FeatureSet seen()
{
    features::FeatureSet made;
    made.time = noon - std::chrono::milliseconds(30);
    made.bestBid = price("2000.5");
    made.bestAsk = price("2000.6");
    made.mid = price("2000.55");
    made[features::Feature::Obi] = -0.25;
    made[features::Feature::ImpactCostBuy] = features::FeatureSet::insufficient;
    made[features::Feature::VolatilityBps] = 1.0 / 3;
    return made;
}

/// A buy of two coins at 2000.6 against a mid of 2000, two thirds of which filled.
calibration::Outcome sent()
{
    calibration::ParentOrder parent{.id = "LL2",
        .side = core::Side::Bid,
        .strategy = "aggressive",
        .decided = noon,
        .arrivalMid = 2000,
        .baselineBps = 8,
        .size = size("3"),
        .filled = size("2"),
        .filledValue = 4001.2,
        .makerValue = 0,
        .fees = 2,
        .firstFill = noon + std::chrono::milliseconds(1500),
        .markOutBps = {1, -2, calibration::ParentOrder::unknown},
        .isOver = true};
    return {{.id = "LL1",
                .decided = noon,
                .market = {core::VenueId("kraken"), core::Symbol("ETH/USD")},
                .side = core::Side::Bid,
                .asked = size("3.5"),
                .policy = "signal",
                .style = "aggressive",
                .action = "AGGRESSIVE",
                .reason = "imbalance",
                .impact = 0.0004,
                .order = "LL2",
                .orders = 1,
                .price = price("2000.7"),
                .size = size("3"),
                .signalStrength = 0.75,
                .signalSource = "it's.csv",
                .signalId = "a1",
                .bookTime = noon - std::chrono::milliseconds(5),
                .features = features::toJson(seen()),
                .rules = R"({"obi":0.61})",
                .workstation = "desk-1",
                .environment = "live"},
        parent};
}

calibration::Outcome refused()
{
    return {{.id = "LL3",
                .decided = noon + std::chrono::seconds(1),
                .market = {core::VenueId("kraken"), core::Symbol("ETH/USD")},
                .policy = "microstructure",
                .action = "ABORT",
                .reason = "stale_book",
                .notSent = "the book was not updated for too long",
                .rules = "{}",
                .workstation = "desk-1",
                .environment = "live"},
        std::nullopt};
}

class OutcomeFile : public testing::TestWithParam<const char*>
{
protected:
    std::string ask(const std::string& columns, const char* where)
    {
        auto database = DuckDb::open().value();
        const auto rows =
            database.ask("SELECT concat_ws('|', " + columns + ") FROM '" + file.string() + "' WHERE " + where);
        return !rows ? rows.error().what : rows->empty() ? "" : rows->front()[0].value_or("NULL");
    }

    tests::TestFolder folder;
    std::filesystem::path file = folder.path() / GetParam();
    const std::array<calibration::Outcome, 2> outcomes{sent(), refused()};
};

TEST_P(OutcomeFile, saysWhatWasDecidedSentAndCame)
{
    ASSERT_FALSE(writeOutcomes(file, outcomes));
    const char* const first = "decision = 'LL1'";
    EXPECT_EQ(ask("timestamp, venue, symbol, side, asked::DOUBLE, policy, style, action, reason, impact", first),
        "1723118400000000000|kraken|ETH/USD|buy|3.5|signal|aggressive|AGGRESSIVE|imbalance|0.0004");
    EXPECT_EQ(
        ask("\"order\", orders, price::DOUBLE, quantity::DOUBLE, not_sent IS NULL", first), "LL2|1|2000.7|3.0|true");
    EXPECT_EQ(ask("signal_strength, signal_source, signal_id, rules", first), "0.75|it's.csv|a1|{\"obi\":0.61}");
    // (4001.2 + 2 - 2 x 2000) / 4000 = 8 bps of mid; the baseline was 8 as well.
    EXPECT_EQ(
        ask("arrival_mid, baseline_bps, round(slippage_bps, 9), round(improvement, 9), fees, filled_value", first),
        "2000.0|8.0|8.0|0.0|2.0|4001.2");
    EXPECT_EQ(ask("filled::DOUBLE, round(fill_rate, 6), maker_share, time_to_fill_s, mark_out_1s_bps, "
                  "mark_out_5s_bps, mark_out_30s_bps IS NULL, is_over",
                  first),
        "2.0|0.666667|0.0|1.5|1.0|-2.0|true|1");
    EXPECT_EQ(ask("workstation, environment, book_timestamp", first), "desk-1|live|1723118399995000000");
}

TEST_P(OutcomeFile, hasTheFeaturesOfTheMomentByTheirNames)
{
    ASSERT_FALSE(writeOutcomes(file, outcomes));
    EXPECT_EQ(ask("features_timestamp, best_bid::DOUBLE, best_ask::DOUBLE, mid::DOUBLE, obi", "decision = 'LL1'"),
        "1723118399970000000|2000.5|2000.6|2000.55|-0.25");
    EXPECT_EQ(ask("volatility_bps = 1.0::DOUBLE / 3, impact_cost_buy IS NULL, vpin IS NULL", "decision = 'LL1'"),
        "true|true|true");
    std::string all;
    for (const features::FeatureInfo& info : features::featureTable()) {
        all += (all.empty() ? "" : ", ") + quotedName(info.name) + " IS NULL";
    }
    EXPECT_EQ(ask(all, "decision = 'LL3'").find("false"), std::string::npos) << "of no sample nothing is known";
}

TEST_P(OutcomeFile, saysWhyNothingWasSentAndLeavesTheRestOpen)
{
    ASSERT_FALSE(writeOutcomes(file, outcomes));
    EXPECT_EQ(ask("not_sent, orders", "decision = 'LL3'"), "the book was not updated for too long|0");
    EXPECT_EQ(ask("count(COLUMNS(* EXCLUDE (decision, timestamp, venue, symbol, side, asked, policy, action, reason, "
                  "orders, not_sent, workstation, environment, rules)))",
                  "decision = 'LL3'")
                  .find_first_not_of("0|"),
        std::string::npos);
}

TEST_P(OutcomeFile, isThereWithoutAnyDecisionAsWell)
{
    ASSERT_FALSE(writeOutcomes(file, {}));
    EXPECT_EQ(ask("count(*), count(spread_bps)", "true"), "0|0");
}

TEST_P(OutcomeFile, thatCannotBeWrittenLeavesNothing)
{
    const auto failed = writeOutcomes(folder.path() / "none" / GetParam(), outcomes);
    ASSERT_TRUE(failed);
    EXPECT_NE(failed->what.find("cannot be written"), std::string::npos);
    EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

INSTANTIATE_TEST_SUITE_P(Outcomes, OutcomeFile, testing::Values("o.parquet", "o.csv"));

TEST(OutcomeJson, hasTheColumnsOfTheFile)
{
    const auto tree = json::Tree::parse(toJson(sent()));
    ASSERT_TRUE(tree);
    EXPECT_EQ((*tree)["decision"].text(), "LL1");
    EXPECT_EQ((*tree)["price"].text(), "2000.7");
    EXPECT_EQ((*tree)["timestamp"].whole(), 1'723'118'400'000'000'000);
    EXPECT_EQ((*tree)["obi"].number(0), -0.25);
    EXPECT_EQ((*tree)["rules"]["obi"].number(0), 0.61) << "no JSON inside of a text";
    EXPECT_EQ((*tree)["not_sent"].kind(), json::Tree::Kind::Null);
    EXPECT_EQ((*tree)["mark_out_30s_bps"].kind(), json::Tree::Kind::Null);
    const auto none = json::Tree::parse(toJson(refused()));
    ASSERT_TRUE(none);
    EXPECT_EQ(none->fields().size(), tree->fields().size());
    EXPECT_EQ((*none)["slippage_bps"].kind(), json::Tree::Kind::Null);
}

} // namespace

} // namespace leadline::store
