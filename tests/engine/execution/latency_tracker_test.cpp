// SPDX-License-Identifier: MIT
/// How long orders take: the legs of their way, and what a venue's terms become of it.
#include "engine/execution/latency_tracker.h"

#include "tests/support/builders.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace leadline::execution
{

namespace
{

using namespace std::chrono_literals;
using calibration::LatencySample;

const core::MarketId market{core::VenueId("binance-futures"), core::Symbol("ETHUSDT")};
const core::Timestamp noon = core::fromMilliseconds(1'723'118'400'000);

class LatencyTracking : public testing::Test
{
protected:
    LatencyTracking()
    {
        tracker.keepSample = [this](const LatencySample& sample) { samples.push_back(sample); };
    }

    static orders::Order order(const orders::OrderTimes& times)
    {
        orders::Order made;
        made.request = {.id = 11, .market = market, .price = tests::price("100"), .size = tests::size("1")};
        made.state = orders::OrderState::Working;
        made.times = times;
        return made;
    }

    LatencyTracker tracker{{}, "desk-1"};
    std::vector<LatencySample> samples;
};

} // namespace

TEST_F(LatencyTracking, theTermsAreTheExpectedOnesUntilEnoughSamplesAreKnown)
{
    const routing::VenueTerms expected{.venue = market.venue, .makerFeeBps = 2, .latencyMs = 50};
    std::vector<LatencySample> earlier;
    for (int i = 0; i < 9; ++i) {
        earlier.push_back({.time = noon + std::chrono::seconds(i),
            .market = market,
            .took = 20ms,
            .order = orders::clientText(static_cast<orders::ClientOrderId>(i + 1)),
            .workstation = "desk-2"});
    }
    tracker.learn(earlier);
    tracker.learn(earlier); // known ones change nothing
    EXPECT_DOUBLE_EQ(tracker.termsOf(expected).latencyMs, 50);

    const std::uint64_t before = tracker.version();
    tracker.measured(order({.sent = 14ms, .acknowledged = 34ms}), false, noon);

    EXPECT_GT(tracker.version(), before);
    EXPECT_DOUBLE_EQ(tracker.termsOf(expected).latencyMs, 20);
    EXPECT_DOUBLE_EQ(tracker.termsOf(expected).makerFeeBps, 2);
}

TEST_F(LatencyTracking, theLegsOfAnOrdersWayAreMeasured)
{
    orders::Order sent = order({.clicked = 10ms,
        .decided = 11ms,
        .sent = 14ms,
        .signedAt = 15ms,
        .written = 16ms,
        .acknowledged = 36ms,
        .filled = 90ms});

    tracker.measured(sent, false, noon);
    tracker.measured(sent, true, noon); // it rested: when it fills is the market's matter

    const double expected[]{1, 3, 1, 1, 20};
    for (std::size_t i = 0; i < std::size(expected); ++i) {
        const Leg leg = static_cast<Leg>(i);
        EXPECT_EQ(tracker.leg(leg).size(), 1U) << nameOf(leg);
        EXPECT_DOUBLE_EQ(tracker.leg(leg).quantile(0.5), expected[i]) << nameOf(leg);
    }
    EXPECT_EQ(tracker.leg(Leg::Fill).size(), 0U);
    ASSERT_EQ(samples.size(), 1U);
    EXPECT_EQ(samples[0].took, 22ms);
    EXPECT_EQ(samples[0].workstation, "desk-1");

    sent.request.type = orders::OrderType::MarketableLimit;
    tracker.measured(sent, true, noon);
    EXPECT_DOUBLE_EQ(tracker.leg(Leg::Fill).quantile(0.5), 74);
    ASSERT_EQ(samples.size(), 2U);
    EXPECT_EQ(samples[1].kind, LatencySample::Kind::Filled);
    EXPECT_EQ(samples[1].took, 76ms);
}

TEST_F(LatencyTracking, aStationThatNobodySawGivesNoLeg)
{
    // Sent by a program, over REST.
    tracker.measured(order({.sent = 14ms, .acknowledged = 36ms}), false, noon);
    for (const Leg leg : {Leg::Decide, Leg::Journal, Leg::Write, Leg::Acknowledge}) {
        EXPECT_EQ(tracker.leg(leg).size(), 0U) << nameOf(leg);
    }
    EXPECT_EQ(samples.size(), 1U);
}

} // namespace leadline::execution
