// SPDX-License-Identifier: MIT
#include "tests/support/stock_bench.h"

#include "engine/sim/exchange/random.h"

#include <gtest/gtest.h>

#include <array>

namespace leadline::sim
{

using namespace std::chrono_literals;
using core::Notional;
using core::Quantity;
using core::Side;
using tests::newYork;
using tests::OrderForm;
using tests::price;
using tests::size;
using tests::StockBench;

namespace
{

Notional dollars(std::string_view text)
{
    return Notional::parse(text).value();
}

AlpacaSettings cashAccount(const char* cash)
{
    AlpacaSettings settings = tests::calmStocks();
    settings.terms.cash = dollars(cash);
    settings.terms.multiplier = 1;
    return settings;
}

/// A limit that rests far below the market.
OrderForm far(const char* symbol, const char* shares, const char* limit)
{
    return {.symbol = symbol, .size = shares, .type = "limit", .limit = limit};
}

} // namespace

TEST(AlpacaMoney, isReservedByOrdersToTheCent)
{
    StockBench bench(cashAccount("1000"));

    EXPECT_EQ(bench.tree("/v2/account")["buying_power"].text(), "1000");
    const std::string id = bench.placed(far("KO", "10", "40"));
    EXPECT_EQ(bench.tree("/v2/account")["buying_power"].text(), "600");
    EXPECT_EQ(bench.tree("/v2/account")["cash"].text(), "1000") << "cash never moves without a fill";
    EXPECT_EQ(bench.tryPlace(far("KO", "15", "40.01")).status, 403) << "600.15";
    EXPECT_EQ(bench.tryPlace(far("KO", "15", "40.00")).status, 200) << "600.00";
    EXPECT_EQ(bench.tree("/v2/account")["buying_power"].text(), "0");
    static_cast<void>(bench.ask("DELETE", "/v2/orders/" + id));
    EXPECT_EQ(bench.tree("/v2/account")["buying_power"].text(), "0") << "held until the cancel is done";
    bench.run(31ms);
    EXPECT_EQ(bench.tree("/v2/account")["buying_power"].text(), "400");
}

TEST(AlpacaMoney, saysWhatItLacks)
{
    StockBench bench(cashAccount("100"));
    const json::Tree body = StockBench::parsed(bench.tryPlace(far("KO", "3", "40")).body);
    EXPECT_EQ(body["code"].whole(), 40310000);
    EXPECT_EQ(body["message"].text(), "insufficient buying power");
    EXPECT_EQ(body["buying_power"].text(), "100");
    EXPECT_EQ(body["cost_basis"].text(), "120");
}

TEST(AlpacaMoney, holdsTheLargerOfTwoWhileAReplaceIsPending)
{
    StockBench bench(cashAccount("1000"));
    const std::string id = bench.placed(far("KO", "10", "40"));

    const std::string next =
        StockBench::parsed(bench.ask("PATCH", "/v2/orders/" + id, "", R"({"limit_price":"50"})").body)["id"].text();
    EXPECT_EQ(bench.tree("/v2/account")["buying_power"].text(), "500");
    bench.run(31ms);
    EXPECT_EQ(bench.tree("/v2/account")["buying_power"].text(), "500");
    static_cast<void>(bench.ask("PATCH", "/v2/orders/" + next, "", R"({"limit_price":"30"})"));
    EXPECT_EQ(bench.tree("/v2/account")["buying_power"].text(), "500") << "the old one may still fill";
    bench.run(31ms);
    EXPECT_EQ(bench.tree("/v2/account")["buying_power"].text(), "700");
}

TEST(AlpacaMoney, allowsNoReplaceThatItCannotPay)
{
    StockBench bench(cashAccount("1000"));
    const std::string id = bench.placed(far("KO", "10", "40"));
    EXPECT_EQ(bench.ask("PATCH", "/v2/orders/" + id, "", R"({"qty":"26"})").status, 403) << "1040";
    EXPECT_EQ(bench.ask("PATCH", "/v2/orders/" + id, "", R"({"qty":"25"})").status, 200) << "1000";
}

TEST(AlpacaMoney, ofASaleComesWithItsFill)
{
    AlpacaSettings settings = cashAccount("0");
    settings.terms.positions = {{"KO", size("100")}};
    StockBench bench(settings);
    const std::string id = bench.placed({.symbol = "KO", .side = "sell", .size = "40", .type = "limit", .limit = "99"});

    EXPECT_EQ(bench.tree("/v2/account")["buying_power"].text(), "0");
    EXPECT_EQ(bench.tree("/v2/positions/KO")["qty_available"].text(), "60");
    static_cast<void>(bench.ask("DELETE", "/v2/orders/" + id));
    bench.run(31ms);
    const std::string sold = bench.placed({.symbol = "KO", .side = "sell", .size = "40"});
    const core::Notional got = bench.order(sold)["filled_avg_price"].price() * size("40");
    EXPECT_EQ(bench.tree("/v2/account")["cash"].notional(), got);
    EXPECT_EQ(bench.tree("/v2/account")["buying_power"].notional(), got);
}

TEST(AlpacaMoney, sellsNoShareTwice)
{
    AlpacaSettings settings = tests::calmStocks();
    settings.terms.positions = {{"KO", size("100.5")}};
    StockBench bench(settings);
    const std::string first =
        bench.placed({.symbol = "KO", .side = "sell", .size = "60", .type = "limit", .limit = "99"});

    const RestAnswer more = bench.tryPlace({.symbol = "KO", .side = "sell", .size = "40.500000001"});
    EXPECT_EQ(more.status, 403);
    const json::Tree body = StockBench::parsed(more.body);
    EXPECT_EQ(body["code"].whole(), 40310000);
    EXPECT_EQ(
        body["message"].text(), "insufficient qty available for order (requested: 40.500000001, available: 40.5)");
    EXPECT_EQ(body["existing_qty"].text(), "100.5");
    EXPECT_EQ(body["held_for_orders"].text(), "60");
    ASSERT_EQ(body["related_orders"].items().size(), 1U);
    EXPECT_EQ(body["related_orders"].items()[0].text(), first);
    EXPECT_EQ(bench.tryPlace({.symbol = "KO", .side = "sell", .size = "40.5"}).status, 200);
}

TEST(AlpacaMoney, closesAndReopensAPositionInTwoOrders)
{
    AlpacaSettings settings = tests::calmStocks();
    settings.terms.positions = {{"KO", size("10")}};
    StockBench bench(settings);
    EXPECT_EQ(bench.tryPlace({.symbol = "KO", .side = "sell", .size = "11"}).status, 403) << "not through zero";
    bench.placed({.symbol = "KO", .side = "sell", .size = "10"});
    EXPECT_EQ(bench.get("/v2/positions/KO").status, 404);

    bench.placed({.symbol = "KO", .side = "sell", .size = "5"});
    EXPECT_EQ(bench.tree("/v2/positions/KO")["qty"].text(), "-5");
    EXPECT_EQ(bench.tree("/v2/positions/KO")["side"].text(), "short");
    EXPECT_EQ(bench.tryPlace({.symbol = "KO", .size = "6"}).status, 403);
    bench.placed({.symbol = "KO", .size = "5"});
    EXPECT_EQ(bench.get("/v2/positions/KO").status, 404);
}

TEST(AlpacaMoney, closesPositionsWholeOrInPart)
{
    AlpacaSettings settings = tests::calmStocks();
    settings.terms.positions = {{"KO", size("10")}, {"F", size("-8")}, {"MSFT", size("3.5")}};
    StockBench bench(settings);
    const auto closes = [&](const std::string& path, const std::string& query = "") {
        const RestAnswer answer = bench.ask("DELETE", path, query);
        bench.run(31ms);
        return answer;
    };
    EXPECT_EQ(closes("/v2/positions/KO", "percentage=25").status, 200);
    EXPECT_EQ(bench.tree("/v2/positions/KO")["qty"].text(), "7.5");
    EXPECT_EQ(closes("/v2/positions/KO", "qty=0.5").status, 200);
    EXPECT_EQ(bench.tree("/v2/positions/KO")["qty"].text(), "7");
    EXPECT_EQ(closes("/v2/positions/KO", "qty=8").status, 403);
    EXPECT_EQ(closes("/v2/positions/KO", "qty=some").status, 422);
    EXPECT_EQ(closes("/v2/positions/PEP").status, 404);
    const RestAnswer all = closes("/v2/positions");
    EXPECT_EQ(all.status, 207);
    EXPECT_EQ(StockBench::parsed(all.body).items().size(), 3U);
    EXPECT_TRUE(bench.tree("/v2/positions").items().empty());
}

TEST(AlpacaMoney, shortsOnlyOnMargin)
{
    StockBench bench(cashAccount("1000"));
    const RestAnswer answer = bench.tryPlace({.symbol = "KO", .side = "sell", .size = "1"});
    EXPECT_EQ(answer.status, 403);
    EXPECT_FALSE(bench.tree("/v2/account")["shorting_enabled"].isTrue());
}

TEST(AlpacaMoney, reckonsAShortSaleThreePercentAboveTheAsk)
{
    AlpacaSettings settings = tests::calmStocks();
    settings.terms.cash = dollars("10000");
    StockBench bench(settings);
    const core::Price ask = bench.quote("KO").ask.price;
    const Notional power = bench.tree("/v2/account")["buying_power"].notional();

    bench.place({.symbol = "KO", .side = "sell", .size = "10", .type = "limit", .limit = "50"});

    const Notional held = core::Price::fromRaw(ask.raw() / 100 * 103) * size("10");
    EXPECT_EQ(bench.tree("/v2/account")["buying_power"].notional(), power - held);
}

namespace
{

struct WashCase {
    const char* name;
    OrderForm resting;
    OrderForm coming;
    int status;
    const char* message;
};

class AlpacaWash : public testing::TestWithParam<WashCase>
{
};

} // namespace

TEST_P(AlpacaWash, isPrevented)
{
    AlpacaSettings settings = tests::calmStocks();
    settings.terms.positions = {{"KO", size("100")}};
    StockBench bench(settings);
    const std::string resting = bench.placed(GetParam().resting);

    const RestAnswer answer = bench.tryPlace(GetParam().coming);

    EXPECT_EQ(answer.status, GetParam().status) << answer.body;
    if (answer.status != 200) {
        const json::Tree body = StockBench::parsed(answer.body);
        EXPECT_EQ(body["code"].whole(), 40310000);
        EXPECT_EQ(body["message"].text(), GetParam().message);
        EXPECT_TRUE(body["existing_order_id"].text() == resting || !body["existing_order_id"].isThere());
    }
}

INSTANTIATE_TEST_SUITE_P(AlpacaMoney, AlpacaWash,
    testing::Values(
        WashCase{"aMarketOrderAgainstALimit", {.symbol = "KO", .size = "1", .type = "limit", .limit = "50"},
            {.symbol = "KO", .side = "sell", .size = "1"}, 403, "potential wash trade detected. use complex orders"},
        WashCase{"aLimitAtItsPrice", {.symbol = "KO", .size = "1", .type = "limit", .limit = "50"},
            {.symbol = "KO", .side = "sell", .size = "1", .type = "limit", .limit = "50"}, 403,
            "potential wash trade detected. use complex orders"},
        WashCase{"aLimitACentAway", {.symbol = "KO", .size = "1", .type = "limit", .limit = "50"},
            {.symbol = "KO", .side = "sell", .size = "1", .type = "limit", .limit = "50.01"}, 200, ""},
        WashCase{"aLimitAgainstAStop", {.symbol = "KO", .side = "sell", .size = "1", .type = "stop", .stop = "40"},
            {.symbol = "KO", .size = "1", .type = "limit", .limit = "30"}, 403,
            "potential wash trade detected. use complex orders"},
        WashCase{"anotherStock", {.symbol = "KO", .size = "1", .type = "limit", .limit = "50"},
            {.symbol = "PEP", .side = "sell", .size = "1"}, 200, ""},
        WashCase{"aShortWhileAnOpeningBuyRests", {.symbol = "PEP", .size = "1", .type = "limit", .limit = "50"},
            {.symbol = "PEP", .side = "sell", .size = "1", .type = "limit", .limit = "300"}, 403,
            "cannot open a short sell while a long buy order is open"},
        WashCase{"aBuyWhileAShortSaleRests",
            {.symbol = "PEP", .side = "sell", .size = "1", .type = "limit", .limit = "300"},
            {.symbol = "PEP", .size = "1", .type = "limit", .limit = "50"}, 403,
            "cannot open a long buy while a short sell order is open"}),
    [](const auto& entry) { return std::string(entry.param.name); });

TEST(AlpacaMoney, paysFeesOnTheAccountAndNotInFills)
{
    StockBench bench;
    bench.placed({.symbol = "KO", .size = "1000"});
    EXPECT_EQ(bench.tree("/v2/account")["accrued_fees"].text(), "0.03") << "the audit trail, rounded up";
    EXPECT_EQ(bench.tree("/v2/account")["pending_reg_taf_fees"].text(), "0");
    bench.placed({.symbol = "KO", .side = "sell", .size = "1000"});
    EXPECT_EQ(bench.tree("/v2/account")["pending_reg_taf_fees"].text(), "0.2");
    EXPECT_EQ(bench.tree("/v2/account")["accrued_fees"].text(), "0.25");
    const json::Tree fillList = bench.tree("/v2/account/activities/FILL");
    for (const json::Tree& fill : fillList.items()) {
        EXPECT_FALSE(fill["fee"].isThere());
    }
}

TEST(AlpacaMoney, spendsANotionalOrderToTheLastBillionthOfAShareAndNoFurther)
{
    StockBench bench;
    const std::string id = bench.placed({.budget = "1234.56"});
    const json::Tree order = bench.order(id);

    EXPECT_EQ(order["status"].text(), "filled");
    EXPECT_EQ(order["notional"].text(), "1234.56");
    EXPECT_EQ(order["qty"].kind(), json::Tree::Kind::Null);
    const Notional spent = dollars("1000000") - bench.tree("/v2/account")["cash"].notional();
    EXPECT_LE(spent, dollars("1234.56"));
    EXPECT_GT(spent, dollars("1234.559"));
}

TEST(AlpacaMoney, isNeverMadeOrLostInThousandsOfOrders)
{
    constexpr std::array symbols{"AAPL", "F", "SNAP", "TELL", "JOB", "WDFC", "BRK.B", "NVR"};
    for (const std::uint64_t seed : {1U, 2U, 3U}) {
        AlpacaSettings settings = tests::calmStocks(seed);
        settings.market.hasIncidents = true;
        settings.terms.positions = {{"AAPL", size("50.25")}, {"F", size("-200")}};
        StockBench bench(settings, newYork(9, 25));
        Random random(seed);
        std::map<std::string, core::Quantity> shares{{"AAPL", size("50.25")}, {"F", size("-200")}};
        Notional cash = dollars("1000000");
        std::vector<std::string> ids;
        int placed = 0;
        int filled = 0;

        for (int i = 0; i < 3'000; ++i) {
            const char* const symbol = symbols[random.below(symbols.size())];
            const StockQuote quote = bench.quote(symbol);
            const bool buys = random.chance(0.5);
            const std::int64_t tick = core::stockTick(quote.bid.price).raw();
            const std::int64_t away = (static_cast<std::int64_t>(random.below(9)) - 4) * tick;
            OrderForm form{.symbol = symbol, .side = buys ? "buy" : "sell"};
            const double kind = random.uniform();
            form.type = kind < 0.3 ? "market" : "limit";
            form.limit = kind < 0.3
                ? ""
                : core::Price::fromRaw((buys ? quote.bid : quote.ask).price.raw() / tick * tick + away).text();
            form.size = random.chance(0.2) ? "1.234567891" : std::to_string(1 + random.below(300));
            if (random.chance(0.1)) {
                form.size = "";
                form.budget = "321.45";
            }
            const RestAnswer answer = bench.tryPlace(form);
            ASSERT_TRUE(answer.status == 200 || answer.status == 403 || answer.status == 422) << answer.body;
            if (answer.status == 200) {
                ids.push_back(StockBench::parsed(answer.body)["id"].text());
                ++placed;
            }
            if (!ids.empty() && random.chance(0.5)) {
                const std::string& id = ids[ids.size() - 1 - random.below(std::min<std::size_t>(ids.size(), 20))];
                const AlpacaOrder* const order = bench.simulator.trading().find(id);
                static_cast<void>(random.chance(0.5)
                        ? bench.ask("DELETE", "/v2/orders/" + id)
                        : bench.ask("PATCH", "/v2/orders/" + id, "",
                            R"({"qty":")" + std::to_string(1 + random.below(400)) + R"(","limit_price":")"
                                + core::Price::fromRaw(order->limit.raw() + tick).text() + "\"}"));
            }
            bench.run(std::chrono::milliseconds(random.below(400)));
            ASSERT_GE(bench.simulator.trading().reserved().raw(), 0);
            ASSERT_GE(bench.simulator.trading().buyingPower().raw(), 0);
        }
        for (const AlpacaFill& fill : bench.simulator.trading().fills()) {
            const std::string symbol(stockUniverse()[fill.stock].symbol);
            const bool buys = fill.side == Side::Bid;
            cash = buys ? cash - fill.price * fill.size : cash + fill.price * fill.size;
            shares[symbol] = buys ? shares[symbol] + fill.size : shares[symbol] - fill.size;
            EXPECT_EQ(shares[symbol], fill.position) << symbol;
            ++filled;
        }

        EXPECT_GT(placed, 500);
        EXPECT_GT(filled, 300);
        EXPECT_EQ(bench.simulator.trading().cash(), cash);
        for (const auto& [symbol, count] : shares) {
            EXPECT_EQ(bench.simulator.trading().positionOf(*findStock(symbol)), count) << symbol;
        }
        // Every order's own sum is that of its fills, its replacements' included.
        std::map<std::string, core::Quantity> byOrder;
        for (const AlpacaFill& fill : bench.simulator.trading().fills()) {
            byOrder[fill.orderId] += fill.size;
        }
        for (const AlpacaOrder& order : bench.simulator.trading().orders()) {
            const AlpacaOrder* const before = bench.simulator.trading().find(order.replaces);
            const bool inherits = before != nullptr && before->status == AlpacaOrderStatus::Replaced;
            const core::Quantity inherited = inherits ? before->filled : core::Quantity{};
            EXPECT_EQ(order.filled, byOrder[order.id] + inherited) << order.id;
            EXPECT_TRUE(order.budget.raw() > 0 || order.filled <= order.size);
            EXPECT_TRUE(order.budget.raw() == 0 || order.value <= order.budget);
        }
    }
}

} // namespace leadline::sim
