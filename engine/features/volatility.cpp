// SPDX-License-Identifier: MIT
#include "engine/features/volatility.h"

#include <algorithm>
#include <cmath>

namespace leadline::features
{

void Volatility::closeSecond()
{
    if (m_previousMid > 0) {
        m_returns[m_count++ % window] = std::log(m_mid / m_previousMid);
    }
    m_previousMid = m_mid;
}

void Volatility::add(core::Timestamp time, double mid)
{
    const std::int64_t second = std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
    if (m_mid > 0 && second > m_second) {
        // After a long silence the window holds nothing but zeros; more of them change nothing.
        const std::int64_t closed = std::min<std::int64_t>(second - m_second, static_cast<std::int64_t>(window) + 1);
        for (std::int64_t i = 0; i < closed; ++i) {
            closeSecond();
        }
        const std::size_t n = std::min(m_count, window);
        if (n >= 2) {
            double mean = 0;
            for (std::size_t i = 0; i < n; ++i) {
                mean += m_returns[i];
            }
            mean /= static_cast<double>(n);
            double squares = 0;
            for (std::size_t i = 0; i < n; ++i) {
                squares += (m_returns[i] - mean) * (m_returns[i] - mean);
            }
            m_value = std::sqrt(squares / static_cast<double>(n - 1)) * 1e4;
        }
    }
    if (m_mid == 0 || second > m_second) {
        m_second = second;
    }
    m_mid = mid;
}

} // namespace leadline::features
