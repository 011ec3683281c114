// SPDX-License-Identifier: MIT
#include "engine/calibration/recent_durations.h"

namespace leadline::calibration
{

void RecentDurations::add(core::Duration took)
{
    constexpr std::size_t most = 1000;
    m_recent.push_back(took);
    m_moments.add(took);
    if (m_recent.size() > most) {
        m_moments.remove(m_recent.front());
        m_recent.pop_front();
    }
}

} // namespace leadline::calibration
