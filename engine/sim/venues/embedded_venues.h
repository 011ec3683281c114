// SPDX-License-Identifier: MIT
/// The venues of the embedded market: around one efficient price, each with its own tick, depth, delay and protocol.
#pragma once

#include "engine/sim/exchange/embedded_market.h"
#include "engine/sim/protocol/venue_simulator.h"

#include <memory>
#include <optional>
#include <span>
#include <string_view>

namespace leadline::sim
{

struct AlpacaSettings;

/// A venue: its market, and the protocol that clients see it through.
struct EmbeddedVenue {
    std::unique_ptr<PlayedMarket> market;
    std::unique_ptr<VenueSimulator> simulator;
};

/// "binance-futures", "kraken", "coinbase" and "binance-spot", which trade a pair, and "alpaca", which trades stocks.
[[nodiscard]] std::span<const std::string_view> embeddedVenues();
/// Among a venue's environments: an embedded market that another program serves. Orders go to the addresses of its
/// market data.
inline constexpr std::string_view servedEnvironment = "sim";
/// The settings of a venue that trades a pair; nothing when the embedded market has none of the name. `symbol` as the
/// venue writes it; venues with one `seed` share their efficient price.
[[nodiscard]] std::optional<EmbeddedMarketSettings> embeddedSettings(
    std::string_view venue, const std::string& symbol, const core::Pair& pair, std::uint64_t seed);
/// Orders of the venue's account are its own; a venue without a trading side has none.
[[nodiscard]] EmbeddedVenue makeEmbeddedVenue(
    std::string_view venue, const EmbeddedMarketSettings& settings, core::Timestamp start);

/// The equities market, behind Alpaca's and Polygon's protocols.
[[nodiscard]] EmbeddedVenue makeEmbeddedStocks(const AlpacaSettings& settings, core::Timestamp start);

} // namespace leadline::sim
