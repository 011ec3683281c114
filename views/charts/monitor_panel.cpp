// SPDX-License-Identifier: MIT
#include "views/charts/monitor_panel.h"

#include "engine/session/market_snapshot.h"
#include "models/format.h"
#include "models/market_view.h"
#include "models/profit_text.h"
#include "models/rollout_text.h"
#include "models/session_client.h"
#include "views/charts/monitor_strip.h"
#include "views/widgets/label_text.h"
#include "views/widgets/theme.h"
#include "views/widgets/tone_delegate.h"

#include <QGridLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace leadline::views
{

MonitorPanel::MonitorPanel(models::MarketView& view, QWidget* parent)
    : LinkedPanel(view, parent)
    , m_table(new QTableView)
    , m_strip(new MonitorStrip)
    , m_signal(new QLabel)
    , m_brake(new QLabel)
    , m_overrides(new QLabel)
    , m_loss(new QLabel)
    , m_rollout(new QLabel)
    , m_resetBreaker(resetButton(tr("Reset the breaker"), "resetBreaker"))
    , m_resetBrake(resetButton(tr("Reset"), "resetBrake"))
    , m_resetOverrides(resetButton(tr("Reset"), "resetOverrides"))
{
    auto* const layout = new QVBoxLayout(this);
    layout->setContentsMargins(6, 6, 6, 6);
    m_signal->setObjectName(QStringLiteral("signalInForce"));
    m_signal->setWordWrap(true);
    layout->addWidget(m_signal);

    prepareTable(*m_table);
    m_table->setFont(Theme::figures(12));
    m_figures.setSourceModel(&m_model);
    m_table->setModel(&m_figures);
    m_table->setAccessibleName(tr("Monitor, one column a venue"));
    m_table->setSelectionBehavior(QAbstractItemView::SelectColumns);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->verticalHeader()->show();
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    m_table->setRowHidden(static_cast<int>(models::MonitorModel::Column::Market), true);
    m_table->setMinimumHeight(130); // half of the figures; the rest scrolls where there is no room
    layout->addWidget(m_table, 4);
    layout->addWidget(m_strip, 1);

    auto* const grid = new QGridLayout;
    const auto row = [&](int at, QLabel* label, QPushButton* button) {
        grid->addWidget(label, at, 0);
        if (button != nullptr) {
            grid->addWidget(button, at, 1);
        }
    };
    m_brake->setObjectName(QStringLiteral("brake"));
    m_overrides->setObjectName(QStringLiteral("overrides"));
    row(0, m_brake, m_resetBrake);
    row(1, m_overrides, m_resetOverrides);
    row(2, m_loss, m_resetBreaker);
    grid->setColumnStretch(0, 1);
    layout->addLayout(grid);
    m_rollout->setObjectName(QStringLiteral("rollout"));
    m_rollout->setWordWrap(true);
    m_rollout->hide();
    layout->addWidget(m_rollout);

    using models::SessionClient;
    MonitorPanel::connectView();
    connect(m_resetBreaker, &QPushButton::clicked, this, [this] { this->view().resetBreaker(); });
    connect(m_resetBrake, &QPushButton::clicked, &view.session(), &SessionClient::resetUrgencyBrake);
    connect(m_resetOverrides, &QPushButton::clicked, &view.session(), &SessionClient::resetOverrides);
}

void MonitorPanel::connectView()
{
    connect(&view(), &models::MarketView::framed, this, &MonitorPanel::showMarket, Qt::DirectConnection);
    connect(&view(), &models::MarketView::pairChanged, this, &MonitorPanel::beginAnew);
}

void MonitorPanel::beginAnew()
{
    m_model.show({});
}

QPushButton* MonitorPanel::resetButton(const QString& what, const char* name)
{
    auto* const button = new QPushButton(what);
    button->setObjectName(QString::fromLatin1(name));
    button->setEnabled(false);
    return button;
}

void MonitorPanel::setLimits(const routing::SignalPolicy& policy, const risk::RiskLimits& limits)
{
    m_strip->setLimits(policy, limits);
}

QString MonitorPanel::signalText(const session::MarketSnapshot& snapshot) const
{
    const double strength = snapshot.monitor.empty() ? 0 : snapshot.monitor.front().in.strength;
    if (snapshot.signal) {
        return tr("Signal in the ticket: %1. This is how an order with it would go out.").arg(strength, 0, 'f', 2);
    }
    if (snapshot.heard) {
        return tr("Newest signal, of %1: %2 %3. This is how an order with it would go out.")
            .arg(QString::fromStdString(snapshot.heard->source),
                snapshot.heard->side == core::Side::Bid ? tr("BUY") : tr("SELL"))
            .arg(strength, 0, 'f', 2);
    }
    return tr("No signal: shown for a strong one, %1.").arg(strength, 0, 'f', 2);
}

void MonitorPanel::showMarket(const session::MarketSnapshot& snapshot)
{
    m_model.show(snapshot);
    if (!isVisible()) {
        return;
    }
    m_strip->show(m_model.history(std::max(0, m_table->currentIndex().column())));
    showText(*m_signal, signalText(snapshot));
    const session::RiskSnapshot& risk = snapshot.risk;
    showText(*m_brake,
        risk.isBraked ? tr("Urgency: sizes cut for %1").arg(models::countdownText(risk.brakedUntil - snapshot.time))
                      : tr("Urgency: %n urgent decision(s) lately, sizes whole", nullptr, risk.urgent));
    showText(*m_overrides, tr("Raised to market this hour: %1 of %2").arg(risk.overrides).arg(risk.maxOverrides));
    showText(*m_loss, tr("Profit: %1").arg(models::profitOfTodayText(snapshot.profitInAll)));
    if (const QString rates = models::ratesText(snapshot.profitInAll); m_loss->toolTip() != rates) {
        m_loss->setToolTip(rates);
    }
    m_rollout->setVisible(snapshot.rollout.isKnown());
    showText(*m_rollout, models::rolloutText(snapshot.rollout));
    m_resetBrake->setEnabled(risk.isBraked || risk.urgent > 0);
    m_resetOverrides->setEnabled(risk.overrides > 0);
    m_resetBreaker->setEnabled(std::ranges::any_of(snapshot.monitor, &session::MonitorSnapshot::isTripped));
}

} // namespace leadline::views
