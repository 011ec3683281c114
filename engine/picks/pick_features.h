// SPDX-License-Identifier: MIT
/// Figures of a symbol that a score is made of.
#pragma once

#include <array>
#include <string_view>

namespace leadline::picks
{

/// A number that a model may look at. Dollars, shares and fractions lose precision here, and nowhere before.
struct PickFeature {
    std::string_view name;
    double value = 0; ///< not a number where it is not known
};

inline constexpr std::array<std::string_view, 5> pickFeatureNames{
    "order_imbalance", "bid_depth", "ask_depth", "spread_bps", "depth_imbalance"};

using PickFeatures = std::array<PickFeature, pickFeatureNames.size()>;

} // namespace leadline::picks
