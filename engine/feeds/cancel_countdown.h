// SPDX-License-Identifier: MIT
/// The venue's switch for when we are gone: it cancels everything unless it is set anew in time.
#pragma once

#include <QObject>
#include <QString>
#include <QTimer>

namespace leadline::feeds
{

class RequestSender;
struct TradingAccess;

/// Thread: that of its owner.
class CancelCountdown final : public QObject
{
    Q_OBJECT

public:
    CancelCountdown(const TradingAccess& access, RequestSender& sender);

    /// Where the venue has one, and TradingTiming::countdown wants it.
    void start();
    void stop() { m_timer.stop(); }

Q_SIGNALS:
    /// Something a person should know of.
    void warned(const QString& what);

private:
    void arm();

    const TradingAccess& m_access;
    RequestSender& m_sender;
    QTimer m_timer;
};

} // namespace leadline::feeds
