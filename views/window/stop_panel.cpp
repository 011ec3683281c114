// SPDX-License-Identifier: MIT
#include "views/window/stop_panel.h"

#include "models/format.h"
#include "models/session_client.h"
#include "views/widgets/hold_button.h"
#include "views/widgets/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QVBoxLayout>

namespace leadline::views
{

StopPanel::StopPanel(models::SessionClient& session, QWidget* parent)
    : QWidget(parent)
    , m_kill(new HoldButton(tr("Kill: cancel everything (hold)")))
    , m_flatten(new HoldButton(tr("Flatten: cancel and close (hold)")))
    , m_state(new QLabel)
    , m_steps(new QListWidget)
{
    auto* const layout = new QVBoxLayout(this);
    layout->setContentsMargins(4, 4, 4, 4);
    auto* const row = new QHBoxLayout;
    m_kill->setToolTip(
        tr("Ctrl+Shift+K does the same at once. New orders stay blocked until the Trade menu allows them."));
    m_flatten->setToolTip(
        tr("Cancels everything, waits for the venues' word, then closes every position at the market, "
           "within the collar."));
    row->addWidget(m_kill);
    row->addStretch(1); // apart from each other
    row->addWidget(m_flatten);
    layout->addLayout(row);
    layout->addWidget(m_state);
    m_steps->setFont(Theme::figures(12));
    m_steps->setAccessibleName(tr("Receipt of kill and flatten"));
    m_steps->setSelectionMode(QAbstractItemView::NoSelection);
    m_steps->setMinimumHeight(40); // the buttons come first
    layout->addWidget(m_steps, 1);
    showKillSwitch(false);
    connect(&session, &models::SessionClient::killSwitchChanged, this, &StopPanel::showKillSwitch);
    connect(m_kill, &HoldButton::held, this, &StopPanel::killRequested);
    connect(m_flatten, &HoldButton::held, this, &StopPanel::flattenRequested);
}

void StopPanel::showKillSwitch(bool on)
{
    m_state->setText(on ? tr("The kill switch is on: nothing new is sent") : tr("Nothing is being stopped"));
}

void StopPanel::showReceipt(const execution::KillReceipt& receipt)
{
    m_steps->clear();
    for (const execution::ReceiptStep& step : receipt.steps) {
        const double after = std::chrono::duration<double>(step.at - receipt.began).count();
        m_steps->addItem(tr("%1  +%2 s  %3 %4")
                             .arg(models::clockText(step.at))
                             .arg(after, 6, 'f', 3)
                             .arg(step.isDone ? QStringLiteral("\u2713") : QStringLiteral("\u2026"), step.what));
    }
    m_steps->scrollToBottom();
}

} // namespace leadline::views
