// SPDX-License-Identifier: MIT
#include "engine/venues/decoders.h"

#include "engine/venues/binance/binance_decoder.h"

#include <algorithm>
#include <array>

namespace leadline::venues
{

namespace
{

constexpr std::array venues{
    VenueTraits{binance::futuresVenue, book::SequenceRule::BinanceFutures, book::RefereeRule::EveryChange, 2.0, 5.0},
    VenueTraits{binance::spotVenue, book::SequenceRule::BinanceSpot, book::RefereeRule::SameId, 10.0, 10.0},
    VenueTraits{
        binance::coinMarginedVenue, book::SequenceRule::BinanceFutures, book::RefereeRule::EveryChange, 2.0, 5.0},
};

} // namespace

std::span<const VenueTraits> knownVenues()
{
    return venues;
}

const VenueTraits* findVenue(std::string_view name)
{
    const auto* const found = std::ranges::find_if(venues, [&](const VenueTraits& v) { return v.id.view() == name; });
    return found == venues.end() ? nullptr : found;
}

std::unique_ptr<MarketDecoder> makeDecoder(const VenueTraits& venue)
{
    // Every venue known so far speaks Binance's protocol; the next one adds its case here.
    return std::make_unique<binance::BinanceDecoder>(venue.id);
}

const VenueTraits* recogniseVenue(std::string_view json)
{
    const core::VenueId id = binance::recognise(json);
    return id.isEmpty() ? nullptr : findVenue(id.view());
}

} // namespace leadline::venues
