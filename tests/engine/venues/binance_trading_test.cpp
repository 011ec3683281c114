// SPDX-License-Identifier: MIT
#include "engine/venues/binance/binance_trading.h"

#include "engine/json/tree.h"
#include "tests/support/builders.h"
#include "tests/support/sample_text.h"
#include "tests/support/trading_samples.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <string>

namespace leadline::venues::binance
{

using orders::OrderReport;
using orders::OrderType;
using tests::everyAsk;
using tests::onlyReport;
using tests::ourId;
using tests::ourText;
using tests::price;
using tests::replaced;
using tests::size;
using Kind = OrderReport::Kind;

namespace
{

const std::string newOrderUpdate =
    R"({"e":"ORDER_TRADE_UPDATE","E":1568879465651,"T":1568879465650,"o":{"s":"BTCUSDT","c":"LL1fxt1vow1diju","S":"SELL","o":"LIMIT","f":"GTC","q":"0.001","p":"7103","ap":"0","sp":"0","x":"NEW","X":"NEW","i":8886774,"l":"0","z":"0","L":"0","N":"USDT","n":"0","T":1568879465650,"t":0,"b":"0","a":"9.91","m":false,"R":false,"wt":"CONTRACT_PRICE","ot":"LIMIT","ps":"BOTH","cp":false,"rp":"0","pP":false,"si":0,"ss":0,"V":"EXPIRE_TAKER","pm":"NONE","gtd":0,"er":"0"}})";

/// The documentation's key, secret and time.
Stamp stamp()
{
    return {.credentials = {"dbefbc809e3e83c283a984c3a1459732ea7db1360ca80c5c2c8867408d28cc83",
                "2b5eb11e18796d12d88f13dc27dbbd02c2cc51ff7059765ed9821957d82bb4d9"},
        .milliseconds = 1591702613943,
        .nonce = 1,
        .number = 1,
        .session = "listen"};
}

TradingAsk asking(Ask what, OrderType type = OrderType::Limit)
{
    TradingAsk ask;
    ask.what = what;
    ask.symbol = core::Symbol("BTCUSDT");
    ask.order.request = {.id = ourId,
        .market = {core::VenueId("binance-futures"), core::Symbol("BTCUSDT")},
        .side = core::Side::Bid,
        .price = price("9000"),
        .size = size("1"),
        .type = type};
    ask.order.venueOrder = "22542179";
    ask.order.amendPrice = price("8999.5");
    ask.order.amendSize = size("0.5");
    ask.countdown = std::chrono::minutes(2);
    ask.listed = {.symbol = ask.symbol, .id = "2148627", .isApart = true};
    return ask;
}

TradingAnswer read(Ask what, int status, std::string_view body)
{
    return BinanceTrading().read(asking(what), status, body);
}

} // namespace

struct RequestCase {
    Ask ask;
    const char* method;
    const char* path;
    std::string payload; ///< in the query or in the body, before its signature
    std::string signature; ///< by Python's hmac
};

std::ostream& operator<<(std::ostream& out, const RequestCase& given)
{
    return out << describe(given.ask);
}

class BinanceRequest : public testing::TestWithParam<RequestCase>
{
};

TEST_P(BinanceRequest, isByteForByteWhatTheVenueExpects)
{
    const RequestCase& given = GetParam();
    const TradingRequest request = BinanceTrading().request(asking(given.ask), stamp());

    const std::string full = given.payload + (given.signature.empty() ? "" : "&signature=") + given.signature;
    const bool hasBody = std::string(given.method) == "POST" || std::string(given.method) == "PUT";
    EXPECT_FALSE(request.overSocket);
    EXPECT_EQ(request.method, given.method);
    EXPECT_EQ(request.path, given.path + (hasBody || full.empty() ? "" : "?" + full));
    EXPECT_EQ(request.body, hasBody ? full : "");
    const auto key = std::ranges::find(request.headers, "X-MBX-APIKEY", &std::pair<std::string, std::string>::first);
    if (given.ask == Ask::Time) {
        EXPECT_TRUE(request.headers.empty());
    } else {
        ASSERT_NE(key, request.headers.end());
        EXPECT_EQ(key->second, stamp().credentials.key);
    }
    for (const std::string& text : {request.path, request.body}) {
        EXPECT_EQ(text.find(stamp().credentials.secret), std::string::npos);
    }
}

INSTANTIATE_TEST_SUITE_P(BinanceTrading, BinanceRequest,
    testing::Values(RequestCase{Ask::Submit, "POST", "/fapi/v1/order",
                        "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=9000"
                        "&newClientOrderId=LL1fxt1vow1diju&recvWindow=5000&timestamp=1591702613943",
                        "69b17e5e3ca2f5edb17c15b9e74c6f0dbc1f7dd8c57497ae5a3fc97edde7b658"},
        RequestCase{Ask::Amend, "PUT", "/fapi/v1/order",
            "symbol=BTCUSDT&orderId=22542179&side=BUY&quantity=0.5&price=8999.5&recvWindow=5000"
            "&timestamp=1591702613943",
            "60e82382aaaa7e80d90c7d6aa15166d97a2755c111299a173fb6553a2864671c"},
        RequestCase{Ask::Cancel, "DELETE", "/fapi/v1/order",
            "symbol=BTCUSDT&orderId=22542179&recvWindow=5000&timestamp=1591702613943",
            "a54782f75a53709e003a54c446ed801d54ea45e81dcefbeb50c941b6ee42d435"},
        RequestCase{Ask::Query, "GET", "/fapi/v1/order",
            "symbol=BTCUSDT&orderId=22542179&recvWindow=5000&timestamp=1591702613943",
            "a54782f75a53709e003a54c446ed801d54ea45e81dcefbeb50c941b6ee42d435"},
        RequestCase{Ask::Fills, "GET", "/fapi/v1/userTrades",
            "symbol=BTCUSDT&orderId=22542179&recvWindow=5000&timestamp=1591702613943",
            "a54782f75a53709e003a54c446ed801d54ea45e81dcefbeb50c941b6ee42d435"},
        RequestCase{Ask::OpenOrders, "GET", "/fapi/v1/openOrders",
            "symbol=BTCUSDT&recvWindow=5000&timestamp=1591702613943",
            "94ae0e3b5872d3eb469d1af5e892198c5f1dfc78ce21c3a7323f98d2de155229"},
        RequestCase{Ask::CancelAll, "DELETE", "/fapi/v1/allOpenOrders",
            "symbol=BTCUSDT&recvWindow=5000&timestamp=1591702613943",
            "94ae0e3b5872d3eb469d1af5e892198c5f1dfc78ce21c3a7323f98d2de155229"},
        RequestCase{Ask::ConditionalOrders, "GET", "/fapi/v1/openAlgoOrders",
            "symbol=BTCUSDT&recvWindow=5000&timestamp=1591702613943",
            "94ae0e3b5872d3eb469d1af5e892198c5f1dfc78ce21c3a7323f98d2de155229"},
        RequestCase{Ask::CancelConditional, "DELETE", "/fapi/v1/algoOpenOrders",
            "symbol=BTCUSDT&recvWindow=5000&timestamp=1591702613943",
            "94ae0e3b5872d3eb469d1af5e892198c5f1dfc78ce21c3a7323f98d2de155229"},
        RequestCase{Ask::CancelListed, "DELETE", "/fapi/v1/algoOrder",
            "algoId=2148627&recvWindow=5000&timestamp=1591702613943",
            "3052b3c23e6fec6e237d0fd0e188c8544a23bf4259c8033205561b47342f96c4"},
        RequestCase{Ask::Account, "GET", "/fapi/v3/account", "recvWindow=5000&timestamp=1591702613943",
            "5581570ecf76b9b74c6f1a66ef6520c2959a75c32641affb2634d655d6e64db8"},
        RequestCase{Ask::Positions, "GET", "/fapi/v3/positionRisk", "recvWindow=5000&timestamp=1591702613943",
            "5581570ecf76b9b74c6f1a66ef6520c2959a75c32641affb2634d655d6e64db8"},
        RequestCase{Ask::PositionMode, "GET", "/fapi/v1/positionSide/dual", "recvWindow=5000&timestamp=1591702613943",
            "5581570ecf76b9b74c6f1a66ef6520c2959a75c32641affb2634d655d6e64db8"},
        RequestCase{Ask::Countdown, "POST", "/fapi/v1/countdownCancelAll",
            "symbol=BTCUSDT&countdownTime=120000&recvWindow=5000&timestamp=1591702613943",
            "b4f526563f0019a0c5cd33a8e3b06ac919c262233dcd07989afdbe31f11e3de8"},
        RequestCase{Ask::Session, "POST", "/fapi/v1/listenKey", "", ""},
        RequestCase{Ask::RenewSession, "PUT", "/fapi/v1/listenKey", "", ""},
        RequestCase{Ask::Time, "GET", "/fapi/v1/time", "", ""}));

TEST(BinanceTrading, namesTheTimeInForceOfEveryOrderType)
{
    const auto body = [](OrderType type) { return BinanceTrading().request(asking(Ask::Submit, type), stamp()).body; };
    EXPECT_NE(body(OrderType::PostOnly).find("&timeInForce=GTX&"), std::string::npos);
    EXPECT_NE(body(OrderType::MarketableLimit).find("&timeInForce=IOC&"), std::string::npos);
    EXPECT_NE(body(OrderType::Limit).find("&timeInForce=GTC&"), std::string::npos);
    for (const OrderType type : {OrderType::PostOnly, OrderType::MarketableLimit, OrderType::Limit}) {
        EXPECT_NE(body(type).find("&type=LIMIT&"), std::string::npos);
    }
}

TEST(BinanceTrading, writesSidesAndAmountsExactly)
{
    TradingAsk ask = asking(Ask::Submit);
    ask.order.request.side = core::Side::Ask;
    ask.order.request.price = price("0.00000123");
    ask.order.request.size = size("123456789012.5");
    const std::string body = BinanceTrading().request(ask, stamp()).body;
    EXPECT_TRUE(body.starts_with("symbol=BTCUSDT&side=SELL&")) << body;
    EXPECT_NE(body.find("&quantity=123456789012.5&price=0.00000123&"), std::string::npos) << body;
}

TEST(BinanceTrading, percentEncodesSymbolsBeforeItSigns)
{
    TradingAsk ask = asking(Ask::OpenOrders);
    ask.symbol = core::Symbol("币安USDT");
    EXPECT_EQ(BinanceTrading().request(ask, stamp()).path,
        "/fapi/v1/openOrders?symbol=%E5%B8%81%E5%AE%89USDT&recvWindow=5000&timestamp=1591702613943"
        "&signature=a28a51b131434c05e7c3f0187d14f759848438f370085acab1d783ca0c54a1af");
}

TEST(BinanceTrading, ordersCostByTheTable)
{
    const BinanceTrading trading;
    const auto cost = [&](Ask ask, Reach reach = Reach::Symbol) {
        return std::pair(trading.requestCost(ask, reach), trading.orderCost(ask, {}));
    };
    EXPECT_EQ(cost(Ask::Submit), std::pair(0.0, 1.0));
    EXPECT_EQ(cost(Ask::Amend), std::pair(0.0, 1.0));
    EXPECT_EQ(cost(Ask::Cancel), std::pair(1.0, 0.0));
    EXPECT_EQ(cost(Ask::Query), std::pair(1.0, 0.0));
    EXPECT_EQ(cost(Ask::OpenOrders), std::pair(1.0, 0.0));
    EXPECT_EQ(cost(Ask::OpenOrders, Reach::Account), std::pair(40.0, 0.0));
    EXPECT_EQ(cost(Ask::ConditionalOrders), std::pair(1.0, 0.0));
    EXPECT_EQ(cost(Ask::ConditionalOrders, Reach::Account), std::pair(40.0, 0.0));
    EXPECT_EQ(cost(Ask::CancelAll), std::pair(1.0, 0.0));
    EXPECT_EQ(cost(Ask::CancelConditional), std::pair(1.0, 0.0));
    EXPECT_EQ(cost(Ask::CancelListed), std::pair(1.0, 0.0));
    EXPECT_EQ(cost(Ask::Positions), std::pair(5.0, 0.0));
    EXPECT_EQ(cost(Ask::PositionMode), std::pair(30.0, 0.0));
    EXPECT_EQ(cost(Ask::Account), std::pair(5.0, 0.0));
    EXPECT_EQ(cost(Ask::Fills), std::pair(5.0, 0.0));
    EXPECT_EQ(cost(Ask::Countdown), std::pair(10.0, 0.0));
    EXPECT_EQ(cost(Ask::Session), std::pair(1.0, 0.0));
    EXPECT_LE(trading.requestBudget().capacity + 60 * trading.requestBudget().perSecond, 2400);
    EXPECT_LE(trading.orderBudget().capacity + 10 * trading.orderBudget().perSecond, 300);
    EXPECT_LE(trading.orderBudget().capacity + 60 * trading.orderBudget().perSecond, 1200);
}

TEST(BinanceTrading, opensThePrivateRouteAndNamesItsEvents)
{
    const BinanceTrading trading;
    for (const TradingEnvironment& environment : trading.environments()) {
        const Connection connection = trading.stream(environment.endpoints, "abc", {});
        EXPECT_TRUE(connection.url.starts_with(environment.endpoints.streams + "/private/ws?listenKey=abc&events="));
        for (const char* const event : {"ORDER_TRADE_UPDATE", "ALGO_UPDATE", "ACCOUNT_UPDATE", "listenKeyExpired"}) {
            EXPECT_NE(connection.url.find(event), std::string::npos) << event;
        }
        EXPECT_EQ(environment.isLive, environment.name == "live");
    }
    EXPECT_LE(trading.renewEvery(), std::chrono::minutes(30));
}

struct ErrorCase {
    int status;
    std::string body;
    Outcome outcome;
    std::int64_t waitMs = 0;
};

std::ostream& operator<<(std::ostream& out, const ErrorCase& given)
{
    return out << given.status << ' ' << given.body;
}

class BinanceError : public testing::TestWithParam<ErrorCase>
{
};

TEST_P(BinanceError, hasItsOutcome)
{
    const ErrorCase& given = GetParam();
    const TradingAnswer answer = read(Ask::Submit, given.status, given.body);
    EXPECT_EQ(answer.outcome, given.outcome);
    EXPECT_EQ(core::millisecondsOf(answer.bannedUntil), given.waitMs);
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

std::string error(int code, const char* text = "Text.")
{
    return R"({"code":)" + std::to_string(code) + R"(,"msg":")" + text + "\"}";
}

} // namespace

INSTANTIATE_TEST_SUITE_P(Limits, BinanceError,
    testing::Values(ErrorCase{429, error(-1003, "Too many requests; current limit is 2400."), Outcome::Busy},
        ErrorCase{418,
            error(-1003, "Way too many requests; IP(1.2.3.4) banned until 1573463459093. Please use the websocket."),
            Outcome::Busy, 1573463459093},
        ErrorCase{429, "", Outcome::Busy}, ErrorCase{418, "<html>teapot</html>", Outcome::Busy},
        ErrorCase{400, error(-1003), Outcome::Busy}, ErrorCase{400, error(-1008, "Request throttled."), Outcome::Busy},
        ErrorCase{503, error(-1008, "Request throttled."), Outcome::Busy},
        ErrorCase{400, error(-1015), Outcome::Busy}));
INSTANTIATE_TEST_SUITE_P(Unclear, BinanceError,
    testing::Values(
        ErrorCase{400, error(-1000, "An unknown error occurred while processing the request."), Outcome::Unclear},
        ErrorCase{
            400, error(-1001, "Internal error; unable to process your request. Please try again."), Outcome::Unclear},
        ErrorCase{400, error(-1006), Outcome::Unclear}, ErrorCase{408, error(-1007), Outcome::Unclear},
        ErrorCase{400, error(-1007), Outcome::Unclear}, ErrorCase{408, "", Outcome::Unclear},
        ErrorCase{503, error(-1000, "Unknown error, please check your request or try again later."), Outcome::Unclear},
        ErrorCase{503, "Unknown error, please check your request or try again later.", Outcome::Unclear},
        ErrorCase{503, "", Outcome::Unclear}, ErrorCase{500, "", Outcome::Unclear},
        ErrorCase{502, "<html>Bad Gateway</html>", Outcome::Unclear}, ErrorCase{504, "", Outcome::Unclear},
        ErrorCase{400, error(-4116, "clientOrderId is duplicated."), Outcome::Unclear},
        ErrorCase{200, "", Outcome::Unclear}, ErrorCase{200, "<html></html>", Outcome::Unclear},
        ErrorCase{200, R"({"orderId":22542179,"clientOrd)", Outcome::Unclear},
        // An answer that does not name the order accepted nothing that we know of.
        ErrorCase{200, "{}", Outcome::Unclear}, ErrorCase{200, "[]", Outcome::Unclear},
        ErrorCase{200, "null", Outcome::Unclear}));
INSTANTIATE_TEST_SUITE_P(Refused, BinanceError,
    testing::Values(ErrorCase{503, error(-1001, "Internal error; unable to process your request."), Outcome::Refused},
        ErrorCase{503, error(-1000, "Service Unavailable."), Outcome::Refused},
        ErrorCase{503, "Service Unavailable.", Outcome::Refused},
        ErrorCase{503, "Internal error; unable to process your request. Please try again.", Outcome::Refused},
        ErrorCase{400, error(-1111), Outcome::Refused}, ErrorCase{400, error(-1121), Outcome::Refused},
        ErrorCase{400, error(-2010), Outcome::Refused}, ErrorCase{400, error(-2018), Outcome::Refused},
        ErrorCase{400, error(-2019, "Margin is insufficient."), Outcome::Refused},
        ErrorCase{400, error(-2022), Outcome::Refused}, ErrorCase{400, error(-2025), Outcome::Refused},
        ErrorCase{400, error(-2027), Outcome::Refused}, ErrorCase{400, error(-4014), Outcome::Refused},
        ErrorCase{400, error(-4024), Outcome::Refused}, ErrorCase{400, error(-4061), Outcome::Refused},
        ErrorCase{400, error(-4118), Outcome::Refused}, ErrorCase{400, error(-4120), Outcome::Refused},
        ErrorCase{400, error(-4131), Outcome::Refused}, ErrorCase{400, error(-4164), Outcome::Refused},
        ErrorCase{400, error(-4192), Outcome::Refused}, ErrorCase{400, error(-4400), Outcome::Refused},
        ErrorCase{400, error(-5021), Outcome::Refused}, ErrorCase{400, error(-5029), Outcome::Refused},
        ErrorCase{400, error(-5022, "The order could not be executed as maker."), Outcome::Refused}));
INSTANTIATE_TEST_SUITE_P(ClockAndKey, BinanceError,
    testing::Values(
        ErrorCase{400, error(-1021, "Timestamp for this request is outside of the recvWindow."), Outcome::WrongClock},
        ErrorCase{400, error(-5028), Outcome::WrongClock}, ErrorCase{400, error(-1022), Outcome::Denied},
        ErrorCase{401, error(-2014, "API-key format invalid."), Outcome::Denied},
        ErrorCase{401, error(-2015, "Invalid API-key, IP, or permissions for action."), Outcome::Denied},
        ErrorCase{400, error(-2014), Outcome::Denied}, ErrorCase{400, error(-2015), Outcome::Denied}));

/// That the venue does not know it may mean that it was a moment too early, or that it is elsewhere by now.
TEST(BinanceTrading, takesNoOrderForAbsentThatWasNotAskedFor)
{
    for (const int code : {-2013, -2011}) {
        for (const Ask ask : everyAsk) {
            const TradingAnswer answer = read(ask, 400, error(code));
            const bool isSaid =
                std::ranges::find(answer.reports, Kind::Absent, &OrderReport::kind) != answer.reports.end();
            EXPECT_EQ(isSaid, ask == Ask::Query) << describe(ask) << ' ' << code;
        }
        const TradingAnswer amended = read(Ask::Amend, 400, error(code));
        EXPECT_EQ(amended.outcome, Outcome::Unclear) << "it is asked for";
        EXPECT_TRUE(amended.reports.empty());
        EXPECT_EQ(read(Ask::Cancel, 400, error(code)).reports.at(0).kind, Kind::CancelRejected) << "and so it is here";
    }
}

TEST(BinanceTrading, namesAnOrderByOurIdWhereTheVenueHasToldNone)
{
    for (const Ask what : {Ask::Amend, Ask::Cancel, Ask::Query, Ask::QueryClosed}) {
        TradingAsk ask = asking(what);
        ask.order.venueOrder.clear();
        const TradingRequest request = BinanceTrading().request(ask, stamp());
        const std::string text = request.path + request.body;
        EXPECT_NE(text.find("symbol=BTCUSDT&origClientOrderId=LL1fxt1vow1diju&"), std::string::npos) << text;
        EXPECT_EQ(text.find("orderId="), std::string::npos) << text;
    }
    const TradingAnswer renamed = read(Ask::Query, 200,
        R"({"orderId":22542179,"symbol":"BTCUSDT","status":"NEW","clientOrderId":"theirs","price":"9000","origQty":"1"})");
    ASSERT_EQ(renamed.reports.size(), 1U);
    EXPECT_EQ(renamed.reports[0].id, ourId);
}

TEST(BinanceTrading, saysWhatBecameOfTheOrderThatARefusalIsAbout)
{
    struct Case {
        Ask ask;
        int code;
        std::vector<Kind> kinds;
    };
    const Case cases[] = {
        {Ask::Cancel, -2011, {Kind::CancelRejected}},
        {Ask::Query, -2013, {Kind::Absent}},
        {Ask::Query, -1102, {}},
        {Ask::Amend, -5027, {Kind::AmendRejected}},
        {Ask::Amend, -4014, {Kind::AmendRejected}},
        {Ask::Fills, -2013, {}},
        {Ask::OpenOrders, -1121, {}},
        {Ask::RenewSession, -1125, {}},
        {Ask::CancelAll, -2011, {}},
    };
    for (const Case& given : cases) {
        SCOPED_TRACE(std::string(describe(given.ask)) + " " + std::to_string(given.code));
        const TradingAnswer answer = read(given.ask, 400, error(given.code));
        EXPECT_EQ(answer.outcome, Outcome::Refused);
        ASSERT_EQ(answer.reports.size(), given.kinds.size());
        for (std::size_t i = 0; i < given.kinds.size(); ++i) {
            EXPECT_EQ(answer.reports[i].kind, given.kinds[i]);
            EXPECT_EQ(answer.reports[i].id, ourId);
        }
        EXPECT_NE(answer.why.find(std::to_string(given.code)), std::string::npos);
    }
}

TEST(BinanceTrading, accepts)
{
    const TradingAnswer answer = read(Ask::Submit, 200,
        R"({"orderId":22542179,"clientOrderId":"LL1fxt1vow1diju","symbol":"BTCUSDT","status":"NEW","side":"BUY","price":"9000","origQty":"10","executedQty":"0","updateTime":1566818724722})");
    EXPECT_EQ(answer.outcome, Outcome::Done);
    ASSERT_EQ(answer.reports.size(), 1U);
    EXPECT_EQ(answer.reports[0].kind, Kind::Accepted);
    EXPECT_EQ(answer.reports[0].id, ourId);
    EXPECT_EQ(answer.reports[0].market.symbol.view(), "BTCUSDT");
    EXPECT_EQ(answer.reports[0].venueOrder, "22542179");
    EXPECT_EQ(answer.reports[0].time, core::fromMilliseconds(1566818724722));
}

TEST(BinanceTrading, readsWhatAnAmendmentLeft)
{
    const auto amended = [](const char* status) {
        const TradingAnswer answer = read(Ask::Amend, 200,
            R"({"orderId":20072994037,"symbol":"BTCUSDT","status":")" + std::string(status)
                + R"(","clientOrderId":"LL1fxt1vow1diju","price":"30005","origQty":"1","executedQty":"0.25","updateTime":1629182711600})");
        EXPECT_EQ(answer.reports.size(), 1U);
        return answer.reports.at(0);
    };
    EXPECT_EQ(amended("NEW").kind, Kind::Amended);
    EXPECT_EQ(amended("PARTIALLY_FILLED").kind, Kind::Amended);
    EXPECT_EQ(amended("NEW").id, ourId);
    EXPECT_EQ(amended("NEW").price, price("30005"));
    EXPECT_EQ(amended("NEW").size, size("1"));
    EXPECT_EQ(amended("NEW").cumulative, size("0.25"));
    EXPECT_EQ(amended("CANCELED").kind, Kind::Cancelled) << "filled to the new size already, or it would take";
    EXPECT_EQ(amended("EXPIRED").kind, Kind::Expired);
}

TEST(BinanceTrading, readsEveryStatusOfAnOrder)
{
    const auto kindOf = [](const char* status) {
        const TradingAnswer answer = read(Ask::Query, 200,
            R"({"orderId":1,"symbol":"BTCUSDT","clientOrderId":"LL1fxt1vow1diju","price":"1","origQty":"2","executedQty":"2","updateTime":1,"status":")"
                + std::string(status) + "\"}");
        EXPECT_EQ(answer.reports.size(), 1U);
        EXPECT_EQ(answer.reports.at(0).cumulative, size("2"));
        return answer.reports.at(0).kind;
    };
    EXPECT_EQ(kindOf("NEW"), Kind::Accepted);
    EXPECT_EQ(kindOf("PARTIALLY_FILLED"), Kind::Accepted);
    EXPECT_EQ(kindOf("FILLED"), Kind::Status) << "the fills end it";
    EXPECT_EQ(kindOf("CANCELED"), Kind::Cancelled);
    EXPECT_EQ(kindOf("EXPIRED"), Kind::Expired);
    EXPECT_EQ(kindOf("EXPIRED_IN_MATCH"), Kind::Expired);
    EXPECT_EQ(kindOf("REJECTED"), Kind::Rejected);
    EXPECT_EQ(kindOf("SOMETHING_NEW"), Kind::Accepted) << "what is not known does not end an order";
}

TEST(BinanceTrading, leavesOrdersOfOthersWithoutAnId)
{
    const TradingAnswer answer = read(Ask::OpenOrders, 200,
        R"([{"orderId":1917641,"clientOrderId":"abc","symbol":"BTCUSDT","status":"NEW","price":"0","origQty":"0.40","executedQty":"0","updateTime":1579276756075},{"orderId":2,"clientOrderId":"LL1fxt1vow1diju","symbol":"BTCUSDT","status":"NEW","price":"9000","origQty":"1","executedQty":"0.1","updateTime":1}])");
    ASSERT_EQ(answer.reports.size(), 2U);
    EXPECT_EQ(answer.reports[0].id, 0U);
    EXPECT_EQ(answer.reports[0].venueOrder, "1917641");
    EXPECT_EQ(answer.reports[1].id, ourId);
    EXPECT_EQ(answer.reports[1].price, price("9000"));
    EXPECT_EQ(answer.reports[1].cumulative, size("0.1"));
    EXPECT_TRUE(read(Ask::OpenOrders, 200, "[]").reports.empty());
    EXPECT_EQ(read(Ask::OpenOrders, 200, "[]").outcome, Outcome::Done);
    EXPECT_EQ(read(Ask::OpenOrders, 200, "{}").outcome, Outcome::Unclear) << "no list is not an empty list";
}

TEST(BinanceTrading, readsTheFillsOfAnOrder)
{
    const TradingAnswer answer = read(Ask::Fills, 200,
        R"([{"buyer":false,"commission":"0.07819010","commissionAsset":"USDT","id":698759,"maker":true,"orderId":22542179,"price":"7819.01","qty":"0.002","side":"SELL","symbol":"BTCUSDT","time":1569514978020}])");
    ASSERT_EQ(answer.reports.size(), 1U);
    const OrderReport& fill = answer.reports[0];
    EXPECT_EQ(fill.kind, Kind::Filled);
    EXPECT_EQ(fill.id, ourId);
    EXPECT_EQ(fill.execution, "698759");
    EXPECT_EQ(fill.price, price("7819.01"));
    EXPECT_EQ(fill.size, size("0.002"));
    EXPECT_EQ(fill.fee.text(), "0.0781901");
    EXPECT_EQ(fill.feeAsset.view(), "USDT");
    EXPECT_TRUE(fill.isMaker);
    EXPECT_EQ(fill.time, core::fromMilliseconds(1569514978020));
    EXPECT_FALSE(fill.cumulative.has_value());
}

TEST(BinanceTrading, readsAccountSessionAndTime)
{
    const TradingAnswer answer = read(Ask::Account, 200,
        R"({"canWithdraw":true,"assets":[{"asset":"USDT","walletBalance":"23.72469206","availableBalance":"20.1"}],"positions":[{"symbol":"BTCUSDT","positionAmt":"-0.010","entryPrice":"6563.123456789012"},{"symbol":"ETHUSDT","positionAmt":"0"}]})");
    ASSERT_TRUE(answer.account);
    ASSERT_EQ(answer.account->balances.size(), 1U);
    EXPECT_EQ(answer.account->balances[0].asset.view(), "USDT");
    EXPECT_EQ(answer.account->balances[0].total, size("23.72469206"));
    EXPECT_EQ(answer.account->balances[0].available, size("20.1"));
    EXPECT_TRUE(answer.account->positions.empty()) << "they are asked for by themselves";
    EXPECT_EQ(answer.account->canWithdraw, true);
    EXPECT_EQ(read(Ask::Account, 200, R"({"assets":[]})").account->canWithdraw, std::nullopt);
    EXPECT_EQ(
        read(Ask::Session, 200, R"({"listenKey":"pqia91ma19a5s61cv6a81va65sdf19v8a65a1a5s61cv6a81va65sdf"})").session,
        "pqia91ma19a5s61cv6a81va65sdf19v8a65a1a5s61cv6a81va65sdf");
    EXPECT_EQ(read(Ask::Time, 200, R"({"serverTime":1499827319559})").venueTime, core::fromMilliseconds(1499827319559));
    EXPECT_EQ(
        read(Ask::CancelAll, 200, R"({"code":200,"msg":"The operation of cancel all open order is done."})").outcome,
        Outcome::Done);
}

TEST(BinanceTrading, survivesEveryTruncatedAnswer)
{
    const std::string whole =
        R"({"orderId":22542179,"clientOrderId":"LL1fxt1vow1diju","symbol":"BTCUSDT","status":"CANCELED","executedQty":"1"})";
    for (std::size_t length = 0; length < whole.size(); ++length) {
        for (const Ask ask : everyAsk) {
            const TradingAnswer answer = read(ask, 200, whole.substr(0, length));
            EXPECT_EQ(answer.outcome, Outcome::Unclear) << describe(ask) << ' ' << length;
            EXPECT_TRUE(answer.reports.empty());
        }
    }
}

TEST(BinanceStream, readsAnAcceptedOrder)
{
    const OrderReport report = onlyReport(BinanceTrading().readMessage(newOrderUpdate));
    EXPECT_EQ(report.kind, Kind::Accepted);
    EXPECT_EQ(report.id, ourId);
    EXPECT_EQ(report.market.venue.view(), "binance-futures");
    EXPECT_EQ(report.market.symbol.view(), "BTCUSDT");
    EXPECT_EQ(report.venueOrder, "8886774");
    EXPECT_EQ(report.time, core::fromMilliseconds(1568879465650));
    EXPECT_EQ(report.cumulative, size("0"));
    EXPECT_EQ(onlyReport(BinanceTrading().readMessage(replaced(newOrderUpdate, ourText, "TEST"))).id, 0U);
}

TEST(BinanceStream, readsTheWrappedFormAlike)
{
    const OrderReport report =
        onlyReport(BinanceTrading().readMessage(R"({"stream":"listenKey","data":)" + newOrderUpdate + "}"));
    EXPECT_EQ(report.kind, Kind::Accepted);
    EXPECT_EQ(report.id, ourId);
}

TEST(BinanceStream, readsAFill)
{
    std::string text = replaced(newOrderUpdate, R"("x":"NEW","X":"NEW")", R"("x":"TRADE","X":"PARTIALLY_FILLED")");
    text = replaced(text, R"("l":"0","z":"0","L":"0","N":"USDT","n":"0")",
        R"("l":"0.001","z":"0.003","L":"7100.50","N":"BNB","n":"-0.00000123")");
    text = replaced(replaced(text, R"("t":0)", R"("t":12345678)"), R"("m":false)", R"("m":true)");
    const OrderReport fill = onlyReport(BinanceTrading().readMessage(text));
    EXPECT_EQ(fill.kind, Kind::Filled);
    EXPECT_EQ(fill.price, price("7100.5"));
    EXPECT_EQ(fill.size, size("0.001"));
    EXPECT_EQ(fill.cumulative, size("0.003"));
    EXPECT_EQ(fill.fee.text(), "-0.00000123");
    EXPECT_EQ(fill.feeAsset.view(), "BNB");
    EXPECT_EQ(fill.execution, "12345678");
    EXPECT_TRUE(fill.isMaker);

    EXPECT_FALSE(BinanceTrading().readMessage(replaced(text, R"("t":12345678)", R"("u":1)"))) << "no id";
    EXPECT_FALSE(BinanceTrading().readMessage(replaced(text, R"("t":12345678)", R"("t":0)"))) << "zero is no fill's id";
    EXPECT_FALSE(BinanceTrading().readMessage(replaced(text, R"("l":"0.001")", R"("l":"0")"))) << "no size";
    EXPECT_FALSE(BinanceTrading().readMessage(replaced(text, R"("l":"0.001")", R"("l":"-0.001")"))) << "negative";
    EXPECT_FALSE(BinanceTrading().readMessage(replaced(text, R"("L":"7100.50")", R"("L":"0")"))) << "no price";
}

TEST(BinanceStream, readsTheEndsOfAnOrder)
{
    const auto kindOf = [](const char* what) {
        return onlyReport(BinanceTrading().readMessage(
                              replaced(newOrderUpdate, R"("x":"NEW")", R"("x":")" + std::string(what) + "\"")))
            .kind;
    };
    EXPECT_EQ(kindOf("CANCELED"), Kind::Cancelled);
    EXPECT_EQ(kindOf("EXPIRED"), Kind::Expired);
    const OrderReport amended =
        onlyReport(BinanceTrading().readMessage(replaced(newOrderUpdate, R"("x":"NEW")", R"("x":"AMENDMENT")")));
    EXPECT_EQ(amended.kind, Kind::Amended);
    EXPECT_EQ(amended.price, price("7103"));
    EXPECT_EQ(amended.size, size("0.001"));
}

TEST(BinanceStream, refusesToGuessWhatItDoesNotKnow)
{
    for (const char* const what : {"SOMETHING_NEW", "", "new", "FILLED"}) {
        EXPECT_FALSE(BinanceTrading().readMessage(
            replaced(newOrderUpdate, R"("x":"NEW")", R"("x":")" + std::string(what) + "\"")))
            << what;
    }
    EXPECT_FALSE(BinanceTrading().readMessage(R"({"e":"ORDER_TRADE_UPDATE","E":1,"T":1})"));
}

TEST(BinanceStream, readsChangesOfTheAccount)
{
    const auto message = BinanceTrading().readMessage(
        R"({"e":"ACCOUNT_UPDATE","E":1564745798939,"T":1564745798938,"a":{"m":"ORDER","B":[{"a":"USDT","wb":"122624.12","cw":"100.12","bc":"50.12"}],"P":[{"s":"BTCUSDT","pa":"0","ep":"0.0","bep":"0","cr":"200","up":"0","mt":"isolated","iw":"0.0","ps":"BOTH"},{"s":"ETHUSDT","pa":"-1.5","ps":"BOTH"}]}})");
    ASSERT_TRUE(message);
    ASSERT_TRUE(message->changes);
    ASSERT_EQ(message->changes->balances.size(), 1U);
    EXPECT_EQ(message->changes->balances[0].asset.view(), "USDT");
    EXPECT_EQ(message->changes->balances[0].total, size("122624.12"));
    ASSERT_EQ(message->changes->positions.size(), 2U);
    EXPECT_TRUE(message->changes->positions[0].size.isZero()) << "a closed position is a change";
    EXPECT_EQ(message->changes->positions[1].size, size("-1.5"));
    EXPECT_TRUE(message->reports.empty());
}

TEST(BinanceStream, endsItsSession)
{
    const auto message = BinanceTrading().readMessage(R"({"e":"listenKeyExpired","E":1576653824250,"listenKey":"x"})");
    ASSERT_TRUE(message);
    EXPECT_TRUE(message->isSessionOver);
}

TEST(BinanceStream, takesEventsOfNoInterestAndRefusesNoise)
{
    for (const char* const text : {R"({"result":null,"id":1})", R"({"e":"MARGIN_CALL","E":1})",
             R"({"e":"TRADE_LITE","E":1,"s":"BTCUSDT","c":"LL1fxt1vow1diju","l":"0.001","L":"1","t":1})",
             R"({"e":"ACCOUNT_CONFIG_UPDATE","ac":{"s":"BTCUSDT","l":25}})", "{}"}) {
        const auto message = BinanceTrading().readMessage(text);
        ASSERT_TRUE(message) << text;
        EXPECT_TRUE(message->reports.empty()) << text;
        EXPECT_FALSE(message->isSessionOver);
    }
    EXPECT_FALSE(BinanceTrading().readMessage(""));
    EXPECT_FALSE(BinanceTrading().readMessage("ping"));
    for (std::size_t length = 0; length < newOrderUpdate.size(); ++length) {
        EXPECT_FALSE(BinanceTrading().readMessage(newOrderUpdate.substr(0, length))) << length;
    }
}

TEST(BinanceConformance, readsTheDocumentedShapesOfEveryEndpoint)
{
    LEADLINE_NEEDS(folder, "conformance/jkorf/Binance.Net/Binance.Net.UnitTests/Endpoints/UsdFutures");
    struct Case {
        const char* file;
        Ask ask;
        Kind kind;
        const char* venueOrder;
    };
    const Case cases[] = {
        {"Trading/PlaceOrder.txt", Ask::Submit, Kind::Accepted, "22542179"},
        {"Trading/EditOrder.txt", Ask::Amend, Kind::Amended, "20072994037"},
        {"Trading/CancelOrder.txt", Ask::Cancel, Kind::Cancelled, "283194212"},
        {"Trading/GetOrder.txt", Ask::Query, Kind::Accepted, "1917641"},
        {"Trading/GetOpenOrders.txt", Ask::OpenOrders, Kind::Accepted, "1917641"},
        {"Trading/GetUserTrades.txt", Ask::Fills, Kind::Filled, "25851813"},
    };
    for (const Case& given : cases) {
        SCOPED_TRACE(given.file);
        const std::string text = tests::textOfFile(folder + "/" + given.file);
        const TradingRequest request = BinanceTrading().request(asking(given.ask), stamp());
        EXPECT_TRUE(text.starts_with(request.method + "\n" + request.path.substr(0, request.path.find('?')) + "\n"));
        const TradingAnswer answer = read(given.ask, 200, tests::responseIn(folder + "/" + given.file));
        EXPECT_EQ(answer.outcome, Outcome::Done);
        ASSERT_EQ(answer.reports.size(), 1U);
        EXPECT_EQ(answer.reports[0].kind, given.kind);
        EXPECT_EQ(answer.reports[0].venueOrder, given.venueOrder);
        EXPECT_GT(answer.reports[0].time, core::Timestamp{});
    }
    EXPECT_EQ(
        read(Ask::CancelAll, 200, tests::responseIn(folder + "/Trading/CancelAllOrders.txt")).outcome, Outcome::Done);
    EXPECT_EQ(read(Ask::Countdown, 200, tests::responseIn(folder + "/Trading/CancelAllOrdersAfterTimeout.txt")).outcome,
        Outcome::Done);
    EXPECT_EQ(read(Ask::Time, 200, tests::responseIn(folder + "/ExchangeData/GetServerTime.txt")).venueTime,
        core::fromMilliseconds(1499827319559));
}

TEST(BinanceConformance, readsTheDocumentedShapesOfTheStream)
{
    LEADLINE_NEEDS(folder, "conformance/jkorf/Binance.Net/Binance.Net.UnitTests/Subscriptions/UsdFutures");
    const auto expected = [&](const char* file) {
        const std::string text = tests::textOfFile(folder + "/" + file);
        return text.substr(text.find("\n=") + 2);
    };
    const OrderReport report = onlyReport(BinanceTrading().readMessage(expected("OrderUpdate.txt")));
    EXPECT_EQ(report.kind, Kind::Accepted);
    EXPECT_EQ(report.venueOrder, "8886774");
    const auto account = BinanceTrading().readMessage(expected("AccountUpdate.txt"));
    ASSERT_TRUE(account);
    ASSERT_TRUE(account->changes);
    EXPECT_EQ(account->changes->balances.size(), 2U);
    EXPECT_EQ(account->changes->positions.size(), 3U);
}

TEST(BinanceConformance, readsLiquidationsAndSettlementsAsFillsOfNobodysOrder)
{
    LEADLINE_NEEDS(folder, "conformance/nautilus_trader/crates/adapters/binance/test_data/futures/user_data_json");
    std::size_t fills = 0;
    for (const char* const name : {"order_update_adl.json", "order_update_calculated.json",
             "order_update_insurance.json", "order_update_settlement.json", "order_update_delivery.json",
             "order_update_trade.json", "order_update_trade_partial.json"}) {
        SCOPED_TRACE(name);
        const OrderReport report = onlyReport(BinanceTrading().readMessage(tests::textOfFile(folder + "/" + name)));
        EXPECT_EQ(report.kind, Kind::Filled);
        EXPECT_EQ(report.id, 0U);
        EXPECT_FALSE(report.size.isZero());
        ++fills;
    }
    EXPECT_EQ(fills, 7U);
    EXPECT_EQ(onlyReport(BinanceTrading().readMessage(tests::textOfFile(folder + "/order_update_new.json"))).kind,
        Kind::Accepted);
    for (const char* const name : {"account_update.json", "account_update_bnfcr.json"}) {
        EXPECT_TRUE(BinanceTrading().readMessage(tests::textOfFile(folder + "/" + name))->changes) << name;
    }
    for (const char* const name : {"trade_lite.json", "algo_update_new.json", "algo_update_canceled.json"}) {
        const auto message = BinanceTrading().readMessage(tests::textOfFile(folder + "/" + name));
        ASSERT_TRUE(message) << name;
        EXPECT_TRUE(message->reports.empty()) << name << ": counting it would count its fill twice";
    }
}

/// Binance's files of that collection are of spot, whose reports are another event: none of them may move an order.
TEST(BinanceConformance, takesNothingFromReportsOfSpot)
{
    LEADLINE_NEEDS(folder, "conformance/VisualHFT/VisualHFT.Plugins/MarketConnectors.Binance/Binance_jsonMessages");
    std::size_t messages = 0;
    for (const auto& file : std::filesystem::directory_iterator(folder)) {
        const auto json = json::Tree::parse(tests::textOfFile(file.path().string()));
        ASSERT_TRUE(json) << file.path();
        for (const json::Tree& item : json->items()) {
            EXPECT_EQ(item["data"]["e"].text(), "executionReport");
            ++messages;
        }
    }
    EXPECT_EQ(messages, 10U);
    const auto message = BinanceTrading().readMessage(
        R"({"stream":"x","data":{"e":"executionReport","s":"ETHUSDT","c":"LL1fxt1vow1diju","x":"TRADE","X":"FILLED","i":1,"l":"4","z":"4","L":"1.2","t":1}})");
    ASSERT_TRUE(message);
    EXPECT_TRUE(message->reports.empty());
}

} // namespace leadline::venues::binance
