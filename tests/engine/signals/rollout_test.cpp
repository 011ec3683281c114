// SPDX-License-Identifier: MIT
#include "engine/signals/rollout.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

namespace leadline::signals
{

namespace
{

constexpr core::Timestamp noon = core::fromMilliseconds(1'764'504'000'000); // 2025-11-30T12:00:00Z

const core::Pair ether{core::Asset("ETH"), core::Asset("USDT")};
const core::Pair bitcoin{core::Asset("BTC"), core::Asset("USDT")};

std::string id(int i)
{
    return "a" + std::to_string(i);
}

} // namespace

TEST(RolloutTest, aPlaceIsTheSameEverywhere)
{
    // By an independent calculation in Python: FNV-1a, fmix64, the upper 53 bits.
    EXPECT_NEAR(placeOf(""), 0.9367694483904, 1e-10);
    EXPECT_NEAR(placeOf("a1"), 0.3317106727502, 1e-10);
    EXPECT_NEAR(placeOf("signal-1"), 0.1109976545882, 1e-10);
}

TEST(RolloutTest, aShareIsThatShareOfTheSignals)
{
    RolloutGate gate;
    for (const double share : {0.0, 0.01, 0.1, 0.5, 0.9, 1.0}) {
        gate.setRules({.share = share});
        int sent = 0;
        for (int i = 0; i < 10'000; ++i) {
            sent += gate.judge(id(i), ether, 1, noon) == Rollout::Sent ? 1 : 0;
        }
        const double spread = 4 * std::sqrt(share * (1 - share) * 10'000); // four standard deviations
        EXPECT_NEAR(sent, share * 10'000, spread) << share;
    }
}

TEST(RolloutTest, aLargerShareHoldsTheSmallerOne)
{
    RolloutGate small;
    RolloutGate large;
    small.setRules({.share = 0.2});
    large.setRules({.share = 0.3});
    for (int i = 0; i < 1000; ++i) {
        if (small.judge(id(i), ether, 1, noon) == Rollout::Sent) {
            EXPECT_EQ(large.judge(id(i), ether, 1, noon), Rollout::Sent);
        }
    }
}

TEST(RolloutTest, aDayHoldsSoMuch)
{
    RolloutGate gate;
    gate.setRules({.maxValueADay = 100});
    EXPECT_EQ(gate.judge("a", ether, 100, noon), Rollout::Sent);
    EXPECT_EQ(gate.judge("a", ether, 100.01, noon), Rollout::DayIsFull);
    gate.sent(60, noon);
    EXPECT_EQ(gate.judge("a", ether, 40, noon), Rollout::Sent);
    EXPECT_EQ(gate.judge("a", ether, 41, noon), Rollout::DayIsFull);
    EXPECT_EQ(gate.judge("a", ether, std::nan(""), noon), Rollout::NoRate);

    const core::Timestamp lastMoment = noon + std::chrono::hours(12) - std::chrono::nanoseconds(1);
    EXPECT_EQ(gate.judge("a", ether, 41, lastMoment), Rollout::DayIsFull);
    EXPECT_EQ(gate.judge("a", ether, 41, noon + std::chrono::hours(12)), Rollout::Sent);
    EXPECT_EQ(gate.day(noon + std::chrono::hours(12)).value, 0);
}

TEST(RolloutTest, whatWasSentCountsAfterARestart)
{
    RolloutGate before;
    before.sent(60, noon);
    RolloutGate after;
    after.setRules({.maxValueADay = 100});
    after.restore(before.day(noon));
    EXPECT_EQ(after.judge("a", ether, 41, noon), Rollout::DayIsFull);
    EXPECT_EQ(after.judge("a", ether, 41, noon + std::chrono::hours(24)), Rollout::Sent);
}

TEST(RolloutTest, symbolsThatAreNotListedAreLeftOut)
{
    RolloutGate gate;
    EXPECT_EQ(gate.judge("a", bitcoin, 1, noon), Rollout::Sent); // no list: all
    gate.setRules({.pairs = {ether}});
    EXPECT_EQ(gate.judge("a", bitcoin, 1, noon), Rollout::OtherSymbol);
    EXPECT_EQ(gate.judge("a", ether, 1, noon), Rollout::Sent);
}

} // namespace leadline::signals
