// SPDX-License-Identifier: MIT
/// What is said to a person of messages that a recording loses.
#pragma once

#include "engine/recorder/record_statistics.h"

#include <optional>
#include <string>

namespace leadline::recorder
{

/// A loss is said once when it begins, and once, with its size, when messages have been written again for three looks:
/// on a disk at its brink a small frame finds room between two that do not.
class LossWords
{
public:
    /// To be asked about once a second; mostly there is nothing to say.
    [[nodiscard]] std::optional<std::string> look(const RecordStatistics& statistics);

private:
    std::uint64_t m_dropped = 0; ///< as of the last look
    std::uint64_t m_droppedBefore = 0; ///< as of the beginning of the loss
    std::uint64_t m_messages = 0; ///< as of the last look
    bool m_isLosing = false;
    int m_goodLooks = 0; ///< in a row, since the newest loss
};

} // namespace leadline::recorder
