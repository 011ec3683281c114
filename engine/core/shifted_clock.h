// SPDX-License-Identifier: MIT
/// A clock that tells another time than the one it follows.
#pragma once

#include "engine/core/time.h"

namespace leadline::engine
{

/// Goes on from a time of its own, as fast as the other one or so many times faster.
class ShiftedClock final : public core::Clock
{
public:
    /// Says `start` now. `speed` must be above zero.
    ShiftedClock(const core::Clock& clock, core::Timestamp start, double speed = 1)
        : m_clock(clock)
        , m_start(start)
        , m_began(clock.steady())
        , m_speed(speed)
    {
    }
    [[nodiscard]] core::Timestamp now() const override { return m_start + gone(); }
    [[nodiscard]] core::Duration steady() const override { return m_began + gone(); }

private:
    [[nodiscard]] core::Duration gone() const
    {
        const core::Duration real = m_clock.steady() - m_began;
        return m_speed == 1 ? real
                            : core::Duration(static_cast<std::int64_t>(static_cast<double>(real.count()) * m_speed));
    }

    const core::Clock& m_clock;
    core::Timestamp m_start;
    core::Duration m_began;
    double m_speed;
};

} // namespace leadline::engine
