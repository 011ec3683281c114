// SPDX-License-Identifier: MIT
/// What goes wrong on a trading day: halts, runs into a price band, gaps, quotes that stop; by seed.
#pragma once

#include "engine/sim/equities/stock_events.h"

#include <string_view>
#include <vector>

namespace leadline::sim
{

struct StockIncident {
    enum class Kind : std::uint8_t {
        Halt, ///< by the exchange or the regulator
        Run, ///< the price runs further than its band, which ends in a pause
        Gap, ///< the price moves by more than 5 % within five minutes, inside its band
        Silence, ///< its quotes stop, and nobody says so
    };

    Kind kind = Kind::Halt;
    core::Timestamp at;
    StockIndex stock = 0;
    core::Duration length{}; ///< of the halt, the movement, the silence
    double share = 0; ///< of the price, by which it moves
    std::string_view reason; ///< Halt
};

/// Of that day from `from` on, in order of time. One of each kind comes in its first minutes, more by chance until the
/// close; a gap lies three minutes before `from`, in what was not played.
[[nodiscard]] std::vector<StockIncident> stockIncidents(
    std::uint64_t seed, const equities::MarketDay& day, core::Timestamp from);

/// Limit up, limit down: how far from its reference a stock of that tier and price may trade, as a price.
[[nodiscard]] core::Price bandWidth(StockTier tier, core::Price reference);

} // namespace leadline::sim
