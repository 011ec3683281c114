// SPDX-License-Identifier: MIT
#include "engine/sim/server/market_server.h"

#include <QAbstractHttpServer>
#include <QHttpServerRequest>
#include <QHttpServerResponder>
#include <QNetworkRequest>
#include <QPointer>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTimer>
#include <QWebSocket>

#include <algorithm>
#include <array>

namespace leadline::sim
{

using namespace Qt::StringLiterals;

namespace
{

/// How often the market is played forward; its messages keep their own stamps.
constexpr std::chrono::milliseconds beat{5};
/// A clock that moves on by so much within a beat is followed more often, until it moves no more than a usual one does:
/// an order meets the book that was published, and not one of half a second later.
constexpr std::chrono::milliseconds quickBeat{1};
constexpr std::chrono::milliseconds quickClock{20};
constexpr std::chrono::milliseconds usualClock{2};
constexpr std::chrono::seconds lateBy{5};
constexpr std::chrono::seconds longestLag{5};
/// A client that does not read is sent away before what waits for it fills the memory.
constexpr qint64 mostUnsent = 16 << 20;

/// Clients read the number, and some the text.
const char* reasonOf(int status)
{
    constexpr std::array reasons{std::pair{200, "OK"}, std::pair{204, "No Content"}, std::pair{207, "Multi-Status"},
        std::pair{400, "Bad Request"}, std::pair{401, "Unauthorized"}, std::pair{403, "Forbidden"},
        std::pair{404, "Not Found"}, std::pair{422, "Unprocessable Entity"}, std::pair{429, "Too Many Requests"},
        std::pair{503, "Service Unavailable"}, std::pair{504, "Gateway Timeout"}};
    const auto* const found = std::ranges::find(reasons, status, &std::pair<int, const char*>::first);
    return found == reasons.end() ? "-" : found->second;
}

const char* methodOf(QHttpServerRequest::Method method)
{
    using Method = QHttpServerRequest::Method;
    return method == Method::Post  ? "POST"
        : method == Method::Put    ? "PUT"
        : method == Method::Patch  ? "PATCH"
        : method == Method::Delete ? "DELETE"
                                   : "GET";
}

} // namespace

/// What every request comes through, with its socket at hand: some faults cut it.
class MarketServer::Http final : public QAbstractHttpServer
{
public:
    explicit Http(MarketServer& server)
        : m_server(server)
    {
    }

private:
    bool handleRequest(const QHttpServerRequest& request, QTcpSocket* socket) override
    {
        // A connection becomes a WebSocket only after somebody took the request; nothing is written then.
        if (request.value("Upgrade").toLower().contains("websocket")) {
            return true;
        }
        RestRequest taken{.method = methodOf(request.method()),
            .path = request.url().path().toStdString(),
            .query = request.url().query(QUrl::FullyEncoded).toStdString(),
            .body = request.body().toStdString(),
            .header = [&request](std::string_view name) {
                return request.value(QByteArray(name.data(), static_cast<qsizetype>(name.size()))).toStdString();
            }};
        const QPointer<QTcpSocket> guarded(socket);
        m_server.serve(taken, socket, [guarded](const RestAnswer& answer) {
            // Written by hand: an answer may come long after the request is gone.
            if (guarded.isNull() || guarded->state() != QAbstractSocket::ConnectedState) {
                return;
            }
            QByteArray head = "HTTP/1.1 " + QByteArray::number(answer.status) + ' ' + reasonOf(answer.status)
                + "\r\nContent-Type: application/json\r\n";
            constexpr int tooMany = 429;
            head += answer.status == tooMany ? "Retry-After: 1\r\n" : "";
            for (const auto& [name, value] : answer.headers) {
                head += QByteArray::fromStdString(name + ": " + value + "\r\n");
            }
            // An answer that says there is no content has no length either.
            constexpr int noContent = 204;
            head += answer.status == noContent
                ? QByteArray("\r\n")
                : "Content-Length: " + QByteArray::number(static_cast<qulonglong>(answer.body.size())) + "\r\n\r\n";
            guarded->write(head + QByteArray::fromStdString(answer.body));
        });
        return true;
    }
    void missingHandler(const QHttpServerRequest& /*request*/, QTcpSocket* /*socket*/) override { }

    MarketServer& m_server;
};

MarketServer::MarketServer(const std::string& venue, const EmbeddedMarketSettings& settings, const core::Clock& clock,
    Fault fault, QObject* parent)
    : MarketServer(makeEmbeddedVenue(venue, settings, clock.now()), clock, fault, parent)
{
}

MarketServer::MarketServer(const std::string& venue, std::vector<EmbeddedMarketSettings> markets,
    const core::Clock& clock, Fault fault, QObject* parent)
    : MarketServer(makeEmbeddedVenue(venue, std::move(markets), clock.now()), clock, fault, parent)
{
}

MarketServer::MarketServer(EmbeddedVenue venue, const core::Clock& clock, Fault fault, QObject* parent)
    : QObject(parent)
    , m_clock(clock)
    , m_venue(std::move(venue))
    , m_timer(new QTimer(this))
    , m_fault(fault)
    , m_nextFault(clock.now() + std::chrono::seconds(fault.everySeconds))
{
    m_venue.simulator->send = [this](ClientId client, const std::string& text) {
        if (client == m_muted) {
            return;
        }
        const QByteArray bytes = QByteArray::fromStdString(text);
        if (m_answersLater != core::Duration{}) {
            QTimer::singleShot(std::chrono::duration_cast<std::chrono::milliseconds>(m_answersLater), this,
                [this, client, bytes] { deliver(client, bytes); });
        } else {
            say(client, bytes);
        }
    };
    m_venue.simulator->sendPrivate = [this](ClientId client, const std::string& text) {
        sendPrivate(client, QByteArray::fromStdString(text));
    };
    m_venue.simulator->close = [this](ClientId client) {
        if (QWebSocket* const socket = m_clients.value(client)) {
            closeLater(socket);
        }
    };
    if (lastingFault(fault.kind) != ProtocolFault::None) {
        m_venue.simulator->setFault(lastingFault(fault.kind)); // the first snapshot is the one that matters
    }
    m_timer->setTimerType(Qt::PreciseTimer);
    connect(m_timer, &QTimer::timeout, this, &MarketServer::play);
}

MarketServer::~MarketServer()
{
    // A socket says goodbye while it dies; nobody of ours may listen then.
    for (QWebSocket* const socket : std::as_const(m_clients)) {
        socket->disconnect(this);
        delete socket;
    }
}

quint16 MarketServer::listen(quint16 port)
{
    m_http = std::make_unique<Http>(*this);
    connect(m_http.get(), &Http::newWebSocketConnection, this, &MarketServer::accept);
    const quint16 opened = m_http->listen(QHostAddress::LocalHost, port);
    if (opened != 0) {
        m_timer->start(beat);
    }
    return opened;
}

void MarketServer::say(ClientId client, const QByteArray& text)
{
    const core::Timestamp now = m_venue.market->now();
    if (now < m_silentUntil) {
        return;
    }
    if (now < m_lateUntil || !m_waiting.empty()) {
        m_waiting.push_back({now + lateBy, client, text});
    } else {
        deliver(client, text);
    }
}

void MarketServer::accept()
{
    while (m_http->hasPendingWebSocketConnections()) {
        QWebSocket* const socket = m_http->nextPendingWebSocketConnection().release();
        const ClientId id = ++m_lastClient;
        m_clients.insert(id, socket);
        connect(socket, &QWebSocket::textMessageReceived, this,
            [this, id](const QString& text) { received(id, text.toStdString()); });
        connect(socket, &QWebSocket::binaryMessageReceived, this,
            [this, id](const QByteArray& bytes) { received(id, bytes.toStdString()); });
        connect(socket, &QWebSocket::disconnected, this, [this, id] {
            // The socket is in the middle of its own signal: it goes with the next turn of the loop.
            if (QWebSocket* const gone = m_clients.take(id)) {
                m_venue.simulator->disconnected(id);
                gone->deleteLater();
            }
        });
        const QUrl url = socket->requestUrl();
        const QNetworkRequest greeting = socket->request();
        m_venue.simulator->handshake(id, {.header = [greeting](std::string_view name) {
            return greeting.rawHeader(QByteArray(name.data(), static_cast<qsizetype>(name.size()))).toStdString();
        }});
        m_venue.simulator->connected(id, url.path().toStdString(), url.query(QUrl::FullyDecoded).toStdString());
    }
}

void MarketServer::deliver(ClientId client, const QByteArray& text)
{
    QWebSocket* const socket = m_clients.value(client);
    if (socket == nullptr) {
        return;
    }
    if (socket->bytesToWrite() > mostUnsent) {
        abortLater(socket);
        return;
    }
    if (m_venue.simulator->sendsBinary(client)) {
        socket->sendBinaryMessage(text);
    } else {
        socket->sendTextMessage(QString::fromUtf8(text));
    }
}

void MarketServer::deliverDue()
{
    const core::Timestamp now = m_venue.market->now();
    while (!m_waiting.empty() && (m_waiting.front().due <= now || now >= m_lateUntil)) {
        const Text text = std::move(m_waiting.front());
        m_waiting.pop_front();
        deliver(text.client, text.text);
    }
}

void MarketServer::abortLater(QWebSocket* socket)
{
    QMetaObject::invokeMethod(
        socket, [socket] { socket->abort(); }, Qt::QueuedConnection);
}

void MarketServer::closeLater(QWebSocket* socket)
{
    // What was said before goes out first.
    QMetaObject::invokeMethod(
        socket, [socket] { socket->close(); }, Qt::QueuedConnection);
}

void MarketServer::play()
{
    misbehave();
    catchUp();
    deliverDue();
    m_venue.simulator->tick(m_venue.market->now());
}

void MarketServer::catchUp()
{
    // A computer that slept, or whose clock was set, must not replay hours in one go or stand still for them.
    const core::Timestamp now = m_clock.now();
    const core::Duration lag = now - m_venue.market->now();
    if (const bool isQuick = m_timer->intervalAsDuration() < beat; isQuick ? lag <= usualClock : lag > quickClock) {
        m_timer->setInterval(isQuick ? beat : quickBeat);
    }
    if (lag < core::Duration{} || lag > longestLag) {
        m_venue.market->skipTo(now);
        m_nextFault += lag;
    } else {
        m_venue.market->advance(now);
    }
}

void MarketServer::shock(qint64 ticks)
{
    m_venue.market->shock(ticks);
}

} // namespace leadline::sim
