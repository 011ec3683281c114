// SPDX-License-Identifier: MIT
#include "models/session_client.h"

namespace leadline::models
{

using engine::Engine;

SessionClient::SessionClient(Engine& engine, double framesPerSecond, QObject* parent)
    : QObject(parent)
    , m_engine(engine)
{
    connect(&engine, &Engine::started, this, &SessionClient::started);
    connect(&engine, &Engine::decided, this, &SessionClient::decided);
    connect(&engine, &Engine::orderChanged, this, &SessionClient::orderChanged);
    connect(&engine, &Engine::filled, this, &SessionClient::filled);
    connect(&engine, &Engine::refused, this, &SessionClient::refused);
    connect(&engine, &Engine::troubled, this, &SessionClient::troubled);
    connect(&engine, &Engine::connectionChanged, this, &SessionClient::connectionChanged);
    connect(&engine, &Engine::killSwitchChanged, this, &SessionClient::killSwitchChanged);
    connect(&engine, &Engine::liveVenuesChanged, this, [this](const QStringList& venues) {
        m_isLive = !venues.isEmpty();
        Q_EMIT liveVenuesChanged(venues);
    });
    connect(&engine, &Engine::keyCanWithdraw, this, &SessionClient::keyCanWithdraw);
    connect(&engine, &Engine::tookOver, this, &SessionClient::tookOver);
    connect(&engine, &Engine::settingsApplied, this, &SessionClient::settingsApplied);
    connect(&engine, &Engine::reportReady, this, &SessionClient::reportReady);
    connect(&engine, &Engine::tapeEnded, this, &SessionClient::tapeEnded);
    connect(&m_frames, &QTimer::timeout, this, &SessionClient::poll);
    m_frames.start(static_cast<int>(1000 / framesPerSecond));
}

void SessionClient::poll()
{
    if (const engine::MarketSnapshot* const snapshot = m_engine.snapshots().take()) {
        Q_EMIT framed(*snapshot);
    }
}

void SessionClient::stopFrames()
{
    m_frames.stop();
}

template <class... Parameters, class... Arguments>
void SessionClient::post(void (Engine::*command)(Parameters...), const Arguments&... arguments)
{
    QMetaObject::invokeMethod(
        &m_engine, [engine = &m_engine, command, arguments...] { (engine->*command)(arguments...); });
}

void SessionClient::submit(const engine::OrderIntent& intent)
{
    post(&Engine::submit, intent);
}

void SessionClient::cancel(quint64 order)
{
    post(&Engine::cancel, order);
}

void SessionClient::cancelAll()
{
    post(&Engine::cancelAll);
    Q_EMIT cancelAllRequested();
}

void SessionClient::amend(quint64 order, const core::Price& price, const core::Quantity& size)
{
    post(&Engine::amend, order, price, size);
}

void SessionClient::setGuard(quint64 order, const orders::GuardTerms& terms)
{
    post(&Engine::setGuard, order, terms);
}

void SessionClient::setPreview(const core::Quantity& size, const QString& venue, int place)
{
    post(&Engine::setPreview, size, venue, place);
}

void SessionClient::setSignal(double strength, bool isRaised)
{
    post(&Engine::setSignal, strength, isRaised);
}

void SessionClient::setVenueOn(const QString& venue, bool on)
{
    post(&Engine::setVenueOn, venue, on);
}

void SessionClient::setComparedNotional(double notional)
{
    post(&Engine::setComparedNotional, notional);
}

void SessionClient::setTapeSpeed(double speed)
{
    post(&Engine::setTapeSpeed, speed);
}

void SessionClient::makeReport(const core::Timestamp& from, const core::Timestamp& to)
{
    post(&Engine::makeReport, from, to);
}

void SessionClient::resetBreaker()
{
    post(&Engine::resetBreaker);
}

void SessionClient::resetUrgencyBrake()
{
    post(&Engine::resetUrgencyBrake);
}

void SessionClient::resetOverrides()
{
    post(&Engine::resetOverrides);
}

void SessionClient::setSettings(const desk::DeskSettings& settings)
{
    post(&Engine::setSettings, settings);
}

void SessionClient::setGuardSettings(const orders::GuardSettings& settings)
{
    post(&Engine::setGuardSettings, settings);
}

void SessionClient::setCalibrationSettings(const calibration::CalibrationSettings& settings)
{
    post(&Engine::setCalibrationSettings, settings);
}

void SessionClient::setSignalRules(const engine::SignalOptions& signal)
{
    post(&Engine::setSignalRules, static_cast<int>(signal.sends), static_cast<qint64>(signal.maxAge.count()));
}

void SessionClient::setPositionRules(const execution::PositionSettings& positions)
{
    post(&Engine::setPositionRules, static_cast<int>(positions.checkEvery.count()),
        static_cast<int>(positions.spotFlatten));
}

} // namespace leadline::models
