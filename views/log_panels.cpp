// SPDX-License-Identifier: MIT
#include "views/log_panels.h"

#include "models/roles.h"
#include "views/tone_delegate.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QSplitter>
#include <QTableView>
#include <QVBoxLayout>

namespace leadline::views
{

namespace
{

QTableView* makeTable(QAbstractItemModel& model, std::initializer_list<int> widths)
{
    auto* const table = new QTableView;
    prepareTable(*table);
    table->setModel(&model);
    int column = 0;
    for (const int width : widths) {
        table->setColumnWidth(column++, width);
    }
    return table;
}

} // namespace

DecisionLogPanel::DecisionLogPanel(models::DecisionModel& model, QWidget* parent)
    : QWidget(parent)
    , m_model(model)
    , m_filter(new QSortFilterProxyModel(this))
{
    m_filter->setSourceModel(&m_model);
    m_filter->setFilterKeyColumn(-1);
    m_filter->setFilterCaseSensitivity(Qt::CaseInsensitive);
    auto* const layout = new QVBoxLayout(this);
    layout->setContentsMargins(4, 4, 4, 4);
    auto* const filter = new QLineEdit;
    filter->setPlaceholderText(tr("Filter: action, reason, side ..."));
    filter->setClearButtonEnabled(true);
    connect(filter, &QLineEdit::textChanged, m_filter, &QSortFilterProxyModel::setFilterFixedString);
    layout->addWidget(filter);
    m_table = makeTable(*m_filter, {105, 80, 50, 100, 130, 80, 90, 90, 60});
    m_table->setAccessibleName(tr("Decision log"));
    QTableView* const trace = makeTable(m_trace, {116, 76, 66, 78, 62});
    trace->setAccessibleName(tr("Trace of the chosen decision"));
    auto* const both = new QSplitter;
    both->addWidget(m_table);
    both->addWidget(trace);
    both->setStretchFactor(0, 1);
    trace->hide();
    layout->addWidget(both, 1);
    connect(m_table, &QTableView::clicked, this, [this, trace](const QModelIndex& index) {
        const routing::Decision& decision = m_model.at(m_filter->mapToSource(index).row()).decision;
        m_trace.show(decision);
        trace->show();
        Q_EMIT chosen(decision);
    });
}

OrderPanel::OrderPanel(models::OrderModel& model, QWidget* parent)
    : QWidget(parent)
    , m_model(model)
{
    auto* const layout = new QVBoxLayout(this);
    layout->setContentsMargins(4, 4, 4, 4);
    m_table = makeTable(m_model, {60, 105, 50, 120, 90, 80, 80, 100, 100, 200});
    m_table->setAccessibleName(tr("Orders"));
    layout->addWidget(m_table, 1);
    auto* const buttons = new QHBoxLayout;
    auto* const one = new QPushButton(tr("Cancel selected"));
    auto* const all = new QPushButton(tr("Cancel all"));
    buttons->addWidget(one);
    buttons->addWidget(all);
    buttons->addStretch(1);
    layout->addLayout(buttons);
    connect(one, &QPushButton::clicked, this, [this] {
        const QModelIndex current = m_table->currentIndex();
        if (current.isValid()) {
            Q_EMIT cancelRequested(m_model.at(current.row()).request.id);
        }
    });
    connect(all, &QPushButton::clicked, this, &OrderPanel::cancelAllRequested);
}

} // namespace leadline::views
