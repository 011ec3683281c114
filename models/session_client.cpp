// SPDX-License-Identifier: MIT
#include "models/session_client.h"

#include "engine/session/trading_session.h"

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
    connect(&m_frames, &QTimer::timeout, this, &SessionClient::poll);
    m_frames.start(static_cast<int>(1000 / framesPerSecond));
}

void SessionClient::poll()
{
    if (const session::MarketSnapshot* const snapshot = m_engine.snapshots().take()) {
        Q_EMIT framed(*snapshot);
    }
}

void SessionClient::stopFrames()
{
    m_frames.stop();
}

template <class... Parameters, class... Arguments>
void SessionClient::post(void (TradingSession::*command)(Parameters...), const Arguments&... arguments)
{
    QMetaObject::invokeMethod(
        &m_engine, [engine = &m_engine, command, arguments...] { (engine->*command)(arguments...); });
}

void SessionClient::submit(const session::OrderIntent& intent)
{
    post(&TradingSession::submit, intent);
}

void SessionClient::cancel(quint64 order)
{
    post(&TradingSession::cancel, order);
}

void SessionClient::cancelAll()
{
    post(&TradingSession::cancelAll);
    Q_EMIT cancelAllRequested();
}

void SessionClient::amend(quint64 order, const core::Price& price, const core::Quantity& size)
{
    post(&TradingSession::amend, order, price, size);
}

void SessionClient::setGuard(quint64 order, const orders::GuardTerms& terms)
{
    post(&TradingSession::setGuard, order, terms);
}

void SessionClient::setPreview(const core::Quantity& size, const QString& venue, int place)
{
    post(&TradingSession::setPreview, size, venue, place);
}

void SessionClient::setSignal(double strength, bool isRaised)
{
    post(&TradingSession::setSignal, strength, isRaised);
}

void SessionClient::setVenueOn(const QString& venue, bool on)
{
    post(&TradingSession::setVenueOn, venue, on);
}

void SessionClient::setComparedNotional(double notional)
{
    post(&TradingSession::setComparedNotional, notional);
}

void SessionClient::setTapeSpeed(double speed)
{
    post(&TradingSession::setTapeSpeed, speed);
}

void SessionClient::makeReport(const core::Timestamp& from, const core::Timestamp& to)
{
    post(&TradingSession::makeReport, from, to);
}

void SessionClient::resetBreaker()
{
    post(&TradingSession::resetBreaker);
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
    post(&TradingSession::setSignalRules, static_cast<int>(signal.sends), static_cast<qint64>(signal.maxAge.count()));
}

void SessionClient::setPositionRules(const execution::PositionSettings& positions)
{
    post(&TradingSession::setPositionRules, static_cast<int>(positions.checkEvery.count()),
        static_cast<int>(positions.spotFlatten));
}

} // namespace leadline::models
