// SPDX-License-Identifier: MIT
/// One venue's order book: price levels of both sides, best first.
#pragma once

#include "engine/core/events.h"

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace leadline::book
{

/// One side of a book. Levels are counted from the best, starting at 0.
class BookSide
{
public:
    explicit BookSide(core::Side side)
        : m_sign(side == core::Side::Bid ? 1 : -1)
    {
    }

    /// Sets the absolute size at a price; zero removes the level, and removing what is not there is normal.
    void set(core::Level level);
    void clear() { m_levels.clear(); }
    /// Replaces the whole side; the levels may come in any order, the last one wins where a price comes twice.
    void assign(std::span<const core::Level> levels);

    [[nodiscard]] std::size_t size() const { return m_levels.size(); }
    [[nodiscard]] bool isEmpty() const { return m_levels.empty(); }
    [[nodiscard]] const core::Level& operator[](std::size_t index) const
    {
        return m_levels[m_levels.size() - 1 - index];
    }
    [[nodiscard]] std::optional<core::Level> best() const
    {
        return m_levels.empty() ? std::nullopt : std::optional(m_levels.back());
    }
    /// Removes what lies behind the best `depth` levels; each removed level is added to `cut` with size zero.
    void truncate(std::size_t depth, std::vector<core::Level>& cut);
    /// Size at a price; zero where there is none.
    [[nodiscard]] core::Quantity sizeAt(core::Price price) const;

private:
    /// The index in m_levels of the first level not worse than `price`.
    [[nodiscard]] std::size_t position(core::Price price) const;

    // Best price last: most traffic is near the touch, and the back of a vector is cheap to change.
    std::vector<core::Level> m_levels;
    std::int64_t m_sign;
};

class OrderBook
{
public:
    [[nodiscard]] const BookSide& side(core::Side side) const { return side == core::Side::Bid ? m_bids : m_asks; }
    [[nodiscard]] const BookSide& bids() const { return m_bids; }
    [[nodiscard]] const BookSide& asks() const { return m_asks; }
    [[nodiscard]] std::optional<core::Level> best(core::Side which) const { return side(which).best(); }

    void apply(std::span<const core::Level> bids, std::span<const core::Level> asks);
    void assign(std::span<const core::Level> bids, std::span<const core::Level> asks);
    void clear();
    /// Keeps the best levels of each side, so many of them; what goes is added to the lists with size zero.
    void truncate(
        std::size_t bids, std::size_t asks, std::vector<core::Level>& cutBids, std::vector<core::Level>& cutAsks);

    /// Becomes `whole` without those sizes; never less than nothing stands at a price.
    void becomeWithout(const OrderBook& whole, std::span<const core::Level> bids, std::span<const core::Level> asks);

    /// Both sides there and not crossed or locked; sizes and order hold by construction.
    [[nodiscard]] bool isValid() const;
    [[nodiscard]] core::Price mid() const { return core::midpoint(m_bids[0].price, m_asks[0].price); }

private:
    BookSide m_bids{core::Side::Bid};
    BookSide m_asks{core::Side::Ask};
};

} // namespace leadline::book
