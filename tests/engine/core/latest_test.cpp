// SPDX-License-Identifier: MIT
#include "engine/core/latest.h"

#include <gtest/gtest.h>

#include <thread>

namespace leadline::session
{

TEST(Latest, givesTheNewestOnceAndNothingTwice)
{
    core::Latest<int> latest;
    EXPECT_EQ(latest.take(), nullptr);
    latest.draft() = 1;
    latest.publish();
    latest.draft() = 2;
    latest.publish();
    const int* taken = latest.take();
    ASSERT_NE(taken, nullptr);
    EXPECT_EQ(*taken, 2);
    EXPECT_EQ(latest.take(), nullptr);
}

TEST(Latest, neverShowsAHalfWrittenValue)
{
    struct Pair {
        std::uint64_t a = 0;
        std::uint64_t b = 0;
    };
    core::Latest<Pair> latest;
    constexpr std::uint64_t count = 200'000;
    std::jthread writer([&] {
        for (std::uint64_t i = 1; i <= count; ++i) {
            latest.draft() = {i, ~i};
            latest.publish();
        }
    });
    std::uint64_t last = 0;
    while (last < count) {
        if (const Pair* const pair = latest.take()) {
            ASSERT_EQ(pair->b, ~pair->a);
            ASSERT_GT(pair->a, last);
            last = pair->a;
        }
    }
}

} // namespace leadline::session
