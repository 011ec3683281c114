// SPDX-License-Identifier: MIT
#include "engine/session/tape_source.h"

#include "engine/desk/desk.h"
#include "engine/replay/replay.h"

#include <QTimer>

#include <algorithm>
#include <utility>

namespace leadline::session
{

using namespace Qt::StringLiterals;

namespace
{

constexpr std::chrono::milliseconds tapeBeat{10};
/// Messages at full speed before the event loop gets its turn.
constexpr int mostPerBeat = 5000;
/// A gap in the recordings longer than this is skipped: nobody watches an empty night.
constexpr std::chrono::seconds longestPause{60};

} // namespace

TapeSource::TapeSource(TapeOptions options, desk::Desk& desk, const core::Clock& clock, QObject* parent)
    : QObject(parent)
    , m_options(std::move(options))
    , m_desk(desk)
    , m_clock(clock)
{
}

TapeSource::~TapeSource() = default;

void TapeSource::start()
{
    m_tapes = std::make_unique<replay::TapeMerger>();
    m_tapes->problem = [this](const std::string& problem, bool /*isBroken*/) {
        if (m_problems++ == 0) {
            m_firstProblem = QString::fromStdString(problem);
        }
    };
    for (const QString& path : std::as_const(m_options.files)) {
        open(path);
    }
    m_timer = new QTimer(this);
    m_timer->setTimerType(Qt::PreciseTimer);
    connect(m_timer, &QTimer::timeout, this, &TapeSource::play);
    m_beat = m_clock.now();
    m_timer->start(tapeBeat);
}

void TapeSource::open(const QString& path)
{
    auto player = replay::TapePlayer::open(path.toStdString(), m_options.venue.toStdString(), m_options.symbols);
    if (!player) {
        Q_EMIT problem(QString::fromStdString(player.error().what));
        return;
    }
    const auto before = replay::continuedTape(path.toStdString());
    const bool isThere = m_options.files.contains(QString::fromStdString(before.string()));
    if (!before.empty() && !isThere) {
        replay::Replay warmUp(m_desk, m_options.venue.toStdString(), m_options.symbols);
        if (const auto report = warmUp.run({before}); report && !m_desk.markets().empty()) {
            m_desk.markets().back()->resetCounters();
            for (const auto& market : m_desk.markets()) {
                bring(*market);
            }
            Q_EMIT problem(
                tr("no snapshot in it: the book continues %1").arg(QString::fromStdString(before.filename().string())));
        }
    }
    if (desk::Market* const market = replay::openMarketOf(m_desk, *player)) {
        bring(*market);
    }
    m_tapes->add(std::move(*player));
}

void TapeSource::bring(desk::Market& market)
{
    if (m_found.insert(&market).second) {
        found(market);
    }
}

void TapeSource::setSpeed(double speed)
{
    m_options.speed = std::max(0.0, speed);
}

void TapeSource::play()
{
    const core::Timestamp now = m_clock.now();
    const auto passed = static_cast<double>((now - m_beat).count());
    m_beat = now;
    const bool isUnbounded = m_options.speed == 0;
    if (m_time != core::Timestamp{}) {
        m_time += core::Duration(static_cast<std::int64_t>(passed * m_options.speed));
    }
    for (int played = 0; m_tapes && played < mostPerBeat; ++played) {
        if (!m_messageWaits) {
            m_tape = m_tapes->next();
        }
        m_messageWaits = false;
        if (m_tape == nullptr) {
            m_tapes.reset();
            m_timer->stop();
            Q_EMIT ended();
            break;
        }
        const core::Timestamp due = m_tape->mergeTime();
        if (m_time == core::Timestamp{} || due > m_time + longestPause) {
            m_time = due;
        }
        if (!isUnbounded && due > m_time) {
            m_messageWaits = true;
            break;
        }
        m_time = std::max(m_time, due);
        apply(m_tape->message(), m_tape->venue());
    }
    reportProblems();
}

void TapeSource::reportProblems()
{
    if (m_problems > 0) {
        Q_EMIT problem(
            m_problems == 1 ? m_firstProblem : tr("%1 (and %2 more)").arg(m_firstProblem).arg(m_problems - 1));
        m_problems = 0;
    }
}

void TapeSource::apply(const core::MarketMessage& message, const venues::Venue& venue)
{
    desk::Market* const market = replay::marketFor(m_desk, venue, message);
    if (market != nullptr) {
        bring(*market);
        market->apply(message);
    }
}

} // namespace leadline::session
