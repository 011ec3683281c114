// SPDX-License-Identifier: MIT
/// What is done about orders that must not rest any longer.
#pragma once

#include "engine/orders/order_manager.h"
#include "engine/orders/spread_guard.h"

#include <vector>

namespace leadline::execution
{

/// Cancels them, or, where the user wants none cancelled, says which it would have been.
inline void carryOut(
    const std::vector<orders::SpreadGuard::Finding>& findings, bool cancels, orders::OrderManager& manager)
{
    // NOLINTNEXTLINE(performance-unnecessary-copy-initialization): cancelling moves the guard's own lists
    const auto found = findings;
    for (const orders::SpreadGuard::Finding& finding : found) {
        if (cancels) {
            manager.cancel(finding.id, finding.why);
        } else {
            manager.flag(finding.id, finding.why);
        }
    }
}

} // namespace leadline::execution
