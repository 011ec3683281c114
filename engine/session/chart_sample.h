// SPDX-License-Identifier: MIT
/// One sample for the charts.
#pragma once

#include "engine/features/feature_set.h"

#include <cstdint>

namespace leadline::session
{

/// One sample for the charts.
struct ChartSample {
    features::FeatureSet features;
    std::uint64_t number = 0; ///< counted from 1; a gap in the numbers is a gap in the chart
};

} // namespace leadline::session
