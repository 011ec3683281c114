// SPDX-License-Identifier: MIT
#include "engine/session/replay_course.h"

#include <chrono>

namespace leadline::session
{

namespace
{

/// A gap in the recordings longer than this is skipped: nobody watches an empty night.
constexpr std::chrono::seconds longestPause{60};
constexpr std::chrono::seconds oneSecond{1};

} // namespace

ReplayCourse::ReplayCourse(const TapeOptions& options, desk::Desk& desk, core::ManualClock& eventTime)
    : m_eventTime(eventTime)
    , m_reel(options, desk)
{
}

void ReplayCourse::open()
{
    m_eventTime.set({});
    m_times = {.first = m_times.first};
    m_reel.open();
}

void ReplayCourse::resume(const ReplayKeyframe& keyframe)
{
    m_eventTime.set(keyframe.time);
    m_times = keyframe.times;
    m_reel.resume(keyframe.place);
}

void ReplayCourse::applyNext(core::Timestamp due)
{
    if (m_times.last == core::Timestamp{}) {
        m_times.first = due;
        m_times.second = std::chrono::floor<std::chrono::seconds>(due);
    }
    passTo(due);
    m_times.last = due;
    m_reel.apply();
}

bool ReplayCourse::isBehindAGap(core::Timestamp time) const
{
    return m_times.last != core::Timestamp{} && time - m_times.last > longestPause;
}

void ReplayCourse::passTo(core::Timestamp time)
{
    const core::Timestamp second = std::chrono::floor<std::chrono::seconds>(time);
    if (isBehindAGap(time)) {
        m_times.second = second - oneSecond; // what was skipped did not pass
    }
    while (m_times.second < second) {
        m_times.second += oneSecond;
        m_eventTime.set(m_times.second);
        secondPassed(m_times.second);
    }
    m_eventTime.set(time);
}

} // namespace leadline::session
