// SPDX-License-Identifier: MIT
#include "engine/feeds/account_lists.h"

#include <algorithm>

namespace leadline::feeds
{

using core::PositionSide;

int OrderList::conditional() const
{
    return static_cast<int>(std::ranges::count_if(rows, &venues::VenueOrder::isConditional));
}

const venues::VenuePosition* PositionList::find(const core::Symbol& symbol, PositionSide side) const
{
    const auto found = std::ranges::find_if(
        rows, [&](const venues::VenuePosition& row) { return row.symbol == symbol && row.side == side; });
    return found == rows.end() ? nullptr : &*found;
}

core::Quantity PositionList::sizeOf(const core::Symbol& symbol, PositionSide side) const
{
    core::Quantity sum;
    for (const venues::VenuePosition& row : rows) {
        sum += row.symbol == symbol && (side == PositionSide::Net || row.side == side) ? row.size : core::Quantity{};
    }
    return sum;
}

core::Quantity PositionList::closable(const core::Symbol& symbol, core::Side order, PositionSide side) const
{
    const venues::VenuePosition* const row = find(symbol, side);
    const core::Quantity held = row == nullptr ? core::Quantity{} : row->size;
    const bool isOpposite = order == core::Side::Bid ? held.isNegative() : held > core::Quantity{};
    return !isOpposite ? core::Quantity{} : held.isNegative() ? core::Quantity{} - held : held;
}

} // namespace leadline::feeds
