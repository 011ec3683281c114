// SPDX-License-Identifier: MIT
/// When the router is asked along a recording.
#pragma once

#include "engine/desk/desk.h"

#include <cstdint>
#include <map>

namespace leadline::lab
{

/// One decision of each group at each multiple of the interval of event time that the recording passes: on the state
/// before the first message at or behind it, once a market of the group is in sequence. Thread: the desk's.
class DecisionMoments
{
public:
    /// `every`: above zero. The desk must outlive it.
    DecisionMoments(desk::Desk& desk, core::Duration every)
        : m_desk(desk)
        , m_every(every)
    {
    }

    /// A message of that market comes next: the group to decide for, or null.
    [[nodiscard]] desk::MarketGroup* dueBefore(const desk::Market& market, const core::MarketMessage& message);

private:
    desk::Desk& m_desk;
    core::Duration m_every;
    /// The next multiple, by a group's first market: a list of the venue in the recording may group them anew.
    std::map<core::MarketId, std::int64_t> m_next;
};

} // namespace leadline::lab
