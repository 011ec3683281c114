// SPDX-License-Identifier: MIT
#include "engine/calibration/calibrator.h"

#include "tests/support/builders.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

namespace leadline::calibration
{

namespace
{

constexpr core::Timestamp today = core::fromMilliseconds(1'763'683'200'000); // 2025-11-21T00:00:00Z
const core::VenueId kraken("kraken");

Execution fill(int number, bool isMaker, double bps, core::Timestamp time = today, const char* symbol = "ETH/USD")
{
    return {.time = time,
        .market = {kraken, core::Symbol(symbol)},
        .isMaker = isMaker,
        .notional = 1000,
        .fee = bps / 10,
        .expectedFeeBps = isMaker ? 25. : 40.,
        .order = "LL" + std::to_string(number),
        .execution = "T" + std::to_string(number)};
}

LatencySample answer(int number, double milliseconds, core::Timestamp time = today)
{
    return {.time = time,
        .market = {kraken, core::Symbol("ETH/USD")},
        .took = core::Duration(std::llround(milliseconds * 1e6)),
        .order = "LL" + std::to_string(number)};
}

Calibrator calibrator()
{
    Calibrator made;
    made.setExpected(kraken, {.makerFeeBps = 25, .takerFeeBps = 40, .latencyMs = 80, .reliability = 0.5});
    made.advance(today);
    return made;
}

} // namespace

TEST(Calibrator, measuresFromTheTenthSampleAndTrustsFromTheTwentieth)
{
    struct Row {
        int samples;
        bool isMeasured;
        double confidence;
    };
    for (const Row& row : {Row{0, false, 0}, Row{9, false, 0.45}, Row{10, true, 0.5}, Row{19, true, 0.95},
             Row{20, true, 1}, Row{21, true, 1}}) {
        Calibrator made = calibrator();
        for (int i = 0; i < row.samples; ++i) {
            EXPECT_TRUE(made.add(fill(i, false, 31)));
            EXPECT_TRUE(made.add(answer(i, 12)));
        }
        const VenueCalibration all = made.of(kraken);
        EXPECT_EQ(all.taker.isMeasured, row.isMeasured) << row.samples;
        EXPECT_DOUBLE_EQ(all.taker.bps, row.isMeasured ? 31 : 40);
        EXPECT_EQ(all.acknowledged.isMeasured, row.isMeasured);
        EXPECT_DOUBLE_EQ(all.acknowledged.p95, row.isMeasured ? 12 : 80);
        EXPECT_DOUBLE_EQ(all.confidence, row.confidence);
    }
}

TEST(Calibrator, takesEachRoleForItself)
{
    Calibrator made = calibrator();
    for (int i = 0; i < 15; ++i) {
        made.add(fill(i, true, i % 2 == 0 ? -1 : -2)); // eight of -1, seven of -2
    }
    const VenueCalibration all = made.of(kraken);
    EXPECT_TRUE(all.maker.isMeasured);
    EXPECT_DOUBLE_EQ(all.maker.bps, -1);
    EXPECT_DOUBLE_EQ(all.makerRebateBps, 1);
    EXPECT_FALSE(all.taker.isMeasured);
    EXPECT_DOUBLE_EQ(all.taker.bps, 40);
    EXPECT_FALSE(all.acknowledged.isMeasured);
}

TEST(Calibrator, survivesOneAnswerOfAnHour)
{
    Calibrator made = calibrator();
    for (int i = 0; i < 99; ++i) {
        made.add(answer(i, 10 + i % 2));
    }
    made.add(answer(99, 3'600'000));
    const LatencyFigures figures = made.of(kraken).acknowledged;
    EXPECT_DOUBLE_EQ(figures.p50, 10.5);
    EXPECT_DOUBLE_EQ(figures.p95, 11);
    EXPECT_NEAR(figures.mean, 36'010.39, 1e-9); // (50·10 + 49·11 + 3,600,000) / 100
    EXPECT_NEAR(figures.deviation, 358'194.43312443857, 1e-6);
    EXPECT_NEAR(figures.reliability, 1 / (1 + 358'194.43312443857 / 36'010.39), 1e-9);
}

TEST(Calibrator, holdsTheLookbackToTheNanosecond)
{
    Calibrator made = calibrator();
    const core::Timestamp edge = today - std::chrono::days(30);
    EXPECT_TRUE(made.add(fill(1, false, 10, edge)));
    EXPECT_FALSE(made.add(fill(2, false, 10, edge - core::Duration(1))));
    EXPECT_EQ(made.of(kraken).samples, 1u);
    made.advance(today + core::Duration(1));
    EXPECT_EQ(made.of(kraken).samples, 0u);
    made.advance(today - std::chrono::days(3)); // the clock was set back: nothing comes back, nothing goes
    EXPECT_FALSE(made.add(fill(1, false, 10, edge)));
    EXPECT_TRUE(made.add(fill(3, false, 10, today - std::chrono::days(3))));
}

TEST(Calibrator, countsARecordOnceHoweverOftenItComes)
{
    Calibrator made = calibrator();
    EXPECT_TRUE(made.add(fill(1, false, 10)));
    EXPECT_FALSE(made.add(fill(1, false, 10)));
    Execution other = fill(1, false, 10);
    other.market.symbol = core::Symbol("BTC/USD");
    EXPECT_TRUE(made.add(other));
    Execution worthless = fill(2, false, 10);
    worthless.notional = 0;
    EXPECT_FALSE(made.add(worthless));
    Execution unknownFee = fill(3, false, 10);
    unknownFee.fee = std::nan("");
    EXPECT_FALSE(made.add(unknownFee));
    EXPECT_FALSE(made.add(answer(1, -1)));
}

TEST(Calibrator, alarmsWhenRealFillsDisagreeWithWhatIsPublished)
{
    for (const double bps : {39.95, 40.05, 41.}) {
        Calibrator made = calibrator();
        for (int i = 0; i < 12; ++i) {
            made.add(fill(i, false, bps));
        }
        const auto alarms = made.of(kraken).alarms;
        ASSERT_EQ(alarms.size(), bps > 40.1 ? 1u : 0u) << bps;
        if (!alarms.empty()) {
            EXPECT_FALSE(alarms[0].isMaker);
            EXPECT_DOUBLE_EQ(alarms[0].expectedBps, 40);
            EXPECT_DOUBLE_EQ(alarms[0].measuredBps, 41);
            ASSERT_EQ(alarms[0].evidence.size(), 5u);
            EXPECT_EQ(alarms[0].evidence[0].execution, "T11");
        }
    }
}

TEST(Calibrator, selectsBySymbolRoleAndWindow)
{
    Calibrator made = calibrator();
    using std::chrono::hours;
    int number = 0;
    for (const auto& [hour, isMaker, symbol] : {std::tuple{1, true, "A"}, {2, true, "A"}, {5, false, "A"},
             {6, true, "A"}, {8, false, "B"}, {14, true, "B"}, {15, true, "B"}, {16, true, "B"}}) {
        made.add(fill(++number, isMaker, 10, today - hours(24) + hours(hour), symbol));
    }
    EXPECT_EQ(made.of(kraken, {.symbol = core::Symbol("A")}).samples, 4u);
    EXPECT_EQ(made.of(kraken, {.isMaker = false}).samples, 2u);
    EXPECT_EQ(made.of(kraken, {.window = sessionWindows[0]}).samples, 8u);
    EXPECT_EQ(made.of(kraken, {.window = sessionWindows[1]}).samples, 2u); // 02 and 05, not 06
    EXPECT_EQ(made.of(kraken, {.window = sessionWindows[2]}).samples, 1u);
    EXPECT_EQ(made.of(kraken, {.window = sessionWindows[3]}).samples, 2u); // 14 and 15, not 16
    EXPECT_EQ(made.of(kraken, {.symbol = core::Symbol("B"), .isMaker = true}).maker.samples, 3u);
}

/// Ten thousand records in random order against sorting them all, at many moments of a lookback that moves on.
TEST(Calibrator, equalsSortingEverythingAnew)
{
    std::mt19937_64 random(7);
    std::vector<Execution> fills;
    std::vector<LatencySample> answers;
    for (int i = 0; i < 10'000; ++i) {
        const core::Timestamp time =
            today + core::Duration(static_cast<std::int64_t>(random() % 5'184'000'000) * 1'000'000);
        fills.push_back(fill(i, random() % 3 == 0, static_cast<double>(random() % 1000) / 64 - 4, time));
        answers.push_back(answer(i, std::exp(static_cast<double>(random() % 8000) / 1000), time));
    }
    Calibrator made = calibrator();
    made.advance(today);
    for (std::size_t i = 0; i < fills.size(); ++i) {
        made.add(fills[i]);
        made.add(answers[i]);
    }
    const auto quantile = [](std::vector<double> values, double q) {
        std::ranges::sort(values);
        const double at = q * static_cast<double>(values.size() - 1);
        const auto below = static_cast<std::size_t>(std::floor(at));
        const auto above = std::min(below + 1, values.size() - 1);
        return values[below] + (values[above] - values[below]) * (at - std::floor(at));
    };
    for (int day = 30; day <= 61; ++day) {
        const core::Timestamp now = today + std::chrono::days(day);
        made.advance(now);
        std::vector<double> maker;
        std::vector<double> taker;
        std::vector<double> took;
        for (const Execution& record : fills) {
            if (now - record.time <= std::chrono::days(30)) {
                (record.isMaker ? maker : taker).push_back(record.feeBps());
            }
        }
        double sum = 0;
        for (const LatencySample& record : answers) {
            if (now - record.time <= std::chrono::days(30)) {
                took.push_back(static_cast<double>(record.took.count()) * 1e-6);
                sum += took.back();
            }
        }
        const double mean = sum / static_cast<double>(took.size());
        double squares = 0;
        for (const double value : took) {
            squares += (value - mean) * (value - mean);
        }
        const VenueCalibration all = made.of(kraken);
        ASSERT_EQ(all.maker.samples, maker.size());
        ASSERT_EQ(all.acknowledged.samples, took.size());
        EXPECT_DOUBLE_EQ(all.maker.bps, quantile(maker, 0.5));
        EXPECT_DOUBLE_EQ(all.taker.bps, quantile(taker, 0.5));
        EXPECT_NEAR(all.acknowledged.p99, quantile(took, 0.99), 1e-9);
        EXPECT_NEAR(all.acknowledged.mean, mean, 1e-9);
        EXPECT_NEAR(all.acknowledged.deviation, std::sqrt(squares / static_cast<double>(took.size())), 1e-8);
    }
}

} // namespace leadline::calibration
