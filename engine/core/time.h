// SPDX-License-Identifier: MIT
/// Time as the whole engine speaks it: UTC nanoseconds since the epoch, handed in from outside.
#pragma once

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>

namespace leadline::core
{

using Duration = std::chrono::nanoseconds;
using Timestamp = std::chrono::sys_time<std::chrono::nanoseconds>;

[[nodiscard]] constexpr Timestamp fromNanoseconds(std::int64_t nanoseconds)
{
    return Timestamp(Duration(nanoseconds));
}
[[nodiscard]] constexpr Timestamp fromMilliseconds(std::int64_t milliseconds)
{
    return Timestamp(std::chrono::milliseconds(milliseconds));
}
/// To the nearest nanosecond.
[[nodiscard]] inline Duration fromSeconds(double seconds)
{
    return Duration(std::llround(seconds * 1e9));
}
[[nodiscard]] constexpr std::int64_t nanosecondsOf(Timestamp time)
{
    return time.time_since_epoch().count();
}
[[nodiscard]] constexpr std::int64_t millisecondsOf(Timestamp time)
{
    return std::chrono::floor<std::chrono::milliseconds>(time).time_since_epoch().count();
}

/// Where the time comes from. Domain code never asks the system: it is given one of these, or a Timestamp.
class Clock
{
public:
    virtual ~Clock() = default;
    [[nodiscard]] virtual Timestamp now() const = 0;
    /// Since some moment in the past; never goes back, whatever is done to the system's time. For durations.
    [[nodiscard]] virtual Duration steady() const = 0;
};

/// A clock that stands still until it is told to move: replays and tests.
class ManualClock final : public Clock
{
public:
    explicit ManualClock(Timestamp start = {})
        : m_now(start)
    {
    }
    [[nodiscard]] Timestamp now() const override { return m_now; }
    [[nodiscard]] Duration steady() const override { return m_steady; }
    /// As when the system's clock is set: steady() goes on.
    void set(Timestamp time)
    {
        m_steady += std::max(time - m_now, Duration::zero());
        m_now = time;
    }
    void advance(Duration step)
    {
        m_now += step;
        m_steady += step;
    }

private:
    Timestamp m_now;
    Duration m_steady = std::chrono::hours(1);
};

} // namespace leadline::core
