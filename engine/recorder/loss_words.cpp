// SPDX-License-Identifier: MIT
#include "engine/recorder/loss_words.h"

#include <utility>

namespace leadline::recorder
{

namespace
{

constexpr int looksUntilGood = 3;

} // namespace

std::optional<std::string> LossWords::look(const RecordStatistics& statistics)
{
    const std::uint64_t before = std::exchange(m_dropped, statistics.dropped());
    const bool isWriting = std::exchange(m_messages, statistics.all.messages) < statistics.all.messages;
    if (m_dropped > before) {
        m_goodLooks = 0;
        if (std::exchange(m_isLosing, true)) {
            return std::nullopt;
        }
        m_droppedBefore = before;
        return "messages are being lost: "
            + (statistics.problem.empty() ? std::string("the disk is slower than the market") : statistics.problem);
    }
    m_goodLooks += isWriting ? 1 : 0;
    if (!m_isLosing || m_goodLooks < looksUntilGood) {
        return std::nullopt;
    }
    m_isLosing = false;
    const std::uint64_t lost = m_dropped - m_droppedBefore;
    return std::to_string(lost) + (lost == 1 ? " message was" : " messages were")
        + " lost; what comes is written again";
}

} // namespace leadline::recorder
