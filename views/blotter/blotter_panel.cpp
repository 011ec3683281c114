// SPDX-License-Identifier: MIT
#include "views/blotter/blotter_panel.h"

#include "views/widgets/tone_delegate.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QTabWidget>
#include <QTableView>
#include <QVBoxLayout>

namespace leadline::views
{

BlotterPanel::BlotterPanel(models::OrderModel& orders, models::FillModel& fills, models::PositionModel& positions,
    models::AccountModel& accounts, QWidget* parent)
    : QWidget(parent)
    , m_orders(orders)
    , m_tabs(new QTabWidget)
    , m_orderTable(makeTable(orders, {54, 100, 105, 46, 112, 80, 66, 66, 86, 86, 88, 60, 70, 66, 220}))
{
    auto* const layout = new QVBoxLayout(this);
    layout->setContentsMargins(4, 4, 4, 4);
    m_tabs->setDocumentMode(true);
    m_orderTable->setAccessibleName(tr("Orders"));
    // A key meant for another place must not begin to edit a guard.
    m_orderTable->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed);
    auto* const orderPage = new QWidget;
    auto* const page = new QVBoxLayout(orderPage);
    page->setContentsMargins(0, 0, 0, 0);
    page->addWidget(m_orderTable, 1);
    auto* const buttons = new QHBoxLayout;
    auto* const one = new QPushButton(tr("Cancel selected"));
    auto* const all = new QPushButton(tr("Cancel all"));
    buttons->addWidget(one);
    buttons->addWidget(all);
    buttons->addStretch(1);
    page->addLayout(buttons);

    QTableView* const fillTable = makeTable(fills, {100, 110, 50, 90, 80, 60, 120, 60, 150});
    fillTable->setObjectName(QStringLiteral("fills"));
    fillTable->setAccessibleName(tr("Fills"));
    QTableView* const positionTable = makeTable(positions, {120, 110, 80, 80, 80, 90, 80, 80, 70, 70});
    positionTable->setObjectName(QStringLiteral("positions"));
    positionTable->setAccessibleName(tr("Positions"));
    QTableView* const accountTable = makeTable(accounts, {120, 80, 150, 170, 60, 130, 130});
    accountTable->setObjectName(QStringLiteral("accounts"));
    accountTable->setAccessibleName(tr("Accounts"));
    m_tabs->addTab(orderPage, tr("Orders"));
    m_tabs->addTab(fillTable, tr("Fills"));
    m_tabs->addTab(positionTable, tr("Positions"));
    m_tabs->addTab(accountTable, tr("Account"));
    layout->addWidget(m_tabs, 1);

    connect(one, &QPushButton::clicked, this, [this] {
        const QModelIndex current = m_orderTable->currentIndex();
        if (current.isValid()) {
            Q_EMIT cancelRequested(m_orders.at(current.row()).request.id);
        }
    });
    connect(all, &QPushButton::clicked, this, &BlotterPanel::cancelAllRequested);
}

} // namespace leadline::views
