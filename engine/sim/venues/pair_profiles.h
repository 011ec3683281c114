// SPDX-License-Identifier: MIT
/// What the embedded market makes of a pair: its price, its steps, how much of it is traded.
#pragma once

#include "engine/sim/exchange/embedded_market.h"

#include <cstdint>
#include <string_view>

namespace leadline::sim
{

/// The same at every venue.
struct PairProfile {
    double price = 1; ///< to begin with, quote units; dollars of all kinds are worth the same
    double marketShare = 1; ///< how much of the whole market's moves it makes
    double ownBps = 0; ///< mean size of its own news, beside the market's
    double traffic = 1; ///< orders of the crowd, as a share of ether's
};

/// Well-known coins as they are, others by their names: the same name always gives the same pair.
[[nodiscard]] PairProfile profileOf(const core::Pair& pair);
/// Ether, which the venues' settings are made for; whatever it is traded against.
[[nodiscard]] bool isReference(const core::Pair& pair);
/// Fits settings that a venue has for ether to another coin: prices, steps, sizes, traffic and path.
void fitTo(EmbeddedMarketSettings& settings, const core::Pair& pair, std::uint64_t seed);
/// A seed of such a name, from another one.
[[nodiscard]] std::uint64_t mixedSeed(std::uint64_t seed, std::string_view name);

} // namespace leadline::sim
