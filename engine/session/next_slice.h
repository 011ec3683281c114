// SPDX-License-Identifier: MIT
/// The next part of an order that goes out in slices no larger than the touch.
#pragma once

#include "engine/core/price.h"
#include "engine/orders/order.h"

namespace leadline::desk
{
class Market;
}
namespace leadline::routing
{
struct Decision;
}

namespace leadline::session
{

struct NextSlice {
    core::Price price;
    core::Quantity size; ///< units; all that remains where no order could send the rest
    orders::OrderType type = orders::OrderType::Limit;
    bool isBeyondCollar = false; ///< the market has left the collar of its arrival: it must not be sent
};

/// On the book as it is now, which must be usable.
[[nodiscard]] NextSlice nextSlice(
    const routing::Decision& decision, core::Quantity remaining, const desk::Market& market);

} // namespace leadline::session
