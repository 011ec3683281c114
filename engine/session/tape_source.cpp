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

} // namespace

TapeSource::TapeSource(const TapeOptions& options, desk::Desk& desk, const core::Clock& clock,
    core::ManualClock& eventTime, QObject* parent)
    : QObject(parent)
    , m_speed(std::max(0.0, options.speed))
    , m_desk(desk)
    , m_clock(clock)
    , m_eventTime(eventTime)
    , m_course(options, desk, eventTime)
    , m_timer(new QTimer(this))
{
    m_timer->setTimerType(Qt::PreciseTimer);
    connect(m_timer, &QTimer::timeout, this, &TapeSource::beat);
    m_course.secondPassed = [this](core::Timestamp second) { secondPassed(second); };
    m_course.reel().found = [this](desk::Market& market) { found(market); };
    m_course.reel().problem = [this](const QString& what) { Q_EMIT problem(what); };
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
    m_course.open();
    m_isWarmingUp = m_course.reel().warmUp(0);
    if (!m_isWarmingUp) {
        begun();
    }
}

void TapeSource::rewind()
{
    rewound();
    m_desk.forgetMarkets();
    m_hasEnded = false;
    m_time = {};
    begin();
}

void TapeSource::resume(const ReplayKeyframe& keyframe)
{
    rewound();
    m_desk.become(keyframe.stage.desk());
    m_hasEnded = m_isWarmingUp = false;
    m_course.resume(keyframe);
    m_time = keyframe.time;
    resumed(keyframe);
}

void TapeSource::play()
{
    m_isPlaying = true;
    m_beat = m_clock.steady();
    if (m_hasEnded && !m_goal) {
        seek(m_course.first());
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
    if (const auto due = m_course.reel().due()) {
        m_course.applyNext(*due);
        m_time = *due;
    } else {
        end();
    }
    m_course.reel().reportProblems();
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
    m_course.reel().reportProblems();
    adjustTimer();
}

void TapeSource::seek(core::Timestamp time)
{
    const core::Timestamp sought = std::max(time, m_course.first());
    const SharedKeyframe keyframe = m_isWarmingUp ? nullptr : keyframeFor(sought);
    switch (m_origin.startFor(m_eventTime.now(), sought, keyframe ? std::optional(keyframe->time) : std::nullopt)) {
    case ReplayOrigin::Start::Here:
        break;
    case ReplayOrigin::Start::Keyframe:
        resume(*keyframe);
        break;
    case ReplayOrigin::Start::FirstMessage:
        rewind();
        break;
    }
    m_goal = Goal{.time = sought, .market = {}, .from = std::max(m_eventTime.now(), m_course.first())};
    adjustTimer();
}

void TapeSource::beat()
{
    const core::Duration now = m_clock.steady(); // a clock that is set moves no replay
    const core::Duration passed = now - m_beat;
    m_beat = now;
    if (m_isWarmingUp) {
        m_isWarmingUp = m_course.reel().warmUp(mostPerSlice);
        if (!m_isWarmingUp) {
            begun();
        }
    } else if (m_goal) {
        runToGoal();
    } else {
        playOn(passed);
    }
    m_course.reel().reportProblems();
    adjustTimer();
}

void TapeSource::playOn(core::Duration passed)
{
    const bool isUnbounded = m_speed == 0;
    if (m_time != core::Timestamp{}) {
        m_time += core::Duration(static_cast<std::int64_t>(static_cast<double>(passed.count()) * m_speed));
    }
    for (int played = 0; played < mostPerBeat; ++played) {
        const auto due = m_course.reel().due();
        if (!due) {
            end();
            arrived();
            return;
        }
        if (m_time == core::Timestamp{} || m_course.isBehindAGap(*due)) {
            m_time = std::max(m_time, *due);
        }
        if (!isUnbounded && *due > m_time) {
            m_course.passTo(m_time);
            return;
        }
        m_time = std::max(m_time, *due);
        m_course.applyNext(*due);
    }
}

void TapeSource::runToGoal()
{
    const Goal goal = *m_goal;
    for (int played = 0; played < mostPerSlice; ++played) {
        const auto due = m_course.reel().due();
        if (!due) {
            m_time = m_eventTime.now();
            end();
            arrive();
            return;
        }
        if (goal.time && *due > *goal.time) {
            m_time = *goal.time;
            // Within an empty night no second counts, as if it had been skipped.
            m_course.isBehindAGap(*due) ? m_eventTime.set(m_time) : m_course.passTo(m_time);
            arrive();
            return;
        }
        const core::Timestamp sampled = goal.time ? core::Timestamp{} : sampleTime(goal.market);
        m_time = *due;
        m_course.applyNext(*due);
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
        .first = m_course.first(),
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
