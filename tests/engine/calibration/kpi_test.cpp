// SPDX-License-Identifier: MIT
#include "engine/calibration/kpi.h"

#include "tests/support/builders.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <random>

namespace leadline::calibration
{

namespace
{

constexpr core::Timestamp midnight = core::fromMilliseconds(1'763'683'200'000);

/// One coin bought at 1000 plus `costBps`, of which 1 bp are fees; the market order would have cost 6 bps.
ParentOrder order(double costBps, const char* strategy = "signal", core::Duration after = std::chrono::hours(3))
{
    return {.venue = core::VenueId("a"),
        .symbol = core::Symbol("ETH/USD"),
        .strategy = strategy,
        .decided = midnight + after,
        .arrivalMid = 1000,
        .baselineBps = 6,
        .size = tests::size("2"),
        .filled = tests::size("1"),
        .filledValue = 1000 + (costBps - 1) / 10,
        .fees = 0.1,
        .firstFill = midnight + after + std::chrono::seconds(4)};
}

std::vector<const ParentOrder*> pointersTo(const std::vector<ParentOrder>& orders)
{
    std::vector<const ParentOrder*> pointers;
    for (const ParentOrder& each : orders) {
        pointers.push_back(&each);
    }
    return pointers;
}

bool hasBounds(const Interval& interval)
{
    return std::isfinite(interval.low) && std::isfinite(interval.high);
}

} // namespace

TEST(Kpi, saysWhatTheQualityFiguresSay)
{
    const std::vector<ParentOrder> orders{order(2), order(5), order(11)};
    const KpiFigures kpi = kpiOf(pointersTo(orders), {});
    const QualityFigures quality = summarise(pointersTo(orders));
    EXPECT_EQ(kpi.orders, 3U);
    EXPECT_DOUBLE_EQ(kpi.slippageBps.value, quality.slippageBps);
    EXPECT_DOUBLE_EQ(kpi.baselineBps.value, quality.baselineBps);
    EXPECT_DOUBLE_EQ(kpi.improvement.value, quality.improvement);
    EXPECT_DOUBLE_EQ(kpi.fillRate.value, quality.fillRate);
    EXPECT_DOUBLE_EQ(kpi.signalToFillSeconds.value, quality.signalToFillSeconds);
    // By hand: each order counts alike in the cost, and one basis point of it is the fee.
    EXPECT_NEAR(kpi.costBps.value, 6, 1e-9);
    EXPECT_NEAR(kpi.feesBps.value, 1, 1e-9);
    EXPECT_NEAR(kpi.slippageBps.value, (2 * 1000.1 + 5 * 1000.4 + 11 * 1001.0) / 3001.5, 1e-9);
}

TEST(Kpi, hasTheBoundsThatEveryResampleOfTwoOrdersHas)
{
    // Two orders of 0 and 10: a resample says 0, 5 or 10 with 1/4, 1/2, 1/4, so that 95 % reach from 0 to 10.
    const std::vector<ParentOrder> orders{order(0), order(10)};
    const KpiFigures kpi = kpiOf(pointersTo(orders), {});
    EXPECT_NEAR(kpi.costBps.low, 0, 1e-9);
    EXPECT_NEAR(kpi.costBps.high, 10, 1e-9);
    // Half of them lies within 5 and 5 alone.
    const KpiFigures narrow = kpiOf(pointersTo(orders), {.confidence = 0.4});
    EXPECT_NEAR(narrow.costBps.low, 5, 1e-9);
    EXPECT_NEAR(narrow.costBps.high, 5, 1e-9);
}

TEST(Kpi, isSureOfNothingFromOneOrder)
{
    std::vector<ParentOrder> orders{order(2)};
    EXPECT_FALSE(hasBounds(kpiOf(pointersTo(orders), {}).costBps));
    EXPECT_NEAR(kpiOf(pointersTo(orders), {}).costBps.value, 2, 1e-9);
    // A second order that did not fill tells of the fill rate, and of no cost.
    orders.push_back(order(2));
    orders.back().filled = {};
    orders.back().filledValue = orders.back().fees = 0;
    orders.back().firstFill = {};
    const KpiFigures kpi = kpiOf(pointersTo(orders), {});
    EXPECT_FALSE(hasBounds(kpi.costBps));
    EXPECT_FALSE(hasBounds(kpi.improvement));
    EXPECT_FALSE(hasBounds(kpi.signalToFillSeconds));
    EXPECT_TRUE(hasBounds(kpi.fillRate));
    EXPECT_DOUBLE_EQ(kpi.fillRate.value, 0.25);
    EXPECT_TRUE(std::isnan(kpiOf({}, {}).costBps.value));
}

TEST(Kpi, givesTheSameBoundsForTheSameSeed)
{
    std::vector<ParentOrder> orders;
    for (int i = 0; i < 30; ++i) {
        orders.push_back(order(i % 7));
    }
    const auto bounds = [&](std::uint64_t seed) {
        const Interval cost = kpiOf(pointersTo(orders), {.seed = seed}).costBps;
        return std::pair(cost.low, cost.high);
    };
    EXPECT_EQ(bounds(7), bounds(7));
    EXPECT_NE(bounds(7), bounds(8));
    // The order in which they come does not matter: they are taken in the order of time.
    for (int i = 0; i < 30; ++i) {
        orders[static_cast<std::size_t>(i)].decided += std::chrono::seconds(i);
    }
    const auto before = bounds(7);
    std::ranges::reverse(orders);
    EXPECT_EQ(bounds(7), before);
}

TEST(Kpi, holdsTheTrueMeanAboutAsOftenAsItSays)
{
    std::mt19937_64 random(20'241);
    std::normal_distribution<double> cost(3, 8);
    int held = 0;
    for (int repetition = 0; repetition < 400; ++repetition) {
        std::vector<double> costs;
        for (int i = 0; i < 60; ++i) {
            costs.push_back(cost(random));
        }
        const Interval mean = meanInterval(costs, {.seed = random(), .resamples = 1000});
        held += mean.low <= 3 && 3 <= mean.high ? 1 : 0;
    }
    EXPECT_GE(held, 400 * 91 / 100);
    EXPECT_LE(held, 400 * 98 / 100);
}

TEST(Kpi, isLessSureOfOrdersThatOverlap)
{
    // Ten neighbours always cost the same: 200 orders are worth 20.
    std::mt19937_64 random(5);
    std::normal_distribution<double> cost(3, 8);
    std::vector<double> costs;
    for (int i = 0; i < 20; ++i) {
        costs.insert(costs.end(), 10, cost(random));
    }
    const Interval single = meanInterval(costs, {});
    const Interval blocks = meanInterval(costs, {.block = 10});
    EXPECT_GT((blocks.high - blocks.low) / (single.high - single.low), 2);
}

TEST(Kpi, hasARowForEachWindowAndStrategyThatHasOrders)
{
    const std::vector<ParentOrder> orders{order(1, "signal"), order(2, "market"),
        order(3, "market", std::chrono::hours(9)), order(4, "signal", std::chrono::hours(20))};
    std::string rows;
    for (const KpiRow& row : kpiRows(orders, {})) {
        rows += row.strategy + '/' + std::string(row.window) + '=' + std::to_string(row.figures.orders) + ' ';
    }
    EXPECT_EQ(rows,
        "all/day=4 market/day=2 signal/day=2 all/asia=2 market/asia=1 signal/asia=1 all/europe=1 market/europe=1 ");
}

TEST(Kpi, crossesWindowsWithStrategiesAsAnIndependentCountDoes)
{
    // A day and a half of orders at any second, of three strategies, some of them unfilled.
    std::mt19937_64 random(77);
    const std::array strategies{"market", "passive", "signal"};
    std::vector<ParentOrder> orders;
    std::map<std::pair<std::string, std::string>, std::size_t> counted;
    std::map<std::pair<std::string, std::string>, std::pair<double, double>> cost; // sum, number
    for (int i = 0; i < 600; ++i) {
        const auto second = static_cast<std::int64_t>(random() % 129'600);
        const char* const strategy = strategies[random() % strategies.size()];
        const double bps = static_cast<double>(random() % 120) / 10;
        orders.push_back(order(bps, strategy, std::chrono::seconds(second)));
        const bool isFilled = random() % 8 != 0;
        if (!isFilled) {
            orders.back().filled = {};
            orders.back().filledValue = orders.back().fees = 0;
            orders.back().firstFill = {};
        }
        const std::int64_t hour = second / 3600 % 24; // it begins at a midnight of UTC
        std::vector<std::string> windows{"day"};
        if (hour >= 2 && hour < 6) {
            windows.emplace_back("asia");
        } else if (hour == 8 || hour == 9) {
            windows.emplace_back("europe");
        } else if (hour == 14 || hour == 15) {
            windows.emplace_back("us");
        }
        for (const std::string& window : windows) {
            for (const std::string& of : {std::string(strategy), std::string("all")}) {
                ++counted[{window, of}];
                if (isFilled) {
                    cost[{window, of}].first += bps;
                    cost[{window, of}].second += 1;
                }
            }
        }
    }
    const auto rows = kpiRows(orders, {.resamples = 200});
    EXPECT_EQ(rows.size(), 16U); // four windows, and in each everything and three strategies
    for (const KpiRow& row : rows) {
        const std::pair key(std::string(row.window), row.strategy);
        const KpiFigures& figures = row.figures;
        EXPECT_EQ(figures.orders, counted[key]) << key.first << ' ' << key.second;
        EXPECT_NEAR(figures.costBps.value, cost[key].first / cost[key].second, 1e-6) << key.first << ' ' << key.second;
        EXPECT_LT(figures.costBps.low, figures.costBps.value);
        EXPECT_GT(figures.costBps.high, figures.costBps.value);
    }
}

TEST(Kpi, printsARowALineWithItsBounds)
{
    const std::vector<ParentOrder> orders{order(1), order(11)};
    const std::string table = kpiTable(kpiRows(orders, {}), {});
    EXPECT_EQ(std::ranges::count(table, '\n'), 6) << table;
    EXPECT_NE(table.find("6.00 [1.00, 11.00]"), std::string::npos) << table;
    EXPECT_NE(table.find("95 % confidence"), std::string::npos) << table;
    const std::string alone = kpiTable(kpiRows({order(5)}, {}), {});
    EXPECT_EQ(alone.find("5.00 ["), std::string::npos) << alone;
    EXPECT_EQ(alone.find("nan"), std::string::npos) << alone;
}

TEST(CostComparison, callsADifferenceWhatTheSampleShows)
{
    std::mt19937_64 random(3);
    std::normal_distribution<double> noise(0, 2);
    std::vector<ParentOrder> cheap;
    std::vector<ParentOrder> dear;
    std::vector<ParentOrder> alike;
    for (int i = 0; i < 80; ++i) {
        cheap.push_back(order(2 + noise(random)));
        dear.push_back(order(5 + noise(random)));
        alike.push_back(order(2 + noise(random)));
    }
    const CostComparison better = compareCosts(pointersTo(cheap), pointersTo(dear), {});
    EXPECT_EQ(better.verdict, Verdict::Better);
    EXPECT_NEAR(better.differenceBps.value, -3, 1);
    EXPECT_EQ(compareCosts(pointersTo(dear), pointersTo(cheap), {}).verdict, Verdict::Worse);
    EXPECT_EQ(compareCosts(pointersTo(alike), pointersTo(cheap), {}).verdict, Verdict::NoDifference);
    EXPECT_EQ(describe(Verdict::NoDifference), "no difference that this sample shows");
}

TEST(CostComparison, givesNoVerdictFromFewerThanThirtyPairs)
{
    // Ten basis points apart, whatever is drawn: bounds alone would be sure from two pairs on.
    const auto costing = [](double costBps, std::size_t count) {
        std::vector<ParentOrder> orders;
        for (std::size_t i = 0; i < count; ++i) {
            orders.push_back(order(costBps + static_cast<double>(i % 3)));
        }
        return orders;
    };
    struct Case {
        std::size_t cheap;
        std::size_t dear;
        Verdict verdict;
    };
    for (const Case& c : {Case{0, 0, Verdict::TooFew}, Case{2, 2, Verdict::TooFew}, Case{29, 29, Verdict::TooFew},
             Case{29, 300, Verdict::TooFew}, Case{300, 29, Verdict::TooFew}, Case{30, 30, Verdict::Better}}) {
        const auto cheap = costing(2, c.cheap);
        const auto dear = costing(12, c.dear);
        const CostComparison compared = compareCosts(pointersTo(cheap), pointersTo(dear), {});
        EXPECT_EQ(compared.verdict, c.verdict) << c.cheap << " against " << c.dear;
        EXPECT_EQ(compared.pairs, std::min(c.cheap, c.dear));
        if (c.cheap == c.dear) {
            EXPECT_EQ(comparePairs(pointersTo(cheap), pointersTo(dear), {}).verdict, c.verdict) << c.cheap;
        }
    }
    // An order without a fill is no half of a pair.
    auto unfilled = costing(12, 30);
    unfilled[7].filled = {};
    const auto cheap = costing(2, 30);
    EXPECT_EQ(comparePairs(pointersTo(cheap), pointersTo(unfilled), {}).pairs, 29U);
    EXPECT_EQ(comparePairs(pointersTo(cheap), pointersTo(unfilled), {}).verdict, Verdict::TooFew);
    EXPECT_EQ(compareCosts(pointersTo(cheap), pointersTo(unfilled), {}).verdict, Verdict::TooFew);
}

TEST(CostComparison, saysInOneLineHowManyPairsAreMissing)
{
    EXPECT_EQ(
        comparisonText({{-1.2, -2.1, -0.3}, Verdict::Better, 40}), "better (-1.200 [-2.100, -0.300] bps an order)");
    EXPECT_EQ(comparisonText({{-1.2, -2.1, -0.3}, Verdict::TooFew, 12}),
        "no verdict from 12 pairs, 30 are needed (-1.200 [-2.100, -0.300] bps an order)");
    const double unknown = ParentOrder::unknown;
    EXPECT_EQ(comparisonText({{1.98, unknown, unknown}, Verdict::TooFew, 1}),
        "no verdict from 1 pair, 30 are needed (1.980 bps an order)");
    EXPECT_EQ(comparisonText({{unknown, unknown, unknown}}), "no verdict from 0 pairs, 30 are needed");
}

TEST(CostComparison, seesThroughTheMarketWhereOrdersAnswerTheSameSignals)
{
    // The market moves every pair by far more than the half basis point between its members.
    std::mt19937_64 random(4);
    std::normal_distribution<double> market(0, 20);
    std::normal_distribution<double> noise(0, 0.5);
    std::vector<ParentOrder> first;
    std::vector<ParentOrder> second;
    for (int i = 0; i < 60; ++i) {
        const double common = market(random);
        first.push_back(order(common + noise(random)));
        second.push_back(order(common + 0.5 + noise(random)));
    }
    EXPECT_EQ(compareCosts(pointersTo(first), pointersTo(second), {}).verdict, Verdict::NoDifference);
    EXPECT_EQ(comparePairs(pointersTo(first), pointersTo(second), {}).verdict, Verdict::Better);
    // A pair of which one did not fill tells nothing.
    first[0].filled = {};
    EXPECT_EQ(comparePairs(pointersTo(first), pointersTo(second), {}).verdict, Verdict::Better);
    EXPECT_EQ(comparePairs(pointersTo(first), pointersTo(second), {}).pairs, 59U);
}

} // namespace leadline::calibration
