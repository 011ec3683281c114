// SPDX-License-Identifier: MIT
#include "views/window/stop_corner.h"

#include "engine/session/market_snapshot.h"
#include "models/format.h"
#include "models/profit_text.h"
#include "views/widgets/hold_button.h"
#include "views/widgets/theme.h"

#include <QHBoxLayout>
#include <QLabel>

namespace leadline::views
{

namespace
{

constexpr int buttonHeight = 30;

/// A figure below its name; wide enough for `widest`.
QLabel* figure(QHBoxLayout& row, const QString& name, const char* objectName, const QString& widest)
{
    auto* const column = new QVBoxLayout;
    column->setSpacing(0);
    auto* const title = new QLabel(name);
    auto* const value = new QLabel;
    title->setFont(Theme::figures(10));
    value->setFont(Theme::figures(14));
    value->setObjectName(QString::fromUtf8(objectName));
    value->setAccessibleName(name);
    value->setMinimumWidth(value->fontMetrics().horizontalAdvance(widest));
    column->addWidget(title);
    column->addWidget(value);
    row.addLayout(column);
    return value;
}

HoldButton* redButton(const QString& text, const QString& hint, const char* objectName)
{
    auto* const button = new HoldButton(text);
    button->setObjectName(QString::fromUtf8(objectName));
    button->setToolTip(hint);
    button->setFocusPolicy(Qt::TabFocus);
    button->setMinimumHeight(buttonHeight);
    const QColor red(Theme::stop);
    button->setStyleSheet(
        QStringLiteral("QPushButton { background: %1; color: white; font-weight: bold; padding: 2px 14px; "
                       "border: 1px solid %2; border-radius: 3px; } QPushButton:focus { border: 2px solid "
                       "white; } QPushButton:pressed { background: %2; }")
            .arg(red.name(), red.darker(150).name()));
    return button;
}

void showAmount(QLabel& label, const QString& text, double amount)
{
    if (label.text() == text) {
        return;
    }
    const Theme theme = Theme::of(label.palette());
    const QColor colour = amount > 0 ? theme.good : amount < 0 ? theme.bad : theme.text;
    label.setText(text);
    label.setStyleSheet(QStringLiteral("color: %1").arg(colour.name())); // and a sign before it
}

} // namespace

StopCorner::StopCorner(QWidget* parent)
    : QWidget(parent)
{
    auto* const row = new QHBoxLayout(this);
    row->setContentsMargins(10, 2, 6, 2);
    row->setSpacing(14);
    m_today = figure(*row, tr("today"), "profit-today", QStringLiteral("-88,888.88 USDT"));
    m_open = figure(*row, tr("open"), "profit-open", QStringLiteral("-88,888.88"));
    m_position = figure(*row, tr("position"), "position", QStringLiteral("-8888.88"));
    m_orders = figure(*row, tr("orders"), "open-orders", QStringLiteral("888"));
    m_flatten = redButton(tr("FLATTEN"),
        tr("Hold: cancels everything, waits for the venues' word, then closes every position at the market, within the "
           "collar"),
        "flatten-corner");
    m_kill = redButton(
        tr("KILL"), tr("Hold, or Ctrl+Shift+K at once: cancels everything, and blocks new orders"), "kill-corner");
    row->addWidget(m_flatten);
    row->addSpacing(18); // apart from each other
    row->addWidget(m_kill);
    connect(m_kill, &HoldButton::held, this, &StopCorner::killRequested);
    connect(m_flatten, &HoldButton::held, this, &StopCorner::flattenRequested);
}

void StopCorner::clear()
{
    for (QLabel* const label : {m_today, m_open, m_position, m_orders}) {
        label->setText(QStringLiteral("\u2013"));
    }
}

void StopCorner::showMarket(const session::MarketSnapshot& snapshot)
{
    const execution::Profit& profit = snapshot.profitInAll.profit;
    showAmount(*m_today, models::profitOfTodayFigure(snapshot.profitInAll), profit.today);
    showAmount(*m_open, models::openProfitFigure(snapshot.profitInAll), profit.open);
    m_position->setText(models::sizeText(snapshot.position));
    m_position->setToolTip(tr("Of %1, in coins").arg(models::textOf(snapshot.pair.text())));
    m_orders->setText(QString::number(snapshot.openOrders));
}

} // namespace leadline::views
