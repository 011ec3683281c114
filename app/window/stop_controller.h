// SPDX-License-Identifier: MIT
/// The window's side of the program's one kill switch: coins and stocks stop, and there is one receipt.
#pragma once

#include "engine/execution/kill_receipt.h"
#include "views/window/stop_keys.h"

#include <QObject>

#include <memory>
#include <optional>

namespace leadline::session
{
class TradingSession;
} // namespace leadline::session
namespace leadline::execution
{
class KillSwitch;
} // namespace leadline::execution
namespace leadline::views
{
class MainWindow;
} // namespace leadline::views

namespace leadline::app
{

/// Thread: GUI. The engine hears it in its own.
class StopController final : public QObject
{
    Q_OBJECT

public:
    /// The switch is that of `trading`, which sends the orders of the whole program.
    explicit StopController(session::TradingSession& trading);
    ~StopController() override;

    /// Cancels what works where an earlier run, or another program, left the switch on. Once the engine starts.
    void begin();
    /// Stocks may be held at a broker that cannot be asked now, and why: no receipt is complete without it. Empty: not
    /// so.
    void expectStocks(const QString& why);
    /// The window's keys, buttons and menu turn it, and it shows the receipt.
    void serve(views::MainWindow& window);

    [[nodiscard]] bool isOn() const;

public Q_SLOTS:
    /// On once more cancels once more.
    void set(bool on);
    /// On, and what is held is closed, coins and stocks.
    void flatten();

Q_SIGNALS:
    void receiptChanged(const leadline::execution::KillReceipt& receipt);
    /// A broker that was not connected yet is to be asked now.
    void stocksWanted();
    // Commands for the engine's thread.
    void turned(bool on);
    void flattenWanted();

private:
    void turn(bool on);
    void showReceipt();
    [[nodiscard]] execution::KillReceipt wholeReceipt() const;

    std::shared_ptr<execution::KillSwitch> m_killSwitch;
    views::StopKeys m_keys;
    QString m_stocksMissing; ///< why stocks cannot be asked; empty: they can, or there are none
    std::optional<execution::KillReceipt> m_receipt;
};

} // namespace leadline::app
