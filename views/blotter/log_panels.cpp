// SPDX-License-Identifier: MIT
#include "views/blotter/log_panels.h"

#include "models/market_view.h"
#include "models/session_client.h"
#include "views/widgets/tone_delegate.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QJsonObject>
#include <QLineEdit>
#include <QSplitter>
#include <QTableView>
#include <QVBoxLayout>

namespace leadline::views
{

using namespace Qt::StringLiterals;

void DecisionFilter::setPair(const std::optional<core::Pair>& pair)
{
    m_pair = pair;
    invalidateFilter();
}

bool DecisionFilter::filterAcceptsRow(int row, const QModelIndex& parent) const
{
    const auto* const decisions = static_cast<const models::DecisionModel*>(sourceModel());
    return (!m_pair || decisions->at(row).pair == *m_pair) && QSortFilterProxyModel::filterAcceptsRow(row, parent);
}

DecisionLogPanel::DecisionLogPanel(models::SessionClient& session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_filter(new DecisionFilter(this))
    , m_groups(new QComboBox)
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
    m_groups->setObjectName(u"group"_s);
    m_groups->setAccessibleName(tr("Whose decisions are shown"));
    m_groups->addItem(tr("All instruments"), QString());
    for (int i = 0; i < models::SessionClient::groups; ++i) {
        const QString group(QChar(u'A' + i));
        m_groups->addItem(tr("Group %1").arg(group), group);
    }
    connect(m_groups, &QComboBox::currentIndexChanged, this, &DecisionLogPanel::follow);
    auto* const head = new QHBoxLayout;
    head->addWidget(filter, 1);
    head->addWidget(m_groups);
    layout->addLayout(head);
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

QString DecisionLogPanel::group() const
{
    return m_groups->currentData().toString();
}

void DecisionLogPanel::follow()
{
    disconnect(m_following);
    if (group().isEmpty()) {
        m_filter->setPair({});
        return;
    }
    models::MarketView& view = m_session.group(group().front().unicode() - u'A');
    m_following = connect(
        &view, &models::MarketView::pairChanged, this, [this](const core::Pair& pair) { m_filter->setPair(pair); });
    m_filter->setPair(view.pair());
}

QJsonObject DecisionLogPanel::saveState() const
{
    return {{u"group"_s, group()}};
}

void DecisionLogPanel::restoreState(const QJsonObject& state)
{
    const QJsonValue kept = state.value(u"group"_s);
    const int index = kept.isString() ? m_groups->findData(kept.toString()) : -1;
    m_groups->setCurrentIndex(index < 0 ? m_groups->currentIndex() : index);
}

} // namespace leadline::views
