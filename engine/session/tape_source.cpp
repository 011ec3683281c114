// SPDX-License-Identifier: MIT
#include "engine/session/tape_source.h"

#include "engine/desk/desk.h"

#include <QTimer>

#include <algorithm>
#include <utility>

namespace leadline::session
{

namespace
{

constexpr std::chrono::milliseconds tapeBeat{10};
/// Messages at full speed before the event loop gets its turn.
constexpr int mostPerBeat = 5000;
/// The same on the way to a moment: another seek, or the window that closes, waits so long.
constexpr int mostPerSlice = 1000;
/// A gap in the recordings longer than this is skipped: nobody watches an empty night.
constexpr std::chrono::seconds longestPause{60};
constexpr std::chrono::seconds oneSecond{1};

} // namespace

TapeSource::TapeSource(const TapeOptions& options, desk::Desk& desk, const core::Clock& clock,
    core::ManualClock& eventTime, QObject* parent)
    : QObject(parent)
    , m_speed(std::max(0.0, options.speed))
    , m_desk(desk)
    , m_clock(clock)
    , m_eventTime(eventTime)
    , m_reel(options, desk)
    , m_timer(new QTimer(this))
{
    m_timer->setTimerType(Qt::PreciseTimer);
    connect(m_timer, &QTimer::timeout, this, &TapeSource::beat);
    m_reel.found = [this](desk::Market& market) { found(market); };
    m_reel.problem = [this](const QString& what) { Q_EMIT problem(what); };
}

TapeSource::~TapeSource() = default;

void TapeSource::start()
{
    m_beat = m_clock.steady();
    begin();
    adjustTimer();
}

void TapeSource::begin()
{
    m_reel.open();
    m_isWarmingUp = m_reel.warmUp(0);
    if (!m_isWarmingUp) {
        begun();
    }
}

void TapeSource::rewind()
{
    rewound();
    m_desk.forgetMarkets();
    m_eventTime.set({});
    m_hasEnded = false;
    m_time = m_last = m_second = {};
    begin();
}

void TapeSource::play()
{
    m_isPlaying = true;
    m_beat = m_clock.steady();
    if (m_hasEnded && !m_goal) {
        seek(m_first);
    }
    adjustTimer();
}

void TapeSource::pause()
{
    stand();
    if (!isMoving()) {
        arrived();
    }
}

void TapeSource::stand()
{
    m_isPlaying = false;
    if (!isMoving()) {
        m_time = m_eventTime.now(); // what was due and not played yet comes later
    }
    adjustTimer();
}

void TapeSource::setSpeed(double speed)
{
    m_speed = std::max(0.0, speed);
}

void TapeSource::stepMessage()
{
    stand();
    if (isMoving()) {
        return; // it stands when it has arrived
    }
    if (const auto due = m_reel.due()) {
        applyNext(*due);
        m_time = *due;
    } else {
        end();
    }
    m_reel.reportProblems();
    arrived();
}

void TapeSource::stepToSample(const core::MarketId& market)
{
    stand();
    if (isMoving()) {
        return;
    }
    m_goal = Goal{.time = {}, .market = market, .from = m_eventTime.now()};
    runToGoal(); // it is near
    m_reel.reportProblems();
    adjustTimer();
}

void TapeSource::seek(core::Timestamp time)
{
    const core::Timestamp sought = std::max(time, m_first);
    if (m_origin.startFor(m_eventTime.now(), sought) == ReplayOrigin::Start::FirstMessage) {
        rewind();
    }
    m_goal = Goal{.time = sought, .market = {}, .from = std::max(m_eventTime.now(), m_first)};
    adjustTimer();
}

void TapeSource::beat()
{
    const core::Duration now = m_clock.steady(); // a clock that is set moves no replay
    const core::Duration passed = now - m_beat;
    m_beat = now;
    if (m_isWarmingUp) {
        m_isWarmingUp = m_reel.warmUp(mostPerSlice);
        if (!m_isWarmingUp) {
            begun();
        }
    } else if (m_goal) {
        runToGoal();
    } else {
        playOn(passed);
    }
    m_reel.reportProblems();
    adjustTimer();
}

void TapeSource::playOn(core::Duration passed)
{
    const bool isUnbounded = m_speed == 0;
    if (m_time != core::Timestamp{}) {
        m_time += core::Duration(static_cast<std::int64_t>(static_cast<double>(passed.count()) * m_speed));
    }
    for (int played = 0; played < mostPerBeat; ++played) {
        const auto due = m_reel.due();
        if (!due) {
            end();
            arrived();
            return;
        }
        if (m_time == core::Timestamp{} || isBehindAGap(*due)) {
            m_time = std::max(m_time, *due);
        }
        if (!isUnbounded && *due > m_time) {
            passTo(m_time);
            return;
        }
        m_time = std::max(m_time, *due);
        applyNext(*due);
    }
}

void TapeSource::runToGoal()
{
    const Goal goal = *m_goal;
    for (int played = 0; played < mostPerSlice; ++played) {
        const auto due = m_reel.due();
        if (!due) {
            m_time = m_eventTime.now();
            end();
            arrive();
            return;
        }
        if (goal.time && *due > *goal.time) {
            m_time = *goal.time;
            // Within an empty night no second counts, as if it had been skipped.
            isBehindAGap(*due) ? m_eventTime.set(m_time) : passTo(m_time);
            arrive();
            return;
        }
        const core::Timestamp sampled = goal.time ? core::Timestamp{} : sampleTime(goal.market);
        m_time = *due;
        applyNext(*due);
        if (!goal.time && sampleTime(goal.market) != sampled) {
            arrive();
            return;
        }
    }
}

core::Timestamp TapeSource::sampleTime(const core::MarketId& market) const
{
    const desk::Market* const found = m_desk.find(market);
    return found == nullptr ? core::Timestamp{} : found->sample().time;
}

void TapeSource::applyNext(core::Timestamp due)
{
    if (m_last == core::Timestamp{}) {
        m_first = due;
        m_second = std::chrono::floor<std::chrono::seconds>(due);
    }
    passTo(due);
    m_last = due;
    m_reel.apply();
}

bool TapeSource::isBehindAGap(core::Timestamp time) const
{
    return m_last != core::Timestamp{} && time - m_last > longestPause;
}

void TapeSource::passTo(core::Timestamp time)
{
    const core::Timestamp second = std::chrono::floor<std::chrono::seconds>(time);
    if (isBehindAGap(time)) {
        m_second = second - oneSecond; // what was skipped did not pass
    }
    while (m_second < second) {
        m_second += oneSecond;
        m_eventTime.set(m_second);
        secondPassed(m_second);
    }
    m_eventTime.set(time);
}

void TapeSource::arrive()
{
    m_goal.reset();
    m_beat = m_clock.steady(); // the way took no time of what is played
    arrived();
}

void TapeSource::end()
{
    m_isPlaying = false;
    if (!std::exchange(m_hasEnded, true)) {
        Q_EMIT ended();
    }
}

void TapeSource::adjustTimer()
{
    if (isMoving()) {
        m_timer->start(0);
    } else if (!m_isPlaying) {
        m_timer->stop();
    } else if (!m_timer->isActive() || m_timer->intervalAsDuration() != tapeBeat) {
        m_timer->start(tapeBeat);
    }
}

ReplayState TapeSource::state() const
{
    ReplayState now{.isPlaying = m_isPlaying,
        .speed = m_speed,
        .now = m_eventTime.now(),
        .first = m_first,
        .last = {},
        .isSeeking = m_goal && m_goal->time,
        .hasEnded = m_hasEnded};
    if (now.isSeeking) {
        now.sought = *m_goal->time;
        const core::Timestamp from = m_goal->from;
        const double way = std::chrono::duration<double>(now.sought - from).count();
        const double gone = std::chrono::duration<double>(now.now - from).count();
        now.progress = way > 0 ? std::clamp(gone / way, 0.0, 1.0) : 0;
    }
    return now;
}

} // namespace leadline::session
