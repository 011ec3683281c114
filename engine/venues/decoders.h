// SPDX-License-Identifier: MIT
/// The venues whose messages can be decoded.
#pragma once

#include "engine/book/rules.h"
#include "engine/venues/market_decoder.h"

#include <memory>
#include <span>
#include <string_view>

namespace leadline::venues
{

/// What the engine must know of a venue besides its decoder.
struct VenueTraits {
    core::VenueId id;
    book::SequenceRule sequence;
    book::RefereeRule referee;
    double makerFeeBps; ///< published base tier; a cost is positive
    double takerFeeBps;
};

[[nodiscard]] std::span<const VenueTraits> knownVenues();
/// Null when no venue has that name.
[[nodiscard]] const VenueTraits* findVenue(std::string_view name);
[[nodiscard]] std::unique_ptr<MarketDecoder> makeDecoder(const VenueTraits& venue);
/// The venue that sends such a message; null when the message does not tell.
[[nodiscard]] const VenueTraits* recogniseVenue(std::string_view json);

} // namespace leadline::venues
