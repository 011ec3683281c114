// SPDX-License-Identifier: MIT
/// What was traded where within the last minute, by price.
#pragma once

#include "engine/core/events.h"
#include "engine/session/traded_at.h"

#include <deque>
#include <map>
#include <vector>

namespace leadline::session
{

/// Thread: engine.
class TradeHistory
{
public:
    void add(const core::Trade& trade);
    void clear();

    [[nodiscard]] const core::Trade& last() const { return m_last; }
    void copyRecent(std::vector<TradedAt>& to) const;

private:
    using ByPrice = std::map<core::Price, TradedAt>;

    static void count(ByPrice& in, const core::Trade& trade, bool comes);

    core::Trade m_last;
    std::deque<core::Trade> m_trades; ///< of the last minute
    ByPrice m_recent;
};

} // namespace leadline::session
