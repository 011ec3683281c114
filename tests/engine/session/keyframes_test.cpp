// SPDX-License-Identifier: MIT
#include "engine/session/keyframes.h"

#include "engine/core/time.h"
#include "engine/desk/desk.h"
#include "engine/session/book_quotes.h"

#include <gtest/gtest.h>

namespace leadline::session
{

namespace
{

TEST(Keyframes, areFewerWhereEachHoldsMoreMarkets)
{
    EXPECT_EQ(Keyframes::mostOf(0), 256U);
    EXPECT_EQ(Keyframes::mostOf(1), 256U);
    EXPECT_EQ(Keyframes::mostOf(2), 128U);
    EXPECT_EQ(Keyframes::mostOf(60), 4U);
    EXPECT_EQ(Keyframes::mostOf(1000), 4U);
}

/// Of no market: what counts here is how many there are.
class Silence final : public desk::MarketListener
{
    void sampled(const desk::Market& /*market*/, const features::FeatureSet& /*features*/) override { }
    void traded(const desk::Market& /*market*/, const core::Trade& /*trade*/) override { }
    void bookMoved(const desk::Market& /*market*/, const core::BookUpdate* /*update*/) override { }
};

TEST(Keyframes, staySpreadOverTheWholeHoweverManyCome)
{
    Silence silence;
    core::ManualClock clock;
    desk::Desk desk({}, silence);
    const BookQuotes quotes(desk, clock);
    const ReplayStage stage(desk, quotes);
    Keyframes keyframes;
    constexpr int all = 1000;
    for (int i = 0; i < all; ++i) {
        const core::Timestamp time = core::Timestamp{} + std::chrono::seconds(i);
        keyframes.add(std::make_shared<const ReplayKeyframe>(time, CourseTimes{}, ReelPlace{}, stage));
    }
    EXPECT_LE(keyframes.size(), Keyframes::mostOf(0));
    EXPECT_GT(keyframes.size(), Keyframes::mostOf(0) / 3);
    for (int i = 0; i < all; ++i) {
        const core::Timestamp time = core::Timestamp{} + std::chrono::seconds(i);
        const SharedKeyframe found = keyframes.atOrBefore(time);
        ASSERT_NE(found, nullptr);
        EXPECT_LE(found->time, time);
        EXPECT_LT(time - found->time, std::chrono::seconds(8));
    }
}

} // namespace

} // namespace leadline::session
