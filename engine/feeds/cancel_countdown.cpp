// SPDX-License-Identifier: MIT
#include "engine/feeds/cancel_countdown.h"

#include "engine/feeds/request_sender.h"
#include "engine/feeds/trading_access.h"

namespace leadline::feeds
{

CancelCountdown::CancelCountdown(const TradingAccess& access, RequestSender& sender)
    : m_access(access)
    , m_sender(sender)
{
    connect(&m_timer, &QTimer::timeout, this, &CancelCountdown::arm);
}

void CancelCountdown::start()
{
    const std::chrono::milliseconds countdown = m_access.timing.countdown;
    if (countdown.count() > 0 && m_access.protocol->hasCountdown()) {
        m_timer.start(countdown / 3);
        arm();
    }
}

void CancelCountdown::arm()
{
    m_sender.ask({.what = venues::Ask::Countdown, .symbol = m_access.symbol, .countdown = m_access.timing.countdown},
        risk::Urgency::Order, [this](const venues::TradingAnswer& answer) {
            if (answer.outcome == venues::Outcome::Refused) {
                Q_EMIT warned(tr("cancel on disconnect is not armed: %1").arg(QString::fromStdString(answer.why)));
            }
        });
}

} // namespace leadline::feeds
