// SPDX-License-Identifier: MIT
#include "engine/rebalance/plan_orders.h"

#include "engine/json/tree.h"
#include "engine/rebalance/preview_report.h"
#include "tests/support/builders.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <string>
#include <vector>

namespace leadline::rebalance
{

using core::Notional;
using core::Quantity;
using core::Side;
using core::Symbol;
using tests::price;
using tests::size;
using namespace std::chrono_literals;
using std::chrono::year_month_day;
using testing::ElementsAre;
using testing::IsEmpty;
using Kind = Plan::Kind;

namespace
{

constexpr year_month_day friday = 2026y / 11 / 20;
constexpr year_month_day monday = 2026y / 11 / 23;

Notional dollars(std::string_view text)
{
    return Notional::parse(text).value();
}

/// An account and its market: AAPL at 100 and MSFT at 200 with a cent and two of half a spread, both in fractions; T at
/// 20.005 and WHOLE at 50 in whole shares alone. Friday, ten o'clock.
class PlanOrders : public testing::Test
{
protected:
    PlanOrders()
    {
        market.now = equities::fromNewYork(friday, 10h);
        market.calendar = equities::TradingCalendar({equities::marketDay(friday), equities::marketDay(monday)});
        list("AAPL", "99.99", "100.01");
        list("MSFT", "199.98", "200.02");
        list("T", "20.00", "20.01", false);
        list("WHOLE", "49.95", "50.05", false);
        cash("10000");
    }

    void list(const char* symbol, const char* bid, const char* ask, bool isFractionable = true)
    {
        market.assets[Symbol(symbol)] = {
            .symbol = Symbol(symbol), .isTradable = true, .isFractionable = isFractionable};
        quote(symbol, bid, ask);
    }
    void quote(const char* symbol, const char* bid, const char* ask)
    {
        market.quotes[Symbol(symbol)] = {{price(bid), size("1000")}, {price(ask), size("1000")}, market.now};
    }
    void cash(const char* amount) { holdings.cash = holdings.buyingPower = dollars(amount); }
    void hold(const char* symbol, const char* shares) { holdings.positions[Symbol(symbol)] = size(shares); }
    void at(year_month_day day, equities::TimeOfDay time) { market.now = equities::fromNewYork(day, time); }

    static PlanRow weight(const char* symbol, double part) { return {.symbol = Symbol(symbol), .weight = part}; }
    static PlanRow shares(const char* symbol, Side side, const char* count)
    {
        return {.symbol = Symbol(symbol), .side = side, .shares = size(count)};
    }
    static PlanRow worth(const char* symbol, Side side, const char* amount)
    {
        return {.symbol = Symbol(symbol), .side = side, .dollars = dollars(amount)};
    }
    PlanPreview weights(std::vector<PlanRow> rows, bool sellsOthers = false)
    {
        return planOrders(
            {.kind = Kind::Weights, .rows = std::move(rows), .sellsOthers = sellsOthers}, holdings, market, settings);
    }
    PlanPreview trades(std::vector<PlanRow> rows)
    {
        return planOrders({.kind = Kind::Trades, .rows = std::move(rows)}, holdings, market, settings);
    }

    /// "sell 50 AAPL"
    static std::vector<std::string> orders(const PlanPreview& preview)
    {
        std::vector<std::string> texts;
        for (const PlannedOrder& order : preview.orders) {
            texts.push_back(std::string(core::verb(order.side)) + " " + order.size.text() + " " + order.symbol.text());
        }
        return texts;
    }
    /// "AAPL: why", with "! " before a refusal.
    static std::vector<std::string> leftOut(const PlanPreview& preview)
    {
        std::vector<std::string> texts;
        for (const LeftOut& left : preview.leftOut) {
            texts.push_back((left.isRefusal ? "! " : "") + left.symbol.text() + ": " + left.why);
        }
        return texts;
    }

    Holdings holdings;
    MarketView market;
    ExecutionSettings settings;
};

} // namespace

// What is known of silence, and limits of the user's

TEST_F(PlanOrders, sayWhyThereIsNoQuoteWhereThatIsKnown)
{
    market.quotes.erase(Symbol("AAPL"));
    EXPECT_THAT(leftOut(weights({weight("AAPL", 0.5)})), ElementsAre("! AAPL: no quote on both sides"));

    market.silent[Symbol("AAPL")] = "no quote in the recording";
    EXPECT_THAT(leftOut(weights({weight("AAPL", 0.5)})), ElementsAre("! AAPL: no quote in the recording"));

    hold("AAPL", "1");
    EXPECT_THAT(leftOut(weights({weight("MSFT", 0.5)})),
        ElementsAre("! AAPL: no quote in the recording: the equity is not known"));
}

TEST_F(PlanOrders, refuseWhatIsBeyondTheLimitsOfRisk)
{
    hold("AAPL", "20");
    PlanPreview preview = trades({shares("AAPL", Side::Bid, "10"), shares("MSFT", Side::Bid, "4")});

    refuseBeyond({.orderNotional = 1'000, .position = 3'000}, preview);
    EXPECT_FALSE(preview.isRefused()) << "exactly at its limit";
    refuseBeyond({}, preview);
    EXPECT_FALSE(preview.isRefused()) << "no limit";

    refuseBeyond({.orderNotional = 900, .position = 2'999}, preview);
    EXPECT_THAT(leftOut(preview), ElementsAre("! AAPL: order of 1000 dollars > limit 900"));
    refuseBeyond({.position = 2'999}, preview);
    EXPECT_THAT(leftOut(preview),
        ElementsAre("! AAPL: order of 1000 dollars > limit 900", "! AAPL: position of 3000 dollars > limit 2999"));
}

TEST_F(PlanOrders, areTheSameInJson)
{
    hold("AAPL", "100");
    quote("MSFT", "199.00", "201.00");
    market.quotes.erase(Symbol("T"));

    const PlanPreview preview = weights({weight("AAPL", 0.25), weight("MSFT", 0.1), weight("T", 0.1)});
    const auto json = json::Tree::parse(previewJson(preview, Urgency::Low));
    const auto source = json::Tree::parse("{" + previewSourceJson(market, holdings) + "}");

    ASSERT_TRUE(json) << json.error().what;
    EXPECT_EQ((*json)["urgency"].text(), "low");
    EXPECT_EQ((*json)["is_refused"].text(), "true");
    EXPECT_EQ((*json)["placement"].text(), "now");
    EXPECT_EQ((*json)["equity"].text(), "20000.0000");
    const auto& orders = (*json)["orders"].items();
    ASSERT_EQ(orders.size(), 2U);
    EXPECT_EQ(orders[0]["symbol"].text(), "AAPL");
    EXPECT_EQ(orders[0]["side"].text(), "sell");
    EXPECT_EQ(orders[0]["shares"].text(), "50");
    EXPECT_EQ(orders[0]["quote_is_fine"].text(), "true");
    EXPECT_EQ(orders[1]["quote_is_fine"].text(), "false");
    EXPECT_EQ(orders[1]["quote"].text(), "spread 1.000 % > 0.250 %");
    const auto& leftOut = (*json)["left_out"].items();
    ASSERT_EQ(leftOut.size(), 1U);
    EXPECT_EQ(leftOut[0]["symbol"].text(), "T");
    EXPECT_EQ(leftOut[0]["is_refusal"].text(), "true");
    EXPECT_EQ((*json)["notes"].items().size(), preview.warnings.size());

    ASSERT_TRUE(source) << source.error().what;
    EXPECT_EQ((*source)["now"].text(), "2026-11-20T15:00:00.000000Z");
    EXPECT_EQ((*source)["cash"].text(), "10000.00");
    EXPECT_EQ((*source)["positions"].items()[0]["shares"].text(), "100");
    EXPECT_EQ((*source)["quotes"].items()[0]["bid"].text(), "99.99");
    EXPECT_EQ((*source)["quotes"].items()[0]["age_seconds"].text(), "0.0000");
}

// Orders = targets − positions

TEST_F(PlanOrders, leadFromPositionsToWeightsSellsFirst)
{
    hold("AAPL", "100");

    const PlanPreview preview = weights({weight("T", 0.1), weight("AAPL", 0.25)});

    // 20,000 dollars: T 2,000 / 20.01 = 99.95, whole shares alone; AAPL 5,000 of 10,000 stay.
    EXPECT_THAT(orders(preview), ElementsAre("sell 50 AAPL", "buy 99 T"));
    EXPECT_THAT(leftOut(preview), IsEmpty());
    EXPECT_THAT(preview.warnings, IsEmpty());
    EXPECT_FALSE(preview.isRefused());
    EXPECT_DOUBLE_EQ(preview.equity, 20'000);
    EXPECT_DOUBLE_EQ(preview.sells, 5'000);
    EXPECT_DOUBLE_EQ(preview.buys, 99 * 20.005);
    EXPECT_DOUBLE_EQ(preview.cashAfter, 10'000 + 5'000 - 99 * 20.005);

    const PlannedOrder& sell = preview.orders[0];
    EXPECT_EQ(sell.held, size("100"));
    EXPECT_EQ(sell.target, size("50"));
    EXPECT_EQ(sell.reference, price("100"));
    EXPECT_DOUBLE_EQ(sell.notional, 5'000);
    EXPECT_TRUE(sell.isFractional);
    EXPECT_TRUE(sell.validation.isFine());
    const PlannedOrder& buy = preview.orders[1];
    EXPECT_EQ(buy.held, size("0"));
    EXPECT_EQ(buy.target, size("99"));
    EXPECT_EQ(buy.reference, price("20.005"));
    EXPECT_FALSE(buy.isFractional);
}

TEST_F(PlanOrders, costWhatAnAnchorAndTheFarSideCost)
{
    hold("WHOLE", "10");

    const PlanPreview preview = trades({shares("MSFT", Side::Bid, "10"), shares("WHOLE", Side::Ask, "10")});

    ASSERT_THAT(orders(preview), ElementsAre("sell 10 WHOLE", "buy 10 MSFT"));
    EXPECT_DOUBLE_EQ(preview.orders[0].limitCost, -0.4) << "at 50.04, four cents above mid";
    EXPECT_DOUBLE_EQ(preview.orders[0].marketCost, 0.5) << "at 49.95";
    EXPECT_DOUBLE_EQ(preview.orders[1].limitCost, -0.1) << "at 199.99, a cent below mid";
    EXPECT_DOUBLE_EQ(preview.orders[1].marketCost, 0.2) << "at 200.02";
    EXPECT_DOUBLE_EQ(preview.limitCost, -0.5);
    EXPECT_DOUBLE_EQ(preview.marketCost, 0.7);
}

TEST_F(PlanOrders, buyFractionsForTheFarSide)
{
    const PlanPreview preview = weights({weight("AAPL", 0.5)});
    EXPECT_THAT(orders(preview), ElementsAre("buy 49.995000499 AAPL")) << "5,000 / 100.01 to a billionth, downwards";
}

TEST_F(PlanOrders, sellEverythingWithItsFraction)
{
    hold("AAPL", "10.123456789");
    EXPECT_THAT(orders(weights({weight("AAPL", 0)})), ElementsAre("sell 10.123456789 AAPL"));
    EXPECT_THAT(orders(trades({shares("AAPL", Side::Ask, "10.123456789")})), ElementsAre("sell 10.123456789 AAPL"));
}

TEST_F(PlanOrders, leaveAFractionThatIsNotTradedAndSaySo)
{
    hold("WHOLE", "10.5");
    const PlanPreview preview = weights({weight("WHOLE", 0)});
    EXPECT_THAT(orders(preview), ElementsAre("sell 10 WHOLE"));
    EXPECT_EQ(preview.orders[0].target, size("0.5"));
    EXPECT_THAT(preview.warnings, ElementsAre("fractions are not traded, and stay: WHOLE 0.5"));
}

TEST_F(PlanOrders, roundTowardsWhatIsHeld)
{
    hold("WHOLE", "10"); // 500 dollars of 10,500
    const auto to = [&](double shares) { return orders(weights({weight("WHOLE", shares * 50 / 10'500)})); };
    EXPECT_THAT(to(8.0001), ElementsAre("sell 1 WHOLE"));
    EXPECT_THAT(to(7.9999), ElementsAre("sell 2 WHOLE"));
    EXPECT_THAT(to(9.0001), IsEmpty()) << "less than a share";
    EXPECT_THAT(to(10.9), IsEmpty());
    EXPECT_THAT(to(12.01), ElementsAre("buy 2 WHOLE")) << "100.50 dollars at 50.05";
    EXPECT_THAT(to(12.001), ElementsAre("buy 1 WHOLE")) << "100.05 dollars pay for one";
    EXPECT_THAT(to(0), ElementsAre("sell 10 WHOLE"));
}

TEST_F(PlanOrders, countAllThatIsHeldAsEquity)
{
    hold("AAPL", "10");
    hold("MSFT", "20");
    hold("T", "0"); // and what is not there any more needs no quote
    quote("T", "0", "0");

    const PlanPreview preview = weights({weight("AAPL", 0.1)});

    EXPECT_DOUBLE_EQ(preview.equity, 10'000 + 1'000 + 4'000);
    EXPECT_THAT(orders(preview), ElementsAre("buy 4.999500049 AAPL")) << "500 / 100.01";
    EXPECT_THAT(preview.warnings, ElementsAre("held, not named, and left alone: MSFT"));
    EXPECT_FALSE(preview.isRefused());
}

TEST_F(PlanOrders, sellWhatIsNotNamedWhereThePlanSaysSo)
{
    hold("AAPL", "10");
    hold("MSFT", "20");
    hold("T", "5");

    const PlanPreview preview = weights({weight("WHOLE", 0.5), weight("T", 0)}, true);

    EXPECT_THAT(orders(preview), ElementsAre("sell 5 T", "sell 10 AAPL", "sell 20 MSFT", "buy 150 WHOLE"));
    EXPECT_THAT(preview.warnings, IsEmpty());
}

TEST_F(PlanOrders, ofDollarsNeverCostMoreThanTheseAtTheFarSide)
{
    hold("MSFT", "20");
    const PlanPreview preview = trades(
        {worth("AAPL", Side::Bid, "100.01"), worth("WHOLE", Side::Bid, "200.19"), worth("MSFT", Side::Ask, "1000")});
    EXPECT_THAT(orders(preview), ElementsAre("sell 5 MSFT", "buy 1 AAPL", "buy 3 WHOLE"));
}

TEST_F(PlanOrders, ofSharesAreRoundedDownWhereFractionsAreNotTradedAndSaySo)
{
    const PlanPreview preview = trades({shares("WHOLE", Side::Bid, "2.75"), shares("AAPL", Side::Bid, "0.25")});
    EXPECT_THAT(orders(preview), ElementsAre("buy 2 WHOLE", "buy 0.25 AAPL"));
    EXPECT_THAT(preview.warnings, ElementsAre("fractions are not traded, and are left out: WHOLE 0.75"));
}

// Left out

TEST_F(PlanOrders, leaveOutWhatIsTooSmallWithItsReason)
{
    list("PENNY", "0.4999", "0.5001");
    EXPECT_THAT(leftOut(trades({shares("PENNY", Side::Bid, "1.999999998")})),
        ElementsAre("PENNY: worth 0.99 dollars, less than 1.00"));
    EXPECT_THAT(orders(trades({shares("PENNY", Side::Bid, "2")})), ElementsAre("buy 2 PENNY")) << "a dollar";
    EXPECT_THAT(leftOut(trades({shares("WHOLE", Side::Bid, "0.99")})),
        ElementsAre("WHOLE: less than one share, and fractions of it are not traded"));
    settings.minimumNotional = 100.005;
    EXPECT_THAT(
        leftOut(trades({shares("AAPL", Side::Bid, "1")})), ElementsAre("AAPL: worth 100.00 dollars, less than 100.01"));
    settings.minimumNotional = 0;
    EXPECT_THAT(orders(trades({shares("PENNY", Side::Bid, "0.000000001")})), ElementsAre("buy 0.000000001 PENNY"));
    EXPECT_FALSE(trades({shares("WHOLE", Side::Bid, "0.99")}).isRefused());
}

TEST_F(PlanOrders, leaveOutWhereNothingIsToBeDone)
{
    hold("AAPL", "100");
    EXPECT_THAT(leftOut(weights({weight("AAPL", 0.5)})), ElementsAre("AAPL: nothing to do"));
    EXPECT_THAT(leftOut(weights({weight("MSFT", 0)})), ElementsAre("MSFT: nothing to do: none is held"));
    EXPECT_FALSE(weights({weight("MSFT", 0)}).isRefused());
}

// Refusals

TEST_F(PlanOrders, refuseWhatCannotBeTraded)
{
    market.assets[Symbol("IDLE")] = {.symbol = Symbol("IDLE"), .isActive = false, .isTradable = true};
    market.assets[Symbol("SHUT")] = {.symbol = Symbol("SHUT"), .isTradable = false};
    const PlanPreview preview = trades({shares("NOBODY", Side::Bid, "1"), shares("IDLE", Side::Bid, "1"),
        shares("SHUT", Side::Ask, "1"), shares("AAPL", Side::Bid, "1")});
    EXPECT_THAT(leftOut(preview),
        ElementsAre(
            "! NOBODY: not known to the venue", "! IDLE: inactive at the venue", "! SHUT: not tradable at the venue"));
    EXPECT_TRUE(preview.isRefused());
    EXPECT_THAT(orders(preview), ElementsAre("buy 1 AAPL")) << "what else there would be is shown";
    EXPECT_THAT(leftOut(weights({weight("NOBODY", 0)})), ElementsAre("! NOBODY: not known to the venue"))
        << "a slip of the keyboard, whatever the weight";
}

TEST_F(PlanOrders, refuseWhatHasNoPrice)
{
    quote("AAPL", "0", "100.01");
    quote("MSFT", "200", "0");
    market.quotes.erase(Symbol("T"));
    quote("WHOLE", "0.01", "199999");
    EXPECT_THAT(leftOut(trades({shares("AAPL", Side::Bid, "1"), shares("MSFT", Side::Bid, "1"),
                    shares("T", Side::Bid, "1"), shares("WHOLE", Side::Bid, "1")})),
        ElementsAre("! AAPL: no quote on both sides", "! MSFT: no quote on both sides", "! T: no quote on both sides",
            "! WHOLE: its quote, 0.01 × 199999.00, names no price"));
}

TEST_F(PlanOrders, takeASpreadOfATenthForAPriceAndNoneWider)
{
    quote("AAPL", "95", "105");
    EXPECT_FALSE(trades({shares("AAPL", Side::Bid, "1")}).isRefused());
    quote("AAPL", "94.99", "105.01");
    EXPECT_TRUE(trades({shares("AAPL", Side::Bid, "1")}).isRefused());
}

TEST_F(PlanOrders, refuseWeightsWhenSomethingHeldHasNoPrice)
{
    hold("MSFT", "20");
    quote("MSFT", "0", "0");
    EXPECT_THAT(leftOut(weights({weight("AAPL", 0.1)})),
        ElementsAre("! MSFT: no quote on both sides: the equity is not known"));
    EXPECT_THAT(
        leftOut(weights({weight("AAPL", 0.1), weight("MSFT", 0.1)})), ElementsAre("! MSFT: no quote on both sides"))
        << "once";
    EXPECT_THAT(leftOut(weights({weight("AAPL", 0.1)}, true)), ElementsAre("! MSFT: no quote on both sides"));
    const PlanPreview trade = trades({shares("AAPL", Side::Bid, "1")});
    EXPECT_FALSE(trade.isRefused()) << "trades do not hang on the equity";
    EXPECT_THAT(trade.warnings, ElementsAre("without a price, and not counted in the equity: MSFT"));
}

TEST_F(PlanOrders, refuseShortSales)
{
    hold("AAPL", "10");
    EXPECT_THAT(leftOut(trades({shares("AAPL", Side::Ask, "10.000000001")})),
        ElementsAre("! AAPL: sells 10.000000001 of 10 held: short sales are not planned for"));
    EXPECT_THAT(leftOut(trades({shares("MSFT", Side::Ask, "1")})),
        ElementsAre("! MSFT: sells 1 of 0 held: short sales are not planned for"));
    EXPECT_THAT(leftOut(trades({worth("AAPL", Side::Ask, "1000.01")})),
        ElementsAre("! AAPL: sells 10.0001 of 10 held: short sales are not planned for"));
    EXPECT_THAT(orders(trades({worth("AAPL", Side::Ask, "1000")})), ElementsAre("sell 10 AAPL"));
    hold("WHOLE", "10");
    EXPECT_THAT(leftOut(trades({shares("WHOLE", Side::Ask, "10.5")})),
        ElementsAre("! WHOLE: sells 10.5 of 10 held: short sales are not planned for"))
        << "before anything is rounded";
    hold("T", "-5");
    EXPECT_THAT(leftOut(weights({weight("T", 0.1)})),
        ElementsAre("! T: a short position of 5: short positions are not planned for"));
}

TEST_F(PlanOrders, refuseSymbolsWithOpenOrders)
{
    holdings.withOpenOrders = {Symbol("AAPL"), Symbol("MSFT")};
    const PlanPreview preview = trades({shares("AAPL", Side::Bid, "1"), shares("T", Side::Bid, "1")});
    EXPECT_THAT(leftOut(preview), ElementsAre("! AAPL: has open orders: they must end first"));
    EXPECT_THAT(leftOut(weights({weight("MSFT", 0)})), ElementsAre("MSFT: nothing to do: none is held"))
        << "nothing is sent";
}

TEST_F(PlanOrders, refuseWeightsOfNothing)
{
    cash("-5");
    EXPECT_THAT(leftOut(weights({weight("AAPL", 0.5)})),
        ElementsAre("! : the equity is not above zero, and weights are parts of it"));
}

// Cash

TEST_F(PlanOrders, areRefusedWhenCashAndSellsDoNotPayForThemAtTheFarSide)
{
    hold("MSFT", "10");
    cash("1000.09");
    EXPECT_THAT(leftOut(trades({shares("AAPL", Side::Bid, "10")})),
        ElementsAre("! : buys of 1000.10 dollars, and cash and sells bring 1000.09"));
    cash("1000.10");
    EXPECT_THAT(leftOut(trades({shares("AAPL", Side::Bid, "10")})), IsEmpty());
    EXPECT_THAT(leftOut(trades({shares("AAPL", Side::Bid, "30"), shares("MSFT", Side::Ask, "10")})),
        ElementsAre("! : buys of 3000.30 dollars, and cash and sells bring 2999.90"));
    EXPECT_THAT(leftOut(trades({shares("AAPL", Side::Bid, "29.99"), shares("MSFT", Side::Ask, "10")})), IsEmpty());
    cash("1000.099999999");
    EXPECT_THAT(leftOut(trades({shares("AAPL", Side::Bid, "10")})),
        ElementsAre("! : buys of 1000.10 dollars, and cash and sells bring 1000.09"))
        << "never two equal amounts";
}

TEST_F(PlanOrders, areRefusedWhenTheyExceedBuyingPower)
{
    hold("MSFT", "10");
    holdings.buyingPower = dollars("500");
    EXPECT_THAT(leftOut(trades({shares("AAPL", Side::Bid, "10")})),
        ElementsAre("! : buys of 1000.10 dollars, and buying power and sells bring 500.00"));
    EXPECT_THAT(leftOut(trades({shares("AAPL", Side::Bid, "10"), shares("MSFT", Side::Ask, "3")})), IsEmpty())
        << "sells come first";
}

TEST_F(PlanOrders, ofSellsAloneNeedNoCash)
{
    hold("AAPL", "10");
    cash("-300");
    const PlanPreview preview = trades({shares("AAPL", Side::Ask, "1")});
    EXPECT_FALSE(preview.isRefused());
    EXPECT_DOUBLE_EQ(preview.cashAfter, -200);
}

TEST_F(PlanOrders, ofWeightsAreRefusedWhenWhatIsLeftAloneHoldsTheMoney)
{
    cash("0");
    hold("MSFT", "50"); // 10,000 dollars that stay
    EXPECT_THAT(leftOut(weights({weight("AAPL", 1)})),
        ElementsAre("! : buys of 10000.00 dollars, and cash and sells bring 0.00"));
    EXPECT_THAT(orders(weights({weight("AAPL", 0.5)}, true)), ElementsAre("sell 50 MSFT", "buy 49.995000499 AAPL"));
}

TEST_F(PlanOrders, ofWeightsGiveWayByWhatSellsLoseToTheirSpread)
{
    cash("0");
    hold("WHOLE", "200"); // 10,000 dollars at mid, 9,990 at the bid

    const PlanPreview preview = weights({weight("WHOLE", 0), weight("AAPL", 0.6), weight("MSFT", 0.4)});

    // AAPL 6,000 / 100.01 gives way by 10 / 100.01 shares, and a billionth for the rounding.
    ASSERT_THAT(orders(preview), ElementsAre("sell 200 WHOLE", "buy 59.8940106 AAPL", "buy 19.998000199 MSFT"));
    EXPECT_FALSE(preview.isRefused());
    EXPECT_THAT(preview.warnings, ElementsAre("smaller, so that cash and sells pay for it: AAPL"));
    const Notional paid = price("100.01") * preview.orders[1].size + price("200.02") * preview.orders[2].size;
    EXPECT_LE(paid, dollars("9990"));
    EXPECT_GT(paid, dollars("9989.999999"));
}

TEST_F(PlanOrders, ofWeightsLeaveOutABuyThatHasToGiveWayWholly)
{
    cash("0");
    hold("WHOLE", "1"); // 50 dollars, 49.95 at the bid
    settings.minimumNotional = 49.96;
    const PlanPreview preview = weights({weight("WHOLE", 0), weight("AAPL", 1)});
    EXPECT_THAT(orders(preview), ElementsAre("sell 1 WHOLE"));
    EXPECT_THAT(leftOut(preview), ElementsAre("AAPL: no cash is left for it"));
    EXPECT_FALSE(preview.isRefused());
}

// The market

TEST_F(PlanOrders, ofHaltedStocksStayWithAWarning)
{
    market.halted = {Symbol("AAPL"), Symbol("T")};
    const PlanPreview preview = trades({shares("AAPL", Side::Bid, "1"), shares("MSFT", Side::Bid, "1")});
    EXPECT_THAT(orders(preview), ElementsAre("buy 1 AAPL", "buy 1 MSFT"));
    EXPECT_THAT(preview.warnings, ElementsAre("halted, and their orders wait: AAPL"));
}

TEST_F(PlanOrders, warnOfSpreadsThatAreTooWideNow)
{
    quote("AAPL", "99.80", "100.20");
    const PlanPreview preview = trades({shares("AAPL", Side::Bid, "1"), shares("MSFT", Side::Bid, "1")});
    EXPECT_EQ(preview.orders[0].validation.check, QuoteCheck::WideSpread);
    EXPECT_THAT(preview.warnings, ElementsAre("wide now: AAPL spread 0.400 % > 0.250 %"));
}

TEST_F(PlanOrders, haveNoCostAgainstACrossedQuote)
{
    quote("AAPL", "100.02", "100.00");
    const PlanPreview preview = trades({shares("AAPL", Side::Bid, "1")});
    ASSERT_THAT(orders(preview), ElementsAre("buy 1 AAPL"));
    EXPECT_EQ(preview.orders[0].validation.check, QuoteCheck::Crossed);
    EXPECT_EQ(preview.orders[0].limitCost, 0);
    EXPECT_EQ(preview.orders[0].marketCost, 0);
}

TEST_F(PlanOrders, tellWhenTheFirstCouldGo)
{
    using enum equities::Placement::Kind;
    const std::vector<PlanRow> rows{shares("AAPL", Side::Bid, "1")};
    PlanPreview preview = trades(rows);
    EXPECT_EQ(preview.placement.kind, Now);
    EXPECT_THAT(preview.warnings, IsEmpty());

    at(friday, 9h + 31min);
    preview = trades(rows);
    EXPECT_EQ(preview.placement.kind, OpeningDelay);
    EXPECT_THAT(
        preview.warnings, ElementsAre("the market has just opened: orders wait until 2026-11-20 09:35:00 New York"));

    at(friday, 16h);
    quote("AAPL", "99.5", "100.5"); // the spreads of a closed market say nothing
    preview = trades(rows);
    EXPECT_EQ(preview.placement.kind, Closed);
    EXPECT_THAT(preview.warnings, ElementsAre("the market is closed: orders wait until 2026-11-23 09:35:00 New York"));
    EXPECT_FALSE(preview.isRefused());

    at(monday, 17h);
    preview = trades(rows);
    EXPECT_THAT(preview.warnings, ElementsAre("when the market opens is not known: orders wait"));

    settings.marketOpenDelayMinutes = 0;
    at(friday, 9h + 30min);
    EXPECT_EQ(trades(rows).placement.kind, Now);
}

TEST_F(PlanOrders, areRefusedOutsideOfHoursWhereNothingIsQueued)
{
    settings.queuesOutsideHours = false;
    const std::vector<PlanRow> rows{shares("AAPL", Side::Bid, "1")};
    EXPECT_FALSE(trades(rows).isRefused());
    at(friday, 9h + 31min);
    EXPECT_FALSE(trades(rows).isRefused()) << "the delay is a matter of minutes";
    at(friday, 9h);
    EXPECT_THAT(leftOut(trades(rows)),
        ElementsAre("! : the market is closed, and orders are not queued until 2026-11-20 09:35:00 New York"));
    at(monday, 17h);
    EXPECT_THAT(
        leftOut(trades(rows)), ElementsAre("! : when the market opens is not known, and orders are not queued"));
    EXPECT_THAT(
        leftOut(trades({shares("AAPL", Side::Bid, "0.001")})), ElementsAre("AAPL: worth 0.10 dollars, less than 1.00"))
        << "without orders the hours do not matter";
}

TEST_F(PlanOrders, sayThatSmartExecutionIsOff)
{
    settings.isSmart = false;
    EXPECT_THAT(
        trades({shares("AAPL", Side::Bid, "1")}).warnings, ElementsAre("smart execution is off: plain market orders"));
}

// Anything at all

namespace
{

struct RandomDesk {
    Plan plan;
    Holdings holdings;
    MarketView market;
};

RandomDesk randomDesk(std::mt19937_64& random)
{
    const auto below = [&random](std::uint64_t limit) { return static_cast<std::int64_t>(random() % limit); };
    RandomDesk desk;
    desk.market.now = equities::fromNewYork(friday, 10h);
    desk.market.calendar = equities::TradingCalendar({equities::marketDay(friday)});
    desk.plan.kind = below(2) == 0 ? Kind::Weights : Kind::Trades;
    desk.plan.sellsOthers = desk.plan.kind == Kind::Weights && below(2) == 0;
    desk.holdings.cash = Notional::fromRaw(static_cast<core::Int128>(below(50'000'00)) * 10'000'000'000'000'000);
    desk.holdings.buyingPower = desk.holdings.cash;
    const std::int64_t symbols = 1 + below(12);
    double left = 1;
    for (std::int64_t i = 0; i < symbols; ++i) {
        const Symbol symbol("S" + std::to_string(i));
        desk.market.assets[symbol] = {.symbol = symbol, .isTradable = true, .isFractionable = below(2) == 0};
        const std::int64_t cent = 10'000'000;
        const std::int64_t bid = (100 + below(50'000)) * cent;
        desk.market.quotes[symbol] = {{core::Price::fromRaw(bid), size("100")},
            {core::Price::fromRaw(bid + (1 + below(8)) * cent), size("100")}, desk.market.now};
        if (below(3) > 0) {
            desk.holdings.positions[symbol] =
                Quantity::fromRaw(below(2) == 0 ? (1 + below(200)) * core::decimalScale : 1 + below(200'000'000'000));
        }
        if (below(5) == 0) {
            continue; // not named
        }
        PlanRow row{.symbol = symbol};
        if (desk.plan.kind == Kind::Weights) {
            row.weight = below(4) == 0 ? 0 : left * static_cast<double>(below(1000)) / 1000;
            left -= row.weight;
        } else {
            row.side = below(2) == 0 ? Side::Bid : Side::Ask;
            (below(2) == 0 ? row.shares = Quantity::fromRaw(1 + below(50'000'000'000)) : Quantity{});
            row.dollars = row.shares.isZero()
                ? Notional::fromRaw(static_cast<core::Int128>(1 + below(1'000'000)) * 10'000'000'000'000'000)
                : Notional{};
        }
        desk.plan.rows.push_back(row);
    }
    return desk;
}

} // namespace

TEST(PlanOrdersProperties, holdForAnyPlan)
{
    std::mt19937_64 random(11);
    int carriedOut = 0;
    int gaveWay = 0;
    for (int run = 0; run < 20'000; ++run) {
        SCOPED_TRACE(run);
        const RandomDesk desk = randomDesk(random);
        const ExecutionSettings settings;

        const PlanPreview preview = planOrders(desk.plan, desk.holdings, desk.market, settings);

        Notional bids;
        Notional asks;
        double sells = 0;
        double buys = 0;
        bool hasBuys = false;
        std::vector<Symbol> seen;
        for (const PlannedOrder& order : preview.orders) {
            const Quote& quote = desk.market.quotes.at(order.symbol);
            const auto held = desk.holdings.positions.find(order.symbol);
            const Quantity before = held == desk.holdings.positions.end() ? Quantity{} : held->second;
            const bool isBuy = order.side == Side::Bid;
            ASSERT_FALSE(hasBuys && !isBuy) << "sells first";
            hasBuys = hasBuys || isBuy;
            seen.push_back(order.symbol);
            ASSERT_EQ(order.held, before);
            ASSERT_GT(order.size, Quantity{});
            ASSERT_TRUE(isBuy || order.size <= before) << "nothing is sold that is not held";
            ASSERT_EQ(order.target, isBuy ? before + order.size : before - order.size);
            ASSERT_TRUE(
                desk.market.assets.at(order.symbol).isFractionable || order.size.raw() % core::decimalScale == 0);
            ASSERT_GE(order.reference * order.size, dollars("1"));
            ASSERT_LE(order.limitCost, order.marketCost + 1e-9);
            (isBuy ? buys : sells) += order.notional;
            (isBuy ? asks : bids) += quote.far(order.side).price * order.size;
        }
        std::ranges::sort(seen);
        ASSERT_EQ(std::ranges::adjacent_find(seen), seen.end()) << "no symbol on two sides";
        ASSERT_NEAR(preview.buys, buys, 1e-6);
        ASSERT_NEAR(preview.sells, sells, 1e-6);
        ASSERT_NEAR(preview.cashAfter, desk.holdings.cash.toDoubleLossy() + sells - buys, 1e-5);
        for (const PlanRow& row : desk.plan.rows) {
            const bool isLeftOut =
                std::ranges::find(preview.leftOut, row.symbol, &LeftOut::symbol) != preview.leftOut.end();
            ASSERT_NE(std::ranges::binary_search(seen, row.symbol), isLeftOut) << "an order or a reason, and not both";
        }
        if (preview.isRefused()) {
            ASSERT_EQ(desk.plan.kind == Kind::Weights && desk.plan.sellsOthers && desk.holdings.cash.raw() > 0, false)
                << "weights of everything there is are always paid for: " << preview.leftOut.back().why;
            continue;
        }
        ++carriedOut;
        ASSERT_LE(asks, desk.holdings.cash + bids) << "the worst that may come is paid for";
        ASSERT_GE(preview.cashAfter, -1e-9);
        gaveWay +=
            std::ranges::any_of(preview.warnings, [](const std::string& text) { return text.starts_with("smaller"); });
    }
    EXPECT_GT(carriedOut, 5'000);
    EXPECT_GT(gaveWay, 500) << "the case must be seen";
}

TEST(PlanOrdersProperties, weightsAreMetToAShareOrADollar)
{
    std::mt19937_64 random(12);
    int met = 0;
    for (int run = 0; run < 20'000; ++run) {
        SCOPED_TRACE(run);
        const RandomDesk desk = randomDesk(random);
        const PlanPreview preview = planOrders(desk.plan, desk.holdings, desk.market, {});
        const bool gaveWay =
            std::ranges::any_of(preview.warnings, [](const std::string& text) { return text.starts_with("smaller"); });
        if (desk.plan.kind != Kind::Weights || preview.isRefused() || gaveWay) {
            continue;
        }
        for (const PlannedOrder& order : preview.orders) {
            const auto row = std::ranges::find(desk.plan.rows, order.symbol, &PlanRow::symbol);
            if (row == desk.plan.rows.end()) {
                ASSERT_TRUE(order.side == Side::Ask) << "what is not named is never bought";
                continue;
            }
            const double mid = order.reference.toDoubleLossy();
            const double wanted = row->weight * preview.equity;
            const double is = mid * order.target.toDoubleLossy();
            const bool isBuy = order.side == Side::Bid;
            const double rounding = 1e-4 + 2e-9 * preview.equity; // of weights, to a billionth
            const double halfSpread = order.marketCost; // and what buys keep back for it
            const double step = order.isFractional ? 1e-6 : mid;
            ASSERT_LE(isBuy ? is : wanted, (isBuy ? wanted : is) + rounding) << "never more than is wanted";
            ASSERT_LE(std::abs(wanted - is), step + (isBuy ? halfSpread * 1.1 + step * 0.1 : 0) + rounding);
            ++met;
        }
    }
    EXPECT_GT(met, 5'000);
}

} // namespace leadline::rebalance
