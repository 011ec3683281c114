// SPDX-License-Identifier: MIT
/// The program's one kill switch: whatever window turns it on, coins and stocks stop, and it stays on over a restart.
#pragma once

#include "engine/order_desk.h"
#include "views/stop_keys.h"

#include <QObject>

#include <filesystem>
#include <optional>

namespace leadline::engine
{
class Engine;
class EquityEngine;
} // namespace leadline::engine
namespace leadline::views
{
class MainWindow;
} // namespace leadline::views

namespace leadline::app
{

/// Thread: GUI. Engines hear it in their own threads.
class KillSwitch final : public QObject
{
    Q_OBJECT

public:
    /// `coins` is what flatten closes. `marker` is the file that stands while the switch is on.
    KillSwitch(engine::Engine& coins, std::filesystem::path marker);

    /// Turns it on where an earlier run left it on. Once the engine of coins starts.
    void begin();
    /// From now on they stop with the others; at once, when it is on. After their start() was posted.
    void govern(engine::EquityEngine& stocks);
    /// One that only shows a market.
    void govern(engine::Engine& ladder);
    /// The window's keys, buttons and menu turn it, and it shows the receipt.
    void serve(views::MainWindow& window);

    [[nodiscard]] bool isOn() const { return m_isOn; }

public Q_SLOTS:
    /// On once more cancels once more.
    void set(bool on);
    /// On, and what is held in coins is closed.
    void flatten();

Q_SIGNALS:
    void receiptChanged(const leadline::engine::KillReceipt& receipt);
    // Commands for the engines' threads.
    void coinsTurned(bool on);
    void othersTurned(bool on);
    void flattenWanted();

private:
    void remember();
    [[nodiscard]] engine::KillReceipt wholeReceipt() const;

    std::filesystem::path m_marker;
    views::StopKeys m_keys;
    bool m_isOn = false;
    std::optional<engine::KillReceipt> m_coins;
    std::optional<engine::KillReceipt> m_stocks;
};

} // namespace leadline::app
