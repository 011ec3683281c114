// SPDX-License-Identifier: MIT
#include "app/window/workstation.h"

#include "app/commands/tape_run.h"
#include "app/window/closing.h"
#include "app/window/lab_controller.h"
#include "app/window/record_controller.h"
#include "app/window/settings_controller.h"
#include "app/window/stock_controller.h"
#include "app/window/stop_controller.h"
#include "app/window/trading_controller.h"
#include "app/window/watch_controller.h"
#include "app/window/workspace_controller.h"
#include "engine/session/session_options.h"
#include "engine/session/trading_session.h"
#include "models/session_client.h"
#include "models/watch_list.h"
#include "views/window/main_window.h"

#include <QSaveFile>

#include <fstream>
#include <iterator>

namespace leadline::app
{

namespace
{

/// What the breakers have counted survives a restart: a file beside the settings, one for the embedded market and one
/// for live ones. Before the engine starts.
void keepRiskState(session::TradingSession& engine, session::SourceKind source, views::MainWindow& window,
    const std::filesystem::path& settings)
{
    if (source == session::SourceKind::Tape) {
        return;
    }
    const std::filesystem::path path = settings.parent_path()
        / (source == session::SourceKind::Live ? "risk-state-live.json" : "risk-state-embedded.json");
    QObject::connect(&engine, &session::TradingSession::riskChanged, &window, [path](const session::RiskState& state) {
        std::error_code error;
        std::filesystem::create_directories(path.parent_path(), error);
        QSaveFile file(QString::fromStdString(path.string()));
        const std::string json = toJson(state);
        if (!file.open(QIODevice::WriteOnly) || file.write(json.data(), static_cast<qint64>(json.size())) < 0
            || !file.commit()) {
            complain(path.string() + ": cannot be written: the breakers would not survive a restart");
        }
    });
    std::ifstream file(path);
    if (!file) {
        return;
    }
    const std::string json{std::istreambuf_iterator<char>(file), {}};
    if (const auto state = session::parseRiskState(json)) {
        engine.restoreRisk(*state);
    } else {
        complain(path.string() + ": " + state.error().what + "; the breakers start anew");
    }
}

} // namespace

Workstation::Workstation(session::TradingSession& engine, const core::Clock& clock, const LoadedSettings& settings,
    session::SourceKind source)
    : m_session(std::make_unique<models::SessionClient>(engine, settings.values.window.framesPerSecond))
    , m_window(std::make_unique<views::MainWindow>(*m_session, clock,
          views::WindowOptions{.rules = rulesOf(settings.values.ladder),
              .firstSize = settings.values.ladder.clickSize,
              .isReplay = source == session::SourceKind::Tape,
              .isEmbedded = source == session::SourceKind::Embedded,
              .desk = settings.values.desk}))
    , m_stop(std::make_unique<StopController>(engine))
    , m_settings(std::make_unique<SettingsController>(settings, source == session::SourceKind::Live, *m_window))
    , m_lab(std::make_unique<LabController>(*m_window, *m_settings, settings.file.parent_path() / "lab.log"))
    , m_trading(std::make_unique<TradingController>(engine, *m_window, source == session::SourceKind::Live,
          [this](const QString& key, const QString& value) { return m_settings->change(key, value); }))
{
    m_stop->serve(*m_window);
    connect(m_window.get(), &views::MainWindow::settingsRequested, m_settings.get(), &SettingsController::open);
    m_window->moreCommands = [this] { return m_settings->commands(); };
    m_watch = std::make_unique<WatchController>(
        *m_window, watchListFile(settings, source), startingWatchList(settings, source));
    if (source != session::SourceKind::Tape) {
        m_stocks = std::make_unique<StockController>(
            StockControllerOptions{.place = stockPlace(settings.values, source),
                .settings = [this]() -> const Settings& { return m_settings->values(); }},
            engine, *m_window, *m_stop, clock);
        connect(m_settings.get(), &SettingsController::applied, m_stocks.get(), &StockController::applySettings);
        connect(m_stocks.get(), &StockController::keyWanted, m_trading.get(), &TradingController::openDialog);
        connect(m_trading.get(), &TradingController::keySaved, m_stocks.get(), &StockController::useKey);
    }
    if (source != session::SourceKind::Tape) {
        m_recording = std::make_unique<RecordController>(engine, source, *m_window, clock,
            [this](const QString& key, const QString& value) { return m_settings->change(key, value); });
        connect(m_settings.get(), &SettingsController::applied, m_recording.get(),
            [this] { m_recording->apply(m_settings->values()); });
    }
    m_closing = std::make_unique<Closing>(
        ClosingOptions{.isEmbedded = source == session::SourceKind::Embedded,
            .isReplay = source == session::SourceKind::Tape,
            .countdown = std::chrono::duration_cast<std::chrono::seconds>(settings.values.orders.countdown)},
        *m_window, m_stocks.get());
    connect(m_closing.get(), &Closing::ended, this, &Workstation::ended);
    m_workspaces = std::make_unique<WorkspaceController>(settings.file.parent_path(), *m_window);
    keepRiskState(engine, source, *m_window, settings.file);
}

Workstation::~Workstation() = default;

std::optional<core::Defect> Workstation::restoreWorkspace(const QString& nameOrFile)
{
    if (const auto wrong = m_workspaces->restore(nameOrFile)) {
        return wrong;
    }
    m_workspaces->begin();
    return {};
}

void Workstation::begin()
{
    m_trading->begin(m_settings->values());
    if (m_stocks) {
        m_stocks->begin();
    }
    m_stop->begin();
    if (m_recording) {
        m_recording->apply(m_settings->values());
    }
}

} // namespace leadline::app
