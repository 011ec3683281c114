// SPDX-License-Identifier: MIT
/// How long a venue gateway waits, and for what.
#pragma once

#include "engine/feeds/transport_timing.h"

#include <chrono>

namespace leadline::feeds
{

struct TradingTiming {
    std::chrono::milliseconds requestValidFor{5000}; ///< the venue refuses what arrives later
    std::chrono::milliseconds answerWithin{3000};
    std::chrono::milliseconds accountEvery{5000};
    std::chrono::milliseconds jointPause{5000}; ///< between two questions about many orders at once
    std::chrono::milliseconds countdown{0}; ///< the venue cancels everything when we are silent for so long; zero: not
    TransportTiming transport;
    /// An order that the venue does not know so long after it was sent never will be; zero: as the protocol has it.
    std::chrono::milliseconds absentAfter{0};
};

} // namespace leadline::feeds
