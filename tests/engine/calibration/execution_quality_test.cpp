// SPDX-License-Identifier: MIT
#include "engine/calibration/execution_quality.h"
#include "engine/calibration/report_content.h"

#include "tests/support/builders.h"

#include <gtest/gtest.h>

#include <cmath>

namespace leadline::calibration
{

namespace
{

constexpr core::Timestamp midnight = core::fromMilliseconds(1'763'683'200'000);

ParentOrder order(const char* venue, core::Side side, double arrival, const char* filled, double value, double fees)
{
    return {.id = "LL",
        .venue = core::VenueId(venue),
        .symbol = core::Symbol("ETH/USD"),
        .side = side,
        .strategy = "passive",
        .decided = midnight + std::chrono::hours(3),
        .arrivalMid = arrival,
        .baselineBps = 6,
        .size = tests::size("2"),
        .filled = tests::size(filled),
        .filledValue = value,
        .makerValue = value / 2,
        .fees = fees,
        .firstFill = midnight + std::chrono::hours(3) + std::chrono::seconds(4)};
}

} // namespace

TEST(ExecutionQuality, signsSoThatACostIsPositive)
{
    // Two coins at 1000.5 against 1000, and 1 of fees: (2001 - 2000 + 1) / 2000.
    const ParentOrder bought = order("a", core::Side::Bid, 1000, "2", 2001, 1);
    EXPECT_NEAR(bought.slippageBps(), 10, 1e-9);
    EXPECT_NEAR(bought.improvement(), 1 - 10. / 6, 1e-12);
    EXPECT_DOUBLE_EQ(bought.fillRate(), 1);
    EXPECT_DOUBLE_EQ(bought.makerShare(), 0.5);
    EXPECT_DOUBLE_EQ(bought.signalToFillSeconds(), 4);
    // The same prices sold: half a quote unit better a coin, less the fee.
    EXPECT_NEAR(order("a", core::Side::Ask, 1000, "2", 2001, 1).slippageBps(), 0, 1e-9);
    EXPECT_NEAR(order("a", core::Side::Ask, 1000, "1", 1000.5, -0.1).slippageBps(), -6, 1e-9);
}

TEST(ExecutionQuality, saysNothingOfWhatIsNotThere)
{
    ParentOrder none = order("a", core::Side::Bid, 1000, "0", 0, 0);
    none.firstFill = {};
    EXPECT_TRUE(std::isnan(none.slippageBps()));
    EXPECT_TRUE(std::isnan(none.makerShare()));
    EXPECT_TRUE(std::isnan(none.signalToFillSeconds()));
    EXPECT_DOUBLE_EQ(none.fillRate(), 0);
    ParentOrder blind = order("a", core::Side::Bid, ParentOrder::unknown, "2", 2000, 0);
    EXPECT_TRUE(std::isnan(blind.slippageBps()));
    ParentOrder late = order("a", core::Side::Bid, 1000, "2", 2000, 0);
    late.late = tests::size("1.5");
    EXPECT_DOUBLE_EQ(late.fillRate(), 0.25);
    const QualityFigures figures = summarise({&none});
    EXPECT_EQ(figures.orders, 1u);
    EXPECT_TRUE(std::isnan(figures.slippageBps));
    EXPECT_DOUBLE_EQ(figures.fillRate, 0);
}

TEST(ExecutionQuality, groupsAndWeighsByFilledValue)
{
    std::vector<ParentOrder> orders{order("a", core::Side::Bid, 1000, "2", 2002, 0), // 10 bps of 2002
        order("b", core::Side::Bid, 1000, "1", 1000.4, 0), // 4 bps of 1000.4
        order("b", core::Side::Bid, 1000, "0", 0, 0)};
    orders[2].decided = midnight + std::chrono::hours(6); // "asia" ends before
    orders[2].firstFill = {};
    const auto rows = qualityRows(orders);
    const auto find = [&](QualityBy by, const char* key) {
        for (const QualityRow& row : rows) {
            if (row.by == by && row.key == key) {
                return row.figures;
            }
        }
        ADD_FAILURE() << key;
        return QualityFigures{};
    };
    const QualityFigures all = find(QualityBy::All, "all");
    EXPECT_EQ(all.orders, 3u);
    EXPECT_NEAR(all.slippageBps, (10 * 2002 + 4 * 1000.4) / 3002.4, 1e-9);
    EXPECT_NEAR(all.fillRate, (1 + 0.5 + 0) / 3, 1e-12);
    EXPECT_DOUBLE_EQ(all.signalToFillSeconds, 4);
    EXPECT_NEAR(find(QualityBy::Venue, "b").slippageBps, 4, 1e-9);
    EXPECT_EQ(find(QualityBy::Window, "asia").orders, 2u);
    EXPECT_EQ(find(QualityBy::Window, "day").orders, 3u);
    EXPECT_EQ(find(QualityBy::Window, "us").orders, 0u);
}

TEST(ExecutionQuality, keepsOrdersOnPaperApart)
{
    std::vector<ParentOrder> orders{order("a", core::Side::Bid, 1001, "2", 2, 0),
        order("a", core::Side::Bid, 1001, "2", 2, 0), order("a", core::Side::Bid, 1002, "2", 2, 0),
        order("b", core::Side::Bid, 1000, "2", 2, 0)};
    EXPECT_FALSE(compareRollout(orders));
    EXPECT_EQ(qualityRows(orders).front().figures.orders, 4);
    EXPECT_NE(qualityRows(orders).back().by, QualityBy::Origin);

    orders[1].origin = orders[2].origin = Origin::Signal;
    orders[3].origin = Origin::Paper;
    const auto rows = qualityRows(orders);
    EXPECT_EQ(rows.front().figures.orders, 3);
    for (const QualityRow& row : rows) {
        EXPECT_FALSE(row.by == QualityBy::Venue && row.key == "b");
    }
    std::map<std::string, std::size_t> byOrigin;
    for (const QualityRow& row : rows) {
        if (row.by == QualityBy::Origin) {
            byOrigin[row.key] = row.figures.orders;
        }
    }
    EXPECT_EQ(byOrigin, (std::map<std::string, std::size_t>{{"paper", 1}, {"signal", 2}, {"user", 1}}));

    const auto compared = compareRollout(orders);
    ASSERT_TRUE(compared);
    EXPECT_EQ(compared->sent.orders, 2);
    EXPECT_EQ(compared->paper.orders, 1);
    const double sent = (orders[1].slippageBps() + orders[2].slippageBps()) / 2;
    EXPECT_NEAR(compared->slippageDifference.value, sent - orders[3].slippageBps(), 1e-9);
    EXPECT_EQ(originNamed("paper"), Origin::Paper);
    EXPECT_EQ(originNamed("nobody"), std::nullopt);
}

TEST(ReportContent, addsUpWhatWasExpectedAndWhatCame)
{
    const core::VenueId venue("kraken");
    Calibrator calibrator;
    calibrator.advance(midnight + std::chrono::days(2));
    for (int i = 0; i < 48; ++i) {
        calibrator.add(Execution{.time = midnight + std::chrono::hours(i),
            .market = {venue, core::Symbol(i % 2 == 0 ? "ETH/USD" : "BTC/USD")},
            .isMaker = i % 3 == 0,
            .notional = 100,
            .fee = 0.05,
            .expectedFeeBps = 4,
            .order = std::to_string(i),
            .execution = "x",
            .workstation = i % 2 == 0 ? "one" : "two"});
    }
    const ReportContent report = makeReport(calibrator, {}, midnight, midnight + std::chrono::days(1), midnight);
    EXPECT_EQ(report.executions, 24u);
    EXPECT_EQ(report.desk, "one, two");
    ASSERT_EQ(report.expectedActual.size(), 2u);
    EXPECT_EQ(report.expectedActual[0].fills, 8u);
    EXPECT_NEAR(report.expectedActual[1].expectedFees, 16 * 0.04, 1e-12);
    EXPECT_NEAR(report.expectedActual[1].actualFees, 16 * 0.05, 1e-12);
    ASSERT_EQ(report.venues.size(), 6u); // all, two symbols, three windows
    EXPECT_EQ(report.venues[0].part, "all");
    EXPECT_EQ(report.venues[0].figures.samples, 24u);
    EXPECT_EQ(report.venues[3].part, "asia");
    EXPECT_EQ(report.venues[3].figures.samples, 4u);
    ASSERT_EQ(report.charts.size(), 2u);
    ASSERT_EQ(report.charts[0].days.size(), 1u);
    EXPECT_NEAR(report.charts[0].lines[0].values[0], 5, 1e-9);
    EXPECT_NEAR(report.charts[0].lines[0].expected[0], 4, 1e-9);
}

} // namespace leadline::calibration
