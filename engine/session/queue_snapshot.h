// SPDX-License-Identifier: MIT
/// What the window sees of an order in its queue.
#pragma once

#include "engine/core/price.h"
#include "engine/orders/client_order_id.h"

namespace leadline::session
{

/// How much stands before an order of ours.
struct QueueSnapshot {
    orders::ClientOrderId order = 0;
    core::Quantity ahead;
    double confidence = 0; ///< 0..1
};

} // namespace leadline::session
