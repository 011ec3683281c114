// SPDX-License-Identifier: MIT
/// What a wish for a limit becomes once the router has spoken: one rule for what is shown and what is sent.
#pragma once

#include "engine/core/bounded_vector.h"
#include "engine/orders/order.h"
#include "engine/routing/decision.h"

#include <cstdint>

namespace leadline::desk
{

/// What the user meant by the price, judged by the frame that was on the screen.
enum class Reach : std::uint8_t {
    Rest, ///< the price was not through the market: an order that waits
    Cross, ///< the price was at or through the other side: an order that takes
};

/// Of an order at `price` for someone who sees this touch; a missing side (zero) cannot be crossed.
[[nodiscard]] Reach reachOf(core::Side side, core::Price price, core::Price bestBid, core::Price bestAsk);

struct OrderPlan {
    core::MarketId market;
    orders::OrderType type = orders::OrderType::PostOnly;
    core::Price price; ///< not yet on the venue's tick
    core::Quantity size;
};
using OrderPlans = core::BoundedVector<OrderPlan, book::mostVenues>;

/// None for ABORT. A decision with a strategy says itself how it is sent, whatever `price` and `reach`; where it goes
/// in slices, the plan is the first. Else: an order that was meant to cross takes up to its own price or the collar,
/// whichever is better for its owner, at every venue the decision divides it over. One that was meant to rest takes
/// only when the router is AGGRESSIVE and it stands at the touch or better; else it is post-only at the decision's
/// venue, so that a market that moved meanwhile rejects it instead of charging a taker.
[[nodiscard]] OrderPlans planOrders(const routing::Decision& decision, core::Price price, Reach reach);

} // namespace leadline::desk
