// SPDX-License-Identifier: MIT
#include "engine/feeds/private_session.h"

#include "engine/feeds/raw_listener.h"
#include "engine/feeds/reconnecting_socket.h"
#include "engine/feeds/redaction.h"
#include "engine/feeds/request_sender.h"
#include "engine/feeds/trading_access.h"

#include <algorithm>
#include <utility>

namespace leadline::feeds
{

using venues::Ask;
using venues::Outcome;
using venues::TradingAnswer;

namespace
{

constexpr std::chrono::milliseconds longestSessionRetry{10'000};
constexpr std::chrono::milliseconds longestPingPause{20'000};
constexpr int privatePatience = 30; ///< a private stream may be quiet for so many times the usual silence

} // namespace

PrivateSession::PrivateSession(const TradingAccess& access, RequestSender& sender)
    : m_access(access)
    , m_sender(sender)
    , m_downSince(access.clock.now())
{
    m_retry.setSingleShot(true);
    m_patience.setSingleShot(true);
    connect(&m_retry, &QTimer::timeout, this, &PrivateSession::begin);
    connect(&m_patience, &QTimer::timeout, this, [this] { end(tr("the private stream does not begin")); });
    connect(&m_renewal, &QTimer::timeout, this, &PrivateSession::renew);
    connect(&sender, &RequestSender::timeFailed, this, [this](const QString& why) {
        if (!m_isReady) {
            m_whyDown = why;
        }
    });
}

PrivateSession::~PrivateSession()
{
    if (m_socket) {
        m_socket->disconnect(this);
        m_socket->close();
    }
}

void PrivateSession::open()
{
    m_sender.askTime([this] { begin(); });
}

void PrivateSession::reopen()
{
    m_isReady = false;
    m_canTrade = true;
    m_failures = 0;
    m_whyDown.clear();
    open();
}

bool PrivateSession::send(const QString& text)
{
    if (!m_socket || !m_socket->isOpen()) {
        return false;
    }
    m_socket->send(text);
    return true;
}

void PrivateSession::confirmAlive()
{
    m_socket->confirmAlive();
}

void PrivateSession::begin()
{
    m_retry.stop();
    m_sender.ask({.what = Ask::Session}, risk::Urgency::Cancel, [this](const TradingAnswer& answer) {
        const QString why = QString::fromStdString(answer.why);
        if (answer.outcome == Outcome::Done && !answer.session.empty()) {
            return openStream(answer.session);
        }
        if (answer.outcome == Outcome::Denied) {
            return refuse(why);
        }
        reportDown(why);
        m_retry.start(nextRetry());
    });
}

std::chrono::milliseconds PrivateSession::nextRetry()
{
    return std::min(retryDelay(m_access.timing.transport, ++m_failures, 0.5), longestSessionRetry);
}

void PrivateSession::openStream(const std::string& session)
{
    m_sender.setSession(session);
    m_secrets = {session, m_access.credentials.key, m_access.credentials.secret};
    m_access.protocol->restart();
    closeStream();
    connectStream(m_access.protocol->stream(m_access.environment.endpoints, session, m_access.credentials));
    m_socket->open();
}

void PrivateSession::connectStream(const venues::Connection& connection)
{
    TransportTiming timing = m_access.timing.transport;
    timing.silence *= privatePatience;
    timing.pingEvery = std::min(timing.pingEvery, longestPingPause);
    const auto seed = static_cast<unsigned>(core::nanosecondsOf(m_access.clock.now()) % 1'000'003);
    m_socket = std::make_unique<ReconnectingSocket>(QUrl(QString::fromStdString(connection.url)), timing, seed);
    m_socket->setPing(QString::fromStdString(connection.ping));
    connect(m_socket.get(), &ReconnectingSocket::connected, this, [this, greeting = connection.greeting] {
        for (const std::string& text : greeting) {
            m_socket->send(QString::fromStdString(text));
        }
        m_patience.start(m_access.timing.transport.silence);
        if (m_access.protocol->isReadyWhenConnected()) {
            becomeReady();
        }
    });
    connect(m_socket.get(), &ReconnectingSocket::disconnected, this, &PrivateSession::end);
    connect(m_socket.get(), &ReconnectingSocket::textReceived, this, [this](const QString& text) {
        tellRaw(text);
        Q_EMIT textReceived(text);
    });
}

void PrivateSession::tellRaw(const QString& text) const
{
    if (m_raw == nullptr) {
        return;
    }
    const QByteArray told = redacted(text.toUtf8(), m_secrets);
    m_raw->heard({.venue = m_access.venue.id,
        .receiveTime = m_access.clock.now(),
        .what = RawText::What::Private,
        .symbols = std::span(&privateStream, 1),
        .text = {told.constData(), static_cast<std::size_t>(told.size())}});
}

void PrivateSession::closeStream()
{
    if (m_socket) {
        m_socket->disconnect(this);
        m_socket->close();
        m_socket.release()->deleteLater(); // it may be in the middle of its own signal
    }
}

void PrivateSession::renew()
{
    m_sender.ask({.what = Ask::RenewSession}, risk::Urgency::Order, [this](const TradingAnswer& answer) {
        if (answer.outcome == Outcome::Refused) {
            end(tr("the session ended"));
        }
    });
}

void PrivateSession::becomeReady()
{
    m_patience.stop();
    m_failures = 0;
    m_isReady = true;
    m_whyDown.clear();
    m_isDownReported = false;
    if (m_access.protocol->renewEvery().count() > 0) {
        m_renewal.start(m_access.protocol->renewEvery());
    }
    Q_EMIT ready();
    Q_EMIT upChanged(true, {});
}

void PrivateSession::end(const QString& why)
{
    const bool wasReady = std::exchange(m_isReady, false);
    m_renewal.stop();
    m_patience.stop();
    closeStream();
    Q_EMIT ended();
    if (!m_retry.isActive()) {
        // A session belongs to its connection at some venues; a new one is cheap at all of them.
        m_retry.start(nextRetry());
    }
    if (wasReady) {
        m_downSince = m_access.clock.now();
    }
    reportDown(why);
}

void PrivateSession::reportDown(const QString& why)
{
    // Our own budget says nothing of the venue: what has blocked it does.
    if (why != QLatin1StringView(ownBudget) || m_whyDown.isEmpty()) {
        m_whyDown = why;
    }
    if (!std::exchange(m_isDownReported, true)) {
        Q_EMIT upChanged(false, m_whyDown);
    }
}

void PrivateSession::refuse(const QString& why)
{
    m_canTrade = false;
    m_whyDown = why.isEmpty() ? tr("the key was denied") : why;
    m_downSince = m_isReady ? m_access.clock.now() : m_downSince;
    Q_EMIT upChanged(false, tr("login refused: %1").arg(m_whyDown));
}

} // namespace leadline::feeds
