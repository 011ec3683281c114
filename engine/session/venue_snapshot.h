// SPDX-License-Identifier: MIT
/// What the window sees of one venue of the market on show.
#pragma once

#include "engine/book/exclusion.h"
#include "engine/core/level.h"
#include "engine/core/names.h"
#include "engine/desk/market_counters.h"
#include "engine/desk/trust.h"
#include "engine/routing/venue_quote.h"
#include "engine/routing/venue_terms.h"
#include "engine/session/traded_at.h"

#include <string>
#include <vector>

namespace leadline::session
{

/// One venue's part of the market on show.
struct VenueSnapshot {
    core::MarketId market;
    std::string name; ///< "Kraken"
    desk::Trust trust = desk::Trust::Bad;
    std::string trustText; ///< why, for people
    book::Exclusion exclusion = book::Exclusion::OutOfSync; ///< None: takes part in the consolidated book
    double ageSeconds = 0; ///< since the book's last update
    double delayMs = 0; ///< receive time minus event time, less the smallest such difference seen
    routing::VenueTerms terms;
    double weight = 0; ///< what the ranking makes of a size: reliability and latency
    core::Price tick;
    std::vector<core::Level> bids; ///< best first, sizes in coins
    std::vector<core::Level> asks;
    desk::MarketCounters counters;
    std::size_t levelsAside = 0; ///< of its book as it is: too large or too fine to be held
    std::vector<TradedAt> recentTrades; ///< of the last minute there, by price, ascending
    core::Price lastTrade;
    routing::VenueQuote buy; ///< taking the comparison's notional now
    routing::VenueQuote sell;
};

} // namespace leadline::session
