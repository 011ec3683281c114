// SPDX-License-Identifier: MIT
#include "engine/simserver/market_server.h"

#include <QHttpServer>
#include <QHttpServerResponder>
#include <QHttpServerResponse>
#include <QTimer>
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
/// How long a fault lasts that is a state and not a moment.
constexpr std::chrono::seconds faultLength{10};
constexpr std::chrono::seconds lateBy{5};
constexpr std::chrono::seconds longestLag{5};
/// A client that does not read is sent away before what waits for it fills the memory.
constexpr qint64 mostUnsent = 16 << 20;

constexpr std::array faultNames{std::pair{"gap", Fault::Kind::Gap}, std::pair{"checksum", Fault::Kind::Checksum},
    std::pair{"stall", Fault::Kind::Stall}, std::pair{"drop", Fault::Kind::Drop},
    std::pair{"no-snapshot", Fault::Kind::NoSnapshot}, std::pair{"jump", Fault::Kind::Jump},
    std::pair{"late", Fault::Kind::Late}};

} // namespace

std::optional<Fault> parseFault(std::string_view text)
{
    const auto colon = text.find(':');
    const std::string_view name = text.substr(0, colon);
    Fault fault;
    for (const auto& [known, kind] : faultNames) {
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

MarketServer::MarketServer(const std::string& venue, const sim::EmbeddedMarketSettings& settings,
    const core::Clock& clock, Fault fault, QObject* parent)
    : QObject(parent)
    , m_clock(clock)
    , m_venue(sim::makeEmbeddedVenue(
          venue, settings, clock.now(), [this](const sim::ClientOrderEvent& event) { Q_EMIT orderEvent(event); }))
    , m_timer(new QTimer(this))
    , m_fault(fault)
    , m_nextFault(clock.now() + std::chrono::seconds(fault.everySeconds))
{
    qRegisterMetaType<sim::ClientOrder>();
    qRegisterMetaType<sim::ClientOrderEvent>();
    m_venue.front->send = [this](sim::ClientId client, const std::string& text) {
        const core::Timestamp now = m_venue.market->now();
        if (now < m_silentUntil) {
            return;
        }
        if (now < m_lateUntil || !m_waiting.empty()) {
            m_waiting.push_back({now + lateBy, client, QString::fromStdString(text)});
        } else {
            deliver(client, QString::fromStdString(text));
        }
    };
    if (fault.kind == Fault::Kind::NoSnapshot) {
        m_venue.front->setFault(sim::WordFault::NoSnapshot); // the first snapshot is the one that matters
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
    const auto answer = [this](const QHttpServerRequest& request, QHttpServerResponder& responder) {
        if (request.value("Upgrade").toLower().contains("websocket")) {
            return;
        }
        const sim::RestAnswer found = m_venue.front->rest(
            request.url().path().toStdString(), request.url().query(QUrl::FullyDecoded).toStdString());
        responder.write(QByteArray::fromStdString(found.body), "application/json",
            static_cast<QHttpServerResponder::StatusCode>(found.status));
    };
    m_http->route(u"/"_s,
        [answer](const QHttpServerRequest& request, QHttpServerResponder&& responder) { answer(request, responder); });
    m_http->route(
        u"/<arg>"_s, [answer](const QUrl&, const QHttpServerRequest& request, QHttpServerResponder&& responder) {
            answer(request, responder);
        });
}

void MarketServer::accept()
{
    while (m_http->hasPendingWebSocketConnections()) {
        QWebSocket* const socket = m_http->nextPendingWebSocketConnection().release();
        const sim::ClientId id = ++m_lastClient;
        m_clients.insert(id, socket);
        connect(socket, &QWebSocket::textMessageReceived, this,
            [this, id](const QString& text) { m_venue.front->received(id, text.toStdString()); });
        connect(socket, &QWebSocket::disconnected, this, [this, id] {
            // The socket is in the middle of its own signal: it goes with the next turn of the loop.
            if (QWebSocket* const gone = m_clients.take(id)) {
                m_venue.front->disconnected(id);
                gone->deleteLater();
            }
        });
        const QUrl url = socket->requestUrl();
        m_venue.front->connected(id, url.path().toStdString(), url.query(QUrl::FullyDecoded).toStdString());
    }
}

void MarketServer::deliver(sim::ClientId client, const QString& text)
{
    QWebSocket* const socket = m_clients.value(client);
    if (socket == nullptr) {
        return;
    }
    if (socket->bytesToWrite() > mostUnsent) {
        abortLater(socket);
        return;
    }
    socket->sendTextMessage(text);
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

void MarketServer::play()
{
    misbehave();
    catchUp();
    deliverDue();
    m_venue.front->tick(m_venue.market->now());
}

void MarketServer::catchUp()
{
    // A computer that slept, or whose clock was set, must not replay hours in one go or stand still for them.
    const core::Timestamp now = m_clock.now();
    const core::Duration lag = now - m_venue.market->now();
    if (lag < core::Duration{} || lag > longestLag) {
        m_venue.market->skipTo(now);
        m_nextFault += lag;
    } else {
        m_venue.market->advance(now);
    }
}

void MarketServer::endFault()
{
    if (m_jumped != 0) {
        m_venue.market->shock(-m_jumped);
        m_jumped = 0;
    }
}

void MarketServer::misbehave()
{
    const core::Timestamp now = m_venue.market->now();
    if (now >= m_faultEnds) {
        endFault();
    }
    if (m_fault.kind == Fault::Kind::None || now < m_nextFault) {
        return;
    }
    m_nextFault += std::chrono::seconds(m_fault.everySeconds);
    m_faultEnds = now + faultLength;
    const sim::EmbeddedMarketSettings& settings = m_venue.market->settings();
    switch (m_fault.kind) {
    case Fault::Kind::Gap:
        m_venue.front->setFault(sim::WordFault::LoseBookMessage);
        break;
    case Fault::Kind::Checksum:
        m_venue.front->setFault(sim::WordFault::WrongChecksum);
        break;
    case Fault::Kind::NoSnapshot:
        m_venue.front->setFault(sim::WordFault::NoSnapshot);
        break;
    case Fault::Kind::Stall:
        m_silentUntil = m_faultEnds;
        break;
    case Fault::Kind::Late:
        m_lateUntil = m_faultEnds;
        break;
    case Fault::Kind::Jump:
        endFault();
        m_jumped = settings.openingPrice.raw() / settings.tick.raw() / 50;
        m_venue.market->shock(m_jumped);
        break;
    case Fault::Kind::Drop:
        for (QWebSocket* const socket : std::as_const(m_clients)) {
            abortLater(socket);
        }
        break;
    case Fault::Kind::None:
        break;
    }
}

void MarketServer::submit(const sim::ClientOrder& order)
{
    catchUp();
    m_venue.market->submit(order);
}

void MarketServer::cancel(quint64 clientId)
{
    catchUp();
    m_venue.market->cancel(clientId);
}

void MarketServer::shock(qint64 ticks)
{
    m_venue.market->shock(ticks);
}

void MarketServer::setFault(int kind)
{
    m_fault.kind = static_cast<Fault::Kind>(kind);
    m_nextFault = m_venue.market->now();
    if (m_fault.kind == Fault::Kind::None) {
        m_venue.front->setFault(sim::WordFault::None);
        m_faultEnds = m_silentUntil = m_lateUntil = {};
        endFault();
    }
}

} // namespace leadline::simserver
