// SPDX-License-Identifier: MIT
/// A clock that tells another time than the one it follows.
#pragma once

#include "engine/core/time.h"

namespace leadline::engine
{

/// Runs as fast as the other one, by a constant ahead of it or behind.
class ShiftedClock final : public core::Clock
{
public:
    /// Says `start` now.
    ShiftedClock(const core::Clock& clock, core::Timestamp start)
        : m_clock(clock)
        , m_offset(start - clock.now())
    {
    }
    [[nodiscard]] core::Timestamp now() const override { return m_clock.now() + m_offset; }
    [[nodiscard]] core::Duration steady() const override { return m_clock.steady(); }

private:
    const core::Clock& m_clock;
    core::Duration m_offset;
};

} // namespace leadline::engine
