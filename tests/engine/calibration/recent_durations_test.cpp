// SPDX-License-Identifier: MIT
#include "engine/calibration/recent_durations.h"

#include <gtest/gtest.h>

namespace leadline::calibration
{

using namespace std::chrono_literals;

TEST(RecentDurations, areTheNewestThousand)
{
    RecentDurations recent;
    for (int i = 0; i < 1000; ++i) {
        recent.add(1s);
    }
    EXPECT_DOUBLE_EQ(recent.quantile(0), 1000);
    for (int i = 0; i < 1000; ++i) {
        recent.add(2ms);
        EXPECT_EQ(recent.size(), 1000U);
    }
    EXPECT_DOUBLE_EQ(recent.quantile(1), 2);
}

} // namespace leadline::calibration
