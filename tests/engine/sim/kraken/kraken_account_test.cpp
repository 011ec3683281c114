// SPDX-License-Identifier: MIT
#include "tests/support/builders.h"
#include "tests/support/kraken_bench.h"

#include <gtest/gtest.h>

namespace leadline::sim
{

using tests::KrakenBench;
using tests::price;
using tests::size;

TEST(KrakenTriggers, areHeldAmongTheOpenOrdersAndCancelled)
{
    KrakenBench bench;
    const std::string trigger = bench.priceAt(0.95);
    const std::string limit = bench.priceAt(0.94);

    const std::string id = bench
                               .tree("AddOrder",
                                   "pair=ETHUSDT&type=sell&ordertype=stop-loss-limit&volume=0.5&price=" + trigger
                                       + "&price2=" + limit + "&cl_ord_id=theirs")["txid"]
                               .items()
                               .at(0)
                               .text();

    const json::Tree order = bench.tree("OpenOrders")["open"][id];
    EXPECT_EQ(order["descr"]["ordertype"].text(), "stop-loss-limit");
    EXPECT_EQ(order["descr"]["price"].text(), trigger);
    EXPECT_EQ(order["descr"]["price2"].text(), limit);
    EXPECT_EQ(order["status"].text(), "open");
    const json::Tree& told = bench.said.back();
    EXPECT_EQ(told["channel"].text(), "executions");
    EXPECT_EQ(told["data"].items().at(0)["triggers"]["status"].text(), "untriggered");
    const core::Quantity held = bench.tree("BalanceEx")["ETH"]["hold_trade"].quantity();
    EXPECT_EQ(held, size("0.5")) << "the coins are held";

    EXPECT_EQ(bench.tree("CancelAll")["count"].whole(), 1);
    EXPECT_TRUE(bench.tree("OpenOrders")["open"].fields().empty());
    EXPECT_EQ(bench.said.back()["data"].items().at(0)["exec_type"].text(), "canceled");
    EXPECT_TRUE(bench.tree("BalanceEx")["ETH"]["hold_trade"].quantity().isZero());
}

TEST(KrakenTriggers, areTakenOverTheSocketAndMoved)
{
    KrakenBench bench;
    bench.tell(
        R"({"method":"add_order","params":{"order_type":"stop-loss","side":"sell","order_qty":0.5,"symbol":"ETH/USDT","triggers":{"reference":"last","price":)"
        + bench.priceAt(0.95) + R"(,"price_type":"static"},"cl_ord_id":"theirs","token":")" + bench.token
        + R"("},"req_id":7})");
    const std::string moved = bench.priceAt(0.96);
    bench.tell(R"({"method":"amend_order","params":{"cl_ord_id":"theirs","trigger_price":)" + moved + R"(,"token":")"
        + bench.token + R"("},"req_id":8})");

    const json::Tree open = bench.tree("OpenOrders")["open"];
    ASSERT_EQ(open.fields().size(), 1U);
    const json::Tree& order = open.fields()[0].second;
    EXPECT_EQ(order["descr"]["ordertype"].text(), "stop-loss");
    EXPECT_EQ(order["descr"]["price"].text(), moved);
    EXPECT_EQ(order["vol"].quantity(), size("0.5")) << "what was not named stays";
    EXPECT_EQ(bench.tree("QueryOrders", "txid=" + open.fields()[0].first).fields().size(), 1U);
}

TEST(KrakenTriggers, mayBeSoFarFromTheMarket)
{
    KrakenBench bench;
    const json::Tree placed =
        bench.tree("AddOrder", "pair=ETHUSDT&type=sell&ordertype=trailing-stop&volume=0.5&price=%2B10%25");
    const json::Tree order = bench.tree("OpenOrders")["open"][placed["txid"].items().at(0).text()];
    EXPECT_GT(order["stopprice"].price().raw(), 0);
}

TEST(KrakenTriggers, areRefusedWithoutTheCoinsOrAPrice)
{
    KrakenBench bench;
    const std::string form = "pair=ETHUSDT&type=sell&ordertype=stop-loss&volume=";
    EXPECT_EQ(bench.error("AddOrder", form + "1000&price=" + bench.priceAt(0.95)), "EOrder:Insufficient funds");
    EXPECT_EQ(bench.error("AddOrder", form + "0.5&price=0"), "EOrder:Invalid price");
    EXPECT_EQ(bench.error("AddOrder",
                  "pair=ETHUSDT&type=sell&ordertype=stop-loss-limit&volume=0.5&price=" + bench.priceAt(0.95)),
        "EOrder:Invalid price");
    EXPECT_EQ(bench.error("AddOrder", "pair=ETHUSDT&type=sell&ordertype=iceberg&volume=0.5&price=1"),
        "EGeneral:Invalid arguments:ordertype");
    // Target and stop on the same coins: the second finds them held.
    EXPECT_EQ(bench.error("AddOrder", form + "200&price=" + bench.priceAt(0.95)), "");
    EXPECT_EQ(
        bench.error("AddOrder", "pair=ETHUSDT&type=sell&ordertype=take-profit&volume=200&price=" + bench.priceAt(1.05)),
        "EOrder:Insufficient funds");
}

TEST(KrakenMarginSide, lendsWhatAnOrderWithLeverageTakes)
{
    KrakenBench bench;
    EXPECT_TRUE(bench.tree("OpenPositions").fields().empty());
    const std::string coins = bench.tree("BalanceEx")["ETH"]["balance"].text();
    const std::string form = "pair=ETHUSDT&ordertype=market&leverage=2&volume=";
    EXPECT_EQ(
        bench.error("AddOrder", form + "0.5&type=sell&reduce_only=true"), "EOrder:Reduce only:No position exists");
    EXPECT_EQ(bench.error("AddOrder", form + "0.5&type=buy"), "");
    const json::Tree positions = bench.tree("OpenPositions");
    ASSERT_EQ(positions.fields().size(), 1U);
    EXPECT_EQ(positions.fields()[0].second["vol"].quantity(), size("0.5"));
    EXPECT_EQ(positions.fields()[0].second["type"].text(), "buy");
    EXPECT_EQ(bench.tree("BalanceEx")["ETH"]["balance"].text(), coins) << "nothing was bought";
    // It takes what there is, and no more.
    EXPECT_EQ(bench.error("AddOrder", form + "3&type=sell&reduce_only=true"), "");
    EXPECT_TRUE(bench.tree("OpenPositions").fields().empty());
    EXPECT_EQ(bench.tree("BalanceEx")["ETH"]["balance"].text(), coins);
}

} // namespace leadline::sim
