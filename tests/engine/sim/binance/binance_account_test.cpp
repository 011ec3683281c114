// SPDX-License-Identifier: MIT
#include "tests/support/binance_bench.h"

#include <gtest/gtest.h>

namespace leadline::sim
{

using tests::BinanceBench;
using tests::size;

namespace
{

constexpr const char* orderPath = "/fapi/v1/order";
constexpr const char* algoPath = "/fapi/v1/algoOrder";
constexpr const char* modePath = "/fapi/v1/positionSide/dual";

std::string stop(const std::string& trigger, const std::string& more = "&quantity=0.5")
{
    return "algoType=CONDITIONAL&symbol=ETHUSDT&side=SELL&type=STOP_MARKET&triggerPrice=" + trigger + more;
}

} // namespace

TEST(BinanceReduceOnly, isRefusedWhereThereIsNothingToClose)
{
    BinanceBench bench;
    EXPECT_EQ(bench.refusalOf("side=SELL&type=MARKET&quantity=0.1&reduceOnly=true"), -2022);
    bench.place("side=BUY&type=MARKET&quantity=0.1");
    EXPECT_EQ(bench.refusalOf("side=BUY&type=MARKET&quantity=0.1&reduceOnly=true"), -2022) << "it would add to it";
    EXPECT_EQ(bench.positions().items().at(0)["positionAmt"].quantity(), size("0.1"));
}

TEST(BinanceReduceOnly, isCutToThePositionAndNeverTurnsIt)
{
    BinanceBench bench;
    bench.place("side=BUY&type=MARKET&quantity=0.1");

    const json::Tree sold = bench.place("side=SELL&type=MARKET&quantity=5&reduceOnly=true");

    EXPECT_EQ(sold["origQty"].quantity(), size("0.1"));
    EXPECT_EQ(sold["status"].text(), "FILLED");
    EXPECT_TRUE(bench.positions().items().empty()) << "neither a position nor an open order";
}

TEST(BinanceReduceOnly, mayBeSmallerThanAnOrderThatOpens)
{
    BinanceBench bench;
    bench.place("side=BUY&type=MARKET&quantity=0.1");
    EXPECT_EQ(bench.refusalOf("side=SELL&type=MARKET&quantity=0.001"), -4164);
    EXPECT_EQ(bench.refusalOf("side=SELL&type=MARKET&quantity=0.001&reduceOnly=true"), 0);
}

TEST(BinanceReduceOnly, countsTheOrdersThatCloseAlready)
{
    BinanceBench bench;
    bench.place("side=BUY&type=MARKET&quantity=0.1");
    const std::string far = "side=SELL&type=LIMIT&timeInForce=GTC&reduceOnly=true&price=" + bench.priceAt(1.05);
    EXPECT_EQ(bench.place(far + "&quantity=0.06")["origQty"].text(), "0.06");
    EXPECT_EQ(bench.place(far + "&quantity=0.06")["origQty"].text(), "0.04") << "what is left to close";
    EXPECT_EQ(bench.refusalOf(far + "&quantity=0.06"), -4118);
    const std::string first = bench.tree("GET", "/fapi/v1/openOrders").items().at(0)["orderId"].text();
    EXPECT_EQ(bench.refusal("PUT", orderPath,
                  "symbol=ETHUSDT&side=SELL&quantity=0.07&price=" + bench.priceAt(1.06) + "&orderId=" + first),
        -2022);
}

TEST(BinanceReduceOnly, shrinksAndGoesWithThePosition)
{
    BinanceBench bench;
    bench.place("side=BUY&type=MARKET&quantity=0.1");
    const std::string far = "side=SELL&type=LIMIT&timeInForce=GTC&reduceOnly=true&price=" + bench.priceAt(1.05);
    const std::string first = bench.place(far + "&quantity=0.06")["orderId"].text();
    const std::string second = bench.place(far + "&quantity=0.04")["orderId"].text();
    const auto order = [&](const std::string& id) {
        return bench.tree("GET", orderPath, "symbol=ETHUSDT&orderId=" + id);
    };

    bench.place("side=SELL&type=MARKET&quantity=0.07");

    EXPECT_EQ(order(first)["origQty"].text(), "0.03");
    EXPECT_EQ(order(first)["status"].text(), "NEW");
    EXPECT_EQ(order(second)["status"].text(), "EXPIRED");
    bench.place("side=SELL&type=MARKET&quantity=0.03");
    EXPECT_EQ(order(first)["status"].text(), "EXPIRED");
    EXPECT_EQ(bench.newest("ORDER_TRADE_UPDATE")["o"]["er"].text(), "4");
    EXPECT_TRUE(bench.positions().items().empty());
}

TEST(BinanceHedgeMode, isAskedForAndChangedWhileNothingIsOpen)
{
    BinanceBench bench;
    EXPECT_FALSE(bench.tree("GET", modePath)["dualSidePosition"].isTrue());
    EXPECT_EQ(bench.refusal("POST", modePath, "dualSidePosition=false"), -4059);
    EXPECT_EQ(bench.tree("POST", modePath, "dualSidePosition=true")["code"].whole(), 200);
    EXPECT_TRUE(bench.tree("GET", modePath)["dualSidePosition"].isTrue());

    bench.place("side=BUY&positionSide=LONG&type=MARKET&quantity=0.1");
    EXPECT_EQ(bench.refusal("POST", modePath, "dualSidePosition=false"), -4068);
    bench.place("side=SELL&positionSide=LONG&type=LIMIT&timeInForce=GTC&quantity=0.1&price=" + bench.priceAt(1.05));
    EXPECT_EQ(bench.refusal("POST", modePath, "dualSidePosition=false"), -4067);
}

TEST(BinanceHedgeMode, keepsALongAndAShortPosition)
{
    BinanceBench bench;
    bench.tree("POST", modePath, "dualSidePosition=true");
    bench.place("side=BUY&positionSide=LONG&type=MARKET&quantity=0.3");
    bench.place("side=SELL&positionSide=SHORT&type=MARKET&quantity=0.1");

    const json::Tree rows = bench.positions();
    ASSERT_EQ(rows.items().size(), 2U);
    EXPECT_EQ(rows.items()[0]["positionSide"].text(), "LONG");
    EXPECT_EQ(rows.items()[0]["positionAmt"].quantity(), size("0.3"));
    EXPECT_EQ(rows.items()[1]["positionSide"].text(), "SHORT");
    EXPECT_EQ(rows.items()[1]["positionAmt"].quantity(), size("-0.1"));
    EXPECT_GT(rows.items()[1]["entryPrice"].price().raw(), 0);
    const json::Tree update = bench.newest("ACCOUNT_UPDATE");
    const auto& told = update["a"]["P"].items();
    ASSERT_EQ(told.size(), 3U) << "all sides of the symbol";
    EXPECT_EQ(told[0]["ps"].text(), "BOTH");
    EXPECT_EQ(told[0]["pa"].text(), "0");
    EXPECT_EQ(told[2]["pa"].quantity(), size("-0.1"));

    bench.place("side=SELL&positionSide=LONG&type=MARKET&quantity=0.3");
    EXPECT_EQ(bench.positions().items().at(0)["positionAmt"].text(), "0");
    EXPECT_EQ(bench.positions().items().at(1)["positionAmt"].quantity(), size("-0.1"));
}

TEST(BinanceHedgeMode, refusesOrdersOfTheOtherMode)
{
    BinanceBench bench;
    EXPECT_EQ(bench.refusalOf("side=BUY&positionSide=LONG&type=MARKET&quantity=0.1"), -4061);
    bench.tree("POST", modePath, "dualSidePosition=true");
    EXPECT_EQ(bench.refusalOf("side=BUY&type=MARKET&quantity=0.1"), -4061);
    EXPECT_EQ(bench.refusalOf("side=BUY&positionSide=BOTH&type=MARKET&quantity=0.1"), -4061);
    EXPECT_EQ(bench.refusalOf("side=SELL&positionSide=LONG&type=MARKET&quantity=0.1&reduceOnly=true"), -1106);
}

TEST(BinanceHedgeMode, closesNoMoreThanThereIs)
{
    BinanceBench bench;
    bench.tree("POST", modePath, "dualSidePosition=true");
    EXPECT_EQ(bench.refusalOf("side=SELL&positionSide=LONG&type=MARKET&quantity=0.1"), -2022);
    bench.place("side=BUY&positionSide=LONG&type=MARKET&quantity=0.1");
    EXPECT_EQ(bench.refusalOf("side=SELL&positionSide=LONG&type=MARKET&quantity=0.2"), -2022);
    EXPECT_EQ(bench.refusalOf("side=SELL&positionSide=LONG&type=MARKET&quantity=0.1"), 0);
}

TEST(BinanceAlgoOrders, areTakenListedAndCancelledApart)
{
    BinanceBench bench;
    const std::string trigger = bench.priceAt(0.95);

    const json::Tree placed =
        bench.tree("POST", algoPath, stop(trigger, "&quantity=0.5&clientAlgoId=theirs&reduceOnly=true"));

    EXPECT_EQ(placed["orderType"].text(), "STOP_MARKET");
    EXPECT_EQ(placed["algoStatus"].text(), "NEW");
    EXPECT_EQ(placed["triggerPrice"].text(), trigger);
    EXPECT_TRUE(placed["reduceOnly"].isTrue());
    EXPECT_EQ(bench.newest("ALGO_UPDATE")["o"]["X"].text(), "NEW");
    EXPECT_EQ(bench.newest("ALGO_UPDATE")["o"]["aid"].text(), placed["algoId"].text());
    EXPECT_TRUE(bench.tree("GET", "/fapi/v1/openOrders").items().empty()) << "no order like the others";
    EXPECT_EQ(bench.tree("GET", "/fapi/v1/openAlgoOrders", "symbol=ETHUSDT").items().size(), 1U);
    EXPECT_EQ(bench.tree("GET", "/fapi/v1/openAlgoOrders").items().size(), 1U);
    bench.tree("DELETE", "/fapi/v1/allOpenOrders", "symbol=ETHUSDT");
    EXPECT_EQ(bench.tree("GET", "/fapi/v1/openAlgoOrders").items().size(), 1U) << "cancel-all leaves them alone";
    EXPECT_EQ(bench.tree("GET", algoPath, "clientAlgoId=theirs")["algoId"].text(), placed["algoId"].text());

    bench.tree("DELETE", algoPath, "algoId=" + placed["algoId"].text());
    EXPECT_EQ(bench.newest("ALGO_UPDATE")["o"]["X"].text(), "CANCELED");
    EXPECT_TRUE(bench.tree("GET", "/fapi/v1/openAlgoOrders").items().empty());
    EXPECT_EQ(bench.refusal("DELETE", algoPath, "algoId=" + placed["algoId"].text()), -2011);
}

TEST(BinanceAlgoOrders, areCancelledAllAtOnce)
{
    BinanceBench bench;
    bench.tree("POST", algoPath, stop(bench.priceAt(0.95)));
    bench.tree("POST", algoPath, stop(bench.priceAt(0.9)));
    EXPECT_EQ(bench.refusal("DELETE", "/fapi/v1/algoOpenOrders"), -1121) << "the symbol must be named";
    bench.tree("DELETE", "/fapi/v1/algoOpenOrders", "symbol=ETHUSDT");
    EXPECT_TRUE(bench.tree("GET", "/fapi/v1/openAlgoOrders").items().empty());
    EXPECT_EQ(bench.tree("GET", "/fapi/v1/allAlgoOrders", "symbol=ETHUSDT").items().size(), 2U);
}

TEST(BinanceAlgoOrders, keepThePositionModeAsItIs)
{
    BinanceBench bench;
    bench.tree("POST", algoPath, stop(bench.priceAt(0.95)));
    EXPECT_EQ(bench.refusal("POST", modePath, "dualSidePosition=true"), -4067);
}

TEST(BinanceAlgoOrders, areRefusedInTheVenuesWords)
{
    BinanceBench bench;
    const std::string low = bench.priceAt(0.95);
    const std::string high = bench.priceAt(1.05);
    const std::pair<std::string, int> cases[] = {
        {stop(high), -2021},
        {stop(low, ""), -1102},
        {stop(low, "&quantity=0.5&closePosition=true"), -1106},
        {stop(low, "&closePosition=true&reduceOnly=true"), -1106},
        {stop(low, "&quantity=0.5&positionSide=LONG"), -4061},
        {"algoType=CONDITIONAL&symbol=ETHUSDT&side=SELL&type=LIMIT&quantity=1&price=" + high, -1116},
        {"algoType=CONDITIONAL&symbol=ETHUSDT&side=SELL&type=STOP&quantity=1&triggerPrice=" + low, -1102},
        {"algoType=CONDITIONAL&symbol=ETHUSDT&side=SELL&type=TRAILING_STOP_MARKET&quantity=1&callbackRate=21", -1102},
        {"algoType=CONDITIONAL&symbol=BTCUSDT&side=SELL&type=STOP_MARKET&quantity=1&triggerPrice=" + low, -1121},
    };
    for (const auto& [form, code] : cases) {
        EXPECT_EQ(bench.refusal("POST", algoPath, form), code) << form;
    }
    EXPECT_EQ(bench.refusalOf("side=SELL&type=STOP_MARKET&quantity=1&stopPrice=" + low), -4120);
    EXPECT_EQ(bench.refusal("POST", algoPath, stop(low, "&closePosition=true")), 0);
    EXPECT_EQ(bench.refusal("POST", algoPath, stop(low, "&closePosition=true")), -4130);
}

TEST(BinanceAlgoOrders, mayTrail)
{
    BinanceBench bench;
    const json::Tree placed = bench.tree("POST", algoPath,
        "algoType=CONDITIONAL&symbol=ETHUSDT&side=SELL&type=TRAILING_STOP_MARKET&quantity=1&callbackRate=1.5");
    EXPECT_EQ(placed["callbackRate"].text(), "1.5");
    EXPECT_EQ(placed["triggerPrice"].text(), "0");
}

} // namespace leadline::sim
