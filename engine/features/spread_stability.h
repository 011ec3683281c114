// SPDX-License-Identifier: MIT
/// How steady the spread is, over the last 10, 50 and 100 samples.
#pragma once

#include "engine/core/ring.h"
#include "engine/features/feature_set.h"

#include <array>

namespace leadline::features
{

/// Sample standard deviation (n - 1) from whole-number sums: exact, and O(1) a sample. Spreads above 1e8 are left out:
/// their squares would not fit, and there is no market behind them.
class SpreadStability
{
public:
    void add(core::Price spread);
    void write(FeatureSet& features) const;

private:
    struct Window {
        std::size_t length;
        Feature deviation;
        Feature normalised;
        core::Int128 sum = 0;
        core::Int128 squares = 0;
    };

    core::Ring<std::int64_t> m_spreads{128};
    std::array<Window, 3> m_windows{{
        {10, Feature::SpreadStability10, Feature::SpreadStabilityNorm10},
        {50, Feature::SpreadStability50, Feature::SpreadStabilityNorm50},
        {100, Feature::SpreadStability100, Feature::SpreadStabilityNorm100},
    }};
};

} // namespace leadline::features
