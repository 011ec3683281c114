// SPDX-License-Identifier: MIT
#include "engine/sim/alpaca_front.h"

#include "engine/sim/message_pack.h"
#include "engine/venues/json_tree.h"
#include "tests/support/stock_bench.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace leadline::sim
{

using tests::price;
using tests::size;
using tests::StockBench;
using venues::JsonTree;

TEST(AlpacaFront, turnsAwayRequestsWithoutTheKeys)
{
    StockBench bench;
    RestRequest request{.path = "/v2/account"};
    EXPECT_EQ(bench.front.rest(request).status, 401);
    request.path = "/v2/stocks/snapshots";
    EXPECT_EQ(bench.front.rest(request).status, 401);
    request.header = [](std::string_view) { return std::string(embeddedKey); };
    EXPECT_EQ(bench.front.rest(request).status, 401) << "a key with the wrong secret";
    EXPECT_EQ(bench.get("/v2/account").status, 200);
}

TEST(AlpacaFront, fillsAMarketableOrderAndTellsItOnTheStream)
{
    StockBench bench;
    bench.listen();

    const JsonTree placed = bench.place({.symbol = "AAPL", .side = "buy", .size = "10"});
    EXPECT_EQ(placed["status"].text(), "pending_new");
    bench.run(std::chrono::milliseconds(31));

    const JsonTree order = bench.order(placed["id"].text());
    EXPECT_EQ(order["status"].text(), "filled");
    EXPECT_EQ(order["filled_qty"].text(), "10");
    EXPECT_EQ(bench.updates(), (std::vector<std::string>{"pending_new", "new", "fill"}));
    EXPECT_EQ(bench.tree("/v2/positions/AAPL")["qty"].text(), "10");
    const auto cash = bench.tree("/v2/account")["cash"].notional();
    const auto paid = order["filled_avg_price"].price() * size("10");
    EXPECT_EQ(cash, core::Notional::parse("1000000").value() - paid);
}

} // namespace leadline::sim
