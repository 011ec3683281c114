// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>

namespace leadline::feeds
{

/// How patient a connection is. Tests shorten these instead of waiting.
struct TransportTiming {
    std::chrono::milliseconds firstRetry{500}; ///< doubled with every failure ...
    std::chrono::milliseconds longestRetry{30'000}; ///< ... up to this
    double jitter = 0.25; ///< each wait is drawn from 1 ± jitter of its length
    std::chrono::milliseconds silence{10'000}; ///< no data for this long: connect anew. A subscribe answer is no data
    std::chrono::milliseconds longestLife{23 * 3'600'000 + 50 * 60'000}; ///< the venue cuts at 24 h; we go before
    std::chrono::milliseconds pingEvery{60'000};
};

/// The wait before attempt `failures` (counted from 1), with `draw` uniform in 0..1.
[[nodiscard]] constexpr std::chrono::milliseconds retryDelay(const TransportTiming& timing, int failures, double draw)
{
    auto wait = timing.firstRetry;
    for (int i = 1; i < failures && wait < timing.longestRetry; ++i) {
        wait *= 2;
    }
    if (wait > timing.longestRetry) {
        wait = timing.longestRetry;
    }
    const double factor = 1 + timing.jitter * (2 * draw - 1);
    return std::chrono::milliseconds(static_cast<long long>(static_cast<double>(wait.count()) * factor));
}

} // namespace leadline::feeds
