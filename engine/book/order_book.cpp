// SPDX-License-Identifier: MIT
#include "engine/book/order_book.h"

#include <algorithm>

namespace leadline::book
{

using core::Level;
using core::Price;

std::size_t BookSide::position(Price price) const
{
    const std::int64_t key = price.raw() * m_sign;
    // A short walk from the touch finds most updates without the mispredicted branches of a binary search.
    constexpr std::size_t walk = 8;
    std::size_t index = m_levels.size();
    const std::size_t stop = index > walk ? index - walk : 0;
    while (index > stop && m_levels[index - 1].price.raw() * m_sign >= key) {
        --index;
    }
    if (index > stop || index == 0) {
        return index;
    }
    // Halving without branches to mispredict: the condition becomes a conditional move.
    const Level* base = m_levels.data();
    std::size_t left = index;
    while (left > 1) {
        const std::size_t half = left / 2;
        base = base[half - 1].price.raw() * m_sign < key ? base + half : base;
        left -= half;
    }
    return static_cast<std::size_t>(base - m_levels.data()) + (base->price.raw() * m_sign < key ? 1 : 0);
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

bool OrderBook::isValid() const
{
    return !m_bids.isEmpty() && !m_asks.isEmpty() && m_bids[0].price < m_asks[0].price;
}

} // namespace leadline::book
