// SPDX-License-Identifier: MIT
#include "app/kill_switch.h"

#include "app/commands/tape_run.h"
#include "engine/engine.h"
#include "engine/equity_engine.h"
#include "views/main_window.h"

#include <algorithm>
#include <fstream>
#include <utility>

namespace leadline::app
{

KillSwitch::KillSwitch(engine::Engine& coins, std::filesystem::path marker)
    : m_marker(std::move(marker))
{
    connect(&m_keys, &views::StopKeys::killPressed, this, [this] { set(true); });
    connect(this, &KillSwitch::coinsTurned, &coins, &engine::Engine::setKillSwitch);
    connect(this, &KillSwitch::flattenWanted, &coins, &engine::Engine::flatten);
    connect(&coins, &engine::Engine::receiptChanged, this, [this](const engine::KillReceipt& receipt) {
        m_coins = receipt;
        Q_EMIT receiptChanged(wholeReceipt());
    });
}

void KillSwitch::begin()
{
    std::error_code error;
    if (std::filesystem::exists(m_marker, error)) {
        set(true);
    }
}

void KillSwitch::govern(engine::EquityEngine& stocks)
{
    connect(this, &KillSwitch::othersTurned, &stocks, &engine::EquityEngine::setKillSwitch);
    connect(&stocks, &engine::EquityEngine::receiptChanged, this, [this](const engine::KillReceipt& receipt) {
        m_stocks = receipt;
        Q_EMIT receiptChanged(wholeReceipt());
    });
    if (m_isOn) {
        QMetaObject::invokeMethod(&stocks, [&stocks] { stocks.setKillSwitch(true); });
    }
}

void KillSwitch::govern(engine::Engine& ladder)
{
    connect(this, &KillSwitch::othersTurned, &ladder, &engine::Engine::setKillSwitch);
    if (m_isOn) {
        QMetaObject::invokeMethod(&ladder, [&ladder] { ladder.setKillSwitch(true); });
    }
}

void KillSwitch::serve(views::MainWindow& window)
{
    connect(&window, &views::MainWindow::killSwitchRequested, this, &KillSwitch::set);
    connect(&window, &views::MainWindow::flattenRequested, this, &KillSwitch::flatten);
    connect(this, &KillSwitch::receiptChanged, &window, &views::MainWindow::showReceipt);
    if (m_isOn && m_coins) {
        window.showReceipt(wholeReceipt());
    }
}

void KillSwitch::set(bool on)
{
    m_isOn = on;
    remember();
    Q_EMIT coinsTurned(on);
    Q_EMIT othersTurned(on);
}

void KillSwitch::flatten()
{
    m_isOn = true;
    remember();
    Q_EMIT flattenWanted(); // turns it on for coins itself
    Q_EMIT othersTurned(true);
}

void KillSwitch::remember()
{
    std::error_code error;
    if (!m_isOn) {
        std::filesystem::remove(m_marker, error);
        return;
    }
    std::filesystem::create_directories(m_marker.parent_path(), error);
    if (!(std::ofstream(m_marker) << "on\n")) {
        complain(m_marker.string() + ": cannot be written: the kill switch would not survive a restart");
    }
}

engine::KillReceipt KillSwitch::wholeReceipt() const
{
    if (!m_coins || !m_stocks) {
        return m_coins ? *m_coins : *m_stocks;
    }
    // Stocks may live by another clock: what counts is the time since the key.
    engine::KillReceipt whole{.began = m_coins->began,
        .flattens = m_coins->flattens || m_stocks->flattens,
        .isComplete = m_coins->isComplete && m_stocks->isComplete};
    for (engine::ReceiptStep step : m_coins->steps) {
        step.what = tr("coins: %1").arg(step.what);
        whole.steps.push_back(step);
    }
    for (engine::ReceiptStep step : m_stocks->steps) {
        step.at = m_coins->began + (step.at - m_stocks->began);
        step.what = tr("stocks: %1").arg(step.what);
        whole.steps.push_back(step);
    }
    std::ranges::stable_sort(whole.steps, {}, &engine::ReceiptStep::at);
    return whole;
}

} // namespace leadline::app
