// SPDX-License-Identifier: MIT
/// What the window sees of an instrument that is watched.
#pragma once

#include "engine/core/names.h"
#include "engine/core/price.h"
#include "engine/desk/trust.h"

#include <limits>
#include <string>
#include <vector>

namespace leadline::session
{

/// A venue of a watched instrument.
struct WatchVenue {
    core::VenueId venue;
    desk::Trust trust = desk::Trust::Bad;
    std::string trustText; ///< why, for people

    bool operator==(const WatchVenue&) const = default;
};

/// A line of the watch list.
struct WatchLine {
    std::string name; ///< "BTC/USDT", "ETH/USDT-PERP", "AAPL"
    std::vector<WatchVenue> venues;
    core::Price bid; ///< best of the venues that take part; zero: none
    core::Price ask;
    int priceDecimals = 0;
    double spreadBps = std::numeric_limits<double>::quiet_NaN();
    double changePercent =
        std::numeric_limits<double>::quiet_NaN(); ///< of the mid since it was first seen this UTC day
    double activity = 0; ///< messages a second
    core::Quantity position; ///< coins or shares
    double profit = 0; ///< since UTC midnight, in `currency`
    std::string currency; ///< "USDT"
    int workingOrders = 0;
    bool isBreakerOpen = false;

    bool operator==(const WatchLine&) const = default;
};

using WatchLines = std::vector<WatchLine>;

} // namespace leadline::session
