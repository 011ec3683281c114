// SPDX-License-Identifier: MIT
#include "engine/recorder/renewal_watch.h"

#include <utility>

namespace leadline::recorder
{

namespace
{

constexpr int looksUntilOver = 8;

} // namespace

bool RenewalWatch::isDue(core::Timestamp now, const RecordStatistics& statistics)
{
    const Day day = dayOf(now);
    const bool isNewDay = std::exchange(m_today, day) != day;
    const std::uint64_t dropped = statistics.dropped();
    if (std::exchange(m_dropped, dropped) != dropped) {
        m_wasLosing = true;
        m_goodLooks = 0;
    }
    // On a disk at its brink a small frame finds room between two that do not.
    const bool isOver = m_wasLosing && ++m_goodLooks > looksUntilOver;
    m_wasLosing = m_wasLosing && !isOver;
    return isNewDay || isOver;
}

} // namespace leadline::recorder
