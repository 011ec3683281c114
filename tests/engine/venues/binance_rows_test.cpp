// SPDX-License-Identifier: MIT
#include "engine/venues/binance/binance_rows.h"

#include "engine/venues/binance/binance_trading.h"
#include "tests/support/builders.h"
#include "tests/support/sample_text.h"

#include <gtest/gtest.h>

namespace leadline::venues::binance
{

using core::PositionSide;
using core::Side;
using tests::price;
using tests::size;

namespace
{

TradingAnswer read(Ask what, std::string_view body)
{
    return BinanceTrading().read({.what = what}, 200, body);
}

std::string submitted(const orders::NewOrder& order)
{
    return BinanceTrading().request({.what = Ask::Submit, .order = {.request = order}}, {}).body;
}

orders::NewOrder order(Side side)
{
    return {.id = 6836310667800084522,
        .market = {core::VenueId("binance-futures"), core::Symbol("ETHUSDT")},
        .side = side,
        .price = price("3000"),
        .size = size("1.5"),
        .type = orders::OrderType::MarketableLimit};
}

std::string algoUpdate(const char* state, const char* more = "")
{
    return R"({"e":"ALGO_UPDATE","T":1790000100030,"E":1790000100037,"o":{"caid":"wks-sl-17","aid":3000000000042,)"
           R"("at":"CONDITIONAL","o":"STOP_MARKET","s":"ETHUSDT","S":"SELL","ps":"LONG","f":"GTC","q":"1.5","X":")"
        + std::string(state) + R"(","ai":"","ap":"0","aq":"0","act":"0","tp":"2960.00","p":"0","cp":false,"R":true)"
        + more + "}}";
}

VenueOrder told(const std::string& text)
{
    const auto message = BinanceTrading().readMessage(text);
    EXPECT_TRUE(message) << message.error().what;
    if (!message || message->conditional.size() != 1) {
        ADD_FAILURE() << "not one row";
        return {};
    }
    EXPECT_TRUE(message->reports.empty()) << "a conditional order is no order of the book";
    return message->conditional[0];
}

} // namespace

TEST(BinancePositions, areReadForAllSymbolsOfTheAccount)
{
    const TradingAnswer answer = read(Ask::Positions,
        R"([{"symbol":"ETHUSDT","positionSide":"BOTH","positionAmt":"-1.500","entryPrice":"3001.20","updateTime":1790000000100},)"
        R"({"symbol":"BTCUSDT","positionSide":"BOTH","positionAmt":"0.01","entryPrice":"60123.45678901234567","updateTime":1790000000200},)"
        R"({"symbol":"BNBUSDT","positionSide":"BOTH","positionAmt":"0.00","entryPrice":"0.0","updateTime":0}])");
    ASSERT_TRUE(answer.account);
    ASSERT_EQ(answer.account->positions.size(), 2U) << "a row of size zero stands for an open order";
    EXPECT_EQ(answer.account->positions[0],
        (VenuePosition{.symbol = core::Symbol("ETHUSDT"),
            .size = size("-1.5"),
            .entryPrice = price("3001.2"),
            .updated = core::fromMilliseconds(1790000000100)}));
    EXPECT_EQ(answer.account->positions[1].entryPrice, price("60123.456789012")) << "an average, cut to a billionth";
}

TEST(BinancePositions, areTwoASymbolInHedgeMode)
{
    const TradingAnswer answer = read(Ask::Positions,
        R"([{"symbol":"ETHUSDT","positionSide":"BOTH","positionAmt":"0"},)"
        R"({"symbol":"ETHUSDT","positionSide":"LONG","positionAmt":"2","entryPrice":"3000"},)"
        R"({"symbol":"ETHUSDT","positionSide":"SHORT","positionAmt":"-0.5","entryPrice":"3010"}])");
    ASSERT_EQ(answer.account->positions.size(), 2U);
    EXPECT_EQ(answer.account->positions[0].side, PositionSide::Long);
    EXPECT_EQ(answer.account->positions[0].size, size("2"));
    EXPECT_EQ(answer.account->positions[1].side, PositionSide::Short);
    EXPECT_EQ(answer.account->positions[1].size, size("-0.5"));
}

TEST(BinancePositions, areNotTakenForNoneWhereTheAnswerIsNoList)
{
    for (const Ask what : {Ask::Positions, Ask::OpenOrders, Ask::ConditionalOrders, Ask::PositionMode}) {
        const TradingAnswer answer = read(what, "{}");
        EXPECT_EQ(answer.outcome, Outcome::Unclear) << describe(what);
        EXPECT_FALSE(answer.account);
        EXPECT_FALSE(answer.isHedged);
    }
}

TEST(BinancePositions, areNotTakenForClosedWhereTheirSizeCannotBeRead)
{
    for (const char* const row : {R"({"symbol":"ETHUSDT"})", R"({"symbol":"ETHUSDT","positionAmt":"1,5"})",
             R"({"positionAmt":"1.5"})", "true"}) {
        const TradingAnswer answer = read(Ask::Positions, "[" + std::string(row) + "]");
        EXPECT_EQ(answer.outcome, Outcome::Unclear) << row;
        EXPECT_FALSE(answer.account) << row;
    }
    const auto message = BinanceTrading().readMessage(
        R"({"e":"ACCOUNT_UPDATE","T":1,"a":{"P":[{"s":"ETHUSDT","pa":"much"},{"s":"BTCUSDT","pa":"1"}]}})");
    ASSERT_EQ(message->changes->positions.size(), 1U);
    EXPECT_EQ(message->changes->positions[0].symbol.view(), "BTCUSDT");
    EXPECT_EQ(message->defect, "a position of ETHUSDT without a size");
}

TEST(BinancePositions, haveAMode)
{
    EXPECT_EQ(read(Ask::PositionMode, R"({"dualSidePosition":true})").isHedged, true);
    EXPECT_EQ(read(Ask::PositionMode, R"({"dualSidePosition":false})").isHedged, false);
}

TEST(BinancePositions, changeByTheStreamSideBySide)
{
    const auto message = BinanceTrading().readMessage(
        R"({"e":"ACCOUNT_UPDATE","T":1564745798939,"E":1564745798940,"a":{"m":"ORDER","B":[],"P":[)"
        R"({"s":"BTCUSDT","pa":"0","ep":"0.00000","ps":"BOTH"},{"s":"BTCUSDT","pa":"20","ep":"6563.6","ps":"LONG"},)"
        R"({"s":"BTCUSDT","pa":"-10","ep":"6563.8","ps":"SHORT"}]}})");
    ASSERT_TRUE(message);
    const auto& rows = message->changes->positions;
    ASSERT_EQ(rows.size(), 3U);
    EXPECT_EQ(rows[0].side, PositionSide::Net);
    EXPECT_TRUE(rows[0].size.isZero()) << "a closed position is a change";
    EXPECT_EQ(rows[1].side, PositionSide::Long);
    EXPECT_EQ(rows[1].entryPrice, price("6563.6"));
    EXPECT_EQ(rows[2].side, PositionSide::Short);
    EXPECT_EQ(rows[2].size, size("-10"));
    EXPECT_EQ(rows[2].updated, core::fromMilliseconds(1564745798939));
}

TEST(BinanceClosingOrders, sayReduceOnlyWhereOnePositionIsKept)
{
    orders::NewOrder closes = order(Side::Ask);
    EXPECT_EQ(submitted(closes).find("reduceOnly"), std::string::npos);
    closes.isReduceOnly = true;
    EXPECT_NE(submitted(closes).find("&reduceOnly=true&"), std::string::npos);
    EXPECT_EQ(submitted(closes).find("positionSide"), std::string::npos);
    closes.type = orders::OrderType::Market;
    EXPECT_NE(submitted(closes).find("&reduceOnly=true&"), std::string::npos);
}

TEST(BinanceClosingOrders, nameTheirPositionInHedgeModeAndNeverSayReduceOnly)
{
    for (const Side side : {Side::Bid, Side::Ask}) {
        for (const bool isReduceOnly : {false, true}) {
            orders::NewOrder given = order(side);
            given.isReduceOnly = isReduceOnly;
            given.positionSide = isReduceOnly ? core::positionClosedBy(side) : core::positionOpenedBy(side);
            const bool isLong = (side == Side::Bid) != isReduceOnly;
            const std::string body = submitted(given);
            EXPECT_NE(body.find(isLong ? "&positionSide=LONG&" : "&positionSide=SHORT&"), std::string::npos) << body;
            EXPECT_EQ(body.find("reduceOnly"), std::string::npos) << body;
        }
    }
}

TEST(BinanceOrders, areListedOfTheWholeAccountWhereNoSymbolIsNamed)
{
    EXPECT_TRUE(BinanceTrading().request({.what = Ask::OpenOrders}, {}).path.starts_with("/fapi/v1/openOrders?recv"));
    EXPECT_TRUE(BinanceTrading()
                    .request({.what = Ask::ConditionalOrders}, {})
                    .path.starts_with("/fapi/v1/openAlgoOrders?recv"));
}

TEST(BinanceOrders, areCancelledOneByOneWhoeverSentThem)
{
    const VenueOrder plain{.symbol = core::Symbol("ETHUSDT"), .id = "1917641"};
    const TradingRequest request = BinanceTrading().request({.what = Ask::CancelListed, .listed = plain}, {});
    EXPECT_EQ(request.method, "DELETE");
    EXPECT_TRUE(request.path.starts_with("/fapi/v1/order?symbol=ETHUSDT&orderId=1917641&")) << request.path;
}

TEST(BinanceOrders, thatWaitForAPriceAreToldFromThoseThatRest)
{
    const auto row = [](const std::string& type) {
        return read(Ask::OpenOrders,
            R"([{"orderId":7,"clientOrderId":"web_1","symbol":"ETHUSDT","side":"SELL","positionSide":"BOTH","type":")"
                + type
                + R"(","origType":"STOP","origQty":"2","executedQty":"0.5","price":"2950","stopPrice":"2960","reduceOnly":true}])")
            .rows.at(0);
    };
    for (const char* const type :
        {"STOP", "STOP_MARKET", "TAKE_PROFIT", "TAKE_PROFIT_MARKET", "TRAILING_STOP_MARKET"}) {
        EXPECT_TRUE(row(type).isConditional) << type;
    }
    EXPECT_FALSE(row("LIMIT").isConditional) << "triggered: it rests now";
    const VenueOrder stop = row("STOP");
    EXPECT_EQ(stop.id, "7");
    EXPECT_EQ(stop.ours, 0U);
    EXPECT_EQ(stop.side, Side::Ask);
    EXPECT_EQ(stop.price, price("2950"));
    EXPECT_EQ(stop.trigger, price("2960"));
    EXPECT_EQ(stop.size, size("2"));
    EXPECT_EQ(stop.filled, size("0.5"));
    EXPECT_TRUE(stop.isReduceOnly);
    EXPECT_FALSE(stop.isApart);
}

TEST(BinanceOrders, ofTheConditionalServiceComeWentAndWereRefused)
{
    const VenueOrder fresh = told(algoUpdate("NEW"));
    EXPECT_EQ(fresh.id, "3000000000042");
    EXPECT_EQ(fresh.clientId, "wks-sl-17");
    EXPECT_EQ(fresh.symbol.view(), "ETHUSDT");
    EXPECT_EQ(fresh.positionSide, PositionSide::Long);
    EXPECT_EQ(fresh.trigger, price("2960"));
    EXPECT_TRUE(fresh.isConditional && fresh.isApart && fresh.isReduceOnly);
    EXPECT_FALSE(fresh.isOver);
    EXPECT_FALSE(told(algoUpdate("TRIGGERING")).isOver) << "a cancel may still come in time";
    for (const char* const state : {"TRIGGERED", "FINISHED", "CANCELED", "EXPIRED"}) {
        EXPECT_TRUE(told(algoUpdate(state)).isOver) << state;
        EXPECT_TRUE(told(algoUpdate(state, R"(,"rm":"Reduce Only reject")")).why.empty()) << state;
    }
    EXPECT_EQ(told(algoUpdate("REJECTED", R"(,"rm":"Margin is insufficient.")")).why, "Margin is insufficient.");
    EXPECT_FALSE(told(algoUpdate("REJECTED")).why.empty());
    EXPECT_FALSE(BinanceTrading().readMessage(algoUpdate("SLEEPING"))) << "what it means may not be guessed";
}

TEST(BinanceRowsConformance, readTheDocumentedShapes)
{
    LEADLINE_NEEDS(folder, "conformance/jkorf/Binance.Net/Binance.Net.UnitTests/Endpoints/UsdFutures/Trading");
    struct Case {
        const char* file;
        Ask ask;
    };
    for (const auto& [file, ask] : {Case{"GetOpenConditionalOrders.txt", Ask::ConditionalOrders},
             Case{"CancelConditionalOrder.txt", Ask::CancelListed},
             Case{"CancelAllConditionalOrders.txt", Ask::CancelConditional}, Case{"GetPositions.txt", Ask::Positions},
             Case{"GetOpenOrders.txt", Ask::OpenOrders}}) {
        SCOPED_TRACE(file);
        const std::string text = tests::textOfFile(folder + "/" + file);
        const VenueOrder apart{.id = "1", .isApart = true};
        const TradingRequest request =
            BinanceTrading().request({.what = ask, .symbol = core::Symbol("BNBUSDT"), .listed = apart}, {});
        EXPECT_TRUE(text.starts_with(request.method + "\n" + request.path.substr(0, request.path.find('?')) + "\n"));
        EXPECT_EQ(read(ask, tests::responseIn(folder + "/" + file)).outcome, Outcome::Done);
    }
    const VenueOrder target =
        read(Ask::ConditionalOrders, tests::responseIn(folder + "/GetOpenConditionalOrders.txt")).rows.at(0);
    EXPECT_EQ(target.id, "2148627");
    EXPECT_EQ(target.type, "TAKE_PROFIT");
    EXPECT_EQ(target.side, Side::Ask);
    EXPECT_EQ(target.trigger, price("750"));
    EXPECT_EQ(target.price, price("750"));
    EXPECT_EQ(target.size, size("0.01"));
    const VenueOrder trailing = read(Ask::OpenOrders, tests::responseIn(folder + "/GetOpenOrders.txt")).rows.at(0);
    EXPECT_TRUE(trailing.isConditional);
    EXPECT_EQ(trailing.positionSide, PositionSide::Short);
    const auto positions = read(Ask::Positions, tests::responseIn(folder + "/GetPositions.txt")).account->positions;
    ASSERT_EQ(positions.size(), 1U);
    EXPECT_EQ(positions[0].side, PositionSide::Long);
    EXPECT_EQ(positions[0].entryPrice, price("22185.2"));
}

TEST(BinanceRowsConformance, readWhatOtherAdaptersWereTestedWith)
{
    LEADLINE_NEEDS(folder, "conformance/nautilus_trader/crates/adapters/binance/test_data/futures");
    const VenueOrder stop =
        read(Ask::ConditionalOrders, tests::textOfFile(folder + "/http_json/open_algo_orders.json")).rows.at(0);
    EXPECT_EQ(stop.type, "STOP_MARKET") << "the field may be called type";
    EXPECT_EQ(stop.trigger, price("45000"));
    EXPECT_EQ(
        read(Ask::Positions, tests::textOfFile(folder + "/http_json/position_risk.json")).account->positions.at(0).size,
        size("0.001"));
    EXPECT_FALSE(told(tests::textOfFile(folder + "/user_data_json/algo_update_new.json")).isOver);
    EXPECT_TRUE(told(tests::textOfFile(folder + "/user_data_json/algo_update_canceled.json")).isOver);
}

} // namespace leadline::venues::binance
