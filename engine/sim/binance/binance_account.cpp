// SPDX-License-Identifier: MIT
#include "engine/sim/binance/binance_account.h"

#include "engine/sim/protocol/url_query.h"

#include <algorithm>
#include <charconv>

namespace leadline::sim
{

using core::Price;
using core::Quantity;
using core::Side;

namespace
{

constexpr std::string_view apiPath = "/fapi/";
constexpr std::string_view modePath = "/fapi/v1/positionSide/dual";

RestAnswer refused(AccountRefusal why)
{
    switch (why) {
    case AccountRefusal::WouldTake:
        return binanceError(
            -5022, "Due to the order could not be executed as maker, the Post Only order will be rejected.");
    case AccountRefusal::TooSmall:
        return binanceError(-4164, "Order's notional must be no smaller than 20 (unless you choose reduce only).");
    case AccountRefusal::OffTick:
        return binanceError(-4014, "Price not increased by tick size.");
    case AccountRefusal::OffLot:
        return binanceError(-4023, "Qty not increased by step size.");
    case AccountRefusal::OutOfBand:
        return binanceError(-4131, "The counterparty's best price does not meet the PERCENT_PRICE filter limit.");
    case AccountRefusal::NoFunds:
        return binanceError(-2019, "Margin is insufficient.");
    case AccountRefusal::DuplicateId:
        return binanceError(-4116, "ClientOrderId is duplicated.");
    case AccountRefusal::UnknownOrder:
        return binanceError(-2011, "Unknown order sent.");
    case AccountRefusal::NothingChanged:
        return binanceError(-5027, "No need to modify the order.");
    case AccountRefusal::TooManyOrders:
        return binanceError(-2025, "Reach max open order limit.");
    case AccountRefusal::WrongPositionSide:
        return binanceError(-4061, "Order's position side does not match user's setting.");
    case AccountRefusal::NothingToClose:
        return binanceError(-2022, "ReduceOnly Order is rejected.");
    case AccountRefusal::ClosedAlready:
        return binanceError(-4118, "ReduceOnly Order Failed. Please check your existing position and open orders.");
    }
    return binanceError(-2010, "NEW_ORDER_REJECTED");
}

} // namespace

BinanceAccount::BinanceAccount(EmbeddedMarkets& markets, VenueSimulator& simulator)
    : m_markets(markets)
    , m_simulator(simulator)
    , m_account(markets, {})
    , m_algoOrders(m_account)
{
    m_algoOrders.changed = [this](const std::string& payload) { tell("ALGO_UPDATE", payload); };
    m_account.changed = [this](const AccountEvent& event) { changed(event); };
}

std::string BinanceAccount::stamp() const
{
    return millisecondsText(m_markets.now());
}

TradeAction BinanceAccount::actionOf(const RestRequest& request)
{
    const bool isOrder = request.path == "/fapi/v1/order";
    if (isOrder && request.method != "GET") {
        return request.method == "POST" ? TradeAction::Place
            : request.method == "PUT"   ? TradeAction::Amend
                                        : TradeAction::Cancel;
    }
    const bool isAlgo = BinanceAlgoOrders::isOurs(request.path);
    if (request.path == "/fapi/v1/allOpenOrders" || (isAlgo && request.method == "DELETE")) {
        return TradeAction::Cancel;
    }
    if (isAlgo && request.method == "POST") {
        return TradeAction::Place;
    }
    const bool isPrivate = isOrder || isAlgo || request.path == "/fapi/v1/openOrders"
        || request.path == "/fapi/v1/userTrades" || request.path == "/fapi/v3/account"
        || request.path == "/fapi/v3/positionRisk" || request.path == modePath || request.path == "/fapi/v1/listenKey";
    return isPrivate ? TradeAction::Other : TradeAction::None;
}

std::optional<RestAnswer> BinanceAccount::objectionTo(const RestRequest& request, const BinanceQuery& query) const
{
    if (auto objection = objectionToKey(request)) {
        return objection;
    }
    if (request.path == "/fapi/v1/listenKey") {
        return std::nullopt; // the key alone is enough
    }
    return objectionToSignature(query, m_simulator.venueNow());
}

std::optional<RestAnswer> BinanceAccount::rest(const RestRequest& request)
{
    const std::string& path = request.path;
    const BinanceQuery query(request);
    const std::initializer_list<std::string_view> signedPaths{"/fapi/v1/order", "/fapi/v1/openOrders",
        "/fapi/v1/allOrders", "/fapi/v1/allOpenOrders", "/fapi/v1/userTrades", "/fapi/v1/countdownCancelAll",
        "/fapi/v1/commissionRate", "/fapi/v1/leverageBracket", "/fapi/v3/account", "/fapi/v3/balance",
        "/fapi/v3/positionRisk", "/fapi/v1/listenKey", "/fapi/v1/order/test", modePath};
    const bool isAlgo = BinanceAlgoOrders::isOurs(path);
    if (!path.starts_with(apiPath) || (!isAlgo && std::ranges::find(signedPaths, path) == signedPaths.end())) {
        return std::nullopt;
    }
    if (auto objection = objectionTo(request, query)) {
        return objection;
    }
    return carriedOut(request, query);
}

RestAnswer BinanceAccount::carriedOut(const RestRequest& request, const BinanceQuery& query)
{
    const std::string& path = request.path;
    const std::string& method = request.method;
    if (BinanceAlgoOrders::isOurs(path)) {
        return m_algoOrders.rest(request, query);
    }
    if (path == modePath) {
        return positionMode(method, query);
    }
    if (path == "/fapi/v1/listenKey") {
        return listenKey(method);
    }
    if (path == "/fapi/v1/order/test") {
        return {200, "{}"};
    }
    if (path == "/fapi/v3/balance") {
        return {200, "[" + assetsJson() + "]"};
    }
    if (path == "/fapi/v3/account") {
        return {200, accountJson()};
    }
    const std::initializer_list<std::string_view> forAll{
        "/fapi/v1/openOrders", "/fapi/v1/leverageBracket", "/fapi/v3/positionRisk"};
    const bool isForAll = !query.has("symbol") && std::ranges::find(forAll, path) != forAll.end();
    const auto market = m_markets.find(query["symbol"]);
    if (!market && !isForAll) {
        return binanceError(-1121, "Invalid symbol.");
    }
    if (path == "/fapi/v1/openOrders" || path == "/fapi/v1/allOrders") {
        return {200, ordersJson(path == "/fapi/v1/openOrders", market)};
    }
    if (path == "/fapi/v3/positionRisk") {
        return {200, "[" + positionsJson(market) + "]"};
    }
    if (path == "/fapi/v1/leverageBracket") {
        return {200, bracketsJson(market)};
    }
    if (path == "/fapi/v1/allOpenOrders") {
        m_account.cancelAll(market);
        return {200, R"({"code":200,"msg":"The operation of cancel all open order is done."})"};
    }
    if (path == "/fapi/v1/userTrades") {
        return {200, tradesJson(query, *market)};
    }
    if (path == "/fapi/v1/countdownCancelAll") {
        return countdown(query, *market);
    }
    if (path == "/fapi/v1/commissionRate") {
        return {200,
            "{" + quotedField("symbol", symbolOf(*market)) + ","
                + quotedField("makerCommissionRate", eightDecimals(m_account.terms().makerFeeBps * 1e-4)) + ","
                + quotedField("takerCommissionRate", eightDecimals(m_account.terms().takerFeeBps * 1e-4)) + "}"};
    }
    return method == "POST" ? place(query, *market)
        : method == "PUT"   ? amend(query)
        : method == "GET"   ? this->query(query)
                            : cancel(query);
}

RestAnswer BinanceAccount::countdown(const BinanceQuery& query, std::size_t market)
{
    const std::string text = query["countdownTime"];
    std::int64_t wait = 0;
    std::from_chars(text.data(), text.data() + text.size(), wait);
    m_account.cancelAllAt(
        wait > 0 ? std::optional(m_markets.now() + std::chrono::milliseconds(wait)) : std::nullopt, market);
    return {200, "{" + quotedField("symbol", symbolOf(market)) + "," + quotedField("countdownTime", text) + "}"};
}

RestAnswer BinanceAccount::place(const BinanceQuery& query, std::size_t market)
{
    const std::string type = query["type"];
    const std::string timeInForce = query["timeInForce"];
    const auto size = Quantity::parse(query["quantity"]);
    const auto price = Price::parse(query["price"]);
    if (type != "LIMIT" && type != "MARKET") {
        return binanceError(
            -4120, "Order type not supported for this endpoint. Please use the Algo Order API endpoints.");
    }
    if (!size || (type == "LIMIT" && (!price || timeInForce.empty()))) {
        return binanceError(-1102, "A mandatory parameter was not sent, was empty/null, or malformed.");
    }
    if (!query.side()) {
        return binanceError(-1117, "Invalid side.");
    }
    if (!query.positionSide()) {
        return binanceError(-1116, "Invalid positionSide.");
    }
    if (m_account.isHedged() && query.has("reduceOnly")) {
        return binanceError(-1106, "Parameter 'reduceonly' sent when not required.");
    }
    AccountRequest request{.clientId = query["newClientOrderId"],
        .market = market,
        .side = *query.side(),
        .size = *size,
        .isReduceOnly = query.isTrue("reduceOnly"),
        .positionSide = *query.positionSide()};
    request.price = type == "LIMIT" ? *price : Price{};
    request.timeInForce = timeInForce == "GTX" ? TimeInForce::PostOnly
        : timeInForce == "IOC"                 ? TimeInForce::ImmediateOrCancel
                                               : TimeInForce::GoodTillCancel;
    const auto placed = m_account.place(request);
    return placed ? RestAnswer{200, orderJson(*m_account.find(*placed))} : refused(placed.error());
}

const AccountOrder* BinanceAccount::named(const BinanceQuery& query) const
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

RestAnswer BinanceAccount::amend(const BinanceQuery& query)
{
    const AccountOrder* const order = named(query);
    const auto size = Quantity::parse(query["quantity"]);
    const auto price = Price::parse(query["price"]);
    if (order == nullptr || !order->isOpen()) {
        return binanceError(-2013, "Order does not exist.");
    }
    if (!size || !price) {
        return binanceError(-1102, "A mandatory parameter was not sent, was empty/null, or malformed.");
    }
    const std::uint64_t id = order->id;
    const auto done = m_account.amend(id, *price, *size);
    return done ? RestAnswer{200, orderJson(*m_account.find(id))} : refused(done.error());
}

RestAnswer BinanceAccount::cancel(const BinanceQuery& query)
{
    const AccountOrder* const order = named(query);
    if (order == nullptr || !m_account.cancel(order->id)) {
        return refused(AccountRefusal::UnknownOrder);
    }
    return {200, orderJson(*order)};
}

RestAnswer BinanceAccount::query(const BinanceQuery& query) const
{
    const AccountOrder* const order = named(query);
    return order == nullptr ? binanceError(-2013, "Order does not exist.") : RestAnswer{200, orderJson(*order)};
}

RestAnswer BinanceAccount::positionMode(const std::string& method, const BinanceQuery& query)
{
    if (method == "GET") {
        return {200, std::string(R"({"dualSidePosition":)") + (m_account.isHedged() ? "true" : "false") + "}"};
    }
    const std::string wanted = query["dualSidePosition"];
    if (wanted != "true" && wanted != "false") {
        return binanceMissing("dualSidePosition");
    }
    if ((wanted == "true") == m_account.isHedged()) {
        return binanceError(-4059, "No need to change position side.");
    }
    if (!m_account.openOrders().empty() || !m_algoOrders.isEmpty()) {
        return binanceError(-4067, "Position side cannot be changed if there exists open orders.");
    }
    if (!m_account.isFlat()) {
        return binanceError(-4068, "Position side cannot be changed if there exists position.");
    }
    m_account.setHedged(wanted == "true");
    return {200, R"({"code":200,"msg":"success"})"};
}

RestAnswer BinanceAccount::listenKey(const std::string& method)
{
    if (method == "PUT" && m_listenKey.empty()) {
        return binanceError(-1125, "This listenKey does not exist.");
    }
    if (method == "DELETE") {
        m_listenKey.clear();
        return {200, "{}"};
    }
    if (m_listenKey.empty()) {
        m_listenKey =
            "embedded" + std::to_string(core::millisecondsOf(m_markets.now())) + "k" + std::to_string(++m_listenKeys);
    }
    return {200, "{" + quotedField("listenKey", m_listenKey) + "}"};
}

void BinanceAccount::endSessions()
{
    if (!m_listenKey.empty()) {
        tell("listenKeyExpired",
            R"({"e":"listenKeyExpired","E":)" + stamp() + "," + quotedField("listenKey", m_listenKey) + "}");
        m_listenKey.clear();
    }
}

void BinanceAccount::connected(ClientId client, std::string_view path, std::string_view query)
{
    // "/private/ws?listenKey=K&events=A/B", "/private/ws/K", "/private/stream?streams=K"
    Stream stream;
    stream.isWrapped = path.find("/stream") != std::string_view::npos;
    stream.listenKey = decodedItem(query, stream.isWrapped ? "streams" : "listenKey");
    constexpr std::string_view raw = "/private/ws/";
    if (path.starts_with(raw)) {
        stream.listenKey = path.substr(raw.size());
    }
    std::string events = decodedItem(query, "events");
    while (!events.empty()) {
        const auto slash = std::min(events.find('/'), events.size());
        stream.events.insert(events.substr(0, slash));
        events.erase(0, slash + 1);
    }
    m_streams[client] = std::move(stream);
}

void BinanceAccount::subscribe(ClientId client, std::string_view stream)
{
    if (const auto found = m_streams.find(client); found != m_streams.end()) {
        found->second.listenKey = stream;
    }
}

void BinanceAccount::tell(const std::string& event, const std::string& payload)
{
    for (const auto& [client, stream] : m_streams) {
        const bool wants = stream.listenKey == m_listenKey && !m_listenKey.empty()
            && (stream.events.empty() || stream.events.contains(event));
        if (wants) {
            m_simulator.sendPrivate(client,
                stream.isWrapped ? "{" + quotedField("stream", m_listenKey) + R"(,"data":)" + payload + "}" : payload);
        }
    }
}

} // namespace leadline::sim
