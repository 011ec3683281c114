// SPDX-License-Identifier: MIT
/// What our own executions teach: parent orders from their first order to their last mark-out, and fees.
#include "engine/execution/execution_tracker.h"

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

class ExecutionTracking : public testing::Test
{
protected:
    ExecutionTracking()
    {
        tracker.keepParent = [this](const ParentOrder& parent) { kept.push_back(parent); };
        tracker.setExpected({.venue = market.venue, .makerFeeBps = 2, .takerFeeBps = 5, .latencyMs = 50});
    }

    void begin(const std::vector<orders::ClientOrderId>& children)
    {
        tracker.begin({.venue = market.venue,
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
    void end(orders::ClientOrderId id, OrderState state = OrderState::Filled) { tracker.changed(order(id, state)); }
    void tick(core::Duration after)
    {
        tracker.advance(noon + after, [this](const core::MarketId& asked) {
            EXPECT_EQ(asked, market);
            return mid;
        });
    }

    ExecutionTracker tracker{{}, "desk-1"};
    std::vector<ParentOrder> kept;
    double mid = 100.1;
    int executions = 0;
};

} // namespace

TEST_F(ExecutionTracking, aParentHasTheNameOfItsFirstOrderAndIsKeptAtOnce)
{
    begin({11, 12});

    ASSERT_EQ(kept.size(), 1U);
    EXPECT_EQ(kept[0].id, orders::clientText(11));
    EXPECT_FALSE(kept[0].isOver);
    EXPECT_TRUE(tracker.recent().empty());
}

TEST_F(ExecutionTracking, aParentIsOverWithItsLastOrder)
{
    begin({11, 12});

    end(11, OrderState::Cancelled);
    ASSERT_EQ(kept.size(), 1U);
    end(12, OrderState::Rejected);
    end(12, OrderState::Rejected); // told a second time

    ASSERT_EQ(kept.size(), 2U);
    EXPECT_TRUE(kept[1].isOver);
    ASSERT_EQ(tracker.recent().size(), 1U); // nothing was filled: no mark-out to wait for
    EXPECT_EQ(tracker.recent().back().id, orders::clientText(11));
}

TEST_F(ExecutionTracking, anOrderThatLacksFillsIsNotOver)
{
    begin({11});
    orders::Order cancelled = order(11, OrderState::Cancelled);
    cancelled.venueFilled = size("1");
    tracker.changed(cancelled);
    EXPECT_EQ(kept.size(), 1U);

    tracker.filled(fill(11));
    cancelled.filled = size("1");
    tracker.changed(cancelled);

    ASSERT_EQ(kept.size(), 2U);
    EXPECT_TRUE(kept[1].isOver);
    EXPECT_EQ(kept[1].filled, size("1"));
}

TEST_F(ExecutionTracking, aHeldParentWaitsForThoseThatFollow)
{
    begin({11});
    tracker.hold(11);
    end(11);
    EXPECT_EQ(kept.size(), 1U);

    tracker.addChild(11, 12);
    end(12);
    EXPECT_EQ(kept.size(), 1U);
    tracker.addChild(11, 13);
    tracker.letGo(11);
    EXPECT_EQ(kept.size(), 1U);
    end(13, OrderState::Expired);

    ASSERT_EQ(kept.size(), 2U);
    EXPECT_TRUE(kept[1].isOver);
    tracker.letGo(11); // it is not held any more
    EXPECT_EQ(kept.size(), 2U);
}

TEST_F(ExecutionTracking, fillsOfAllItsOrdersAddUp)
{
    begin({11, 12});
    tracker.filled(fill(11, 3s));
    orders::Fill taken = fill(12, 1s, false);
    taken.feeInQuote.reset(); // in a currency that nobody could price: as expected
    tracker.filled(taken);
    end(11);
    end(12);

    const ParentOrder& over = kept.back();
    EXPECT_EQ(over.filled, size("2"));
    EXPECT_DOUBLE_EQ(over.filledValue, 200);
    EXPECT_DOUBLE_EQ(over.makerValue, 100);
    EXPECT_DOUBLE_EQ(over.fees, 0.02 + 100 * 5e-4);
    EXPECT_EQ(over.firstFill, noon + 3s); // the first that was told
}

TEST_F(ExecutionTracking, aVenuesClockBehindOursGivesNoFillBeforeTheDecision)
{
    begin({11});
    tracker.filled(fill(11, -5ms));
    end(11);
    EXPECT_EQ(kept.back().firstFill, noon);
}

TEST_F(ExecutionTracking, markOutsAreTakenWhenTheyAreDueAndNotBefore)
{
    begin({11});
    tracker.filled(fill(11, 0s));
    end(11);
    EXPECT_TRUE(tracker.recent().empty()); // its mark-outs are due

    tick(1s - 1ns);
    tick(1s);
    mid = 99.9;
    tick(5s);
    EXPECT_TRUE(tracker.recent().empty());
    mid = std::nan(""); // no book
    tick(30s);

    ASSERT_EQ(tracker.recent().size(), 1U);
    const auto& marks = tracker.recent().back().markOutBps;
    EXPECT_NEAR(marks[0], 10, 1e-9);
    EXPECT_NEAR(marks[1], -10, 1e-9);
    EXPECT_TRUE(std::isnan(marks[2]));
    EXPECT_NEAR(kept.back().markOutBps[0], 10, 1e-9);
}

TEST_F(ExecutionTracking, markOutsAreWeightedByValueAndSignedBySide)
{
    begin({11, 12});
    orders::Fill small = fill(11, 0s);
    orders::Fill large = fill(12, 0s);
    large.side = Side::Ask; // as if it had been sold: a rise is a loss
    large.notional = 300;
    tracker.filled(small);
    tracker.filled(large);
    tick(1s);
    tick(30s);
    end(11);
    end(12);
    EXPECT_NEAR(tracker.recent().back().markOutBps[0], (10 * 100 - 10 * 300) / 400.0, 1e-9);
}

TEST_F(ExecutionTracking, theAdverseMoveIsKnownFromFiveParentsOn)
{
    for (orders::ClientOrderId id = 1; id <= 5; ++id) {
        EXPECT_TRUE(std::isnan(tracker.adverseBps(market)));
        begin({id});
        mid = 99.9;
        tracker.filled(fill(id, 0s));
        end(id);
        tick(30s);
    }
    EXPECT_NEAR(tracker.adverseBps(market), 10, 1e-9); // a loss is positive
    EXPECT_TRUE(std::isnan(tracker.adverseBps({market.venue, core::Symbol("BTCUSDT")})));

    for (orders::ClientOrderId id = 11; id <= 20; ++id) { // what took tells nothing of what rested
        begin({id});
        mid = 90;
        tracker.filled(fill(id, 0s, false));
        end(id);
        tick(30s);
    }
    EXPECT_NEAR(tracker.adverseBps(market), 10, 1e-9);
}

TEST_F(ExecutionTracking, theAdverseMoveIsThatOfTheMarkOutOfTheSettings)
{
    for (orders::ClientOrderId id = 1; id <= 5; ++id) {
        begin({id});
        mid = 99.9;
        tracker.filled(fill(id, 0s));
        end(id);
        tick(1s);
        mid = 99.7;
        tick(5s);
        mid = 99.6;
        tick(30s);
    }
    const double after5 = tracker.adverseBps(market);
    calibration::CalibrationSettings settings;
    settings.adverseMarkOut = 0;
    tracker.setSettings(settings);
    const double after1 = tracker.adverseBps(market); // of what was measured before, too
    settings.adverseMarkOut = 2;
    tracker.setSettings(settings);
    EXPECT_LT(after1, after5);
    EXPECT_LT(after5, tracker.adverseBps(market));
}

TEST_F(ExecutionTracking, theNewestTwoHundredParentsAreKept)
{
    for (orders::ClientOrderId id = 1; id <= 201; ++id) {
        begin({id});
        end(id, OrderState::Cancelled);
    }
    ASSERT_EQ(tracker.recent().size(), 200U);
    EXPECT_EQ(tracker.recent().front().id, orders::clientText(2));
    EXPECT_EQ(tracker.recent().back().id, orders::clientText(201));
}

TEST_F(ExecutionTracking, aFillOfNobodysOrderCountsForItsVenueAlone)
{
    const std::uint64_t before = tracker.version();
    tracker.filled(fill(99));
    EXPECT_GT(tracker.version(), before);
    EXPECT_EQ(tracker.calibrator().of(market.venue).samples, 1U);
    EXPECT_TRUE(kept.empty());
    tick(60s);
    EXPECT_TRUE(tracker.recent().empty());
}

TEST(FeesOfFills, areWorthSomethingWhereThePairIsNotKnown)
{
    const ExecutionTracker tracker({}, "desk-1");
    orders::Fill fill{.market = market,
        .price = price("2000"),
        .size = size("0.5"),
        .fee = price("0.0005") * size("1"),
        .feeAsset = core::Asset("ETH"),
        .feeInBase = size("0.0005")};
    tracker.appraise(fill, tests::ethereum(), {});
    ASSERT_TRUE(fill.feeInQuote.has_value());
    EXPECT_DOUBLE_EQ(*fill.feeInQuote, 1) << "taken of the coin, and worth its price";

    fill.feeInBase = {};
    fill.feeAsset = {};
    fill.feeInQuote.reset();
    tracker.appraise(fill, tests::ethereum(), {});
    EXPECT_FALSE(fill.feeInQuote.has_value()) << "of two currencies without a name nobody knows that they are one";
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
    ExecutionTracker tracker({}, "desk-1");
    tracker.setExpected({.venue = market.venue, .makerFeeBps = 2, .takerFeeBps = 5});
    orders::Fill fill{.market = market,
        .price = price("2000"),
        .size = size("0.5"),
        .fee = price(GetParam().fee) * size("1"),
        .feeAsset = core::Asset(GetParam().asset)};

    tracker.appraise(fill, tests::ethereum(), {core::Asset("ETH"), core::Asset("USDT")});

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
    tracker.appraise(fill, tests::ethereum(), {core::Asset("ETH"), core::Asset("USDT")});
    EXPECT_DOUBLE_EQ(fill.expectedFeeBps, 2);
}

INSTANTIATE_TEST_SUITE_P(All, FillFees,
    testing::Values(FeeCase{"quote", "USDT", "0.4", 0.4}, FeeCase{"rebate", "USDT", "-0.1", -0.1},
        FeeCase{"base", "ETH", "0.0002", 0.4}, FeeCase{"none", "BNB", "0", 0},
        FeeCase{"another", "BNB", "0.001", std::nan("")}),
    [](const auto& test) { return test.param.name; });

TEST_F(ExecutionTracking, termsAreTheExpectedOnesUntilEnoughWasMeasured)
{
    const routing::VenueTerms expected{.venue = market.venue, .makerFeeBps = 2, .takerFeeBps = 5, .latencyMs = 50};
    for (orders::ClientOrderId id = 1; id < 10; ++id) {
        orders::Fill one = fill(id);
        one.feeInQuote = 0.01; // 1 bps
        tracker.filled(one);
    }
    EXPECT_DOUBLE_EQ(tracker.termsOf(expected).makerFeeBps, 2);

    orders::Fill tenth = fill(10);
    tenth.feeInQuote = 0.01;
    tracker.filled(tenth);

    EXPECT_NEAR(tracker.termsOf(expected).makerFeeBps, 1, 1e-9);
    EXPECT_DOUBLE_EQ(tracker.termsOf(expected).takerFeeBps, 5);
    EXPECT_DOUBLE_EQ(tracker.termsOf(expected).latencyMs, 50);
}

TEST_F(ExecutionTracking, executionsThatAreKnownCountOnce)
{
    const std::vector<calibration::Execution> earlier{{.time = noon,
        .market = market,
        .isMaker = true,
        .price = price("100"),
        .size = size("1"),
        .notional = 100,
        .fee = 0.01,
        .order = orders::clientText(1),
        .execution = "E1",
        .workstation = "desk-2"}};
    tracker.learn(earlier);
    tracker.learn(earlier);
    EXPECT_EQ(tracker.calibrator().of(market.venue).samples, 1U);
}

} // namespace leadline::execution
