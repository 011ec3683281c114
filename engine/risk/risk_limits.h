// SPDX-License-Identifier: MIT
/// Limits that stand between a decision and the venue.
#pragma once

namespace leadline::risk
{

/// All editable; none is ever off without being shown.
struct RiskLimits {
    double maxSlippageBps = 50; ///< the collar: a marketable limit reaches this far from the arrival mid
    double priceBandPercent = 5; ///< a limit further from mid asks first
    double maxOrderNotional = 1'000'000; ///< quote units
    int maxOpenOrders = 50;
    double maxPosition = 1'000'000; ///< quote units a symbol, before what its book takes off
    double fullResilience = 0.3; ///< book_resilience below this takes off the position limit, in proportion
    double leastConcentration = 0.3; ///< volume_concentration below this, and the limit is ...
    double dispersedFactor = 0.5; ///< ... this part of it
    double maxDailyLoss = 10'000; ///< quote units since UTC midnight; nothing new is sent beyond it
    int duplicateMs = 300; ///< the same order again within this time is refused; zero: never
    double breakerTrip = 0.8; ///< spread_stability_norm_100 above this ...
    double breakerReset = 0.6; ///< ... until it is at or below this
    int breakerSeconds = 60; ///< without a break, for both
    int urgentDecisions = 3; ///< this many urgent decisions within the window cut the size ...
    double urgentFactor = 0.5; ///< ... to this part of it ...
    int urgentWindowSeconds = 60; ///< ... for this long
    int maxOverrides = 5; ///< raises to market in any window of ...
    int overrideWindowSeconds = 3600; ///< ... so long
};

} // namespace leadline::risk
