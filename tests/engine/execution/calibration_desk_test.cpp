// SPDX-License-Identifier: MIT
/// What our own executions teach: parents from their first order to their last mark-out, terms, legs of the way.
#include "engine/execution/calibration_desk.h"

#include "engine/journal/history.h"
#include "tests/support/builders.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

namespace leadline::execution
{

namespace
{

using namespace std::chrono_literals;
using calibration::ParentOrder;
using core::Side;
using orders::OrderState;
using tests::price;
using tests::size;

const core::MarketId market{core::VenueId("binance-futures"), core::Symbol("ETHUSDT")};
const core::Timestamp noon = core::fromMilliseconds(1'723'118'400'000);

class Calibration : public testing::Test
{
protected:
    Calibration()
    {
        desk.keepParent = [this](const ParentOrder& parent) { kept.push_back(parent); };
        desk.keepSample = [this](const calibration::LatencySample& sample) { samples.push_back(sample); };
        desk.setExpected({.venue = market.venue, .makerFeeBps = 2, .takerFeeBps = 5, .latencyMs = 50});
    }

    void begin(const std::vector<orders::ClientOrderId>& children)
    {
        desk.begin({.venue = market.venue,
                       .symbol = market.symbol,
                       .strategy = "passive",
                       .decided = noon,
                       .arrivalMid = 100,
                       .size = size("2")},
            children);
    }
    /// One coin at 100, bought there as maker.
    orders::Fill fill(orders::ClientOrderId order, core::Duration after = 1s, bool isMaker = true)
    {
        const std::string execution = "E" + std::to_string(++executions);
        return {.order = order,
            .market = market,
            .side = Side::Bid,
            .time = noon + after,
            .price = price("100"),
            .size = size("1"),
            .isMaker = isMaker,
            .execution = execution,
            .coins = size("1"),
            .notional = 100,
            .feeInQuote = 0.02,
            .expectedFeeBps = isMaker ? 2.0 : 5.0};
    }
    static orders::Order order(orders::ClientOrderId id, OrderState state)
    {
        orders::Order made;
        made.request = {.id = id, .market = market, .price = price("100"), .size = size("1")};
        made.state = state;
        return made;
    }
    void end(orders::ClientOrderId id, OrderState state = OrderState::Filled) { desk.changed(order(id, state)); }
    void tick(core::Duration after)
    {
        desk.tick(noon + after, [this](const core::MarketId& asked) {
            EXPECT_EQ(asked, market);
            return mid;
        });
    }

    CalibrationDesk desk{{}, "desk-1"};
    std::vector<ParentOrder> kept;
    std::vector<calibration::LatencySample> samples;
    double mid = 100.1;
    int executions = 0;
};

} // namespace

TEST_F(Calibration, aParentHasTheNameOfItsFirstOrderAndIsKeptAtOnce)
{
    begin({11, 12});

    ASSERT_EQ(kept.size(), 1U);
    EXPECT_EQ(kept[0].id, orders::clientText(11));
    EXPECT_FALSE(kept[0].isOver);
    EXPECT_TRUE(desk.recent().empty());
}

TEST_F(Calibration, aParentIsOverWithItsLastOrder)
{
    begin({11, 12});

    end(11, OrderState::Cancelled);
    ASSERT_EQ(kept.size(), 1U);
    end(12, OrderState::Rejected);
    end(12, OrderState::Rejected); // told a second time

    ASSERT_EQ(kept.size(), 2U);
    EXPECT_TRUE(kept[1].isOver);
    ASSERT_EQ(desk.recent().size(), 1U); // nothing was filled: no mark-out to wait for
    EXPECT_EQ(desk.recent().back().id, orders::clientText(11));
}

TEST_F(Calibration, anOrderThatLacksFillsIsNotOver)
{
    begin({11});
    orders::Order cancelled = order(11, OrderState::Cancelled);
    cancelled.venueFilled = size("1");
    desk.changed(cancelled);
    EXPECT_EQ(kept.size(), 1U);

    desk.filled(fill(11));
    cancelled.filled = size("1");
    desk.changed(cancelled);

    ASSERT_EQ(kept.size(), 2U);
    EXPECT_TRUE(kept[1].isOver);
    EXPECT_EQ(kept[1].filled, size("1"));
}

TEST_F(Calibration, aHeldParentWaitsForThoseThatFollow)
{
    begin({11});
    desk.hold(11);
    end(11);
    EXPECT_EQ(kept.size(), 1U);

    desk.addChild(11, 12);
    end(12);
    EXPECT_EQ(kept.size(), 1U);
    desk.addChild(11, 13);
    desk.letGo(11);
    EXPECT_EQ(kept.size(), 1U);
    end(13, OrderState::Expired);

    ASSERT_EQ(kept.size(), 2U);
    EXPECT_TRUE(kept[1].isOver);
    desk.letGo(11); // it is not held any more
    EXPECT_EQ(kept.size(), 2U);
}

TEST_F(Calibration, fillsOfAllItsOrdersAddUp)
{
    begin({11, 12});
    desk.filled(fill(11, 3s));
    orders::Fill taken = fill(12, 1s, false);
    taken.feeInQuote.reset(); // in a currency that nobody could price: as expected
    desk.filled(taken);
    end(11);
    end(12);

    const ParentOrder& over = kept.back();
    EXPECT_EQ(over.filled, size("2"));
    EXPECT_DOUBLE_EQ(over.filledValue, 200);
    EXPECT_DOUBLE_EQ(over.makerValue, 100);
    EXPECT_DOUBLE_EQ(over.fees, 0.02 + 100 * 5e-4);
    EXPECT_EQ(over.firstFill, noon + 3s); // the first that was told
}

TEST_F(Calibration, aVenuesClockBehindOursGivesNoFillBeforeTheDecision)
{
    begin({11});
    desk.filled(fill(11, -5ms));
    end(11);
    EXPECT_EQ(kept.back().firstFill, noon);
}

TEST_F(Calibration, markOutsAreTakenWhenTheyAreDueAndNotBefore)
{
    begin({11});
    desk.filled(fill(11, 0s));
    end(11);
    EXPECT_TRUE(desk.recent().empty()); // its mark-outs are due

    tick(1s - 1ns);
    tick(1s);
    mid = 99.9;
    tick(5s);
    EXPECT_TRUE(desk.recent().empty());
    mid = std::nan(""); // no book
    tick(30s);

    ASSERT_EQ(desk.recent().size(), 1U);
    const auto& marks = desk.recent().back().markOutBps;
    EXPECT_NEAR(marks[0], 10, 1e-9);
    EXPECT_NEAR(marks[1], -10, 1e-9);
    EXPECT_TRUE(std::isnan(marks[2]));
    EXPECT_NEAR(kept.back().markOutBps[0], 10, 1e-9);
}

TEST_F(Calibration, markOutsAreWeightedByValueAndSignedBySide)
{
    begin({11, 12});
    orders::Fill small = fill(11, 0s);
    orders::Fill large = fill(12, 0s);
    large.side = Side::Ask; // as if it had been sold: a rise is a loss
    large.notional = 300;
    desk.filled(small);
    desk.filled(large);
    tick(1s);
    tick(30s);
    end(11);
    end(12);
    EXPECT_NEAR(desk.recent().back().markOutBps[0], (10 * 100 - 10 * 300) / 400.0, 1e-9);
}

TEST_F(Calibration, theAdverseMoveIsKnownFromFiveParentsOn)
{
    for (orders::ClientOrderId id = 1; id <= 5; ++id) {
        EXPECT_TRUE(std::isnan(desk.adverseBps(market)));
        begin({id});
        mid = 99.9;
        desk.filled(fill(id, 0s));
        end(id);
        tick(30s);
    }
    EXPECT_NEAR(desk.adverseBps(market), 10, 1e-9); // a loss is positive
    EXPECT_TRUE(std::isnan(desk.adverseBps({market.venue, core::Symbol("BTCUSDT")})));

    for (orders::ClientOrderId id = 11; id <= 20; ++id) { // what took tells nothing of what rested
        begin({id});
        mid = 90;
        desk.filled(fill(id, 0s, false));
        end(id);
        tick(30s);
    }
    EXPECT_NEAR(desk.adverseBps(market), 10, 1e-9);
}

TEST_F(Calibration, theNewestTwoHundredParentsAreKept)
{
    for (orders::ClientOrderId id = 1; id <= 201; ++id) {
        begin({id});
        end(id, OrderState::Cancelled);
    }
    ASSERT_EQ(desk.recent().size(), 200U);
    EXPECT_EQ(desk.recent().front().id, orders::clientText(2));
    EXPECT_EQ(desk.recent().back().id, orders::clientText(201));
}

TEST_F(Calibration, aFillOfNobodysOrderCountsForItsVenueAlone)
{
    const std::uint64_t before = desk.version();
    desk.filled(fill(99));
    EXPECT_GT(desk.version(), before);
    EXPECT_EQ(desk.calibrator().of(market.venue).samples, 1U);
    EXPECT_TRUE(kept.empty());
    tick(60s);
    EXPECT_TRUE(desk.recent().empty());
}

struct FeeCase {
    const char* name;
    const char* asset;
    const char* fee;
    double inQuote; ///< NaN: not known
};

class FillFees : public testing::TestWithParam<FeeCase>
{
};

TEST_P(FillFees, areWorthWhatTheirCurrencySays)
{
    CalibrationDesk desk({}, "desk-1");
    desk.setExpected({.venue = market.venue, .makerFeeBps = 2, .takerFeeBps = 5});
    orders::Fill fill{.market = market,
        .price = price("2000"),
        .size = size("0.5"),
        .fee = price(GetParam().fee) * size("1"),
        .feeAsset = core::Asset(GetParam().asset)};

    desk.appraise(fill, tests::ethereum(), {core::Asset("ETH"), core::Asset("USDT")});

    EXPECT_EQ(fill.coins, size("0.5"));
    EXPECT_DOUBLE_EQ(fill.notional, 1000);
    EXPECT_DOUBLE_EQ(fill.expectedFeeBps, 5);
    if (std::isnan(GetParam().inQuote)) {
        EXPECT_FALSE(fill.feeInQuote.has_value());
    } else {
        ASSERT_TRUE(fill.feeInQuote.has_value());
        EXPECT_DOUBLE_EQ(*fill.feeInQuote, GetParam().inQuote);
    }
    fill.isMaker = true;
    desk.appraise(fill, tests::ethereum(), {core::Asset("ETH"), core::Asset("USDT")});
    EXPECT_DOUBLE_EQ(fill.expectedFeeBps, 2);
}

INSTANTIATE_TEST_SUITE_P(All, FillFees,
    testing::Values(FeeCase{"quote", "USDT", "0.4", 0.4}, FeeCase{"rebate", "USDT", "-0.1", -0.1},
        FeeCase{"base", "ETH", "0.0002", 0.4}, FeeCase{"none", "BNB", "0", 0},
        FeeCase{"another", "BNB", "0.001", std::nan("")}),
    [](const auto& test) { return test.param.name; });

TEST_F(Calibration, termsAreTheExpectedOnesUntilEnoughWasMeasured)
{
    const routing::VenueTerms expected{.venue = market.venue, .makerFeeBps = 2, .takerFeeBps = 5, .latencyMs = 50};
    for (orders::ClientOrderId id = 1; id < 10; ++id) {
        orders::Fill one = fill(id);
        one.feeInQuote = 0.01; // 1 bps
        desk.filled(one);
    }
    EXPECT_DOUBLE_EQ(desk.termsOf(expected).makerFeeBps, 2);

    orders::Fill tenth = fill(10);
    tenth.feeInQuote = 0.01;
    desk.filled(tenth);

    EXPECT_NEAR(desk.termsOf(expected).makerFeeBps, 1, 1e-9);
    EXPECT_DOUBLE_EQ(desk.termsOf(expected).takerFeeBps, 5);
    EXPECT_DOUBLE_EQ(desk.termsOf(expected).latencyMs, 50);
}

TEST_F(Calibration, historyThatIsKnownChangesNothing)
{
    journal::History history;
    for (int i = 0; i < 10; ++i) {
        history.latencies.push_back({.time = noon + std::chrono::seconds(i),
            .market = market,
            .took = 20ms,
            .order = orders::clientText(static_cast<orders::ClientOrderId>(i + 1)),
            .workstation = "desk-2"});
    }
    desk.learn(history);
    desk.learn(history);

    const auto measured = desk.calibrator().of(market.venue).acknowledged;
    EXPECT_EQ(measured.samples, 10U);
    EXPECT_DOUBLE_EQ(desk.termsOf({.venue = market.venue}).latencyMs, 20);
}

TEST_F(Calibration, theLegsOfAnOrdersWayAreMeasured)
{
    orders::Order sent = order(11, OrderState::Working);
    sent.times = {.clicked = 10ms,
        .decided = 11ms,
        .sent = 14ms,
        .signedAt = 15ms,
        .written = 16ms,
        .acknowledged = 36ms,
        .filled = 90ms};

    desk.measured(sent, false, noon);
    desk.measured(sent, true, noon); // it rested: when it fills is the market's matter

    const double expected[]{1, 3, 1, 1, 20};
    for (std::size_t i = 0; i < std::size(expected); ++i) {
        EXPECT_EQ(desk.leg(static_cast<Leg>(i)).size(), 1U) << nameOf(static_cast<Leg>(i));
        EXPECT_DOUBLE_EQ(desk.leg(static_cast<Leg>(i)).quantile(0.5), expected[i]) << nameOf(static_cast<Leg>(i));
    }
    EXPECT_EQ(desk.leg(Leg::Fill).size(), 0U);
    ASSERT_EQ(samples.size(), 1U);
    EXPECT_EQ(samples[0].took, 22ms);
    EXPECT_EQ(samples[0].workstation, "desk-1");

    sent.request.type = orders::OrderType::MarketableLimit;
    desk.measured(sent, true, noon);
    EXPECT_DOUBLE_EQ(desk.leg(Leg::Fill).quantile(0.5), 74);
    ASSERT_EQ(samples.size(), 2U);
    EXPECT_EQ(samples[1].kind, calibration::LatencySample::Kind::Filled);
    EXPECT_EQ(samples[1].took, 76ms);
}

TEST_F(Calibration, aStationThatNobodySawGivesNoLeg)
{
    orders::Order sent = order(11, OrderState::Working);
    sent.times = {.sent = 14ms, .acknowledged = 36ms}; // sent by a program, over REST
    desk.measured(sent, false, noon);
    for (const Leg leg : {Leg::Decide, Leg::Journal, Leg::Write, Leg::Acknowledge}) {
        EXPECT_EQ(desk.leg(leg).size(), 0U) << nameOf(leg);
    }
    EXPECT_EQ(samples.size(), 1U);
}

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

} // namespace leadline::execution
