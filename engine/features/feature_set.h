// SPDX-License-Identifier: MIT
/// The names and values of the microstructure features.
#pragma once

#include "engine/core/price.h"
#include "engine/core/time.h"

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string_view>

namespace leadline::features
{

enum class Feature : std::uint8_t {
    Spread,
    SpreadPct,
    SpreadBps,
    Microprice,
    Obi,
    Obi1,
    Obi2,
    Obi3,
    Obi10,
    WeightedImbalance,
    ImpactCostBuy,
    ImpactCostSell,
    ImpactCost,
    LiquidityRatio,
    BidDepth,
    AskDepth,
    DepthImbalance,
    DepthDollars,
    PressureImbalanceWeighted,
    BookResilience,
    VolumeConcentration,
    SpreadStability10,
    SpreadStabilityNorm10,
    SpreadStability50,
    SpreadStabilityNorm50,
    SpreadStability100,
    SpreadStabilityNorm100,
    Ofi10s,
    OfiNormalized10s,
    OfiWeighted10s,
    Ofi30s,
    OfiNormalized30s,
    OfiWeighted30s,
    Ofi1m,
    OfiNormalized1m,
    OfiWeighted1m,
    Ofi5m,
    OfiNormalized5m,
    OfiWeighted5m,
    Vpin,
    VolatilityBps,
};

inline constexpr std::size_t featureCount = static_cast<std::size_t>(Feature::VolatilityBps) + 1;

struct FeatureInfo {
    Feature feature;
    std::string_view name; ///< column name in files
    std::string_view meaning; ///< one line for people
    double least; ///< smallest value that makes sense
    double most; ///< largest value that makes sense
};

/// One entry a feature, in the order of the enum.
[[nodiscard]] std::span<const FeatureInfo, featureCount> featureTable();
[[nodiscard]] std::string_view nameOf(Feature feature);

/// One sample of one market.
class FeatureSet
{
public:
    static constexpr double undefined = std::numeric_limits<double>::quiet_NaN();
    /// An impact that the visible book cannot absorb: greater than every limit.
    static constexpr double insufficient = std::numeric_limits<double>::infinity();

    core::Timestamp time;
    core::Price bestBid;
    core::Price bestAsk;
    core::Price mid;

    FeatureSet() { m_values.fill(undefined); }
    /// The value, or nothing while it is not defined; `insufficient` counts as defined.
    [[nodiscard]] std::optional<double> value(Feature feature) const
    {
        const double raw = (*this)[feature];
        return std::isnan(raw) ? std::nullopt : std::optional(raw);
    }
    [[nodiscard]] double operator[](Feature feature) const { return m_values[static_cast<std::size_t>(feature)]; }
    double& operator[](Feature feature) { return m_values[static_cast<std::size_t>(feature)]; }

private:
    std::array<double, featureCount> m_values;
};

} // namespace leadline::features
