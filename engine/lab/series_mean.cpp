// SPDX-License-Identifier: MIT
#include "engine/lab/series_mean.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

namespace leadline::lab
{

calibration::Interval meanOfSeries(std::span<const double> values)
{
    constexpr double normal95 = 1.959963984540054; // of the standard normal, both tails together 5 %
    const std::size_t count = values.size();
    if (count == 0) {
        return {};
    }
    const double mean = std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(count);
    if (count < 2) {
        return {.value = mean};
    }
    std::vector<double> away(values.begin(), values.end());
    for (double& value : away) {
        value -= mean;
    }
    std::size_t lags = 0;
    while ((lags + 1) * (lags + 1) * (lags + 1) <= count && lags + 2 < count) {
        ++lags;
    }
    const auto covariance = [&](std::size_t lag) {
        return std::inner_product(away.begin() + static_cast<std::ptrdiff_t>(lag), away.end(), away.begin(), 0.0)
            / static_cast<double>(count);
    };
    double variance = covariance(0);
    for (std::size_t lag = 1; lag <= lags; ++lag) {
        variance += 2 * (1 - static_cast<double>(lag) / static_cast<double>(lags + 1)) * covariance(lag);
    }
    const double reach = normal95 * std::sqrt(std::max(variance, 0.0) / static_cast<double>(count));
    return {.value = mean, .low = mean - reach, .high = mean + reach};
}

} // namespace leadline::lab
