// SPDX-License-Identifier: MIT
/// The engine on recordings: plays them, merged by event time, at the user's speed.
#include "engine/session/trading_session.h"

#include "engine/replay/replay.h"
#include "engine/session/session_line.h"

#include <QTimer>

#include <algorithm>

namespace leadline::session
{

namespace
{

constexpr std::chrono::milliseconds beat{10};
/// Messages at full speed before the event loop gets its turn.
constexpr int mostPerBeat = 5000;
/// A gap in the recordings longer than this is skipped: nobody watches an empty night.
constexpr std::chrono::seconds longestPause{60};

} // namespace

void TradingSession::startTape()
{
    m_tapes = std::make_unique<replay::TapeMerger>();
    m_tapes->problem = [this](const std::string& problem, bool /*isBroken*/) {
        if (m_tapeProblems++ == 0) {
            m_firstTapeProblem = QString::fromStdString(problem);
        }
    };
    for (const QString& path : std::as_const(m_options.tapes)) {
        auto player =
            replay::TapePlayer::open(path.toStdString(), m_options.tapeVenue.toStdString(), m_options.tapeSymbols);
        if (!player) {
            Q_EMIT troubled(QString::fromStdString(player.error().what));
            continue;
        }
        const auto before = replay::continuedTape(path.toStdString());
        const bool isThere = m_options.tapes.contains(QString::fromStdString(before.string()));
        if (!before.empty() && !isThere) {
            replay::Replay warmUp(*m_desk, m_options.tapeVenue.toStdString(), m_options.tapeSymbols);
            if (const auto report = warmUp.run({before}); report && !m_desk->markets().empty()) {
                m_desk->markets().back()->resetCounters();
                m_market = m_market == nullptr ? m_desk->markets().front().get() : m_market;
                Q_EMIT troubled(tr("no snapshot in it: the book continues %1")
                                    .arg(QString::fromStdString(before.filename().string())));
            }
        }
        // The first tape is the one on the charts.
        desk::Market* const market = replay::openMarketOf(*m_desk, *player);
        m_market = m_market == nullptr ? market : m_market;
        m_tapes->add(std::move(*player));
    }
    m_samples.clear();
    m_trades.clear();
    m_venueTrades.clear();
    m_tapeTimer = new QTimer(this);
    m_tapeTimer->setTimerType(Qt::PreciseTimer);
    connect(m_tapeTimer, &QTimer::timeout, this, &TradingSession::playTape);
    m_tapeBeat = m_clock.now();
    m_tapeTimer->start(beat);
    Q_EMIT started(m_options.tapes.join(u", "));
}

void TradingSession::setTapeSpeed(double speed)
{
    m_options.tapeSpeed = std::max(0.0, speed);
}

void TradingSession::playTape()
{
    const core::Timestamp now = m_clock.now();
    const auto passed = static_cast<double>((now - m_tapeBeat).count());
    m_tapeBeat = now;
    const bool isUnbounded = m_options.tapeSpeed == 0;
    if (m_tapeTime != core::Timestamp{}) {
        m_tapeTime += core::Duration(static_cast<std::int64_t>(passed * m_options.tapeSpeed));
    }
    for (int played = 0; m_tapes && played < mostPerBeat; ++played) {
        if (!m_messageWaits) {
            m_tape = m_tapes->next();
        }
        m_messageWaits = false;
        if (m_tape == nullptr) {
            m_tapes.reset();
            m_tapeTimer->stop();
            Q_EMIT tapeEnded();
            break;
        }
        const core::Timestamp due = m_tape->mergeTime();
        if (m_tapeTime == core::Timestamp{} || due > m_tapeTime + longestPause) {
            m_tapeTime = due;
        }
        if (!isUnbounded && due > m_tapeTime) {
            m_messageWaits = true;
            break;
        }
        m_tapeTime = std::max(m_tapeTime, due);
        playMessage(m_tape->message(), m_tape->venue());
    }
    if (m_tapeProblems > 0) {
        Q_EMIT troubled(m_tapeProblems == 1 ? m_firstTapeProblem
                                            : tr("%1 (and %2 more)").arg(m_firstTapeProblem).arg(m_tapeProblems - 1));
        m_tapeProblems = 0;
    }
}

void TradingSession::playMessage(const core::MarketMessage& message, const venues::Venue& venue)
{
    desk::Market* const market = replay::marketFor(*m_desk, venue, message);
    if (market == nullptr) {
        return;
    }
    // The window shows one instrument: the first one the tapes bring, on all their venues.
    m_market = m_market == nullptr ? market : m_market;
    if (market->group() == m_market->group()) {
        market->apply(message);
    }
}

} // namespace leadline::session
