// SPDX-License-Identifier: MIT
/// The window's side of the program's one kill switch: whatever window turns it, coins and stocks stop, and every
/// window shows one receipt.
#pragma once

#include "engine/execution/kill_receipt.h"
#include "views/window/stop_keys.h"

#include <QObject>

#include <memory>
#include <optional>

namespace leadline::engine
{
class Engine;
class EquityEngine;
} // namespace leadline::engine
namespace leadline::execution
{
class SharedRisk;
} // namespace leadline::execution
namespace leadline::views
{
class MainWindow;
} // namespace leadline::views

namespace leadline::app
{

/// Thread: GUI. Engines hear it in their own threads.
class StopController final : public QObject
{
    Q_OBJECT

public:
    /// The switch is that of `coins`.
    explicit StopController(engine::Engine& coins);
    ~StopController() override;

    /// Cancels what works where an earlier run, or another program, left the switch on. Once the engine of coins
    /// starts.
    void begin();
    /// From now on they stop with the others; at once, when it is on. After their start() was posted.
    void govern(engine::EquityEngine& stocks);
    /// One that only shows a market.
    void govern(engine::Engine& ladder);
    /// Stocks may be held at a broker that was not asked: no receipt is complete without it. Empty: not so.
    void expectStocks(const QString& why);
    /// The window's keys, buttons and menu turn it, and it shows the receipt.
    void serve(views::MainWindow& window);

    [[nodiscard]] bool isOn() const;
    /// With everything that trades.
    [[nodiscard]] const std::shared_ptr<execution::SharedRisk>& shared() const { return m_shared; }

public Q_SLOTS:
    /// On once more cancels once more.
    void set(bool on);
    /// On, and what is held is closed, coins and stocks.
    void flatten();

Q_SIGNALS:
    void receiptChanged(const leadline::execution::KillReceipt& receipt);
    /// Stocks whose engine was not needed yet are needed now.
    void stocksWanted();
    // Commands for the engines' threads.
    void coinsTurned(bool on);
    void othersTurned(bool on);
    void flattenWanted();

private:
    void turn(bool on);
    void showReceipt();
    [[nodiscard]] execution::KillReceipt wholeReceipt() const;

    std::shared_ptr<execution::SharedRisk> m_shared;
    views::StopKeys m_keys;
    bool m_flattens = false; ///< the last command did
    bool m_governsStocks = false;
    QString m_stocksMissing; ///< why stocks cannot be asked; empty: they can, or there are none
    std::optional<execution::KillReceipt> m_coins;
    std::optional<execution::KillReceipt> m_stocks;
};

} // namespace leadline::app
