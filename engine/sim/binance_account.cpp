// SPDX-License-Identifier: MIT
#include "engine/sim/binance_account.h"

#include "engine/sim/url_query.h"
#include "engine/venues/signing.h"

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
constexpr int banSeconds = 2;

RestAnswer error(int code, std::string_view text, int status = 400)
{
    return {status, R"({"code":)" + std::to_string(code) + R"(,"msg":")" + std::string(text) + "\"}"};
}

RestAnswer refused(AccountRefusal why)
{
    switch (why) {
    case AccountRefusal::WouldTake:
        return error(-5022, "Due to the order could not be executed as maker, the Post Only order will be rejected.");
    case AccountRefusal::TooSmall:
        return error(-4164, "Order's notional must be no smaller than 20 (unless you choose reduce only).");
    case AccountRefusal::OffTick:
        return error(-4014, "Price not increased by tick size.");
    case AccountRefusal::OffLot:
        return error(-4023, "Qty not increased by step size.");
    case AccountRefusal::OutOfBand:
        return error(-4131, "The counterparty's best price does not meet the PERCENT_PRICE filter limit.");
    case AccountRefusal::NoFunds:
        return error(-2019, "Margin is insufficient.");
    case AccountRefusal::DuplicateId:
        return error(-4116, "ClientOrderId is duplicated.");
    case AccountRefusal::UnknownOrder:
        return error(-2011, "Unknown order sent.");
    case AccountRefusal::NothingChanged:
        return error(-5027, "No need to modify the order.");
    case AccountRefusal::TooManyOrders:
        return error(-2025, "Reach max open order limit.");
    }
    return error(-2010, "NEW_ORDER_REJECTED");
}

std::string quoted(std::string_view name, const std::string& value)
{
    return "\"" + std::string(name) + "\":\"" + value + "\"";
}

std::string sideText(Side side)
{
    return side == Side::Bid ? "BUY" : "SELL";
}

std::string timeInForceText(TimeInForce timeInForce)
{
    return timeInForce == TimeInForce::PostOnly ? "GTX" : timeInForce == TimeInForce::ImmediateOrCancel ? "IOC" : "GTC";
}

std::string statusText(const AccountOrder& order)
{
    switch (order.status) {
    case AccountOrderStatus::New:
        return "NEW";
    case AccountOrderStatus::PartiallyFilled:
        return "PARTIALLY_FILLED";
    case AccountOrderStatus::Filled:
        return "FILLED";
    case AccountOrderStatus::Cancelled:
        return "CANCELED";
    case AccountOrderStatus::Expired:
        return order.why == "self-trade prevention" ? "EXPIRED_IN_MATCH" : "EXPIRED";
    }
    return "";
}

std::string milliseconds(core::Timestamp time)
{
    return std::to_string(core::millisecondsOf(time));
}

std::string fixed(double value)
{
    return core::decimalText(static_cast<core::Int128>(value * core::decimalScale), 8);
}

} // namespace

/// Parameters of query and body together, and what is signed.
class BinanceAccount::Query
{
public:
    explicit Query(const RestRequest& request)
        : m_text(request.query + (request.query.empty() || request.body.empty() ? "" : "&") + request.body)
    {
        const auto at = m_text.rfind("signature=");
        if (at != std::string::npos) {
            signature = m_text.substr(at + std::string_view("signature=").size());
            signature = signature.substr(0, signature.find('&'));
        }
        // Plain concatenation of the two, without the signature.
        payload = request.query + request.body;
        if (const auto mark = payload.find("signature="); mark != std::string::npos) {
            const auto end = payload.find('&', mark);
            const std::size_t from = mark > 0 && payload[mark - 1] == '&' ? mark - 1 : mark;
            payload.erase(from, end == std::string::npos ? end : end - from);
        }
    }
    [[nodiscard]] std::string operator[](std::string_view name) const { return decodedItem(m_text, name); }

    std::string signature;
    std::string payload;

private:
    std::string m_text;
};

BinanceAccount::BinanceAccount(EmbeddedMarket& market, VenueFront& front)
    : m_market(market)
    , m_front(front)
    , m_account(market, {})
{
    m_account.changed = [this](const AccountEvent& event) { changed(event); };
}

std::string BinanceAccount::stamp() const
{
    return milliseconds(m_market.now());
}

TradeWord BinanceAccount::wordOf(const RestRequest& request)
{
    const bool isOrder = request.path == "/fapi/v1/order";
    if (isOrder && request.method != "GET") {
        return request.method == "POST" ? TradeWord::Place
            : request.method == "PUT"   ? TradeWord::Amend
                                        : TradeWord::Cancel;
    }
    if (request.path == "/fapi/v1/allOpenOrders") {
        return TradeWord::Cancel;
    }
    const bool isPrivate = isOrder || request.path == "/fapi/v1/openOrders" || request.path == "/fapi/v1/userTrades"
        || request.path == "/fapi/v3/account" || request.path == "/fapi/v1/listenKey";
    return isPrivate ? TradeWord::Other : TradeWord::None;
}

std::optional<RestAnswer> BinanceAccount::refusal(TradeFault fault)
{
    switch (fault) {
    case TradeFault::Reject:
        return error(-2010, "NEW_ORDER_REJECTED");
    case TradeFault::TooManyRequests:
        return error(-1003, "Too many requests; current limit is 2400 requests per minute.", 429);
    case TradeFault::Banned:
        return error(-1003,
            "Way too many requests; IP banned until " + milliseconds(m_market.now() + std::chrono::seconds(banSeconds))
                + ".",
            418);
    default:
        return std::nullopt;
    }
}

std::optional<RestAnswer> BinanceAccount::objectionTo(const RestRequest& request, const Query& query) const
{
    if (!request.header || request.header("X-MBX-APIKEY") != embeddedKey) {
        return error(-2015, "Invalid API-key, IP, or permissions for action.", 401);
    }
    if (request.path == "/fapi/v1/listenKey") {
        return std::nullopt; // the key alone is enough
    }
    const std::string text = query["timestamp"];
    std::int64_t sent = 0;
    const auto [end, bad] = std::from_chars(text.data(), text.data() + text.size(), sent);
    if (bad != std::errc{} || end != text.data() + text.size()) {
        return error(-1102, "Mandatory parameter 'timestamp' was not sent, was empty/null, or malformed.");
    }
    if (venues::hexText(venues::hmacSha256(embeddedSecret, query.payload)) != query.signature) {
        return error(-1022, "Signature for this request is not valid.");
    }
    std::int64_t window = 5000;
    if (const std::string asked = query["recvWindow"]; !asked.empty()) {
        std::from_chars(asked.data(), asked.data() + asked.size(), window);
    }
    const std::int64_t now = core::millisecondsOf(m_front.venueNow());
    if (sent >= now + 1000 || now - sent > window) {
        return error(-1021, "Timestamp for this request is outside of the recvWindow.");
    }
    return std::nullopt;
}

std::optional<RestAnswer> BinanceAccount::rest(const RestRequest& request)
{
    const std::string& path = request.path;
    const std::string& method = request.method;
    const Query query(request);
    const bool isOrder = path == "/fapi/v1/order";
    const std::initializer_list<std::string_view> signedPaths{"/fapi/v1/order", "/fapi/v1/openOrders",
        "/fapi/v1/allOrders", "/fapi/v1/allOpenOrders", "/fapi/v1/userTrades", "/fapi/v1/countdownCancelAll",
        "/fapi/v1/commissionRate", "/fapi/v1/leverageBracket", "/fapi/v3/account", "/fapi/v3/balance",
        "/fapi/v3/positionRisk", "/fapi/v1/listenKey", "/fapi/v1/order/test"};
    if (!path.starts_with(apiPath) || std::ranges::find(signedPaths, path) == signedPaths.end()) {
        return std::nullopt;
    }
    if (auto objection = objectionTo(request, query)) {
        return objection;
    }
    const bool needsSymbol = isOrder || path == "/fapi/v1/allOpenOrders" || path == "/fapi/v1/userTrades";
    if (needsSymbol && query["symbol"] != m_market.symbol()) {
        return error(-1121, "Invalid symbol.");
    }
    if (path == "/fapi/v1/listenKey") {
        return listenKey(method);
    }
    if (isOrder) {
        return method == "POST" ? place(query)
            : method == "PUT"   ? amend(query)
            : method == "GET"   ? this->query(query)
                                : cancel(query);
    }
    if (path == "/fapi/v1/order/test") {
        return RestAnswer{200, "{}"};
    }
    if (path == "/fapi/v1/openOrders" || path == "/fapi/v1/allOrders") {
        return RestAnswer{200, ordersJson(path == "/fapi/v1/openOrders")};
    }
    if (path == "/fapi/v1/allOpenOrders") {
        m_account.cancelAll();
        return RestAnswer{200, R"({"code":200,"msg":"The operation of cancel all open order is done."})"};
    }
    if (path == "/fapi/v1/userTrades") {
        return RestAnswer{200, tradesJson(query)};
    }
    if (path == "/fapi/v1/countdownCancelAll") {
        const std::string text = query["countdownTime"];
        std::int64_t wait = 0;
        std::from_chars(text.data(), text.data() + text.size(), wait);
        m_account.cancelAllAt(
            wait > 0 ? std::optional(m_market.now() + std::chrono::milliseconds(wait)) : std::nullopt);
        return RestAnswer{200, "{" + quoted("symbol", m_market.symbol()) + "," + quoted("countdownTime", text) + "}"};
    }
    if (path == "/fapi/v1/commissionRate") {
        return RestAnswer{200,
            "{" + quoted("symbol", m_market.symbol()) + ","
                + quoted("makerCommissionRate", fixed(m_account.terms().makerFeeBps * 1e-4)) + ","
                + quoted("takerCommissionRate", fixed(m_account.terms().takerFeeBps * 1e-4)) + "}"};
    }
    if (path == "/fapi/v1/leverageBracket") {
        return RestAnswer{200,
            "[{" + quoted("symbol", m_market.symbol())
                + R"(,"brackets":[{"bracket":1,"initialLeverage":20,"notionalCap":50000000,"notionalFloor":0,)"
                  R"("maintMarginRatio":0.01,"cum":0.0}]}])"};
    }
    if (path == "/fapi/v3/balance") {
        return RestAnswer{200, "[" + assetJson() + "]"};
    }
    if (path == "/fapi/v3/positionRisk") {
        return RestAnswer{200, "[" + positionJson() + "]"};
    }
    return RestAnswer{200, accountJson()};
}

RestAnswer BinanceAccount::place(const Query& query)
{
    const std::string type = query["type"];
    const std::string timeInForce = query["timeInForce"];
    const auto size = Quantity::parse(query["quantity"]);
    const auto price = Price::parse(query["price"]);
    if (type != "LIMIT" && type != "MARKET") {
        return error(-4120, "Order type not supported for this endpoint. Please use the Algo Order API endpoints.");
    }
    if (!size || (type == "LIMIT" && (!price || timeInForce.empty()))) {
        return error(-1102, "A mandatory parameter was not sent, was empty/null, or malformed.");
    }
    AccountRequest request{.clientId = query["newClientOrderId"],
        .side = query["side"] == "BUY" ? Side::Bid : Side::Ask,
        .size = *size,
        .isReduceOnly = query["reduceOnly"] == "true"};
    request.price = type == "LIMIT" ? *price : Price{};
    request.timeInForce = timeInForce == "GTX" ? TimeInForce::PostOnly
        : timeInForce == "IOC"                 ? TimeInForce::ImmediateOrCancel
                                               : TimeInForce::GoodTillCancel;
    const auto placed = m_account.place(request);
    return placed ? RestAnswer{200, orderJson(*m_account.find(*placed))} : refused(placed.error());
}

const AccountOrder* BinanceAccount::named(const Query& query) const
{
    if (const std::string text = query["orderId"]; !text.empty()) {
        std::uint64_t id = 0;
        std::from_chars(text.data(), text.data() + text.size(), id);
        return m_account.find(id);
    }
    return m_account.findByClientId(query["origClientOrderId"]);
}

RestAnswer BinanceAccount::amend(const Query& query)
{
    const AccountOrder* const order = named(query);
    const auto size = Quantity::parse(query["quantity"]);
    const auto price = Price::parse(query["price"]);
    if (order == nullptr || !order->isOpen()) {
        return error(-2013, "Order does not exist.");
    }
    if (!size || !price) {
        return error(-1102, "A mandatory parameter was not sent, was empty/null, or malformed.");
    }
    const std::uint64_t id = order->id;
    const auto done = m_account.amend(id, *price, *size);
    return done ? RestAnswer{200, orderJson(*m_account.find(id))} : refused(done.error());
}

RestAnswer BinanceAccount::cancel(const Query& query)
{
    const AccountOrder* const order = named(query);
    if (order == nullptr || !m_account.cancel(order->id)) {
        return refused(AccountRefusal::UnknownOrder);
    }
    return {200, orderJson(*order)};
}

RestAnswer BinanceAccount::query(const Query& query) const
{
    const AccountOrder* const order = named(query);
    return order == nullptr ? error(-2013, "Order does not exist.") : RestAnswer{200, orderJson(*order)};
}

RestAnswer BinanceAccount::listenKey(const std::string& method)
{
    if (method == "PUT" && m_listenKey.empty()) {
        return error(-1125, "This listenKey does not exist.");
    }
    if (method == "DELETE") {
        m_listenKey.clear();
        return {200, "{}"};
    }
    if (m_listenKey.empty()) {
        m_listenKey =
            "embedded" + std::to_string(core::millisecondsOf(m_market.now())) + "k" + std::to_string(++m_listenKeys);
    }
    return {200, "{" + quoted("listenKey", m_listenKey) + "}"};
}

void BinanceAccount::endSessions()
{
    if (!m_listenKey.empty()) {
        tell("listenKeyExpired",
            R"({"e":"listenKeyExpired","E":)" + stamp() + "," + quoted("listenKey", m_listenKey) + "}");
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
            m_front.sendPrivate(client,
                stream.isWrapped ? "{" + quoted("stream", m_listenKey) + R"(,"data":)" + payload + "}" : payload);
        }
    }
}

void BinanceAccount::changed(const AccountEvent& event)
{
    const AccountOrder& order = event.order;
    std::string what;
    switch (event.kind) {
    case AccountEvent::Kind::New:
        what = "NEW";
        break;
    case AccountEvent::Kind::Trade:
        what = "TRADE";
        break;
    case AccountEvent::Kind::Cancelled:
        what = "CANCELED";
        break;
    case AccountEvent::Kind::Expired:
        what = "EXPIRED";
        break;
    case AccountEvent::Kind::Amended:
        what = "AMENDMENT";
        break;
    }
    const AccountFill* const fill = event.fill;
    const std::string type = order.isMarket ? "MARKET" : "LIMIT";
    const std::string quote = m_market.settings().pair.quote.text();
    tell("ORDER_TRADE_UPDATE",
        R"({"e":"ORDER_TRADE_UPDATE","E":)" + stamp() + R"(,"T":)" + stamp() + R"(,"o":{)"
            + quoted("s", m_market.symbol()) + "," + quoted("c", order.clientId) + ","
            + quoted("S", sideText(order.side)) + "," + quoted("o", type) + ","
            + quoted("f", timeInForceText(order.timeInForce)) + "," + quoted("q", order.size.text()) + ","
            + quoted("p", order.isMarket ? "0" : order.price.text()) + "," + quoted("ap", order.averagePrice().text())
            + R"(,"sp":"0",)" + quoted("x", what) + "," + quoted("X", statusText(order)) + R"(,"i":)"
            + std::to_string(order.id) + "," + quoted("l", fill != nullptr ? fill->size.text() : "0") + ","
            + quoted("z", order.filled.text()) + "," + quoted("L", fill != nullptr ? fill->price.text() : "0") + ","
            + quoted("N", quote) + "," + quoted("n", fill != nullptr ? fill->fee.text() : "0") + R"(,"T":)" + stamp()
            + R"(,"t":)" + std::to_string(fill != nullptr ? fill->id : 0) + R"(,"b":"0","a":"0","m":)"
            + (fill != nullptr && fill->isMaker ? "true" : "false") + R"(,"R":)"
            + (order.isReduceOnly ? "true" : "false") + R"(,"wt":"CONTRACT_PRICE",)" + quoted("ot", type)
            + R"(,"ps":"BOTH","cp":false,"rp":"0","pP":false,"si":0,"ss":0,"V":"EXPIRE_MAKER","pm":"NONE","gtd":0,)"
            + R"("er":"0"}})");
    if (fill != nullptr) {
        const std::string wallet = m_account.quoteTotal().text();
        tell("ACCOUNT_UPDATE",
            R"({"e":"ACCOUNT_UPDATE","E":)" + stamp() + R"(,"T":)" + stamp() + R"(,"a":{"m":"ORDER","B":[{)"
                + quoted("a", quote) + "," + quoted("wb", wallet) + "," + quoted("cw", wallet) + R"(,"bc":"0"}],"P":[{)"
                + quoted("s", m_market.symbol()) + "," + quoted("pa", m_account.baseTotal().text()) + ","
                + quoted("ep", m_account.entryPrice().text()) + "," + quoted("bep", m_account.entryPrice().text())
                + R"(,"cr":"0",)" + quoted("up", fixed(m_account.unrealised()))
                + R"(,"mt":"cross","iw":"0","ps":"BOTH"}]}})");
    }
}

std::string BinanceAccount::orderJson(const AccountOrder& order) const
{
    const std::string type = order.isMarket ? "MARKET" : "LIMIT";
    return R"({"orderId":)" + std::to_string(order.id) + "," + quoted("clientOrderId", order.clientId) + ","
        + quoted("symbol", m_market.symbol()) + "," + quoted("status", statusText(order)) + ","
        + quoted("side", sideText(order.side)) + R"(,"positionSide":"BOTH",)" + quoted("type", type) + ","
        + quoted("origType", type) + "," + quoted("timeInForce", timeInForceText(order.timeInForce)) + ","
        + quoted("price", order.isMarket ? "0" : order.price.text()) + "," + quoted("origQty", order.size.text()) + ","
        + quoted("executedQty", order.filled.text()) + "," + quoted("cumQty", order.filled.text()) + ","
        + quoted("cumQuote", order.value.text()) + "," + quoted("avgPrice", order.averagePrice().text())
        + R"(,"reduceOnly":)" + (order.isReduceOnly ? "true" : "false")
        + R"(,"closePosition":false,"stopPrice":"0","workingType":"CONTRACT_PRICE","priceProtect":false,)"
          R"("priceMatch":"NONE","selfTradePreventionMode":"EXPIRE_MAKER","goodTillDate":0,"time":)"
        + milliseconds(order.created) + R"(,"updateTime":)" + milliseconds(order.updated) + "}";
}

std::string BinanceAccount::ordersJson(bool openOnly) const
{
    std::string json = "[";
    const auto add = [&](const AccountOrder& order) { json += (json.size() > 1 ? "," : "") + orderJson(order); };
    if (openOnly) {
        for (const AccountOrder* const order : m_account.openOrders()) {
            add(*order);
        }
    } else {
        for (const auto& [id, order] : m_account.orders()) {
            add(order);
        }
    }
    return json + "]";
}

std::string BinanceAccount::tradesJson(const Query& query) const
{
    const std::string order = query["orderId"];
    std::string json = "[";
    for (const AccountFill& fill : m_account.fills()) {
        if (!order.empty() && std::to_string(fill.order) != order) {
            continue;
        }
        json += std::string(json.size() > 1 ? "," : "") + R"({"buyer":)" + (fill.side == Side::Bid ? "true" : "false")
            + "," + quoted("commission", fill.fee.text()) + ","
            + quoted("commissionAsset", m_market.settings().pair.quote.text()) + R"(,"id":)" + std::to_string(fill.id)
            + R"(,"maker":)" + (fill.isMaker ? "true" : "false") + R"(,"orderId":)" + std::to_string(fill.order) + ","
            + quoted("price", fill.price.text()) + "," + quoted("qty", fill.size.text()) + ","
            + quoted("quoteQty", (fill.price * fill.size).text()) + R"(,"realizedPnl":"0",)"
            + quoted("side", sideText(fill.side)) + R"(,"positionSide":"BOTH",)" + quoted("symbol", m_market.symbol())
            + R"(,"time":)" + milliseconds(fill.time) + "}";
    }
    return json + "]";
}

std::string BinanceAccount::assetJson() const
{
    const std::string wallet = m_account.quoteTotal().text();
    const std::string margin = m_account.marginInUse().text();
    const std::string available = m_account.quoteAvailable().text();
    return "{" + quoted("accountAlias", "embedded") + "," + quoted("asset", m_market.settings().pair.quote.text()) + ","
        + quoted("balance", wallet) + "," + quoted("walletBalance", wallet) + ","
        + quoted("unrealizedProfit", fixed(m_account.unrealised())) + "," + quoted("crossUnPnl", "0") + ","
        + quoted("marginBalance", wallet) + "," + quoted("maintMargin", "0") + "," + quoted("initialMargin", margin)
        + "," + quoted("positionInitialMargin", margin) + "," + quoted("openOrderInitialMargin", "0") + ","
        + quoted("crossWalletBalance", wallet) + "," + quoted("availableBalance", available) + ","
        + quoted("maxWithdrawAmount", available) + R"(,"marginAvailable":true,"updateTime":)" + stamp() + "}";
}

std::string BinanceAccount::positionJson() const
{
    const double size = m_account.baseTotal().toDoubleLossy();
    const double notional = size * m_account.markPrice().toDoubleLossy();
    return "{" + quoted("symbol", m_market.symbol()) + R"(,"positionSide":"BOTH",)"
        + quoted("positionAmt", m_account.baseTotal().text()) + ","
        + quoted("entryPrice", m_account.entryPrice().text()) + ","
        + quoted("breakEvenPrice", m_account.entryPrice().text()) + ","
        + quoted("markPrice", m_account.markPrice().text()) + ","
        + quoted("unRealizedProfit", fixed(m_account.unrealised())) + ","
        + quoted("unrealizedProfit", fixed(m_account.unrealised())) + R"(,"liquidationPrice":"0","isolatedMargin":"0",)"
        + quoted("notional", fixed(notional)) + "," + quoted("marginAsset", m_market.settings().pair.quote.text())
        + R"(,"isolatedWallet":"0",)" + quoted("initialMargin", m_account.marginInUse().text())
        + R"(,"maintMargin":"0","positionInitialMargin":"0","openOrderInitialMargin":"0","adl":0,"bidNotional":"0",)"
          R"("askNotional":"0","updateTime":)"
        + stamp() + "}";
}

std::string BinanceAccount::accountJson() const
{
    const std::string wallet = m_account.quoteTotal().text();
    const std::string available = m_account.quoteAvailable().text();
    const std::string positions = m_account.baseTotal().isZero() ? "" : positionJson();
    return "{" + quoted("totalInitialMargin", m_account.marginInUse().text()) + "," + quoted("totalMaintMargin", "0")
        + "," + quoted("totalWalletBalance", wallet) + ","
        + quoted("totalUnrealizedProfit", fixed(m_account.unrealised())) + "," + quoted("totalMarginBalance", wallet)
        + "," + quoted("availableBalance", available) + "," + quoted("maxWithdrawAmount", available) + R"(,"assets":[)"
        + assetJson() + R"(],"positions":[)" + positions + "]}";
}

} // namespace leadline::sim
