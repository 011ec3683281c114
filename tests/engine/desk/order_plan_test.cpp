// SPDX-License-Identifier: MIT
#include "engine/desk/order_plan.h"
#include "tests/support/builders.h"

#include <gtest/gtest.h>

namespace leadline::desk
{

using core::Side;
using orders::OrderType;
using routing::Action;
using tests::price;

namespace
{

struct PlanCase {
    Side side;
    Action action;
    Style style;
    const char* wanted;
    OrderType type;
    const char* sent;
};

/// A touch of 100.00 / 100.02; the collar 100.50 for a buy, 99.50 for a sell.
routing::Decision decision(Side side, Action action)
{
    return {.side = side,
        .action = action,
        .size = tests::size("1"),
        .collar = price(side == Side::Bid ? "100.50" : "99.50"),
        .bestBid = price("100.00"),
        .bestAsk = price("100.02"),
        .marketBid = price("100.00"),
        .marketAsk = price("100.02")};
}

} // namespace

class Plan : public testing::TestWithParam<PlanCase>
{
};

TEST_P(Plan, neverPaysMoreThanTheUserSaidOrTheCollarAllows)
{
    const PlanCase& c = GetParam();
    const routing::Decision now = decision(c.side, c.action);
    const auto plans =
        planOrders(now, price(c.wanted), reachOf(c.side, price(c.wanted), now.bestBid, now.bestAsk), c.style);
    ASSERT_EQ(plans.size(), 1U);
    EXPECT_EQ(plans[0].type, c.type);
    EXPECT_EQ(plans[0].price, price(c.sent));
}

constexpr auto limit = Style::Limit;
constexpr auto smart = Style::Smart;
constexpr auto rests = OrderType::PostOnly;
constexpr auto takes = OrderType::MarketableLimit;

INSTANTIATE_TEST_SUITE_P(Buys, Plan,
    testing::Values(PlanCase{Side::Bid, Action::Passive, limit, "99.90", rests, "99.90"},
        PlanCase{Side::Bid, Action::Passive, limit, "100.00", rests, "100.00"},
        PlanCase{Side::Bid, Action::Passive, limit, "100.01", rests, "100.01"},
        PlanCase{Side::Bid, Action::Passive, limit, "100.02", takes, "100.02"},
        PlanCase{Side::Bid, Action::Aggressive, limit, "99.99", rests, "99.99"},
        PlanCase{Side::Bid, Action::Aggressive, limit, "100.00", rests, "100.00"},
        PlanCase{Side::Bid, Action::Aggressive, limit, "100.01", rests, "100.01"},
        PlanCase{Side::Bid, Action::Aggressive, limit, "100.02", takes, "100.02"},
        PlanCase{Side::Bid, Action::Aggressive, limit, "100.05", takes, "100.05"},
        PlanCase{Side::Bid, Action::Aggressive, limit, "101.00", takes, "100.50"},
        PlanCase{Side::Bid, Action::Passive, smart, "100.00", rests, "100.00"},
        PlanCase{Side::Bid, Action::Passive, smart, "100.02", takes, "100.02"},
        PlanCase{Side::Bid, Action::Aggressive, smart, "99.99", rests, "99.99"},
        PlanCase{Side::Bid, Action::Aggressive, smart, "100.00", takes, "100.50"},
        PlanCase{Side::Bid, Action::Aggressive, smart, "100.05", takes, "100.05"},
        PlanCase{Side::Bid, Action::Aggressive, smart, "101.00", takes, "100.50"}));
INSTANTIATE_TEST_SUITE_P(Sells, Plan,
    testing::Values(PlanCase{Side::Ask, Action::Passive, limit, "100.03", rests, "100.03"},
        PlanCase{Side::Ask, Action::Passive, limit, "100.00", takes, "100.00"},
        PlanCase{Side::Ask, Action::Aggressive, limit, "100.03", rests, "100.03"},
        PlanCase{Side::Ask, Action::Aggressive, limit, "100.02", rests, "100.02"},
        PlanCase{Side::Ask, Action::Aggressive, limit, "99.00", takes, "99.50"},
        PlanCase{Side::Ask, Action::Aggressive, smart, "100.03", rests, "100.03"},
        PlanCase{Side::Ask, Action::Aggressive, smart, "100.02", takes, "99.50"},
        PlanCase{Side::Ask, Action::Aggressive, smart, "99.00", takes, "99.50"}));

namespace
{

/// A venue at 99.96 / 99.98, while all venues together show 100.00 / 99.98: they cross.
routing::Decision crossed(Side side, Action action)
{
    routing::Decision made = decision(side, action);
    made.bestBid = price("99.96");
    made.bestAsk = made.marketAsk = price("99.98");
    return made;
}

} // namespace

TEST(PlanOrder, joinsTheTouchOfItsOwnVenueAndGoesNoFurtherThanThePrice)
{
    for (const Action action : {Action::Passive, Action::Aggressive}) {
        const auto above = planOrders(crossed(Side::Bid, action), price("100.00"), Reach::Join);
        EXPECT_EQ(above[0].type, rests);
        EXPECT_EQ(above[0].price, price("99.96"));
        const auto below = planOrders(crossed(Side::Bid, action), price("99.90"), Reach::Join);
        EXPECT_EQ(below[0].type, rests);
        EXPECT_EQ(below[0].price, price("99.90"));
        const auto sell = planOrders(crossed(Side::Ask, action), price("99.97"), Reach::Join);
        EXPECT_EQ(sell[0].type, rests);
        EXPECT_EQ(sell[0].price, price("99.98"));
    }
    // Without a price it is that touch, and no other.
    EXPECT_EQ(planOrders(crossed(Side::Bid, Action::Passive), {}, Reach::Join, smart)[0].price, price("99.96"));
    EXPECT_EQ(planOrders(crossed(Side::Ask, Action::Passive), {}, Reach::Join, smart)[0].price, price("99.98"));
    const auto urgent = planOrders(crossed(Side::Bid, Action::Aggressive), price("100.00"), Reach::Join, smart);
    EXPECT_EQ(urgent[0].type, takes);
    EXPECT_EQ(urgent[0].price, price("100.50"));
    // However far the touch has moved since: the router was asked about the touch.
    EXPECT_EQ(planOrders(crossed(Side::Bid, Action::Aggressive), price("99.90"), Reach::Join, smart)[0].type, takes);
}

TEST(PlanOrder, waitsAtTheTouchWhereItsPriceWouldTake)
{
    // A bid of 100.00 shown by another venue, or one from which the market has fallen since: a post-only order at it
    // would only be rejected.
    const auto plans = planOrders(crossed(Side::Bid, Action::Passive), price("100.00"), Reach::Rest);
    EXPECT_EQ(plans[0].type, rests);
    EXPECT_EQ(plans[0].price, price("99.96"));
    const auto inside = planOrders(crossed(Side::Bid, Action::Passive), price("99.97"), Reach::Rest);
    EXPECT_EQ(inside[0].price, price("99.97"));
}

TEST(PlanOrder, takesNothingBeyondItsPriceWhenTheMarketMovedAway)
{
    // Meant to take an ask of 99.99 that has risen to 100.02 since: what does not fill at 99.99 is cancelled.
    const auto plans = planOrders(decision(Side::Bid, Action::Passive), price("99.99"), Reach::Cross);
    EXPECT_EQ(plans[0].type, OrderType::MarketableLimit);
    EXPECT_EQ(plans[0].price, price("99.99"));
}

TEST(PlanOrder, takesAtEveryVenueTheDecisionDividesItOver)
{
    routing::Decision divided = decision(Side::Bid, Action::Aggressive);
    const core::MarketId first{core::VenueId("binance-futures"), core::Symbol("ETHUSDT")};
    const core::MarketId second{core::VenueId("kraken"), core::Symbol("ETH/USDT")};
    divided.market = first;
    divided.children.push({.market = first, .size = tests::size("0.7")});
    divided.children.push({.market = second, .size = tests::size("0.3")});

    const auto taking = planOrders(divided, price("100.10"), Reach::Cross);
    ASSERT_EQ(taking.size(), 2U);
    EXPECT_EQ(taking[0].market, first);
    EXPECT_EQ(taking[0].size, tests::size("0.7"));
    EXPECT_EQ(taking[1].market, second);
    EXPECT_EQ(taking[1].size, tests::size("0.3"));
    EXPECT_EQ(taking[1].price, price("100.10"));
    EXPECT_EQ(taking[1].type, OrderType::MarketableLimit);

    // Far from the market the same decision rests, whole, where the router chose.
    const auto resting = planOrders(divided, price("99.00"), Reach::Rest);
    ASSERT_EQ(resting.size(), 1U);
    EXPECT_EQ(resting[0].market, first);
    EXPECT_EQ(resting[0].size, tests::size("1"));
}

TEST(PlanOrder, isNothingWhenTheRouterAborts)
{
    EXPECT_TRUE(planOrders(decision(Side::Bid, Action::Abort), price("100"), Reach::Rest).isEmpty());
}

TEST(StockPlans, areLimitsWhetherTheyTakeOrRest)
{
    routing::Decision now = decision(Side::Bid, Action::Passive);
    now.onlyLimits = true;

    const auto resting = planOrders(now, price("99.90"), Reach::Rest);
    const auto taking = planOrders(now, price("101"), Reach::Cross);

    ASSERT_EQ(resting.size(), 1U);
    EXPECT_EQ(resting[0].type, OrderType::Limit);
    EXPECT_EQ(resting[0].price, price("99.90"));
    EXPECT_FALSE(resting[0].takes);
    ASSERT_EQ(taking.size(), 1U);
    EXPECT_EQ(taking[0].type, OrderType::Limit);
    EXPECT_EQ(taking[0].price, price("100.50")); // the collar
    EXPECT_TRUE(taking[0].takes);
}

} // namespace leadline::desk
