// SPDX-License-Identifier: MIT
#include "engine/calibration/aggregation.h"
#include "tests/support/builders.h"

#include <gtest/gtest.h>

#include <cmath>

namespace leadline::calibration
{

namespace
{

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
const core::Timestamp october = core::fromMilliseconds(1'759'276'800'000); // 2025-10-01

/// A decision whose orders filled so much, at those all-in prices.
Outcome outcome(const char* id, core::Side side, core::Duration after, const char* symbol, const char* filled,
    double chosen, double best, double home, int orders = 1)
{
    return {{.id = id,
                .decided = october + after,
                .market = {core::VenueId("kraken"), core::Symbol(symbol)},
                .side = side,
                .order = "O",
                .orders = orders,
                .allInPrice = chosen,
                .bestSinglePrice = best,
                .homePrice = home},
        ParentOrder{.filled = tests::size(filled)}};
}

const AggregationRow* rowOf(const std::vector<AggregationRow>& rows, AggregationBy by, std::string_view key)
{
    const auto found =
        std::ranges::find_if(rows, [&](const AggregationRow& row) { return row.by == by && row.key == key; });
    return found == rows.end() ? nullptr : &*found;
}

} // namespace

struct SavedCase {
    core::Side side;
    const char* filled;
    double chosen, best, home;
    double againstBest, againstHome; ///< quote units; NaN: nothing is counted
};

class Saved : public testing::TestWithParam<SavedCase>
{
};

TEST_P(Saved, isThePriceDifferenceTimesWhatFilled)
{
    const SavedCase& c = GetParam();
    const AggregationFigures figures =
        aggregationOf(outcome("D", c.side, {}, "ETH/USDT", c.filled, c.chosen, c.best, c.home));
    const auto expect = [](const SavedFigures& is, double saved, double value) {
        EXPECT_EQ(is.decisions, std::isnan(saved) ? 0U : 1U);
        EXPECT_NEAR(is.saved, std::isnan(saved) ? 0 : saved, 1e-9);
        if (std::isnan(saved)) {
            EXPECT_TRUE(std::isnan(is.bps()));
        } else {
            EXPECT_NEAR(is.bps(), saved / value * 1e4, 1e-9);
        }
    };
    expect(figures.againstBest, c.againstBest, c.best * 2);
    expect(figures.againstHome, c.againstHome, c.home * 2);
}

INSTANTIATE_TEST_SUITE_P(Aggregation, Saved,
    testing::Values(SavedCase{core::Side::Bid, "2", 99, 100, 101, 2, 4}, // paid less
        SavedCase{core::Side::Ask, "2", 99, 98, 97.5, 2, 3}, // received more
        SavedCase{core::Side::Bid, "2", 101, 100, 100, -2, -2}, // the user's own venue was dearer
        SavedCase{core::Side::Bid, "2", 100, 100, nan, 0, nan}, // home could not have filled it
        SavedCase{core::Side::Bid, "2", nan, 100, 101, nan, nan}));

TEST(Aggregation, isNothingOfWhatDidNotFill)
{
    EXPECT_EQ(aggregationOf(outcome("D", core::Side::Bid, {}, "ETH/USDT", "0", 99, 100, 101)).decisions, 0U);
    Outcome unsent = outcome("D", core::Side::Bid, {}, "ETH/USDT", "2", 99, 100, 101);
    unsent.result.reset();
    EXPECT_EQ(aggregationOf(unsent).decisions, 0U);
    const auto rows = aggregationRows(std::vector{unsent});
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_EQ(rows[0].figures.decisions, 0U);
}

TEST(Aggregation, isSummedBySymbolMonthAndDayAndListedByDecision)
{
    using std::chrono::days;
    using std::chrono::hours;
    const std::vector outcomes{outcome("D1", core::Side::Bid, hours(23), "ETH/USDT", "2", 99, 100, 101, 2),
        outcome("D2", core::Side::Ask, hours(25), "BTC/USDT", "1", 99, 98, 97), // the next day
        outcome("D3", core::Side::Bid, days(31), "ETH/USDT", "10", 100, 100, nan), // the next month
        outcome("D4", core::Side::Bid, days(31), "ETH/USDT", "0", 1, 2, 3)};
    const auto rows = aggregationRows(outcomes);

    const AggregationFigures& all = rows.front().figures;
    EXPECT_EQ(rows.front().by, AggregationBy::All);
    EXPECT_EQ(all.decisions, 3U);
    EXPECT_EQ(all.divided, 1U);
    EXPECT_NEAR(all.againstBest.saved, 2 + 1 + 0, 1e-9);
    EXPECT_NEAR(all.againstBest.bps(), 3.0 / (200 + 98 + 1000) * 1e4, 1e-9) << "weighed by what filled";
    EXPECT_EQ(all.againstHome.decisions, 2U);
    EXPECT_NEAR(all.againstHome.saved, 4 + 2, 1e-9);
    EXPECT_NEAR(all.againstHome.bps(), 6.0 / (202 + 97) * 1e4, 1e-9);
    EXPECT_NEAR(rowOf(rows, AggregationBy::Symbol, "ETH/USDT")->figures.againstBest.saved, 2, 1e-9);
    EXPECT_EQ(rowOf(rows, AggregationBy::Symbol, "BTC/USDT")->figures.decisions, 1U);
    EXPECT_NEAR(rowOf(rows, AggregationBy::Month, "2025-10")->figures.againstHome.saved, 6, 1e-9);
    EXPECT_EQ(rowOf(rows, AggregationBy::Month, "2025-11")->figures.againstHome.decisions, 0U);
    EXPECT_NEAR(rowOf(rows, AggregationBy::Day, "2025-10-01")->figures.againstHome.saved, 4, 1e-9);
    EXPECT_NEAR(rowOf(rows, AggregationBy::Day, "2025-10-02")->figures.againstHome.saved, 2, 1e-9);
    ASSERT_EQ(rows.size(), 1U + 2 + 2 + 3 + 3);
    EXPECT_EQ(rows[8].key, "2025-11-01T00:00:00Z ETH/USDT D3") << "the newest first";
    EXPECT_NEAR(
        rowOf(rows, AggregationBy::Decision, "2025-10-01T23:00:00Z ETH/USDT D1")->figures.againstHome.saved, 4, 1e-9);
}

TEST(Aggregation, listsTheNewestDecisionsAlone)
{
    std::vector<Outcome> many;
    for (int i = 0; i < 250; ++i) {
        many.push_back(outcome("D", core::Side::Bid, std::chrono::seconds(i), "ETH/USDT", "1", 99, 100, 101));
    }
    const auto rows = aggregationRows(many);
    EXPECT_EQ(rows.front().figures.decisions, 250U);
    EXPECT_EQ(std::ranges::count(rows, AggregationBy::Decision, &AggregationRow::by), 100);
    EXPECT_TRUE(rows[4].key.starts_with("2025-10-01T00:04:09Z")) << rows[4].key;
}

} // namespace leadline::calibration
