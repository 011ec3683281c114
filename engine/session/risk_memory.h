// SPDX-License-Identifier: MIT
/// What the desk's breakers have counted, over restarts.
#pragma once

#include "engine/core/time.h"
#include "engine/session/risk_state.h"

#include <optional>

namespace leadline::desk
{
class Desk;
class Market;
} // namespace leadline::desk

namespace leadline::session
{

/// Thread: engine.
class RiskMemory
{
public:
    /// Gives the desk what an earlier run left. Times after `now` count as of now: the clock of a session may have gone
    /// back.
    void restore(const RiskState& state, desk::Desk& desk, core::Timestamp now);
    /// Of a market that came to the desk later.
    void restore(desk::Market& market);
    /// What to write down; nothing: it is what it was.
    [[nodiscard]] std::optional<RiskState> changed(const desk::Desk& desk, const signals::RolloutDay& signalsSent);

private:
    RiskState m_restored;
    RiskState m_last;
};

} // namespace leadline::session
