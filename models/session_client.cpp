// SPDX-License-Identifier: MIT
#include "models/session_client.h"

#include "engine/calibration/calibration_settings.h"
#include "engine/desk/desk_settings.h"
#include "engine/execution/position_settings.h"
#include "engine/orders/guard_settings.h"
#include "engine/session/market_snapshot.h"
#include "engine/session/order_intent.h"
#include "engine/session/recorder_options.h"
#include "engine/session/replay_state.h"
#include "engine/session/signal_options.h"
#include "engine/session/trading_session.h"
#include "models/market_view.h"

#include <algorithm>

namespace leadline::models
{

using session::TradingSession;

SessionClient::SessionClient(TradingSession& engine, double framesPerSecond, QObject* parent)
    : QObject(parent)
    , m_engine(engine)
{
    connect(&engine, &TradingSession::started, this, &SessionClient::started);
    connect(&engine, &TradingSession::decided, this, &SessionClient::decided);
    connect(&engine, &TradingSession::orderChanged, this, &SessionClient::orderChanged);
    connect(&engine, &TradingSession::filled, this, &SessionClient::filled);
    connect(&engine, &TradingSession::refused, this, &SessionClient::refused);
    connect(&engine, &TradingSession::troubled, this, &SessionClient::troubled);
    connect(&engine, &TradingSession::connectionChanged, this, &SessionClient::connectionChanged);
    connect(&engine, &TradingSession::killSwitchChanged, this, &SessionClient::killSwitchChanged);
    connect(&engine, &TradingSession::liveVenuesChanged, this, [this](const QStringList& venues) {
        m_isLive = !venues.isEmpty();
        Q_EMIT liveVenuesChanged(venues);
    });
    connect(&engine, &TradingSession::keyCanWithdraw, this, &SessionClient::keyCanWithdraw);
    connect(&engine, &TradingSession::tookOver, this, &SessionClient::tookOver);
    connect(&engine, &TradingSession::settingsApplied, this, &SessionClient::settingsApplied);
    connect(&engine, &TradingSession::reportReady, this, &SessionClient::reportReady);
    connect(&engine, &TradingSession::tapeEnded, this, &SessionClient::tapeEnded);
    connect(&engine, &TradingSession::replayChanged, this, &SessionClient::replayChanged);
    connect(&engine, &TradingSession::practiceEnded, this, &SessionClient::practiceEnded);
    connect(&engine, &TradingSession::timelineChanged, this, &SessionClient::timelineChanged);
    connect(&engine, &TradingSession::watched, this, &SessionClient::watched);
    connect(&engine, &TradingSession::unwatched, this, &SessionClient::unwatched);
    connect(&engine, &TradingSession::listed, this, &SessionClient::listed);
    connect(&engine, &TradingSession::notWatched, this, &SessionClient::notWatched);
    m_views.push_back(std::make_unique<MarketView>(engine, *this, 0));
    connect(m_views.front().get(), &MarketView::framed, this, &SessionClient::framed, Qt::DirectConnection);
    connect(&m_frames, &QTimer::timeout, this, &SessionClient::poll);
    m_frames.start(static_cast<int>(1000 / framesPerSecond));
}

SessionClient::~SessionClient() = default;

void SessionClient::poll()
{
    for (std::size_t i = 0; i < m_views.size(); ++i) { // what a frame sets off may open one more
        m_views[i]->poll();
    }
    if (const session::WatchLines* const lines = m_engine.watchLines().take()) {
        Q_EMIT linesChanged(*lines);
    }
}

void SessionClient::setRecorder(const session::RecorderOptions& recorder)
{
    post(&TradingSession::setRecorder, recorder);
}

void SessionClient::setFrameRate(double framesPerSecond)
{
    if (m_frames.isActive()) {
        m_frames.start(static_cast<int>(1000 / framesPerSecond));
    }
    post(&TradingSession::setFrameRate, framesPerSecond);
}

void SessionClient::stopFrames()
{
    m_frames.stop();
}

QObject* SessionClient::asObject() const
{
    return &m_engine;
}

MarketView& SessionClient::group(int number)
{
    MarketView*& known = m_groups[static_cast<std::size_t>(number)];
    if (known == nullptr) {
        known = number == 0 ? &view() : &openView();
        if (number != 0 && view().pair().isKnown()) {
            known->show(view().pair());
        }
    }
    return *known;
}

MarketView& SessionClient::openView()
{
    return *m_views.emplace_back(std::make_unique<MarketView>(m_engine, *this, ++m_newestView));
}

void SessionClient::closeView(MarketView& view)
{
    const auto found = std::ranges::find(m_views, &view, &std::unique_ptr<MarketView>::get);
    if (found != m_views.end()) {
        view.end();
        found->release()->deleteLater(); // it may be in the middle of a frame
        m_views.erase(found);
    }
}

void SessionClient::submit(const session::OrderIntent& intent)
{
    post(&TradingSession::submit, intent);
}

void SessionClient::cancel(quint64 order)
{
    post(&TradingSession::cancel, order);
}

void SessionClient::cancelAll(const core::Pair& pair)
{
    post(&TradingSession::cancelAll, pair);
    Q_EMIT cancelAllRequested();
}

void SessionClient::watch(const core::Pair& pair)
{
    post(&TradingSession::watch, pair);
}

void SessionClient::unwatch(const core::Pair& pair)
{
    post(&TradingSession::unwatch, pair);
}

void SessionClient::amend(quint64 order, const core::Price& price, const core::Quantity& size)
{
    post(&TradingSession::amend, order, price, size);
}

void SessionClient::setGuard(quint64 order, const orders::GuardTerms& terms)
{
    post(&TradingSession::setGuard, order, terms);
}

void SessionClient::setVenueOn(const QString& venue, bool on)
{
    post(&TradingSession::setVenueOn, venue, on);
}

void SessionClient::drive(const session::ReplayCommand& command)
{
    post(&TradingSession::drive, command);
}

void SessionClient::makeReport(const core::Timestamp& from, const core::Timestamp& to)
{
    post(&TradingSession::makeReport, from, to);
}

void SessionClient::resetBreaker(const core::Pair& pair)
{
    post(&TradingSession::resetBreaker, pair);
}

void SessionClient::resetUrgencyBrake()
{
    post(&TradingSession::resetUrgencyBrake);
}

void SessionClient::resetOverrides()
{
    post(&TradingSession::resetOverrides);
}

void SessionClient::setSettings(const desk::DeskSettings& settings)
{
    post(&TradingSession::setSettings, settings);
}

void SessionClient::setGuardSettings(const orders::GuardSettings& settings)
{
    post(&TradingSession::setGuardSettings, settings);
}

void SessionClient::setCalibrationSettings(const calibration::CalibrationSettings& settings)
{
    post(&TradingSession::setCalibrationSettings, settings);
}

void SessionClient::setSignalRules(const session::SignalOptions& signal)
{
    post(&TradingSession::setSignalRules, signal);
}

void SessionClient::setPositionSettings(const execution::PositionSettings& settings)
{
    post(&TradingSession::setPositionSettings, settings);
}

} // namespace leadline::models
