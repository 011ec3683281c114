// SPDX-License-Identifier: MIT
/// Which events an order may meet in which state, and what they make of it: one table, and nothing decides beside it.
#pragma once

#include "engine/orders/order.h"

namespace leadline::orders
{

enum class OrderEvent : std::uint8_t {
    Written, ///< the intent is in the journal: the order goes out
    Accepted,
    PartFill,
    FullFill,
    CancelSent,
    Cancelled,
    CancelRefused,
    Rejected,
    Expired,
    AmendSent,
    Amended,
    AmendRefused,
    TimedOut, ///< an answer did not come, or told nothing
    Absent, ///< the venue never knew it, and cannot any more
    Vanished, ///< the venue knew it once, and does not now
};
inline constexpr int orderEvents = static_cast<int>(OrderEvent::Vanished) + 1;

[[nodiscard]] std::string_view describe(OrderEvent event);

enum class Verdict : std::uint8_t {
    Allowed,
    Ignored, ///< late, repeated or without meaning: counted
    Defect, ///< somebody is wrong, the venue or we: counted, told, and what it says of money is still believed
};

struct Transition {
    Verdict verdict = Verdict::Ignored;
    OrderState next = OrderState::New;
};

/// `next` is the state itself where nothing changes.
[[nodiscard]] Transition transitionOf(OrderState state, OrderEvent event);

} // namespace leadline::orders
