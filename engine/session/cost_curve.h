// SPDX-License-Identifier: MIT
/// What taking costs, by notional.
#pragma once

#include "engine/core/names.h"

#include <vector>

namespace leadline::session
{

/// Cost of taking against the order's notional, all-in, in bps of the mid. NaN where a book is too short.
struct CostCurve {
    std::vector<double> notionals; ///< quote units, ascending
    std::vector<core::MarketId> markets; ///< one line each
    std::vector<std::vector<double>> venues; ///< [market][notional]
    std::vector<double> split; ///< the cheapest division
};

} // namespace leadline::session
