// SPDX-License-Identifier: MIT
#include "engine/feeds/reconnecting_socket.h"

#include "engine/feeds/bounded_reply.h"

namespace leadline::feeds
{

ReconnectingSocket::ReconnectingSocket(const QUrl& url, const TransportTiming& timing, unsigned seed, QObject* parent)
    : QObject(parent)
    , m_url(url)
    , m_timing(timing)
    , m_random(seed)
{
    for (QTimer* const timer : {&m_retry, &m_silence, &m_life}) {
        timer->setSingleShot(true);
    }
    connect(&m_retry, &QTimer::timeout, this, &ReconnectingSocket::startConnecting);
    connect(&m_silence, &QTimer::timeout, this, [this] { lost(tr("no data")); });
    connect(&m_life, &QTimer::timeout, this, [this] { lost(tr("renewed before the venue's 24 h limit")); });
    connect(&m_ping, &QTimer::timeout, this, [this] {
        if (m_pingText.isEmpty()) {
            m_socket.ping();
        } else {
            m_socket.sendTextMessage(m_pingText);
        }
    });
    m_socket.setMaxAllowedIncomingFrameSize(mostBytes);
    m_socket.setMaxAllowedIncomingMessageSize(mostBytes);
    // QWebSocket answers the venue's pings itself.
    connect(&m_socket, &QWebSocket::textMessageReceived, this, &ReconnectingSocket::textReceived);
    // Some venues send their texts in binary frames.
    connect(&m_socket, &QWebSocket::binaryMessageReceived, this,
        [this](const QByteArray& bytes) { Q_EMIT textReceived(QString::fromUtf8(bytes)); });
    connect(&m_socket, &QWebSocket::connected, this, [this] {
        m_silence.start(m_timing.silence);
        m_life.start(m_timing.longestLife);
        m_ping.start(m_timing.pingEvery);
        Q_EMIT connected();
    });
    connect(&m_socket, &QWebSocket::disconnected, this,
        [this] { lost(m_socket.closeReason().isEmpty() ? tr("connection closed") : m_socket.closeReason()); });
    connect(&m_socket, QOverload<QAbstractSocket::SocketError>::of(&QWebSocket::error), this,
        [this] { lost(m_socket.errorString()); });
}

void ReconnectingSocket::open()
{
    m_wanted = true;
    startConnecting();
}

void ReconnectingSocket::close()
{
    m_wanted = false;
    for (QTimer* const timer : {&m_retry, &m_silence, &m_life, &m_ping}) {
        timer->stop();
    }
    m_socket.abort();
}

void ReconnectingSocket::send(const QString& text)
{
    if (m_socket.state() == QAbstractSocket::ConnectedState) {
        m_socket.sendTextMessage(text);
    }
}

void ReconnectingSocket::confirmAlive()
{
    m_failures = 0;
    m_silence.start(m_timing.silence);
}

void ReconnectingSocket::startConnecting()
{
    m_socket.abort();
    // A connection that hangs while it is made counts as silent, too.
    m_silence.start(m_timing.silence);
    m_socket.open(m_url);
}

void ReconnectingSocket::lost(const QString& why)
{
    if (!m_wanted || m_retry.isActive()) {
        return;
    }
    m_silence.stop();
    m_life.stop();
    m_ping.stop();
    ++m_failures;
    ++m_reconnects;
    m_retry.start(retryDelay(m_timing, m_failures, std::uniform_real_distribution<>(0, 1)(m_random)));
    m_socket.abort();
    Q_EMIT disconnected(why);
}

} // namespace leadline::feeds
