// SPDX-License-Identifier: MIT
/// The main window: ladder in the middle, everything else in docks.
#pragma once

#include "models/account_model.h"
#include "models/decision_model.h"
#include "models/feature_series_model.h"
#include "models/fill_model.h"
#include "models/ladder_desk.h"
#include "models/latency_model.h"
#include "models/market_feed.h"
#include "models/order_model.h"
#include "models/position_model.h"
#include "views/window/trading_banner.h"

#include <QMainWindow>

#include <functional>
#include <vector>

class QDockWidget;
class QLabel;
class QMenu;

namespace leadline::views
{

class CalibrationPanel;
class ChartPanel;
class LadderPanel;
class TicketPanel;
class BlotterPanel;
class MonitorPanel;
class StopPanel;
class VenuePanel;

struct WindowOptions {
    models::LadderRules rules;
    double firstSize = 1;
    double framesPerSecond = 30;
    bool isReplay = false;
    bool isEmbedded = true; ///< the market in this program: its own word in the banner
    bool isViewOnly = false; ///< a market that is shown and not traded from this window
    desk::DeskSettings desk;
};

/// Wires models and views to one engine. Thread: GUI.
class MainWindow final : public QMainWindow
{
    Q_OBJECT

public:
    /// `engine` and `clock` must outlive the window.
    MainWindow(engine::Engine& engine, const core::Clock& clock, const WindowOptions& options);
    ~MainWindow() override;

    [[nodiscard]] LadderPanel& ladderPanel() { return *m_ladder; }
    [[nodiscard]] models::LadderDesk& ladderDesk() { return m_desk; }
    /// Names of the panels around the ladder, and one of them brought to the front; false when there is none.
    [[nodiscard]] QStringList panels() const;
    bool showPanel(const QString& name);
    [[nodiscard]] models::OrderModel& orders() { return m_orders; }
    [[nodiscard]] models::DecisionModel& decisions() { return m_decisions; }
    [[nodiscard]] models::MarketFeed& feed() { return m_feed; }
    [[nodiscard]] VenuePanel& venuePanel() { return *m_venues; }
    [[nodiscard]] BlotterPanel& blotter() { return *m_blotter; }
    [[nodiscard]] StopPanel& stopPanel() { return *m_stop; }
    [[nodiscard]] TicketPanel& ticket() { return *m_ticket; }
    [[nodiscard]] MonitorPanel& monitor() { return *m_monitor; }
    /// One more panel beside the others, under a name for showPanel().
    QDockWidget* addPanel(QWidget* panel, const QString& title, const QString& name);
    /// Trading is on there; the banner says what becomes of it.
    void wantTrading(const WantedTrading& wanted);
    /// Asked before the window closes; absent: it may.
    std::function<bool()> mayClose;
    /// A line in the status bar.
    void say(const QString& text);
    /// Opens one more ladder beside the first, with an arming of its own; an empty name shows all venues.
    LadderPanel& openLadder(const QString& venue);
    /// What the kill switch has done so far: to the front with it.
    void showReceipt(const leadline::execution::KillReceipt& receipt);
    /// New thresholds: to the engine, the charts and the ladder.
    void applySettings(const desk::DeskSettings& settings, const orders::GuardSettings& guard,
        const calibration::CalibrationSettings& calibration, const models::LadderRules& rules, double firstSize);

Q_SIGNALS:
    void settingsRequested();
    void credentialsRequested();
    void closed();
    // For the program's one kill switch.
    void killSwitchRequested(bool on);
    void flattenRequested();

    // Commands for the engine's thread.
    void submitRequested(const leadline::engine::OrderIntent& intent);
    void cancelRequested(quint64 order);
    void cancelAllRequested();
    void moveRequested(quint64 order, const leadline::core::Price& price, const leadline::core::Quantity& size);
    void guardEdited(quint64 order, const leadline::orders::GuardTerms& terms);
    void guardSettingsChanged(const leadline::orders::GuardSettings& settings);
    void breakerResetRequested();
    void brakeResetRequested();
    void overridesResetRequested();
    void signalRequested(double strength, bool isRaised);
    void previewRequested(const leadline::core::Quantity& size, const QString& venue, int place);
    void settingsChanged(const leadline::desk::DeskSettings& settings);
    void signalRulesChanged(int sends, qint64 maxAgeMs);
    void tapeSpeedRequested(double speed);
    void venueSwitched(const QString& venue, bool on);
    void comparedNotionalRequested(double notional);
    void reportRequested(const leadline::core::Timestamp& from, const leadline::core::Timestamp& to);
    void calibrationSettingsChanged(const leadline::calibration::CalibrationSettings& settings);

protected:
    void closeEvent(QCloseEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    void makeDocks(const WindowOptions& options);
    void makeMenus(const WindowOptions& options);
    void makeStatusBar(const WindowOptions& options);
    void makeBanner(const WindowOptions& options);
    void showLiveVenues(const QStringList& venues);
    void connectEngine(engine::Engine& engine);
    void connectGestures(LadderPanel& panel, models::LadderDesk& desk);
    void listVenues(QMenu& menu);
    void disarmAll();
    void disarmStuck();
    void showMarket(const engine::MarketSnapshot& snapshot);
    void ask(models::LadderDesk& desk, const engine::OrderIntent& intent, const QString& question);
    void askForReport();
    void exportReport();
    void showRefusal(const engine::Refusal& refusal);
    void askKillSwitchOff();
    void showKeys();

    models::LadderDesk m_desk;
    models::DecisionModel m_decisions;
    models::OrderModel m_orders;
    models::FillModel m_fills;
    models::PositionModel m_positions;
    models::AccountModel m_accounts;
    models::LatencyModel m_latencies;
    core::Duration m_shownAt{}; ///< arrival of the newest book on the ladder; zero: it is painted
    models::FeatureSeriesModel m_samples;
    models::MarketFeed m_feed;
    LadderPanel* m_ladder = nullptr;
    ChartPanel* m_charts = nullptr;
    TicketPanel* m_ticket = nullptr;
    MonitorPanel* m_monitor = nullptr;
    VenuePanel* m_venues = nullptr;
    BlotterPanel* m_blotter = nullptr;
    StopPanel* m_stop = nullptr;
    CalibrationPanel* m_calibration = nullptr;
    engine::SharedReport m_report;
    QDockWidget* m_stopDock = nullptr;
    QDockWidget* m_chartDock = nullptr; ///< further panels join it
    TradingBanner* m_banner = nullptr;
    QLabel* m_journal = nullptr;
    bool m_isLive = false;
    /// The first ladder is the window's own; the others come and go with their docks.
    struct OtherLadder {
        LadderPanel* panel = nullptr;
        models::LadderDesk* desk = nullptr;
    };
    std::vector<OtherLadder> m_others;
    int m_places = 0; ///< of previews, that ladders were given
    const core::Clock& m_clock;
    WindowOptions m_options;
    std::vector<QString> m_venueNames;
    QLabel* m_venueLight = nullptr;
    QLabel* m_rate = nullptr;
    QLabel* m_clockLabel = nullptr;
    QLabel* m_kill = nullptr;
    bool m_arranged = false;
};

} // namespace leadline::views
