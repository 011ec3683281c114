// SPDX-License-Identifier: MIT
#include "app/window/stop_controller.h"

#include "app/commands/tape_run.h"
#include "engine/execution/kill_switch.h"
#include "engine/session/trading_session.h"
#include "views/window/main_window.h"

namespace leadline::app
{

StopController::StopController(session::TradingSession& trading)
    : m_killSwitch(trading.killSwitch())
{
    connect(&m_keys, &views::StopKeys::killPressed, this, [this] { set(true); });
    connect(this, &StopController::turned, &trading, &session::TradingSession::setKillSwitch);
    connect(this, &StopController::flattenWanted, &trading, &session::TradingSession::flatten);
    connect(&trading, &session::TradingSession::receiptChanged, this, [this](const execution::KillReceipt& receipt) {
        m_receipt = receipt;
        showReceipt();
    });
}

StopController::~StopController() = default;

void StopController::begin()
{
    if (isOn()) {
        set(true);
    }
}

bool StopController::isOn() const
{
    return m_killSwitch->isOn();
}

void StopController::expectStocks(const QString& why)
{
    m_stocksMissing = why;
    showReceipt();
}

void StopController::serve(views::MainWindow& window)
{
    connect(&window, &views::MainWindow::killSwitchRequested, this, &StopController::set);
    connect(&window, &views::MainWindow::flattenRequested, this, &StopController::flatten);
    connect(this, &StopController::receiptChanged, &window, &views::MainWindow::showReceipt);
}

void StopController::turn(bool on)
{
    if (const auto turned = m_killSwitch->turn(on); !turned) {
        complain(turned.error().what);
    }
}

void StopController::set(bool on)
{
    turn(on);
    if (on) {
        Q_EMIT stocksWanted();
    }
    Q_EMIT turned(on);
}

void StopController::flatten()
{
    turn(true);
    Q_EMIT stocksWanted();
    Q_EMIT flattenWanted();
}

void StopController::showReceipt()
{
    if (m_receipt) {
        Q_EMIT receiptChanged(wholeReceipt());
    }
}

execution::KillReceipt StopController::wholeReceipt() const
{
    execution::KillReceipt whole = *m_receipt;
    if (!m_stocksMissing.isEmpty()) {
        whole.isComplete = false;
        whole.steps.push_back({whole.steps.back().at, tr("stocks: %1").arg(m_stocksMissing), false});
    }
    return whole;
}

} // namespace leadline::app
