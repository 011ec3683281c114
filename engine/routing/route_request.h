// SPDX-License-Identifier: MIT
/// What the router is asked.
#pragma once

#include "engine/core/names.h"
#include "engine/core/pair.h"
#include "engine/core/price.h"
#include "engine/core/side.h"
#include "engine/routing/signal_trace.h"

#include <optional>

namespace leadline::routing
{

/// What is to be decided, and on what.
struct RouteRequest {
    core::Pair pair; ///< of its kind alone are the venues; not known: the coin comes before its contracts
    core::Side side = core::Side::Bid;
    core::Quantity size; ///< units; zero: taken from notional
    double notional = 0; ///< quote units, used when size is zero
    core::VenueId venue; ///< the only venue the user wants; empty: the best one
    core::MarketId home; ///< where it would go if there were no choice, to compare with; empty: the first of its kind
    core::Price limit; ///< of an order that takes: no worse price than this counts; zero: none
    bool takes = false; ///< the order is meant to take, whatever the policy prefers: venue and division are for taking
    bool rests = false; ///< the order is meant to wait, whatever the policy prefers: the venue is for resting
    std::optional<Signal> signal; ///< judged by the signal policy
    std::optional<Strategy> asked; ///< sent that way and in full, whatever the policies say: safeguards still hold
};

} // namespace leadline::routing
