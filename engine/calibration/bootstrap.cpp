// SPDX-License-Identifier: MIT
#include "engine/calibration/bootstrap.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace leadline::calibration
{

namespace
{

double meanOf(std::span<const double> values)
{
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double meanOf(std::span<const double> values, std::span<const std::size_t> places)
{
    double sum = 0;
    for (const std::size_t place : places) {
        sum += values[place];
    }
    return sum / static_cast<double>(places.size());
}

} // namespace

std::span<const std::size_t> Redraw::next()
{
    const std::size_t size = m_places.size();
    for (std::size_t i = 0, left = 0; i < size; ++i, --left) {
        if (left == 0) {
            // The remainder favours small places by less than size / 2^64.
            m_places[i] = m_random() % size;
            left = std::max<std::size_t>(1, m_block);
        } else {
            m_places[i] = (m_places[i - 1] + 1) % size;
        }
    }
    return m_places;
}

Interval boundsOf(double value, std::vector<double>& resampled, double confidence)
{
    std::erase_if(resampled, [](double v) { return !std::isfinite(v); });
    if (resampled.empty()) {
        return {.value = value};
    }
    std::ranges::sort(resampled);
    const auto quantile = [&resampled](double q) {
        const double place = q * static_cast<double>(resampled.size() - 1);
        const auto below = static_cast<std::size_t>(place);
        const std::size_t above = std::min(below + 1, resampled.size() - 1);
        return std::lerp(resampled[below], resampled[above], place - static_cast<double>(below));
    };
    return {value, quantile((1 - confidence) / 2), quantile((1 + confidence) / 2)};
}

Interval meanInterval(std::span<const double> values, const Resampling& resampling)
{
    const double mean = meanOf(values);
    if (values.size() < 2) {
        return {.value = mean};
    }
    Redraw redraw(values.size(), resampling);
    std::vector<double> resampled;
    resampled.reserve(static_cast<std::size_t>(resampling.resamples));
    for (int i = 0; i < resampling.resamples; ++i) {
        resampled.push_back(meanOf(values, redraw.next()));
    }
    return boundsOf(mean, resampled, resampling.confidence);
}

Interval meanDifference(std::span<const double> first, std::span<const double> second, const Resampling& resampling)
{
    const double difference = meanOf(first) - meanOf(second);
    if (first.size() < 2 || second.size() < 2) {
        return {.value = difference};
    }
    Redraw redrawFirst(first.size(), resampling);
    Resampling other = resampling;
    ++other.seed;
    Redraw redrawSecond(second.size(), other);
    std::vector<double> resampled;
    resampled.reserve(static_cast<std::size_t>(resampling.resamples));
    for (int i = 0; i < resampling.resamples; ++i) {
        resampled.push_back(meanOf(first, redrawFirst.next()) - meanOf(second, redrawSecond.next()));
    }
    return boundsOf(difference, resampled, resampling.confidence);
}

} // namespace leadline::calibration
