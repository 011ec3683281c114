// SPDX-License-Identifier: MIT
#include "models/ladder_axis.h"

#include <algorithm>
#include <utility>

namespace leadline::models
{

using core::Price;
using core::Side;

namespace
{

std::int64_t floorDivide(std::int64_t value, std::int64_t step)
{
    const std::int64_t quotient = value / step;
    return quotient - (value % step < 0 ? 1 : 0);
}

} // namespace

std::int64_t LadderAxis::bucketOf(Price price, Side side) const
{
    const std::int64_t width = step();
    return side == Side::Bid ? floorDivide(price.raw(), width) : -floorDivide(-price.raw(), width);
}

void LadderAxis::setRowCount(int rows)
{
    const int before = std::exchange(m_rowCount, std::max(rows, 0));
    if (m_isPlaced) {
        m_top += (m_rowCount - before) / 2;
    }
}

void LadderAxis::setGrouping(int ticks)
{
    const Price middle = priceAt(m_rowCount / 2);
    m_grouping = ticks;
    if (m_isPlaced) {
        m_top = bucketOf(middle, Side::Bid) + m_rowCount / 2;
    }
}

bool LadderAxis::centre(Price price, Side side)
{
    const std::int64_t top = bucketOf(price, side) + m_rowCount / 2;
    const bool moved = !m_isPlaced || top != m_top;
    m_top = top;
    m_isPlaced = true;
    return moved;
}

std::optional<int> LadderAxis::rowOf(Price price, Side side) const
{
    if (!m_isPlaced) {
        return std::nullopt;
    }
    const std::int64_t row = m_top - bucketOf(price, side);
    return row >= 0 && row < m_rowCount ? std::optional(static_cast<int>(row)) : std::nullopt;
}

bool LadderAxis::isPast(Price price, Side side) const
{
    const std::int64_t bucket = bucketOf(price, side);
    return side == Side::Bid ? bucket < m_top - m_rowCount : bucket > m_top;
}

} // namespace leadline::models
