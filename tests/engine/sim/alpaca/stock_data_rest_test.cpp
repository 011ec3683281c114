// SPDX-License-Identifier: MIT
#include "tests/support/stock_bench.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace leadline::sim
{

using namespace std::chrono_literals;
using tests::newYork;
using tests::price;
using tests::StockBench;

namespace
{

RestAnswer polygon(StockBench& bench, const std::string& path, const std::string& query = "", bool isKnown = true)
{
    return bench.simulator.rest(
        {.path = path, .query = query, .header = [isKnown](std::string_view name) {
             return std::string(name == "Authorization" ? isKnown ? "Bearer embedded-key" : "Bearer guess" : "");
         }});
}

constexpr const char* tickers = "/v2/snapshot/locale/us/markets/stocks/tickers";

} // namespace

TEST(StockData, hasSnapshotsOfManyAndOfOne)
{
    StockBench bench;
    bench.run(1min);
    const json::Tree many = bench.tree("/v2/stocks/snapshots", "symbols=AAPL,BRK.B,NONE");
    ASSERT_EQ(many.fields().size(), 2U) << "what is unknown is left out";
    const json::Tree& apple = many["AAPL"];
    for (const char* const part : {"latestTrade", "latestQuote", "minuteBar", "dailyBar", "prevDailyBar"}) {
        EXPECT_EQ(apple[part].kind(), json::Tree::Kind::Object) << part;
    }
    EXPECT_LT(apple["latestQuote"]["bp"].price(), apple["latestQuote"]["ap"].price());
    EXPECT_EQ(apple["dailyBar"]["t"].text(), "2026-12-04T05:00:00Z") << "midnight in New York";
    EXPECT_EQ(apple["prevDailyBar"]["t"].text(), "2026-12-03T05:00:00Z");
    EXPECT_EQ(apple["prevDailyBar"]["c"].price(), price("227.52"));

    const json::Tree one = bench.tree("/v2/stocks/AAPL/snapshot");
    EXPECT_EQ(one["symbol"].text(), "AAPL");
    EXPECT_EQ(one["latestQuote"]["t"].text(), apple["latestQuote"]["t"].text());
    EXPECT_EQ(bench.get("/v2/stocks/NONE/snapshot").status, 404);
    EXPECT_EQ(bench.get("/v2/stocks/snapshots").status, 400);
}

TEST(StockData, hasLatestQuotesAndTrades)
{
    StockBench bench;
    bench.run(1min);
    EXPECT_EQ(bench.tree("/v2/stocks/quotes/latest", "symbols=AAPL,MSFT")["quotes"].fields().size(), 2U);
    EXPECT_EQ(bench.tree("/v2/stocks/trades/latest", "symbols=AAPL%2CMSFT")["trades"].fields().size(), 2U);
    EXPECT_EQ(bench.tree("/v2/stocks/AAPL/trades/latest")["trade"]["p"].price(),
        bench.market.state(*findStock("AAPL")).last.price);
    const json::Tree wide = bench.tree("/v2/stocks/AAPL/quotes/latest", "feed=iex")["quote"];
    const json::Tree narrow = bench.tree("/v2/stocks/AAPL/quotes/latest", "feed=sip")["quote"];
    EXPECT_LT(wide["bp"].price(), narrow["bp"].price());
    EXPECT_EQ(wide["bx"].text(), "V");
    EXPECT_EQ(bench.get("/v2/stocks/AAPL/quotes/latest", "feed=moon").status, 400);
}

TEST(StockData, hasMinuteBarsInPages)
{
    StockBench bench;
    const std::string wanted = "symbols=AAPL,MSFT&timeframe=1Min&start=2026-12-04T14:50:00Z&end=2026-12-04T14:54:00Z";
    const json::Tree all = bench.tree("/v2/stocks/bars", wanted);
    ASSERT_EQ(all["bars"]["AAPL"].items().size(), 5U) << "both ends included";
    ASSERT_EQ(all["bars"]["MSFT"].items().size(), 5U);
    EXPECT_EQ(all["bars"]["AAPL"].items()[0]["t"].text(), "2026-12-04T14:50:00Z");
    EXPECT_EQ(all["next_page_token"].kind(), json::Tree::Kind::Null);

    std::vector<std::string> pages;
    std::string token;
    for (int i = 0; i < 10; ++i) {
        const json::Tree page = bench.tree("/v2/stocks/bars", wanted + "&limit=4&page_token=" + token);
        for (const auto& [symbol, bars] : page["bars"].fields()) {
            for (const json::Tree& bar : bars.items()) {
                pages.push_back(symbol + bar["t"].text());
            }
        }
        token = page["next_page_token"].text();
        if (token.empty()) {
            break;
        }
    }
    EXPECT_EQ(pages.size(), 10U);
    EXPECT_EQ(std::set<std::string>(pages.begin(), pages.end()).size(), 10U) << "each once";
    EXPECT_EQ(bench.tree("/v2/stocks/AAPL/bars", "timeframe=1Min")["bars"].items().size(),
        bench.market.state(*findStock("AAPL")).minutes.size());
    EXPECT_EQ(bench.tree("/v2/stocks/AAPL/bars", "timeframe=1Min&sort=desc&limit=1")["bars"].items()[0]["t"].text(),
        "2026-12-04T14:59:00Z");
    EXPECT_EQ(bench.tree("/v2/stocks/AAPL/bars", "timeframe=1Day&start=2026-12-01")["bars"].items().size(), 2U);
    EXPECT_EQ(bench.get("/v2/stocks/AAPL/bars", "timeframe=7Min").status, 400);
}

TEST(StockData, hasPolygonsSnapshotsWithItsOwnKey)
{
    StockBench bench;
    bench.run(1min);
    EXPECT_EQ(polygon(bench, tickers, "", false).status, 401);
    const json::Tree all = StockBench::parsed(polygon(bench, tickers).body);
    EXPECT_EQ(all["status"].text(), "OK");
    EXPECT_EQ(all["tickers"].items().size(), 149U);
    const json::Tree some = StockBench::parsed(polygon(bench, tickers, "tickers=AAPL,MSFT,NONE").body);
    EXPECT_EQ(some["count"].whole(), 2);

    const json::Tree one = StockBench::parsed(polygon(bench, std::string(tickers) + "/AAPL").body)["ticker"];
    const StockState& state = bench.market.state(*findStock("AAPL"));
    EXPECT_EQ(one["lastQuote"]["p"].price(), state.quote.bid.price) << "small letters: the bid";
    EXPECT_EQ(one["lastQuote"]["P"].price(), state.quote.ask.price);
    EXPECT_EQ(one["lastQuote"]["t"].whole(), core::nanosecondsOf(state.quote.time));
    EXPECT_EQ(one["prevDay"]["c"].price(), price("227.52"));
    EXPECT_EQ(polygon(bench, std::string(tickers) + "/NONE").status, 404);

    const json::Tree last = StockBench::parsed(polygon(bench, "/v2/last/nbbo/BRK.B").body)["results"];
    EXPECT_EQ(last["T"].text(), "BRK.B");
    EXPECT_LT(last["p"].price(), last["P"].price());
    EXPECT_EQ(StockBench::parsed(polygon(bench, "/v1/marketstatus/now").body)["market"].text(), "open");
    EXPECT_EQ(polygon(bench, "/v1/marketstatus/now", "apiKey=embedded-key", false).status, 200);
}

namespace
{

struct TroubleCase {
    const char* name;
    ProtocolFault fault;
    int status;
    const char* polygonStatus;
};

class StockDataTroubled : public testing::TestWithParam<TroubleCase>
{
};

} // namespace

TEST_P(StockDataTroubled, answersAsThatSourceWould)
{
    StockBench bench;
    bench.simulator.setFault(GetParam().fault);
    EXPECT_EQ(bench.get("/v2/stocks/snapshots", "symbols=AAPL").status, GetParam().status);
    EXPECT_EQ(polygon(bench, tickers).status, GetParam().status);
    EXPECT_EQ(StockBench::parsed(polygon(bench, tickers).body)["status"].text(), GetParam().polygonStatus);
    EXPECT_EQ(bench.get("/v2/account").status, 200) << "trading goes on";
    bench.simulator.setFault(ProtocolFault::None);
    EXPECT_EQ(polygon(bench, tickers).status, 200);
}

INSTANTIATE_TEST_SUITE_P(StockData, StockDataTroubled,
    testing::Values(TroubleCase{"tooMany", ProtocolFault::NoSnapshot, 429, "ERROR"},
        TroubleCase{"notEntitled", ProtocolFault::NotAuthorized, 403, "NOT_AUTHORIZED"},
        TroubleCase{"unavailable", ProtocolFault::Unavailable, 503, "ERROR"}),
    [](const auto& entry) { return std::string(entry.param.name); });

TEST(StockData, lacksTheQuotesOfSomeWhenAsked)
{
    StockBench bench;
    bench.run(1min);
    bench.simulator.setFault(ProtocolFault::NoQuotes);
    const json::Tree alpaca = bench.tree("/v2/stocks/snapshots", "symbols=AAPL,MSFT");
    EXPECT_FALSE(alpaca["AAPL"]["latestQuote"].isThere()) << "every fifth";
    EXPECT_TRUE(alpaca["MSFT"]["latestQuote"].isThere());
    EXPECT_TRUE(alpaca["AAPL"]["latestTrade"].isThere());
    const json::Tree all = StockBench::parsed(polygon(bench, tickers).body);
    const auto lacking = std::ranges::count_if(
        all["tickers"].items(), [](const json::Tree& ticker) { return !ticker["lastQuote"].isThere(); });
    EXPECT_EQ(lacking, 30);
}

} // namespace leadline::sim
