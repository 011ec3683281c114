// SPDX-License-Identifier: MIT
#include "tests/support/stock_bench.h"

#include <gtest/gtest.h>

namespace leadline::sim
{

using namespace std::chrono_literals;
using tests::OrderForm;
using tests::size;
using tests::StockBench;

namespace
{

std::string around(const StockBench& bench, double share)
{
    const double bid = bench.quote("KO").bid.price.toDoubleLossy();
    return core::Price::fromRaw(static_cast<std::int64_t>(bid * share * 100) * 10'000'000).text();
}

/// `"order_class":…` and both exits.
std::string exits(const std::string& target, const std::string& stop, const char* orderClass = "bracket")
{
    return R"("order_class":")" + std::string(orderClass) + R"(","take_profit":{"limit_price":")" + target
        + R"("},"stop_loss":{"stop_price":")" + stop + R"("})";
}

OrderForm restingBracket(const StockBench& bench)
{
    return {.symbol = "KO",
        .size = "10",
        .type = "limit",
        .limit = around(bench, 0.9),
        .life = "gtc",
        .more = exits(around(bench, 1.2), around(bench, 0.8))};
}

/// Bought at once, both exits far away.
OrderForm filledBracket(const StockBench& bench, double target = 1.2, double stop = 0.8)
{
    return {.symbol = "KO", .size = "10", .life = "gtc", .more = exits(around(bench, target), around(bench, stop))};
}

} // namespace

TEST(AlpacaBracket, isHeldWithItsEntryAndListedInsideOfIt)
{
    StockBench bench;
    const json::Tree placed = bench.place(restingBracket(bench));
    bench.run(31ms);

    ASSERT_EQ(placed["legs"].items().size(), 2U);
    EXPECT_EQ(placed["order_class"].text(), "bracket");
    EXPECT_EQ(placed["legs"].items()[0]["type"].text(), "limit");
    EXPECT_EQ(placed["legs"].items()[0]["side"].text(), "sell");
    EXPECT_EQ(placed["legs"].items()[1]["type"].text(), "stop");
    for (const json::Tree& leg : placed["legs"].items()) {
        EXPECT_EQ(leg["status"].text(), "held");
        EXPECT_EQ(leg["qty"].text(), "10");
    }
    const json::Tree flat = bench.tree("/v2/orders", "status=open");
    ASSERT_EQ(flat.items().size(), 1U) << "legs that are held are told with their order alone";
    const json::Tree nested = bench.tree("/v2/orders", "status=open&nested=true");
    ASSERT_EQ(nested.items().size(), 1U);
    EXPECT_EQ(nested.items()[0]["legs"].items().size(), 2U);
    EXPECT_EQ(bench.tree("/v2/orders", "status=all").items().size(), 3U);
}

TEST(AlpacaBracket, goesWholeWhenOneOfItIsCancelled)
{
    for (const std::size_t which : {0U, 1U, 2U}) {
        StockBench bench;
        const json::Tree placed = bench.place(restingBracket(bench));
        bench.run(31ms);
        std::vector<std::string> ids{placed["id"].text()};
        for (const json::Tree& leg : placed["legs"].items()) {
            ids.push_back(leg["id"].text());
        }
        EXPECT_EQ(bench.ask("DELETE", "/v2/orders/" + ids[which]).status, 204);
        bench.run(31ms);
        for (const std::string& id : ids) {
            EXPECT_EQ(bench.status(id), "canceled");
        }
    }
}

TEST(AlpacaBracket, goesWithAllOthersWhenAllAreCancelled)
{
    StockBench bench;
    bench.place(restingBracket(bench));
    bench.run(31ms);
    const json::Tree cancelled = StockBench::parsed(bench.ask("DELETE", "/v2/orders").body);
    EXPECT_EQ(cancelled.items().size(), 1U);
    bench.run(31ms);
    EXPECT_TRUE(bench.tree("/v2/orders", "status=open&nested=true").items().empty());
    const json::Tree all = bench.tree("/v2/orders", "status=all");
    EXPECT_FALSE(all.items().empty());
    for (const json::Tree& order : all.items()) {
        EXPECT_EQ(order["status"].text(), "canceled");
    }
}

TEST(AlpacaBracket, beginsItsTargetWithTheFillAndHoldsItsStop)
{
    StockBench bench;
    const json::Tree placed = bench.place(filledBracket(bench));
    bench.run(1s);
    ASSERT_EQ(bench.status(placed["id"].text()), "filled");

    EXPECT_EQ(bench.status(placed["legs"].items()[0]["id"].text()), "new");
    EXPECT_EQ(bench.status(placed["legs"].items()[1]["id"].text()), "held");
    const json::Tree open = bench.tree("/v2/orders", "status=open");
    ASSERT_EQ(open.items().size(), 1U);
    EXPECT_EQ(open.items()[0]["id"].text(), placed["legs"].items()[0]["id"].text());
    EXPECT_EQ(bench.tree("/v2/positions/KO")["qty_available"].text(), "0") << "one share backs one exit";
    const RestAnswer second = bench.tryPlace({.symbol = "KO", .side = "sell", .size = "10"});
    EXPECT_EQ(second.status, 403);
}

TEST(AlpacaBracket, endsTheStopWithTheTarget)
{
    StockBench bench;
    const json::Tree placed = bench.place(filledBracket(bench));
    bench.run(1s);
    const std::string target = placed["legs"].items()[0]["id"].text();
    const std::string stop = placed["legs"].items()[1]["id"].text();

    const std::string moved = StockBench::parsed(
        bench.ask("PATCH", "/v2/orders/" + target, "", R"({"limit_price":")" + around(bench, 0.95) + "\"}").body)["id"]
                                  .text();
    bench.run(1s);

    EXPECT_EQ(bench.status(moved), "filled");
    EXPECT_EQ(bench.status(stop), "canceled");
    EXPECT_TRUE(bench.tree("/v2/positions").items().empty());
}

TEST(AlpacaBracket, leavesTheStopToSellWhatTheTargetDidNot)
{
    StockBench bench;
    // So near that the price comes by within minutes.
    const json::Tree placed = bench.place(filledBracket(bench, 1.2, 0.9995));
    const std::string target = placed["legs"].items()[0]["id"].text();
    const std::string stop = placed["legs"].items()[1]["id"].text();
    for (int minute = 0; minute < 300 && bench.status(stop) == "held"; ++minute) {
        bench.run(1min);
    }
    bench.run(1s);
    EXPECT_EQ(bench.status(stop), "filled");
    EXPECT_EQ(bench.status(target), "canceled");
    EXPECT_TRUE(bench.tree("/v2/positions").items().empty());
}

TEST(AlpacaGroups, exitAPositionByTargetAndStop)
{
    AlpacaSettings settings = tests::calmStocks();
    settings.terms.positions = {{"KO", size("10")}};
    StockBench bench(settings);
    const json::Tree placed = bench.place({.symbol = "KO",
        .side = "sell",
        .size = "10",
        .type = "limit",
        .life = "gtc",
        .more = exits(around(bench, 1.2), around(bench, 0.8), "oco")});
    bench.run(31ms);
    EXPECT_EQ(placed["limit_price"].price(), tests::price(around(bench, 1.2)));
    ASSERT_EQ(placed["legs"].items().size(), 1U) << "the target is the parent";
    EXPECT_EQ(bench.status(placed["id"].text()), "new");
    EXPECT_EQ(bench.status(placed["legs"].items()[0]["id"].text()), "held");
    EXPECT_EQ(bench.tree("/v2/orders", "status=open&nested=true").items().at(0)["legs"].items().size(), 1U);
    static_cast<void>(bench.ask("DELETE", "/v2/orders/" + placed["legs"].items()[0]["id"].text()));
    bench.run(31ms);
    EXPECT_TRUE(bench.tree("/v2/orders", "status=open&nested=true").items().empty());
}

TEST(AlpacaGroups, triggerOneExitByOneEntry)
{
    StockBench bench;
    const json::Tree placed = bench.place({.symbol = "KO",
        .size = "10",
        .life = "gtc",
        .more = R"("order_class":"oto","stop_loss":{"stop_price":")" + around(bench, 0.8) + "\"}"});
    bench.run(1s);
    EXPECT_EQ(bench.status(placed["legs"].items().at(0)["id"].text()), "new");
    EXPECT_EQ(bench.tree("/v2/orders", "status=open").items().size(), 1U);
}

TEST(AlpacaGroups, areRefusedInTheVenuesWords)
{
    StockBench bench;
    const std::string high = around(bench, 1.2);
    const std::string low = around(bench, 0.8);
    const std::pair<std::string, const char*> cases[] = {
        {R"("order_class":"bracket","stop_loss":{"stop_price":")" + low + "\"}",
            "bracket orders require take_profit.limit_price"},
        {R"("order_class":"bracket","take_profit":{"limit_price":")" + high + "\"}",
            "bracket orders require stop_loss.stop_price"},
        {exits(high, low, "oto"), "oto orders require exactly one of take_profit and stop_loss"},
        {exits(high, high), "stop_loss.stop_price must be <= base_price - 0.01"},
        {exits(high, low, "oco"), "oco orders must be limit orders"},
        {R"("take_profit":{"limit_price":")" + high + "\"}", "take_profit and stop_loss are for complex orders"},
    };
    for (const auto& [more, message] : cases) {
        const RestAnswer answer = bench.tryPlace({.symbol = "KO", .size = "10", .more = more});
        EXPECT_EQ(answer.status, 422) << more;
        EXPECT_EQ(StockBench::parsed(answer.body)["message"].text(), message);
    }
    EXPECT_TRUE(bench.tree("/v2/orders", "status=all").items().empty());
}

} // namespace leadline::sim
