// SPDX-License-Identifier: MIT
/// What trading at a venue costs besides the price.
#pragma once

#include "engine/core/names.h"

namespace leadline::routing
{

/// What trading at a venue costs besides the price: measured from our own fills, or what is published or assumed.
struct VenueTerms {
    core::VenueId venue;
    double makerFeeBps = 2; ///< of the notional; negative: a rebate
    double takerFeeBps = 5;
    double latencyMs = 50; ///< from sending to acknowledgement, 95 of 100
    double reliability = 0.5; ///< 0..1
    bool isOn = true; ///< the user lets it take part

    bool operator==(const VenueTerms&) const = default;
};

} // namespace leadline::routing
