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
    const auto plans = planOrders(now, price(c.wanted), reachOf(c.side, price(c.wanted), now.bestBid, now.bestAsk));
    ASSERT_EQ(plans.size(), 1U);
    EXPECT_EQ(plans[0].type, c.type);
    EXPECT_EQ(plans[0].price, price(c.sent));
}

INSTANTIATE_TEST_SUITE_P(Buys, Plan,
    testing::Values(PlanCase{Side::Bid, Action::Passive, "99.90", OrderType::PostOnly, "99.90"},
        PlanCase{Side::Bid, Action::Passive, "100.00", OrderType::PostOnly, "100.00"},
        PlanCase{Side::Bid, Action::Passive, "100.01", OrderType::PostOnly, "100.01"},
        PlanCase{Side::Bid, Action::Passive, "100.02", OrderType::MarketableLimit, "100.02"},
        PlanCase{Side::Bid, Action::Aggressive, "99.99", OrderType::PostOnly, "99.99"},
        PlanCase{Side::Bid, Action::Aggressive, "100.00", OrderType::MarketableLimit, "100.50"},
        PlanCase{Side::Bid, Action::Aggressive, "100.05", OrderType::MarketableLimit, "100.05"},
        PlanCase{Side::Bid, Action::Aggressive, "101.00", OrderType::MarketableLimit, "100.50"}));
INSTANTIATE_TEST_SUITE_P(Sells, Plan,
    testing::Values(PlanCase{Side::Ask, Action::Passive, "100.03", OrderType::PostOnly, "100.03"},
        PlanCase{Side::Ask, Action::Passive, "100.00", OrderType::MarketableLimit, "100.00"},
        PlanCase{Side::Ask, Action::Aggressive, "100.03", OrderType::PostOnly, "100.03"},
        PlanCase{Side::Ask, Action::Aggressive, "100.02", OrderType::MarketableLimit, "99.50"},
        PlanCase{Side::Ask, Action::Aggressive, "99.00", OrderType::MarketableLimit, "99.50"}));

TEST(PlanOrder, restsOrIsRejectedWhenTheMarketMovedIntoIt)
{
    // Meant to join a bid of 100.05 that has fallen to 100.00 since: post-only at its price, which the venue rejects.
    const auto plans = planOrders(decision(Side::Bid, Action::Passive), price("100.05"), Reach::Rest);
    EXPECT_EQ(plans[0].type, OrderType::PostOnly);
    EXPECT_EQ(plans[0].price, price("100.05"));
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

} // namespace leadline::desk
