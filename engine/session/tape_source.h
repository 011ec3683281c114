// SPDX-License-Identifier: MIT
/// Recordings in place of a market: played through the desk, merged by event time, at the user's speed.
#pragma once

#include "engine/core/names.h"
#include "engine/core/time.h"

#include <QObject>
#include <QString>
#include <QStringList>

#include <functional>
#include <memory>
#include <set>
#include <vector>

class QTimer;

namespace leadline::core
{
struct MarketMessage;
}
namespace leadline::desk
{
class Desk;
class Market;
} // namespace leadline::desk
namespace leadline::replay
{
class TapeMerger;
class TapePlayer;
} // namespace leadline::replay
namespace leadline::venues
{
struct Venue;
}

namespace leadline::session
{

struct TapeOptions {
    QStringList files;
    QString venue; ///< of what does not name its own; empty: guessed
    std::vector<core::Symbol> symbols; ///< empty: all
    double speed = 1; ///< event seconds a second; 0: as fast as the window draws
};

/// Thread: engine.
class TapeSource final : public QObject
{
    Q_OBJECT

public:
    /// Desk and clock must outlive it.
    TapeSource(TapeOptions options, desk::Desk& desk, const core::Clock& clock, QObject* parent = nullptr);
    ~TapeSource() override;

    /// A market that the tapes bring; called once for each, before anything of it is played.
    std::function<void(desk::Market&)> found;

    /// Opens the tapes, warms up what they continue, and goes on with the clock.
    void start();
    void setSpeed(double speed);

Q_SIGNALS:
    void problem(const QString& what);
    void ended();

private:
    void open(const QString& path);
    void play();
    void apply(const core::MarketMessage& message, const venues::Venue& venue);
    void bring(desk::Market& market);
    void reportProblems();

    TapeOptions m_options;
    desk::Desk& m_desk;
    const core::Clock& m_clock;
    std::set<const desk::Market*> m_found;
    std::unique_ptr<replay::TapeMerger> m_tapes;
    replay::TapePlayer* m_tape = nullptr; ///< the one of m_tapes with the message at hand
    int m_problems = 0; ///< since the last one was reported
    QString m_firstProblem;
    QTimer* m_timer = nullptr;
    core::Timestamp m_time; ///< how far the tapes may be played
    core::Timestamp m_beat; ///< clock at the last beat
    bool m_messageWaits = false; ///< the newest of the tapes is not due yet
};

} // namespace leadline::session
