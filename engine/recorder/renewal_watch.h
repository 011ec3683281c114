// SPDX-License-Identifier: MIT
/// When the books that are recorded have to begin anew.
#pragma once

#include "engine/core/time.h"
#include "engine/recorder/record_statistics.h"
#include "engine/recorder/tape_name.h"

#include <cstdint>

namespace leadline::recorder
{

/// Asked a few times a second.
class RenewalWatch
{
public:
    explicit RenewalWatch(core::Timestamp now)
        : m_today(dayOf(now))
    {
    }

    /// A day has begun, whose files have changes alone until their books begin in them; or messages are written again
    /// after some were lost: changes behind a hole belong to no book.
    [[nodiscard]] bool isDue(core::Timestamp now, const RecordStatistics& statistics);

private:
    Day m_today;
    std::uint64_t m_dropped = 0; ///< as of the last look
    int m_goodLooks = 0; ///< in a row, since messages were lost
    bool m_wasLosing = false;
};

} // namespace leadline::recorder
