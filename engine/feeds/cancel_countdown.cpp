// SPDX-License-Identifier: MIT
#include "engine/feeds/cancel_countdown.h"

#include "engine/feeds/request_sender.h"
#include "engine/feeds/trading_access.h"

namespace leadline::feeds
{

CancelCountdown::CancelCountdown(
    const TradingAccess& access, RequestSender& sender, const orders::OrderManager& manager)
    : m_access(access)
    , m_sender(sender)
    , m_manager(manager)
{
    connect(&m_timer, &QTimer::timeout, this, [this] { arm(); });
}

void CancelCountdown::start()
{
    const std::chrono::milliseconds countdown = m_access.timing.countdown;
    if (countdown.count() > 0 && m_access.protocol->hasCountdown()) {
        m_timer.start(countdown / 3);
        arm();
    }
}

void CancelCountdown::cover(const core::Symbol& symbol)
{
    if (m_timer.isActive() && m_access.protocol->cancelsBySymbol() && !m_armed.contains(symbol)) {
        arm(symbol);
    }
}

std::set<core::Symbol> CancelCountdown::symbols() const
{
    if (m_access.symbols.size() == 1 || !m_access.protocol->cancelsBySymbol()) {
        return {*m_access.symbols.begin()};
    }
    std::set<core::Symbol> live;
    for (const orders::ClientOrderId id : m_manager.live()) {
        const core::MarketId& market = m_manager.find(id)->request.market;
        if (market.venue == m_access.venue.id) {
            live.insert(market.symbol);
        }
    }
    return live;
}

void CancelCountdown::arm()
{
    m_armed.clear(); // those without an order run out, and cancel nothing
    for (const core::Symbol& symbol : symbols()) {
        arm(symbol);
    }
}

void CancelCountdown::arm(const core::Symbol& symbol)
{
    m_armed.insert(symbol);
    if (symbol.isEmpty() && m_access.protocol->cancelsBySymbol()) {
        return; // nothing is traded there yet
    }
    m_sender.ask({.what = venues::Ask::Countdown, .symbol = symbol, .countdown = m_access.timing.countdown},
        risk::Urgency::Order, [this](const venues::TradingAnswer& answer) {
            if (answer.outcome == venues::Outcome::Refused) {
                Q_EMIT warned(tr("cancel on disconnect is not armed: %1").arg(QString::fromStdString(answer.why)));
            }
        });
}

} // namespace leadline::feeds
