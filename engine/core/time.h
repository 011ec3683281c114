// SPDX-License-Identifier: MIT
/// Time as the whole engine speaks it: UTC nanoseconds since the epoch, handed in from outside.
#pragma once

#include <chrono>
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
    void set(Timestamp time) { m_now = time; }
    void advance(Duration step) { m_now += step; }

private:
    Timestamp m_now;
};

} // namespace leadline::core
