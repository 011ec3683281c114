// SPDX-License-Identifier: MIT
/// Realised volatility of the mid price.
#pragma once

#include "engine/core/time.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace leadline::features
{

/// Sample standard deviation of the last 60 one-second log returns of the mid, in bps per square root of a second. The
/// mid at a full second is the last one before it; seconds without an update repeat it. Defined from the second return.
class Volatility
{
public:
    void add(core::Timestamp time, double mid);
    [[nodiscard]] std::optional<double> value() const { return m_value; }

private:
    static constexpr std::size_t window = 60;

    void closeSecond();

    std::array<double, window> m_returns{};
    std::size_t m_count = 0; ///< returns ever taken
    std::int64_t m_second = 0;
    double m_mid = 0; ///< last mid seen; 0: none
    double m_previousMid = 0; ///< mid at the last full second; 0: none
    std::optional<double> m_value;
};

} // namespace leadline::features
