// SPDX-License-Identifier: MIT
#include "engine/session/trade_history.h"

namespace leadline::session
{

namespace
{

constexpr auto recentWindow = std::chrono::minutes(1);

} // namespace

void TradeHistory::count(ByPrice& in, const core::Trade& trade, bool comes)
{
    TradedAt& at = in[trade.price];
    at.price = trade.price;
    core::Quantity& volume = trade.aggressor == core::Side::Bid ? at.bought : at.sold;
    volume = comes ? volume + trade.size : volume - trade.size;
    if (!comes && at.bought.isZero() && at.sold.isZero()) {
        in.erase(trade.price);
    }
}

void TradeHistory::add(const core::Trade& trade)
{
    m_last = trade;
    m_trades.push_back(trade);
    count(m_recent, trade, true);
    while (!m_trades.empty() && m_trades.front().eventTime <= trade.eventTime - recentWindow) {
        count(m_recent, m_trades.front(), false);
        m_trades.pop_front();
    }
}

void TradeHistory::clear()
{
    *this = {};
}

void TradeHistory::copyRecent(std::vector<TradedAt>& to) const
{
    to.clear();
    for (const auto& [price, traded] : m_recent) {
        to.push_back(traded);
    }
}

} // namespace leadline::session
