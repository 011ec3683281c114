// SPDX-License-Identifier: MIT
#include "models/ladder_grid.h"

#include <algorithm>
#include <cstdlib>

namespace leadline::models
{

using core::Price;
using core::Quantity;
using core::Side;

namespace
{

std::int64_t floorDivide(std::int64_t value, std::int64_t step)
{
    const std::int64_t quotient = value / step;
    return quotient - (value % step < 0 ? 1 : 0);
}

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

std::int64_t LadderGrid::bucketOf(Price price, Side side) const
{
    const std::int64_t width = step();
    return side == Side::Bid ? floorDivide(price.raw(), width) : -floorDivide(-price.raw(), width);
}

Price LadderGrid::priceAt(int row) const
{
    return Price::fromRaw((m_top - row) * step());
}

std::optional<int> LadderGrid::rowOf(Price price, Side side) const
{
    if (!m_placed) {
        return std::nullopt;
    }
    const std::int64_t row = m_top - bucketOf(price, side);
    return row >= 0 && row < rowCount() ? std::optional(static_cast<int>(row)) : std::nullopt;
}

LadderRow* LadderGrid::at(Price price, Side side)
{
    const auto row = rowOf(price, side);
    return row ? &m_rows[static_cast<std::size_t>(*row)] : nullptr;
}

void LadderGrid::setRowCount(int rows)
{
    const int before = rowCount();
    m_rows.resize(static_cast<std::size_t>(std::max(rows, 0)));
    if (m_placed) {
        m_top += (rowCount() - before) / 2; // grow and shrink around the middle
        rebuild();
    }
}

void LadderGrid::setGrouping(int ticks)
{
    if (ticks == m_grouping) {
        return;
    }
    const Price middle = priceAt(rowCount() / 2);
    m_grouping = ticks;
    if (m_placed) {
        m_top = bucketOf(middle, Side::Bid) + rowCount() / 2;
        rebuild();
    }
}

void LadderGrid::show(const session::MarketSnapshot& snapshot)
{
    if (snapshot.instrument.tick.raw() <= 0 || (snapshot.bids.empty() && snapshot.asks.empty())) {
        return;
    }
    const core::Instrument before = m_instrument;
    m_instrument = snapshot.instrument;
    m_venues.clear();
    m_parts.clear();
    m_bids = snapshot.bids;
    m_asks = snapshot.asks;
    const session::VenueSnapshot* onlyVenue = nullptr;
    for (const session::VenueSnapshot& venue : snapshot.venues) {
        m_venues.push_back({.market = venue.market,
            .takesPart = venue.exclusion == book::Exclusion::None,
            .isHidden = !venue.terms.isOn});
        if (venue.market.venue == m_only) {
            m_instrument.id = venue.market;
            m_instrument.tick = venue.tick.raw() > 0 ? venue.tick : m_instrument.tick;
            m_bids = venue.bids;
            m_asks = venue.asks;
            onlyVenue = &venue;
        }
    }
    for (std::size_t i = 0; isConsolidated() && i < snapshot.venues.size(); ++i) {
        m_parts.push_back({snapshot.venues[i].bids, snapshot.venues[i].asks});
    }
    const bool isOther = before.id != m_instrument.id || before.tick != m_instrument.tick;
    // A ladder of one venue shows that venue's trades; the profile since the start is one of all.
    m_queues = snapshot.queues;
    m_recent = onlyVenue != nullptr ? onlyVenue->recentTrades : snapshot.recentTrades;
    if (onlyVenue != nullptr) {
        m_profileTrades.clear();
    } else if (snapshot.profileTime != m_profileTime) {
        m_profileTrades = snapshot.profile;
        m_profileTime = snapshot.profileTime;
    }
    m_lastTrade = onlyVenue != nullptr ? onlyVenue->lastTrade : snapshot.lastTrade;
    m_time = snapshot.time;
    m_bestBid = m_bids.empty() ? Price{} : m_bids.front().price;
    m_bestAsk = m_asks.empty() ? Price{} : m_asks.front().price;
    if (!m_placed || isOther) {
        recentre();
    } else {
        rebuild();
    }
}

void LadderGrid::showOrders(std::vector<orders::Order> live)
{
    m_orders = std::move(live);
    if (m_placed) {
        rebuild();
    }
}

bool LadderGrid::recentre()
{
    if (m_bids.empty() && m_asks.empty()) {
        return false;
    }
    const std::int64_t middle = m_bids.empty() ? bucketOf(m_bestAsk, Side::Ask)
        : m_asks.empty()                       ? bucketOf(m_bestBid, Side::Bid)
                                               : bucketOf(core::midpoint(m_bestBid, m_bestAsk), Side::Bid);
    const std::int64_t top = middle + rowCount() / 2;
    const bool moved = !m_placed || top != m_top;
    m_top = top;
    m_placed = true;
    rebuild();
    return moved;
}

void LadderGrid::scroll(int rows)
{
    m_top += rows;
    if (m_placed) {
        rebuild();
    }
}

bool LadderGrid::isLost() const
{
    return m_placed && !(m_bids.empty() && m_asks.empty()) && !rowOf(m_bestBid, Side::Bid)
        && !rowOf(m_bestAsk, Side::Ask);
}

void LadderGrid::addSide(const std::vector<core::Level>& levels, Side side)
{
    Quantity cumulative;
    for (const core::Level& level : levels) {
        cumulative += level.size;
        LadderRow* const row = at(level.price, side);
        if (row == nullptr) {
            const bool isPast = side == Side::Bid ? bucketOf(level.price, side) < m_top - rowCount()
                                                  : bucketOf(level.price, side) > m_top;
            if (isPast) {
                break;
            }
            continue;
        }
        Quantity& size = side == Side::Bid ? row->bidSize : row->askSize;
        size += level.size;
        row->cumulative = cumulative;
        (side == Side::Bid ? m_totalBids : m_totalAsks) += level.size;
        m_largest = std::max(m_largest, size);
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
        const std::int64_t bucket = bucketOf(level.price, side);
        if (side == Side::Bid ? bucket < m_top - rowCount() : bucket > m_top) {
            break;
        }
    }
}

void LadderGrid::addTraded()
{
    // Prices of trades lie on the tick; when grouped, they belong to the row below like bids.
    for (const session::TradedAt& traded : m_recent) {
        if (LadderRow* const row = at(traded.price, Side::Bid)) {
            row->sold += traded.sold;
            row->bought += traded.bought;
        }
    }
    const auto from = std::ranges::lower_bound(m_profileTrades, priceAt(rowCount()), {}, &session::TradedAt::price);
    for (auto it = from; it != m_profileTrades.end() && it->price.raw() < (m_top + 1) * step(); ++it) {
        const session::TradedAt& traded = *it;
        if (LadderRow* const row = at(traded.price, Side::Bid)) {
            row->profile += traded.sold + traded.bought;
            m_largestProfile = std::max(m_largestProfile, row->profile);
        }
    }
    if (m_lastTrade.raw() > 0) {
        if (LadderRow* const row = at(m_lastTrade, Side::Bid)) {
            row->isLastTrade = true;
        }
    }
}

Quantity LadderGrid::heldWhere(const orders::Order& order, const LadderRow& row) const
{
    const bool buys = order.request.side == Side::Bid;
    for (std::size_t i = 0; i < m_parts.size(); ++i) {
        if (m_venues[i].market.venue == order.request.market.venue) {
            return (buys ? row.bidParts : row.askParts)[i]; // the queue is that of its own venue
        }
    }
    return buys ? row.bidSize : row.askSize;
}

void LadderGrid::addOwn()
{
    for (const orders::Order& order : m_orders) {
        if (!m_only.isEmpty() && order.request.market.venue != m_only) {
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
        const auto estimate = std::ranges::find(m_queues, order.request.id, &session::QueueSnapshot::order);
        const Quantity ahead = std::min(estimate == m_queues.end() ? others : estimate->ahead, others);
        double& confidence = buys ? row->buyConfidence : row->sellConfidence;
        if (own.isZero() || ahead < queue) {
            confidence = estimate == m_queues.end() ? 0 : estimate->confidence;
        }
        queue = own.isZero() ? ahead : std::min(queue, ahead);
        own += order.remaining();
        state = weight(order.state) > weight(state) ? order.state : state;
    }
}

void LadderGrid::addChanges()
{
    const std::int64_t second = core::millisecondsOf(m_time) / 1000;
    if (second != m_baselineSecond || m_baselineTop != m_top || m_baseline.size() != m_rows.size()) {
        m_baseline.resize(m_rows.size());
        for (std::size_t i = 0; i < m_rows.size(); ++i) {
            m_baseline[i] = {m_rows[i].bidSize, m_rows[i].askSize};
        }
        m_baselineSecond = second;
        m_baselineTop = m_top;
    }
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        m_rows[i].bidChange = m_rows[i].bidSize - m_baseline[i].bid;
        m_rows[i].askChange = m_rows[i].askSize - m_baseline[i].ask;
    }
}

void LadderGrid::rebuild()
{
    m_largest = m_largestProfile = m_totalBids = m_totalAsks = {};
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        m_rows[i] = LadderRow{.price = priceAt(static_cast<int>(i))};
    }
    addSide(m_bids, Side::Bid);
    addSide(m_asks, Side::Ask);
    for (std::size_t i = 0; i < m_parts.size(); ++i) {
        if (!m_venues[i].isHidden) {
            addParts(i, m_parts[i].bids, Side::Bid);
            addParts(i, m_parts[i].asks, Side::Ask);
        }
    }
    addTraded();
    addOwn();
    addChanges();
}

std::vector<orders::ClientOrderId> LadderGrid::ordersAt(int row) const
{
    std::vector<orders::ClientOrderId> ids;
    for (const orders::Order& order : m_orders) {
        if ((m_only.isEmpty() || order.request.market.venue == m_only)
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
