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
    EXPECT_DOUBLE_EQ(tracker.termsOf(expected, .5).latencyMs, 50);

    const std::uint64_t before = tracker.version();
    tracker.measured(order({.sent = 14ms, .acknowledged = 34ms}), false, noon);

    EXPECT_GT(tracker.version(), before);
    EXPECT_DOUBLE_EQ(tracker.termsOf(expected, .5).latencyMs, 20);
    EXPECT_DOUBLE_EQ(tracker.termsOf(expected, .5).makerFeeBps, 2);
}

TEST_F(LatencyTracking, oneSlowAnswerTakesNoVenueOut)
{
    const routing::VenueTerms expected{.venue = market.venue};
    EXPECT_LT(tracker.termsOf(expected, .5).prompt.share, 0) << "never measured";
    std::vector<LatencySample> answers;
    for (int i = 0; i < 40; ++i) {
        answers.push_back({.time = noon + std::chrono::seconds(i),
            .market = market,
            .took = i == 20 ? 400ms : 20ms,
            .order = orders::clientText(static_cast<orders::ClientOrderId>(i + 1))});
    }
    tracker.learn(answers);
    const routing::VenueTerms terms = tracker.termsOf(expected, .5);
    EXPECT_NEAR(terms.reliability, .333, .005) << "the figure that is shown stays what it was";
    EXPECT_DOUBLE_EQ(terms.prompt.share, 39. / 40);
    EXPECT_EQ(terms.prompt.backAt, core::Timestamp{});
}

TEST_F(LatencyTracking, aBadMinuteOfAGoodVenueIsOverInMinutes)
{
    const routing::VenueTerms expected{.venue = market.venue};
    std::vector<LatencySample> day;
    for (int i = 0; i < 200; ++i) {
        day.push_back({.time = noon - std::chrono::minutes(400 - i),
            .market = market,
            .took = 20ms,
            .order = orders::clientText(static_cast<orders::ClientOrderId>(i + 1000))});
    }
    tracker.learn(day);
    orders::ClientOrderId next = 1;
    const auto answer = [&](core::Duration took, core::Timestamp when) {
        orders::Order made = order({.sent = 1ms, .acknowledged = 1ms + took});
        made.request.id = next++;
        tracker.measured(made, false, when);
    };
    const auto share = [&] { return tracker.termsOf(expected, .5).prompt; };
    tracker.advance(noon);
    EXPECT_DOUBLE_EQ(share().share, 1) << "nothing was sent for hours";
    for (int i = 0; i < 4; ++i) {
        answer(20ms, noon + std::chrono::seconds(i));
    }
    // A minute in which every answer takes 400 ms: the fifth of them is more than the prompt ones.
    for (int i = 0; i < 12; ++i) {
        answer(400ms, noon + 60s + std::chrono::seconds(5 * i));
        EXPECT_EQ(share().share < .5, i >= 4) << i;
    }
    const routing::PromptAnswerTerms bad = share();
    EXPECT_EQ(bad.answers, 16);
    EXPECT_EQ(bad.slow, 12);
    EXPECT_DOUBLE_EQ(bad.slowMs, 100);
    EXPECT_EQ(bad.slowSince, noon + 60s);
    // With the eighth slow answer gone, four are left: too few to hold anything against it.
    EXPECT_EQ(bad.backAt, noon + 60s + 35s + 5min);

    const std::uint64_t before = tracker.version();
    tracker.advance(bad.backAt - 1ns);
    EXPECT_LT(share().share, .5);
    EXPECT_GT(tracker.version(), before) << "the desk asks again where something has changed";
    tracker.advance(bad.backAt);
    EXPECT_DOUBLE_EQ(share().share, 1);
    EXPECT_EQ(share().backAt, core::Timestamp{});

    // The setting moves both.
    tracker.setSettings({.slowMultiple = 21});
    answer(400ms, bad.backAt);
    answer(400ms, bad.backAt);
    EXPECT_DOUBLE_EQ(share().share, 1) << "less than 21 times the usual is not slow";
    tracker.setSettings({.promptMinutes = 1});
    tracker.advance(bad.backAt + 1min);
    EXPECT_EQ(share().answers, 0);
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
