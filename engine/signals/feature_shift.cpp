// SPDX-License-Identifier: MIT
#include "engine/signals/feature_shift.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace leadline::signals
{

namespace
{

/// A bin that nothing fell into would make the index infinite.
constexpr double leastShare = 0.0001;
constexpr double shiftedFrom = 0.1;
constexpr double differentAbove = 0.25;

} // namespace

FeatureShift::FeatureShift(TrainingBins bins)
    : m_bins(std::move(bins))
    , m_counts(m_bins.shares.size(), 0)
{
}

void FeatureShift::add(double value)
{
    if (std::isnan(value)) {
        return;
    }
    // As single-precision numbers, which XGBoost trains on: a value that is an edge is on it, however it was rounded.
    const auto single = [](double number) { return static_cast<float>(number); };
    const auto above = std::ranges::upper_bound(m_bins.edges, single(value), {}, single);
    ++m_counts[static_cast<std::size_t>(above - m_bins.edges.begin())];
    ++m_count;
}

double FeatureShift::psi() const
{
    if (m_count == 0) {
        return std::numeric_limits<double>::quiet_NaN();
    }
    double sum = 0;
    for (std::size_t bin = 0; bin < m_counts.size(); ++bin) {
        const double now = std::max(static_cast<double>(m_counts[bin]) / static_cast<double>(m_count), leastShare);
        const double then = std::max(m_bins.shares[bin], leastShare);
        sum += (now - then) * std::log(now / then);
    }
    return sum;
}

std::string_view describeShift(double psi)
{
    if (std::isnan(psi)) {
        return "not known";
    }
    return psi < shiftedFrom ? "as in training" : psi <= differentAbove ? "shifted" : "another distribution";
}

} // namespace leadline::signals
