// SPDX-License-Identifier: MIT
/// The numbers of the microstructure policy (semantics §3).
#pragma once

#include "engine/features/feature_settings.h"
#include "engine/routing/signal_rules.h"

namespace leadline::routing
{

struct RoutingPolicy {
    double maxImpactCost = 0.0015; ///< fraction of mid; above: ABORT
    double minLiquidityRatio = 0.2; ///< below: the size is cut ...
    double lowLiquidityFactor = 0.5; ///< ... to this part of it
    double aggressiveObi = 0.55; ///< in the order's direction; above: AGGRESSIVE
    double wideSpreadPct = 0.0009; ///< fraction of mid; above: PASSIVE
    features::BookFeatureSettings
        book; ///< the same as the features on show; impact is computed for at least its notional
    double quoteFreshnessSeconds = 5; ///< an older book is stale
    SignalPolicy signal; ///< of orders that come with a signal
};

} // namespace leadline::routing
