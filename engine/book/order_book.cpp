// SPDX-License-Identifier: MIT
#include "engine/book/order_book.h"

#include "engine/book/sorted_levels.h"

#include <algorithm>

namespace leadline::book
{

using core::Level;
using core::Price;

std::size_t BookSide::position(Price price) const
{
    return positionOf(m_levels, price, m_sign);
}

void BookSide::set(Level level)
{
    const std::size_t index = position(level.price);
    const auto at = m_levels.begin() + static_cast<std::ptrdiff_t>(index);
    const bool isThere = index < m_levels.size() && at->price == level.price;
    if (level.size.isZero()) {
        if (isThere) {
            m_levels.erase(at);
        }
    } else if (isThere) {
        at->size = level.size;
    } else {
        m_levels.insert(at, level);
    }
}

void BookSide::assign(std::span<const Level> levels)
{
    m_levels.clear();
    // Venues send whole sides best first, so that going backwards appends.
    for (auto level = levels.rbegin(); level != levels.rend(); ++level) {
        const bool appends = m_levels.empty() || level->price.raw() * m_sign > m_levels.back().price.raw() * m_sign;
        if (appends && !level->size.isZero()) {
            m_levels.push_back(*level);
        } else if (!appends && m_levels.back().price != level->price) {
            set(*level);
        }
    }
}

void BookSide::truncate(std::size_t depth, std::vector<Level>& cut)
{
    if (m_levels.size() <= depth) {
        return;
    }
    const auto kept = m_levels.end() - static_cast<std::ptrdiff_t>(depth);
    for (auto level = m_levels.begin(); level != kept; ++level) {
        cut.push_back({level->price, {}});
    }
    m_levels.erase(m_levels.begin(), kept);
}

core::Quantity BookSide::sizeAt(Price price) const
{
    const std::size_t index = position(price);
    return index < m_levels.size() && m_levels[index].price == price ? m_levels[index].size : core::Quantity{};
}

void OrderBook::apply(std::span<const Level> bids, std::span<const Level> asks)
{
    for (const Level& level : bids) {
        m_bids.set(level);
    }
    for (const Level& level : asks) {
        m_asks.set(level);
    }
}

void OrderBook::assign(std::span<const Level> bids, std::span<const Level> asks)
{
    m_bids.assign(bids);
    m_asks.assign(asks);
}

void OrderBook::clear()
{
    m_bids.clear();
    m_asks.clear();
}

void OrderBook::truncate(std::size_t bids, std::size_t asks, std::vector<Level>& cutBids, std::vector<Level>& cutAsks)
{
    m_bids.truncate(bids, cutBids);
    m_asks.truncate(asks, cutAsks);
}

void OrderBook::becomeWithout(
    const OrderBook& whole, std::span<const core::Level> bids, std::span<const core::Level> asks)
{
    *this = whole;
    const auto take = [](BookSide& side, std::span<const core::Level> own) {
        for (const core::Level& level : own) {
            const core::Quantity there = side.sizeAt(level.price);
            side.set({level.price, there > level.size ? there - level.size : core::Quantity{}});
        }
    };
    take(m_bids, bids);
    take(m_asks, asks);
}

bool OrderBook::isValid() const
{
    return !m_bids.isEmpty() && !m_asks.isEmpty() && m_bids[0].price < m_asks[0].price;
}

} // namespace leadline::book
