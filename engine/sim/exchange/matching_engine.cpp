// SPDX-License-Identifier: MIT
#include "engine/sim/exchange/matching_engine.h"

#include <algorithm>
#include <cassert>

namespace leadline::sim
{

using core::Side;

MatchingEngine::MatchingEngine(Ticks centre, Ticks reach, MatchListener& listener)
    : m_listener(listener)
    , m_low(std::max<Ticks>(0, centre - reach))
    , m_high(centre + reach)
    , m_bestBid(m_low)
    , m_bestAsk(m_high)
    , m_levels(static_cast<std::size_t>(m_high - m_low + 1))
{
}

std::optional<Ticks> MatchingEngine::best(Side side) const
{
    if (side == Side::Bid) {
        return m_bestBid == m_low ? std::nullopt : std::optional(m_bestBid);
    }
    return m_bestAsk == m_high ? std::nullopt : std::optional(m_bestAsk);
}

Lots MatchingEngine::totalAt(Ticks price) const
{
    return isInBand(price) ? at(price).total : 0;
}

bool MatchingEngine::crosses(Side side, Ticks price) const
{
    return side == Side::Bid ? price >= m_bestAsk : price <= m_bestBid;
}

SubmitOutcome MatchingEngine::submit(Side side, Ticks price, Lots size, TimeInForce timeInForce)
{
    assert(size > 0 && "an order has a size");
    if (!isInBand(price)) {
        return {.result = SubmitResult::OutOfBand};
    }
    if (timeInForce == TimeInForce::PostOnly && crosses(side, price)) {
        return {.result = SubmitResult::WouldTake};
    }
    const Slot slot = take();
    const OrderHandle handle = handleOf(slot);
    const Lots left = crosses(side, price) ? match(side, price, size, handle) : size;
    SubmitOutcome outcome{.handle = handle, .filled = size - left};
    if (left > 0 && timeInForce != TimeInForce::ImmediateOrCancel) {
        Order& order = m_orders[slot];
        order.left = left;
        order.price = price;
        order.side = side;
        rest(slot);
        outcome.resting = left;
    } else {
        give(slot);
    }
    return outcome;
}

Lots MatchingEngine::match(Side side, Ticks price, Lots size, OrderHandle taker)
{
    const Side resting = core::opposite(side);
    while (size > 0 && crosses(side, price)) {
        const Ticks best = resting == Side::Bid ? m_bestBid : m_bestAsk;
        Level& level = at(best);
        while (size > 0 && level.first != none) {
            const Slot maker = level.first;
            Order& order = m_orders[maker];
            const Lots traded = std::min(size, order.left);
            size -= traded;
            order.left -= traded;
            level.total -= traded;
            const OrderHandle makerHandle = handleOf(maker);
            const Lots makerLeft = order.left;
            if (makerLeft == 0) {
                unlink(maker);
                give(maker);
            }
            m_listener.matched(side, taker, makerHandle, best, traded, makerLeft);
        }
        m_listener.levelChanged(resting, best, level.total);
        if (level.first == none) {
            moveBestAway(resting);
        }
    }
    return size;
}

void MatchingEngine::rest(Slot slot)
{
    Order& order = m_orders[slot];
    Level& level = at(order.price);
    order.previous = level.last;
    order.next = none;
    order.live = true;
    ++m_live;
    if (level.last == none) {
        level.first = slot;
    } else {
        m_orders[level.last].next = slot;
    }
    level.last = slot;
    level.total += order.left;
    if (order.side == Side::Bid) {
        m_bestBid = std::max(m_bestBid, order.price);
    } else {
        m_bestAsk = std::min(m_bestAsk, order.price);
    }
    m_listener.levelChanged(order.side, order.price, level.total);
}

void MatchingEngine::unlink(Slot slot)
{
    Order& order = m_orders[slot];
    Level& level = at(order.price);
    (order.previous == none ? level.first : m_orders[order.previous].next) = order.next;
    (order.next == none ? level.last : m_orders[order.next].previous) = order.previous;
}

void MatchingEngine::moveBestAway(Side side)
{
    if (side == Side::Bid) {
        while (m_bestBid > m_low && at(m_bestBid).first == none) {
            --m_bestBid;
        }
    } else {
        while (m_bestAsk < m_high && at(m_bestAsk).first == none) {
            ++m_bestAsk;
        }
    }
}

std::optional<Lots> MatchingEngine::cancel(OrderHandle handle)
{
    const Order* const known = find(handle);
    if (known == nullptr) {
        return std::nullopt;
    }
    const auto slot = static_cast<Slot>(handle);
    const Order order = *known;
    unlink(slot);
    give(slot);
    Level& level = at(order.price);
    level.total -= order.left;
    m_listener.levelChanged(order.side, order.price, level.total);
    if (order.price == (order.side == Side::Bid ? m_bestBid : m_bestAsk)) {
        moveBestAway(order.side);
    }
    return order.left;
}

std::optional<std::pair<Side, Ticks>> MatchingEngine::placeOf(OrderHandle handle) const
{
    const Order* const order = find(handle);
    return order == nullptr ? std::nullopt : std::optional(std::pair(order->side, order->price));
}

std::optional<Lots> MatchingEngine::aheadOf(OrderHandle handle) const
{
    const Order* order = find(handle);
    if (order == nullptr) {
        return std::nullopt;
    }
    Lots ahead = 0;
    for (Slot before = order->previous; before != none; before = m_orders[before].previous) {
        ahead += m_orders[before].left;
    }
    return ahead;
}

MatchingEngine::Slot MatchingEngine::take()
{
    if (m_free.empty()) {
        m_orders.push_back({.generation = 1});
        return static_cast<Slot>(m_orders.size() - 1);
    }
    const Slot slot = m_free.back();
    m_free.pop_back();
    return slot;
}

void MatchingEngine::give(Slot slot)
{
    Order& order = m_orders[slot];
    m_live -= order.live ? 1 : 0;
    order.live = false;
    ++order.generation;
    m_free.push_back(slot);
}

const MatchingEngine::Order* MatchingEngine::find(OrderHandle handle) const
{
    const auto slot = static_cast<Slot>(handle);
    if (slot >= m_orders.size() || handleOf(slot) != handle || !m_orders[slot].live) {
        return nullptr;
    }
    return &m_orders[slot];
}

} // namespace leadline::sim
