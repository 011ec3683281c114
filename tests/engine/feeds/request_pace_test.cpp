// SPDX-License-Identifier: MIT
#include "engine/feeds/request_pace.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>

namespace leadline::feeds
{

using namespace std::chrono_literals;

TEST(RequestPace, keepsWithinTheShareOfTheLimitInEveryPeriod)
{
    core::ManualClock clock;
    RequestPace pace({.amount = 5, .period = 1s, .share = 0.9}, clock);
    std::deque<core::Duration> taken;
    std::size_t most = 0;
    std::size_t all = 0;
    for (int turn = 0; turn < 10'000; ++turn) {
        if (pace.take()) {
            ++all;
            taken.push_back(clock.steady());
        }
        while (!taken.empty() && clock.steady() - taken.front() >= 1s) {
            taken.pop_front();
        }
        most = std::max(most, taken.size());
        clock.advance(1ms);
    }
    EXPECT_LE(most, 4U); // 4.5, and there are no halves
    EXPECT_GE(all, 20U); // in ten seconds: a limit is not a standstill
}

TEST(RequestPace, takesSomeAtOnceAndAsksForNothingWhereThereIsNoLimit)
{
    core::ManualClock clock;
    RequestPace snapshots({.amount = 2400, .period = 1min, .share = 0.5}, clock);
    int taken = 0;
    while (snapshots.take(20)) {
        ++taken;
    }
    EXPECT_EQ(taken, 30);
    clock.advance(2s);
    EXPECT_TRUE(snapshots.take(20));
    EXPECT_FALSE(snapshots.take(20));

    RequestPace free({}, clock);
    for (int i = 0; i < 1000; ++i) {
        EXPECT_TRUE(free.take());
    }
}

TEST(RequestPace, staysAwayAsLongAsTheVenueSays)
{
    core::ManualClock clock;
    for (const double amount : {0.0, 100.0}) {
        RequestPace pace({.amount = amount}, clock);
        pace.block(3s);
        EXPECT_FALSE(pace.take());
        clock.advance(2s);
        EXPECT_FALSE(pace.take());
        clock.advance(1s);
        EXPECT_TRUE(pace.take());
    }
}

} // namespace leadline::feeds
