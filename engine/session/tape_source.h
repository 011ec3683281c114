// SPDX-License-Identifier: MIT
/// Recordings in place of a market: played through the desk, merged by event time, at the user's speed, step by step,
/// or to a moment that is sought.
#pragma once

#include "engine/core/names.h"
#include "engine/core/time.h"
#include "engine/session/replay_course.h"
#include "engine/session/replay_origin.h"
#include "engine/session/replay_state.h"

#include <QObject>
#include <QString>

#include <functional>
#include <optional>

class QTimer;

namespace leadline::desk
{
class Desk;
class Market;
} // namespace leadline::desk

namespace leadline::session
{

/// Whatever way a moment is reached, the state there is the same: it hangs on the messages up to it alone. Thread:
/// engine.
class TapeSource final : public QObject
{
    Q_OBJECT

public:
    /// Desk and clocks must outlive it. `eventTime` is moved by it: the time up to which everything was read.
    TapeSource(const TapeOptions& options, desk::Desk& desk, const core::Clock& clock, core::ManualClock& eventTime,
        QObject* parent = nullptr);
    ~TapeSource() override;

    /// A market that the tapes bring; called before anything of it is played, and again once it was forgotten.
    std::function<void(desk::Market&)> found;
    /// It begins anew with the first message: the desk is going to forget its markets, and everybody else must.
    std::function<void()> rewound;
    /// The newest state not after that time from which a seek may start; null: there is none.
    std::function<SharedKeyframe(core::Timestamp)> keyframeFor;
    /// It goes on from there: the markets are back, and everybody must know what had come of them by then.
    std::function<void(const ReplayKeyframe&)> resumed;
    /// What comes now is played; what came before it only warmed the books up.
    std::function<void()> begun;
    /// A whole second of event time is over.
    std::function<void(core::Timestamp)> secondPassed;
    /// It stands, or has reached what was sought: what is shown now is of this moment.
    std::function<void()> arrived;

    /// Opens the tapes, and goes on with the clock.
    void start();
    void play();
    void pause();
    /// Event seconds a second; 0: as fast as it goes.
    void setSpeed(double speed);
    /// The next message of any tape, whatever it is about.
    void stepMessage();
    /// To the next sample of that market: every rule that goes by features, and so the desk, judges by samples.
    void stepToSample(const core::MarketId& market);
    /// To that event time; a time before the first message is that of the first, one behind the last is the end.
    /// Another seek replaces it.
    void seek(core::Timestamp time);

    /// On the way to a moment: what lies between is not "now", and is not to be shown.
    [[nodiscard]] bool isMoving() const { return m_isWarmingUp || m_goal.has_value(); }
    /// `last` is not known here.
    [[nodiscard]] ReplayState state() const;

Q_SIGNALS:
    void problem(const QString& what);
    void ended();

private:
    /// Where it goes at full speed.
    struct Goal {
        std::optional<core::Timestamp> time; ///< nothing: to the next sample
        core::MarketId market; ///< of the sample
        core::Timestamp from; ///< where the way begins, for its progress
    };

    void begin();
    void rewind();
    void resume(const ReplayKeyframe& keyframe);
    void beat();
    void playOn(core::Duration passed);
    void runToGoal();
    void stand();
    void arrive();
    void end();
    void adjustTimer();
    [[nodiscard]] core::Timestamp sampleTime(const core::MarketId& market) const;

    double m_speed;
    desk::Desk& m_desk;
    const core::Clock& m_clock;
    core::ManualClock& m_eventTime;
    ReplayCourse m_course;
    ReplayOrigin m_origin;
    QTimer* m_timer = nullptr;
    bool m_isPlaying = true;
    bool m_isWarmingUp = false;
    bool m_hasEnded = false;
    std::optional<Goal> m_goal;
    core::Timestamp m_time; ///< how far the tapes may be played
    core::Duration m_beat{}; ///< the steady clock at the last beat
};

} // namespace leadline::session
