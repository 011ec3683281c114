// SPDX-License-Identifier: MIT
#include "tests/support/binance_spot_bench.h"

#include <gtest/gtest.h>

namespace leadline::sim
{

using tests::BinanceSpotBench;
using tests::size;

namespace
{

constexpr const char* orderPath = "/api/v3/order";
constexpr const char* openPath = "/api/v3/openOrders";

std::string limit(const char* side, const std::string& price, const char* more = "&quantity=0.5")
{
    return std::string("type=LIMIT&timeInForce=GTC&side=") + side + "&price=" + price + more;
}

} // namespace

TEST(BinanceSpotSide, chargesInWhatWasReceivedAndTellsTheBalances)
{
    BinanceSpotBench bench;
    const core::Quantity before = bench.balance("ETH", "free");
    const json::Tree bought = bench.place("type=MARKET&side=BUY&quantity=0.5");
    EXPECT_EQ(bought["status"].text(), "FILLED");
    core::Quantity fees;
    for (const json::Tree& fill : bought["fills"].items()) {
        EXPECT_EQ(fill["commissionAsset"].text(), "ETH");
        fees += fill["commission"].quantity();
    }
    EXPECT_EQ(fees, size("0.0005")) << "ten basis points";
    EXPECT_EQ(bench.balance("ETH", "free"), before + size("0.4995"));
    EXPECT_EQ(bench.newest("outboundAccountPosition")["B"].items().at(0)["f"].quantity(), before + size("0.4995"));
    const json::Tree told = bench.newest("executionReport");
    EXPECT_EQ(told["x"].text() + " " + told["X"].text() + " " + told["N"].text(), "TRADE FILLED ETH");

    const json::Tree sold = bench.place("type=MARKET&side=SELL&quantity=0.4");
    EXPECT_EQ(sold["fills"].items().at(0)["commissionAsset"].text(), "USDT");
    EXPECT_EQ(bench.balance("ETH", "free"), before + size("0.0995"));
    const json::Tree trades =
        bench.tree("GET", "/api/v3/myTrades", "symbol=ETHUSDT&orderId=" + bought["orderId"].text());
    EXPECT_EQ(trades.items().size(), bought["fills"].items().size());
    EXPECT_EQ(trades.items().at(0)["commissionAsset"].text(), "ETH");
    EXPECT_TRUE(trades.items().at(0)["isBuyer"].isTrue());
}

TEST(BinanceSpotSide, locksWhatOpenOrdersNeed)
{
    BinanceSpotBench bench;
    const core::Quantity ether = bench.balance("ETH", "free");
    const std::string low = bench.priceAt(0.9);
    bench.place(limit("BUY", low));
    bench.place(limit("SELL", bench.priceAt(1.1), "&quantity=2"));
    EXPECT_EQ(bench.balance("USDT", "locked").raw() * 2, core::Price::parse(low)->raw());
    EXPECT_EQ(bench.balance("ETH", "locked"), size("2"));
    EXPECT_EQ(bench.balance("ETH", "free"), ether - size("2"));
    EXPECT_EQ(bench.refusalOf(limit("SELL", bench.priceAt(1.1), "&quantity=299")),
        "-2010 Account has insufficient balance for requested action.");
    bench.tree("DELETE", openPath, "symbol=ETHUSDT");
    EXPECT_TRUE(bench.balance("USDT", "locked").isZero());
    EXPECT_TRUE(bench.balance("ETH", "locked").isZero());
}

TEST(BinanceSpotSide, refusesInTheVenuesWords)
{
    BinanceSpotBench bench;
    const std::string low = bench.priceAt(0.95);
    EXPECT_EQ(bench.refusalOf(limit("BUY", low + "1")), "-1013 Filter failure: PRICE_FILTER");
    EXPECT_EQ(bench.refusalOf(limit("BUY", low, "&quantity=0.50001")), "-1013 Filter failure: LOT_SIZE");
    EXPECT_EQ(bench.refusalOf(limit("BUY", low, "&quantity=0.001")), "-1013 Filter failure: NOTIONAL");
    EXPECT_EQ(bench.refusalOf("type=LIMIT_MAKER&side=BUY&quantity=0.5&price=" + bench.priceAt(1.01)),
        "-2010 Order would immediately match and take.");
    bench.place(limit("BUY", low, "&quantity=0.5&newClientOrderId=twice"));
    EXPECT_EQ(
        bench.refusalOf(limit("BUY", low, "&quantity=0.5&newClientOrderId=twice")), "-2010 Duplicate order sent.");
    EXPECT_EQ(bench.refusal("DELETE", orderPath, "symbol=ETHUSDT&orderId=1"), "-2011 Unknown order sent.");
    EXPECT_EQ(bench.refusal("GET", orderPath, "symbol=ETHUSDT&orderId=1"), "-2013 Order does not exist.");
    EXPECT_EQ(bench.refusal("GET", orderPath, "symbol=BTCUSDT&orderId=1"), "-1121 Invalid symbol.");
    bench.tree("DELETE", openPath, "symbol=ETHUSDT");
    EXPECT_EQ(bench.refusal("DELETE", openPath, "symbol=ETHUSDT"), "-2011 Unknown order sent.") << "there is none";
    EXPECT_EQ(bench.refusalOf(limit("BUY", low, "&quantity=0.5&reduceOnly=true")).substr(0, 5), "-1104");
}

TEST(BinanceSpotSide, refusesWrongKeysTimesAndSignatures)
{
    BinanceSpotBench bench;
    const auto ask = [&](const std::string& query, std::string_view key) {
        const RestAnswer answer =
            bench.venue.simulator->rest({.path = "/api/v3/account", .query = query, .header = [key](std::string_view) {
                                             return std::string(key);
                                         }});
        return bench.parsed(answer.body)["code"].whole();
    };
    EXPECT_EQ(ask("timestamp=1&signature=x", "somebody"), -2015);
    EXPECT_EQ(ask("signature=x", embeddedKey), -1102);
    EXPECT_EQ(ask("timestamp=1&signature=x", embeddedKey), -1022);
    EXPECT_EQ(
        ask("timestamp=1&signature=" + venues::hexText(venues::hmacSha256(embeddedSecret, "timestamp=1")), embeddedKey),
        -1021);
    bench.venue.simulator->received(1, bench.subscription("not the secret"));
    EXPECT_EQ(bench.answers.back()["error"]["code"].whole(), -1022);
    EXPECT_EQ(bench.answers.back()["id"].text(), "stream");
}

TEST(BinanceSpotSide, namesTheRequestAndTheOrderOfACancel)
{
    BinanceSpotBench bench;
    bench.place(limit("BUY", bench.priceAt(0.95), "&quantity=0.5&newClientOrderId=mine"));
    const json::Tree done =
        bench.tree("DELETE", orderPath, "symbol=ETHUSDT&origClientOrderId=mine&newClientOrderId=theCancel");
    EXPECT_EQ(done["status"].text(), "CANCELED");
    EXPECT_EQ(done["origClientOrderId"].text(), "mine");
    EXPECT_EQ(done["clientOrderId"].text(), "theCancel");
    const json::Tree told = bench.newest("executionReport");
    EXPECT_EQ(told["x"].text(), "CANCELED");
    EXPECT_EQ(told["c"].text(), "theCancel");
    EXPECT_EQ(told["C"].text(), "mine");
}

TEST(BinanceSpotSide, makesOrdersSmallerAndRenamesThemUnlessTold)
{
    BinanceSpotBench bench;
    const std::string id =
        bench.place(limit("BUY", bench.priceAt(0.95), "&quantity=0.5&newClientOrderId=mine"))["orderId"].text();
    const auto amended = [&](const std::string& more) {
        return bench.tree(
            "PUT", "/api/v3/order/amend/keepPriority", "symbol=ETHUSDT&orderId=" + id + more)["amendedOrder"];
    };
    EXPECT_EQ(amended("&newQty=0.4&newClientOrderId=mine")["qty"].quantity(), size("0.4"));
    EXPECT_EQ(bench.newest("executionReport")["x"].text(), "REPLACED");
    EXPECT_EQ(bench.newest("executionReport")["c"].text(), "mine");
    const json::Tree renamed = amended("&newQty=0.3");
    EXPECT_EQ(renamed["origClientOrderId"].text(), "mine");
    EXPECT_NE(renamed["clientOrderId"].text(), "mine");
    EXPECT_EQ(bench.newest("executionReport")["C"].text(), "mine");
    EXPECT_EQ(bench.refusal("GET", orderPath, "symbol=ETHUSDT&origClientOrderId=mine"), "-2013 Order does not exist.");
    const auto refused = [&](const char* amount) {
        return bench
            .refusal("PUT", "/api/v3/order/amend/keepPriority", "symbol=ETHUSDT&orderId=" + id + "&newQty=" + amount)
            .substr(0, 5);
    };
    EXPECT_EQ(refused("0.3"), "-2038");
    EXPECT_EQ(refused("0.31"), "-2038");
    EXPECT_EQ(refused("0"), "-1102");
    EXPECT_EQ(bench.tree("GET", openPath, "symbol=ETHUSDT").items().at(0)["origQty"].quantity(), size("0.3"));
}

TEST(BinanceSpotSide, keepsOrdersThatWaitAmongTheOthers)
{
    BinanceSpotBench bench;
    const std::string low = bench.priceAt(0.9);
    const std::string stop = "type=STOP_LOSS_LIMIT&timeInForce=GTC&side=SELL&quantity=0.5&price=" + low;
    const json::Tree placed = bench.place(stop + "&stopPrice=" + low + "&newOrderRespType=RESULT");
    EXPECT_EQ(placed["type"].text(), "STOP_LOSS_LIMIT");
    EXPECT_EQ(bench.balance("ETH", "locked"), size("0.5")) << "at once";
    const json::Tree row = bench.tree("GET", openPath).items().at(0);
    EXPECT_EQ(row["stopPrice"].price().text(), low);
    EXPECT_FALSE(row["isWorking"].isTrue());
    EXPECT_FALSE(bench.newest("executionReport")["w"].isTrue());
    EXPECT_EQ(bench.refusalOf(stop + "&stopPrice=" + bench.priceAt(1.05)), "-2010 Order would trigger immediately.");
    EXPECT_EQ(bench.refusalOf("type=TAKE_PROFIT&side=SELL&quantity=0.5&stopPrice=" + low),
        "-2010 Order would trigger immediately.");
    EXPECT_EQ(bench.refusalOf("type=STOP_LOSS&side=SELL&quantity=0.5"),
        "-1102 Mandatory parameter 'stopPrice' was not "
        "sent, was empty/null, or malformed.");
    EXPECT_EQ(bench.refusalOf("type=STOP_LOSS&side=SELL&quantity=0.5&trailingDelta=200"), "");
    bench.tree("DELETE", openPath, "symbol=ETHUSDT");
    EXPECT_TRUE(bench.tree("GET", openPath).items().empty());
}

TEST(BinanceSpotSide, replacesByTwoOrdersThatMayFailEach)
{
    BinanceSpotBench bench;
    bench.place(limit("BUY", bench.priceAt(0.95), "&quantity=0.5&newClientOrderId=old"));
    const auto replaced = [&](const std::string& order) {
        return bench.ask("POST", "/api/v3/order/cancelReplace",
            "symbol=ETHUSDT&cancelReplaceMode=STOP_ON_FAILURE&cancelOrigClientOrderId=old&" + order);
    };
    EXPECT_EQ(replaced(limit("BUY", bench.priceAt(0.94), "&quantity=0.5&newClientOrderId=new")).status, 200);
    EXPECT_EQ(bench.tree("GET", openPath).items().at(0)["clientOrderId"].text(), "new");
    const RestAnswer none = replaced(limit("BUY", bench.priceAt(0.94)));
    EXPECT_EQ(none.status, 400);
    EXPECT_EQ(bench.parsed(none.body)["code"].whole(), -2022);
    EXPECT_EQ(bench.parsed(none.body)["data"]["newOrderResult"].text(), "NOT_ATTEMPTED");
    bench.place(limit("BUY", bench.priceAt(0.93), "&quantity=0.5&newClientOrderId=old"));
    const RestAnswer half = replaced(limit("BUY", bench.priceAt(0.93), "&quantity=0.00001"));
    EXPECT_EQ(half.status, 409);
    EXPECT_EQ(bench.parsed(half.body)["code"].whole(), -2021);
    EXPECT_EQ(bench.parsed(half.body)["data"]["cancelResult"].text(), "SUCCESS");
}

TEST(BinanceSpotSide, endsItsStreamAndTellsNothingMore)
{
    BinanceSpotBench bench;
    EXPECT_EQ(bench.answers.back()["result"]["subscriptionId"].text(), "0");
    bench.venue.simulator->endSessions();
    EXPECT_EQ(bench.said.back()["event"]["e"].text(), "eventStreamTerminated");
    const std::size_t before = bench.said.size();
    bench.place(limit("BUY", bench.priceAt(0.95)));
    EXPECT_EQ(bench.said.size(), before);
    bench.venue.simulator->received(1, bench.subscription(std::string(embeddedSecret)));
    EXPECT_EQ(bench.answers.back()["result"]["subscriptionId"].text(), "1");
    bench.tree("DELETE", openPath, "symbol=ETHUSDT");
    EXPECT_EQ(bench.said.back()["subscriptionId"].text(), "1");
}

/// As docs/embedded-market.md says.
TEST(BinanceSpotSide, takesFillOrKillForImmediateOrCancelAndLimitsNoRate)
{
    BinanceSpotBench bench;
    const std::string best =
        bench.tree("GET", "/api/v3/depth", "symbol=ETHUSDT&limit=5")["bids"].items()[0].items()[0].text();
    const json::Tree taken = bench.place("type=LIMIT&timeInForce=FOK&side=SELL&quantity=290&price=" + best);
    EXPECT_EQ(taken["status"].text(), "EXPIRED");
    EXPECT_FALSE(taken["executedQty"].quantity().isZero()) << "at the venue nothing of it would have been filled";
    for (int i = 0; i < 300; ++i) {
        const json::Tree placed = bench.place(limit("BUY", bench.priceAt(0.9)));
        bench.tree("DELETE", orderPath, "symbol=ETHUSDT&orderId=" + placed["orderId"].text());
    }
}

TEST(BinanceSpotSide, buysForSoMuchMoney)
{
    BinanceSpotBench bench;
    const core::Quantity bought = bench.place("type=MARKET&side=BUY&quoteOrderQty=1000")["executedQty"].quantity();
    EXPECT_GT(bought, size("0.3"));
    EXPECT_LT(bought, size("0.4"));
}

/// Each as the venue documents it, and as our own side reads it.
TEST(BinanceSpotSide, sendsItsDataWithoutRoutes)
{
    BinanceSpotBench bench;
    bench.venue.simulator->connected(2, "/stream", "streams=ethusdt@depth@100ms/ethusdt@bookTicker/ethusdt@trade");
    bench.venue.simulator->connected(3, "/ws/ethusdt@depth20@100ms", "");
    bench.answers.clear();
    bench.run(std::chrono::seconds(5));
    bool hasDiff = false;
    bool hasTouch = false;
    bool hasTrade = false;
    bool hasFrame = false;
    for (const json::Tree& told : bench.answers) {
        const json::Tree& data = told["data"];
        const std::string& stream = told["stream"].text();
        if (stream == "ethusdt@depth@100ms") {
            hasDiff = data["U"].whole() > 0 && data["u"].whole() >= data["U"].whole();
            EXPECT_FALSE(data["pu"].isThere() || data["T"].isThere()) << "as futures have them";
        } else if (stream == "ethusdt@bookTicker") {
            hasTouch = data["u"].whole() > 0;
            EXPECT_FALSE(data["e"].isThere());
        } else if (stream == "ethusdt@trade") {
            hasTrade = data["t"].whole() > 0;
        } else {
            hasFrame = told["lastUpdateId"].whole() > 0 && told["bids"].items().size() == 20;
        }
    }
    EXPECT_TRUE(hasDiff && hasTouch && hasTrade && hasFrame);
}

} // namespace leadline::sim
