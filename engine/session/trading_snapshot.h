// SPDX-License-Identifier: MIT
/// What the window sees of the way to trade at a venue.
#pragma once

#include "engine/core/names.h"
#include "engine/core/time.h"
#include "engine/venues/balance.h"

#include <string>
#include <vector>

namespace leadline::session
{

/// The way to trade at one venue.
struct TradingSnapshot {
    core::VenueId venue;
    std::string environment; ///< "embedded", "demo", "live"
    bool isOnShow = true; ///< of the instrument on show; others trade beside it
    bool isLive = false;
    bool isUp = false;
    bool isReconciled = false;
    bool isRefused = false; ///< the venue turned the key away: it is not tried again
    std::string why; ///< what stands in the way while it is not up, in the venue's words; empty: nothing was told
    core::Timestamp downSince; ///< while it is not up
    bool hasCountdown = false; ///< the venue cancels everything when we are gone
    std::vector<venues::Balance> balances;
};

} // namespace leadline::session
