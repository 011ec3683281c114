// SPDX-License-Identifier: MIT
#include "models/ladder_grid.h"

#include "engine/session/market_snapshot.h"

#include <algorithm>
#include <iterator>

namespace leadline::models
{

using core::Price;
using core::Quantity;
using core::Side;

namespace
{

/// States that need attention outweigh quiet ones when several orders share a row.
int weight(orders::OrderState state)
{
    switch (state) {
    case orders::OrderState::Unknown:
        return 5;
    case orders::OrderState::PendingCancel:
        return 4;
    case orders::OrderState::New:
    case orders::OrderState::PendingSubmit:
        return 3;
    case orders::OrderState::PartiallyFilled:
        return 2;
    case orders::OrderState::Working:
        return 1;
    case orders::OrderState::Filled:
    case orders::OrderState::Cancelled:
    case orders::OrderState::Rejected:
    case orders::OrderState::Expired:
        return 0;
    }
    return 0;
}

} // namespace

LadderRow* LadderGrid::at(Price price, Side side)
{
    const auto row = rowOf(price, side);
    return row ? &m_rows[static_cast<std::size_t>(*row)] : nullptr;
}

void LadderGrid::setRowCount(int rows)
{
    m_axis.setRowCount(rows);
    m_rows.resize(static_cast<std::size_t>(m_axis.rowCount()));
    if (m_axis.isPlaced()) {
        rebuild();
    }
}

void LadderGrid::setGrouping(int ticks)
{
    if (ticks == m_axis.grouping()) {
        return;
    }
    m_axis.setGrouping(ticks);
    if (m_axis.isPlaced()) {
        rebuild();
    }
}

void LadderGrid::show(const session::MarketSnapshot& snapshot)
{
    if (snapshot.instrument.tick.raw() <= 0 || (snapshot.bids.empty() && snapshot.asks.empty())) {
        return;
    }
    const core::Instrument before = m_market.instrument;
    m_market.show(snapshot);
    m_axis.setTick(m_market.instrument.tick);
    const bool isOther = before.id != m_market.instrument.id || before.tick != m_market.instrument.tick;
    if (!m_axis.isPlaced() || isOther) {
        recentre();
    } else {
        rebuild();
    }
}

void LadderGrid::clear()
{
    m_market.clear();
    if (m_axis.isPlaced()) {
        rebuild();
    }
}

void LadderGrid::showOrders(std::vector<orders::Order> live)
{
    m_orders = std::move(live);
    if (m_axis.isPlaced()) {
        rebuild();
    }
}

bool LadderGrid::recentre()
{
    if (m_market.isEmpty()) {
        return false;
    }
    const auto [price, side] = middle();
    const bool moved = m_axis.centre(price, side);
    rebuild();
    return moved;
}

std::pair<Price, Side> LadderGrid::middle() const
{
    const Price bid = m_market.bestBid();
    const Price ask = m_market.bestAsk();
    if (m_market.bids.empty()) {
        return {ask, Side::Ask};
    }
    return {m_market.asks.empty() ? bid : core::midpoint(bid, ask), Side::Bid};
}

void LadderGrid::centreOn(Price price, Side side)
{
    m_axis.centre(price, side);
    rebuild();
}

void LadderGrid::scroll(std::int64_t rows)
{
    m_axis.scroll(rows);
    if (m_axis.isPlaced()) {
        rebuild();
    }
}

std::int64_t LadderGrid::marketOffset() const
{
    if (!m_axis.isPlaced() || m_market.isEmpty()) {
        return 0;
    }
    const auto [price, side] = middle();
    return m_axis.offsetOf(price, side);
}

std::int64_t LadderGrid::spreadRows() const
{
    return m_market.bids.empty() || m_market.asks.empty()
        ? 0
        : m_axis.offsetOf(bestAsk(), Side::Ask) - m_axis.offsetOf(bestBid(), Side::Bid);
}

OffScreen LadderGrid::above() const
{
    return beyond(true);
}

OffScreen LadderGrid::below() const
{
    return beyond(false);
}

OffScreen LadderGrid::beyond(bool isAbove) const
{
    OffScreen there;
    if (!m_axis.isPlaced() || rowCount() == 0) {
        return there;
    }
    const Price end = isAbove ? priceAt(0) : priceAt(rowCount() - 1);
    const auto isBeyond = [&](Price price, Side side) {
        return price.raw() > 0 && !rowOf(price, side) && (price > end) == isAbove;
    };
    const bool isTouchOnShow = rowOf(bestBid(), Side::Bid) || rowOf(bestAsk(), Side::Ask);
    const auto [nearer, side] = isAbove ? std::pair(bestBid(), Side::Bid) : std::pair(bestAsk(), Side::Ask);
    const auto [other, otherSide] = isAbove ? std::pair(bestAsk(), Side::Ask) : std::pair(bestBid(), Side::Bid);
    const Price touch = nearer.raw() > 0 ? nearer : other;
    if (!isTouchOnShow && isBeyond(touch, nearer.raw() > 0 ? side : otherSide)) {
        there.touch = touch;
        there.distance = isAbove ? touch - end : end - touch;
    }
    for (const orders::Order& order : m_orders) {
        const Price price = order.request.price;
        if (!m_market.has(order.request.market) || orders::takesAtOnce(order.request.type)
            || !isBeyond(price, order.request.side)) {
            continue;
        }
        ++there.orders;
        const bool isNearer = isAbove ? price < there.order : price > there.order;
        there.order = there.order.raw() == 0 || isNearer ? price : there.order;
    }
    if (isBeyond(m_market.averagePrice, Side::Bid)) {
        there.average = m_market.averagePrice;
    }
    return there;
}

void LadderGrid::addSide(const std::vector<core::Level>& levels, Side side)
{
    Quantity cumulative;
    for (const core::Level& level : levels) {
        cumulative += level.size;
        LadderRow* const row = at(level.price, side);
        if (row == nullptr) {
            if (m_axis.isPast(level.price, side)) {
                break;
            }
            continue;
        }
        Quantity& size = side == Side::Bid ? row->bidSize : row->askSize;
        size += level.size;
        row->cumulative = cumulative;
        (side == Side::Bid ? m_totals.bids : m_totals.asks) += level.size;
        m_totals.largestSize = std::max(m_totals.largestSize, size);
    }
    if (!levels.empty()) {
        if (LadderRow* const row = at(levels.front().price, side)) {
            (side == Side::Bid ? row->isBestBid : row->isBestAsk) = true;
        }
    }
}

void LadderGrid::addParts(std::size_t venue, const std::vector<core::Level>& levels, Side side)
{
    for (const core::Level& level : levels) {
        LadderRow* const row = at(level.price, side);
        if (row != nullptr) {
            (side == Side::Bid ? row->bidParts : row->askParts)[venue] += level.size;
            continue;
        }
        if (m_axis.isPast(level.price, side)) {
            break;
        }
    }
}

void LadderGrid::addTraded()
{
    // Prices of trades lie on the tick; when grouped, they belong to the row below like bids.
    for (const session::TradedAt& traded : m_market.recentTrades) {
        if (LadderRow* const row = at(traded.price, Side::Bid)) {
            row->sold += traded.sold;
            row->bought += traded.bought;
        }
    }
    const auto& profile = m_market.profile;
    const auto from = std::ranges::lower_bound(profile, priceAt(rowCount()), {}, &session::TradedAt::price);
    for (auto it = from; it != profile.end() && it->price < priceAt(-1); ++it) {
        const session::TradedAt& traded = *it;
        if (LadderRow* const row = at(traded.price, Side::Bid)) {
            row->profile += traded.sold + traded.bought;
            m_totals.largestProfile = std::max(m_totals.largestProfile, row->profile);
        }
    }
    if (m_market.lastTrade.raw() > 0) {
        if (LadderRow* const row = at(m_market.lastTrade, Side::Bid)) {
            row->isLastTrade = true;
        }
    }
}

Quantity LadderGrid::heldWhere(const orders::Order& order, const LadderRow& row) const
{
    const bool buys = order.request.side == Side::Bid;
    for (std::size_t i = 0; i < m_market.parts.size(); ++i) {
        if (m_market.venues[i].market.venue == order.request.market.venue) {
            return (buys ? row.bidParts : row.askParts)[i]; // the queue is that of its own venue
        }
    }
    return buys ? row.bidSize : row.askSize;
}

void LadderGrid::addOwn()
{
    for (const orders::Order& order : m_orders) {
        if (!m_market.has(order.request.market)) {
            continue;
        }
        LadderRow* const row = at(order.request.price, order.request.side);
        if (row == nullptr || orders::takesAtOnce(order.request.type)) {
            continue; // a marketable order does not rest
        }
        const bool buys = order.request.side == Side::Bid;
        Quantity& own = buys ? row->ownBuy : row->ownSell;
        Quantity& queue = buys ? row->queueBuy : row->queueSell;
        orders::OrderState& state = buys ? row->buyState : row->sellState;
        // Never more ahead than stands there besides us.
        const Quantity others = std::max(heldWhere(order, *row) - order.remaining(), Quantity{});
        const auto estimate = std::ranges::find(m_market.queues, order.request.id, &session::QueueSnapshot::order);
        const Quantity ahead = std::min(estimate == m_market.queues.end() ? others : estimate->ahead, others);
        double& confidence = buys ? row->buyConfidence : row->sellConfidence;
        if (own.isZero() || ahead < queue) {
            confidence = estimate == m_market.queues.end() ? 0 : estimate->confidence;
        }
        queue = own.isZero() ? ahead : std::min(queue, ahead);
        own += order.remaining();
        state = weight(order.state) > weight(state) ? order.state : state;
    }
}

void LadderGrid::rebuild()
{
    m_totals = {};
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        m_rows[i] = LadderRow{.price = priceAt(static_cast<int>(i))};
    }
    addSide(m_market.bids, Side::Bid);
    addSide(m_market.asks, Side::Ask);
    for (std::size_t i = 0; i < m_market.parts.size(); ++i) {
        if (!m_market.venues[i].isHidden) {
            addParts(i, m_market.parts[i].bids, Side::Bid);
            addParts(i, m_market.parts[i].asks, Side::Ask);
        }
    }
    addTraded();
    addOwn();
    if (m_market.averagePrice.raw() > 0) {
        if (LadderRow* const row = at(m_market.averagePrice, Side::Bid)) {
            row->isAverage = true;
        }
    }
    m_changes.mark(m_rows, m_axis.top(), m_market.time);
}

std::vector<orders::Order> LadderGrid::ordersOnShow() const
{
    std::vector<orders::Order> shown;
    std::ranges::copy_if(m_orders, std::back_inserter(shown),
        [this](const orders::Order& order) { return m_market.has(order.request.market); });
    return shown;
}

std::vector<orders::ClientOrderId> LadderGrid::ordersAt(int row) const
{
    std::vector<orders::ClientOrderId> ids;
    for (const orders::Order& order : m_orders) {
        const bool isOfRebalance = order.request.run != 0; // it moves and cancels its own
        if (!isOfRebalance && m_market.has(order.request.market)
            && rowOf(order.request.price, order.request.side) == row) {
            ids.push_back(order.request.id);
        }
    }
    return ids;
}

std::vector<orders::Order> LadderGrid::ownAt(int row, Side side) const
{
    std::vector<orders::Order> own;
    const std::vector<orders::ClientOrderId> ids = ordersAt(row);
    std::ranges::copy_if(m_orders, std::back_inserter(own), [&](const orders::Order& order) {
        return order.request.side == side && std::ranges::find(ids, order.request.id) != ids.end();
    });
    return own;
}

} // namespace leadline::models
