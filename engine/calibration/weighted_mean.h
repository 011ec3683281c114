// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <limits>

namespace leadline::calibration
{

/// A mean with weights; what is not a number is left out. NaN without any.
class WeightedMean
{
public:
    void add(double value, double weight)
    {
        if (std::isfinite(value) && weight > 0) {
            m_sum += value * weight;
            m_weight += weight;
        }
    }
    [[nodiscard]] double value() const
    {
        return m_weight > 0 ? m_sum / m_weight : std::numeric_limits<double>::quiet_NaN();
    }

private:
    double m_sum = 0;
    double m_weight = 0;
};

} // namespace leadline::calibration
