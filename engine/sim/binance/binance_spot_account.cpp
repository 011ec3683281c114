// SPDX-License-Identifier: MIT
#include "engine/sim/binance/binance_spot_account.h"

#include "engine/json/writer.h"
#include "engine/venues/signing.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace leadline::sim
{

using core::Price;
using core::Quantity;
using core::Side;

namespace
{

constexpr std::string_view spotOrderPath = "/api/v3/order";
constexpr std::string_view amendPath = "/api/v3/order/amend/keepPriority";
constexpr std::string_view replacePath = "/api/v3/order/cancelReplace";
constexpr std::string_view openOrdersPath = "/api/v3/openOrders";
constexpr std::array<std::string_view, 10> signedPaths{spotOrderPath, amendPath, replacePath, openOrdersPath,
    "/api/v3/order/test", "/api/v3/allOrders", "/api/v3/myTrades", "/api/v3/account", "/api/v3/account/commission",
    "/api/v3/rateLimit/order"};

RestAnswer refusedAtSpot(AccountRefusal why)
{
    switch (why) {
    case AccountRefusal::WouldTake:
        return binanceError(-2010, "Order would immediately match and take.");
    case AccountRefusal::TooSmall:
        return binanceError(-1013, "Filter failure: NOTIONAL");
    case AccountRefusal::OffTick:
        return binanceError(-1013, "Filter failure: PRICE_FILTER");
    case AccountRefusal::OffLot:
        return binanceError(-1013, "Filter failure: LOT_SIZE");
    case AccountRefusal::OutOfBand:
        return binanceError(-1013, "Filter failure: PERCENT_PRICE_BY_SIDE");
    case AccountRefusal::TooManyOrders:
        return binanceError(-1013, "Filter failure: MAX_NUM_ORDERS");
    case AccountRefusal::NoFunds:
        return binanceError(-2010, "Account has insufficient balance for requested action.");
    case AccountRefusal::DuplicateId:
        return binanceError(-2010, "Duplicate order sent.");
    case AccountRefusal::UnknownOrder:
        return binanceError(-2011, "Unknown order sent.");
    case AccountRefusal::NothingChanged:
        return binanceError(-2038, "The requested action would change no state; rejecting.");
    case AccountRefusal::WrongPositionSide:
    case AccountRefusal::NothingToClose:
    case AccountRefusal::ClosedAlready:
        break; // of futures
    }
    return binanceError(-2010, "NEW_ORDER_REJECTED");
}

bool hasTrigger(std::string_view type)
{
    return type.starts_with("STOP_LOSS") || type.starts_with("TAKE_PROFIT");
}

bool hasLimit(std::string_view type)
{
    return type == "LIMIT" || type == "LIMIT_MAKER" || type.ends_with("_LIMIT");
}

} // namespace

BinanceSpotAccount::BinanceSpotAccount(EmbeddedMarkets& markets, VenueSimulator& simulator)
    : m_markets(markets)
    , m_simulator(simulator)
    , m_account(markets, {.makerFeeBps = 10, .takerFeeBps = 10, .isMargin = false, .takesFeesOfReceived = true})
{
    m_account.changed = [this](const AccountEvent& event) { changed(event); };
}

std::string BinanceSpotAccount::stamp() const
{
    return millisecondsText(m_markets.now());
}

TradeAction BinanceSpotAccount::actionOf(const RestRequest& request)
{
    const std::string& path = request.path;
    const bool isPrivate = std::ranges::find(signedPaths, path) != signedPaths.end();
    if (!isPrivate || request.method == "GET") {
        return isPrivate ? TradeAction::Other : TradeAction::None;
    }
    return request.method == "DELETE" ? TradeAction::Cancel
        : request.method == "PUT"     ? TradeAction::Amend
        : path == spotOrderPath       ? TradeAction::Place
                                      : TradeAction::Other;
}

std::optional<RestAnswer> BinanceSpotAccount::rest(const RestRequest& request)
{
    const std::string& path = request.path;
    if (std::ranges::find(signedPaths, path) == signedPaths.end()) {
        return std::nullopt;
    }
    const BinanceQuery query(request);
    if (auto objection = objectionToKey(request)) {
        return objection;
    }
    if (auto objection = objectionToSignature(query, m_simulator.venueNow())) {
        return objection;
    }
    return carriedOut(request, query);
}

RestAnswer BinanceSpotAccount::carriedOut(const RestRequest& request, const BinanceQuery& query)
{
    const std::string& path = request.path;
    const std::string& method = request.method;
    if (path == "/api/v3/account") {
        return {200, accountJson()};
    }
    if (path == "/api/v3/rateLimit/order") {
        return {200,
            R"([{"rateLimitType":"ORDERS","interval":"SECOND","intervalNum":10,"limit":100,"count":0},)"
            R"({"rateLimitType":"ORDERS","interval":"DAY","intervalNum":1,"limit":200000,"count":0}])"};
    }
    if (path == openOrdersPath && method == "GET" && !query.has("symbol")) {
        return {200, ordersJson(true, std::nullopt)};
    }
    const auto market = m_markets.find(query["symbol"]);
    if (!market) {
        return query.has("symbol") ? binanceError(-1121, "Invalid symbol.") : binanceMissing("symbol");
    }
    if (path == spotOrderPath && method != "GET") {
        return method == "POST" ? place(query, *market) : cancel(query);
    }
    if (path == spotOrderPath) {
        const AccountOrder* const order = named(query);
        return order == nullptr ? binanceError(-2013, "Order does not exist.") : RestAnswer{200, orderJson(*order)};
    }
    if (path == amendPath) {
        return amend(query);
    }
    if (path == replacePath) {
        return cancelReplace(query, *market);
    }
    if (path == openOrdersPath && method == "DELETE") {
        return cancelAll(*market);
    }
    if (path == openOrdersPath || path == "/api/v3/allOrders") {
        return {200, ordersJson(path == openOrdersPath, market)};
    }
    if (path == "/api/v3/order/test") {
        return {200, "{}"};
    }
    return {200, path == "/api/v3/myTrades" ? tradesJson(query, *market) : commissionJson(*market)};
}

Quantity BinanceSpotAccount::sizeOf(const BinanceQuery& query, std::size_t market) const
{
    if (query.has("quantity")) {
        return Quantity::parse(query["quantity"]).value_or(Quantity{});
    }
    // So much of the quote currency, as many whole lots as it buys.
    const double value = Quantity::parse(query["quoteOrderQty"]).value_or(Quantity{}).toDoubleLossy();
    const Quantity lot = m_markets.settings(market).lot;
    const double lots = value / m_account.markPrice(market).toDoubleLossy() / lot.toDoubleLossy();
    return Quantity::fromRaw(static_cast<core::Int128>(lots) * lot.raw());
}

Price BinanceSpotAccount::triggerOf(const BinanceQuery& query, std::size_t market, Side side) const
{
    if (query.has("stopPrice")) {
        return Price::parse(query["stopPrice"]).value_or(Price{});
    }
    // It trails: where it stands now, on the tick.
    const std::string type = query["type"];
    const auto points = Price::parse(query["trailingDelta"]);
    if (!points) {
        return {};
    }
    constexpr double basisPoint = 1e-4;
    const bool isAbove = (side == Side::Bid) == type.starts_with("STOP_LOSS");
    const double away = points->toDoubleLossy() * basisPoint * (isAbove ? 1 : -1);
    const std::int64_t tick = m_markets.settings(market).tick.raw();
    const double raw = m_account.markPrice(market).toDoubleLossy() * (1 + away) * core::decimalScale;
    return Price::fromRaw(static_cast<std::int64_t>(raw) / tick * tick);
}

std::optional<RestAnswer> BinanceSpotAccount::objectionToTrigger(
    std::string_view type, const AccountRequest& request) const
{
    if (request.trigger.raw() <= 0) {
        return binanceMissing("stopPrice");
    }
    const bool mustBeAbove = (request.side == Side::Bid) == type.starts_with("STOP_LOSS");
    return (request.trigger > m_account.markPrice(request.market)) == mustBeAbove
        ? std::nullopt
        : std::optional(binanceError(-2010, "Order would trigger immediately."));
}

RestAnswer BinanceSpotAccount::place(const BinanceQuery& query, std::size_t market)
{
    const std::string type = query["type"];
    const std::string timeInForce = query["timeInForce"];
    const bool waits = hasTrigger(type);
    if (type != "MARKET" && !hasLimit(type) && !waits) {
        return binanceError(-1116, "Invalid orderType.");
    }
    if (!query.side()) {
        return binanceError(-1117, "Invalid side.");
    }
    for (const char* const ofFutures : {"reduceOnly", "positionSide"}) {
        if (query.has(ofFutures)) {
            return binanceError(-1104, "Not all sent parameters were read; read '8' parameter(s) but was sent '9'.");
        }
    }
    const bool needsTime = hasLimit(type) && type != "LIMIT_MAKER";
    if (needsTime == timeInForce.empty()) {
        return needsTime ? binanceMissing("timeInForce")
                         : binanceError(-1106, "Parameter 'timeInForce' sent when not required.");
    }
    AccountRequest request{
        .clientId = query["newClientOrderId"], .market = market, .side = *query.side(), .size = sizeOf(query, market)};
    request.price = hasLimit(type) ? Price::parse(query["price"]).value_or(Price{}) : Price{};
    request.timeInForce = type == "LIMIT_MAKER"        ? TimeInForce::PostOnly
        : timeInForce == "IOC" || timeInForce == "FOK" ? TimeInForce::ImmediateOrCancel
                                                       : TimeInForce::GoodTillCancel;
    if (request.size.raw() <= 0) {
        return binanceMissing("quantity");
    }
    if (hasLimit(type) && request.price.raw() <= 0) {
        return binanceMissing("price");
    }
    if (waits) {
        request.type = type;
        request.trigger = triggerOf(query, market, request.side);
        if (auto objection = objectionToTrigger(type, request)) {
            return *objection;
        }
    }
    const auto placed = m_account.place(request);
    if (!placed) {
        return refusedAtSpot(placed.error());
    }
    const std::string wanted = query["newOrderRespType"];
    const bool isBrief = type == "LIMIT_MAKER" || waits;
    return {200, placedJson(*m_account.find(*placed), !wanted.empty() ? wanted : isBrief ? "ACK" : "FULL")};
}

const AccountOrder* BinanceSpotAccount::named(const BinanceQuery& query) const
{
    const AccountOrder* order = nullptr;
    if (const std::string text = query["orderId"]; !text.empty()) {
        std::uint64_t id = 0;
        std::from_chars(text.data(), text.data() + text.size(), id);
        order = m_account.find(id);
    } else {
        order = m_account.findByClientId(query["origClientOrderId"]);
    }
    return order != nullptr && symbolOf(order->market) == query["symbol"] ? order : nullptr;
}

RestAnswer BinanceSpotAccount::amend(const BinanceQuery& query)
{
    const AccountOrder* const order = named(query);
    const auto size = Quantity::parse(query["newQty"]);
    if (order == nullptr || !order->isOpen() || order->isWaiting()) {
        return binanceError(-2013, "Order does not exist.");
    }
    if (!size || size->raw() <= 0) {
        return binanceMissing("newQty");
    }
    if (*size >= order->size || *size <= order->filled) {
        return *size == order->size ? refusedAtSpot(AccountRefusal::NothingChanged)
                                    : binanceError(-2038, "Invalid amend (increase) qty.");
    }
    const std::uint64_t id = order->id;
    const std::string before = order->clientId;
    std::string name = query["newClientOrderId"];
    if (name.empty()) {
        name = "amend" + std::to_string(++m_lastRequest);
    }
    if (name != before) {
        if (const AccountOrder* const other = m_account.findByClientId(name); other != nullptr && other->isOpen()) {
            return refusedAtSpot(AccountRefusal::DuplicateId);
        }
        m_account.rename(id, name);
    }
    m_nameBefore = before;
    const auto done = m_account.amend(id, order->price, *size);
    m_nameBefore.clear();
    if (!done) {
        if (name != before) {
            m_account.rename(id, before);
        }
        return refusedAtSpot(done.error());
    }
    const AccountOrder& amended = *m_account.find(id);
    return {200,
        R"({"transactTime":)" + stamp() + R"(,"executionId":)" + std::to_string(++m_lastRequest)
            + R"(,"amendedOrder":{)" + quotedField("symbol", symbolOf(amended.market)) + R"(,"orderId":)"
            + std::to_string(id) + R"(,"orderListId":-1,)" + quotedField("origClientOrderId", before) + ","
            + quotedField("clientOrderId", amended.clientId) + "," + quotedField("price", amended.price.text(8)) + ","
            + quotedField("qty", amended.size.text(8)) + "," + quotedField("executedQty", amended.filled.text(8))
            + R"(,"preventedQty":"0.00000000","quoteOrderQty":"0.00000000",)"
            + quotedField("cumulativeQuoteQty", amended.value.text()) + ","
            + quotedField("status", amended.filled.isZero() ? "NEW" : "PARTIALLY_FILLED") + R"(,"timeInForce":"GTC",)"
            + quotedField("type", "LIMIT") + "," + quotedField("side", binanceText(amended.side)) + R"(,"workingTime":)"
            + millisecondsText(amended.created) + R"(,"selfTradePreventionMode":"EXPIRE_MAKER"}})"};
}

std::optional<std::string> BinanceSpotAccount::cancelled(std::uint64_t id, const std::string& requestName)
{
    m_requestName = requestName.empty() ? "cancel" + std::to_string(++m_lastRequest) : requestName;
    const bool isDone = m_account.cancel(id).has_value();
    const std::string name = std::exchange(m_requestName, {});
    if (!isDone) {
        return std::nullopt;
    }
    const AccountOrder& order = *m_account.find(id);
    return "{" + quotedField("symbol", symbolOf(order.market)) + "," + quotedField("origClientOrderId", order.clientId)
        + "," + quotedField("clientOrderId", name) + R"(,"transactTime":)" + stamp() + "," + orderFields(order) + "}";
}

RestAnswer BinanceSpotAccount::cancel(const BinanceQuery& query)
{
    const AccountOrder* const order = named(query);
    const auto done = order == nullptr ? std::nullopt : cancelled(order->id, query["newClientOrderId"]);
    return done ? RestAnswer{200, *done} : refusedAtSpot(AccountRefusal::UnknownOrder);
}

RestAnswer BinanceSpotAccount::cancelAll(std::size_t market)
{
    std::string rows;
    for (const AccountOrder* const order : m_account.openOrders(market)) {
        if (const auto done = cancelled(order->id, {})) {
            rows += (rows.empty() ? "" : ",") + *done;
        }
    }
    return rows.empty() ? refusedAtSpot(AccountRefusal::UnknownOrder) : RestAnswer{200, "[" + rows + "]"};
}

RestAnswer BinanceSpotAccount::cancelReplace(const BinanceQuery& query, std::size_t market)
{
    std::uint64_t id = 0;
    if (const std::string text = query["cancelOrderId"]; !text.empty()) {
        std::from_chars(text.data(), text.data() + text.size(), id);
    } else if (const AccountOrder* const order = m_account.findByClientId(query["cancelOrigClientOrderId"])) {
        id = order->id;
    }
    const auto first = cancelled(id, query["cancelNewClientOrderId"]);
    const bool goesOn = first || query["cancelReplaceMode"] == "ALLOW_FAILURE";
    const RestAnswer second = goesOn ? place(query, market) : RestAnswer{};
    const bool isPlaced = goesOn && second.status == 200;
    const std::string data = R"({"cancelResult":")" + std::string(first ? "SUCCESS" : "FAILURE")
        + R"(","newOrderResult":")"
        + (!goesOn         ? "NOT_ATTEMPTED"
                : isPlaced ? "SUCCESS"
                           : "FAILURE")
        + R"(","cancelResponse":)" + (first ? *first : refusedAtSpot(AccountRefusal::UnknownOrder).body)
        + R"(,"newOrderResponse":)" + (goesOn ? second.body : "null") + "}";
    if (first && isPlaced) {
        return {200, data};
    }
    constexpr int conflict = 409;
    const bool isPart = first.has_value() || isPlaced;
    return {isPart ? conflict : 400,
        isPart ? R"({"code":-2021,"msg":"Order cancel-replace partially failed.","data":)" + data + "}"
               : R"({"code":-2022,"msg":"Order cancel-replace failed.","data":)" + data + "}"};
}

void BinanceSpotAccount::received(ClientId client, std::string_view text)
{
    const auto request = json::Tree::parse(text);
    if (request && request->kind() == json::Tree::Kind::Object) {
        m_simulator.send(client, answerTo(*request, client));
    }
}

std::string BinanceSpotAccount::answerTo(const json::Tree& request, ClientId client)
{
    const std::string& method = request["method"].text();
    const json::Tree& params = request["params"];
    const auto answer = [&](int status, std::string_view name, const std::string& json) {
        return json::ObjectWriter()
            .raw("id", json::textOf(request["id"]))
            .whole("status", status)
            .raw(name, json)
            .raw("rateLimits", "[]")
            .str();
    };
    const auto refuse = [&](const RestAnswer& why) { return answer(why.status, "error", why.body); };
    if (method == "ping") {
        return answer(200, "result", "{}");
    }
    if (method == "time") {
        return answer(200, "result", R"({"serverTime":)" + millisecondsText(m_simulator.venueNow()) + "}");
    }
    if (method == "userDataStream.unsubscribe") {
        m_streams[client].clear();
        return answer(200, "result", "{}");
    }
    if (method != "userDataStream.subscribe.signature") {
        return refuse(binanceError(-1000, "The embedded market serves the user data stream alone here."));
    }
    // All parameters by name, as they are.
    std::map<std::string, std::string> signedOnes;
    for (const auto& [name, value] : params.fields()) {
        if (name != "signature") {
            signedOnes.emplace(name, value.text());
        }
    }
    RestRequest asked;
    for (const auto& [name, value] : signedOnes) {
        asked.query.append(asked.query.empty() ? "" : "&").append(name).append("=").append(value);
    }
    asked.query += "&signature=" + params["signature"].text();
    asked.header = [key = params["apiKey"].text()](std::string_view) { return key; };
    if (const auto objection = objectionToKey(asked)) {
        return refuse(*objection);
    }
    if (const auto objection = objectionToSignature(BinanceQuery(asked), m_simulator.venueNow())) {
        return refuse(*objection);
    }
    const std::uint64_t subscription = m_lastSubscription++;
    m_streams[client].insert(subscription);
    return answer(200, "result", R"({"subscriptionId":)" + std::to_string(subscription) + "}");
}

void BinanceSpotAccount::tell(const std::string& event)
{
    for (const auto& [client, subscriptions] : m_streams) {
        for (const std::uint64_t subscription : subscriptions) {
            m_simulator.sendPrivate(
                client, R"({"subscriptionId":)" + std::to_string(subscription) + R"(,"event":)" + event + "}");
        }
    }
}

void BinanceSpotAccount::endSessions()
{
    tell(R"({"e":"eventStreamTerminated","E":)" + stamp() + "}");
    for (auto& [client, subscriptions] : m_streams) {
        subscriptions.clear();
    }
}

void BinanceSpotAccount::changed(const AccountEvent& event)
{
    tell(executionJson(event));
    tell(balancesJson(event.order.market));
}

} // namespace leadline::sim
