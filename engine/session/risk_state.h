// SPDX-License-Identifier: MIT
/// What the breakers have counted: it survives a restart, so that closing the window resets nothing.
#pragma once

#include "engine/core/names.h"
#include "engine/core/result.h"
#include "engine/core/time.h"
#include "engine/signals/rollout.h"

#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace leadline::session
{

struct RiskState {
    std::vector<core::MarketId> tripped; ///< markets whose stability breaker is open, ascending
    std::deque<core::Timestamp> urgent; ///< urgent decisions that still count
    core::Timestamp brakedUntil;
    std::deque<core::Timestamp> overrides; ///< raises to market of the last hour
    signals::RolloutDay signalsSent; ///< orders of signals, against their limit of the day

    bool operator==(const RiskState&) const = default;
};

/// As it counts at `now`: times after it count as of now, and a brake lasts no longer than `longestBrake` from now. The
/// clock of an embedded session begins anew at each start.
[[nodiscard]] RiskState countedAt(RiskState state, core::Timestamp now, core::Duration longestBrake);
/// A JSON object with a line end; times in ns since the epoch, as text, since they do not fit a JSON number.
[[nodiscard]] std::string toJson(const RiskState& state);
/// A defect names what is missing or not of its kind.
[[nodiscard]] core::Result<RiskState> parseRiskState(std::string_view json);

} // namespace leadline::session
