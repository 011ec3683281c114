// SPDX-License-Identifier: MIT
/// Several venues' books of one instrument as one: every price once, with what each venue holds there.
#pragma once

#include "engine/book/most_venues.h"
#include "engine/book/order_book.h"
#include "engine/core/level.h"
#include "engine/core/side.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace leadline::book
{

/// A venue's place in a consolidated book, counted from 0.
using VenueIndex = std::size_t;
/// One price of a consolidated side.
struct ConsolidatedLevel {
    core::Price price;
    core::Quantity total; ///< sum of the parts
    std::span<const core::Quantity, mostVenues> parts; ///< by venue; zero where it holds nothing
};

/// One side: levels from the best, counted from 0. Sizes of all venues are in the same unit (coins).
class ConsolidatedSide
{
public:
    explicit ConsolidatedSide(core::Side side)
        : m_sign(side == core::Side::Bid ? 1 : -1)
    {
    }

    /// What `venue` holds at a price from now on; zero: nothing.
    void set(VenueIndex venue, core::Level level);
    /// Replaces all that `venue` holds. The levels come best first, each price once.
    void assign(VenueIndex venue, std::span<const core::Level> levels);
    void remove(VenueIndex venue) { assign(venue, {}); }

    [[nodiscard]] std::size_t size() const { return m_entries.size(); }
    [[nodiscard]] bool isEmpty() const { return m_entries.empty(); }
    [[nodiscard]] ConsolidatedLevel operator[](std::size_t index) const
    {
        const Entry& entry = m_entries[m_entries.size() - 1 - index];
        return {entry.price, entry.total, m_parts[entry.slot]};
    }

private:
    using Parts = std::array<core::Quantity, mostVenues>;

    /// What moves when levels come and go is kept small; the parts stay where they are.
    struct Entry {
        core::Price price;
        core::Quantity total;
        std::uint32_t slot = 0;
    };

    [[nodiscard]] std::uint32_t takeSlot();

    std::vector<Entry> m_entries; ///< best price last, as most traffic is near the touch
    std::vector<Entry> m_merged; ///< kept for its memory
    std::vector<Parts> m_parts;
    std::vector<std::uint32_t> m_free;
    std::int64_t m_sign;
};

/// Exact and incremental: after any sequence of changes it equals a book that was merged from the venues' books at
/// once. Holds only what takes part; it may be crossed, which is information.
class ConsolidatedBook
{
public:
    void apply(VenueIndex venue, std::span<const core::Level> bids, std::span<const core::Level> asks);
    void assign(VenueIndex venue, std::span<const core::Level> bids, std::span<const core::Level> asks);
    void remove(VenueIndex venue);

    [[nodiscard]] const ConsolidatedSide& side(core::Side side) const
    {
        return side == core::Side::Bid ? m_bids : m_asks;
    }
    [[nodiscard]] const ConsolidatedSide& bids() const { return m_bids; }
    [[nodiscard]] const ConsolidatedSide& asks() const { return m_asks; }
    /// Both sides there; they may cross.
    [[nodiscard]] bool hasTouch() const { return !m_bids.isEmpty() && !m_asks.isEmpty(); }
    /// Best bid at or above best ask.
    [[nodiscard]] bool isCrossed() const { return hasTouch() && m_bids[0].price >= m_asks[0].price; }

private:
    ConsolidatedSide m_bids{core::Side::Bid};
    ConsolidatedSide m_asks{core::Side::Ask};
};

} // namespace leadline::book
