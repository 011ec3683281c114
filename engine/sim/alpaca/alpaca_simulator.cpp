// SPDX-License-Identifier: MIT
#include "engine/sim/alpaca/alpaca_simulator.h"

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

AlpacaSimulator::AlpacaSimulator(StockMarket& market, const AlpacaSettings& settings)
    : VenueSimulator(market)
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

void AlpacaSimulator::handshake(ClientId client, const RestRequest& request)
{
    const std::string type = request.header ? request.header("Content-Type") : std::string();
    m_handshakes[client] = {isAuthorized(request), type.find("msgpack") != std::string::npos};
}

void AlpacaSimulator::connected(ClientId client, std::string_view path, std::string_view /*query*/)
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

void AlpacaSimulator::received(ClientId client, std::string_view text)
{
    if (m_dataStream.has(client)) {
        m_dataStream.received(client, text);
    } else if (m_tradeStream.has(client)) {
        m_tradeStream.received(client, text);
    }
}

void AlpacaSimulator::disconnected(ClientId client)
{
    m_dataStream.disconnected(client);
    m_tradeStream.disconnected(client);
}

bool AlpacaSimulator::sendsBinary(ClientId client) const
{
    return m_tradeStream.has(client) || m_dataStream.sendsBinary(client);
}

std::optional<RestAnswer> AlpacaSimulator::count(Window& window, RestAnswer::Headers& headers) const
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

RestAnswer AlpacaSimulator::rest(const RestRequest& request)
{
    return isPolygonPath(request.path)            ? polygonRest(request)
        : AlpacaTradingRest::isOurs(request.path) ? tradingRest(request)
                                                  : dataRest(request);
}

RestAnswer AlpacaSimulator::tradingRest(const RestRequest& request)
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

RestAnswer AlpacaSimulator::dataRest(const RestRequest& request)
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

RestAnswer AlpacaSimulator::polygonRest(const RestRequest& request) const
{
    const std::string bearer = request.header ? request.header("Authorization") : std::string();
    const bool isKnown =
        bearer == "Bearer " + std::string(embeddedKey) || decodedItem(request.query, "apiKey") == embeddedKey;
    if (!isKnown) {
        return polygonError(401, "Unknown API Key");
    }
    return polygonData(request, m_market, trouble(true)).value_or(polygonError(404, "NotFound"));
}

StockDataTrouble AlpacaSimulator::trouble(bool isPolygon) const
{
    const auto answer = [isPolygon](int status, const char* text) {
        return isPolygon ? polygonError(status, text)
                         : RestAnswer{status, json::ObjectWriter().text("message", text).str()};
    };
    switch (fault()) {
    case ProtocolFault::NoSnapshot:
        return {.answer = answer(tooMany, "too many requests.")};
    case ProtocolFault::NotAuthorized:
        return {.answer = answer(403, isPolygon ? "You are not entitled to this data." : "forbidden.")};
    case ProtocolFault::Unavailable:
        return {.answer = answer(503, "service unavailable")};
    case ProtocolFault::NoQuotes:
        return {.lacksQuotes = true, .answer = {}};
    case ProtocolFault::None:
    case ProtocolFault::LoseBookMessage:
    case ProtocolFault::WrongChecksum:
        break;
    }
    return {};
}

std::optional<RestAnswer> AlpacaSimulator::refusal(TradeFault fault, const RestRequest& request)
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

RestAnswer AlpacaSimulator::serverError(RequestFate fate) const
{
    // Neither of them says whether the request was carried out.
    return fate == RequestFate::CarriedOut
        ? refuse({.status = 504, .code = 50410000, .message = "gateway timeout"})
        : refuse({.status = 503, .code = 50310000, .message = "service unavailable"});
}

void AlpacaSimulator::quoted(StockIndex stock, const StockQuote& quote)
{
    if (!takeFault(ProtocolFault::LoseBookMessage)) {
        m_dataStream.quoted(stock, quote);
    }
}

void AlpacaSimulator::traded(StockIndex stock, const StockTrade& trade)
{
    m_dataStream.traded(stock, trade);
    m_account.traded(stock, trade);
}

void AlpacaSimulator::noticed(StockIndex stock, const StockNotice& notice)
{
    m_dataStream.noticed(stock, notice);
    m_account.noticed(stock, notice);
}

} // namespace leadline::sim
