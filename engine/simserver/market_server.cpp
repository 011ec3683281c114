// SPDX-License-Identifier: MIT
#include "engine/simserver/market_server.h"

#include <QHttpServer>
#include <QHttpServerResponder>
#include <QHttpServerResponse>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTimer>
#include <QUrlQuery>
#include <QWebSocket>

#include <algorithm>
#include <array>
#include <charconv>

namespace leadline::simserver
{

using namespace Qt::StringLiterals;

namespace
{

/// How often the market is played forward; its messages keep their own stamps.
constexpr std::chrono::milliseconds beat{5};
constexpr std::chrono::seconds stallLength{10};
constexpr std::chrono::seconds longestLag{5};
/// A client that does not read is sent away before what waits for it fills the memory.
constexpr qint64 mostUnsent = 16 << 20;

/// Names that carry a stream, by route. `@depth` alone means 250 ms at the venue; here every diff stream has the
/// market's own interval.
QStringList namesOf(sim::Stream stream, const QString& symbol)
{
    switch (stream) {
    case sim::Stream::DepthDiff:
        return {symbol + "@depth"_L1, symbol + "@depth@100ms"_L1};
    case sim::Stream::DepthFrame:
        return {symbol + "@depth20"_L1, symbol + "@depth20@100ms"_L1};
    case sim::Stream::BookTicker:
        return {symbol + "@bookTicker"_L1};
    case sim::Stream::Trade:
        return {symbol + "@trade"_L1};
    case sim::Stream::AggTrade:
        return {symbol + "@aggTrade"_L1};
    }
    return {};
}

QString routeOf(sim::Stream stream)
{
    return stream == sim::Stream::AggTrade ? u"market"_s : u"public"_s;
}

QHttpServerResponse json(
    const std::string& body, QHttpServerResponse::StatusCode code = QHttpServerResponse::StatusCode::Ok)
{
    return {"application/json", QByteArray::fromStdString(body), code};
}

QHttpServerResponse error(int code, const char* text)
{
    return json(R"({"code":)" + std::to_string(code) + R"(,"msg":")" + text + "\"}",
        QHttpServerResponse::StatusCode::BadRequest);
}

} // namespace

std::optional<Fault> parseFault(std::string_view text)
{
    const auto colon = text.find(':');
    const std::string_view name = text.substr(0, colon);
    Fault fault;
    constexpr std::array kinds{std::pair{"gap", Fault::Kind::Gap}, std::pair{"stall", Fault::Kind::Stall},
        std::pair{"drop", Fault::Kind::Drop}, std::pair{"no-snapshot", Fault::Kind::NoSnapshot}};
    for (const auto& [known, kind] : kinds) {
        if (name == known) {
            fault.kind = kind;
        }
    }
    if (fault.kind == Fault::Kind::None) {
        return std::nullopt;
    }
    if (colon != std::string_view::npos) {
        const std::string_view number = text.substr(colon + 1);
        const auto [end, bad] = std::from_chars(number.data(), number.data() + number.size(), fault.everySeconds);
        if (bad != std::errc{} || end != number.data() + number.size() || fault.everySeconds < 1) {
            return std::nullopt;
        }
    }
    return fault;
}

MarketServer::MarketServer(
    const sim::EmbeddedMarketSettings& settings, const core::Clock& clock, Fault fault, QObject* parent)
    : QObject(parent)
    , m_clock(clock)
    , m_market(
          settings, clock.now(), [this](sim::Stream stream, const std::string& payload) { publish(stream, payload); },
          [this](const sim::ClientOrderEvent& event) { Q_EMIT orderEvent(event); })
    , m_timer(new QTimer(this))
    , m_fault(fault)
    , m_nextFault(clock.now() + std::chrono::seconds(fault.everySeconds))
{
    qRegisterMetaType<sim::ClientOrder>();
    qRegisterMetaType<sim::ClientOrderEvent>();
    m_timer->setTimerType(Qt::PreciseTimer);
    connect(m_timer, &QTimer::timeout, this, &MarketServer::play);
}

MarketServer::~MarketServer()
{
    // A socket says goodbye while it dies; nobody of ours may listen then.
    for (const auto& client : std::as_const(m_clients)) {
        client->socket->disconnect(this);
    }
}

quint16 MarketServer::listen(quint16 port)
{
    m_http = std::make_unique<QHttpServer>();
    addRoutes();
    connect(m_http.get(), &QHttpServer::newWebSocketConnection, this, &MarketServer::accept);
    const quint16 opened = m_http->listen(QHostAddress::LocalHost, port);
    if (opened != 0) {
        m_timer->start(beat);
    }
    return opened;
}

void MarketServer::addRoutes()
{
    // QHttpServer hands a connection to its WebSocket side only after a route has taken the request; the route of an
    // upgrade answers nothing itself.
    for (const QString& route : {u"/public/<arg>"_s, u"/market/<arg>"_s, u"/private/<arg>"_s}) {
        m_http->route(route, [](const QUrl&, const QHttpServerRequest& request, QHttpServerResponder&& responder) {
            if (!request.value("Upgrade").toLower().contains("websocket")) {
                responder.write(QHttpServerResponder::StatusCode::UpgradeRequired);
            }
        });
    }
    m_http->route(u"/fapi/v1/ping"_s, [] { return json("{}"); });
    m_http->route(u"/fapi/v1/time"_s,
        [this] { return json(R"({"serverTime":)" + std::to_string(core::millisecondsOf(m_clock.now())) + "}"); });
    m_http->route(u"/fapi/v1/exchangeInfo"_s, [this] { return json(m_market.exchangeInfoJson()); });
    m_http->route(u"/fapi/v1/depth"_s, [this](const QHttpServerRequest& request) {
        const QUrlQuery query(request.url());
        if (m_fault.kind == Fault::Kind::NoSnapshot) {
            return json(
                R"({"code":-1003,"msg":"Too many requests."})", QHttpServerResponse::StatusCode::TooManyRequests);
        }
        if (query.queryItemValue(u"symbol"_s).toStdString() != m_market.symbol()) {
            return error(-1121, "Invalid symbol.");
        }
        bool isNumber = true;
        const int limit = query.hasQueryItem(u"limit"_s) ? query.queryItemValue(u"limit"_s).toInt(&isNumber) : 500;
        constexpr std::array allowed{5, 10, 20, 50, 100, 500, 1000};
        if (!isNumber || std::find(allowed.begin(), allowed.end(), limit) == allowed.end()) {
            return error(-1130, "Data sent for parameter 'limit' is not valid.");
        }
        return json(m_market.depthJson(static_cast<std::size_t>(limit)));
    });
}

void MarketServer::accept()
{
    while (m_http->hasPendingWebSocketConnections()) {
        auto client = std::make_shared<Client>();
        client->socket = m_http->nextPendingWebSocketConnection();
        QWebSocket* const socket = client->socket.get();
        // "/public/stream?streams=a/b" wraps payloads, "/public/ws/a/b" does not.
        const QUrl url = socket->requestUrl();
        const QStringList parts = url.path().split(u'/', Qt::SkipEmptyParts);
        client->route = parts.value(0);
        client->combined = parts.value(1) == "stream"_L1;
        const QStringList named = client->combined
            ? QUrlQuery(url).queryItemValue(u"streams"_s, QUrl::FullyDecoded).split(u'/', Qt::SkipEmptyParts)
            : parts.mid(2);
        client->streams = QSet<QString>(named.begin(), named.end());
        m_clients.insert(socket, client);
        connect(socket, &QWebSocket::textMessageReceived, this,
            [this, client](const QString& text) { control(*client, text); });
        connect(socket, &QWebSocket::disconnected, this, [this, socket] {
            // The socket is in the middle of its own signal: it goes with the next turn of the loop.
            if (const auto gone = m_clients.take(socket)) {
                gone->socket.release()->deleteLater();
            }
        });
    }
}

void MarketServer::control(Client& client, const QString& text)
{
    const QJsonObject request = QJsonDocument::fromJson(text.toUtf8()).object();
    const QString method = request.value("method"_L1).toString();
    const QJsonArray names = request.value("params"_L1).toArray();
    for (const QJsonValue& name : names) {
        if (method == "SUBSCRIBE"_L1) {
            client.streams.insert(name.toString());
        } else if (method == "UNSUBSCRIBE"_L1) {
            client.streams.remove(name.toString());
        }
    }
    // As at the venue, the answer is the same for streams that do not exist.
    const QJsonObject answer{{u"result"_s, QJsonValue::Null}, {u"id"_s, request.value("id"_L1)}};
    client.socket->sendTextMessage(QString::fromUtf8(QJsonDocument(answer).toJson(QJsonDocument::Compact)));
}

void MarketServer::publish(sim::Stream stream, const std::string& payload)
{
    if (m_clients.isEmpty() || m_market.now() < m_silentUntil) {
        return;
    }
    if (m_loseNextDiff && stream == sim::Stream::DepthDiff) {
        m_loseNextDiff = false;
        return;
    }
    const QString plain = QString::fromStdString(payload);
    const QString route = routeOf(stream);
    const QStringList names = namesOf(stream, QString::fromStdString(m_market.symbol()).toLower());
    for (const auto& client : std::as_const(m_clients)) {
        if (client->route != route) {
            continue;
        }
        if (client->socket->bytesToWrite() > mostUnsent) {
            abortLater(*client);
            continue;
        }
        for (const QString& name : names) {
            if (client->streams.contains(name)) {
                client->socket->sendTextMessage(
                    client->combined ? "{\"stream\":\""_L1 + name + "\",\"data\":"_L1 + plain + u'}' : plain);
            }
        }
    }
}

void MarketServer::abortLater(Client& client)
{
    QWebSocket* const socket = client.socket.get();
    QMetaObject::invokeMethod(
        socket, [socket] { socket->abort(); }, Qt::QueuedConnection);
}

void MarketServer::play()
{
    misbehave();
    catchUp();
}

void MarketServer::catchUp()
{
    // A computer that slept, or whose clock was set, must not replay hours in one go or stand still for them.
    const core::Timestamp now = m_clock.now();
    const core::Duration lag = now - m_market.now();
    if (lag < core::Duration{} || lag > longestLag) {
        m_market.skipTo(now);
        m_nextFault += lag;
    } else {
        m_market.advance(now);
    }
}

void MarketServer::misbehave()
{
    if (m_fault.kind == Fault::Kind::None || m_market.now() < m_nextFault) {
        return;
    }
    m_nextFault += std::chrono::seconds(m_fault.everySeconds);
    switch (m_fault.kind) {
    case Fault::Kind::Gap:
        m_loseNextDiff = true;
        break;
    case Fault::Kind::Stall:
        m_silentUntil = m_market.now() + stallLength;
        break;
    case Fault::Kind::Drop:
        for (const auto& client : std::as_const(m_clients)) {
            abortLater(*client);
        }
        break;
    case Fault::Kind::NoSnapshot:
    case Fault::Kind::None:
        break;
    }
}

void MarketServer::submit(const sim::ClientOrder& order)
{
    catchUp();
    m_market.submit(order);
}

void MarketServer::cancel(quint64 clientId)
{
    catchUp();
    m_market.cancel(clientId);
}

void MarketServer::shock(qint64 ticks)
{
    m_market.shock(ticks);
}

void MarketServer::setFault(int kind)
{
    m_fault.kind = static_cast<Fault::Kind>(kind);
    m_nextFault = m_market.now();
}

} // namespace leadline::simserver
