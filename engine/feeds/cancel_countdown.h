// SPDX-License-Identifier: MIT
/// The venue's switch for when we are gone: it cancels everything unless it is set anew in time.
#pragma once

#include "engine/core/names.h"

#include <QObject>
#include <QString>
#include <QTimer>

#include <set>

namespace leadline::orders
{
class OrderManager;
}

namespace leadline::feeds
{

class RequestSender;
struct TradingAccess;

/// Thread: that of its owner.
class CancelCountdown final : public QObject
{
    Q_OBJECT

public:
    CancelCountdown(const TradingAccess& access, RequestSender& sender, const orders::OrderManager& manager);

    /// Where the venue has one, and TradingTiming::countdown wants it.
    void start();
    /// An order goes out in that symbol: it is covered from its first moment.
    void cover(const core::Symbol& symbol);
    void stop() { m_timer.stop(); }

Q_SIGNALS:
    /// Something a person should know of.
    void warned(const QString& what);

private:
    void arm();
    void arm(const core::Symbol& symbol);
    /// Where it holds by symbol: those with a live order, or the only one.
    [[nodiscard]] std::set<core::Symbol> symbols() const;

    const TradingAccess& m_access;
    RequestSender& m_sender;
    const orders::OrderManager& m_manager;
    QTimer m_timer;
    std::set<core::Symbol> m_armed; ///< since the last time
};

} // namespace leadline::feeds
