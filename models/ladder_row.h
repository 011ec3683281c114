// SPDX-License-Identifier: MIT
/// One row of a ladder, as values.
#pragma once

#include "engine/book/most_venues.h"
#include "engine/core/price.h"
#include "engine/orders/order.h"

#include <array>

namespace leadline::models
{

/// Sizes of one row by venue, in the order of the snapshot's venues.
using VenueSizes = std::array<core::Quantity, book::mostVenues>;

/// What one row shows. Values only: equal rows need no new picture.
struct LadderRow {
    core::Price price;
    core::Quantity bidSize; ///< of the venues that take part
    core::Quantity askSize;
    VenueSizes bidParts; ///< of all venues, those that take no part included
    VenueSizes askParts;
    core::Quantity bidChange; ///< since the last full second, in either direction
    core::Quantity askChange;
    core::Quantity cumulative; ///< size from the touch to here, on the side of this row
    core::Quantity ownBuy; ///< remaining size of own buys here
    core::Quantity ownSell;
    core::Quantity queueBuy; ///< estimated size ahead of the first own buy
    core::Quantity queueSell;
    double buyConfidence = 0; ///< in the estimate: 1 when only trades moved it
    double sellConfidence = 0;
    orders::OrderState buyState = orders::OrderState::Filled; ///< of the least settled own buy; Filled: none
    orders::OrderState sellState = orders::OrderState::Filled;
    core::Quantity sold; ///< by aggressors at this price within the window
    core::Quantity bought;
    core::Quantity profile; ///< since the start
    bool isBestBid = false;
    bool isBestAsk = false;
    bool isLastTrade = false;
    bool isAverage = false; ///< what our position cost, on average

    bool operator==(const LadderRow&) const = default;
};

/// Of the rows on show.
struct LadderTotals {
    core::Quantity largestSize;
    core::Quantity largestProfile;
    core::Quantity bids;
    core::Quantity asks;
};

} // namespace leadline::models
