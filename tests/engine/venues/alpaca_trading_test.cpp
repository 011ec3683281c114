// SPDX-License-Identifier: MIT
#include "engine/venues/alpaca/alpaca_trading.h"

#include "engine/json/tree.h"
#include "tests/support/builders.h"
#include "tests/support/sample_text.h"
#include "tests/support/trading_samples.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <functional>
#include <map>
#include <set>
#include <sstream>
#include <string>

namespace leadline::venues::alpaca
{

using orders::OrderReport;
using orders::OrderType;
using testing::HasSubstr;
using testing::Not;
using tests::everyAsk;
using tests::onlyReport;
using tests::ourId;
using tests::price;
using tests::size;
using Kind = OrderReport::Kind;

namespace
{

const std::string venueId = "61e69015-8549-4bfd-b9c3-01e75843f47d";

Stamp stamp()
{
    return {.credentials = {"PKKEYKEYKEY", "s3cret/W0rd+of=ours"}, .milliseconds = 1, .nonce = 7, .number = 3};
}

TradingAsk asking(Ask what, OrderType type = OrderType::Limit)
{
    TradingAsk ask;
    ask.what = what;
    ask.order.request = {.id = ourId,
        .market = {sipVenue, core::Symbol("AAPL")},
        .side = core::Side::Bid,
        .price = price("189.5"),
        .size = size("100"),
        .type = type};
    ask.order.venueOrder = venueId;
    ask.order.amendPrice = price("189.62");
    ask.order.amendSize = size("100");
    ask.listed.id = "904837e3-3b76-47ec-b432-046db621571b";
    ask.order.sent = core::fromNanoseconds(1'795'188'600'999'999'999); // 2026-11-20T15:30:00.999999999Z
    return ask;
}

TradingRequest request(const TradingAsk& ask)
{
    return AlpacaTrading().request(ask, stamp());
}

TradingAnswer read(Ask what, int status, std::string_view body)
{
    return AlpacaTrading().read(asking(what), status, body);
}

/// What an order object of the venue says; every other field is as its documentation shows it.
struct VenueOrder {
    std::string id = venueId;
    std::string client = "LL1fxt1vow1diju";
    std::string status = "new";
    std::string filled = "0";
    std::string limit = "189.5";
    std::string quantity = "100";
    std::string replaces; ///< empty: null
    std::string replacedBy;
    std::string updated = "2026-11-20T15:30:01.000000001Z";
};

std::string json(const VenueOrder& order)
{
    const auto orNull = [](const std::string& text) { return text.empty() ? "null" : "\"" + text + "\""; };
    return R"({"id":")" + order.id + R"(","client_order_id":")" + order.client
        + R"(","created_at":"2026-11-20T15:30:00Z","updated_at":")" + order.updated
        + R"(","submitted_at":"2026-11-20T15:30:00Z","filled_at":null,"expired_at":null,"canceled_at":null,)"
        + R"("failed_at":null,"replaced_at":null,"replaced_by":)" + orNull(order.replacedBy) + R"(,"replaces":)"
        + orNull(order.replaces)
        + R"(,"asset_id":"b0b6dd9d-8b9b-48a9-ba46-b9d54906e415","symbol":"AAPL","asset_class":"us_equity",)"
        + R"("notional":null,"qty":)" + orNull(order.quantity) + R"(,"filled_qty":")" + order.filled
        + R"(","filled_avg_price":null,"order_class":"","order_type":"limit","type":"limit","side":"buy",)"
        + R"("time_in_force":"day","limit_price":)" + orNull(order.limit) + R"(,"stop_price":null,"status":")"
        + order.status + R"(","extended_hours":false,"legs":null,"trail_percent":null,"trail_price":null,"hwm":null})";
}

/// A message of the stream; a fill's price and size stand behind it.
std::string update(const std::string& event, const VenueOrder& order, const std::string& more = {})
{
    return R"({"stream":"trade_updates","data":{"event":")" + event
        + R"(","timestamp":"2026-11-20T15:30:02.5Z","execution_id":"2f63ea93-423d-4169-b3f6-3fdafc10c418","order":)"
        + json(order) + more + "}}";
}

std::string fillOf(const char* quantity, const char* at)
{
    return R"(,"price":")" + std::string(at) + R"(","qty":")" + quantity + R"(","position_qty":"0")";
}

OrderReport told(const std::string& text)
{
    return onlyReport(AlpacaTrading().readMessage(text));
}

} // namespace

// Requests

struct RequestCase {
    Ask ask;
    const char* method;
    const char* path;
    std::string body;
};

std::ostream& operator<<(std::ostream& out, const RequestCase& given)
{
    return out << describe(given.ask);
}

class AlpacaRequest : public testing::TestWithParam<RequestCase>
{
};

TEST_P(AlpacaRequest, isByteForByteWhatTheVenueExpects)
{
    const RequestCase& given = GetParam();
    const TradingRequest made = request(asking(given.ask));

    EXPECT_FALSE(made.overSocket);
    EXPECT_EQ(made.method, given.method);
    EXPECT_EQ(made.path, given.path);
    EXPECT_EQ(made.body, given.body);
    std::map<std::string, std::string> headers(made.headers.begin(), made.headers.end());
    EXPECT_EQ(headers["APCA-API-KEY-ID"], stamp().credentials.key);
    EXPECT_EQ(headers["APCA-API-SECRET-KEY"], stamp().credentials.secret);
    EXPECT_EQ(headers.contains("Content-Type"), !given.body.empty());
    if (!given.body.empty()) {
        EXPECT_EQ(headers["Content-Type"], "application/json");
        EXPECT_TRUE(json::Tree::parse(made.body));
    }
}

INSTANTIATE_TEST_SUITE_P(AlpacaTrading, AlpacaRequest,
    testing::Values(RequestCase{Ask::Submit, "POST", "/v2/orders",
                        R"({"symbol":"AAPL","qty":"100","side":"buy","type":"limit","time_in_force":"day",)"
                        R"("limit_price":"189.50","client_order_id":"LL1fxt1vow1diju"})"},
        RequestCase{Ask::Amend, "PATCH", "/v2/orders/61e69015-8549-4bfd-b9c3-01e75843f47d",
            R"({"limit_price":"189.62","client_order_id":"LL1fxt1vow1diju-7"})"},
        RequestCase{Ask::Cancel, "DELETE", "/v2/orders/61e69015-8549-4bfd-b9c3-01e75843f47d", ""},
        RequestCase{Ask::Query, "GET", "/v2/orders/61e69015-8549-4bfd-b9c3-01e75843f47d", ""},
        RequestCase{Ask::QueryClosed, "GET", "/v2/orders/61e69015-8549-4bfd-b9c3-01e75843f47d", ""},
        RequestCase{Ask::Fills, "GET",
            "/v2/account/activities/FILL?direction=asc&page_size=100&after=2026-11-20T15%3A29%3A00Z", ""},
        RequestCase{Ask::OpenOrders, "GET", "/v2/orders?status=open&limit=500", ""},
        RequestCase{Ask::ConditionalOrders, "GET", "/v2/orders?status=open&nested=true&limit=500", ""},
        RequestCase{Ask::CancelListed, "DELETE", "/v2/orders/904837e3-3b76-47ec-b432-046db621571b", ""},
        RequestCase{Ask::CancelAll, "DELETE", "/v2/orders", ""}, RequestCase{Ask::Account, "GET", "/v2/account", ""},
        RequestCase{Ask::Positions, "GET", "/v2/positions", ""}, RequestCase{Ask::Session, "GET", "/v2/account", ""},
        RequestCase{Ask::RenewSession, "GET", "/v2/account", ""}, RequestCase{Ask::Countdown, "GET", "/v2/account", ""},
        RequestCase{Ask::Time, "GET", "/v2/clock", ""}));

struct OrderCase {
    const char* name;
    OrderType type;
    core::Side side;
    const char* at;
    const char* size;
    std::string body; ///< without symbol and client id
};

std::ostream& operator<<(std::ostream& out, const OrderCase& given)
{
    return out << given.name;
}

class AlpacaOrder : public testing::TestWithParam<OrderCase>
{
};

TEST_P(AlpacaOrder, isWrittenExactly)
{
    const OrderCase& given = GetParam();
    TradingAsk ask = asking(Ask::Submit, given.type);
    ask.order.request.side = given.side;
    ask.order.request.price = price(given.at);
    ask.order.request.size = size(given.size);
    EXPECT_EQ(request(ask).body, R"({"symbol":"AAPL",)" + given.body + R"(,"client_order_id":"LL1fxt1vow1diju"})");
}

INSTANTIATE_TEST_SUITE_P(AlpacaTrading, AlpacaOrder,
    testing::Values(OrderCase{"aMarketOrderHasNoPrice", OrderType::Market, core::Side::Ask, "0", "5",
                        R"("qty":"5","side":"sell","type":"market","time_in_force":"day")"},
        OrderCase{"aLimit", OrderType::Limit, core::Side::Ask, "10", "5",
            R"("qty":"5","side":"sell","type":"limit","time_in_force":"day","limit_price":"10.00")"},
        OrderCase{"whatRestsIsALimit", OrderType::PostOnly, core::Side::Bid, "10.01", "5",
            R"("qty":"5","side":"buy","type":"limit","time_in_force":"day","limit_price":"10.01")"},
        OrderCase{"whatTakesIsALimitForTheDay", OrderType::MarketableLimit, core::Side::Bid, "10.01", "5",
            R"("qty":"5","side":"buy","type":"limit","time_in_force":"day","limit_price":"10.01")"},
        OrderCase{"aPriceBelowADollar", OrderType::Limit, core::Side::Bid, "0.1234", "5000",
            R"("qty":"5000","side":"buy","type":"limit","time_in_force":"day","limit_price":"0.1234")"},
        OrderCase{"aFraction", OrderType::Limit, core::Side::Bid, "189.5", "0.123456789",
            R"("qty":"0.123456789","side":"buy","type":"limit","time_in_force":"day","limit_price":"189.50")"},
        OrderCase{"aLargeSize", OrderType::Market, core::Side::Bid, "0", "1000000000.000000001",
            R"("qty":"1000000000.000000001","side":"buy","type":"market","time_in_force":"day")"}));

TEST(AlpacaTrading, namesTheSizeOfAReplacementOnlyWhenItChanges)
{
    TradingAsk ask = asking(Ask::Amend);
    ask.order.request.size = ask.order.amendSize = size("0.5");
    EXPECT_EQ(request(ask).body, R"({"limit_price":"189.62","client_order_id":"LL1fxt1vow1diju-7"})")
        << "fractions cannot be changed";
    ask.order.amendSize = size("40");
    EXPECT_EQ(request(ask).body, R"({"limit_price":"189.62","qty":"40","client_order_id":"LL1fxt1vow1diju-7"})");
}

TEST(AlpacaTrading, asksByItsOwnIdUntilTheVenuesIsKnown)
{
    TradingAsk ask = asking(Ask::Query);
    ask.order.venueOrder.clear();
    EXPECT_EQ(request(ask).path, "/v2/orders:by_client_order_id?client_order_id=LL1fxt1vow1diju");
}

TEST(AlpacaTrading, asksForMoreFillsWhereThePageEnded)
{
    TradingAsk ask = asking(Ask::Fills);
    ask.cursor = "20260202135509981::2d7be4ff";
    EXPECT_TRUE(request(ask).path.ends_with("&page_token=20260202135509981%3A%3A2d7be4ff")) << request(ask).path;
}

TEST(AlpacaTrading, readsItsOwnNamesBackAndNobodyElses)
{
    EXPECT_EQ(clientIdOf("LL1fxt1vow1diju"), ourId);
    EXPECT_EQ(clientIdOf("LL1fxt1vow1diju-7"), ourId);
    EXPECT_EQ(clientIdOf("LL1fxt1vow1diju-18446744073709551615"), ourId);
    for (const char* const other : {"", "-", "-7", "my-0001", "LL1fxt1vow1dij", "LL1fxt1vow1dijuu",
             "ccxt_b17b85b6309a4e9e91eb1f3ad5591efe", "eb9e2aaa-f71a-4f51-b5b4-52a6c565dad4"}) {
        EXPECT_FALSE(clientIdOf(other)) << other;
    }
}

TEST(AlpacaTrading, neverTellsItsSecretAnywhereButInHeadersAndTheGreeting)
{
    const Credentials& secret = stamp().credentials;
    AlpacaTrading trading;
    for (const Ask ask : everyAsk) {
        for (const OrderType type : {OrderType::Limit, OrderType::Market}) {
            const TradingRequest made = request(asking(ask, type));
            for (const std::string& text : {made.method, made.path, made.body}) {
                EXPECT_EQ(text.find(secret.secret), std::string::npos) << text;
                EXPECT_EQ(text.find(secret.key), std::string::npos) << text;
            }
        }
    }
    for (const TradingEnvironment& environment : trading.environments()) {
        const Connection connection = trading.stream(environment.endpoints, "account", secret);
        EXPECT_EQ(connection.url, environment.endpoints.streams + "/stream");
        EXPECT_EQ(connection.ping.find(secret.secret), std::string::npos);
    }
}

TEST(AlpacaTrading, greetsTheStreamAsDocumented)
{
    const AlpacaTrading trading;
    const auto environments = trading.environments();
    ASSERT_EQ(environments.size(), 2U);
    EXPECT_EQ(environments[0].name, "live");
    EXPECT_TRUE(environments[0].isLive);
    EXPECT_EQ(environments[0].endpoints.rest, "https://api.alpaca.markets");
    EXPECT_EQ(environments[1].name, "paper");
    EXPECT_FALSE(environments[1].isLive);
    EXPECT_EQ(environments[1].endpoints.rest, "https://paper-api.alpaca.markets");
    const Connection connection = trading.stream(environments[1].endpoints, "", {"PK", "SK"});
    EXPECT_EQ(connection.url, "wss://paper-api.alpaca.markets/stream");
    EXPECT_THAT(connection.greeting,
        testing::ElementsAre(R"({"action":"auth","key":"PK","secret":"SK"})",
            R"({"action":"listen","data":{"streams":["trade_updates"]}})"));
    EXPECT_FALSE(trading.hasCountdown());
    EXPECT_TRUE(trading.hasPositionsApart());
    EXPECT_FALSE(AlpacaTrading().isReadyWhenConnected());
}

TEST(AlpacaTrading, staysBelowTheLimitOfAnyMinute)
{
    const AlpacaTrading trading;
    constexpr double aMinute = 200;
    EXPECT_LE(trading.requestBudget().capacity + 60 * trading.requestBudget().perSecond, aMinute);
    for (const Ask ask : everyAsk) {
        EXPECT_EQ(trading.requestCost(ask, Reach::Account), 1) << describe(ask);
    }
}

// Answers

TEST(AlpacaAnswer, acceptsAnOrderAndTellsWhetherItIsWorked)
{
    const std::pair<const char*, bool> statuses[] = {{"accepted", true}, {"pending_new", true},
        {"accepted_for_bidding", true}, {"held", true}, {"pending_replace", true}, {"new", false},
        {"partially_filled", false}, {"stopped", false}, {"suspended", false}, {"calculated", false},
        {"done_for_day", false}};
    for (const auto& [status, isHeld] : statuses) {
        SCOPED_TRACE(status);
        const TradingAnswer answer = read(Ask::Submit, 200, json({.status = status}));
        EXPECT_EQ(answer.outcome, Outcome::Done);
        ASSERT_EQ(answer.reports.size(), 1U);
        EXPECT_EQ(answer.reports[0].kind, Kind::Accepted);
        EXPECT_EQ(answer.reports[0].id, ourId);
        EXPECT_EQ(answer.reports[0].venueOrder, venueId);
        EXPECT_EQ(answer.reports[0].isHeld, isHeld);
        EXPECT_EQ(answer.reports[0].time, core::fromNanoseconds(1'795'188'601'000'000'001));
    }
}

TEST(AlpacaAnswer, tellsTheEndOfAnOrderThatEndedAtOnce)
{
    const std::pair<const char*, Kind> statuses[] = {
        {"canceled", Kind::Cancelled}, {"expired", Kind::Expired}, {"rejected", Kind::Rejected}};
    for (const auto& [status, kind] : statuses) {
        SCOPED_TRACE(status);
        const TradingAnswer answer = read(Ask::Submit, 200, json({.status = status}));
        ASSERT_EQ(answer.reports.size(), 2U);
        EXPECT_EQ(answer.reports[0].kind, Kind::Accepted);
        EXPECT_EQ(answer.reports[1].kind, kind);
        EXPECT_EQ(answer.reports[1].id, ourId);
    }
}

TEST(AlpacaAnswer, doesNotTakeAReplacementForDone)
{
    const TradingAnswer answer = read(Ask::Amend, 200,
        json({.id = "new-one",
            .client = "LL1fxt1vow1diju-7",
            .status = "accepted",
            .limit = "189.62",
            .replaces = venueId}));
    EXPECT_EQ(answer.outcome, Outcome::Done);
    ASSERT_EQ(answer.reports.size(), 1U);
    EXPECT_EQ(answer.reports[0].kind, Kind::Status) << "it may still be rejected";
    EXPECT_EQ(answer.reports[0].venueOrder, "") << "and the older order live on";
    EXPECT_EQ(answer.reports[0].price, core::Price{});
}

TEST(AlpacaAnswer, toAQueryIsTheWholeOrder)
{
    const TradingAnswer answer = read(Ask::Query, 200,
        json({.client = "LL1fxt1vow1diju-7",
            .status = "partially_filled",
            .filled = "40",
            .limit = "189.62",
            .quantity = "90",
            .replaces = "older"}));
    ASSERT_EQ(answer.reports.size(), 1U);
    EXPECT_EQ(answer.reports[0].kind, Kind::Accepted) << "what is unknown becomes known";
    EXPECT_EQ(answer.reports[0].id, ourId);
    EXPECT_EQ(answer.reports[0].price, price("189.62"));
    EXPECT_EQ(answer.reports[0].size, size("90"));
    EXPECT_EQ(answer.reports[0].cumulative, size("40"));
    EXPECT_TRUE(answer.replacedBy.empty());

    EXPECT_EQ(read(Ask::Query, 200, json({.status = "filled", .filled = "100"})).reports.at(0).kind, Kind::Status)
        << "fills make it so";
    EXPECT_EQ(read(Ask::Query, 200, json({.status = "canceled"})).reports.at(0).kind, Kind::Cancelled);
    EXPECT_EQ(read(Ask::Query, 200, json({.status = "rejected"})).reports.at(0).kind, Kind::Rejected);
    EXPECT_EQ(read(Ask::Query, 200, json({.status = "expired"})).reports.at(0).kind, Kind::Expired);
}

TEST(AlpacaAnswer, ofAReplacedOrderLeadsToTheNewerOne)
{
    const TradingAnswer answer =
        read(Ask::Query, 200, json({.status = "replaced", .filled = "30", .replacedBy = "newer"}));
    EXPECT_EQ(answer.outcome, Outcome::Done);
    EXPECT_EQ(answer.replacedBy, "newer");
    ASSERT_EQ(answer.reports.size(), 1U) << "its fills are named after it";
    EXPECT_EQ(answer.reports[0].kind, Kind::Status);
    EXPECT_EQ(answer.reports[0].venueOrder, venueId);
    EXPECT_EQ(answer.reports[0].cumulative, size("30"));
    EXPECT_EQ(answer.reports[0].price, core::Price{}) << "no longer in force";
    EXPECT_TRUE(answer.reports[0].size.isZero());
}

TEST(AlpacaAnswer, isUnclearWhileAnotherChangeIsUnderWay)
{
    for (const VenueOrder& order : {VenueOrder{.status = "pending_replace"}, VenueOrder{.status = "pending_cancel"},
             VenueOrder{.status = "replaced"}, VenueOrder{.status = "pending_replace", .replacedBy = "newer"}}) {
        const TradingAnswer answer = read(Ask::Query, 200, json(order));
        EXPECT_EQ(answer.outcome, Outcome::Unclear) << order.status;
        EXPECT_TRUE(answer.reports.empty());
        EXPECT_THAT(answer.why, HasSubstr(order.status));
    }
}

TEST(AlpacaAnswer, toACancelIsNotItsEnd)
{
    const TradingAnswer answer = read(Ask::Cancel, 204, "");
    EXPECT_EQ(answer.outcome, Outcome::Done);
    EXPECT_TRUE(answer.reports.empty());
    EXPECT_EQ(read(Ask::CancelAll, 207, R"([{"id":"a","status":200},{"id":"b","status":500}])").outcome, Outcome::Done);
    EXPECT_EQ(read(Ask::CancelAll, 207, "[]").outcome, Outcome::Done);
    EXPECT_EQ(read(Ask::CancelAll, 204, "").outcome, Outcome::Done);
}

TEST(AlpacaAnswer, listsOpenOrders)
{
    const TradingAnswer answer = read(Ask::OpenOrders, 200,
        "[" + json({}) + "," + json({.id = "b", .client = "LL1fxt1vow1diju-9", .replaces = "a"}) + ","
            + json({.id = "c", .client = "somebody's"}) + "]");
    ASSERT_EQ(answer.reports.size(), 3U);
    EXPECT_EQ(answer.reports[0].id, ourId);
    EXPECT_EQ(answer.reports[1].id, ourId);
    EXPECT_EQ(answer.reports[1].venueOrder, "b");
    EXPECT_EQ(answer.reports[2].id, 0U) << "not ours";
    for (const OrderReport& report : answer.reports) {
        EXPECT_EQ(report.kind, Kind::Accepted);
        EXPECT_EQ(report.market.symbol.view(), "AAPL");
    }
    EXPECT_TRUE(read(Ask::OpenOrders, 200, "[]").reports.empty());
}

TEST(AlpacaAnswer, doesNotTakeAFullListForAllOrders)
{
    const auto list = [](int count) {
        std::string text = "[";
        for (int i = 0; i < count; ++i) {
            text += (i == 0 ? "" : ",") + json({.id = std::to_string(i)});
        }
        return text + "]";
    };
    EXPECT_EQ(read(Ask::OpenOrders, 200, list(499)).outcome, Outcome::Done);
    EXPECT_EQ(read(Ask::OpenOrders, 200, list(500)).outcome, Outcome::Unclear);
}

namespace
{

std::string activity(const char* order, const char* cumulative, const char* quantity = "10", const char* at = "189.48")
{
    return R"({"id":"20261120103001::2d7be4ff","activity_type":"FILL","transaction_time":"2026-11-20T15:30:01Z",)"
        + std::string(R"("type":"partial_fill","price":")") + at + R"(","qty":")" + quantity
        + R"(","side":"buy","symbol":"AAPL","leaves_qty":"0","order_id":")" + order + R"(","cum_qty":")" + cumulative
        + R"(","order_status":"partially_filled"})";
}

} // namespace

TEST(AlpacaAnswer, listsFillsUnderTheVenuesIds)
{
    const TradingAnswer answer = read(Ask::Fills, 200, "[" + activity(venueId.c_str(), "30") + "]");
    ASSERT_EQ(answer.reports.size(), 1U);
    const OrderReport& fill = answer.reports[0];
    EXPECT_EQ(fill.kind, Kind::Filled);
    EXPECT_EQ(fill.id, 0U) << "activities do not tell our id";
    EXPECT_EQ(fill.venueOrder, venueId);
    EXPECT_EQ(fill.price, price("189.48"));
    EXPECT_EQ(fill.size, size("10"));
    EXPECT_EQ(fill.cumulative, size("30"));
    EXPECT_EQ(fill.feeAsset.view(), "USD");
    EXPECT_EQ(fill.market, (core::MarketId{sipVenue, core::Symbol("AAPL")}));
    EXPECT_TRUE(answer.nextCursor.empty());
}

TEST(AlpacaAnswer, listsOnlyFillsThatAreWhole)
{
    for (const std::string& broken : {activity("", "30"), activity("a", "30", "0"), activity("a", "30", "10", "0"),
             activity("a", "30", "-1"), std::string("{}"), std::string("7")}) {
        const TradingAnswer answer = read(Ask::Fills, 200, "[" + broken + "]");
        EXPECT_EQ(answer.outcome, Outcome::Done);
        EXPECT_TRUE(answer.reports.empty()) << broken;
    }
}

TEST(AlpacaAnswer, goesOnWhereAFullPageEnds)
{
    const auto page = [](int count) {
        std::string text = "[";
        for (int i = 1; i <= count; ++i) {
            text += (i == 1 ? "" : ",") + activity("a", std::to_string(i * 10).c_str());
        }
        return text + "]";
    };
    EXPECT_TRUE(read(Ask::Fills, 200, page(99)).nextCursor.empty());
    EXPECT_EQ(read(Ask::Fills, 200, page(100)).nextCursor, "20261120103001::2d7be4ff");
    EXPECT_EQ(read(Ask::Fills, 200, page(100)).reports.size(), 100U);
}

TEST(AlpacaAnswer, namesAFillAsTheStreamDoes)
{
    const OrderReport streamed =
        told(update("partial_fill", {.status = "partially_filled", .filled = "30.50"}, fillOf("10.5", "189.48")));
    const OrderReport listed =
        read(Ask::Fills, 200, "[" + activity(venueId.c_str(), "30.5", "10.5") + "]").reports.at(0);
    EXPECT_EQ(streamed.execution, listed.execution);
    EXPECT_EQ(streamed.size, listed.size);
    EXPECT_EQ(streamed.price, listed.price);
}

TEST(AlpacaRequest, namesExtendedHoursOfLimitsAlone)
{
    TradingAsk ask = asking(Ask::Submit);
    EXPECT_THAT(request(ask).body, Not(HasSubstr("extended_hours")));
    ask.order.request.isExtendedHours = true;
    EXPECT_THAT(request(ask).body, HasSubstr(R"("time_in_force":"day")"));
    EXPECT_THAT(request(ask).body, HasSubstr(R"("extended_hours":true)"));
    ask.order.request.type = OrderType::Market;
    EXPECT_THAT(request(ask).body, Not(HasSubstr("extended_hours")));
}

TEST(AlpacaAnswer, saysWhetherTheAccountMaySellShort)
{
    const auto mayShort = [](const std::string& more) {
        return read(Ask::Account, 200, R"({"id":"x","cash":"1","buying_power":"1")" + more + "}").account->mayShort;
    };
    EXPECT_EQ(mayShort(R"(,"shorting_enabled":true)"), true);
    EXPECT_EQ(mayShort(R"(,"shorting_enabled":false)"), false);
    EXPECT_EQ(mayShort(""), false); // what is not told is no leave
}

TEST(AlpacaAnswer, readsTheAccountAndItsPositions)
{
    const TradingAnswer account =
        read(Ask::Account, 200, R"({"id":"x","cash":"-23140.2","buying_power":"262113.6321234567891","equity":"1"})");
    ASSERT_TRUE(account.account);
    ASSERT_EQ(account.account->balances.size(), 1U);
    EXPECT_EQ(account.account->balances[0].asset.view(), "USD");
    EXPECT_EQ(account.account->balances[0].total, size("-23140.2"));
    EXPECT_EQ(account.account->balances[0].available, size("262113.632123456"));
    EXPECT_FALSE(account.account->canWithdraw);

    const TradingAnswer positions = read(Ask::Positions, 200,
        R"([{"symbol":"AAPL","qty":"5.123456789","side":"long"},{"symbol":"BRK.B","qty":"-2","side":"short"}])");
    ASSERT_TRUE(positions.account);
    ASSERT_EQ(positions.account->positions.size(), 2U);
    EXPECT_EQ(positions.account->positions[0].size, size("5.123456789"));
    EXPECT_EQ(positions.account->positions[1].symbol.view(), "BRK.B");
    EXPECT_EQ(positions.account->positions[1].size, size("-2"));
    EXPECT_TRUE(read(Ask::Positions, 200, "[]").account->positions.empty());
}

TEST(AlpacaAnswer, doesNotTakeTheLackOfAnAccountForNoMoney)
{
    for (const char* const body :
        {"{}", "[]", R"({"cash":"1"})", R"({"buying_power":"1"})", R"({"cash":null,"buying_power":null})"}) {
        const TradingAnswer answer = read(Ask::Account, 200, body);
        EXPECT_EQ(answer.outcome, Outcome::Unclear) << body;
        EXPECT_FALSE(answer.account);
    }
}

TEST(AlpacaAnswer, readsTheClockOfNewYork)
{
    EXPECT_EQ(read(Ask::Time, 200, R"({"timestamp":"2026-11-20T10:30:01.5-05:00","is_open":true})").venueTime,
        core::fromMilliseconds(1'795'188'601'500));
    EXPECT_EQ(read(Ask::Time, 200, R"({"timestamp":"2026-07-20T10:30:01-04:00"})").venueTime,
        read(Ask::Time, 200, R"({"timestamp":"2026-07-20T14:30:01Z"})").venueTime);
    for (const char* const bad : {"2026-11-20T10:30:01-5:00", "2026-11-20T10:30:01-05:60", "2026-11-20T10:30:01-25:00",
             "2026-11-20T10:30:01-05:00x", "2026-11-20T10:30:01 EST", "", "soon"}) {
        EXPECT_EQ(read(Ask::Time, 200, R"({"timestamp":")" + std::string(bad) + "\"}").venueTime, core::Timestamp{})
            << bad;
    }
}

TEST(AlpacaAnswer, opensASessionWithAnAccountAlone)
{
    EXPECT_EQ(read(Ask::Session, 200, R"({"account_number":"PA1"})").session, "account");
    EXPECT_EQ(read(Ask::Session, 200, R"({"id":"x"})").session, "account");
    EXPECT_EQ(read(Ask::Session, 200, "{}").session, "");
}

TEST(AlpacaAnswer, isUnclearWhenItIsNoneAtAll)
{
    for (const Ask ask : everyAsk) {
        for (const char* const body : {"", "<html>", "{", "7"}) {
            for (const int status : {200, 202, 204, 206}) {
                const TradingAnswer answer = read(ask, status, body);
                const bool isCancelAll = ask == Ask::CancelAll || ask == Ask::CancelConditional;
                const bool isEmptyByRight =
                    ask == Ask::Cancel || ask == Ask::CancelListed || (isCancelAll && status == 204);
                EXPECT_EQ(answer.outcome, isEmptyByRight ? Outcome::Done : Outcome::Unclear)
                    << describe(ask) << ' ' << status << ' ' << body;
                EXPECT_TRUE(answer.reports.empty());
                EXPECT_FALSE(answer.account);
            }
        }
    }
    for (const char* const body : {"{}", "[]", R"({"id":""})", R"({"id":"x"})", R"({"status":"new"})"}) {
        EXPECT_EQ(read(Ask::Submit, 200, body).outcome, Outcome::Unclear) << body;
        EXPECT_EQ(read(Ask::Query, 200, body).outcome, Outcome::Unclear) << body;
    }
    for (const Ask list : {Ask::Fills, Ask::OpenOrders, Ask::ConditionalOrders, Ask::Positions}) {
        EXPECT_EQ(read(list, 200, "{}").outcome, Outcome::Unclear) << describe(list);
    }
}

TEST(AlpacaAnswer, isUnclearWhenItIsCutAnywhere)
{
    const std::string whole = json({});
    for (std::size_t length = 0; length < whole.size(); ++length) {
        EXPECT_EQ(read(Ask::Submit, 200, whole.substr(0, length)).outcome, Outcome::Unclear) << length;
    }
}

// Errors

struct ErrorCase {
    int status;
    std::string body;
    Outcome outcome;
};

std::ostream& operator<<(std::ostream& out, const ErrorCase& given)
{
    return out << given.status << ' ' << given.body;
}

class AlpacaError : public testing::TestWithParam<ErrorCase>
{
};

TEST_P(AlpacaError, hasItsOutcome)
{
    const ErrorCase& given = GetParam();
    const TradingAnswer answer = read(Ask::Submit, given.status, given.body);
    EXPECT_EQ(answer.outcome, given.outcome);
    EXPECT_FALSE(answer.why.empty());
    if (given.outcome == Outcome::Refused) {
        ASSERT_EQ(answer.reports.size(), 1U);
        EXPECT_EQ(answer.reports[0].kind, Kind::Rejected);
        EXPECT_EQ(answer.reports[0].id, ourId);
        EXPECT_EQ(answer.reports[0].why, answer.why);
    } else {
        EXPECT_TRUE(answer.reports.empty()) << "nothing is known of the order";
    }
}

namespace
{

std::string error(int code, const char* message)
{
    return R"({"code":)" + std::to_string(code) + R"(,"message":")" + message + "\"}";
}

} // namespace

INSTANTIATE_TEST_SUITE_P(Denied, AlpacaError,
    testing::Values(ErrorCase{401, error(40110000, "request is not authorized"), Outcome::Denied},
        ErrorCase{401, R"({"message":"Unauthorized"})", Outcome::Denied}, ErrorCase{401, "", Outcome::Denied},
        ErrorCase{403, R"({"message":"forbidden."})", Outcome::Denied}, ErrorCase{403, "", Outcome::Denied}));
INSTANTIATE_TEST_SUITE_P(Busy, AlpacaError,
    testing::Values(ErrorCase{429, error(42910000, "rate limit exceeded"), Outcome::Busy},
        ErrorCase{429, R"({"message":"too many requests."})", Outcome::Busy}, ErrorCase{429, "", Outcome::Busy}));
INSTANTIATE_TEST_SUITE_P(Unclear, AlpacaError,
    testing::Values(ErrorCase{422, error(40010001, "client_order_id must be unique"), Outcome::Unclear},
        ErrorCase{408, "", Outcome::Unclear},
        ErrorCase{500, error(50010000, "internal server error"), Outcome::Unclear},
        ErrorCase{500, "", Outcome::Unclear}, ErrorCase{502, "<html>Bad Gateway</html>", Outcome::Unclear},
        ErrorCase{503, "", Outcome::Unclear}, ErrorCase{504, R"({"message":"timeout"})", Outcome::Unclear}));
INSTANTIATE_TEST_SUITE_P(Refused, AlpacaError,
    testing::Values(ErrorCase{400, error(40010000, "request body format is invalid"), Outcome::Refused},
        ErrorCase{400, "", Outcome::Refused},
        ErrorCase{403, error(40310000, "insufficient buying power"), Outcome::Refused},
        ErrorCase{403, error(40310000, "potential wash trade detected. use complex orders"), Outcome::Refused},
        ErrorCase{403, error(40310100, "trade denied due to pattern day trading protection"), Outcome::Refused},
        ErrorCase{404, error(40410000, "asset not found"), Outcome::Refused},
        ErrorCase{422, error(40010001, "qty must be > 0"), Outcome::Refused},
        ErrorCase{422, error(42210000, "invalid limit_price 290.123. sub-penny increment"), Outcome::Refused},
        ErrorCase{422, "", Outcome::Refused}));

TEST(AlpacaErrors, keepTheVenuesWordsWithTheirNumber)
{
    EXPECT_EQ(
        read(Ask::Submit, 403, error(40310000, "insufficient buying power")).why, "40310000 insufficient buying power");
    EXPECT_EQ(read(Ask::Submit, 502, "<html>Bad Gateway</html>").why, "HTTP 502 <html>Bad Gateway</html>");
    EXPECT_LE(read(Ask::Submit, 502, std::string(5000, 'x')).why.size(), 220U);
}

TEST(AlpacaErrors, sayWhichPartOfAnOrderTheyAreAbout)
{
    const auto kinds = [](Ask ask, int status, int code) {
        std::vector<Kind> made;
        for (const OrderReport& report : read(ask, status, error(code, "words")).reports) {
            EXPECT_EQ(report.id, ourId);
            made.push_back(report.kind);
        }
        return made;
    };
    EXPECT_EQ(kinds(Ask::Submit, 404, 40410000), std::vector{Kind::Rejected});
    EXPECT_EQ(kinds(Ask::Amend, 422, 42210000), std::vector{Kind::AmendRejected});
    EXPECT_EQ(kinds(Ask::Amend, 404, 40410000), std::vector<Kind>{});
    EXPECT_EQ(read(Ask::Amend, 404, error(40410000, "order not found")).outcome, Outcome::Unclear) << "it is asked for";
    EXPECT_EQ(kinds(Ask::Cancel, 404, 40410000), std::vector{Kind::CancelRejected}) << "and so it is here";
    EXPECT_EQ(kinds(Ask::Query, 404, 40410000), std::vector{Kind::Absent});
    EXPECT_EQ(kinds(Ask::Fills, 404, 40410000), std::vector<Kind>{});
    EXPECT_EQ(read(Ask::Cancel, 422, error(42210000, "order is not cancelable")).outcome, Outcome::Unclear)
        << "it is over, or being replaced: it is asked which";
    EXPECT_TRUE(read(Ask::Cancel, 422, "").reports.empty());
}

// The stream

TEST(AlpacaStream, isReadyOnceItListens)
{
    const auto message = [](const char* text) { return AlpacaTrading().readMessage(text).value(); };
    const PrivateMessage authorised =
        message(R"({"stream":"authorization","data":{"status":"authorized","action":"authenticate"}})");
    EXPECT_FALSE(authorised.isDenied);
    EXPECT_FALSE(authorised.isReady);
    EXPECT_TRUE(message(R"({"stream":"listening","data":{"streams":["trade_updates"]}})").isReady);
    EXPECT_FALSE(message(R"({"stream":"listening","data":{"streams":[]}})").isReady);
    EXPECT_FALSE(message(R"({"stream":"listening","data":{"streams":["account_updates"]}})").isReady);
    EXPECT_TRUE(message(R"({"stream":"authorization","data":{"status":"unauthorized","action":"listen"}})").isDenied);
}

struct EventCase {
    const char* event;
    VenueOrder order;
    Kind kind;
    bool isHeld = false;
};

std::ostream& operator<<(std::ostream& out, const EventCase& given)
{
    return out << given.event << ' ' << given.order.status;
}

class AlpacaEvent : public testing::TestWithParam<EventCase>
{
};

TEST_P(AlpacaEvent, isReadForWhatItMeansToTheOrder)
{
    const EventCase& given = GetParam();
    const OrderReport report = told(update(given.event, given.order));
    EXPECT_EQ(report.kind, given.kind);
    EXPECT_EQ(report.id, ourId);
    EXPECT_EQ(report.isHeld, given.isHeld);
    EXPECT_EQ(report.cumulative, tests::size(given.order.filled));
    EXPECT_EQ(report.market, (core::MarketId{sipVenue, core::Symbol("AAPL")}));
    const bool isInForce = given.kind == Kind::Accepted || given.kind == Kind::Amended;
    EXPECT_EQ(report.price,
        isInForce || report.kind == Kind::Cancelled || report.kind == Kind::Expired || report.kind == Kind::Rejected
            ? price("189.5")
            : core::Price{});
}

INSTANTIATE_TEST_SUITE_P(OfAnOrder, AlpacaEvent,
    testing::Values(EventCase{"new", {.status = "new"}, Kind::Accepted},
        EventCase{"accepted", {.status = "accepted"}, Kind::Accepted, true},
        EventCase{"pending_new", {.status = "pending_new"}, Kind::Accepted, true},
        EventCase{"held", {.status = "held"}, Kind::Accepted, true},
        EventCase{"done_for_day", {.status = "done_for_day", .filled = "5"}, Kind::Accepted},
        EventCase{"stopped", {.status = "stopped"}, Kind::Accepted},
        EventCase{"calculated", {.status = "calculated"}, Kind::Accepted},
        EventCase{"restated", {.status = "new"}, Kind::Accepted},
        EventCase{"something_new", {.status = "new"}, Kind::Accepted},
        EventCase{"canceled", {.status = "canceled", .filled = "5"}, Kind::Cancelled},
        EventCase{"expired", {.status = "expired"}, Kind::Expired},
        EventCase{"rejected", {.status = "rejected"}, Kind::Rejected},
        EventCase{"rejected", {.status = "new"}, Kind::Rejected},
        EventCase{"pending_cancel", {.status = "pending_cancel"}, Kind::Status},
        EventCase{"pending_replace", {.status = "pending_replace"}, Kind::Status},
        EventCase{"replaced", {.status = "replaced", .replacedBy = "b"}, Kind::Status},
        EventCase{"order_replace_rejected", {.status = "new"}, Kind::AmendRejected},
        EventCase{"order_cancel_rejected", {.status = "new"}, Kind::CancelRejected}));
INSTANTIATE_TEST_SUITE_P(OfOneInItsPlace, AlpacaEvent,
    testing::Values(EventCase{"new", {.id = "b", .client = "LL1fxt1vow1diju-7", .replaces = venueId}, Kind::Amended},
        EventCase{"accepted", {.id = "b", .client = "LL1fxt1vow1diju-7", .status = "accepted", .replaces = venueId},
            Kind::Status},
        EventCase{"pending_new",
            {.id = "b", .client = "LL1fxt1vow1diju-7", .status = "pending_new", .replaces = venueId}, Kind::Status},
        EventCase{"rejected", {.id = "b", .client = "LL1fxt1vow1diju-7", .status = "rejected", .replaces = venueId},
            Kind::AmendRejected},
        EventCase{"replaced",
            {.id = "b",
                .client = "LL1fxt1vow1diju-7",
                .status = "replaced",
                .filled = "3",
                .replaces = venueId,
                .replacedBy = "c"},
            Kind::Status},
        EventCase{"canceled", {.id = "b", .client = "LL1fxt1vow1diju-7", .status = "canceled", .replaces = venueId},
            Kind::Cancelled}));

TEST(AlpacaStream, doesNotLearnTheIdOfAReplacementThatMayNotCome)
{
    for (const char* const status : {"accepted", "pending_new", "rejected"}) {
        EXPECT_EQ(told(update(status, {.id = "b", .status = status, .replaces = venueId})).venueOrder, "") << status;
    }
    EXPECT_EQ(told(update("new", {.id = "b", .replaces = venueId})).venueOrder, "b");
}

TEST(AlpacaStream, readsAFill)
{
    const std::string text =
        update("partial_fill", {.status = "partially_filled", .filled = "40.5"}, fillOf("10.25", "189.4812"));
    const OrderReport fill = told(text);
    EXPECT_EQ(fill.kind, Kind::Filled);
    EXPECT_EQ(fill.id, ourId);
    EXPECT_EQ(fill.venueOrder, venueId);
    EXPECT_EQ(fill.price, price("189.4812"));
    EXPECT_EQ(fill.size, size("10.25"));
    EXPECT_EQ(fill.cumulative, size("40.5"));
    EXPECT_EQ(fill.execution, venueId + ":40.5");
    EXPECT_EQ(fill.feeAsset.view(), "USD");
    EXPECT_TRUE(fill.fee.raw() == 0);
    EXPECT_EQ(fill.time, core::fromMilliseconds(1'795'188'602'500));

    const VenueOrder order{.status = "filled", .filled = "100"};
    EXPECT_TRUE(AlpacaTrading().readMessage(update("fill", order, fillOf("59.5", "1"))));
    for (const std::string& broken : {update("fill", order), update("fill", order, fillOf("0", "1")),
             update("fill", order, fillOf("-1", "1")), update("fill", order, fillOf("1", "0")),
             update("fill", order, fillOf("1", "x")), update("fill", {.status = "filled"}, fillOf("1", "1"))}) {
        EXPECT_FALSE(AlpacaTrading().readMessage(broken)) << broken;
    }
}

TEST(AlpacaStream, tellsAPersonOfCorrections)
{
    for (const char* const event : {"trade_bust", "trade_correct"}) {
        const auto message = AlpacaTrading().readMessage(update(event, {.status = "filled", .filled = "100"}));
        ASSERT_FALSE(message);
        EXPECT_THAT(message.error().what, HasSubstr("AAPL"));
        EXPECT_THAT(message.error().what, HasSubstr(event));
    }
    const auto error =
        AlpacaTrading().readMessage(R"({"action":"error","data":{"error_message":"internal server error"}})");
    ASSERT_FALSE(error);
    EXPECT_THAT(error.error().what, HasSubstr("internal server error"));
}

TEST(AlpacaStream, takesMessagesOfNoInterestAndRefusesNoise)
{
    for (const char* const text : {"{}", R"({"stream":"account_updates","data":{"id":"x"}})", R"({"stream":null})"}) {
        const auto message = AlpacaTrading().readMessage(text);
        ASSERT_TRUE(message) << text;
        EXPECT_TRUE(message->reports.empty());
        EXPECT_FALSE(message->isReady || message->isDenied || message->hasGap || message->isSessionOver);
    }
    for (const char* const text :
        {"", "ping", "7", R"({"stream":"trade_updates"})", R"({"stream":"trade_updates","data":{"event":"new"}})",
            R"({"stream":"trade_updates","data":{"event":"new","order":{}}})"}) {
        EXPECT_FALSE(AlpacaTrading().readMessage(text)) << text;
    }
    const std::string whole = update("new", {});
    for (std::size_t length = 0; length < whole.size(); ++length) {
        EXPECT_FALSE(AlpacaTrading().readMessage(whole.substr(0, length))) << length;
    }
}

// Against what others recorded and what the venue documents

namespace
{

/// "a=1&b=2" as parts, in any order.
std::set<std::string> partsOf(const std::string& query)
{
    std::set<std::string> parts;
    std::istringstream text(query);
    for (std::string part; std::getline(text, part, '&');) {
        parts.insert(part);
    }
    return parts;
}

/// Every object below `json` for which `wants` is true.
std::vector<const json::Tree*> objects(const json::Tree& json, const std::function<bool(const json::Tree&)>& wants)
{
    std::vector<const json::Tree*> found;
    if (json.kind() == json::Tree::Kind::Object && wants(json)) {
        found.push_back(&json);
    }
    const auto add = [&](const json::Tree& part) {
        const auto more = objects(part, wants);
        found.insert(found.end(), more.begin(), more.end());
    };
    std::ranges::for_each(json.items(), add);
    for (const auto& [name, part] : json.fields()) {
        add(part);
    }
    return found;
}

bool isValue(const json::Tree& json)
{
    return json.isThere() && json.kind() != json::Tree::Kind::Object;
}
bool isOrder(const json::Tree& json)
{
    return isValue(json["filled_qty"]) && isValue(json["client_order_id"]) && isValue(json["status"]);
}
bool isAccount(const json::Tree& json)
{
    return isValue(json["cash"]) && isValue(json["buying_power"]);
}
bool isPosition(const json::Tree& json)
{
    return isValue(json["avg_entry_price"]) && isValue(json["qty"]);
}
bool isFill(const json::Tree& json)
{
    return json["activity_type"].text() == "FILL";
}
bool isUpdate(const json::Tree& json)
{
    return json["stream"].text() == "trade_updates" && isValue(json["data"]["event"]);
}
bool isError(const json::Tree& json)
{
    return json["code"].whole() > 0 && isValue(json["message"]);
}

/// As JSON again; texts of these files hold nothing that would have to be escaped but quotes and backslashes.
std::string written(const json::Tree& json)
{
    const auto quoted = [](const std::string& text) {
        std::string made = "\"";
        for (const char c : text) {
            made += c == '"' || c == '\\' ? std::string("\\") + c : std::string(1, c);
        }
        return made + "\"";
    };
    std::string text;
    switch (json.kind()) {
    case json::Tree::Kind::List:
        for (const json::Tree& item : json.items()) {
            text += (text.empty() ? "" : ",") + written(item);
        }
        return "[" + text + "]";
    case json::Tree::Kind::Object:
        for (const auto& [name, part] : json.fields()) {
            text += (text.empty() ? "" : ",") + quoted(name) + ":" + written(part);
        }
        return "{" + text + "}";
    case json::Tree::Kind::Text:
        return quoted(json.text());
    case json::Tree::Kind::Number:
    case json::Tree::Kind::Bool:
        return json.text();
    case json::Tree::Kind::Null:
    case json::Tree::Kind::Missing:
        break;
    }
    return "null";
}

struct Counted {
    std::size_t orders = 0;
    std::size_t accounts = 0;
    std::size_t positions = 0;
    std::size_t fills = 0;
    std::size_t errors = 0;
    std::size_t updates = 0;
};

void expectOrder(const json::Tree& order)
{
    const std::string status = order["status"].text();
    const TradingAnswer answer = read(Ask::Query, 200, written(order));
    if (status == "pending_cancel") {
        EXPECT_EQ(answer.outcome, Outcome::Unclear);
        return;
    }
    ASSERT_EQ(answer.outcome, Outcome::Done) << answer.why;
    ASSERT_EQ(answer.reports.size(), 1U);
    const OrderReport& report = answer.reports[0];
    EXPECT_EQ(report.venueOrder, order["id"].text());
    EXPECT_EQ(report.kind, status == "filled" ? Kind::Status : Kind::Accepted);
    EXPECT_EQ(report.size, order["qty"].quantity());
    EXPECT_EQ(report.price, order["limit_price"].price());
    EXPECT_EQ(report.cumulative, order["filled_qty"].quantity());
    EXPECT_EQ(report.isHeld, status == "accepted" || status == "pending_new");
    EXPECT_GT(report.time, core::Timestamp{});
    EXPECT_EQ(read(Ask::Submit, 200, written(order)).outcome, Outcome::Done);
    EXPECT_EQ(read(Ask::Amend, 200, written(order)).outcome, Outcome::Done);
    const TradingAnswer list = read(Ask::OpenOrders, 200, "[" + written(order) + "]");
    EXPECT_EQ(list.reports.size(), 1U);
    EXPECT_EQ(list.reports.at(0).id, 0U) << "nobody's of ours";
}

/// Reads whatever it finds in a document with the reader it is meant for.
void expectReadable(const json::Tree& document, Counted& counted)
{
    for (const json::Tree* const order : objects(document, isOrder)) {
        expectOrder(*order);
        ++counted.orders;
    }
    for (const json::Tree* const account : objects(document, isAccount)) {
        const TradingAnswer answer = read(Ask::Account, 200, written(*account));
        ASSERT_TRUE(answer.account) << written(*account);
        EXPECT_EQ(answer.account->balances.at(0).total, (*account)["cash"].amount());
        EXPECT_EQ(answer.account->balances.at(0).available, (*account)["buying_power"].amount());
        ++counted.accounts;
    }
    for (const json::Tree* const position : objects(document, isPosition)) {
        const TradingAnswer answer = read(Ask::Positions, 200, "[" + written(*position) + "]");
        ASSERT_TRUE(answer.account) << written(*position);
        EXPECT_EQ(answer.account->positions.at(0).size, (*position)["qty"].quantity());
        EXPECT_FALSE(answer.account->positions.at(0).size.isZero());
        EXPECT_EQ(answer.account->positions.at(0).symbol.view(), (*position)["symbol"].text());
        ++counted.positions;
    }
    for (const json::Tree* const fill : objects(document, isFill)) {
        const TradingAnswer answer = read(Ask::Fills, 200, "[" + written(*fill) + "]");
        ASSERT_EQ(answer.reports.size(), 1U) << written(*fill);
        EXPECT_EQ(answer.reports[0].size, (*fill)["qty"].quantity());
        EXPECT_EQ(answer.reports[0].cumulative, (*fill)["cum_qty"].quantity());
        EXPECT_EQ(answer.reports[0].venueOrder, (*fill)["order_id"].text());
        EXPECT_GT(answer.reports[0].time, core::Timestamp{});
        ++counted.fills;
    }
    for (const json::Tree* const update : objects(document, isUpdate)) {
        const OrderReport report = told(written(*update));
        EXPECT_EQ((*update)["data"]["event"].text(), "fill");
        EXPECT_EQ(report.kind, Kind::Filled);
        EXPECT_EQ(report.size, (*update)["data"]["qty"].quantity());
        EXPECT_EQ(report.price, (*update)["data"]["price"].price());
        ++counted.updates;
    }
    for (const json::Tree* const refusal : objects(document, isError)) {
        const auto status = static_cast<int>((*refusal)["code"].whole() / 100'000);
        const TradingAnswer answer = read(Ask::Submit, status, written(*refusal));
        EXPECT_EQ(answer.outcome, status == 401 ? Outcome::Denied : Outcome::Refused) << written(*refusal);
        EXPECT_THAT(answer.why, HasSubstr((*refusal)["message"].text()));
        ++counted.errors;
    }
}

} // namespace

TEST(AlpacaConformance, sendsWhatCcxtSends)
{
    LEADLINE_NEEDS(file, "conformance/ccxt_static/alpaca.request.json");
    const auto cases = json::Tree::parse(tests::textOfFile(file));
    ASSERT_TRUE(cases);
    const std::string host = "https://paper-api.alpaca.markets";
    const std::string liveHost = "https://api.alpaca.markets";
    int orders = 0;
    int others = 0;
    for (const json::Tree& given : cases->items()) {
        const std::string& method = given["method"].text();
        const std::string& url = given["url"].text();
        const auto& input = given["input"].items();
        SCOPED_TRACE(method + " " + url);
        if (method == "createOrder") {
            const auto wanted = json::Tree::parse(given["output"].text());
            ASSERT_TRUE(wanted);
            const bool isMarket = input.at(1).text() == "market";
            TradingAsk ask = asking(Ask::Submit, isMarket ? OrderType::Market : OrderType::Limit);
            ask.order.request.market.symbol = core::Symbol(input.at(0).text());
            ask.order.request.side = input.at(2).text() == "buy" ? core::Side::Bid : core::Side::Ask;
            ask.order.request.size = tests::size(input.at(3).text());
            ask.order.request.price = isMarket ? core::Price{} : price(input.at(4).text());
            const TradingRequest made = request(ask);
            EXPECT_EQ(made.method, "POST");
            EXPECT_EQ(host + made.path, url);
            const auto body = json::Tree::parse(made.body);
            ASSERT_TRUE(body);
            EXPECT_EQ(body->fields().size(), wanted->fields().size());
            for (const auto& [name, value] : wanted->fields()) {
                EXPECT_EQ((*body)[name].kind(), json::Tree::Kind::Text) << name;
                if (name == "limit_price") {
                    EXPECT_EQ((*body)[name].price(), value.price());
                } else if (name != "client_order_id"
                    && name != "time_in_force") { // crypto rests for ever, stocks a day
                    EXPECT_EQ((*body)[name].text(), value.text()) << name;
                }
            }
            ++orders;
        } else if (method == "cancelOrder" || method == "fetchOrder") {
            TradingAsk ask = asking(method == "cancelOrder" ? Ask::Cancel : Ask::Query);
            ask.order.venueOrder = input.at(0).text();
            EXPECT_EQ(host + request(ask).path, url);
            EXPECT_TRUE(request(ask).body.empty());
            ++others;
        } else if (method == "fetchOpenOrders") {
            TradingAsk ask = asking(Ask::OpenOrders);
            ask.symbol = core::Symbol(input.at(0).text());
            const std::string made = liveHost + request(ask).path;
            EXPECT_EQ(made.substr(0, made.find('?')), url.substr(0, url.find('?')));
            for (const std::string& part : partsOf(url.substr(url.find('?') + 1))) {
                EXPECT_TRUE(partsOf(made.substr(made.find('?') + 1)).contains(part)) << part;
            }
            ++others;
        }
    }
    EXPECT_EQ(orders, 3);
    EXPECT_EQ(others, 3);
}

TEST(AlpacaConformance, readsARecordedStream)
{
    LEADLINE_NEEDS(file, "conformance/ccxt_static/alpaca.ws.trade_updates.jsonl");
    AlpacaTrading trading;
    std::ifstream lines(file);
    std::vector<PrivateMessage> messages;
    for (std::string line; std::getline(lines, line);) {
        auto message = trading.readMessage(line);
        ASSERT_TRUE(message) << message.error().what;
        messages.push_back(std::move(*message));
    }
    ASSERT_EQ(messages.size(), 5U);
    EXPECT_FALSE(messages[0].isDenied) << "the older form of the greeting";
    EXPECT_TRUE(messages[1].isReady);
    const OrderReport& pending = messages[2].reports.at(0);
    EXPECT_EQ(pending.kind, Kind::Accepted);
    EXPECT_TRUE(pending.isHeld);
    EXPECT_EQ(messages[3].reports.at(0).kind, Kind::Accepted);
    EXPECT_FALSE(messages[3].reports.at(0).isHeld);
    EXPECT_GT(messages[3].reports.at(0).time, pending.time);
    const OrderReport& fill = messages[4].reports.at(0);
    EXPECT_EQ(fill.kind, Kind::Filled);
    EXPECT_EQ(fill.price, price("0.0851119"));
    EXPECT_EQ(fill.size, size("129.7"));
    EXPECT_EQ(fill.cumulative, size("129.7"));
    EXPECT_EQ(fill.venueOrder, "b28e2b24-b1b2-40cc-8979-63f45e8edc02");
    EXPECT_EQ(fill.id, 0U) << "ccxt's";
}

TEST(AlpacaConformance, readsEveryOrderAccountPositionFillAndErrorOfTheVenuesOwnLibraries)
{
    const std::pair<const char*, Counted> files[] = {
        {"conformance/alpaca_sdk_extracts/alpacahq__alpaca-docs.jsonl", {5, 1, 1, 1, 2, 1}},
        {"conformance/alpaca_sdk_extracts/alpacahq__alpaca-py.jsonl", {14, 3, 3, 6, 7, 0}}};
    for (const auto& [path, wanted] : files) {
        SCOPED_TRACE(path);
        LEADLINE_NEEDS(file, path);
        std::ifstream lines(file);
        Counted counted;
        for (std::string line; std::getline(lines, line);) {
            const auto entry = json::Tree::parse(line);
            ASSERT_TRUE(entry);
            SCOPED_TRACE((*entry)["path"].text() + ":" + (*entry)["line"].text());
            if (const auto body = json::Tree::parse((*entry)["body"].text())) {
                expectReadable(*body, counted);
            }
        }
        EXPECT_EQ(counted.orders, wanted.orders);
        EXPECT_EQ(counted.accounts, wanted.accounts);
        EXPECT_GE(counted.positions, wanted.positions);
        EXPECT_EQ(counted.fills, wanted.fills);
        EXPECT_EQ(counted.errors, wanted.errors);
        EXPECT_EQ(counted.updates, wanted.updates);
    }
}

TEST(AlpacaConformance, readsEveryExampleOfTheOpenApiDocument)
{
    LEADLINE_NEEDS(file, "conformance/alpaca_openapi/trading-api.json");
    const auto document = json::Tree::parse(tests::textOfFile(file));
    ASSERT_TRUE(document) << document.error().what;
    Counted counted;
    expectReadable(*document, counted);
    EXPECT_EQ(counted.orders, 8U);
    EXPECT_EQ(counted.accounts, 2U);
    EXPECT_EQ(counted.positions, 2U);
    EXPECT_EQ(counted.fills, 1U);
    EXPECT_GT(counted.errors, 5U);
    const json::Tree& clock = (*document)["components"]["schemas"]["legacy_clock"]["example"];
    EXPECT_EQ(read(Ask::Time, 200, written(clock)).venueTime, core::fromMilliseconds(1'750'788'922'000));
}

} // namespace leadline::venues::alpaca
