// SPDX-License-Identifier: MIT
/// A clock that tells another time than the one it follows.
#pragma once

#include "engine/core/time.h"

namespace leadline::core
{

/// Goes on from a time of its own, as fast as the other one or so many times faster.
class ShiftedClock final : public Clock
{
public:
    /// Says `start` now. `speed` must be above zero.
    ShiftedClock(const Clock& clock, Timestamp start, double speed = 1)
        : m_clock(clock)
        , m_start(start)
        , m_began(clock.steady())
        , m_speed(speed)
    {
    }
    [[nodiscard]] Timestamp now() const override { return m_start + gone(); }
    [[nodiscard]] Duration steady() const override { return m_began + gone(); }

private:
    [[nodiscard]] Duration gone() const
    {
        const Duration real = m_clock.steady() - m_began;
        return m_speed == 1 ? real : Duration(static_cast<std::int64_t>(static_cast<double>(real.count()) * m_speed));
    }

    const Clock& m_clock;
    Timestamp m_start;
    Duration m_began;
    double m_speed;
};

} // namespace leadline::core
