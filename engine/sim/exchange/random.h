// SPDX-License-Identifier: MIT
/// Randomness for the embedded market: the same seed gives the same market on every machine.
#pragma once

#include "engine/core/time.h"

#include <cmath>
#include <cstdint>
#include <numbers>
#include <random>

namespace leadline::sim
{

/// The engine of the standard library, whose output is fixed, with distributions of our own, whose standard ones are
/// not.
class Random
{
public:
    explicit Random(std::uint64_t seed)
        : m_engine(seed)
    {
    }

    /// Uniform in (0, 1).
    double uniform() { return (static_cast<double>(m_engine() >> 11) + 0.5) * 0x1p-53; }
    bool chance(double probability) { return uniform() < probability; }
    /// Mean one.
    double exponential() { return -std::log(uniform()); }
    double normal() { return std::sqrt(-2 * std::log(uniform())) * std::cos(2 * std::numbers::pi * uniform()); }
    /// 0, 1, 2, ... with the given mean.
    std::int64_t geometric(double mean)
    {
        return static_cast<std::int64_t>(std::log(uniform()) / std::log(mean / (1 + mean)));
    }
    std::uint64_t below(std::uint64_t limit)
    {
        return static_cast<std::uint64_t>(uniform() * static_cast<double>(limit));
    }

private:
    std::mt19937_64 m_engine;
};

/// Cut to nanoseconds, not rounded: the same seed goes on giving the same market.
[[nodiscard]] inline core::Duration cutSeconds(double seconds)
{
    return core::Duration(static_cast<std::int64_t>(seconds * 1e9));
}

} // namespace leadline::sim
