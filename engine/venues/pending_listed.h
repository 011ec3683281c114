// SPDX-License-Identifier: MIT
/// A venue's list of its instruments, as a recording holds it, which a decoder gives one by one.
#pragma once

#include "engine/core/events.h"

#include <cstddef>
#include <vector>

namespace leadline::venues
{

class PendingListed
{
public:
    void clear()
    {
        m_instruments.clear();
        m_given = 0;
    }
    void add(const core::Instrument& instrument) { m_instruments.push_back(instrument); }

    /// False: all of them are given.
    bool give(core::MarketMessage& message)
    {
        if (m_given == m_instruments.size()) {
            return false;
        }
        message.kind = core::MarketMessage::Kind::Listed;
        message.instrument = m_instruments[m_given++];
        message.symbol = message.instrument.id.symbol;
        return true;
    }

private:
    std::vector<core::Instrument> m_instruments;
    std::size_t m_given = 0;
};

} // namespace leadline::venues
