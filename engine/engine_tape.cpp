// SPDX-License-Identifier: MIT
/// The engine on a recording: plays it at the user's speed.
#include "engine/engine.h"

#include "engine/replay/replay.h"

#include <QTimer>

#include <algorithm>

namespace leadline::engine
{

namespace
{

constexpr std::chrono::milliseconds beat{10};
/// Messages at full speed before the event loop gets its turn.
constexpr int mostPerBeat = 5000;

} // namespace

void Engine::startTape()
{
    openNextTape();
    m_tapeTimer = new QTimer(this);
    m_tapeTimer->setTimerType(Qt::PreciseTimer);
    connect(m_tapeTimer, &QTimer::timeout, this, &Engine::playTape);
    m_tapeBeat = m_clock.now();
    m_tapeTimer->start(beat);
}

void Engine::openNextTape()
{
    m_player.reset();
    m_messageWaits = false;
    if (m_options.tapes.isEmpty()) {
        return;
    }
    const QString path = m_options.tapes.takeFirst();
    auto player = replay::TapePlayer::open(path.toStdString(), m_options.tapeVenue.toStdString());
    if (!player) {
        Q_EMIT troubled(QString::fromStdString(player.error().what));
        return;
    }
    m_player = std::make_unique<replay::TapePlayer>(std::move(*player));
    m_tapeTime = {};
    if (const auto before = replay::continuedTape(path.toStdString()); !before.empty() && m_market == nullptr) {
        replay::Replay warmUp(*m_desk, m_options.tapeVenue.toStdString());
        if (const auto report = warmUp.run({before}); report && !m_desk->markets().empty()) {
            m_market = m_desk->markets().front().get();
            m_market->resetCounters();
            m_samples.clear();
            m_profile.clear();
            Q_EMIT troubled(
                tr("no snapshot in it: the book continues %1").arg(QString::fromStdString(before.filename().string())));
        }
    }
    Q_EMIT started(path);
}

void Engine::setTapeSpeed(double speed)
{
    m_options.tapeSpeed = std::max(0.0, speed);
}

void Engine::playTape()
{
    const core::Timestamp now = m_clock.now();
    const auto passed = static_cast<double>((now - m_tapeBeat).count());
    m_tapeBeat = now;
    const bool isUnbounded = m_options.tapeSpeed == 0;
    if (m_tapeTime != core::Timestamp{}) {
        m_tapeTime += core::Duration(static_cast<std::int64_t>(passed * m_options.tapeSpeed));
    }
    int skipped = 0;
    QString firstProblem;
    for (int played = 0; m_player && played < mostPerBeat; ++played) {
        if (!m_messageWaits) {
            switch (m_player->next()) {
            case replay::TapePlayer::Step::Message:
                break;
            case replay::TapePlayer::Step::Skipped:
                if (skipped++ == 0) {
                    firstProblem = QString::fromStdString(m_player->problem());
                }
                continue;
            case replay::TapePlayer::Step::Broken:
                Q_EMIT troubled(QString::fromStdString(m_player->problem()));
                [[fallthrough]];
            case replay::TapePlayer::Step::End:
                openNextTape();
                if (!m_player) {
                    m_tapeTimer->stop();
                    Q_EMIT tapeEnded();
                }
                continue;
            }
        }
        const core::MarketMessage& message = m_player->message();
        m_messageWaits = false;
        if (message.kind == core::MarketMessage::Kind::Other) {
            continue;
        }
        if (m_tapeTime == core::Timestamp{}) {
            m_tapeTime = message.receiveTime;
        }
        if (!isUnbounded && message.receiveTime > m_tapeTime) {
            m_messageWaits = true;
            break;
        }
        m_tapeTime = std::max(m_tapeTime, message.receiveTime);
        const venues::VenueTraits& venue = m_player->venue();
        desk::Market& market =
            m_desk->open(core::instrumentFromTape({venue.id, message.symbol}), {venue.sequence, venue.referee});
        // The window shows one market: the first one a tape brings.
        if (m_market == nullptr) {
            m_market = &market;
        }
        if (&market == m_market) {
            receive(message);
        }
    }
    if (skipped > 0) {
        Q_EMIT troubled(skipped == 1 ? firstProblem : tr("%1 (and %2 more)").arg(firstProblem).arg(skipped - 1));
    }
}

} // namespace leadline::engine
