// SPDX-License-Identifier: MIT
/// Every threshold the desk obeys.
#pragma once

#include "engine/book/participation_rules.h"
#include "engine/core/pair.h"
#include "engine/features/feature_settings.h"
#include "engine/risk/risk_limits.h"
#include "engine/routing/routing_policy.h"
#include "engine/routing/venue_terms.h"

#include <vector>

namespace leadline::desk
{

/// Before a book is stale it is doubtful.
struct TrustRules {
    double lateSeconds = 1.5; ///< without an update: late
    double delayedSeconds = 0.5; ///< data that takes so much longer than the quickest message ever did

    bool operator==(const TrustRules&) const = default;
};

/// Every threshold the desk obeys.
struct DeskSettings {
    features::FeatureSettings features;
    routing::RoutingPolicy routing;
    risk::RiskLimits risk;
    book::ParticipationRules participation; ///< its freshness is that of the routing policy
    TrustRules trust;
    core::QuoteMap equalQuotes; ///< quote currencies the user takes for equal
    bool equalKinds = false; ///< the coin and its contracts stand in one book; orders stay within their kind
    bool hasExtendedHours = false; ///< limits for stocks work before the open and after the close, too
    std::vector<routing::VenueTerms> venues; ///< a venue that is not named has the general terms
};

} // namespace leadline::desk
