// SPDX-License-Identifier: MIT
#include "engine/calibration/outcome.h"

#include <gtest/gtest.h>

namespace leadline::calibration
{

TEST(Outcomes, eachDecisionHasWhatItsFirstOrderIsNamedAfter)
{
    const auto outcomes =
        outcomesOf({{.id = "D1", .order = "O2"}, {.id = "D2", .notSent = "too weak"}, {.id = "D3", .order = "O9"}},
            {{.id = "O1", .fees = 1}, {.id = "O2", .fees = 2}});
    ASSERT_EQ(outcomes.size(), 3U);
    ASSERT_TRUE(outcomes[0].result);
    EXPECT_EQ(outcomes[0].decision.id, "D1");
    EXPECT_EQ(outcomes[0].result->fees, 2);
    EXPECT_FALSE(outcomes[1].result) << "nothing was sent";
    EXPECT_FALSE(outcomes[2].result) << "of its order nothing is known";
}

} // namespace leadline::calibration
