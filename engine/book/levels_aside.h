// SPDX-License-Identifier: MIT
/// The levels of a book that no Level can hold: counted, and watched lest one of them be the best.
#pragma once

#include "engine/book/order_book.h"
#include "engine/core/events.h"

#include <cstddef>
#include <functional>
#include <set>

namespace leadline::book
{

/// Prices stand in 1e-18 (core::wideDecimal). Two levels that differ behind the eighteenth decimal count as one.
class LevelsAside
{
public:
    /// Follows an update that the book follows, too; the levels that it puts here.
    std::size_t apply(const core::BookUpdate& update);
    void clear();

    [[nodiscard]] std::size_t size() const { return m_bids.size() + m_asks.size(); }
    /// One of them is better than the best of its side of `book`, or as good: the touch is not what the book shows.
    [[nodiscard]] bool hidesTouch(const OrderBook& book) const;
    /// Where a side and what stands aside of it are more than `depth` levels, the worst ones go: here at once, in
    /// `side` by whoever reads how many of it may stay.
    [[nodiscard]] std::size_t truncate(const BookSide& side, core::Side which, std::size_t depth);

private:
    template <class Order> using Prices = std::set<core::Int128, Order>;

    Prices<std::greater<>> m_bids; ///< best first, as are the asks
    Prices<std::less<>> m_asks;
};

} // namespace leadline::book
