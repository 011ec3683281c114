// SPDX-License-Identifier: MIT
/// When a resting order must go.
#pragma once

namespace leadline::orders
{

struct GuardSettings {
    double maxSpreadBps = 10; ///< of orders that name no other
    double maxAgeSeconds = 0; ///< zero: any
    double checkIntervalSeconds = 1; ///< of the rules that go by time
    bool autoCancel = true; ///< false: orders are flagged, nothing is cancelled
    bool cancelOnStale = false;
    bool isConsolidated = false; ///< the spread is that of all venues in place of the order's own
    double dwellMs = 0; ///< the spread must stay too wide for so long; zero: once is enough
    double hysteresisBps = 0; ///< while it dwells, it ends only this far below the threshold
};

} // namespace leadline::orders
