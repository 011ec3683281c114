// SPDX-License-Identifier: MIT
#include "engine/calibration/sliding_statistics.h"

#include <cmath>
#include <limits>

namespace leadline::calibration
{

namespace
{

constexpr double noSample = std::numeric_limits<double>::quiet_NaN();

double millisecondsOf(core::Duration value)
{
    return static_cast<double>(value.count()) * 1e-6;
}

} // namespace

void SlidingQuantiles::add(double value)
{
    m_values.insert({value, ++m_added});
}

void SlidingQuantiles::remove(double value)
{
    const auto found = m_values.lower_bound({value, 0});
    if (found != m_values.end() && found->first == value) {
        m_values.erase(found);
    }
}

double SlidingQuantiles::quantile(double q) const
{
    if (m_values.empty()) {
        return noSample;
    }
    const double at = q * static_cast<double>(m_values.size() - 1);
    const auto below = static_cast<std::size_t>(at);
    const auto lower = m_values.find_by_order(below);
    const auto upper = std::next(lower);
    return upper == m_values.end() ? lower->first
                                   : std::lerp(lower->first, upper->first, at - static_cast<double>(below));
}

void SlidingMoments::add(core::Duration value)
{
    m_quantiles.add(millisecondsOf(value));
    m_sum += value.count();
    m_squares += static_cast<core::Int128>(value.count()) * value.count();
}

void SlidingMoments::remove(core::Duration value)
{
    const std::size_t before = size();
    m_quantiles.remove(millisecondsOf(value));
    if (size() < before) {
        m_sum -= value.count();
        m_squares -= static_cast<core::Int128>(value.count()) * value.count();
    }
}

double SlidingMoments::mean() const
{
    return size() == 0 ? noSample : static_cast<double>(m_sum) / static_cast<double>(size()) * 1e-6;
}

double SlidingMoments::deviation() const
{
    if (size() == 0) {
        return noSample;
    }
    // n Σx² - (Σx)², exact: it takes three million answers of an hour each to leave 128 bits.
    const auto n = static_cast<core::Int128>(size());
    return std::sqrt(static_cast<double>(n * m_squares - m_sum * m_sum)) / static_cast<double>(n) * 1e-6;
}

} // namespace leadline::calibration
