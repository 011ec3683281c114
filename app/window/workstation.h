// SPDX-License-Identifier: MIT
/// The window on its engine, with everything that stands between them: settings, keys of venues, stocks, the kill
/// switch.
#pragma once

#include "app/settings/settings.h"
#include "engine/core/result.h"
#include "engine/session/session_options.h"

#include <QObject>

#include <memory>
#include <optional>

namespace leadline::models
{
class SessionClient;
}
namespace leadline::session
{
class TradingSession;
}
namespace leadline::views
{
class MainWindow;
} // namespace leadline::views

namespace leadline::app
{

class Closing;
class LabController;
class RecordController;
class StopController;
class SettingsController;
class StockController;
class TradingController;
class WatchController;
class WorkspaceController;

/// Thread: GUI.
class Workstation final : public QObject
{
    Q_OBJECT

public:
    /// Before the engine starts. Engine and clock must outlive the workstation.
    Workstation(session::TradingSession& engine, const core::Clock& clock, const LoadedSettings& settings,
        session::SourceKind source);
    ~Workstation() override;

    /// Once the engine starts: hands over what it needs to trade, and what an earlier run left.
    void begin();

    /// Before the window is shown: as it was left, or as the workspace of that name or file says. From then on changes
    /// of the layout are kept beside the settings. What is wrong with the name or file, or nothing.
    [[nodiscard]] std::optional<core::Defect> restoreWorkspace(const QString& nameOrFile = {});
    [[nodiscard]] WorkspaceController& workspaces() { return *m_workspaces; }

    [[nodiscard]] views::MainWindow& window() { return *m_window; }
    [[nodiscard]] SettingsController& settings() { return *m_settings; }
    /// Null in a replay.
    [[nodiscard]] const RecordController* recording() const { return m_recording.get(); }
    [[nodiscard]] LabController& lab() { return *m_lab; }

Q_SIGNALS:
    /// The main window was closed, and the others with it.
    void ended();

private:
    std::unique_ptr<models::SessionClient> m_session;
    std::unique_ptr<views::MainWindow> m_window;
    std::unique_ptr<StopController> m_stop;
    std::unique_ptr<SettingsController> m_settings;
    std::unique_ptr<LabController> m_lab;
    std::unique_ptr<TradingController> m_trading;
    std::unique_ptr<WatchController> m_watch;
    std::unique_ptr<StockController> m_stocks; ///< absent in a replay: a recording has no stocks to trade
    std::unique_ptr<RecordController> m_recording; ///< absent in a replay
    std::unique_ptr<Closing> m_closing;
    std::unique_ptr<WorkspaceController> m_workspaces;
};

} // namespace leadline::app
