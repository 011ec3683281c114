// SPDX-License-Identifier: MIT
#include "engine/recorder/recording_session.h"

#include <utility>

namespace leadline::recorder
{

namespace
{

constexpr std::chrono::milliseconds lookEvery{250};

session::SessionOptions with(session::SessionOptions options, feeds::RawListener& raw)
{
    options.raw = &raw;
    return options;
}

} // namespace

RecordingSession::RecordingSession(
    session::SessionOptions options, const TapeOptions& tapes, const core::Clock& clock, QObject* parent)
    : QObject(parent)
    , m_clock(clock)
    , m_recorder(tapes, clock)
    , m_options(with(std::move(options), m_recorder))
    , m_desk(m_options.desk, *this, &clock)
    , m_source(m_options, m_desk, clock)
    , m_renewals(clock.now())
{
    connect(&m_source, &session::MarketSource::problem, this, &RecordingSession::troubled);
    connect(&m_source, &session::MarketSource::connectionChanged, this, [this](bool up, const QString& why) {
        if (!up) {
            Q_EMIT troubled(why);
        }
    });
    connect(&m_timer, &QTimer::timeout, this, &RecordingSession::renewWhereBroken);
}

RecordingSession::~RecordingSession()
{
    stop();
}

std::vector<core::Pair> RecordingSession::start()
{
    static_cast<void>(m_source.start());
    std::vector<core::Pair> missing;
    for (const core::Pair& pair : m_options.pairs) {
        if (m_source.watch(pair).empty()) {
            missing.push_back(pair);
        }
    }
    m_timer.start(lookEvery);
    return missing;
}

void RecordingSession::stop()
{
    m_timer.stop();
    m_source.stop();
    m_recorder.close();
}

void RecordingSession::renewWhereBroken()
{
    if (m_renewals.isDue(m_clock.now(), m_recorder.statistics())) {
        m_source.renewBooks();
    }
}

} // namespace leadline::recorder
