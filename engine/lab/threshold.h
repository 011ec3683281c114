// SPDX-License-Identifier: MIT
/// The settings that a decision compares something with, and what it is.
#pragma once

#include "engine/lab/redecision.h"

#include <compare>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace leadline::lab
{

/// What stands on the other side of the comparison.
enum class Compared : std::uint8_t {
    Impact,
    Liquidity,
    Imbalance,
    Spread,
    BookAge,
    Strength,
    Stability,
    Flow,
    Pressure,
    Resilience,
    Concentration,
    Vpin,
    Adverse,
};

/// Whose orders are judged by it.
enum class JudgedOrders : std::uint8_t { All, WithSignal, WithoutSignal };

struct Threshold {
    std::string_view key; ///< as the settings have it
    double& (*place)(routing::RoutingPolicy&);
    Compared compared;
    JudgedOrders orders;
};
[[nodiscard]] std::span<const Threshold> thresholds();
/// Null where no decision compares anything with that setting.
[[nodiscard]] const Threshold* findThreshold(std::string_view key);

/// The values that a threshold may have, both ends included.
struct ThresholdRange {
    double least = 0;
    double most = 0;
};

/// Of the setting's range what the others leave it: bands must not pass one another.
[[nodiscard]] ThresholdRange rangeBeside(
    const Threshold& threshold, const ThresholdRange& range, const routing::RoutingPolicy& policy);
/// Both are values of one band, which bound each other.
[[nodiscard]] bool boundEachOther(const Threshold& one, const Threshold& other);

/// A place between two values of a threshold: just below one, so that the value belongs to what follows, or just above.
struct Cut {
    double value = 0;
    bool isAbove = false;

    auto operator<=>(const Cut&) const = default;
};

/// One value of a threshold to try. What comes out there comes out from the cut to the cut of the next one.
struct Probe {
    Cut from;
    double at = 0;
};
/// Nothing depends on the threshold but by comparisons with values that the loaded moment has: between two of those
/// the outcome is one. The probes are the least value, each of those, and the next number behind each. `policy`: the
/// other thresholds.
[[nodiscard]] std::vector<Probe> probesOf(
    Redecision& moment, const routing::RoutingPolicy& policy, const Threshold& threshold, const ThresholdRange& range);

} // namespace leadline::lab
