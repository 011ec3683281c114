// SPDX-License-Identifier: MIT
/// Which price each row of a ladder has: rows stand still until they are scrolled, centred or grouped anew.
#pragma once

#include "engine/core/price.h"
#include "engine/core/side.h"

#include <cstdint>
#include <optional>

namespace leadline::models
{

/// A row is a whole-number bucket of `grouping` ticks, the highest first; bids are floored and asks ceiled into theirs.
class LadderAxis
{
public:
    /// Above zero. The top stays where it is: whoever changes the tick centres anew.
    void setTick(core::Price tick) { m_tick = tick; }
    /// Grows and shrinks around the middle.
    void setRowCount(int rows);
    [[nodiscard]] int rowCount() const { return m_rowCount; }
    /// The price in the middle stays there.
    void setGrouping(int ticks);
    [[nodiscard]] int grouping() const { return m_grouping; }
    /// Puts the price in the middle. True when that changed the prices of rows.
    bool centre(core::Price price, core::Side side);
    void scroll(std::int64_t rows) { m_top += rows; }
    /// So many rows the price is above the middle; below it: negative.
    [[nodiscard]] std::int64_t offsetOf(core::Price price, core::Side side) const
    {
        return bucketOf(price, side) + m_rowCount / 2 - m_top;
    }

    /// It was centred once: rows have prices.
    [[nodiscard]] bool isPlaced() const { return m_isPlaced; }
    /// The bucket of the first row, in steps above zero.
    [[nodiscard]] std::int64_t top() const { return m_top; }
    /// Rows above the first and below the last have prices, too.
    [[nodiscard]] core::Price priceAt(int row) const { return core::Price::fromRaw((m_top - row) * step()); }
    /// The row of a price on that side; nothing when it is not on show.
    [[nodiscard]] std::optional<int> rowOf(core::Price price, core::Side side) const;
    /// Farther from the touch than every row, so that no deeper level is on show either.
    [[nodiscard]] bool isPast(core::Price price, core::Side side) const;

private:
    [[nodiscard]] std::int64_t step() const { return m_tick.raw() * m_grouping; }
    [[nodiscard]] std::int64_t bucketOf(core::Price price, core::Side side) const;

    core::Price m_tick;
    int m_grouping = 1;
    int m_rowCount = 0;
    std::int64_t m_top = 0;
    bool m_isPlaced = false;
};

} // namespace leadline::models
