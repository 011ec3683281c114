// SPDX-License-Identifier: MIT
#include "engine/session/trade_history.h"

#include <iterator>

namespace leadline::session
{

namespace
{

constexpr auto recentWindow = std::chrono::minutes(1);
/// Prices kept since the start; the ones farthest from the market are not worth more memory.
constexpr std::size_t mostProfilePrices = 20'000;

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
    count(m_profile, trade, true);
    while (!m_trades.empty() && m_trades.front().eventTime <= trade.eventTime - recentWindow) {
        count(m_recent, m_trades.front(), false);
        m_trades.pop_front();
    }
    if (m_profile.size() > mostProfilePrices) {
        const bool lowIsFarther =
            trade.price - m_profile.begin()->first > std::prev(m_profile.end())->first - trade.price;
        m_profile.erase(lowIsFarther ? m_profile.begin() : std::prev(m_profile.end()));
    }
}

void TradeHistory::clear()
{
    *this = {};
}

void TradeHistory::copy(const ByPrice& from, std::vector<TradedAt>& to)
{
    to.clear();
    for (const auto& [price, traded] : from) {
        to.push_back(traded);
    }
}

} // namespace leadline::session
