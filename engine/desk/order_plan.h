// SPDX-License-Identifier: MIT
/// What a wish for a limit becomes once the router has spoken: one rule for what is shown and what is sent.
#pragma once

#include "engine/orders/order.h"
#include "engine/routing/decision.h"

#include <cstdint>
#include <optional>

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
    orders::OrderType type = orders::OrderType::PostOnly;
    core::Price price;
    core::Quantity size;
};

/// Nothing for ABORT. An order that was meant to cross takes up to its own price or the collar, whichever is better for
/// its owner. One that was meant to rest takes only when the router is AGGRESSIVE and it stands at the touch or better;
/// else it is post-only, so that a market that moved meanwhile rejects it instead of charging a taker.
[[nodiscard]] std::optional<OrderPlan> planOrder(const routing::Decision& decision, core::Price price, Reach reach);

} // namespace leadline::desk
