// SPDX-License-Identifier: MIT
/// What the parts of a VenueGateway have in common.
#pragma once

#include "engine/core/time.h"
#include "engine/feeds/trading_timing.h"
#include "engine/venues/trading_protocol.h"
#include "engine/venues/venue.h"

#include <memory>

namespace leadline::feeds
{

/// An account at a venue, and how it is reached.
struct TradingAccess {
    const venues::Venue& venue;
    venues::TradingEnvironment environment;
    venues::Credentials credentials;
    core::Symbol symbol; ///< whose open orders are asked for
    TradingTiming timing;
    const core::Clock& clock;
    std::unique_ptr<venues::TradingProtocol> protocol;
};

} // namespace leadline::feeds
