// SPDX-License-Identifier: MIT
/// One order, divided over venues.
#pragma once

#include "engine/book/most_venues.h"
#include "engine/core/bounded_vector.h"
#include "engine/core/names.h"
#include "engine/core/price.h"

namespace leadline::routing
{

/// One venue's share of an order.
struct ChildOrder {
    core::MarketId market;
    core::Quantity size; ///< units of the venue's instrument; a multiple of its lot, at least its smallest order
    core::Price worstPrice; ///< of the levels it takes
    double averagePrice = 0; ///< of the levels it takes
    double allInPrice = 0; ///< average with fee and latency term
};

struct Split {
    core::BoundedVector<ChildOrder, book::mostVenues> children;
    core::Quantity filled; ///< coins
    core::Quantity unfilled; ///< coins that no combination of lots, minimums and visible depth could place
    double allInCost = 0; ///< quote units paid (a sell: received) with fees and latency terms
    double value = 0; ///< the same without them

    [[nodiscard]] double averagePrice() const { return value / filled.toDoubleLossy(); }
    [[nodiscard]] double averageAllInPrice() const { return allInCost / filled.toDoubleLossy(); }
};

} // namespace leadline::routing
