// SPDX-License-Identifier: MIT
/// A WebSocket that stays connected: backoff with jitter, liveness judged by data, renewed before the venue cuts it.
#pragma once

#include "engine/feeds/transport_timing.h"

#include <QObject>
#include <QString>
#include <QTimer>
#include <QUrl>
#include <QWebSocket>

#include <random>

namespace leadline::feeds
{

/// Thread: its owner's.
class ReconnectingSocket final : public QObject
{
    Q_OBJECT

public:
    /// `seed` starts the jitter.
    ReconnectingSocket(const QUrl& url, const TransportTiming& timing, unsigned seed, QObject* parent = nullptr);

    void open();
    /// Closes for good.
    void close();
    /// Goes out if the connection is open; what could not go out is for the greeting of the next one.
    void send(const QString& text);
    /// The venue's own ping in place of the WebSocket's; empty: the WebSocket's.
    void setPing(const QString& text) { m_pingText = text; }
    /// The owner recognised market data in a message: the connection is alive, and its failures are forgotten.
    void confirmAlive();

    [[nodiscard]] bool isOpen() const { return m_socket.state() == QAbstractSocket::ConnectedState; }
    [[nodiscard]] int reconnects() const { return m_reconnects; }

Q_SIGNALS:
    void connected();
    void disconnected(const QString& why);
    void textReceived(const QString& text);

private:
    void lost(const QString& why);
    void startConnecting();

    QUrl m_url;
    TransportTiming m_timing;
    std::minstd_rand m_random;
    QWebSocket m_socket;
    QTimer m_retry;
    QTimer m_silence;
    QTimer m_life;
    QTimer m_ping;
    QString m_pingText;
    int m_failures = 0;
    int m_reconnects = 0;
    bool m_wanted = false;
};

} // namespace leadline::feeds
