// SPDX-License-Identifier: MIT
#include "app/settings/session_options.h"

#include "engine/execution/kill_switch.h"
#include "engine/session/session_options.h"
#include "engine/venues/venue.h"

#include <QRandomGenerator>
#include <QStandardPaths>
#include <QSysInfo>

namespace leadline::app
{

namespace
{

std::string dataFolder()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation).toStdString() + "/leadline";
}

double secondsIn(core::Duration time)
{
    return std::chrono::duration<double>(time).count();
}

session::SignalOptions::Sends sendsOf(SignalSending send)
{
    using Sends = session::SignalOptions::Sends;
    switch (send) {
    case SignalSending::No:
        return Sends::Nothing;
    case SignalSending::Paper:
        return Sends::Paper;
    case SignalSending::Yes:
        return Sends::Everything;
    }
    return Sends::Nothing;
}

} // namespace

orders::GuardSettings guardOf(const Settings& settings, bool isLive)
{
    const GuardSettings& guard = settings.guard;
    return {.maxSpreadBps = guard.maxSpreadBps,
        .maxAgeSeconds = secondsIn(guard.maxOrderAge),
        .checkIntervalSeconds = secondsIn(guard.checkInterval),
        .autoCancel = guard.autoCancel,
        .cancelOnStale = isOn(guard.cancelOnStale, isLive),
        .isConsolidated = guard.isConsolidated,
        .dwellMs = secondsIn(guard.dwell) * 1000,
        .hysteresisBps = guard.hysteresisBps};
}

execution::PositionSettings positionRulesOf(const Settings& settings)
{
    return {.checkEvery = std::chrono::duration_cast<std::chrono::seconds>(settings.positions.checkEvery),
        .spotFlatten =
            settings.positions.flattensBalance ? execution::SpotFlatten::Balance : execution::SpotFlatten::Ours,
        .currency = core::Asset(settings.positions.currency)};
}

session::SessionOptions sessionOptions(const Settings& settings)
{
    session::SessionOptions options;
    options.source =
        settings.market.source == MarketSource::Live ? session::SourceKind::Live : session::SourceKind::Embedded;
    options.pairs = marketPairs(settings);
    if (const auto chosen = marketVenues(settings)) {
        for (const venues::Venue* const venue : *chosen) {
            const VenueSettings& own = settings.venues[static_cast<std::size_t>(venue - venues::knownVenues().data())];
            options.venues.push_back(
                {.venue = venue, .endpoints = {own.streamUrl, own.restUrl}, .trading = own.trading});
        }
    }
    options.depthFrames = settings.market.depthFrames;
    options.seed = static_cast<quint64>(settings.market.seed);
    options.framesPerSecond = settings.window.framesPerSecond;
    options.desk = settings.desk;
    options.orders.guard = guardOf(settings, options.source == session::SourceKind::Live);
    options.orders.positions = positionRulesOf(settings);
    options.orders.calibration = settings.calibration;
    options.orders.workstation =
        settings.orders.workstation == "auto" ? QSysInfo::machineHostName().toStdString() : settings.orders.workstation;
    options.orders.seed = QRandomGenerator::system()->generate64();
    options.countdown = std::chrono::duration_cast<std::chrono::seconds>(settings.orders.countdown);
    return options;
}

session::SignalOptions signalsFor(const Settings& settings)
{
    const auto unlessNone = [](const std::string& text) { return text == "none" ? std::string() : text; };
    return {.file = QString::fromStdString(unlessNone(settings.signal.file)),
        .socket = QString::fromStdString(unlessNone(settings.signal.socket)),
        .model = unlessNone(settings.signal.model),
        .modelMaxAge = settings.signal.modelMaxAge,
        .sends = sendsOf(settings.signal.send),
        .rollout = {.share = settings.signal.share,
            .maxValueADay = settings.signal.maxNotionalADay,
            .pairs = signalPairs(settings).value_or(std::vector<core::Pair>())},
        .maxAge = std::chrono::duration_cast<std::chrono::milliseconds>(settings.signal.maxAge)};
}

session::RecorderOptions recorderFor(const Settings& settings, session::SourceKind source)
{
    if (!isOn(settings.store.record, source == session::SourceKind::Live)) {
        return {};
    }
    return {.root = settings.store.folder == "auto" ? dataFolder() + "/store" : settings.store.folder,
        .retentionDays = settings.store.retentionDays};
}

std::filesystem::path tapeFolder(const Settings& settings, session::SourceKind source)
{
    const std::filesystem::path folder =
        settings.tape.folder == "auto" ? dataFolder() + "/tapes" : settings.tape.folder;
    return source == session::SourceKind::Live ? folder : folder / "embedded";
}

std::shared_ptr<execution::KillSwitch> killSwitchOf(const Settings& settings)
{
    return std::make_shared<execution::KillSwitch>(
        settings.stateFolder.empty() ? std::filesystem::path() : settings.stateFolder / "kill-switch-is-on");
}

std::string killSwitchText(const Settings& settings)
{
    return "the kill switch is on: turn it off in the window (Trade > Turn kill switch off), or remove "
        + (settings.stateFolder / "kill-switch-is-on").string();
}

std::string journalFor(const Settings& settings, session::SourceKind source)
{
    // The embedded market forgets everything when it ends, and so does its journal.
    if (source != session::SourceKind::Live) {
        return {};
    }
    return settings.orders.journal == "auto" ? "sqlite:" + dataFolder() + "/journal.sqlite" : settings.orders.journal;
}

} // namespace leadline::app
