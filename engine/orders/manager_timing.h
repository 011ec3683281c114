// SPDX-License-Identifier: MIT
/// How long an OrderManager waits, and for what.
#pragma once

#include "engine/core/time.h"

#include <chrono>
#include <cstddef>

namespace leadline::orders
{

struct ManagerTiming {
    core::Duration answerWithin = std::chrono::seconds(3); ///< then the order is Unknown
    core::Duration firstAsk = std::chrono::milliseconds(250); ///< between questions about an Unknown order, doubled ...
    core::Duration longestAsk = std::chrono::seconds(5); ///< ... up to this
    /// A request older than this cannot be accepted any more (Binance: recvWindow 5 s, Kraken: deadline 5 s), so that
    /// an order the venue does not know then never will be. Venues may have one of their own:
    /// OrderManager::setAbsentAfter().
    core::Duration absentAfter = std::chrono::seconds(7);
    std::size_t keptClosed = 10'000; ///< closed orders remembered
};

} // namespace leadline::orders
