// SPDX-License-Identifier: MIT
/// The window's stocks: picks, rebalances and the ladders that picks open, on the engine of the window.
#pragma once

#include "app/settings/stock_options.h"
#include "engine/session/shared_plan.h"

#include <QMap>
#include <QObject>
#include <QTimer>

#include <functional>
#include <memory>
#include <vector>

namespace leadline::picks
{
struct ListedSymbol;
struct ScanReport;
enum class Mode : std::uint8_t;
using SharedScan = std::shared_ptr<const ScanReport>;
} // namespace leadline::picks
namespace leadline::session
{
class StockService;
class TradingSession;
struct ScanRequest;
} // namespace leadline::session
namespace leadline::views
{
class MainWindow;
class PicksPanel;
class RebalancePanel;
} // namespace leadline::views

namespace leadline::app
{

class StopController;

struct StockControllerOptions {
    StockPlace place = StockPlace::Embedded;
    std::function<const Settings&()> settings; ///< gives the ones of the moment
};

/// Thread: GUI.
class StockController final : public QObject
{
    Q_OBJECT

public:
    /// Docks are added to the window at once. TradingSession, window, stop controller and clock must outlive the desk.
    StockController(StockControllerOptions options, session::TradingSession& trading, views::MainWindow& window,
        StopController& stop, const core::Clock& clock);
    ~StockController() override;

    /// Connects the broker, so that what is held and working there is known from the start. The embedded one holds
    /// nothing yet: it is begun for those who look at it. Once the engine starts.
    void begin();

    /// A plan is under way.
    [[nodiscard]] bool isRebalancing() const;
    /// Orders and plan outlive the program.
    [[nodiscard]] bool isKeptWhenGone() const { return m_options.place != StockPlace::Embedded; }
    /// Stops the plan, which cancels its orders.
    void cancelAll();

public Q_SLOTS:
    /// What a plan or a scan that begins from now on goes by.
    void applySettings();
    /// A key was entered that may be used from now on.
    void useKey(const QString& venue);

Q_SIGNALS:
    /// The dialog of keys is to be opened at that venue.
    void keyWanted(const QString& venue);

private:
    void connectEngine();
    void open();
    void askForStocks();
    void showPlace();
    void openStocks(const session::StockOptions& options);
    void connectRebalance();
    void scan(picks::Mode mode, const std::vector<picks::ListedSymbol>& symbols);
    void screen(const session::ScanRequest& request);
    void loadSymbols();
    void showWatched();
    void exportScan(const picks::SharedScan& scan);
    void showSymbols();
    void openPlan(const QString& path);
    void preview();
    void writeReport(const QString& path);
    void openLadder(const QString& symbol);
    void unreachable(const QString& why);
    void lackKey();
    void offerResuming(const session::SharedRun& run);
    void addPolygonKey();

    StockControllerOptions m_options;
    session::TradingSession& m_trading;
    session::StockService& m_stocks; ///< lives in the engine's thread
    views::MainWindow& m_window;
    StopController& m_stop;
    const core::Clock& m_clock;
    views::PicksPanel* m_picks;
    views::RebalancePanel* m_rebalance;
    QTimer m_ticker;
    session::SharedPlan m_plan;
    session::SharedRun m_run;
    QMap<QString, QString> m_down; ///< what is not connected, and why
    std::string m_symbolsShown; ///< the setting of the list that is on show
    picks::Mode m_modeShown = picks::Mode::Safe;
    bool m_isStarted = false; ///< the engine; before that it has no journal
    bool m_isOpened = false; ///< or will be, once the engine has started
    bool m_isAsked = false; ///< the engine was told to open it
    std::unique_ptr<session::ScanRequest> m_waitingScan; ///< for keys to be looked up
};

} // namespace leadline::app
