// SPDX-License-Identifier: MIT
#include "engine/session/own_orders.h"

#include <algorithm>

namespace leadline::session
{

using core::Quantity;

Quantity OwnOrders::othersAt(
    const core::MarketId& market, core::Side side, core::Price price, const book::OrderBook& book) const
{
    Quantity others = book.side(side).sizeAt(price);
    if (const auto found = m_markets.find(market); found != m_markets.end()) {
        for (const auto& [id, resting] : found->second) {
            if (resting.side == side && resting.price == price) {
                others -= std::min(others, resting.left);
            }
        }
    }
    return others;
}

bool OwnOrders::follow(const orders::Order& order, const book::OrderBook& book)
{
    const orders::NewOrder& request = order.request;
    auto& resting = m_markets[request.market];
    const auto known = resting.find(request.id);
    // An order that takes never rests; one whose fate is unknown may well be there.
    const bool rests = !orders::takesAtOnce(request.type) && !order.remaining().isZero()
        && (order.rests() || (order.state == orders::OrderState::Unknown && known != resting.end()));
    if (!rests) {
        return resting.erase(request.id) > 0;
    }
    if (known != resting.end() && known->second.price == request.price) {
        const bool isNew = known->second.left != order.remaining();
        known->second.left = order.remaining();
        return isNew;
    }
    // What stands there now, ours not yet among it.
    const Quantity others = othersAt(request.market, request.side, request.price, book);
    resting[request.id] = {request.side, request.price, order.remaining(), orders::QueueEstimate(others)};
    return true;
}

void OwnOrders::traded(const core::MarketId& market, const core::Trade& trade)
{
    const auto found = m_markets.find(market);
    if (found == m_markets.end()) {
        return;
    }
    for (auto& [id, resting] : found->second) {
        if (resting.price == trade.price && resting.side != trade.aggressor) {
            resting.queue.traded(trade.size);
        }
    }
}

void OwnOrders::bookMoved(const core::MarketId& market, const book::OrderBook& book)
{
    const auto found = m_markets.find(market);
    if (found == m_markets.end()) {
        return;
    }
    for (auto& [id, resting] : found->second) {
        resting.queue.levelIs(othersAt(market, resting.side, resting.price, book));
    }
}

std::vector<core::Level> OwnOrders::sizes(const core::MarketId& market, core::Side side) const
{
    std::map<core::Price, Quantity> sums;
    if (const auto found = m_markets.find(market); found != m_markets.end()) {
        for (const auto& [id, resting] : found->second) {
            if (resting.side == side) {
                sums[resting.price] += resting.left;
            }
        }
    }
    std::vector<core::Level> levels;
    levels.reserve(sums.size());
    for (const auto& [price, size] : sums) {
        levels.push_back({price, size});
    }
    return levels;
}

void OwnOrders::copyQueues(std::vector<QueueSnapshot>& to) const
{
    for (const auto& [market, resting] : m_markets) {
        for (const auto& [id, order] : resting) {
            to.push_back({id, order.queue.ahead(), order.queue.confidence()});
        }
    }
}

} // namespace leadline::session
