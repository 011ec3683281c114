// SPDX-License-Identifier: MIT
#include "engine/book/levels_aside.h"

#include <iterator>
#include <span>

namespace leadline::book
{

namespace
{

template <class Prices>
std::size_t follow(Prices& prices, std::span<const core::Level> levels, std::span<const core::LevelAside> aside)
{
    if (!prices.empty()) {
        for (const core::Level& level : levels) {
            prices.erase(core::wide(level.price)); // its size was too fine, and is not any more
        }
    }
    std::size_t put = 0;
    for (const core::LevelAside& level : aside) {
        if (level.isRemoved) {
            prices.erase(level.price);
        } else {
            prices.insert(level.price);
            ++put;
        }
    }
    return put;
}

template <class Prices> bool hides(const Prices& prices, const BookSide& side)
{
    return !prices.empty() && (side.isEmpty() || !prices.key_comp()(core::wide(side[0].price), *prices.begin()));
}

template <class Prices> std::size_t truncatePrices(Prices& prices, const BookSide& side, std::size_t depth)
{
    std::size_t held = side.size();
    while (held + prices.size() > depth && held + prices.size() > 0) {
        const bool goesHere = held == 0
            || (!prices.empty() && prices.key_comp()(core::wide(side[held - 1].price), *std::prev(prices.end())));
        if (goesHere) {
            prices.erase(std::prev(prices.end()));
        } else {
            --held;
        }
    }
    return held;
}

} // namespace

std::size_t LevelsAside::apply(const core::BookUpdate& update)
{
    if (update.kind != core::BookUpdateKind::Diff) {
        clear();
    }
    return follow(m_bids, update.bids, update.bidsAside) + follow(m_asks, update.asks, update.asksAside);
}

void LevelsAside::clear()
{
    m_bids.clear();
    m_asks.clear();
}

bool LevelsAside::hidesTouch(const OrderBook& book) const
{
    return hides(m_bids, book.bids()) || hides(m_asks, book.asks());
}

std::size_t LevelsAside::truncate(const BookSide& side, core::Side which, std::size_t depth)
{
    return which == core::Side::Bid ? truncatePrices(m_bids, side, depth) : truncatePrices(m_asks, side, depth);
}

} // namespace leadline::book
