// SPDX-License-Identifier: MIT
/// What an order for a price becomes once the router has spoken: one rule for what is shown and what is sent.
#pragma once

#include "engine/core/bounded_vector.h"
#include "engine/desk/order_style.h"
#include "engine/orders/order.h"
#include "engine/routing/decision.h"

#include <cstdint>

namespace leadline::desk
{

/// Of an order at `price` for someone who sees this touch; a missing side (zero) cannot be crossed.
[[nodiscard]] Reach reachOf(core::Side side, core::Price price, core::Price bestBid, core::Price bestAsk);

struct OrderPlan {
    core::MarketId market;
    orders::OrderType type = orders::OrderType::PostOnly;
    core::Price price; ///< not yet on the venue's tick
    core::Quantity size;
    bool takes = false; ///< it is meant to fill at once, whatever becomes of the rest
};
using OrderPlans = core::BoundedVector<OrderPlan, book::mostVenues>;

/// None for ABORT. A decision with a strategy says itself how it is sent, whatever `price` and `reach`; where it goes
/// in slices, the plan is the first. Else: an order that was meant to cross takes up to its own price or the collar,
/// whichever is better for its owner, at every venue the decision divides it over. One that was meant to wait is
/// post-only at the decision's venue, at its price, or where that would take there, at that venue's own touch: never
/// beyond its price; Reach::Join with a price of zero is that touch, wherever it is. Stocks are sent as limits, either
/// way: at Alpaca nothing is post-only, and what a limit leaves stays for the day. It takes only in the Smart style,
/// when the router is AGGRESSIVE and it stands at the touch.
[[nodiscard]] OrderPlans planOrders(
    const routing::Decision& decision, core::Price price, Reach reach, Style style = Style::Limit);

} // namespace leadline::desk
