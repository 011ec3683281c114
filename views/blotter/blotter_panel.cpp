// SPDX-License-Identifier: MIT
#include "views/blotter/blotter_panel.h"

#include "engine/session/market_snapshot.h"
#include "models/order_model.h"
#include "models/profit_text.h"
#include "models/session_client.h"
#include "views/widgets/label_text.h"
#include "views/widgets/tone_delegate.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QTabWidget>
#include <QTableView>
#include <QVBoxLayout>

namespace leadline::views
{

BlotterPanel::BlotterPanel(models::SessionClient& session, models::OrderModel& orders, QWidget* parent)
    : QWidget(parent)
    , m_inAll(new QLabel)
    , m_tabs(new QTabWidget)
    , m_orderTable(makeTable(orders, {54, 100, 195, 46, 112, 80, 66, 66, 86, 86, 88, 60, 70, 66, 220}))
{
    auto* const layout = new QVBoxLayout(this);
    layout->setContentsMargins(4, 4, 4, 4);
    m_inAll->setObjectName(QStringLiteral("inAll"));
    m_inAll->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_tabs->setDocumentMode(true);
    m_orderTable->setObjectName(QStringLiteral("orders"));
    m_tabs->setObjectName(QStringLiteral("pages"));
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

    m_tabs->addTab(orderPage, tr("Orders"));
    const QTableView* const fills = addTable(m_fills, "fills", tr("Fills"), {100, 195, 50, 90, 80, 60, 120, 60, 150});
    connect(fills, &QTableView::clicked, this,
        [this](const QModelIndex& index) { Q_EMIT timeChosen(m_fills.at(index.row()).time); });
    connect(m_orderTable, &QTableView::clicked, this,
        [this, &orders](const QModelIndex& index) { Q_EMIT timeChosen(orders.at(index.row()).changed); });
    addTable(m_positions, "positions", tr("Positions"), {120, 110, 80, 80, 80, 90, 80, 80, 70, 70}, m_inAll);
    addTable(m_accounts, "accounts", tr("Account"), {120, 80, 150, 170, 60, 130, 130});
    layout->addWidget(m_tabs, 1);

    using models::SessionClient;
    connect(one, &QPushButton::clicked, &session, [this, &session, &orders] {
        const QModelIndex current = m_orderTable->currentIndex();
        if (current.isValid()) {
            session.cancel(orders.at(current.row()).request.id);
        }
    });
    connect(all, &QPushButton::clicked, &session, [&session] { session.cancelAll(); });
    connect(&orders, &models::OrderModel::guardEdited, &session, &SessionClient::setGuard);
    connect(&session, &SessionClient::filled, &m_fills, &models::FillModel::add);
    connect(&session, &SessionClient::practiceEnded, &m_fills, &models::FillModel::clear);
    connect(
        &session, &SessionClient::framed, this,
        [this](const session::MarketSnapshot& snapshot) {
            m_positions.show(snapshot.positions);
            m_accounts.show(snapshot.trading);
            showInAll(snapshot.profitInAll);
        },
        Qt::DirectConnection);
}

QTableView* BlotterPanel::addTable(QAbstractItemModel& model, const char* name, const QString& title,
    std::initializer_list<int> widths, QWidget* below)
{
    QTableView* const table = makeTable(model, widths);
    table->setObjectName(QString::fromLatin1(name));
    table->setAccessibleName(title);
    if (below == nullptr) {
        m_tabs->addTab(table, title);
        return table;
    }
    auto* const page = new QWidget;
    auto* const layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(table, 1);
    layout->addWidget(below);
    m_tabs->addTab(page, title);
    return table;
}

void BlotterPanel::showInAll(const execution::ProfitTotal& total)
{
    if (total == m_shown) {
        return; // a frame comes thirty times a second
    }
    m_shown = total;
    const QString rates = models::ratesText(total);
    showText(*m_inAll,
        tr("In all: %1").arg(models::profitText(total))
            + (rates.isEmpty() ? QString() : QStringLiteral("   ") + rates));
}

} // namespace leadline::views
