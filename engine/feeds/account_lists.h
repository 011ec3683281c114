// SPDX-License-Identifier: MIT
/// What a venue lists of an account: its open orders and its positions.
#pragma once

#include "engine/core/time.h"
#include "engine/venues/trading_protocol.h"
#include "engine/venues/venue_account.h"

#include <vector>

namespace leadline::feeds
{

/// The open orders of a symbol, or of the account, as the venue lists them: conditional ones among them, whoever sent
/// them.
struct OrderList {
    core::Timestamp asked; ///< when the question left; the list is no older
    venues::Reach reach = venues::Reach::Symbol;
    std::vector<venues::VenueOrder> rows;

    [[nodiscard]] int conditional() const;
};

/// The positions of the account in all its symbols, as the venue lists them. At a venue of coins: what was borrowed.
struct PositionList {
    core::Timestamp asked; ///< when the question left; the private stream may have changed rows since
    std::vector<venues::VenuePosition> rows; ///< none of size zero

    /// Null where there is no such row.
    [[nodiscard]] const venues::VenuePosition* find(const core::Symbol& symbol, core::PositionSide side) const;
    /// Zero where there is no such row. Where two positions are kept, Net is the difference of both.
    [[nodiscard]] core::Quantity sizeOf(const core::Symbol& symbol, core::PositionSide side) const;
    /// How much an order of that side can take from that position and not turn it; zero where it would add to it.
    [[nodiscard]] core::Quantity closable(const core::Symbol& symbol, core::Side order, core::PositionSide side) const;
};

} // namespace leadline::feeds
