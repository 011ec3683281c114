// SPDX-License-Identifier: MIT
/// What the choice among venues was worth, as it was seen when the order was decided.
#pragma once

#include "engine/core/names.h"
#include "engine/core/price.h"
#include "engine/routing/venue_quote.h"

namespace leadline::routing
{

/// All-in prices (fees, impact, latency term) of the size that was decided, the way it is sent: taking, or resting at
/// the own touch. NaN: the book there could not fill it, or the venue took no part.
struct VenueComparison {
    core::Quantity size; ///< coins
    double chosen = VenueQuote::unknown; ///< of the venue or the division that was chosen
    core::MarketId best; ///< the single venue that costs least, whichever the user asked for; it may be the chosen one
    double bestPrice = VenueQuote::unknown;
    core::MarketId home; ///< where it would go if there were no choice
    double homePrice = VenueQuote::unknown;
};

} // namespace leadline::routing
