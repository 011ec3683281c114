// SPDX-License-Identifier: MIT
#include "engine/sim/exchange/market_publisher.h"

namespace leadline::sim
{

using core::Side;

void MarketPublisher::begin()
{
    m_publishedId = m_updateId;
    m_changedBids.clear();
    m_changedAsks.clear();
}

void MarketPublisher::levelChanged(Side side, Ticks price, Lots total)
{
    ++m_updateId;
    const auto set = [&](auto& book, auto& changed) {
        total == 0 ? static_cast<void>(book.erase(price)) : static_cast<void>(book[price] = total);
        changed[price] = total;
    };
    side == Side::Bid ? set(m_bids, m_changedBids) : set(m_asks, m_changedAsks);
}

void MarketPublisher::trade(Side taker, Ticks price, Lots size)
{
    m_trades.push_back({m_tradeId++, taker, price, size});
}

void MarketPublisher::settle(core::Timestamp at)
{
    if (!m_trades.empty()) {
        if (m_events != nullptr) {
            m_events->traded(m_trades, at);
        }
        m_trades.clear();
    }
    publishTouch(at);
}

void MarketPublisher::publishTouch(core::Timestamp at)
{
    if (m_bids.empty() || m_asks.empty()) {
        return;
    }
    const MarketTouch touch{
        m_bids.begin()->first, m_asks.begin()->first, m_bids.begin()->second, m_asks.begin()->second};
    if (touch == m_touch) {
        return;
    }
    m_touch = touch;
    if (m_events != nullptr) {
        m_events->touchChanged(touch, m_updateId, at);
    }
}

void MarketPublisher::publishDepth(core::Timestamp at)
{
    if (m_updateId == m_publishedId) {
        return;
    }
    if (m_events != nullptr) {
        m_events->depthChanged({m_publishedId, m_updateId, m_changedBids, m_changedAsks}, at);
    }
    begin();
}

} // namespace leadline::sim
