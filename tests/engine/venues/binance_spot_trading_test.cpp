// SPDX-License-Identifier: MIT
#include "engine/venues/binance/binance_spot_trading.h"

#include "engine/json/tree.h"
#include "engine/json/writer.h"
#include "engine/venues/binance/binance_requests.h"
#include "engine/venues/binance/binance_symbols.h"
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
using tests::price;
using tests::replaced;
using tests::size;
using Kind = OrderReport::Kind;

namespace
{

/// The documentation's key and secret.
const Credentials docsKey{"vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A",
    "NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j"};

const std::string fillEvent =
    R"({"subscriptionId":0,"event":{"e":"executionReport","E":1790000000500,"s":"ETHUSDT","c":"LL1fxt1vow1diju","S":"BUY","o":"LIMIT","f":"GTC","q":"1.50000000","p":"3000.00000000","P":"0.00000000","F":"0.00000000","g":-1,"C":"","x":"TRADE","X":"PARTIALLY_FILLED","r":"NONE","i":90010,"l":"0.50000000","z":"0.50000000","L":"3000.00000000","n":"0.00050000","N":"ETH","T":1790000000499,"t":7001,"I":55501,"w":true,"m":true,"O":1790000000100,"Z":"1500.00000000","Y":"1500.00000000","Q":"0.00000000","W":1790000000100,"V":"EXPIRE_MAKER"}})";

Stamp stamp()
{
    return {.credentials = docsKey, .milliseconds = 1499827319559, .nonce = 1, .number = 1, .session = "1499827319559"};
}

TradingAsk asking(Ask what, OrderType type = OrderType::Limit)
{
    TradingAsk ask;
    ask.what = what;
    ask.symbol = core::Symbol("BTCUSDT");
    ask.order.request = {.id = ourId,
        .market = {core::VenueId("binance-spot"), core::Symbol("BTCUSDT")},
        .side = core::Side::Bid,
        .price = price("9000"),
        .size = size("1"),
        .type = type};
    ask.order.venueOrder = "22542179";
    ask.order.amendPrice = price("9000");
    ask.order.amendSize = size("0.5");
    ask.countdown = std::chrono::minutes(2);
    ask.listed = {.symbol = ask.symbol, .id = "2148627"};
    return ask;
}

TradingAnswer read(Ask what, int status, std::string_view body)
{
    return BinanceSpotTrading().read(asking(what), status, body);
}

std::string error(int code, const char* text = "Text.")
{
    return R"({"code":)" + std::to_string(code) + R"(,"msg":")" + text + "\"}";
}

core::Result<PrivateMessage> heard(const std::string& text)
{
    return BinanceSpotTrading().readMessage(text);
}

} // namespace

struct SignatureCase {
    std::string payload;
    std::string signature;
};

class BinanceSpotSignature : public testing::TestWithParam<SignatureCase>
{
};

TEST_P(BinanceSpotSignature, isThatOfTheDocumentation)
{
    EXPECT_EQ(signature(docsKey.secret, GetParam().payload), GetParam().signature);
}

INSTANTIATE_TEST_SUITE_P(Documentation, BinanceSpotSignature,
    testing::Values(
        SignatureCase{"symbol=LTCBTC&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=0.1&recvWindow=5000"
                      "&timestamp=1499827319559",
            "c8db56825ae71d6d79447849e617115f4a920fa2acdcab2b053c4b2838bd6b71"},
        SignatureCase{Form()
                          .add("symbol", "１２３４５６")
                          .add("side", "BUY")
                          .add("type", "LIMIT")
                          .add("timeInForce", "GTC")
                          .add("quantity", "1")
                          .add("price", "0.1")
                          .add("recvWindow", "5000")
                          .add("timestamp", "1499827319559")
                          .text(),
            "e1353ec6b14d888f1164ae9af8228a3dbd508bc82eb867db8ab6046442f33ef3"},
        SignatureCase{socketPayload({{"symbol", "BTCUSDT"}, {"side", "SELL"}, {"type", "LIMIT"}, {"timeInForce", "GTC"},
                          {"quantity", "0.01000000"}, {"price", "52000.00"}, {"recvWindow", "100"},
                          {"timestamp", "1645423376532"}, {"apiKey", docsKey.key}}),
            "aa1b5712c094bc4e57c05a1a5c1fd8d88dcd628338ea863fec7b88e59fe2db24"},
        SignatureCase{socketPayload({{"timestamp", "1649729878532"}, {"apiKey", docsKey.key}}),
            "1cf54395b336b0a9727ef27d5d98987962bc47aca6e13fe978612d0adee066ed"}));

struct SpotRequestCase {
    Ask ask;
    const char* method;
    const char* path;
    std::string payload; ///< in the query or in the body, before its signature
    std::string signature; ///< by Python's hmac
};

std::ostream& operator<<(std::ostream& out, const SpotRequestCase& given)
{
    return out << describe(given.ask);
}

class BinanceSpotRequest : public testing::TestWithParam<SpotRequestCase>
{
};

TEST_P(BinanceSpotRequest, isByteForByteWhatTheVenueExpects)
{
    const SpotRequestCase& given = GetParam();
    const TradingRequest request = BinanceSpotTrading().request(asking(given.ask), stamp());

    const std::string full = given.payload + (given.signature.empty() ? "" : "&signature=") + given.signature;
    const bool hasBody = std::string(given.method) == "POST" || std::string(given.method) == "PUT";
    EXPECT_FALSE(request.overSocket);
    EXPECT_EQ(request.method, given.method);
    EXPECT_EQ(request.path, given.path + (hasBody || full.empty() ? "" : "?" + full));
    EXPECT_EQ(request.body, hasBody ? full : "");
    const auto key = std::ranges::find(request.headers, "X-MBX-APIKEY", &std::pair<std::string, std::string>::first);
    if (full.empty()) {
        EXPECT_TRUE(request.headers.empty());
    } else {
        ASSERT_NE(key, request.headers.end());
        EXPECT_EQ(key->second, docsKey.key);
    }
    for (const std::string& text : {request.path, request.body}) {
        EXPECT_EQ(text.find(docsKey.secret), std::string::npos);
    }
}

INSTANTIATE_TEST_SUITE_P(BinanceSpotTrading, BinanceSpotRequest,
    testing::Values(SpotRequestCase{Ask::Submit, "POST", "/api/v3/order",
                        "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=9000"
                        "&newClientOrderId=LL1fxt1vow1diju&newOrderRespType=RESULT&recvWindow=5000"
                        "&timestamp=1499827319559",
                        "f2336a987b0f5fbbc465d9a46373bd5f3e9d52b53af7bd053b1ed69076ad2949"},
        SpotRequestCase{Ask::Amend, "PUT", "/api/v3/order/amend/keepPriority",
            "symbol=BTCUSDT&orderId=22542179&newQty=0.5&newClientOrderId=LL1fxt1vow1diju"
            "&recvWindow=5000&timestamp=1499827319559",
            "44d1de3c5bf168866d5c60e9055cf31a5654ac6b52c60b9b6e752e4834151ba9"},
        SpotRequestCase{Ask::Cancel, "DELETE", "/api/v3/order",
            "symbol=BTCUSDT&orderId=22542179&recvWindow=5000&timestamp=1499827319559",
            "141cfbcac55dde4549f49e408f005889bf70e75e1a4969032bd10ca78d8405f6"},
        SpotRequestCase{Ask::Query, "GET", "/api/v3/order",
            "symbol=BTCUSDT&orderId=22542179&recvWindow=5000&timestamp=1499827319559",
            "141cfbcac55dde4549f49e408f005889bf70e75e1a4969032bd10ca78d8405f6"},
        SpotRequestCase{Ask::Fills, "GET", "/api/v3/myTrades",
            "symbol=BTCUSDT&orderId=22542179&limit=1000&recvWindow=5000&timestamp=1499827319559",
            "4546f0cace26e1e3555596537917ea6cb4570f2e273c579e8458e6742c3699a1"},
        SpotRequestCase{Ask::OpenOrders, "GET", "/api/v3/openOrders",
            "symbol=BTCUSDT&recvWindow=5000&timestamp=1499827319559",
            "4dd01c83b23c3f059afcb6af54fbc730669d56153a400551ed1ed7f7913837ec"},
        SpotRequestCase{Ask::CancelAll, "DELETE", "/api/v3/openOrders",
            "symbol=BTCUSDT&recvWindow=5000&timestamp=1499827319559",
            "4dd01c83b23c3f059afcb6af54fbc730669d56153a400551ed1ed7f7913837ec"},
        SpotRequestCase{Ask::CancelListed, "DELETE", "/api/v3/order",
            "symbol=BTCUSDT&orderId=2148627&recvWindow=5000&timestamp=1499827319559",
            "cdb71bfe77d7c172956c1fbbfcb1aa65db4072023d4d934e03cbfd6ecbea802b"},
        SpotRequestCase{Ask::Account, "GET", "/api/v3/account",
            "omitZeroBalances=true&recvWindow=5000&timestamp=1499827319559",
            "807e9f33e2180fee3162aaa9fddb73c600a957ca7e8353e2c50ba2a31430a41f"},
        SpotRequestCase{Ask::Positions, "GET", "/api/v3/account",
            "omitZeroBalances=true&recvWindow=5000&timestamp=1499827319559",
            "807e9f33e2180fee3162aaa9fddb73c600a957ca7e8353e2c50ba2a31430a41f"},
        SpotRequestCase{Ask::Session, "GET", "/api/v3/time", "", ""},
        SpotRequestCase{Ask::Time, "GET", "/api/v3/time", "", ""}));

TEST(BinanceSpotTrading, namesAnOrderByOurIdWhereTheVenueHasToldNone)
{
    for (const Ask what : {Ask::Amend, Ask::Cancel, Ask::Query, Ask::QueryClosed}) {
        TradingAsk ask = asking(what);
        const auto text = [&] {
            const TradingRequest request = BinanceSpotTrading().request(ask, stamp());
            return request.path + request.body;
        };
        EXPECT_NE(text().find("symbol=BTCUSDT&orderId=22542179&"), std::string::npos) << describe(what);
        EXPECT_EQ(text().find("origClientOrderId"), std::string::npos) << "the venue refuses two that differ";
        ask.order.venueOrder.clear();
        EXPECT_NE(text().find("symbol=BTCUSDT&origClientOrderId=LL1fxt1vow1diju&"), std::string::npos) << text();
        EXPECT_EQ(text().find("orderId="), std::string::npos) << text();
    }
}

/// Another client may give it a new id while it amends it, and the venue may have forgotten ours.
TEST(BinanceSpotTrading, knowsTheOrderThatItAskedForWhateverItIsCalledByNow)
{
    for (const char* const name : {"theirs", "", "LL1fxt1vow1dijv"}) {
        const std::string order = R"("symbol":"BTCUSDT","orderId":22542179,"clientOrderId":")" + std::string(name)
            + R"(","price":"9000","origQty":"1","qty":"0.5","executedQty":"0.25","status":"PARTIALLY_FILLED")";
        for (const auto& [what, body] :
            {std::pair{Ask::Query, "{" + order + "}"}, std::pair{Ask::Cancel, "{" + order + "}"},
                std::pair{Ask::Amend, R"({"amendedOrder":{)" + order + "}}"}}) {
            SCOPED_TRACE(std::string(describe(what)) + " '" + name + "'");
            const TradingAnswer answer = read(what, 200, body);
            ASSERT_EQ(answer.reports.size(), 1U);
            EXPECT_EQ(answer.reports[0].id, ourId);
            EXPECT_EQ(answer.reports[0].venueOrder, "22542179");
        }
    }
}

TEST(BinanceSpotTrading, namesTypeAndTimeInForceOfEveryOrder)
{
    const auto body = [](OrderType type) {
        const std::string text = BinanceSpotTrading().request(asking(Ask::Submit, type), stamp()).body;
        return text.substr(0, text.find("&newClientOrderId="));
    };
    EXPECT_EQ(body(OrderType::PostOnly), "symbol=BTCUSDT&side=BUY&type=LIMIT_MAKER&quantity=1&price=9000");
    EXPECT_EQ(
        body(OrderType::MarketableLimit), "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=IOC&quantity=1&price=9000");
    EXPECT_EQ(body(OrderType::Limit), "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=9000");
    EXPECT_EQ(body(OrderType::Market), "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=1");
}

TEST(BinanceSpotTrading, hasNoWordForOrdersThatOnlyReduce)
{
    TradingAsk ask = asking(Ask::Submit);
    ask.order.request.isReduceOnly = true;
    ask.order.request.side = core::Side::Ask;
    const std::string body = BinanceSpotTrading().request(ask, stamp()).body;
    EXPECT_TRUE(body.starts_with("symbol=BTCUSDT&side=SELL&")) << body;
    EXPECT_EQ(body.find("educe"), std::string::npos) << body;
    EXPECT_FALSE(BinanceSpotTrading().hasReduceOnly());
}

TEST(BinanceSpotTrading, percentEncodesSymbolsBeforeItSigns)
{
    TradingAsk ask = asking(Ask::OpenOrders);
    ask.symbol = core::Symbol("币安USDT");
    EXPECT_TRUE(BinanceSpotTrading()
                    .request(ask, stamp())
                    .path.starts_with("/api/v3/openOrders?symbol=%E5%B8%81%E5%AE%89USDT&recvWindow="));
    ask.symbol = {};
    EXPECT_TRUE(BinanceSpotTrading().request(ask, stamp()).path.starts_with("/api/v3/openOrders?recvWindow="));
}

TEST(BinanceSpotTrading, asksForTheRestOfManyFills)
{
    TradingAsk ask = asking(Ask::Fills);
    ask.cursor = "7001";
    EXPECT_TRUE(BinanceSpotTrading()
                    .request(ask, stamp())
                    .path.starts_with("/api/v3/myTrades?symbol=BTCUSDT&orderId=22542179&fromId=7001&limit=1000&"));

    std::string trades;
    for (int id = 1; id <= 1000; ++id) {
        trades += (trades.empty() ? "" : ",") + std::string(R"({"id":)") + std::to_string(id)
            + R"(,"orderId":22542179,"price":"1","qty":"1"})";
        const bool isFull = id == 1000;
        if (id == 999 || isFull) {
            const TradingAnswer answer = read(Ask::Fills, 200, "[" + trades + "]");
            EXPECT_EQ(answer.reports.size(), static_cast<std::size_t>(id));
            EXPECT_EQ(answer.nextCursor, isFull ? "1001" : "");
        }
    }
}

/// Of the venue's two ways one makes orders smaller, and the other one makes two orders.
TEST(BinanceSpotTrading, amendsSizesDownwardsAlone)
{
    struct Case {
        const char* price;
        const char* size;
        bool isAmended;
    };
    for (const Case& given : {Case{"9000", "0.999", true}, Case{"9000", "1", false}, Case{"9000", "1.001", false},
             Case{"8999.99", "0.5", false}, Case{"8999.99", "1", false}}) {
        SCOPED_TRACE(std::string(given.size) + " at " + given.price);
        TradingAsk ask = asking(Ask::Amend);
        ask.order.amendPrice = price(given.price);
        ask.order.amendSize = size(given.size);
        const TradingRequest request = BinanceSpotTrading().request(ask, stamp());
        if (given.isAmended) {
            EXPECT_EQ(request.method, "PUT");
            continue;
        }
        EXPECT_EQ(request.method, "GET") << "nothing may change";
        EXPECT_TRUE(request.path.starts_with("/api/v3/order?symbol=BTCUSDT&orderId=22542179&recvWindow="));
        const TradingAnswer answer = BinanceSpotTrading().read(ask, 200,
            R"({"orderId":22542179,"symbol":"BTCUSDT","clientOrderId":"LL1fxt1vow1diju","status":"PARTIALLY_FILLED","price":"9000","origQty":"1","executedQty":"0.25","updateTime":1})");
        EXPECT_EQ(answer.outcome, Outcome::Done);
        ASSERT_EQ(answer.reports.size(), 2U);
        EXPECT_EQ(answer.reports[0].kind, Kind::AmendRejected);
        EXPECT_EQ(answer.reports[0].id, ourId);
        EXPECT_NE(answer.reports[0].why.find("smaller"), std::string::npos);
        EXPECT_EQ(answer.reports[1].kind, Kind::Accepted);
        EXPECT_EQ(answer.reports[1].cumulative, size("0.25"));
    }
}

TEST(BinanceSpotTrading, readsWhatAnAmendmentLeft)
{
    const auto amended = [](const char* status) {
        const TradingAnswer answer = read(Ask::Amend, 200,
            R"({"transactTime":1741926410255,"executionId":75,"amendedOrder":{"symbol":"BTCUSDT","orderId":33,"orderListId":-1,"origClientOrderId":"LL1fxt1vow1diju","clientOrderId":"LL1fxt1vow1diju","price":"9000.00000000","qty":"0.50000000","executedQty":"0.25000000","status":")"
                + std::string(status) + R"(","type":"LIMIT","side":"BUY"}})");
        EXPECT_EQ(answer.reports.size(), 1U);
        return answer.reports.at(0);
    };
    EXPECT_EQ(amended("NEW").kind, Kind::Amended);
    EXPECT_EQ(amended("PARTIALLY_FILLED").kind, Kind::Amended);
    EXPECT_EQ(amended("NEW").id, ourId);
    EXPECT_EQ(amended("NEW").price, price("9000"));
    EXPECT_EQ(amended("NEW").size, size("0.5"));
    EXPECT_EQ(amended("NEW").cumulative, size("0.25"));
    EXPECT_EQ(amended("NEW").time, core::fromMilliseconds(1741926410255));
    EXPECT_EQ(read(Ask::Amend, 200, R"({"amendedOrder":{"orderId":33,"symbol":"BTCUSDT"}})").outcome, Outcome::Unclear);
}

TEST(BinanceSpotTrading, ordersCostByTheTable)
{
    const BinanceSpotTrading trading;
    const auto cost = [&](Ask ask, Reach reach = Reach::Symbol) {
        return std::pair(trading.requestCost(ask, reach), trading.orderCost(ask, {}));
    };
    EXPECT_EQ(cost(Ask::Submit), std::pair(1.0, 1.0));
    EXPECT_EQ(cost(Ask::Amend), std::pair(4.0, 0.0)) << "amending counts as no order";
    EXPECT_EQ(cost(Ask::Cancel), std::pair(1.0, 0.0));
    EXPECT_EQ(cost(Ask::Query), std::pair(4.0, 0.0));
    EXPECT_EQ(cost(Ask::Fills), std::pair(5.0, 0.0));
    EXPECT_EQ(cost(Ask::OpenOrders), std::pair(6.0, 0.0));
    EXPECT_EQ(cost(Ask::OpenOrders, Reach::Account), std::pair(80.0, 0.0));
    EXPECT_EQ(cost(Ask::CancelAll), std::pair(1.0, 0.0));
    EXPECT_EQ(cost(Ask::Account), std::pair(20.0, 0.0));
    EXPECT_EQ(cost(Ask::Positions), std::pair(20.0, 0.0));
    EXPECT_EQ(cost(Ask::Time), std::pair(1.0, 0.0));
    EXPECT_LE(trading.requestBudget().capacity + 60 * trading.requestBudget().perSecond, 6000);
    EXPECT_LE(trading.orderBudget().capacity + 10 * trading.orderBudget().perSecond, 50);
    EXPECT_LE(trading.orderBudget().capacity + 86'400 * trading.orderBudget().perSecond, 160'000);
}

TEST(BinanceSpotTrading, isAVenueOfCoins)
{
    const BinanceSpotTrading trading;
    EXPECT_FALSE(trading.keepsPositions());
    EXPECT_FALSE(trading.hasPositionModes());
    EXPECT_FALSE(trading.hasPositionsApart());
    EXPECT_FALSE(trading.hasCountdown());
    EXPECT_FALSE(trading.listsConditionalApart());
    EXPECT_FALSE(trading.cancelsConditionalApart()) << "they are among the others";
    EXPECT_TRUE(trading.cancelsBySymbol());
    EXPECT_TRUE(trading.keepsQueueWhenReduced());
    EXPECT_EQ(trading.renewEvery().count(), 0) << "there are no listen keys any more";
    EXPECT_FALSE(trading.isReadyWhenConnected()) << "the subscription's answer tells";
}

TEST(BinanceSpotTrading, subscribesOnTheWebSocketApiWithItsSignature)
{
    const BinanceSpotTrading trading;
    for (const TradingEnvironment& environment : trading.environments()) {
        const Connection connection = trading.stream(environment.endpoints, "1649729878532", docsKey);
        EXPECT_EQ(connection.url, environment.endpoints.streams + "/ws-api/v3");
        EXPECT_EQ(environment.isLive, environment.name == "live");
        ASSERT_EQ(connection.greeting.size(), 1U);
        EXPECT_EQ(connection.greeting[0],
            R"({"id":"stream","method":"userDataStream.subscribe.signature","params":{"apiKey":")" + docsKey.key
                + R"(","recvWindow":60000,"timestamp":1649729878532,"signature":"a7a92c8a79b4452d296f6b77a373f7c0e1b392fb7cc7a99cd2f9cac5208f5107"}})");
        EXPECT_TRUE(connection.mayBeQuiet);
    }
}

struct SpotErrorCase {
    int status;
    std::string body;
    Outcome outcome;
    std::int64_t bannedUntil = 0;
};

std::ostream& operator<<(std::ostream& out, const SpotErrorCase& given)
{
    return out << given.status << ' ' << given.body;
}

class BinanceSpotError : public testing::TestWithParam<SpotErrorCase>
{
};

TEST_P(BinanceSpotError, hasItsOutcome)
{
    const SpotErrorCase& given = GetParam();
    const TradingAnswer answer = read(Ask::Submit, given.status, given.body);
    EXPECT_EQ(answer.outcome, given.outcome);
    EXPECT_EQ(core::millisecondsOf(answer.bannedUntil), given.bannedUntil);
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

INSTANTIATE_TEST_SUITE_P(Limits, BinanceSpotError,
    testing::Values(SpotErrorCase{429, error(-1003, "Too many requests."), Outcome::Busy},
        SpotErrorCase{418, error(-1003, "Way too many; IP banned until 1573463459093."), Outcome::Busy, 1573463459093},
        SpotErrorCase{429, error(-1015, "Too many new orders."), Outcome::Busy}, SpotErrorCase{429, "", Outcome::Busy},
        SpotErrorCase{403, "<html>firewall</html>", Outcome::Busy}, SpotErrorCase{503, error(-1008), Outcome::Busy}));
INSTANTIATE_TEST_SUITE_P(Unclear, BinanceSpotError,
    testing::Values(
        SpotErrorCase{400, error(-1000, "An unknown error occurred while processing the request."), Outcome::Unclear},
        SpotErrorCase{
            400, error(-1001, "Internal error; unable to process your request. Please try again."), Outcome::Unclear},
        SpotErrorCase{400, error(-1006), Outcome::Unclear}, SpotErrorCase{400, error(-1007), Outcome::Unclear},
        SpotErrorCase{504, error(-1007), Outcome::Unclear}, SpotErrorCase{500, "", Outcome::Unclear},
        SpotErrorCase{502, "<html>Bad Gateway</html>", Outcome::Unclear},
        SpotErrorCase{503, "Service Unavailable.", Outcome::Unclear},
        SpotErrorCase{503, error(-1001, "Internal error; unable to process your request."), Outcome::Unclear},
        SpotErrorCase{408, "", Outcome::Unclear},
        SpotErrorCase{400, error(-2010, "Duplicate order sent."), Outcome::Unclear},
        SpotErrorCase{200, "", Outcome::Unclear}, SpotErrorCase{200, "<html></html>", Outcome::Unclear},
        SpotErrorCase{200, R"({"orderId":22542179,"clientOrd)", Outcome::Unclear},
        SpotErrorCase{200, "{}", Outcome::Unclear}, SpotErrorCase{200, "[]", Outcome::Unclear},
        SpotErrorCase{200, "null", Outcome::Unclear}));
INSTANTIATE_TEST_SUITE_P(Refused, BinanceSpotError,
    testing::Values(SpotErrorCase{400, error(-1013, "Filter failure: NOTIONAL"), Outcome::Refused},
        SpotErrorCase{400, error(-2010, "Account has insufficient balance for requested action."), Outcome::Refused},
        SpotErrorCase{400, error(-2010, "Order would immediately match and take."), Outcome::Refused},
        SpotErrorCase{400, error(-2010, "Order would trigger immediately."), Outcome::Refused},
        SpotErrorCase{400, error(-2010, "Market is closed."), Outcome::Refused},
        SpotErrorCase{400, error(-1121), Outcome::Refused}, SpotErrorCase{400, error(-1102), Outcome::Refused}));
INSTANTIATE_TEST_SUITE_P(ClockAndKey, BinanceSpotError,
    testing::Values(SpotErrorCase{400, error(-1021), Outcome::WrongClock},
        SpotErrorCase{400, error(-1022), Outcome::Denied}, SpotErrorCase{401, error(-2014), Outcome::Denied},
        SpotErrorCase{401, error(-2015), Outcome::Denied}, SpotErrorCase{400, error(-2015), Outcome::Denied}));

TEST(BinanceSpotTrading, saysWhatBecameOfTheOrderThatARefusalIsAbout)
{
    struct Case {
        Ask ask;
        int code;
        std::vector<Kind> kinds;
    };
    const Case cases[] = {
        {Ask::Cancel, -2011, {Kind::CancelRejected}},
        {Ask::Query, -2013, {Kind::Absent}},
        {Ask::Query, -2026, {Kind::Cancelled}}, // archived: nothing of it was ever filled
        {Ask::Query, -1102, {}},
        {Ask::Amend, -2038, {Kind::AmendRejected}},
        {Ask::Fills, -2013, {}},
        {Ask::OpenOrders, -1121, {}},
        {Ask::CancelListed, -2011, {}},
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

/// That the venue does not know it may mean that it was a moment too early, or that it is elsewhere by now.
TEST(BinanceSpotTrading, takesNoOrderForAbsentThatWasNotAskedFor)
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

TEST(BinanceSpotTrading, takesItForCancelledWhereThereWasNothingToCancel)
{
    for (const Ask ask : {Ask::CancelAll, Ask::CancelConditional}) {
        EXPECT_EQ(read(ask, 400, error(-2011, "Unknown order sent.")).outcome, Outcome::Done);
        EXPECT_EQ(read(ask, 200, "[]").outcome, Outcome::Done);
        EXPECT_EQ(read(ask, 400, error(-1121)).outcome, Outcome::Refused);
    }
}

TEST(BinanceSpotTrading, acceptsAndTellsWhatIsOverAlready)
{
    const auto answered = [](const char* status) {
        return read(Ask::Submit, 200,
            R"({"symbol":"BTCUSDT","orderId":28,"orderListId":-1,"clientOrderId":"LL1fxt1vow1diju","transactTime":1507725176595,"price":"9000.0","origQty":"10.0","executedQty":"4.0","cummulativeQuoteQty":"36000.0","status":")"
                + std::string(status) + R"(","timeInForce":"IOC","type":"LIMIT","side":"BUY"})")
            .reports;
    };
    ASSERT_EQ(answered("NEW").size(), 1U);
    const OrderReport accepted = answered("NEW")[0];
    EXPECT_EQ(accepted.kind, Kind::Accepted);
    EXPECT_EQ(accepted.id, ourId);
    EXPECT_EQ(accepted.market.venue.view(), "binance-spot");
    EXPECT_EQ(accepted.venueOrder, "28");
    EXPECT_EQ(accepted.time, core::fromMilliseconds(1507725176595));
    EXPECT_EQ(accepted.cumulative, size("4"));
    EXPECT_EQ(answered("FILLED").size(), 1U) << "the fills end it";
    for (const auto& [status, kind] : {std::pair{"EXPIRED", Kind::Expired},
             std::pair{"EXPIRED_IN_MATCH", Kind::Expired}, std::pair{"REJECTED", Kind::Rejected}}) {
        ASSERT_EQ(answered(status).size(), 2U) << status;
        EXPECT_EQ(answered(status)[1].kind, kind);
        EXPECT_EQ(answered(status)[1].id, ourId);
    }
}

TEST(BinanceSpotTrading, readsACancelByTheNameOfTheOrderNotOfTheRequest)
{
    const TradingAnswer answer = read(Ask::Cancel, 200,
        R"({"symbol":"BTCUSDT","origClientOrderId":"LL1fxt1vow1diju","orderId":4,"clientOrderId":"cancelMyOrder1","transactTime":1684804350068,"price":"2.0","origQty":"1.0","executedQty":"0.25","status":"CANCELED"})");
    ASSERT_EQ(answer.reports.size(), 1U);
    EXPECT_EQ(answer.reports[0].kind, Kind::Cancelled);
    EXPECT_EQ(answer.reports[0].id, ourId);
    EXPECT_EQ(answer.reports[0].cumulative, size("0.25"));
    EXPECT_EQ(answer.reports[0].time, core::fromMilliseconds(1684804350068));
}

TEST(BinanceSpotTrading, listsOrdersOfEverybodyAndWhichOnesWait)
{
    const TradingAnswer answer = read(Ask::OpenOrders, 200,
        R"([{"symbol":"BTCUSDT","orderId":1,"orderListId":-1,"clientOrderId":"LL1fxt1vow1diju","price":"9000","origQty":"1.0","executedQty":"0.1","status":"PARTIALLY_FILLED","type":"LIMIT_MAKER","side":"BUY","stopPrice":"0.0","time":1499827319559,"updateTime":1499827319560,"isWorking":true},)"
        R"({"symbol":"BTCUSDT","orderId":2,"orderListId":-1,"clientOrderId":"theirs","price":"8000","origQty":"2.0","executedQty":"0.0","status":"NEW","type":"STOP_LOSS_LIMIT","side":"SELL","stopPrice":"8100.0","time":1,"updateTime":2,"isWorking":false},)"
        R"({"symbol":"BTCUSDT","orderId":3,"orderListId":-1,"clientOrderId":"due","price":"8000","origQty":"2.0","executedQty":"0.0","status":"NEW","type":"STOP_LOSS_LIMIT","side":"SELL","stopPrice":"8100.0","time":1,"updateTime":2,"isWorking":true},)"
        R"({"symbol":"BTCUSDT","orderId":4,"orderListId":9,"clientOrderId":"leg","price":"9900","origQty":"2.0","executedQty":"0.0","status":"PENDING_NEW","type":"LIMIT","side":"SELL","stopPrice":"0.0","time":1,"updateTime":2,"isWorking":false}])");
    ASSERT_EQ(answer.reports.size(), 4U);
    EXPECT_EQ(answer.reports[0].id, ourId);
    EXPECT_EQ(answer.reports[0].market.venue.view(), "binance-spot");
    EXPECT_EQ(answer.reports[1].id, 0U);
    ASSERT_EQ(answer.rows.size(), 4U);
    EXPECT_EQ(answer.rows[0].ours, ourId);
    EXPECT_EQ(answer.rows[0].filled, size("0.1"));
    EXPECT_EQ(answer.rows[0].placed, core::fromMilliseconds(1499827319559));
    EXPECT_EQ(answer.rows[1].side, core::Side::Ask);
    EXPECT_EQ(answer.rows[1].type, "STOP_LOSS_LIMIT");
    EXPECT_EQ(answer.rows[1].trigger, price("8100"));
    EXPECT_EQ(answer.rows[1].price, price("8000"));
    EXPECT_EQ(answer.rows[1].positionSide, core::PositionSide::Net);
    const bool waits[] = {false, true, false, true};
    for (std::size_t i = 0; i < 4; ++i) {
        EXPECT_EQ(answer.rows[i].isConditional, waits[i]) << i;
        EXPECT_FALSE(answer.rows[i].isApart) << i;
    }
    EXPECT_EQ(read(Ask::OpenOrders, 200, "{}").outcome, Outcome::Unclear) << "no list is not an empty list";
}

TEST(BinanceSpotTrading, readsFillsAndWhatTheVenueKeptOfThem)
{
    const auto fillPaidIn = [](const char* asset) {
        const TradingAnswer answer = read(Ask::Fills, 200,
            R"([{"symbol":"BTCUSDT","id":28457,"orderId":22542179,"price":"4.00000100","qty":"12.00000000","quoteQty":"48.000012","commission":"0.01200000","commissionAsset":")"
                + std::string(asset) + R"(","time":1499865549590,"isBuyer":true,"isMaker":true,"isBestMatch":true}])");
        EXPECT_EQ(answer.reports.size(), 1U);
        return answer.reports.at(0);
    };
    const OrderReport fill = fillPaidIn("BTC");
    EXPECT_EQ(fill.kind, Kind::Filled);
    EXPECT_EQ(fill.id, ourId);
    EXPECT_EQ(fill.execution, "28457");
    EXPECT_EQ(fill.price, price("4.000001"));
    EXPECT_EQ(fill.size, size("12"));
    EXPECT_EQ(fill.fee.text(), "0.012");
    EXPECT_EQ(fill.feeAsset.view(), "BTC");
    EXPECT_TRUE(fill.isMaker);
    EXPECT_EQ(fill.feeInBase, size("0.012"));
    EXPECT_TRUE(fillPaidIn("USDT").feeInBase.isZero());
    EXPECT_TRUE(fillPaidIn("BNB").feeInBase.isZero());
}

/// A quote currency of tomorrow: the symbol still begins with the coin.
TEST(BinanceSpotTrading, keepsTheFeeInTheCoinOfAPairItCannotSplit)
{
    ASSERT_FALSE(pairOf(core::Symbol("ETHXQQ")).isKnown());
    const auto fillPaidIn = [](const char* asset) {
        return onlyReport(heard(replaced(replaced(fillEvent, R"("s":"ETHUSDT")", R"("s":"ETHXQQ")"), R"("N":"ETH")",
            R"("N":")" + std::string(asset) + '"')));
    };
    EXPECT_EQ(fillPaidIn("ETH").feeInBase, size("0.0005"));
    EXPECT_TRUE(fillPaidIn("XQQ").feeInBase.isZero());
    EXPECT_TRUE(fillPaidIn("BNB").feeInBase.isZero());
    EXPECT_TRUE(fillPaidIn("").feeInBase.isZero());
}

TEST(BinanceSpotTrading, readsBalancesSessionAndTime)
{
    const TradingAnswer answer = read(Ask::Account, 200,
        R"({"canTrade":true,"canWithdraw":true,"balances":[{"asset":"BTC","free":"1.25000000","locked":"0.25000000"},{"asset":"USDT","free":"10.0","locked":"0.0"}]})");
    ASSERT_TRUE(answer.account);
    ASSERT_EQ(answer.account->balances.size(), 2U);
    EXPECT_EQ(answer.account->balances[0].asset.view(), "BTC");
    EXPECT_EQ(answer.account->balances[0].total, size("1.5"));
    EXPECT_EQ(answer.account->balances[0].available, size("1.25"));
    EXPECT_TRUE(answer.account->positions.empty());
    EXPECT_EQ(answer.account->canWithdraw, std::nullopt) << "the account may, and that says nothing of the key";
    const TradingAnswer positions =
        read(Ask::Positions, 200, R"({"balances":[{"asset":"BTC","free":"1","locked":"0"}]})");
    ASSERT_TRUE(positions.account);
    EXPECT_TRUE(positions.account->positions.empty()) << "balances are none";
    EXPECT_EQ(read(Ask::Positions, 200, "{}").outcome, Outcome::Unclear);
    EXPECT_EQ(read(Ask::Session, 200, R"({"serverTime":1499827319559})").session, "1499827319559");
    EXPECT_EQ(read(Ask::Session, 200, R"({"serverTime":"x\"y"})").session, "");
    EXPECT_EQ(read(Ask::Time, 200, R"({"serverTime":1499827319559})").venueTime, core::fromMilliseconds(1499827319559));
}

TEST(BinanceSpotTrading, survivesEveryTruncatedAnswer)
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

TEST(BinanceSpotStream, isReadyOnceTheSubscriptionIsAnswered)
{
    const auto ready = heard(R"({"id":"stream","status":200,"result":{"subscriptionId":0},"rateLimits":[]})");
    ASSERT_TRUE(ready);
    EXPECT_TRUE(ready->isReady);
    EXPECT_FALSE(ready->isSessionOver);
    const auto refused = [](int status, int code) {
        return *heard(R"({"id":"stream","status":)" + std::to_string(status) + R"(,"error":)" + error(code) + "}");
    };
    for (const auto& [status, code] : {std::pair{401, -2015}, std::pair{400, -1022}, std::pair{401, -2014}}) {
        EXPECT_TRUE(refused(status, code).isDenied) << code;
        EXPECT_FALSE(refused(status, code).isSessionOver) << code;
    }
    for (const auto& [status, code] : {std::pair{400, -1021}, std::pair{400, -2042}, std::pair{500, -1000}}) {
        EXPECT_FALSE(refused(status, code).isDenied) << code;
        EXPECT_TRUE(refused(status, code).isSessionOver) << code << ": a new one is had with the time of then";
    }
    EXPECT_TRUE(heard(R"({"id":null,"status":200,"result":{}})")->isSessionOver);
}

TEST(BinanceSpotStream, readsAFillAndWhatWasKeptOfIt)
{
    const OrderReport fill = onlyReport(heard(fillEvent));
    EXPECT_EQ(fill.kind, Kind::Filled);
    EXPECT_EQ(fill.id, ourId);
    EXPECT_EQ(fill.market.venue.view(), "binance-spot");
    EXPECT_EQ(fill.market.symbol.view(), "ETHUSDT");
    EXPECT_EQ(fill.venueOrder, "90010");
    EXPECT_EQ(fill.execution, "7001");
    EXPECT_EQ(fill.price, price("3000"));
    EXPECT_EQ(fill.size, size("0.5"));
    EXPECT_EQ(fill.cumulative, size("0.5"));
    EXPECT_EQ(fill.fee.text(), "0.0005");
    EXPECT_EQ(fill.feeAsset.view(), "ETH");
    EXPECT_EQ(fill.feeInBase, size("0.0005"));
    EXPECT_TRUE(fill.isMaker);
    EXPECT_EQ(fill.time, core::fromMilliseconds(1790000000499));
    EXPECT_TRUE(onlyReport(heard(replaced(fillEvent, R"("N":"ETH")", R"("N":"BNB")"))).feeInBase.isZero());

    for (const auto& [from, to] : {std::pair{R"("t":7001)", R"("t":-1)"},
             std::pair{R"("l":"0.50000000")", R"("l":"0")"}, std::pair{R"("L":"3000.00000000")", R"("L":"")"}}) {
        EXPECT_FALSE(heard(replaced(fillEvent, from, to))) << to;
    }
}

TEST(BinanceSpotStream, readsEveryKindOfEvent)
{
    const auto kindOf = [](const char* what, const char* state) {
        return onlyReport(heard(replaced(
            replaced(fillEvent, R"("x":"TRADE")", R"("x":")" + std::string(what) + '"'), "PARTIALLY_FILLED", state)));
    };
    EXPECT_EQ(kindOf("NEW", "NEW").kind, Kind::Accepted);
    EXPECT_EQ(kindOf("CANCELED", "CANCELED").kind, Kind::Cancelled);
    EXPECT_EQ(kindOf("REPLACED", "PARTIALLY_FILLED").kind, Kind::Amended);
    EXPECT_EQ(kindOf("REPLACED", "PARTIALLY_FILLED").size, size("1.5"));
    EXPECT_EQ(kindOf("REPLACED", "PARTIALLY_FILLED").price, price("3000"));
    EXPECT_EQ(kindOf("REJECTED", "REJECTED").kind, Kind::Rejected);
    EXPECT_EQ(kindOf("REJECTED", "REJECTED").why, "rejected by the venue");
    EXPECT_EQ(kindOf("EXPIRED", "EXPIRED").kind, Kind::Expired);
    EXPECT_EQ(kindOf("TRADE_PREVENTION", "EXPIRED_IN_MATCH").kind, Kind::Expired);
    EXPECT_EQ(kindOf("TRADE_PREVENTION", "NEW").kind, Kind::Status);
    EXPECT_FALSE(heard(replaced(fillEvent, R"("x":"TRADE")", R"("x":"SOMETHING_NEW")"))) << "it is asked for";
    const std::string expired = replaced(fillEvent, R"("x":"TRADE")", R"("x":"EXPIRED","eR":"INSUFFICIENT_LIQUIDITY")");
    EXPECT_EQ(onlyReport(heard(expired)).why, "expired at the venue: INSUFFICIENT_LIQUIDITY");
}

/// "c" is the request's own name there, and may look like anything.
TEST(BinanceSpotStream, knowsACancelledOrderByItsOriginalName)
{
    const std::string cancelled =
        replaced(fillEvent, R"("x":"TRADE","X":"PARTIALLY_FILLED")", R"("x":"CANCELED","X":"CANCELED")");
    const std::string byRequest = replaced(
        replaced(cancelled, R"("C":"")", R"("C":"LL1fxt1vow1diju")"), R"("c":"LL1fxt1vow1diju")", R"("c":"web_12e3")");
    EXPECT_EQ(onlyReport(heard(cancelled)).id, ourId) << "where only one is told";
    EXPECT_EQ(onlyReport(heard(byRequest)).id, ourId);
    EXPECT_EQ(onlyReport(heard(byRequest)).venueOrder, "90010");
}

TEST(BinanceSpotStream, tellsOfOrdersThatWait)
{
    const std::string stop =
        replaced(replaced(replaced(replaced(replaced(fillEvent, R"("o":"LIMIT")", R"("o":"STOP_LOSS_LIMIT")"),
                                       R"("P":"0.00000000")", R"("P":"2960.5")"),
                              R"("x":"TRADE","X":"PARTIALLY_FILLED")", R"("x":"NEW","X":"NEW")"),
                     R"("w":true)", R"("w":false)"),
            R"("c":"LL1fxt1vow1diju")", R"("c":"theirs")");
    const auto row = [](const std::string& text) {
        const auto message = heard(text);
        EXPECT_TRUE(message && message->conditional.size() == 1) << text;
        return message && !message->conditional.empty() ? message->conditional[0] : VenueOrder();
    };
    EXPECT_EQ(row(stop).id, "90010");
    EXPECT_EQ(row(stop).clientId, "theirs");
    EXPECT_EQ(row(stop).type, "STOP_LOSS_LIMIT");
    EXPECT_EQ(row(stop).trigger, price("2960.5"));
    EXPECT_EQ(row(stop).size, size("1.5"));
    EXPECT_EQ(row(stop).filled, size("0.5"));
    EXPECT_EQ(row(stop).placed, core::fromMilliseconds(1790000000100));
    EXPECT_TRUE(row(stop).isConditional);
    EXPECT_FALSE(row(stop).isOver);
    EXPECT_FALSE(row(replaced(stop, R"("w":false)", R"("w":true)")).isConditional) << "it is on the book";
    EXPECT_TRUE(row(replaced(stop, R"("X":"NEW")", R"("X":"EXPIRED")")).isOver);
    const std::string leg =
        replaced(replaced(stop, "STOP_LOSS_LIMIT", "LIMIT"), R"("X":"NEW")", R"("X":"PENDING_NEW")");
    EXPECT_TRUE(row(leg).isConditional) << "for another order";
    EXPECT_TRUE(heard(fillEvent)->conditional.empty()) << "an order of ours like any other";
}

TEST(BinanceSpotStream, readsBalances)
{
    for (const char* const text :
        {R"({"subscriptionId":0,"event":{"e":"outboundAccountPosition","E":1,"u":1,"B":[{"a":"ETH","f":"5.0","l":"2.5"}]}})",
            R"({"e":"outboundAccountPosition","E":1,"u":1,"B":[{"a":"ETH","f":"5.0","l":"2.5"}]})"}) {
        const auto message = heard(text);
        ASSERT_TRUE(message && message->changes) << text;
        ASSERT_EQ(message->changes->balances.size(), 1U);
        EXPECT_EQ(message->changes->balances[0].asset.view(), "ETH");
        EXPECT_EQ(message->changes->balances[0].total, size("7.5"));
        EXPECT_EQ(message->changes->balances[0].available, size("5"));
        EXPECT_TRUE(message->changes->positions.empty());
    }
}

TEST(BinanceSpotStream, endsWithItsSubscriptionOrItsServer)
{
    for (const char* const text : {R"({"subscriptionId":0,"event":{"e":"eventStreamTerminated","E":1}})",
             R"({"event":{"e":"serverShutdown","E":1}})", R"({"e":"serverShutdown","E":1})"}) {
        const auto message = heard(text);
        ASSERT_TRUE(message) << text;
        EXPECT_TRUE(message->isSessionOver) << text;
    }
}

TEST(BinanceSpotStream, takesEventsOfNoInterestAndRefusesNoise)
{
    for (const char* const text :
        {R"({"subscriptionId":0,"event":{"e":"balanceUpdate","E":1,"a":"BTC","d":"100.0","T":1}})",
            R"({"subscriptionId":0,"event":{"e":"externalLockUpdate","E":1,"a":"NEO","d":"10","T":1}})",
            R"({"subscriptionId":0,"event":{"e":"listStatus","E":1,"s":"ETHBTC","g":2,"c":"OCO","l":"EXEC_STARTED","O":[]}})",
            "{}"}) {
        const auto message = heard(text);
        ASSERT_TRUE(message) << text;
        EXPECT_TRUE(message->reports.empty() && !message->changes && !message->isSessionOver) << text;
    }
    EXPECT_FALSE(heard(""));
    EXPECT_FALSE(heard("ping"));
    for (std::size_t length = 0; length < fillEvent.size(); ++length) {
        EXPECT_FALSE(heard(fillEvent.substr(0, length))) << length;
    }
}

TEST(BinanceSpotConformance, readsTheAnswersOfAnotherClientsTests)
{
    LEADLINE_NEEDS(folder, "conformance/nautilus_trader/crates/adapters/binance/test_data/spot/http_json");
    struct Case {
        const char* file;
        Ask ask;
        Kind kind;
        const char* venueOrder;
    };
    for (const Case& given : {Case{"new_order_full_response.json", Ask::Submit, Kind::Accepted, "28"},
             Case{"cancel_order_response.json", Ask::Cancel, Kind::Cancelled, "4"},
             Case{"order_response.json", Ask::Query, Kind::Accepted, "1"},
             Case{"open_orders_response.json", Ask::OpenOrders, Kind::Accepted, "1"},
             Case{"account_trades_response.json", Ask::Fills, Kind::Filled, "100234"}}) {
        SCOPED_TRACE(given.file);
        const TradingAnswer answer = read(given.ask, 200, tests::textOfFile(folder + "/" + given.file));
        EXPECT_EQ(answer.outcome, Outcome::Done);
        ASSERT_EQ(answer.reports.size(), 1U);
        EXPECT_EQ(answer.reports[0].kind, given.kind);
        EXPECT_EQ(answer.reports[0].venueOrder, given.venueOrder);
        EXPECT_GT(answer.reports[0].time, core::Timestamp{});
    }
    EXPECT_EQ(read(Ask::CancelAll, 200, tests::textOfFile(folder + "/cancel_open_orders_response.json")).outcome,
        Outcome::Done);
    EXPECT_EQ(
        read(Ask::Account, 200, tests::textOfFile(folder + "/account_response.json")).account->balances.size(), 2U);
    EXPECT_GT(
        read(Ask::Time, 200, tests::textOfFile(folder + "/server_time_response.json")).venueTime, core::Timestamp{});
}

TEST(BinanceSpotConformance, readsTheEventsOfAnotherClientsTests)
{
    LEADLINE_NEEDS(folder, "conformance/nautilus_trader/crates/adapters/binance/test_data/spot/user_data_json");
    for (const auto& [file, kind] : {std::pair{"execution_report_new.json", Kind::Accepted},
             std::pair{"execution_report_wrapped.json", Kind::Accepted},
             std::pair{"execution_report_trade.json", Kind::Filled},
             std::pair{"execution_report_canceled.json", Kind::Cancelled},
             std::pair{"execution_report_expired.json", Kind::Expired},
             std::pair{"execution_report_stop_loss.json", Kind::Accepted}}) {
        SCOPED_TRACE(file);
        const OrderReport report = onlyReport(heard(tests::textOfFile(folder + "/" + file)));
        EXPECT_EQ(report.kind, kind);
        EXPECT_FALSE(report.venueOrder.empty());
    }
    for (const char* const file : {"account_position.json", "account_position_wrapped.json"}) {
        EXPECT_TRUE(heard(tests::textOfFile(folder + "/" + file))->changes) << file;
    }
    for (const char* const file : {"balance_update.json", "balance_update_wrapped.json", "list_status_wrapped.json"}) {
        EXPECT_TRUE(heard(tests::textOfFile(folder + "/" + file))) << file;
    }
}

/// What a real account was told on 2025-02-13, one order after the other.
TEST(BinanceSpotConformance, readsTheRecordedReportsOfARealAccount)
{
    LEADLINE_NEEDS(folder, "conformance/VisualHFT/VisualHFT.Plugins/MarketConnectors.Binance/Binance_jsonMessages");
    std::size_t reports = 0;
    for (const auto& file : std::filesystem::directory_iterator(folder)) {
        const auto list = json::Tree::parse(tests::textOfFile(file.path().string()));
        ASSERT_TRUE(list) << file.path();
        for (const json::Tree& item : list->items()) {
            const OrderReport report = onlyReport(heard(json::textOf(item)));
            EXPECT_EQ(report.market.symbol.view(), item["data"]["s"].text());
            EXPECT_EQ(report.kind == Kind::Cancelled, item["data"]["x"].text() == "CANCELED");
            ++reports;
        }
    }
    EXPECT_EQ(reports, 10U);
}

} // namespace leadline::venues::binance
