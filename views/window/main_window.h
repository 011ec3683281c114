// SPDX-License-Identifier: MIT
/// The main window: ladder in the middle, everything else in docks.
#pragma once

#include "engine/desk/desk_settings.h"
#include "models/order_entry.h"
#include "models/order_model.h"
#include "views/window/trading_banner.h"
#include "views/workspace/workspace.h"

#include <QMainWindow>

#include <functional>
#include <vector>

class QAction;
class QDockWidget;
class QMenu;

namespace leadline::execution
{
struct KillReceipt;
}
namespace leadline::models
{
class DecisionModel;
class SessionClient;
struct WindowCommand;
} // namespace leadline::models

namespace leadline::views
{

class BlotterPanel;
class ChartPanel;
class DecisionLogPanel;
class LadderPanel;
class LadderView;
class MonitorPanel;
class ReplayBar;
class StatusBar;
class StopPanel;
class TicketPanel;
class VenuePanel;
class WatchPanel;

struct WindowOptions {
    models::LadderRules rules;
    double firstSize = 1;
    bool isReplay = false;
    bool isEmbedded = true; ///< the market in this program: its own word in the banner
    desk::DeskSettings desk;
};

/// Holds docks, menus and status bar together; panels talk to the session themselves. Thread: GUI.
class MainWindow final : public QMainWindow
{
    Q_OBJECT

public:
    /// `session` and `clock` must outlive the window.
    MainWindow(models::SessionClient& session, const core::Clock& clock, const WindowOptions& options);
    ~MainWindow() override;

    [[nodiscard]] models::SessionClient& session() { return m_session; }
    [[nodiscard]] LadderPanel& ladderPanel() { return *m_ladder; }
    [[nodiscard]] models::OrderEntry& orderEntry() { return m_entry; }
    /// Names of the panels around the ladder, and one of them brought to the front; false when there is none.
    [[nodiscard]] QStringList panels() const;
    bool showPanel(const QString& name);
    [[nodiscard]] models::OrderModel& orders() { return m_orders; }
    [[nodiscard]] models::DecisionModel& decisions();
    [[nodiscard]] VenuePanel& venuePanel() { return *m_venues; }
    [[nodiscard]] BlotterPanel& blotter() { return *m_blotter; }
    [[nodiscard]] StopPanel& stopPanel() { return *m_stop; }
    [[nodiscard]] TicketPanel& ticket() { return *m_ticket; }
    [[nodiscard]] MonitorPanel& monitor() { return *m_monitor; }
    /// Null: the market is no recording.
    [[nodiscard]] ReplayBar* replay() { return m_replay; }
    /// One more panel beside the others, under a name for showPanel().
    QDockWidget* addPanel(QWidget* panel, const QString& title, const QString& name);
    /// Trading is on there; the banner says what becomes of it.
    void wantTrading(const WantedTrading& wanted);
    /// Asked before the window closes; absent: it may.
    std::function<bool()> mayClose;
    /// What the command palette finds besides menus, panels and symbols; absent: nothing.
    std::function<std::vector<models::WindowCommand>()> moreCommands;
    [[nodiscard]] StatusBar& status();
    /// Where something happened: a replay goes there, and shows that instrument where one is named. Elsewhere nothing.
    void goTo(core::Timestamp time, const core::Pair& pair = {});
    /// A line in the status bar.
    void say(const QString& text);
    /// Opens one more ladder beside the first, with an arming of its own; an empty name shows all venues.
    LadderPanel& openLadder(const QString& venue);
    /// The same with an instrument of its own, at all its venues.
    LadderPanel& openLadderFor(const core::Pair& pair);
    [[nodiscard]] WatchPanel& watchPanel() { return *m_watch; }
    /// In the group of the ladder that had the focus last, where that one is linked; else in the window's own.
    void showInstrument(const core::Pair& pair);
    /// Everything of ours in the instrument of the ladder that `where` is in, else of the window's own.
    void cancelWhere(const QObject* where);
    /// What the kill switch has done so far: to the front with it.
    void showReceipt(const leadline::execution::KillReceipt& receipt);
    /// How the window, its docks and its panels stand; nothing of orders or arming.
    [[nodiscard]] Workspace workspace() const;
    /// Stands as it says, on those screens (their usable areas), with every ladder disarmed. Panels that the window
    /// does not have are passed over: named here, and kept for the next workspace().
    QStringList arrange(const Workspace& workspace, const QList<QRect>& screens);
    /// Brings the window, and the docks that float, back to where they can be seen.
    void keepOnScreens(const QList<QRect>& screens);
    /// The first ladder, in the middle; hidden, it is disarmed.
    void showLadder(bool isShown);
    /// What charts, monitor and ladders show of the settings; the session has its own.
    void applySettings(const desk::DeskSettings& settings, const models::LadderRules& rules, double firstSize);

Q_SIGNALS:
    void settingsRequested();
    void credentialsRequested();
    void closed();
    // For the program's one kill switch.
    void killSwitchRequested(bool on);
    void flattenRequested();

protected:
    void closeEvent(QCloseEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void makeDocks();
    QDockWidget* addDock(const QString& title, const char* name, QWidget* content, Qt::DockWidgetArea area);
    void connectPanels();
    void makeMenus();
    void makeTradeMenu();
    void makeViewMenu();
    void openPalette();
    [[nodiscard]] std::vector<models::WindowCommand> symbolsFor(const QString& text);
    void makeBanner();
    void makeReplayBar();
    /// In a row of its own below the banner.
    void placeReplayBar();
    void connectSession();
    void connectLadder(LadderPanel& panel, models::OrderEntry& entry);
    void fillTicket(LadderPanel& from, const session::OrderIntent& intent);
    void listVenues(QMenu& menu);
    void listColumns(QMenu& menu, LadderView& ladder);
    [[nodiscard]] QString freeLadderName() const;
    LadderPanel& addLadder(const QString& name, const QString& venue);
    void recreateLadders(const Workspace& workspace);
    void placeWindow(const WorkspaceWindow& place, const QList<QRect>& screens);
    void placeDocks(const WorkspaceWindow& place);
    [[nodiscard]] QStringList restorePanels(const Workspace& workspace);
    void giveDockSizes();
    void disarmAll();
    void disarmStuck();
    [[nodiscard]] bool isAnyArmed() const;
    /// Every ladder says whether orders are real, and whether they can be sent at all.
    void showMoney();
    void warnOfKey(const QString& venue);
    void askKillSwitchOff();
    void showKeys();
    void showAbout();

    models::SessionClient& m_session;
    const core::Clock& m_clock;
    WindowOptions m_options;
    models::OrderEntry m_entry;
    models::OrderModel m_orders; ///< of the session, for blotter and ladders
    LadderPanel* m_ladder;
    /// The first ladder is the window's own; the others come and go with their docks.
    struct OtherLadder {
        LadderPanel* panel = nullptr;
        models::OrderEntry* entry = nullptr;
    };
    std::vector<OtherLadder> m_others;
    ChartPanel* m_charts = nullptr;
    TicketPanel* m_ticket = nullptr;
    MonitorPanel* m_monitor = nullptr;
    VenuePanel* m_venues = nullptr;
    WatchPanel* m_watch = nullptr;
    QString m_latestLink = QStringLiteral("A"); ///< of the linked ladder that had the focus last
    DecisionLogPanel* m_log = nullptr;
    BlotterPanel* m_blotter = nullptr;
    StopPanel* m_stop = nullptr;
    QDockWidget* m_stopDock = nullptr;
    ReplayBar* m_replay = nullptr; ///< of recordings
    QDockWidget* m_chartDock = nullptr; ///< further panels join it
    TradingBanner* m_banner = nullptr;
    QString m_idleMoney; ///< what ladders say where trading is on nowhere
    QAction* m_ladderAction = nullptr; ///< checked while the first ladder is on show
    /// Of a workspace that was restored.
    struct Restored {
        QMap<QString, QSize> docks; ///< sizes that are still to be given, once the window has its own
        QSize windowSize; ///< for which they were
        QList<WorkspacePanel> absent; ///< panels of another program, or of a venue that is off
    };
    Restored m_restored;
};

} // namespace leadline::views
