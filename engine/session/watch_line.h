// SPDX-License-Identifier: MIT
/// What the window sees of an instrument that is watched.
#pragma once

#include "engine/core/names.h"
#include "engine/core/price.h"
#include "engine/desk/trust.h"

#include <cmath>
#include <limits>
#include <string>
#include <vector>

namespace leadline::session
{

/// A venue of a watched instrument, and how far it can be believed.
struct WatchVenue {
    core::VenueId venue;
    desk::Trust trust = desk::Trust::Bad;
    std::string trustText; ///< why, for people

    bool operator==(const WatchVenue&) const = default;
};

/// One instrument that is watched: no book, but what a table shows of it.
struct WatchLine {
    std::string name; ///< "BTC/USDT", "ETH/USDT-PERP", "AAPL": what the user calls it
    std::vector<WatchVenue> venues;
    core::Price bid; ///< best of the venues that take part; zero: none
    core::Price ask;
    int priceDecimals = 0;
    double spreadBps = std::numeric_limits<double>::quiet_NaN(); ///< of the middle; not a number: not known
    double changePercent =
        std::numeric_limits<double>::quiet_NaN(); ///< of the middle since it was first seen today (UTC)
    double activity = 0; ///< trades and book changes a second
    core::Quantity position; ///< coins or shares; below zero: short
    double profit = 0; ///< today, in `currency`
    std::string currency; ///< "USDT"
    int workingOrders = 0;
    bool isBreakerOpen = false;

    /// What is not known equals what is not known: a line that stands still is the same line.
    bool operator==(const WatchLine& other) const
    {
        const auto same = [](double one, double two) { return one == two || (std::isnan(one) && std::isnan(two)); };
        return same(spreadBps, other.spreadBps) && same(changePercent, other.changePercent)
            && same(activity, other.activity) && same(profit, other.profit) && bid == other.bid && ask == other.ask
            && position == other.position && workingOrders == other.workingOrders
            && isBreakerOpen == other.isBreakerOpen && priceDecimals == other.priceDecimals && name == other.name
            && currency == other.currency && venues == other.venues;
    }
};

using WatchLines = std::vector<WatchLine>;

} // namespace leadline::session
