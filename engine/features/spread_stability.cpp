// SPDX-License-Identifier: MIT
#include "engine/features/spread_stability.h"

#include <algorithm>
#include <cmath>

namespace leadline::features
{

void SpreadStability::add(core::Price spread)
{
    constexpr std::int64_t most = 100'000'000 * core::decimalScale;
    if (spread.raw() > most) {
        return;
    }
    m_spreads.push(spread.raw());
    for (Window& window : m_windows) {
        const core::Int128 now = spread.raw();
        window.sum += now;
        window.squares += now * now;
        if (m_spreads.size() > window.length) {
            const core::Int128 gone = m_spreads[m_spreads.end() - 1 - window.length];
            window.sum -= gone;
            window.squares -= gone * gone;
        }
    }
    if (m_spreads.size() > m_windows.back().length) {
        m_spreads.dropUntil(m_spreads.end() - m_windows.back().length);
    }
}

void SpreadStability::write(FeatureSet& features) const
{
    for (const Window& window : m_windows) {
        const auto count = static_cast<core::Int128>(std::min(window.length, m_spreads.size()));
        if (count < 2) {
            continue;
        }
        // n Σx² - (Σx)² is n(n - 1) times the variance, and a whole number.
        const core::Int128 scaled = count * window.squares - window.sum * window.sum;
        const double n = core::toDouble(count);
        const double deviation = std::sqrt(core::toDouble(scaled) / (n * (n - 1)));
        features[window.deviation] = deviation / core::decimalScale;
        features[window.normalised] = deviation * n / core::toDouble(window.sum);
    }
}

} // namespace leadline::features
