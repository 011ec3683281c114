// SPDX-License-Identifier: MIT
/// How an order goes out: passive, aggressive, smaller, or not at all. By the microstructure policy, or by the signal
/// policy where a signal comes with it.
#pragma once

#include "engine/book/order_book.h"
#include "engine/core/instrument.h"
#include "engine/features/book_features.h"
#include "engine/risk/risk.h"
#include "engine/routing/decision.h"
#include "engine/routing/route_request.h"
#include "engine/routing/routing_policy.h"
#include "engine/routing/signal_policy.h"
#include "engine/routing/venue_choice.h"

#include <optional>
#include <span>

namespace leadline::routing
{

/// The state of the market and of the safeguards at the moment of the decision.
struct RouteContext {
    core::MarketId market;
    const core::Instrument* instrument = nullptr; ///< must be there
    const book::OrderBook* book = nullptr; ///< absent: no venue
    bool inSync = false;
    core::Timestamp time; ///< event time of the decision
    core::Duration bookAge{}; ///< since the last update of the book
    bool killSwitch = false;
    bool breakerOpen = false;
    book::Exclusion exclusion = book::Exclusion::None; ///< the venue takes no part, for this reason
    std::optional<double> impact; ///< of the whole order where it can go to several venues; else of this book alone
    bool urgencyBrake = false; ///< several urgent decisions lately: half the size
    const features::FeatureSet* sample = nullptr; ///< the newest one of the market; absent: none yet
    double adverseBps = SignalInputs::unknown; ///< see SignalInputs
    int overridesLeft = 0; ///< raises to market that this hour still allows
};

/// Every rule is looked at and writes its line, whether or not an earlier one has settled the action. Pure: the same
/// request on the same book gives the same decision.
[[nodiscard]] Decision decide(const RouteRequest& request, const RouteContext& context, const RoutingPolicy& policy,
    const risk::RiskLimits& limits);

/// One venue of several.
struct VenueContext {
    RouteContext context;
    Candidate candidate;
};

/// The policy over several venues of one instrument. `request.size` is in coins. It is judged where taking would cost
/// least; a passive order is judged again where resting costs least, and goes there when it is passive there too, as
/// does one that is meant to wait; an order that takes is divided when that costs less than the best single venue. With
/// nobody to take part, the decision is that of the first venue, with its reason. `referenceMid`: what impacts are
/// measured against. Pure, like the other one. At least one venue, at most book::mostVenues.
[[nodiscard]] Decision decideAcross(const RouteRequest& request, std::span<const VenueContext> venues,
    double referenceMid, const RoutingPolicy& policy, const risk::RiskLimits& limits);

} // namespace leadline::routing
