// SPDX-License-Identifier: MIT
/// What the window sees of durations.
#pragma once

#include <cstddef>
#include <string>

namespace leadline::session
{

/// How long something takes, over its newest cases. ms.
struct LatencyLine {
    std::string name; ///< "acknowledged", "kraken data"
    std::size_t samples = 0;
    double p50 = 0;
    double p95 = 0;
    double p99 = 0;
};

} // namespace leadline::session
