// SPDX-License-Identifier: MIT
/// How sure a figure of a sample is: the percentile bootstrap (Efron & Tibshirani, "An Introduction to the Bootstrap",
/// 1993, chapter 13).
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <random>
#include <span>
#include <vector>

namespace leadline::calibration
{

/// A figure, and the bounds that hold the true one with the wanted confidence; NaN where too few have the figure.
struct Interval {
    static constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

    double value = unknown;
    double low = unknown;
    double high = unknown;
};

/// What overlaps in time is not independent, and drawn one by one it would look surer than it is: it is drawn in
/// circular blocks of neighbours (Politis & Romano, "A circular block-resampling procedure", 1992).
struct Resampling {
    std::uint64_t seed = 1; ///< the same seed gives the same bounds
    int resamples = 2000;
    double confidence = 0.95;
    std::size_t block = 1; ///< neighbours drawn together; 1: independent ones
};

/// Draws as many places as there are, with replacement.
class Redraw
{
public:
    Redraw(std::size_t size, const Resampling& resampling)
        : m_random(resampling.seed)
        , m_block(resampling.block)
        , m_places(size)
    {
    }

    /// Valid until the next call.
    [[nodiscard]] std::span<const std::size_t> next();

private:
    std::mt19937_64 m_random;
    std::size_t m_block;
    std::vector<std::size_t> m_places;
};

/// The bounds from what the resamples said, by linear interpolation between order statistics; those that said nothing
/// (NaN) are left out. Sorts `resampled`.
[[nodiscard]] Interval boundsOf(double value, std::vector<double>& resampled, double confidence);

/// Fewer than two values: no bounds.
[[nodiscard]] Interval meanInterval(std::span<const double> values, const Resampling& resampling);
/// Mean of the first less mean of the second, which are drawn independently.
[[nodiscard]] Interval meanDifference(
    std::span<const double> first, std::span<const double> second, const Resampling& resampling);

} // namespace leadline::calibration
