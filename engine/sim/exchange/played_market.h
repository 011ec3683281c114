// SPDX-License-Identifier: MIT
/// Any market that plays while it is told the time.
#pragma once

#include "engine/core/time.h"

#include <cstdint>

namespace leadline::sim
{

/// Thread: its owner's.
class PlayedMarket
{
public:
    virtual ~PlayedMarket() = default;

    /// Plays up to `now`; events come out in order.
    virtual void advance(core::Timestamp now) = 0;
    /// Goes on at `now` as if no time had passed: after the computer slept, or its clock was set.
    virtual void skipTo(core::Timestamp now) = 0;
    [[nodiscard]] virtual core::Timestamp now() const = 0;
    /// Moves prices at once, by that many of stepsOf()'s steps.
    virtual void shock(std::int64_t steps) = 0;
    /// How many steps of a shock a share of the price is: 0.02 for two percent.
    [[nodiscard]] virtual std::int64_t stepsOf(double share) const = 0;
};

} // namespace leadline::sim
