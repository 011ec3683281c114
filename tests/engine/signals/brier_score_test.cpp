// SPDX-License-Identifier: MIT
#include "engine/signals/brier_score.h"

#include <gtest/gtest.h>

#include <cmath>

namespace leadline::signals
{

namespace
{

using std::chrono::milliseconds;

core::MarketId market(const char* symbol)
{
    return {core::VenueId("kraken"), core::Symbol(symbol)};
}

core::Timestamp at(int ms)
{
    return core::fromMilliseconds(1'000'000 + ms);
}

} // namespace

TEST(BrierScoreTest, isTheMeanSquareOfWhatWasMissed)
{
    BrierScore score(milliseconds(1000));
    score.add(market("ETHUSDT"), at(0), 100, 0.8); // it rose: 0.04
    score.add(market("ETHUSDT"), at(500), 102, 0.1); // one waits already
    score.add(market("ETHUSDT"), at(1000), 101, 0.6); // it fell: 0.36
    score.add(market("ETHUSDT"), at(1900), 100, 0.5); // the price when it was due, not the one after
    score.add(market("ETHUSDT"), at(2100), 105, 0.9);

    const BrierScore::Figures figures = score.figures();
    EXPECT_EQ(figures.count, 2);
    EXPECT_NEAR(figures.mean, 0.2, 1e-12);
    const double half = 1.96 * std::sqrt(2 * 0.16 * 0.16 / 1 / 2);
    EXPECT_NEAR(figures.low, 0.2 - half, 1e-12);
    EXPECT_NEAR(figures.high, 0.2 + half, 1e-12);
}

TEST(BrierScoreTest, leavesOutWhatDidNotMove)
{
    BrierScore score(milliseconds(1000));
    score.add(market("ETHUSDT"), at(0), 100, 0.8);
    score.add(market("ETHUSDT"), at(1000), 100, 0.8);
    EXPECT_EQ(score.figures().count, 0);
    EXPECT_TRUE(std::isnan(score.figures().mean));
}

TEST(BrierScoreTest, takesASilenceForNoMove)
{
    BrierScore score(milliseconds(1000));
    score.add(market("ETHUSDT"), at(0), 100, 0.8);
    score.add(market("ETHUSDT"), at(60'000), 150, 0.8); // nobody knows what it was after a second
    EXPECT_EQ(score.figures().count, 0);
}

TEST(BrierScoreTest, knowsMarketsApart)
{
    BrierScore score(milliseconds(1000));
    score.add(market("ETHUSDT"), at(0), 100, 1);
    score.add(market("BTCUSDT"), at(0), 100, 0);
    score.add(market("ETHUSDT"), at(1000), 101, 0.5);
    score.add(market("BTCUSDT"), at(1000), 99, 0.5);
    EXPECT_EQ(score.figures().count, 2);
    EXPECT_EQ(score.figures().mean, 0);
}

TEST(BrierScoreTest, goesByTheNewest)
{
    BrierScore score(milliseconds(1), 3);
    for (int i = 0; i < 10; ++i) {
        score.add(market("ETHUSDT"), at(i), 100 + i, i < 6 ? 0 : 1);
    }
    EXPECT_EQ(score.figures().count, 3);
    EXPECT_EQ(score.figures().mean, 0);
}

TEST(BrierScoreTest, isWorseOnlyWithEvidence)
{
    EXPECT_FALSE(isWorse({.count = 99, .mean = 0.4, .low = 0.3, .high = 0.5}, 0.25));
    EXPECT_TRUE(isWorse({.count = 100, .mean = 0.4, .low = 0.3, .high = 0.5}, 0.25));
    EXPECT_FALSE(isWorse({.count = 100, .mean = 0.4, .low = 0.25, .high = 0.5}, 0.25));
    EXPECT_FALSE(isWorse({}, 0.25));
}

} // namespace leadline::signals
