// SPDX-License-Identifier: MIT
/// Recordings read into a desk, and event time with them: what of a replay hangs on the messages alone.
#pragma once

#include "engine/core/time.h"
#include "engine/session/replay_keyframe.h"
#include "engine/session/tape_reel.h"

#include <functional>

namespace leadline::session
{

/// Thread: one, its desk's.
class ReplayCourse
{
public:
    /// Desk and clock must outlive it. `eventTime` is moved by it: the time up to which everything was read.
    ReplayCourse(const TapeOptions& options, desk::Desk& desk, core::ManualClock& eventTime);

    /// A whole second of event time is over.
    std::function<void(core::Timestamp)> secondPassed;

    [[nodiscard]] TapeReel& reel() { return m_reel; }
    /// Begins with the first message. The desk has no market.
    void open();
    /// Goes to where a keyframe was made. The desk is the keyframe's already.
    void resume(const ReplayKeyframe& keyframe);
    /// Reads the next message, which is due then.
    void applyNext(core::Timestamp due);
    /// Nothing more comes up to that event time.
    void passTo(core::Timestamp time);
    /// Nothing was played for so long before it that nobody would watch the time pass.
    [[nodiscard]] bool isBehindAGap(core::Timestamp time) const;

    /// Event time of the first message; the epoch before it.
    [[nodiscard]] core::Timestamp first() const { return m_times.first; }
    [[nodiscard]] const CourseTimes& times() const { return m_times; }

private:
    core::ManualClock& m_eventTime;
    TapeReel m_reel;
    CourseTimes m_times;
};

} // namespace leadline::session
