// SPDX-License-Identifier: MIT
/// The trades of one message, which a decoder gives one by one.
#pragma once

#include "engine/core/events.h"
#include "engine/core/result.h"

#include <expected>
#include <vector>

namespace leadline::venues
{

class PendingTrades
{
public:
    void clear()
    {
        m_trades.clear();
        m_given = 0;
    }
    core::Trade& add() { return m_trades.emplace_back(); }

    /// Ends a decode(): what was read goes out with it, or the first trade. A message with a defect gives nothing.
    std::expected<void, core::Defect> settle(
        const std::expected<void, core::Defect>& read, core::MarketMessage& message)
    {
        if (!read) {
            message.kind = core::MarketMessage::Kind::Other;
            clear();
        } else if (message.kind == core::MarketMessage::Kind::Other) {
            static_cast<void>(give(message));
        }
        return read;
    }

    /// False: all of them are given.
    bool give(core::MarketMessage& message)
    {
        if (m_given == m_trades.size()) {
            return false;
        }
        message.kind = core::MarketMessage::Kind::Trade;
        message.trade = m_trades[m_given++];
        return true;
    }

private:
    std::vector<core::Trade> m_trades;
    std::size_t m_given = 0;
};

} // namespace leadline::venues
