// SPDX-License-Identifier: MIT
#include "engine/sim/alpaca/alpaca_front.h"

#include "engine/sim/alpaca/alpaca_query.h"
#include "engine/sim/protocol/url_query.h"

#include <algorithm>

namespace leadline::sim
{

namespace
{

constexpr int tooMany = 429;
AlpacaRefusal unauthorized()
{
    return {.status = 401, .code = 40110000, .message = "request is not authorized"};
}

AlpacaRefusal rateLimited()
{
    return {.status = tooMany, .code = 42910000, .message = "rate limit exceeded"};
}

bool isAuthorized(const RestRequest& request)
{
    return request.header && request.header("APCA-API-KEY-ID") == embeddedKey
        && request.header("APCA-API-SECRET-KEY") == embeddedSecret;
}

} // namespace

AlpacaFront::AlpacaFront(StockMarket& market, const AlpacaSettings& settings)
    : VenueFront(market)
    , m_market(market)
    , m_account(market, settings.terms)
    , m_tradingRest(m_account)
    , m_dataStream(*this, settings.streams)
    , m_tradeStream(*this)
    , m_feed(settings.streams.isBasicPlan ? StockFeed::Iex : StockFeed::Sip)
    , m_tradingWindow{.most = settings.tradingRequests}
    , m_dataWindow{.most = settings.dataRequests}
{
    market.publishTo(*this);
    m_account.changed = [this](const AlpacaEvent& event) { m_tradeStream.tell(event, m_market.now()); };
}

void AlpacaFront::handshake(ClientId client, const RestRequest& request)
{
    const std::string type = request.header ? request.header("Content-Type") : std::string();
    m_handshakes[client] = {isAuthorized(request), type.find("msgpack") != std::string::npos};
}

void AlpacaFront::connected(ClientId client, std::string_view path, std::string_view /*query*/)
{
    const auto node = m_handshakes.extract(client);
    const Handshake greeting = node.empty() ? Handshake{} : node.mapped();
    if (AlpacaDataStream::isOurs(path)) {
        m_dataStream.connected(client, path, greeting.isAuthorized, greeting.isPacked, m_market.now());
    } else if (AlpacaTradeStream::isOurs(path)) {
        m_tradeStream.connected(client);
    } else {
        hangUp(client);
    }
}

void AlpacaFront::received(ClientId client, std::string_view text)
{
    if (m_dataStream.has(client)) {
        m_dataStream.received(client, text);
    } else if (m_tradeStream.has(client)) {
        m_tradeStream.received(client, text);
    }
}

void AlpacaFront::disconnected(ClientId client)
{
    m_dataStream.disconnected(client);
    m_tradeStream.disconnected(client);
}

bool AlpacaFront::sendsBinary(ClientId client) const
{
    return m_tradeStream.has(client) || m_dataStream.sendsBinary(client);
}

std::optional<RestAnswer> AlpacaFront::count(Window& window, RestAnswer::Headers& headers) const
{
    if (window.most == 0) {
        return std::nullopt;
    }
    const auto minute = std::chrono::floor<std::chrono::minutes>(m_market.now());
    window.count = window.minute == minute ? window.count : 0;
    window.minute = minute;
    const bool isOver = window.count >= window.most;
    window.count += isOver ? 0 : 1;
    const auto reset =
        std::chrono::duration_cast<std::chrono::seconds>((minute + std::chrono::minutes(1)).time_since_epoch());
    headers = {{"X-RateLimit-Limit", std::to_string(window.most)},
        {"X-RateLimit-Remaining", std::to_string(window.most - window.count)},
        {"X-RateLimit-Reset", std::to_string(reset.count())}};
    return isOver ? std::optional(refuse(rateLimited())) : std::nullopt;
}

RestAnswer AlpacaFront::rest(const RestRequest& request)
{
    return isPolygonPath(request.path)            ? polygonRest(request)
        : AlpacaTradingRest::isOurs(request.path) ? tradingRest(request)
                                                  : dataRest(request);
}

RestAnswer AlpacaFront::tradingRest(const RestRequest& request)
{
    if (!isAuthorized(request)) {
        return refuse(unauthorized());
    }
    RestAnswer::Headers headers;
    auto answer = count(m_tradingWindow, headers);
    if (!answer) {
        answer = m_tradingRest.rest(request);
    }
    RestAnswer given = answer.value_or(refuse({.status = 404, .code = 40410000, .message = "endpoint not found"}));
    given.headers = std::move(headers);
    return given;
}

RestAnswer AlpacaFront::dataRest(const RestRequest& request)
{
    if (!isAuthorized(request)) {
        return refuse(unauthorized());
    }
    RestAnswer::Headers headers;
    auto answer = count(m_dataWindow, headers);
    if (!answer) {
        answer = alpacaData(request, m_market, m_feed, trouble(false));
    }
    RestAnswer given = answer.value_or(RestAnswer{404, R"({"message":"endpoint not found"})"});
    given.headers = std::move(headers);
    return given;
}

RestAnswer AlpacaFront::polygonRest(const RestRequest& request) const
{
    const std::string bearer = request.header ? request.header("Authorization") : std::string();
    const bool isKnown =
        bearer == "Bearer " + std::string(embeddedKey) || decodedItem(request.query, "apiKey") == embeddedKey;
    if (!isKnown) {
        return polygonError(401, "Unknown API Key");
    }
    return polygonData(request, m_market, trouble(true)).value_or(polygonError(404, "NotFound"));
}

StockDataTrouble AlpacaFront::trouble(bool isPolygon) const
{
    const auto answer = [isPolygon](int status, const char* text) {
        return isPolygon ? polygonError(status, text) : RestAnswer{status, JsonObject().text("message", text).str()};
    };
    switch (fault()) {
    case WordFault::NoSnapshot:
        return {.answer = answer(tooMany, "too many requests.")};
    case WordFault::NotAuthorized:
        return {.answer = answer(403, isPolygon ? "You are not entitled to this data." : "forbidden.")};
    case WordFault::Unavailable:
        return {.answer = answer(503, "service unavailable")};
    case WordFault::NoQuotes:
        return {.lacksQuotes = true, .answer = {}};
    case WordFault::None:
    case WordFault::LoseBookMessage:
    case WordFault::WrongChecksum:
        break;
    }
    return {};
}

std::optional<RestAnswer> AlpacaFront::refusal(TradeFault fault, const RestRequest& request)
{
    if (fault == TradeFault::TooManyRequests || fault == TradeFault::Banned) {
        return refuse(rateLimited());
    }
    if (fault != TradeFault::Reject) {
        return std::nullopt;
    }
    return request.method == "POST" ? refuse({.status = 403, .code = 40310000, .message = "insufficient buying power"})
                                    : refuse({.status = unprocessable, .message = "order is not cancelable"});
}

RestAnswer AlpacaFront::serverError(RequestFate fate) const
{
    // Neither of them says whether the request was carried out.
    return fate == RequestFate::CarriedOut
        ? refuse({.status = 504, .code = 50410000, .message = "gateway timeout"})
        : refuse({.status = 503, .code = 50310000, .message = "service unavailable"});
}

void AlpacaFront::quoted(StockIndex stock, const StockQuote& quote)
{
    if (!takeFault(WordFault::LoseBookMessage)) {
        m_dataStream.quoted(stock, quote);
    }
}

void AlpacaFront::traded(StockIndex stock, const StockTrade& trade)
{
    m_dataStream.traded(stock, trade);
    m_account.traded(stock, trade);
}

void AlpacaFront::noticed(StockIndex stock, const StockNotice& notice)
{
    m_dataStream.noticed(stock, notice);
    m_account.noticed(stock, notice);
}

} // namespace leadline::sim
