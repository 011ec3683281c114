// SPDX-License-Identifier: MIT
/// Comparing ratios and amounts with limits a user typed, without rounding either.
#pragma once

#include "engine/core/price.h"

#include <compare>

namespace leadline::picks
{

/// A limit as the user sees it, times a share of it: "0.8 of 50 bps". Both count in millionths.
struct ScaledLimit {
    double limit = 0; ///< below 1e5 of a ratio, below 1e12 of an amount
    double share = 1; ///< below 10
};

/// How numerator / denominator stands to the limit. The denominator is positive.
[[nodiscard]] std::strong_ordering compareRatio(core::Int128 numerator, core::Int128 denominator, ScaledLimit limit);
[[nodiscard]] std::strong_ordering compareAmount(core::Notional amount, ScaledLimit limit);

} // namespace leadline::picks
