// SPDX-License-Identifier: MIT
/// One venue's price for one order.
#pragma once

#include "engine/book/exclusion.h"
#include "engine/core/names.h"
#include "engine/core/price.h"

#include <limits>

namespace leadline::routing
{

/// One venue's price for one order, term by term.
struct VenueQuote {
    static constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

    core::MarketId market;
    book::Exclusion exclusion = book::Exclusion::None;
    bool fills = false; ///< the visible book holds the whole order, or only its touch is told (resting: there is one)
    double price = unknown; ///< VWAP of the sweep as far as it goes, or the touch for a resting order
    double impactBps = unknown; ///< price against the reference mid; a cost is positive, resting gains are negative
    double feeBps = 0; ///< taker, or maker for a resting order
    double latencyBps = 0; ///< latency_p95 / 1000 × volatility_bps
    double allInPrice = unknown; ///< the price with fee and latency term
    double weightedSize = 0; ///< coins at the touch it takes or joins, by reliability and latency: ranks equal prices
    core::Price worst; ///< the furthest level of the sweep; zero: nothing to take

    [[nodiscard]] bool isOffered() const { return exclusion == book::Exclusion::None && allInPrice == allInPrice; }
};

} // namespace leadline::routing
