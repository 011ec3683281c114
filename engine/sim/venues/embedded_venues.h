// SPDX-License-Identifier: MIT
/// The venues of the embedded market: around the same efficient prices, each with its own ticks, depth, delay and
/// protocol.
#pragma once

#include "engine/sim/exchange/embedded_market.h"
#include "engine/sim/protocol/venue_simulator.h"
#include "engine/venues/venue.h"

#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace leadline::sim
{

struct AlpacaSettings;

/// A venue: its markets, and the protocol that clients see it through.
struct EmbeddedVenue {
    std::unique_ptr<PlayedMarket> market;
    std::unique_ptr<VenueSimulator> simulator;
};

/// "binance-futures", "kraken", "coinbase", "binance-spot" and "binance-coinm", which trade pairs, and "alpaca", which
/// trades stocks.
[[nodiscard]] std::span<const std::string_view> embeddedVenues();
/// Among a venue's environments: an embedded market that another program serves. Orders go to the addresses of its
/// market data.
inline constexpr std::string_view servedEnvironment = "sim";
/// What that venue serves when nobody names pairs, ether first; empty where the embedded market has no such venue.
[[nodiscard]] std::vector<core::Pair> usualPairs(const venues::Venue& venue);
/// The settings of a market at a venue that trades pairs; nothing when the embedded market has none of the name.
/// `symbol` as the venue writes it. Venues with one `seed` share the efficient price of a coin, whatever it is traded
/// against; every quote currency is taken for dollars.
[[nodiscard]] std::optional<EmbeddedMarketSettings> embeddedSettings(
    std::string_view venue, const std::string& symbol, const core::Pair& pair, std::uint64_t seed);
/// The same of several pairs, in that order, each once; those that the venue has no symbol of are left out. No pairs:
/// the usual ones, ether first. Empty when the embedded market has none of the name.
[[nodiscard]] std::vector<EmbeddedMarketSettings> embeddedSettings(
    const venues::Venue& venue, std::span<const core::Pair> pairs, std::uint64_t seed);
/// Orders of the venue's account are its own; a venue without a trading side has none. At least one market.
[[nodiscard]] EmbeddedVenue makeEmbeddedVenue(
    std::string_view venue, std::vector<EmbeddedMarketSettings> markets, core::Timestamp start);
[[nodiscard]] EmbeddedVenue makeEmbeddedVenue(
    std::string_view venue, const EmbeddedMarketSettings& market, core::Timestamp start);

/// The equities market, behind Alpaca's and Polygon's protocols.
[[nodiscard]] EmbeddedVenue makeEmbeddedStocks(const AlpacaSettings& settings, core::Timestamp start);

} // namespace leadline::sim
