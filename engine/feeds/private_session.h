// SPDX-License-Identifier: MIT
/// A session of a venue's private stream: opened, renewed, lost and opened again, or refused for good.
#pragma once

#include "engine/core/time.h"

#include <QObject>
#include <QString>
#include <QTimer>

#include <memory>
#include <string>
#include <vector>

namespace leadline::venues
{
struct Connection;
}

namespace leadline::feeds
{

class RawListener;
class ReconnectingSocket;
class RequestSender;
struct TradingAccess;

/// Thread: that of its owner.
class PrivateSession final : public QObject
{
    Q_OBJECT

public:
    PrivateSession(const TradingAccess& access, RequestSender& sender);
    ~PrivateSession() override;

    void open();
    /// Hears every message of the stream, without keys, secrets and what the stream was opened with. Null: nobody.
    void listenRaw(RawListener* listener) { m_raw = listener; }
    /// With another key, after one was refused.
    void reopen();
    /// False where the stream is not open.
    [[nodiscard]] bool send(const QString& text);

    // What the messages of the stream say:
    void confirmAlive();
    /// The stream is subscribed and complete from here on.
    void becomeReady();
    /// It is opened anew after a while.
    void end(const QString& why);
    /// The key is not tried again before reopen().
    void refuse(const QString& why);

    [[nodiscard]] bool isReady() const { return m_isReady; }
    [[nodiscard]] bool isRefused() const { return !m_canTrade; }
    /// In the venue's words where it had any; empty while it is ready, or nothing is known yet.
    [[nodiscard]] const QString& whyDown() const { return m_whyDown; }
    /// Of the time since when it has not been ready.
    [[nodiscard]] core::Timestamp downSince() const { return m_downSince; }

Q_SIGNALS:
    void textReceived(const QString& text);
    void ready();
    void ended();
    /// After ready() and ended(): false once for each time without a connection, and when the key is refused.
    void upChanged(bool up, const QString& why);

private:
    void begin();
    void openStream(const std::string& session);
    void tellRaw(const QString& text) const;
    void connectStream(const venues::Connection& connection);
    void closeStream();
    void renew();
    void reportDown(const QString& why);
    [[nodiscard]] std::chrono::milliseconds nextRetry();

    const TradingAccess& m_access;
    RequestSender& m_sender;
    std::unique_ptr<ReconnectingSocket> m_socket;
    RawListener* m_raw = nullptr; ///< null: nobody hears the texts
    std::vector<std::string> m_secrets; ///< of this stream: what nobody may hear
    QTimer m_retry;
    QTimer m_renewal;
    QTimer m_patience; ///< for the stream to begin
    int m_failures = 0;
    bool m_isReady = false;
    bool m_canTrade = true; ///< false once the venue denied the key
    QString m_whyDown;
    core::Timestamp m_downSince;
    bool m_isDownReported = false; ///< of this time without a connection
};

} // namespace leadline::feeds
