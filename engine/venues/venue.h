// SPDX-License-Identifier: MIT
/// The venues Leadline knows: one row a venue, which is all that the rest of the engine sees of it.
#pragma once

#include "engine/book/rules.h"
#include "engine/core/instrument.h"
#include "engine/venues/market_decoder.h"
#include "engine/venues/trading_protocol.h"
#include "engine/venues/venue_count.h"
#include "engine/venues/venue_protocol.h"

#include <memory>
#include <span>
#include <string_view>

namespace leadline::venues
{

struct Venue {
    core::VenueId id;
    std::string_view displayName; ///< "Kraken"
    book::BookRules rules; ///< how its books are kept true
    double makerFeeBps; ///< published base tier; a cost is positive
    double takerFeeBps;
    /// What a symbol of the venue trades, in common names; unknown when the symbol tells too little.
    core::Pair (*pairOf)(core::Symbol symbol);
    /// The venue's symbol of a pair; empty when it has none.
    core::Symbol (*symbolOf)(const core::Pair& pair);
    /// What is known of an instrument without asking the venue.
    core::Instrument (*instrumentOf)(const core::MarketId& id);
    /// True when only this venue sends such a message, or packet.
    bool (*sends)(std::string_view json);
    std::unique_ptr<MarketDecoder> (*makeDecoder)();
    /// Null for a venue that is known from recordings alone.
    std::unique_ptr<VenueProtocol> (*makeProtocol)();
    /// Null for a venue that cannot be traded at.
    std::unique_ptr<TradingProtocol> (*makeTrading)() = nullptr;
};

[[nodiscard]] std::span<const Venue, venueCount> knownVenues();
/// What comes nearest to the pair at that venue: itself, or its perpetual; unknown when there is neither.
[[nodiscard]] core::Pair asTradedAt(const Venue& venue, const core::Pair& pair);
/// Null when no venue has that name.
[[nodiscard]] const Venue* findVenue(std::string_view name);
[[nodiscard]] bool isBinance(const Venue& venue);
/// Whatever it trades.
[[nodiscard]] bool countsInContracts(const Venue& venue);
/// US stocks, under the names that those who sell the tape share.
[[nodiscard]] bool tellsOfStocks(const Venue& venue);
/// The venue that sends such a message; null when the message does not tell.
[[nodiscard]] const Venue* recogniseVenue(std::string_view json);

} // namespace leadline::venues
