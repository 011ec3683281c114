// SPDX-License-Identifier: MIT
/// When a stock is suspected of being halted.
#pragma once

namespace leadline::picks
{

struct HaltSettings {
    double silenceTimes = 60; ///< a liquid stock silent for longer than so many of its usual intervals is suspected ...
    double silenceSeconds = 60; ///< ... and for longer than this
    double liquidSeconds = 5; ///< liquid: it usually trades at least so often
    int silenceTrades = 100; ///< intervals that must be known before its silence says anything
    double tradeProofSeconds = 300; ///< where nothing else is known, a trade so young shows that it trades

    bool operator==(const HaltSettings&) const = default;
};

} // namespace leadline::picks
