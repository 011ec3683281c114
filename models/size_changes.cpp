// SPDX-License-Identifier: MIT
#include "models/size_changes.h"

#include <utility>

namespace leadline::models
{

void SizeChanges::mark(std::vector<LadderRow>& rows, std::int64_t top, core::Timestamp time)
{
    const std::int64_t second = core::millisecondsOf(time) / 1000;
    const bool goesBack = time < std::exchange(m_time, time);
    if (goesBack || second != m_second || m_top != top || m_baseline.size() != rows.size()) {
        m_baseline.resize(rows.size());
        for (std::size_t i = 0; i < rows.size(); ++i) {
            m_baseline[i] = {rows[i].bidSize, rows[i].askSize};
        }
        m_second = second;
        m_top = top;
    }
    for (std::size_t i = 0; i < rows.size(); ++i) {
        rows[i].bidChange = rows[i].bidSize - m_baseline[i].bid;
        rows[i].askChange = rows[i].askSize - m_baseline[i].ask;
    }
}

} // namespace leadline::models
