// SPDX-License-Identifier: MIT
/// What the journal keeps of a decision.
#pragma once

#include "engine/calibration/outcome.h"
#include "engine/features/feature_set.h"
#include "engine/routing/decision.h"
#include "engine/routing/route_request.h"

namespace leadline::session
{

/// What was asked, decided and seen; whoever sends adds what was sent, or why nothing was. `sample` is the newest of
/// the decision's market; its time is the epoch before the first.
[[nodiscard]] calibration::JournalledDecision journalled(
    const routing::RouteRequest& request, const routing::Decision& decision, const features::FeatureSet& sample);

} // namespace leadline::session
