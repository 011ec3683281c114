// SPDX-License-Identifier: MIT
#include "views/blotter/log_panels.h"

#include "models/session_client.h"
#include "views/widgets/tone_delegate.h"

#include <QHeaderView>
#include <QLineEdit>
#include <QSortFilterProxyModel>
#include <QSplitter>
#include <QTableView>
#include <QVBoxLayout>

namespace leadline::views
{

DecisionLogPanel::DecisionLogPanel(models::SessionClient& session, QWidget* parent)
    : QWidget(parent)
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
    m_table->setObjectName(QStringLiteral("decisions"));
    m_table->setAccessibleName(tr("Decision log"));
    QTableView* const trace = makeTable(m_trace, {116, 76, 66, 78, 62});
    trace->setObjectName(QStringLiteral("trace"));
    trace->setAccessibleName(tr("Trace of the chosen decision"));
    auto* const both = new QSplitter;
    both->setObjectName(QStringLiteral("parts"));
    both->addWidget(m_table);
    both->addWidget(trace);
    both->setStretchFactor(0, 1);
    trace->hide();
    layout->addWidget(both, 1);
    connect(&session, &models::SessionClient::decided, &m_model, &models::DecisionModel::add);
    connect(m_table, &QTableView::clicked, this, [this, trace](const QModelIndex& index) {
        const routing::Decision& decision = m_model.at(m_filter->mapToSource(index).row()).decision;
        m_trace.show(decision);
        trace->show();
        Q_EMIT chosen(decision);
    });
}

} // namespace leadline::views
