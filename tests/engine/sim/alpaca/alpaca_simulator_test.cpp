// SPDX-License-Identifier: MIT
#include "tests/support/stock_bench.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace leadline::sim
{

using namespace std::chrono_literals;
using tests::newYork;
using tests::price;
using tests::size;
using tests::StockBench;

TEST(AlpacaSimulator, turnsAwayRequestsWithoutTheKeys)
{
    StockBench bench;
    RestRequest request{.path = "/v2/account"};
    EXPECT_EQ(bench.simulator.rest(request).status, 401);
    request.path = "/v2/stocks/snapshots";
    EXPECT_EQ(bench.simulator.rest(request).status, 401);
    request.header = [](std::string_view) { return std::string(embeddedKey); };
    EXPECT_EQ(bench.simulator.rest(request).status, 401) << "a key with the wrong secret";
    EXPECT_EQ(bench.get("/v2/account").status, 200);
}

TEST(AlpacaSimulator, fillsAMarketableOrderAndTellsItOnTheStream)
{
    StockBench bench;
    bench.listen();

    const json::Tree placed = bench.place({.size = "10"});
    EXPECT_EQ(placed["status"].text(), "pending_new");
    bench.run(31ms);

    const json::Tree order = bench.order(placed["id"].text());
    EXPECT_EQ(order["status"].text(), "filled");
    EXPECT_EQ(order["filled_qty"].text(), "10");
    EXPECT_TRUE(order["filled_at"].isThere());
    EXPECT_EQ(bench.updates(), (std::vector<std::string>{"pending_new", "new", "fill"}));
    EXPECT_EQ(bench.tree("/v2/positions/AAPL")["qty"].text(), "10");
    const auto cash = bench.tree("/v2/account")["cash"].notional();
    const auto paid = order["filled_avg_price"].price() * size("10");
    EXPECT_EQ(cash, core::Notional::parse("1000000").value() - paid);
}

TEST(AlpacaSimulator, hasNoFieldsOfTheOldDayTradingRule)
{
    StockBench bench;
    const json::Tree account = bench.tree("/v2/account");
    for (const char* const gone : {"pattern_day_trader", "daytrade_count", "daytrading_buying_power"}) {
        EXPECT_EQ(account[gone].kind(), json::Tree::Kind::Missing) << gone;
    }
    EXPECT_EQ(account["status"].text(), "ACTIVE");
    EXPECT_EQ(account["cash"].text(), "1000000");
    EXPECT_EQ(account["buying_power"].text(), "2000000");
    EXPECT_EQ(account["buying_power"].kind(), json::Tree::Kind::Text) << "decimals in quotes";
    EXPECT_EQ(account["multiplier"].text(), "2");
}

TEST(AlpacaSimulator, limitsRequestsOfAMinuteAndSaysSo)
{
    AlpacaSettings settings = tests::calmStocks();
    settings.tradingRequests = 3;
    StockBench bench(settings, newYork(10, 0, 58));
    const auto header = [](const RestAnswer& answer, std::string_view name) {
        const auto found = std::ranges::find(answer.headers, name, &RestAnswer::Headers::value_type::first);
        return found == answer.headers.end() ? std::string() : found->second;
    };
    const RestAnswer first = bench.get("/v2/account");
    EXPECT_EQ(header(first, "X-RateLimit-Limit"), "3");
    EXPECT_EQ(header(first, "X-RateLimit-Remaining"), "2");
    static_cast<void>(bench.get("/v2/account"));
    EXPECT_EQ(header(bench.get("/v2/account"), "X-RateLimit-Remaining"), "0");

    const RestAnswer refused = bench.get("/v2/account");
    EXPECT_EQ(refused.status, 429);
    EXPECT_EQ(StockBench::parsed(refused.body)["code"].whole(), 42910000);
    EXPECT_EQ(header(refused, "X-RateLimit-Reset"), std::to_string(core::millisecondsOf(newYork(10, 1)) / 1'000));
    EXPECT_EQ(bench.tryPlace({.size = "1"}).status, 429);
    EXPECT_EQ(bench.get("/v2/stocks/AAPL/snapshot").status, 200) << "data has a limit of its own";
    bench.runTo(newYork(10, 1));
    EXPECT_EQ(bench.get("/v2/account").status, 200);
    EXPECT_TRUE(bench.tree("/v2/orders", "status=all").items().empty());
}

TEST(AlpacaSimulator, knowsItsAssets)
{
    StockBench bench;
    EXPECT_EQ(bench.tree("/v2/assets").items().size(), 150U);
    EXPECT_EQ(bench.tree("/v2/assets", "status=active&asset_class=us_equity").items().size(), 149U);
    EXPECT_EQ(bench.tree("/v2/assets", "asset_class=crypto").items().size(), 0U);
    const json::Tree asset = bench.tree("/v2/assets/BRK.B");
    EXPECT_EQ(asset["name"].text(), "Berkshire Hathaway Inc. Class B");
    EXPECT_EQ(asset["class"].text(), "us_equity");
    EXPECT_TRUE(asset["tradable"].isTrue());
    EXPECT_TRUE(asset["fractionable"].isTrue());
    EXPECT_EQ(bench.tree("/v2/assets/" + asset["id"].text())["symbol"].text(), "BRK.B");
    EXPECT_FALSE(bench.tree("/v2/assets/CVR")["fractionable"].isTrue());
    EXPECT_FALSE(bench.tree("/v2/assets/GME")["shortable"].isTrue());
    EXPECT_EQ(bench.tree("/v2/assets/ATVI")["status"].text(), "inactive");
    EXPECT_EQ(bench.get("/v2/assets/NONE").status, 404);
}

namespace
{

struct ClockCase {
    const char* name;
    core::Timestamp now;
    bool isOpen;
    const char* phase;
    const char* nextOpen;
    const char* nextClose;
};

class AlpacaClock : public testing::TestWithParam<ClockCase>
{
};

} // namespace

TEST_P(AlpacaClock, saysWhenTheMarketOpensAndCloses)
{
    const auto answer = [](const char* path) {
        return StockBench::parsed(clockRest({.path = path}, GetParam().now)->body);
    };
    const json::Tree clock = answer("/v2/clock");
    EXPECT_EQ(clock["is_open"].isTrue(), GetParam().isOpen);
    EXPECT_EQ(clock["next_open"].text(), GetParam().nextOpen);
    EXPECT_EQ(clock["next_close"].text(), GetParam().nextClose);
    const json::Tree newer = answer("/v3/clock")["clocks"].items().front();
    EXPECT_EQ(newer["phase"].text(), GetParam().phase);
    EXPECT_EQ(newer["market"]["acronym"].text(), "NYSE");
    EXPECT_EQ(newer["next_market_open"].text(), GetParam().nextOpen);
}

INSTANTIATE_TEST_SUITE_P(AlpacaSimulator, AlpacaClock,
    testing::Values(ClockCase{"beforeTheOpen", newYork(9, 30) - 1ns, false, "pre", "2026-12-04T09:30:00.000000-05:00",
                        "2026-12-04T16:00:00.000000-05:00"},
        ClockCase{"atTheOpen", newYork(9, 30), true, "core", "2026-12-07T09:30:00.000000-05:00",
            "2026-12-04T16:00:00.000000-05:00"},
        ClockCase{"beforeTheClose", newYork(16, 0) - 1ns, true, "core", "2026-12-07T09:30:00.000000-05:00",
            "2026-12-04T16:00:00.000000-05:00"},
        ClockCase{"atTheClose", newYork(16, 0), false, "post", "2026-12-07T09:30:00.000000-05:00",
            "2026-12-07T16:00:00.000000-05:00"},
        ClockCase{"atNight", newYork(21, 0), false, "closed", "2026-12-07T09:30:00.000000-05:00",
            "2026-12-07T16:00:00.000000-05:00"},
        ClockCase{"beforeAHalfDay", newYork(9, 0) - std::chrono::days(8), false, "closed",
            "2026-11-27T09:30:00.000000-05:00", "2026-11-27T13:00:00.000000-05:00"},
        ClockCase{"inSummer", newYork(8, 0) - std::chrono::days(150), false, "pre", "2026-07-07T09:30:00.000000-04:00",
            "2026-07-07T16:00:00.000000-04:00"}),
    [](const auto& entry) { return std::string(entry.param.name); });

TEST(AlpacaSimulator, hasTheCalendarInBothItsForms)
{
    StockBench bench;
    const json::Tree days = bench.tree("/v2/calendar", "start=2026-11-25&end=2026-11-30");
    ASSERT_EQ(days.items().size(), 3U);
    EXPECT_EQ(days.items()[1]["date"].text(), "2026-11-27");
    EXPECT_EQ(days.items()[1]["open"].text(), "09:30");
    EXPECT_EQ(days.items()[1]["close"].text(), "13:00");
    EXPECT_EQ(days.items()[1]["session_open"].text(), "0400");
    EXPECT_EQ(days.items()[1]["session_close"].text(), "1700");
    EXPECT_EQ(days.items()[1]["settlement_date"].text(), "2026-11-30");

    const json::Tree newer = bench.tree("/v3/calendar/NYSE", "start=2026-11-27&end=2026-11-27");
    ASSERT_EQ(newer["calendar"].items().size(), 1U);
    EXPECT_EQ(newer["calendar"].items()[0]["core_end"].text(), "2026-11-27T13:00:00.000000-05:00");
    EXPECT_EQ(newer["market"]["timezone"].text(), "America/New_York");
    EXPECT_EQ(bench.get("/v3/calendar/MOON").status, 404);
}

TEST(AlpacaSimulator, tellsOfItsFillsInPages)
{
    StockBench bench;
    for (int i = 0; i < 5; ++i) {
        bench.placed({.size = "1"});
    }
    const std::string path = "/v2/account/activities/FILL";
    const json::Tree all = bench.tree(path, "direction=asc");
    ASSERT_EQ(all.items().size(), 5U);
    const json::Tree& fill = all.items()[1];
    EXPECT_EQ(fill["activity_type"].text(), "FILL");
    EXPECT_EQ(fill["type"].text(), "fill");
    EXPECT_EQ(fill["qty"].text(), "1");
    EXPECT_EQ(fill["symbol"].text(), "AAPL");
    EXPECT_EQ(bench.order(fill["order_id"].text())["filled_avg_price"].text(), fill["price"].text());

    EXPECT_EQ(bench.tree(path).items()[0]["id"].text(), all.items()[4]["id"].text()) << "newest first";
    const json::Tree page = bench.tree(path, "direction=asc&page_size=2");
    ASSERT_EQ(page.items().size(), 2U);
    const json::Tree next = bench.tree(path, "direction=asc&page_size=2&page_token=" + page.items()[1]["id"].text());
    ASSERT_EQ(next.items().size(), 2U);
    EXPECT_EQ(next.items()[0]["id"].text(), all.items()[2]["id"].text());
    const json::Tree after = bench.tree(path, "direction=asc&after=" + fill["transaction_time"].text());
    ASSERT_EQ(after.items().size(), 3U) << "exclusive";
    EXPECT_EQ(after.items()[0]["id"].text(), all.items()[2]["id"].text());
}

TEST(AlpacaSimulator, showsPositionsWithWhatTheyGained)
{
    AlpacaSettings settings = tests::calmStocks();
    settings.terms.positions = {{"BRK.B", size("2.5")}};
    StockBench bench(settings);
    bench.run(1min);
    const json::Tree position = bench.tree("/v2/positions").items().at(0);
    EXPECT_EQ(position["symbol"].text(), "BRK.B");
    EXPECT_EQ(position["qty"].text(), "2.5");
    EXPECT_EQ(position["qty_available"].text(), "2.5");
    EXPECT_EQ(position["side"].text(), "long");
    const core::Notional value = position["current_price"].price() * size("2.5");
    EXPECT_EQ(position["market_value"].notional(), value);
    EXPECT_EQ(position["unrealized_pl"].notional(), value - position["cost_basis"].notional());
    EXPECT_EQ(bench.get("/v2/positions/AAPL").status, 404);
}

namespace
{

struct WordCase {
    const char* name;
    const char* method;
    const char* path;
    TradeAction word;
};

class AlpacaWord : public testing::TestWithParam<WordCase>
{
};

} // namespace

TEST_P(AlpacaWord, isKnownToTheFaults)
{
    StockBench bench;
    EXPECT_EQ(bench.simulator.actionOf({.method = GetParam().method, .path = GetParam().path}), GetParam().word);
}

INSTANTIATE_TEST_SUITE_P(AlpacaSimulator, AlpacaWord,
    testing::Values(WordCase{"placing", "POST", "/v2/orders", TradeAction::Place},
        WordCase{"replacing", "PATCH", "/v2/orders/1", TradeAction::Amend},
        WordCase{"cancelling", "DELETE", "/v2/orders/1", TradeAction::Cancel},
        WordCase{"cancellingAll", "DELETE", "/v2/orders", TradeAction::Cancel},
        WordCase{"asking", "GET", "/v2/orders:by_client_order_id", TradeAction::Other},
        WordCase{"theAccount", "GET", "/v2/account", TradeAction::Other},
        WordCase{"marketData", "GET", "/v2/stocks/snapshots", TradeAction::None},
        WordCase{"polygon", "GET", "/v2/last/nbbo/AAPL", TradeAction::None}),
    [](const auto& entry) { return std::string(entry.param.name); });

TEST(AlpacaSimulator, refusesAsTheVenueWould)
{
    StockBench bench;
    const auto refusal = [&](TradeFault fault, const char* method) {
        const auto answer = bench.simulator.refusal(fault, {.method = method, .path = "/v2/orders"});
        return answer ? answer->status : 0;
    };
    EXPECT_EQ(refusal(TradeFault::Reject, "POST"), 403);
    EXPECT_EQ(refusal(TradeFault::Reject, "PATCH"), 422);
    EXPECT_EQ(refusal(TradeFault::Reject, "DELETE"), 422);
    EXPECT_EQ(refusal(TradeFault::TooManyRequests, "POST"), 429);
    EXPECT_EQ(refusal(TradeFault::LoseAnswer, "POST"), 0);
    EXPECT_EQ(bench.simulator.serverError(RequestFate::CarriedOut).status, 504);
    EXPECT_EQ(bench.simulator.serverError(RequestFate::Dropped).status, 503);
}

TEST(AlpacaSimulator, saysTheSameBytesForTheSameSeed)
{
    const auto play = [](std::uint64_t seed, core::Duration step) {
        AlpacaSettings settings;
        settings.market.seed = settings.terms.seed = seed;
        StockBench bench(settings, newYork(9, 29, 55));
        bench.listen();
        bench.simulator.connected(2, "/v2/sip", "");
        bench.simulator.received(2, R"({"action":"auth","key":"embedded-key","secret":"embedded-secret"})");
        bench.simulator.received(
            2, R"({"action":"subscribe","quotes":["*"],"trades":["*"],"statuses":["*"],"lulds":["*"]})");
        bench.place({.size = "100"});
        for (core::Duration passed{}; passed < 20s; passed += step) {
            bench.run(step);
        }
        std::string all;
        for (const auto& [client, texts] : bench.said) {
            for (const std::string& text : texts) {
                all += text;
            }
        }
        return all;
    };
    const std::string once = play(5, 100ms);
    EXPECT_EQ(once, play(5, 100ms));
    EXPECT_NE(once, play(6, 100ms));
    EXPECT_GT(once.size(), 100'000U);
}

} // namespace leadline::sim
