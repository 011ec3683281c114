// SPDX-License-Identifier: MIT
/// What can be done on a market right now.
#pragma once

#include "engine/core/events.h"

#include <algorithm>

namespace leadline::desk
{

struct MarketAccess {
    core::TradingStatus instrument = core::TradingStatus::Online; ///< what the venue lets its clients do with it
    core::TradingStatus venue = core::TradingStatus::Online; ///< and as a whole
    bool isConnected = true; ///< data can come; a replay is always connected
    bool isTradable = true; ///< orders can be sent; a market that is only shown takes no part in routing

    /// The stricter one holds.
    [[nodiscard]] core::TradingStatus status() const { return std::max(instrument, venue); }
};

} // namespace leadline::desk
