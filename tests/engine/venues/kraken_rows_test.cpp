// SPDX-License-Identifier: MIT
#include "engine/venues/kraken/kraken_rows.h"

#include "engine/venues/kraken/kraken_symbols.h"
#include "engine/venues/kraken/kraken_trading.h"
#include "tests/support/builders.h"
#include "tests/support/sample_text.h"

#include <gtest/gtest.h>

namespace leadline::venues::kraken
{

using core::Side;
using tests::price;
using tests::size;

namespace
{

TradingAnswer read(Ask what, std::string_view body)
{
    return KrakenTrading().read({.what = what}, 200, body);
}

VenueOrder onlyRow(const std::string& words, const std::string& more = "")
{
    const TradingAnswer answer = read(Ask::OpenOrders,
        R"({"error":[],"result":{"open":{"OSTOPX-AAAAA-BBBBBB":{"status":"open","cl_ord_id":"ws-sl-000071","descr":{)"
            + words + R"(},"vol":"0.02000000","vol_exec":"0.00500000")" + more + "}}}}");
    EXPECT_EQ(answer.rows.size(), 1U);
    EXPECT_EQ(answer.reports.size(), 1U);
    return answer.rows.empty() ? VenueOrder{} : answer.rows[0];
}

} // namespace

TEST(KrakenPairs, areNamedAsTheStreamsNameThem)
{
    const std::pair<const char*, const char*> names[] = {{"XXBTZUSD", "BTC/USD"}, {"XETHZEUR", "ETH/EUR"},
        {"XETHXXBT", "ETH/BTC"}, {"XBTUSD", "BTC/USD"}, {"XBTUSDT", "BTC/USDT"}, {"ETHUSDT", "ETH/USDT"},
        {"SOLUSD", "SOL/USD"}, {"XDGUSD", "DOGE/USD"}, {"ADAXBT", "ADA/BTC"}, {"USDTZUSD", "USDT/USD"},
        {"NOBODY", "NOBODY"}};
    for (const auto& [rest, streamed] : names) {
        EXPECT_EQ(symbolOfRest(rest).view(), streamed) << rest;
    }
}

TEST(KrakenOrders, thatWaitForAPriceAreToldFromThoseThatRest)
{
    const VenueOrder stop = onlyRow(
        R"("pair":"XBTUSD","type":"sell","ordertype":"stop-loss-limit","price":"59000.0","price2":"58900.0","leverage":"none")");
    EXPECT_EQ(stop.id, "OSTOPX-AAAAA-BBBBBB");
    EXPECT_EQ(stop.clientId, "ws-sl-000071");
    EXPECT_EQ(stop.symbol.view(), "BTC/USD");
    EXPECT_EQ(stop.side, Side::Ask);
    EXPECT_TRUE(stop.isConditional);
    EXPECT_EQ(stop.trigger, price("59000"));
    EXPECT_EQ(stop.price, price("58900"));
    EXPECT_EQ(stop.size, size("0.02"));
    EXPECT_EQ(stop.filled, size("0.005"));
    for (const char* const type :
        {"stop-loss", "take-profit", "take-profit-limit", "trailing-stop", "trailing-stop-limit"}) {
        EXPECT_TRUE(onlyRow(R"("ordertype":")" + std::string(type) + "\"").isConditional) << type;
    }
    const VenueOrder resting =
        onlyRow(R"("pair":"XBTUSD","type":"buy","ordertype":"limit","price":"30010.0","price2":"0")");
    EXPECT_FALSE(resting.isConditional);
    EXPECT_EQ(resting.price, price("30010"));
    EXPECT_EQ(resting.trigger, core::Price{});
}

TEST(KrakenOrders, thatTrailAreShownWhereTheyStand)
{
    EXPECT_EQ(
        onlyRow(R"("ordertype":"trailing-stop","price":"+1.5%","price2":"0")", R"(,"stopprice":"59112.5")").trigger,
        price("59112.5"));
    EXPECT_EQ(
        onlyRow(R"("ordertype":"trailing-stop","price":"+1.5%","price2":"0")", R"(,"stopprice":"0.00000")").trigger,
        core::Price{});
}

TEST(KrakenOrders, tellTheirLimitAndNotTheirTriggerAsThePriceInForce)
{
    const TradingAnswer answer = read(Ask::OpenOrders,
        R"({"error":[],"result":{"open":{"O1":{"status":"open","descr":{"ordertype":"take-profit-limit","price":"61000","price2":"60900"},"vol":"1"}}}})");
    EXPECT_EQ(answer.reports.at(0).price, price("60900"));
}

TEST(KrakenOrders, neverSayReduceOnlyForCoinsThatWereBought)
{
    const orders::NewOrder closes{.id = 6836310667800084522,
        .market = {core::VenueId("kraken"), core::Symbol("BTC/USD")},
        .side = Side::Ask,
        .price = price("30000"),
        .size = size("0.01"),
        .type = orders::OrderType::MarketableLimit,
        .isReduceOnly = true};
    const std::string body = KrakenTrading().request({.what = Ask::Submit, .order = {.request = closes}}, {}).body;
    EXPECT_EQ(body.find("reduce_only"), std::string::npos);
    EXPECT_FALSE(KrakenTrading().hasReduceOnly());
    EXPECT_FALSE(KrakenTrading().keepsPositions());
}

TEST(KrakenMargin, joinsTheTradesOfAPairAndASide)
{
    const TradingAnswer answer = read(Ask::Positions,
        R"({"error":[],"result":{)"
        R"("T1":{"posstatus":"open","pair":"XXBTZUSD","time":1610448039.8374,"type":"buy","cost":"90000","vol":"3","vol_closed":"1"},)"
        R"("T2":{"posstatus":"open","pair":"XXBTZUSD","time":1610448040.5,"type":"buy","cost":"33000","vol":"1","vol_closed":"0"},)"
        R"("T3":{"posstatus":"open","pair":"XETHZUSD","time":1610448041,"type":"sell","cost":"6000","vol":"2","vol_closed":"0"},)"
        R"("T4":{"posstatus":"open","pair":"XETHZUSD","time":1610448041,"type":"buy","cost":"6000","vol":"2","vol_closed":"2"}}})");
    ASSERT_TRUE(answer.account);
    const auto& rows = answer.account->positions;
    ASSERT_EQ(rows.size(), 2U);
    EXPECT_EQ(rows[0].symbol.view(), "BTC/USD");
    EXPECT_EQ(rows[0].size, size("3"));
    EXPECT_EQ(rows[0].entryPrice, price("31000"));
    EXPECT_EQ(rows[0].updated, core::fromMilliseconds(1610448040500));
    EXPECT_TRUE(rows[0].isMargin);
    EXPECT_EQ(rows[1].symbol.view(), "ETH/USD");
    EXPECT_EQ(rows[1].size, size("-2"));
    EXPECT_EQ(rows[1].entryPrice, price("3000"));
}

TEST(KrakenMargin, isNothingWhereNothingWasBorrowed)
{
    const TradingAnswer answer = read(Ask::Positions, R"({"error":[],"result":{}})");
    ASSERT_TRUE(answer.account);
    EXPECT_TRUE(answer.account->positions.empty());
    EXPECT_FALSE(read(Ask::Positions, R"({"error":["EGeneral:Permission denied"]})").account);
    EXPECT_EQ(read(Ask::Positions, R"({"error":[]})").outcome, Outcome::Unclear);
}

TEST(KrakenMargin, isNotTakenForNoneWhereAnEntryCannotBeRead)
{
    for (const char* const entry : {R"("pair":"XXBTZUSD","cost":"9")", R"("pair":"XXBTZUSD","cost":"9","vol":"much")",
             R"("cost":"9","vol":"3")", R"("pair":"XXBTZUSD","cost":"9","vol":"0","vol_closed":"-1")",
             R"("pair":"XXBTZUSD","cost":"9","vol":"3","vol_closed":"some")"}) {
        const TradingAnswer answer =
            read(Ask::Positions, R"({"error":[],"result":{"T1":{)" + std::string(entry) + "}}}");
        EXPECT_EQ(answer.outcome, Outcome::Unclear) << entry;
        EXPECT_FALSE(answer.account) << entry;
    }
}

TEST(KrakenMargin, hasNoPriceBeyondWhatAPriceHolds)
{
    const TradingAnswer answer = read(Ask::Positions,
        R"({"error":[],"result":{"T1":{"pair":"XXBTZUSD","type":"buy","cost":"100000000000","vol":"0.000000001"}}})");
    ASSERT_EQ(answer.account->positions.size(), 1U);
    EXPECT_EQ(answer.account->positions[0].entryPrice.raw(), core::Price::maxRaw);
}

TEST(KrakenRowsConformance, readTheDocumentedShapes)
{
    LEADLINE_NEEDS(folder, "conformance/jkorf/Kraken.Net/Kraken.Net.UnitTests/Endpoints/Spot");
    const TradingAnswer positions = read(Ask::Positions, tests::responseIn(folder + "/Account/GetOpenPositions.txt"));
    ASSERT_TRUE(positions.account);
    for (const VenuePosition& row : positions.account->positions) {
        EXPECT_EQ(row.symbol.view(), "BTC/USD");
        EXPECT_TRUE(row.isMargin);
        EXPECT_GT(row.entryPrice, price("10000"));
    }
    EXPECT_EQ(positions.account->positions.size(), 1U);
    const TradingAnswer orders = read(Ask::OpenOrders, tests::responseIn(folder + "/Trading/GetOpenOrders.txt"));
    ASSERT_EQ(orders.rows.size(), 2U);
    EXPECT_EQ(orders.rows[0].filled, size("0.375"));
    EXPECT_EQ(orders.rows[1].price, price("14500"));
}

} // namespace leadline::venues::kraken
