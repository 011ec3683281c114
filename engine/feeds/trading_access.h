// SPDX-License-Identifier: MIT
/// What the parts of a VenueGateway have in common.
#pragma once

#include "engine/core/time.h"
#include "engine/feeds/trading_timing.h"
#include "engine/venues/trading_protocol.h"
#include "engine/venues/venue.h"

#include <memory>
#include <set>

namespace leadline::feeds
{

/// An account at a venue, and how it is reached.
struct TradingAccess {
    const venues::Venue& venue;
    venues::TradingEnvironment environment;
    venues::Credentials credentials;
    std::set<core::Symbol> symbols; ///< whose open orders are asked for; the empty one: of the whole account
    TradingTiming timing;
    const core::Clock& clock;
    std::unique_ptr<venues::TradingProtocol> protocol;

    /// What a list is asked for: the only symbol, or, where there are several, the account.
    [[nodiscard]] core::Symbol listed(venues::Reach reach) const
    {
        return reach == venues::Reach::Account || symbols.size() != 1 ? core::Symbol() : *symbols.begin();
    }
    /// A list that went so far tells of that symbol.
    [[nodiscard]] bool isListed(const core::Symbol& symbol, venues::Reach reach) const
    {
        return listed(reach).isEmpty() || listed(reach) == symbol;
    }
};

} // namespace leadline::feeds
