// SPDX-License-Identifier: MIT
/// How an order for a price is meant.
#pragma once

#include <cstdint>

namespace leadline::desk
{

/// What the user meant by the price, judged by the frame that was on the screen.
enum class Reach : std::uint8_t {
    Rest, ///< the price was not through the market: an order that waits
    Cross, ///< the price was at or through the other side: an order that takes
    Join, ///< the touch of the venue it goes to, and no further than the price, if there is one: an order that waits
};

/// Who decides whether an order at the touch waits or takes.
enum class Style : std::uint8_t {
    Limit, ///< the price: what is not through the market waits, and the router chooses where
    Smart, ///< the router: where it is AGGRESSIVE, the order takes up to the collar
};

} // namespace leadline::desk
