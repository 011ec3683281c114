// SPDX-License-Identifier: MIT
/// What came by one file or socket in this session, so that nothing counts twice.
#pragma once

#include "engine/signals/signal_line.h"

#include <unordered_set>

namespace leadline::signals
{

/// Thread: its owner's.
class SignalSource
{
public:
    explicit SignalSource(std::string name)
        : m_name(std::move(name))
    {
    }

    /// Names the signal's source, and gives it the time and an id where its line has none. A defect when its id was
    /// there before; the signal stays as it was.
    [[nodiscard]] core::Result<void> admit(Signal& signal, core::Timestamp now);

private:
    std::string m_name;
    std::size_t m_unnamed = 0; ///< how many ids were made
    std::unordered_set<std::string> m_ids;
};

} // namespace leadline::signals
