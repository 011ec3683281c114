// SPDX-License-Identifier: MIT
/// What executions tell about a venue: one record a fill, one a request whose answer was timed.
#pragma once

#include "engine/core/names.h"
#include "engine/core/price.h"
#include "engine/core/side.h"
#include "engine/core/time.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace leadline::calibration
{

/// One fill with what it cost.
struct Execution {
    core::Timestamp time; ///< as the venue stamped it
    core::MarketId market;
    core::Side side = core::Side::Bid; ///< Bid: bought
    bool isMaker = false;
    core::Price price;
    core::Quantity size; ///< coins
    double notional = 0; ///< quote units
    double fee = 0; ///< quote units; a rebate is negative
    double expectedFeeBps = 0; ///< what was published or set when it happened
    std::string order; ///< the client order id as venues get it
    std::string decision; ///< what led to the order; empty: nothing that is kept
    std::string execution; ///< the venue's id of the fill
    std::string workstation; ///< whose it was

    /// NaN without a notional.
    [[nodiscard]] double feeBps() const;
    bool operator==(const Execution&) const = default;
};

/// One measured way to the venue and back, on a monotonic clock.
struct LatencySample {
    enum class Kind : std::uint8_t {
        Acknowledged, ///< order sent → acknowledgement received
        Filled, ///< order sent → first fill, of orders that take
    };

    core::Timestamp time; ///< when the answer came
    core::MarketId market;
    Kind kind = Kind::Acknowledged;
    core::Duration took{};
    std::string order;
    std::string workstation;

    bool operator==(const LatencySample&) const = default;
};

/// The hours of a day that are looked at apart, UTC, from `begins` to before `ends`.
struct SessionWindow {
    std::string_view name;
    int begins = 0;
    int ends = 24;

    [[nodiscard]] bool holds(core::Timestamp time) const;
};
/// "day" (all of it), "asia" 02-06, "europe" 08-10, "us" 14-16.
inline constexpr SessionWindow sessionWindows[]{{"day", 0, 24}, {"asia", 2, 6}, {"europe", 8, 10}, {"us", 14, 16}};

} // namespace leadline::calibration
