// SPDX-License-Identifier: MIT
/// How many messages a client may send within a second.
#pragma once

#include "engine/core/time.h"

#include <deque>

namespace leadline::sim
{

/// Thread: its owner's.
class MessageRate
{
public:
    /// False when the message is one too many.
    bool admit(core::Timestamp now, std::size_t most)
    {
        while (!m_sent.empty() && now - m_sent.front() >= std::chrono::seconds(1)) {
            m_sent.pop_front();
        }
        m_sent.push_back(now);
        return m_sent.size() <= most;
    }

private:
    std::deque<core::Timestamp> m_sent; ///< of the last second
};

} // namespace leadline::sim
