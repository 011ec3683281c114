// SPDX-License-Identifier: MIT
/// What an order becomes when it is sent now.
#pragma once

#include "engine/desk/order_plan.h"
#include "engine/routing/decision.h"
#include "engine/session/order_intent.h"

namespace leadline::models
{

/// What an order would become now. Button, tooltip and question read from it, and it is what is sent.
struct PlannedOrder {
    session::OrderIntent intent;
    bool isKnown = false; ///< the router has spoken of orders of this size and venue; else no plan
    routing::Action wish = routing::Action::Abort; ///< what the router would do by itself
    routing::Reason reason = routing::Reason::NoVenue;
    session::OrderIntent settled; ///< what goes out: the same order with nothing left to the moment it arrives
    desk::OrderPlans plans; ///< prices on the ticks of their venues; empty: the router says no
    core::Quantity size; ///< what the plans send, or the slices of them: in all
    core::Price bound; ///< no plan goes beyond it
    bool takes = false; ///< at once, some of it at least
    bool isPlaceOpen = false; ///< the price ends before the router's places do: which venue has it is seen on arrival
    core::Price marketBid; ///< the touch of all venues, known even where the router has not spoken; zero without a book
    core::Price marketAsk;

    [[nodiscard]] bool isRefused() const { return isKnown && plans.isEmpty(); }
};

} // namespace leadline::models
