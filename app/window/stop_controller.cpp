// SPDX-License-Identifier: MIT
#include "app/window/stop_controller.h"

#include "app/commands/tape_run.h"
#include "engine/engine.h"
#include "engine/equity_engine.h"
#include "views/window/main_window.h"

#include <algorithm>
#include <utility>

namespace leadline::app
{

StopController::StopController(engine::Engine& coins)
    : m_shared(coins.sharedRisk())
{
    connect(&m_keys, &views::StopKeys::killPressed, this, [this] { set(true); });
    connect(this, &StopController::coinsTurned, &coins, &engine::Engine::setKillSwitch);
    connect(this, &StopController::flattenWanted, &coins, &engine::Engine::flatten);
    connect(&coins, &engine::Engine::receiptChanged, this, [this](const execution::KillReceipt& receipt) {
        m_coins = receipt;
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
    return m_shared->killSwitch.isOn();
}

void StopController::govern(engine::EquityEngine& stocks)
{
    m_governsStocks = true;
    m_stocksMissing.clear();
    connect(this, &StopController::othersTurned, &stocks, &engine::EquityEngine::setKillSwitch);
    connect(this, &StopController::flattenWanted, &stocks, &engine::EquityEngine::flatten);
    connect(&stocks, &engine::EquityEngine::receiptChanged, this, [this](const execution::KillReceipt& receipt) {
        m_stocks = receipt;
        showReceipt();
    });
    if (isOn()) {
        QMetaObject::invokeMethod(
            &stocks, [&stocks, flattens = m_flattens] { flattens ? stocks.flatten() : stocks.setKillSwitch(true); });
    }
}

void StopController::govern(engine::Engine& ladder)
{
    connect(this, &StopController::othersTurned, &ladder, &engine::Engine::setKillSwitch);
    if (isOn()) {
        QMetaObject::invokeMethod(&ladder, [&ladder] { ladder.setKillSwitch(true); });
    }
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
    if (isOn() && m_coins) {
        window.showReceipt(wholeReceipt());
    }
}

void StopController::turn(bool on)
{
    if (const auto turned = m_shared->killSwitch.turn(on); !turned) {
        complain(turned.error().what);
    }
}

void StopController::set(bool on)
{
    turn(on);
    m_flattens = false;
    if (on) {
        Q_EMIT stocksWanted();
    }
    Q_EMIT coinsTurned(on);
    Q_EMIT othersTurned(on);
}

void StopController::flatten()
{
    turn(true);
    m_flattens = true;
    Q_EMIT stocksWanted();
    Q_EMIT flattenWanted();
    Q_EMIT othersTurned(true);
}

void StopController::showReceipt()
{
    if (m_coins || m_stocks) {
        Q_EMIT receiptChanged(wholeReceipt());
    }
}

execution::KillReceipt StopController::wholeReceipt() const
{
    if (!m_coins || (!m_stocks && !m_governsStocks && m_stocksMissing.isEmpty())) {
        return m_coins ? *m_coins : *m_stocks;
    }
    // Stocks may live by another clock: what counts is the time since the key.
    execution::KillReceipt whole{.began = m_coins->began,
        .flattens = m_coins->flattens || (m_stocks && m_stocks->flattens),
        .isComplete = m_coins->isComplete && m_stocks && m_stocks->isComplete};
    for (execution::ReceiptStep step : m_coins->steps) {
        step.what = tr("coins: %1").arg(step.what);
        whole.steps.push_back(step);
    }
    if (!m_stocks) {
        const QString why = m_stocksMissing.isEmpty() ? tr("not asked yet") : m_stocksMissing;
        whole.steps.push_back({whole.steps.back().at, tr("stocks: %1").arg(why), false});
        return whole;
    }
    for (execution::ReceiptStep step : m_stocks->steps) {
        step.at = m_coins->began + (step.at - m_stocks->began);
        step.what = tr("stocks: %1").arg(step.what);
        whole.steps.push_back(step);
    }
    std::ranges::stable_sort(whole.steps, {}, &execution::ReceiptStep::at);
    return whole;
}

} // namespace leadline::app
