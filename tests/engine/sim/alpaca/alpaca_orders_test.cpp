// SPDX-License-Identifier: MIT
#include "tests/support/stock_bench.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace leadline::sim
{

using namespace std::chrono_literals;
using tests::newYork;
using tests::OrderForm;
using tests::price;
using tests::size;
using tests::StockBench;

namespace
{

struct FormCase {
    const char* name;
    OrderForm form;
    int status; ///< of HTTP; 200: accepted
    int code = 0;
    const char* message = "";
};

class AlpacaOrderForm : public testing::TestWithParam<FormCase>
{
};

std::string cents(core::Price price)
{
    return price.text();
}

/// A price that many cents from the bid.
std::string fromBid(const StockBench& bench, int by, const char* symbol = "AAPL")
{
    return cents(core::Price::fromRaw(bench.quote(symbol).bid.price.raw() + by * 10'000'000LL));
}

} // namespace

TEST_P(AlpacaOrderForm, isTakenOrRefusedInTheVenuesWords)
{
    StockBench bench;

    const RestAnswer answer = bench.tryPlace(GetParam().form);

    EXPECT_EQ(answer.status, GetParam().status) << answer.body;
    const json::Tree body = StockBench::parsed(answer.body);
    if (GetParam().status != 200) {
        EXPECT_EQ(body["code"].whole(), GetParam().code);
        EXPECT_EQ(body["message"].text(), GetParam().message);
        EXPECT_TRUE(bench.tree("/v2/orders", "status=all").items().empty()) << "a refused order leaves nothing";
    }
}

INSTANTIATE_TEST_SUITE_P(AlpacaOrders, AlpacaOrderForm,
    testing::Values(FormCase{"market", {.size = "1"}, 200},
        FormCase{"limit", {.size = "1", .type = "limit", .limit = "200.01"}, 200},
        FormCase{"limitWithTooManyDecimals", {.size = "1", .type = "limit", .limit = "200.001"}, 422, 42210000,
            "invalid limit_price 200.001. sub-penny increment does not fulfill minimum pricing criteria"},
        FormCase{"aDollarTakesTwo", {.symbol = "TELL", .size = "2", .type = "limit", .limit = "1.001"}, 422, 42210000,
            "invalid limit_price 1.001. sub-penny increment does not fulfill minimum pricing criteria"},
        FormCase{"belowADollarFour", {.symbol = "TELL", .size = "2", .type = "limit", .limit = "0.9999"}, 200},
        FormCase{"butNotFive", {.symbol = "TELL", .size = "2", .type = "limit", .limit = "0.99991"}, 422, 42210000,
            "invalid limit_price 0.99991. sub-penny increment does not fulfill minimum pricing criteria"},
        FormCase{"stop", {.size = "1", .type = "stop", .stop = "240.001"}, 422, 42210000,
            "invalid stop_price 240.001. sub-penny increment does not fulfill minimum pricing criteria"},
        FormCase{
            "limitWithoutAPrice", {.size = "1", .type = "limit"}, 422, 42210000, "limit orders require limit price"},
        FormCase{"marketWithAPrice", {.size = "1", .limit = "200"}, 422, 42210000,
            "market orders must not have limit price"},
        FormCase{"stopWithoutAStop", {.size = "1", .type = "stop"}, 422, 42210000, "stop orders require stop price"},
        FormCase{"neitherSizeNorNotional", {}, 422, 40010001, "qty or notional is required"},
        FormCase{"both", {.size = "1", .budget = "100"}, 400, 40010001, "only one of qty or notional is accepted"},
        FormCase{"nothingToBuy", {.size = "0"}, 422, 42210000, "qty must be > 0"},
        FormCase{"noNumber", {.size = "many"}, 422, 42210000, "invalid qty many"},
        FormCase{"tenDecimals", {.size = "0.1234567891"}, 422, 42210000, "invalid qty 0.1234567891"},
        FormCase{"nineDecimals", {.size = "0.123456789"}, 200}, FormCase{"notional", {.budget = "250.50"}, 200},
        FormCase{"notionalOfOneDollar", {.budget = "1"}, 200},
        FormCase{
            "notionalOfLess", {.budget = "0.99"}, 403, 40310000, "cost basis must be >= minimal amount of order 1"},
        FormCase{"fractionsAreForTheDay", {.size = "0.5", .life = "gtc"}, 422, 42210000,
            "fractional orders must be DAY orders"},
        FormCase{"fractionsOfWhatHasThem", {.symbol = "CVR", .size = "0.5"}, 403, 40310000,
            "asset \"CVR\" is not fractionable"},
        FormCase{"wholeSharesOfTheSame", {.symbol = "CVR", .size = "1"}, 200},
        FormCase{"fractionalLimit", {.size = "0.5", .type = "limit", .limit = "200"}, 200},
        FormCase{"unknownStock", {.symbol = "NONE", .size = "1"}, 422, 42210000, "asset \"NONE\" not found"},
        FormCase{"inactiveStock", {.symbol = "ATVI", .size = "1"}, 422, 42210000, "asset ATVI is not active"},
        FormCase{"goodTillCancel", {.size = "1", .type = "limit", .limit = "200", .life = "gtc"}, 200},
        FormCase{"immediate", {.size = "1", .type = "limit", .limit = "200", .life = "ioc"}, 200},
        FormCase{"fillOrKill", {.size = "1", .life = "fok"}, 200},
        FormCase{"forTheClose", {.size = "1", .life = "cls"}, 200},
        FormCase{"forTheOpenWhileItIsOver", {.size = "1", .life = "opg"}, 422, 42210000,
            "opg orders are not accepted between 9:28am and 7:00pm ET"},
        FormCase{"stopForNow", {.size = "1", .type = "stop", .life = "ioc", .stop = "240"}, 422, 42210000,
            "invalid time_in_force ioc for stop order"},
        FormCase{"unknownLife", {.size = "1", .life = "gtd"}, 422, 42210000, "invalid time_in_force gtd"},
        FormCase{"unknownType", {.size = "1", .type = "iceberg"}, 422, 42210000, "invalid order type iceberg"},
        FormCase{"unknownSide", {.side = "hold", .size = "1"}, 422, 42210000, "side must be buy or sell"},
        FormCase{"extendedMarket", {.size = "1", .more = R"("extended_hours":true)"}, 422, 42210000,
            "extended hours order must be DAY or GTC limit orders"},
        FormCase{
            "extendedLimit", {.size = "1", .type = "limit", .limit = "200", .more = R"("extended_hours":true)"}, 200},
        FormCase{"bracket", {.size = "1", .more = R"("order_class":"bracket")"}, 422, 42210000,
            "bracket orders require take_profit.limit_price"},
        FormCase{"severalLegs", {.size = "1", .more = R"("order_class":"mleg")"}, 422, 42210000,
            "order_class mleg is not available"},
        FormCase{"simple", {.size = "1", .more = R"("order_class":"simple")"}, 200},
        FormCase{"longestClientId", {.size = "1", .clientId = std::string(128, 'a')}, 200},
        FormCase{"longerOne", {.size = "1", .clientId = std::string(129, 'a')}, 422, 40010001,
            "client_order_id must be no more than 128 characters"},
        FormCase{"sellShort", {.side = "sell", .size = "1"}, 200},
        FormCase{"sellAFractionShort", {.side = "sell", .size = "0.5"}, 422, 42210000,
            "fractional orders cannot be sold short"},
        FormCase{"sellShortWhatCannotBe", {.symbol = "GME", .side = "sell", .size = "1"}, 422, 42210000,
            "asset \"GME\" cannot be sold short"},
        FormCase{"moreThanThereIsMoneyFor", {.size = "10000"}, 403, 40310000, "insufficient buying power"}),
    [](const auto& entry) { return std::string(entry.param.name); });

TEST(AlpacaOrders, areShownAsTheVenueShowsThem)
{
    StockBench bench;
    const json::Tree order =
        bench.place({.size = "3", .type = "limit", .limit = "200.10", .life = "gtc", .clientId = "mine"});

    EXPECT_EQ(order["client_order_id"].text(), "mine");
    EXPECT_EQ(order["symbol"].text(), "AAPL");
    EXPECT_EQ(order["asset_id"].text(), assetId("AAPL"));
    EXPECT_EQ(order["qty"].text(), "3");
    EXPECT_EQ(order["qty"].kind(), json::Tree::Kind::Text) << "decimals in quotes";
    EXPECT_EQ(order["limit_price"].text(), "200.1");
    EXPECT_EQ(order["filled_qty"].text(), "0");
    EXPECT_EQ(order["filled_avg_price"].kind(), json::Tree::Kind::Null);
    EXPECT_EQ(order["notional"].kind(), json::Tree::Kind::Null);
    EXPECT_EQ(order["order_class"].text(), "");
    EXPECT_EQ(order["type"].text(), "limit");
    EXPECT_EQ(order["order_type"].text(), "limit");
    EXPECT_EQ(order["created_at"].text(), "2026-12-04T15:00:00.000000Z");
    EXPECT_EQ(order["expires_at"].text(), "2027-03-04T21:15:00.000000Z") << "ninety days";
    for (const char* const name : {"canceled_at", "expired_at", "filled_at", "replaced_at", "replaced_by", "replaces",
             "failed_at", "legs", "hwm", "stop_price"}) {
        EXPECT_EQ(order[name].kind(), json::Tree::Kind::Null) << name;
    }
}

TEST(AlpacaOrders, takeAClientIdOnceForEver)
{
    StockBench bench;
    const std::string id = bench.placed({.size = "1", .clientId = "once"});
    ASSERT_EQ(bench.status(id), "filled");

    const RestAnswer again = bench.tryPlace({.size = "1", .clientId = "once"});

    EXPECT_EQ(again.status, 422);
    EXPECT_EQ(StockBench::parsed(again.body)["code"].whole(), 40010001);
    EXPECT_EQ(StockBench::parsed(again.body)["message"].text(), "client_order_id must be unique");
    EXPECT_EQ(bench.tree("/v2/orders:by_client_order_id", "client_order_id=once")["id"].text(), id);
    EXPECT_EQ(bench.get("/v2/orders:by_client_order_id", "client_order_id=never").status, 404);
    EXPECT_EQ(bench.get("/v2/orders/never").status, 404);
}

TEST(AlpacaOrders, arriveAfterTheLatencyAndRest)
{
    StockBench bench;
    bench.listen();
    const std::string id = bench.place({.size = "5", .type = "limit", .limit = "200"})["id"].text();

    bench.run(30ms - 1ns);
    EXPECT_EQ(bench.status(id), "pending_new");
    bench.run(1ns);
    EXPECT_EQ(bench.status(id), "new");
    EXPECT_EQ(bench.updates(), (std::vector<std::string>{"pending_new", "new"}));
}

TEST(AlpacaOrders, becomeTheBestPriceInsideOfTheSpread)
{
    StockBench bench;
    const StockQuote before = bench.quote("WDFC");
    ASSERT_GT((before.ask.price - before.bid.price).raw(), 20'000'000);

    const std::string limit = fromBid(bench, 1, "WDFC");
    bench.place({.symbol = "WDFC", .size = "7", .type = "limit", .limit = limit});
    bench.run(30ms);

    const json::Tree quote = bench.tree("/v2/stocks/WDFC/quotes/latest")["quote"];
    EXPECT_EQ(quote["bp"].price(), price(limit));
    EXPECT_EQ(quote["bs"].text(), "7");
}

TEST(AlpacaOrders, areCancelledAfterTheLatencyOnce)
{
    StockBench bench;
    bench.listen();
    const std::string id = bench.placed({.size = "5", .type = "limit", .limit = "200"});

    EXPECT_EQ(bench.ask("DELETE", "/v2/orders/" + id).status, 204);
    EXPECT_EQ(bench.status(id), "pending_cancel");
    EXPECT_EQ(bench.ask("DELETE", "/v2/orders/" + id).status, 422) << "on its way";
    bench.run(30ms);
    EXPECT_EQ(bench.status(id), "canceled");
    EXPECT_TRUE(bench.order(id)["canceled_at"].isThere());

    const RestAnswer late = bench.ask("DELETE", "/v2/orders/" + id);
    EXPECT_EQ(late.status, 422);
    EXPECT_EQ(StockBench::parsed(late.body)["message"].text(), "order is already in \"canceled\" state");
    EXPECT_EQ(bench.ask("DELETE", "/v2/orders/none").status, 404);
    EXPECT_EQ(bench.updates(), (std::vector<std::string>{"pending_new", "new", "pending_cancel", "canceled"}));
}

TEST(AlpacaOrders, areCancelledTogether)
{
    StockBench bench;
    const std::string first = bench.placed({.size = "5", .type = "limit", .limit = "200"});
    const std::string second = bench.placed({.symbol = "MSFT", .size = "5", .type = "limit", .limit = "300"});
    static_cast<void>(bench.ask("DELETE", "/v2/orders/" + first));

    const RestAnswer answer = bench.ask("DELETE", "/v2/orders");

    EXPECT_EQ(answer.status, 207);
    const json::Tree list = StockBench::parsed(answer.body);
    ASSERT_EQ(list.items().size(), 2U);
    EXPECT_EQ(list.items()[0]["status"].whole(), 422) << "already on its way";
    EXPECT_EQ(list.items()[1]["id"].text(), second);
    EXPECT_EQ(list.items()[1]["status"].whole(), 200);
    bench.run(30ms);
    EXPECT_TRUE(bench.tree("/v2/orders").items().empty());
}

TEST(AlpacaOrders, areReplacedByANewOrderThatKeepsWhatWasFilled)
{
    StockBench bench;
    bench.listen();
    const std::string id = bench.placed({.size = "100", .type = "limit", .limit = fromBid(bench, -40)});
    bench.simulator.fillNewest();
    ASSERT_EQ(bench.order(id)["filled_qty"].text(), "50");
    const std::string limit = fromBid(bench, -30);

    const RestAnswer answer = bench.ask(
        "PATCH", "/v2/orders/" + id, "", R"({"qty":"120","limit_price":")" + limit + R"(","client_order_id":"next"})");

    ASSERT_EQ(answer.status, 200) << answer.body;
    const json::Tree next = StockBench::parsed(answer.body);
    EXPECT_NE(next["id"].text(), id);
    EXPECT_EQ(next["replaces"].text(), id);
    EXPECT_EQ(next["client_order_id"].text(), "next");
    EXPECT_EQ(next["status"].text(), "pending_new");
    EXPECT_EQ(bench.status(id), "pending_replace");
    EXPECT_EQ(bench.order(id)["replaced_by"].kind(), json::Tree::Kind::Null) << "not yet";
    bench.run(30ms);

    EXPECT_EQ(bench.status(id), "replaced");
    EXPECT_EQ(bench.order(id)["replaced_by"].text(), next["id"].text());
    const json::Tree now = bench.order(next["id"].text());
    EXPECT_EQ(now["status"].text(), "partially_filled");
    EXPECT_EQ(now["qty"].text(), "120");
    EXPECT_EQ(now["filled_qty"].text(), "50");
    EXPECT_EQ(now["filled_avg_price"].text(), bench.order(id)["filled_avg_price"].text());
    EXPECT_EQ(bench.updates(),
        (std::vector<std::string>{"pending_new", "new", "partial_fill", "pending_replace", "replaced", "new"}));
    // What is left is 70, not 120.
    static_cast<void>(bench.ask("PATCH", "/v2/orders/" + next["id"].text(), "", R"({"limit_price":"240"})"));
    bench.run(40ms);
    EXPECT_EQ(bench.tree("/v2/positions/AAPL")["qty"].text(), "120");
}

TEST(AlpacaOrders, areNotReplacedWhenTheyFillFirst)
{
    StockBench bench;
    bench.listen();
    const std::string id = bench.placed({.size = "1", .type = "limit", .limit = fromBid(bench, -40)});
    const json::Tree next =
        StockBench::parsed(bench.ask("PATCH", "/v2/orders/" + id, "", R"({"limit_price":"150"})").body);

    bench.market.jump(*findStock("AAPL"), -0.02); // the market falls through it
    ASSERT_EQ(bench.status(id), "filled");
    bench.run(30ms);

    EXPECT_EQ(bench.status(next["id"].text()), "rejected");
    EXPECT_EQ(bench.order(id)["replaced_by"].kind(), json::Tree::Kind::Null);
    EXPECT_EQ(bench.updates(),
        (std::vector<std::string>{
            "pending_new", "new", "pending_replace", "fill", "rejected", "order_replace_rejected"}));
    EXPECT_EQ(bench.tree("/v2/positions/AAPL")["qty"].text(), "1");
}

namespace
{

struct ReplaceCase {
    const char* name;
    OrderForm form;
    const char* before; ///< "": it works; "cancel", "replace", "early", "fill"
    const char* body;
    const char* message;
};

class AlpacaReplacement : public testing::TestWithParam<ReplaceCase>
{
};

const OrderForm resting{.size = "10", .type = "limit", .limit = "200"};

} // namespace

TEST_P(AlpacaReplacement, isRefused)
{
    StockBench bench;
    const std::string before = GetParam().before;
    const std::string id = bench.place(GetParam().form)["id"].text();
    bench.run(before == "early" ? 0ms : 31ms);
    if (before == "cancel") {
        static_cast<void>(bench.ask("DELETE", "/v2/orders/" + id));
    } else if (before == "replace") {
        static_cast<void>(bench.ask("PATCH", "/v2/orders/" + id, "", R"({"limit_price":"199"})"));
    }
    const std::size_t orders = bench.tree("/v2/orders", "status=all").items().size();

    const RestAnswer answer = bench.ask("PATCH", "/v2/orders/" + id, "", GetParam().body);

    EXPECT_EQ(answer.status, 422) << answer.body;
    EXPECT_EQ(StockBench::parsed(answer.body)["message"].text(), GetParam().message);
    EXPECT_EQ(bench.tree("/v2/orders", "status=all").items().size(), orders);
}

INSTANTIATE_TEST_SUITE_P(AlpacaOrders, AlpacaReplacement,
    testing::Values(ReplaceCase{"whilePendingNew", resting, "early", R"({"qty":"11"})",
                        "unable to replace order, order isn't sent to exchange yet or is pending"},
        ReplaceCase{"whilePendingCancel", resting, "cancel", R"({"qty":"11"})",
            "unable to replace order, order isn't sent to exchange yet or is pending"},
        ReplaceCase{"whilePendingReplace", resting, "replace", R"({"qty":"11"})",
            "unable to replace order, order isn't sent to exchange yet or is pending"},
        ReplaceCase{"onceFilled", {.size = "1"}, "", R"({"qty":"11"})", "order is already in \"filled\" state"},
        ReplaceCase{"withoutAChange", resting, "", R"({"qty":"10","limit_price":"200.00"})",
            "order parameters are not changed"},
        ReplaceCase{"intoASubPenny", resting, "", R"({"limit_price":"200.001"})",
            "invalid limit_price 200.001. sub-penny increment does not fulfill minimum pricing criteria"},
        ReplaceCase{"ofTheSizeOfAFraction", {.size = "0.5", .type = "limit", .limit = "200"}, "", R"({"qty":"0.6"})",
            "qty of fractional orders cannot be replaced"},
        ReplaceCase{"ofANotionalOrder", {.type = "limit", .limit = "200", .budget = "100"}, "",
            R"({"limit_price":"201"})", "notional orders cannot be replaced"},
        ReplaceCase{
            "withAStopOnALimit", resting, "", R"({"stop_price":"201"})", "limit orders must not have stop price"}),
    [](const auto& entry) { return std::string(entry.param.name); });

TEST(AlpacaOrders, letAFractionChangeItsPriceButNotItsSize)
{
    StockBench bench;
    const std::string id = bench.placed({.size = "0.5", .type = "limit", .limit = "200"});
    EXPECT_EQ(bench.ask("PATCH", "/v2/orders/" + id, "", R"({"limit_price":"201"})").status, 200);
}

TEST(AlpacaOrders, waitAsAcceptedWhileTheStockIsHalted)
{
    StockBench bench;
    bench.listen();
    const StockIndex stock = *findStock("AAPL");
    bench.market.halt(stock, "T1");

    const json::Tree order = bench.place({.size = "1"});
    EXPECT_EQ(order["status"].text(), "accepted");
    bench.run(10s);
    EXPECT_EQ(bench.status(order["id"].text()), "accepted");
    EXPECT_EQ(bench.ask("PATCH", "/v2/orders/" + order["id"].text(), "", R"({"qty":"2"})").status, 422);

    bench.market.resume(stock);
    bench.run(1ms);
    EXPECT_EQ(bench.status(order["id"].text()), "filled");
    EXPECT_EQ(bench.updates(), (std::vector<std::string>{"accepted", "new", "fill"}));
}

TEST(AlpacaOrders, waitForTheOpen)
{
    StockBench bench(tests::calmStocks(), newYork(9, 29, 50));
    const json::Tree market = bench.place({.size = "1"});
    const json::Tree extended = bench.place(
        {.symbol = "MSFT", .size = "1", .type = "limit", .limit = "900", .more = R"("extended_hours":true)"});
    EXPECT_EQ(market["status"].text(), "accepted");
    EXPECT_EQ(extended["status"].text(), "pending_new");

    bench.runTo(newYork(9, 30) - 1ns);
    EXPECT_EQ(bench.status(market["id"].text()), "accepted");
    EXPECT_EQ(bench.status(extended["id"].text()), "filled") << "before the open, too";
    bench.runTo(newYork(9, 30));
    EXPECT_EQ(bench.status(market["id"].text()), "filled");
}

TEST(AlpacaOrders, ofTheDayExpireAtTheClose)
{
    StockBench bench(tests::calmStocks(), newYork(15, 59));
    bench.listen();
    const std::string day = bench.placed({.size = "1", .type = "limit", .limit = "200"});
    const std::string kept = bench.placed({.size = "1", .type = "limit", .limit = "200", .life = "gtc"});
    const std::string late =
        bench.placed({.size = "1", .type = "limit", .limit = "200", .more = R"("extended_hours":true)"});
    EXPECT_EQ(bench.order(day)["expires_at"].text(), "2026-12-04T21:00:00.000000Z");

    bench.runTo(newYork(16, 0) - 1ns);
    EXPECT_EQ(bench.status(day), "new");
    bench.runTo(newYork(16, 0));
    EXPECT_EQ(bench.status(day), "expired");
    EXPECT_EQ(bench.updates().back(), "expired");
    EXPECT_EQ(bench.status(kept), "new");
    EXPECT_EQ(bench.status(late), "new");
    bench.runTo(newYork(20, 0));
    EXPECT_EQ(bench.status(late), "expired");
}

TEST(AlpacaOrders, ofAHalfDayExpireAtOne)
{
    const auto halfDay = std::chrono::year(2026) / std::chrono::November / 27;
    StockBench bench(tests::calmStocks(), equities::fromNewYork(halfDay, 12h + 59min));
    const std::string id = bench.placed({.size = "1", .type = "limit", .limit = "200"});

    bench.runTo(equities::fromNewYork(halfDay, 13h) - 1ns);
    EXPECT_EQ(bench.status(id), "new");
    bench.runTo(equities::fromNewYork(halfDay, 13h));
    EXPECT_EQ(bench.status(id), "expired");
    EXPECT_EQ(bench.place({.size = "1"})["status"].text(), "accepted") << "until Monday";
}

TEST(AlpacaOrders, keptTillCancelComeBackTheNextDay)
{
    StockBench bench(tests::calmStocks(), newYork(15, 59, 50));
    const std::string id = bench.placed({.symbol = "KO", .size = "1", .type = "limit", .limit = "40", .life = "gtc"});
    bench.runTo(newYork(16, 1));
    bench.market.jump(*findStock("KO"), -0.6); // below the limit, after hours
    bench.runTo(newYork(17, 0));
    EXPECT_EQ(bench.status(id), "new");

    bench.market.skipTo(newYork(9, 29, 59) + std::chrono::days(3)); // Monday
    bench.run(2s);
    EXPECT_EQ(bench.status(id), "filled");
}

TEST(AlpacaOrders, forTheCloseAreFilledRightBeforeIt)
{
    StockBench bench(tests::calmStocks(), newYork(15, 45));
    const std::string id = bench.place({.size = "1", .life = "cls"})["id"].text();
    EXPECT_EQ(bench.status(id), "accepted");
    bench.runTo(newYork(15, 59, 59));
    EXPECT_EQ(bench.status(id), "accepted");
    bench.runTo(newYork(16, 0));
    EXPECT_EQ(bench.status(id), "filled");
}

TEST(AlpacaOrders, forTheOpenFillThereOrAreGone)
{
    StockBench bench(tests::calmStocks(), newYork(9, 27, 59));
    const std::string taken = bench.place({.size = "1", .life = "opg"})["id"].text();
    const std::string missed =
        bench.place({.symbol = "MSFT", .size = "1", .type = "limit", .limit = "100", .life = "opg"})["id"].text();
    bench.runTo(newYork(9, 28));
    EXPECT_EQ(bench.tryPlace({.symbol = "KO", .size = "1", .life = "opg"}).status, 422);
    bench.runTo(newYork(9, 30));
    EXPECT_EQ(bench.status(taken), "filled");
    EXPECT_EQ(bench.status(missed), "canceled");
}

TEST(AlpacaOrders, atAStopWaitForATradeThere)
{
    StockBench bench;
    bench.placed({.size = "10"});
    const core::Price last = bench.market.state(*findStock("AAPL")).last.price;
    const std::string stop = core::Price::fromRaw((last.raw() - 2'000'000'000) / 10'000'000 * 10'000'000).text();
    const std::string id = bench.placed({.side = "sell", .size = "10", .type = "stop", .stop = stop});
    bench.run(1s);
    EXPECT_EQ(bench.status(id), "new");

    bench.market.jump(*findStock("AAPL"), -0.02);
    bench.run(10s);
    EXPECT_EQ(bench.status(id), "filled");
}

TEST(AlpacaOrders, areListedAsAsked)
{
    StockBench bench;
    std::vector<std::string> ids;
    for (const char* const symbol : {"AAPL", "MSFT", "KO", "AAPL"}) {
        ids.push_back(bench.placed({.symbol = symbol, .size = "1", .type = "limit", .limit = "20"}));
    }
    static_cast<void>(bench.ask("DELETE", "/v2/orders/" + ids[1]));
    bench.run(31ms);
    const auto listed = [&](const std::string& query) {
        std::vector<std::string> found;
        const json::Tree orderList = bench.tree("/v2/orders", query);
        for (const json::Tree& order : orderList.items()) {
            found.push_back(order["id"].text());
        }
        return found;
    };
    using Ids = std::vector<std::string>;

    EXPECT_EQ(listed(""), (Ids{ids[3], ids[2], ids[0]})) << "open ones, newest first";
    EXPECT_EQ(listed("status=closed"), (Ids{ids[1]}));
    EXPECT_EQ(listed("status=all&direction=asc"), ids);
    EXPECT_EQ(listed("status=all&symbols=AAPL,KO&direction=asc"), (Ids{ids[0], ids[2], ids[3]}));
    EXPECT_EQ(listed("status=all&limit=2"), (Ids{ids[3], ids[2]}));
    const std::string second = bench.order(ids[1])["submitted_at"].text();
    EXPECT_EQ(listed("status=all&direction=asc&after=" + second), (Ids{ids[2], ids[3]})) << "exclusive";
    EXPECT_EQ(listed("status=all&direction=asc&until=" + second), (Ids{ids[0]}));
    EXPECT_EQ(listed("status=all&side=sell"), (Ids{}));
    EXPECT_EQ(bench.get("/v2/orders", "limit=501").status, 422);
}

} // namespace leadline::sim
