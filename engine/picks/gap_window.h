// SPDX-License-Identifier: MIT
/// How far a price has moved within the last minutes.
#pragma once

#include "engine/core/price.h"
#include "engine/core/stock.h"
#include "engine/core/time.h"

#include <cstddef>
#include <deque>
#include <optional>

namespace leadline::picks
{

struct PricePoint {
    core::Price price;
    core::Timestamp time;

    bool operator==(const PricePoint&) const = default;
};

/// From an earlier price to a later one.
struct Move {
    PricePoint from;
    PricePoint to;

    [[nodiscard]] double percent() const; ///< |to / from − 1| · 100
    /// Exact. Of equal moves the later one is the larger.
    [[nodiscard]] bool isLargerThan(const Move& other) const;
    bool operator==(const Move&) const = default;
};

/// What a window says at a moment.
struct GapReading {
    std::optional<Move> largest; ///< none while no price is known
    core::Duration seenFor{}; ///< how much of the window is covered, at most `window`
    core::Duration window{};

    [[nodiscard]] bool isFilled() const { return seenFor >= window; }
};

/// The largest move that ended within (now − length, now]. A price stands until the next one, so that the one that
/// stood when the window began is part of it, however old. Amortised O(1) a price in order; one that comes late costs
/// as many steps as there are prices after it. Where only minute bars are known, their high and low may have come in
/// any order, up to the bar's end: the larger of the two moves counts. Thread: one, whichever owns it.
class GapWindow
{
public:
    /// From now on. What a shorter window has forgotten a longer one has not seen.
    void setLength(core::Duration length);
    explicit GapWindow(core::Duration length = std::chrono::minutes(5))
        : m_length(length)
    {
    }

    /// A trade by its event time; those of one time stand in the order they came. Prices of zero are ignored.
    void add(core::Timestamp time, core::Price price);
    /// A minute bar as it was known at `asOf`; one that still runs may come again. It adds what it has beyond what is
    /// known of its minute, so that bars and trades may come together. One without low, high or close is ignored.
    void addBar(const core::StockBar& bar, core::Timestamp asOf);
    /// `now` does not go back: what has left the window is forgotten.
    [[nodiscard]] GapReading reading(core::Timestamp now);
    [[nodiscard]] std::size_t size() const { return m_entries.size(); } ///< prices kept

private:
    /// Lowest and highest price of a stretch, and its largest move.
    struct Stretch {
        PricePoint low;
        PricePoint high;
        Move largest;
    };
    struct Entry {
        core::Timestamp time;
        Stretch own;
        Stretch sum; ///< of this one to the last before m_split, or of the first from m_split to this one
    };
    struct Minute {
        core::Timestamp begins;
        core::Price low; ///< zero: nothing is known of it
        core::Price high;
    };

    [[nodiscard]] static Stretch join(const Stretch& earlier, const Stretch& later);
    void insert(core::Timestamp time, core::Price low, core::Price high);
    void sumForward(std::size_t from);
    void sumBackward(std::size_t from);
    void dropFirst();
    void forget(core::Timestamp edge);
    [[nodiscard]] Minute& minuteOf(core::Timestamp time);

    core::Duration m_length;
    std::deque<Entry> m_entries; ///< by time
    // Two stacks in one queue: sums of those before the split run to the split, those of the others begin at it. The
    // first leaves and a new one comes without the others being looked at.
    std::size_t m_split = 0;
    std::optional<core::Timestamp> m_seenSince;
    core::Timestamp m_edge = core::Timestamp::min();
    std::deque<Minute> m_minutes; ///< by time; those that bars may still add to
};

} // namespace leadline::picks
