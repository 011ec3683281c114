// SPDX-License-Identifier: MIT
/// The window's stocks: picks and rebalances with an engine of their own, which starts when one of them is looked at.
#pragma once

#include "app/settings/equity_options.h"

#include <QMap>
#include <QObject>
#include <QThread>
#include <QTimer>

#include <functional>
#include <memory>
#include <set>
#include <vector>

namespace leadline::views
{
class MainWindow;
class PicksPanel;
class RebalancePanel;
} // namespace leadline::views

namespace leadline::app
{

class StopController;

struct StockDeskOptions {
    EquityPlace place = EquityPlace::Embedded;
    std::function<const Settings&()> settings; ///< gives the ones of the moment
};

/// Thread: GUI.
class StockDesk final : public QObject
{
    Q_OBJECT

public:
    /// Docks are added to the window at once. Window, stop controller and clock must outlive the desk.
    StockDesk(StockDeskOptions options, views::MainWindow& window, StopController& stop, const core::Clock& clock);
    ~StockDesk() override;

    /// Stops the engine and every stock's ladder; before the window goes.
    void end();
    /// Their windows, as when the user closes them.
    void closeLadders();

    [[nodiscard]] int workingOrders() const { return static_cast<int>(m_working.size()); }
    /// A plan is under way.
    [[nodiscard]] bool isRebalancing() const;
    /// Orders and plan outlive the program.
    [[nodiscard]] bool isKeptWhenGone() const { return m_options.place != EquityPlace::Embedded; }
    /// Stops the plan, which cancels its orders.
    void cancelAll();

private:
    struct Ladder;

    void begin();
    void showPlace();
    void startEngine(engine::EquityOptions options);
    void connectRebalance();
    void scan(picks::Mode mode, const std::vector<picks::ListedSymbol>& symbols);
    void loadSymbols();
    void exportScan(const picks::SharedScan& scan);
    void showSymbols();
    void openPlan(const QString& path);
    void preview();
    void writeReport(const QString& path);
    void openLadder(const QString& symbol);
    void forgetClosedLadders();

    StockDeskOptions m_options;
    views::MainWindow& m_window;
    StopController& m_stop;
    const core::Clock& m_system;
    views::PicksPanel* m_picks;
    views::RebalancePanel* m_rebalance;
    std::unique_ptr<core::Clock> m_shifted; ///< the embedded market's
    const core::Clock* m_clock;
    std::unique_ptr<engine::EquityEngine> m_engine;
    QThread m_thread;
    QTimer m_ticker;
    engine::SharedPlan m_plan;
    engine::SharedRun m_run;
    std::set<orders::ClientOrderId> m_working;
    QMap<QString, QString> m_down; ///< what is not connected, and why
    std::vector<std::unique_ptr<Ladder>> m_ladders;
    bool m_isBegun = false;
};

} // namespace leadline::app
