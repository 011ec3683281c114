// SPDX-License-Identifier: MIT
/// What a wish for a limit becomes once the router has spoken: one rule for what is shown and what is sent.
#pragma once

#include "engine/orders/order.h"
#include "engine/routing/decision.h"

#include <optional>

namespace leadline::desk
{

struct OrderPlan {
    orders::OrderType type = orders::OrderType::PostOnly;
    core::Price price;
    core::Quantity size;
};

/// Nothing for ABORT. A limit through the market takes, at its own price or the collar, whichever is better for its
/// owner; AGGRESSIVE takes up to the collar from the touch; an order behind the touch was meant to rest there and stays
/// post-only, however urgent the router is.
[[nodiscard]] std::optional<OrderPlan> planOrder(const routing::Decision& decision, core::Price price);

} // namespace leadline::desk
