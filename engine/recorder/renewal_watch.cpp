// SPDX-License-Identifier: MIT
#include "engine/recorder/renewal_watch.h"

#include <utility>

namespace leadline::recorder
{

bool RenewalWatch::isDue(core::Timestamp now, const RecordStatistics& statistics)
{
    const Day day = dayOf(now);
    const bool isNewDay = std::exchange(m_today, day) != day;
    const std::uint64_t dropped = statistics.dropped();
    const bool isLosing = std::exchange(m_dropped, dropped) != dropped;
    const bool isOver = std::exchange(m_isLosing, isLosing) && !isLosing;
    return isNewDay || isOver;
}

} // namespace leadline::recorder
