// SPDX-License-Identifier: MIT
/// How long something took lately.
#pragma once

#include "engine/calibration/sliding_statistics.h"
#include "engine/core/time.h"

#include <cstddef>
#include <deque>

namespace leadline::calibration
{

/// Quantiles of the newest thousand durations.
class RecentDurations
{
public:
    void add(core::Duration took);
    [[nodiscard]] std::size_t size() const { return m_recent.size(); }
    /// `q` in 0..1; ms, NaN without durations.
    [[nodiscard]] double quantile(double q) const { return m_moments.quantile(q); }

private:
    std::deque<core::Duration> m_recent; ///< newest last
    SlidingMoments m_moments;
};

} // namespace leadline::calibration
