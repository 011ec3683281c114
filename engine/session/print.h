// SPDX-License-Identifier: MIT
/// A trade as time and sales show it.
#pragma once

#include "engine/core/names.h"
#include "engine/core/price.h"
#include "engine/core/side.h"
#include "engine/core/time.h"

#include <cstdint>

namespace leadline::session
{

/// Of a venue that takes part.
struct Print {
    std::uint64_t number = 0; ///< counted from 1; a gap in the numbers is trades that were not shown
    core::Timestamp time;
    core::MarketId market;
    core::Price price;
    core::Quantity size; ///< coins
    core::Side aggressor = core::Side::Bid; ///< Bid: somebody bought

    bool operator==(const Print&) const = default;
};

} // namespace leadline::session
