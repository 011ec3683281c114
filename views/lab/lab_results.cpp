// SPDX-License-Identifier: MIT
#include "views/lab/lab_results.h"

#include "models/format.h"
#include "models/threshold_text.h"
#include "views/lab/action_legend.h"
#include "views/lab/flip_map_view.h"
#include "views/widgets/label_text.h"
#include "views/widgets/theme.h"
#include "views/widgets/tone_delegate.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QSplitter>
#include <QTabWidget>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace leadline::views
{

using namespace Qt::StringLiterals;

LabResults::LabResults(models::ThresholdTrial& trial, QWidget* parent)
    : QWidget(parent)
    , m_trial(trial)
    , m_difference(new QLabel)
    , m_changesState(new QLabel)
    , m_changeTable(makeTable(m_changes, {98, 225, 162, 190, 84, 98, 84}))
    , m_traces(new QWidget)
    , m_tabs(new QTabWidget)
    , m_first(new QComboBox)
    , m_second(new QComboBox)
    , m_map(new FlipMapView)
{
    auto* const column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    m_tabs->setObjectName(u"labTabs"_s);
    m_tabs->addTab(makeChanges(), tr("Decisions that change"));
    m_tabs->addTab(makeMap(), tr("Map of two"));
    auto* const parts = new QSplitter(Qt::Vertical);
    parts->setObjectName(u"labResults"_s);
    parts->addWidget(makeOutcomes());
    parts->addWidget(m_tabs);
    parts->setStretchFactor(0, 2);
    parts->setStretchFactor(1, 3);
    parts->setChildrenCollapsible(false);
    column->addWidget(parts);
    connect(&trial, &models::ThresholdTrial::outcomesChanged, this, &LabResults::showOutcomes);
    connect(&trial, &models::ThresholdTrial::comparisonChanged, this, &LabResults::showChanges);
    connect(&trial, &models::ThresholdTrial::mapChanged, this, &LabResults::showMap);
    connect(&trial, &models::ThresholdTrial::rowChanged, this, &LabResults::showMap);
    connect(&trial, &models::ThresholdTrial::judgesChanged, this, [this] {
        offerMapThresholds();
        wantMap();
    });
    connect(&trial, &models::ThresholdTrial::traced, this, [this](const models::DecisionPair& decisions) {
        m_before.show(decisions.before);
        m_after.show(decisions.after);
        m_traces->show();
        for (QTableView* const trace : m_traces->findChildren<QTableView*>()) {
            trace->scrollToBottom(); // the rules that decide between sending and how
        }
    });
    connect(m_tabs, &QTabWidget::currentChanged, this, &LabResults::wantMap);
    showOutcomes();
    showChanges();
}

QWidget* LabResults::makeOutcomes()
{
    auto* const page = new QWidget;
    auto* const column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    QTableView* const table = makeTable(m_outcomes, {150, 120, 120, 110});
    table->setObjectName(u"outcomes"_s);
    table->setAccessibleName(tr("What comes out today and under the thresholds that are tried"));
    table->horizontalHeader()->setStretchLastSection(false);
    table->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
    table->setMinimumHeight(150);
    column->addWidget(table, 1);
    m_difference->setObjectName(u"difference"_s);
    m_difference->setWordWrap(true);
    m_difference->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_difference->setMinimumHeight(2 * fontMetrics().lineSpacing()); // it stands still whatever it says
    column->addWidget(m_difference);
    return page;
}

QWidget* LabResults::makeChanges()
{
    auto* const page = new QWidget;
    auto* const column = new QVBoxLayout(page);
    column->setContentsMargins(0, 2, 0, 0);
    m_changesState->setObjectName(u"changesState"_s);
    m_changesState->setAlignment(Qt::AlignCenter);
    m_changesState->setWordWrap(true);
    m_changeTable->setObjectName(u"changes"_s);
    m_changeTable->setAccessibleName(tr("Decisions that come out otherwise"));
    auto* const both = new QHBoxLayout(m_traces);
    both->setContentsMargins(0, 0, 0, 0);
    for (auto& [model, name, title] :
        {std::tuple{&m_before, u"traceToday"_s, tr("Today")}, std::tuple{&m_after, u"traceChanged"_s, tr("Changed")}}) {
        auto* const side = new QVBoxLayout;
        side->addWidget(new QLabel(title));
        QTableView* const trace = makeTable(*model, {116, 84, 80, 90, 62});
        trace->setObjectName(name);
        trace->setAccessibleName(tr("Trace of the chosen decision: %1").arg(title));
        side->addWidget(trace, 1);
        both->addLayout(side);
    }
    m_traces->hide();
    auto* const parts = new QSplitter(Qt::Vertical);
    parts->setObjectName(u"changesAndTraces"_s);
    parts->addWidget(m_changeTable);
    parts->addWidget(m_traces);
    parts->setChildrenCollapsible(false);
    column->addWidget(m_changesState, 1);
    column->addWidget(parts, 1);
    connect(m_changeTable->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
        [this](const QModelIndex& current) {
            if (current.isValid()) {
                m_trial.wantTraces(static_cast<std::size_t>(current.row()));
            }
        });
    connect(m_changeTable, &QTableView::clicked, this, &LabResults::chooseDecision);
    connect(m_changeTable, &QTableView::activated, this, &LabResults::chooseDecision);
    return page;
}

QWidget* LabResults::makeMap()
{
    auto* const page = new QWidget;
    auto* const column = new QVBoxLayout(page);
    column->setContentsMargins(0, 2, 0, 0);
    auto* const head = new QHBoxLayout;
    for (const auto& [box, name, what] :
        {std::tuple{m_first, u"mapUp"_s, tr("Upwards")}, std::tuple{m_second, u"mapAcross"_s, tr("Across")}}) {
        box->setObjectName(name);
        box->setAccessibleName(what);
        head->addWidget(new QLabel(what));
        head->addWidget(box);
        connect(box, &QComboBox::activated, this, &LabResults::wantMap);
    }
    offerMapThresholds();
    head->addStretch(1);
    head->addWidget(new ActionLegend);
    column->addLayout(head);
    m_map->setObjectName(u"flipMap"_s);
    column->addWidget(m_map, 1);
    connect(m_map, &FlipMapView::picked, this, [this](double first, double second) {
        m_trial.setValues({rowOf(*m_first), first}, {rowOf(*m_second), second});
    });
    return page;
}

void LabResults::offerMapThresholds()
{
    // Those that most decisions hang on.
    for (const auto& [box, plain, ofSignal] : {std::tuple{m_first, "routing.aggressive_obi", "signal.medium"},
             std::tuple{m_second, "routing.max_impact_cost", "signal.max_adverse_bps"}}) {
        box->clear();
        const auto& rows = m_trial.rows();
        for (std::size_t i = 0; i < rows.size(); ++i) {
            if (rows[i].isJudging) {
                box->addItem(models::thresholdName(rows[i].about.key), QVariant::fromValue(i));
                if (rows[i].about.key == QLatin1StringView(m_trial.terms().signal ? ofSignal : plain)) {
                    box->setCurrentIndex(box->count() - 1);
                }
            }
        }
    }
}

std::size_t LabResults::rowOf(const QComboBox& box)
{
    return box.currentData().value<std::size_t>();
}

void LabResults::showOutcomes()
{
    m_outcomes.show(m_trial.today(), m_trial.changed());
    if (!m_trial.isChanged()) {
        showText(*m_difference, tr("Move a threshold: what comes out under it stands beside what comes out today."));
    } else if (m_trial.comparison() == nullptr) {
        showText(*m_difference, tr("counting…"));
    }
}

void LabResults::showChanges()
{
    const auto& comparison = m_trial.comparison();
    m_traces->hide();
    m_changes.show(comparison);
    const bool hasChanges = m_changes.rowCount() > 0;
    m_changeTable->parentWidget()->setVisible(hasChanges);
    m_changesState->setVisible(!hasChanges);
    m_changesState->setText(!m_trial.isChanged() ? tr("No threshold is changed.")
            : comparison == nullptr              ? tr("counting…")
                                                 : tr("Every decision comes out as it does today."));
    if (comparison != nullptr) {
        showText(*m_difference, models::differenceText(comparison->comparison, m_trial.terms().notional));
    }
    showOutcomes();
}

void LabResults::wantMap()
{
    const bool isShown = m_tabs->currentIndex() == m_tabs->count() - 1;
    m_trial.wantMap(isShown ? rowOf(*m_first) : 0, isShown ? rowOf(*m_second) : 0);
    showMap();
}

void LabResults::showMap()
{
    if (m_tabs->currentIndex() != m_tabs->count() - 1) {
        return;
    }
    const auto& rows = m_trial.rows();
    const bool isPair = m_first->currentIndex() != m_second->currentIndex();
    m_map->show(isPair ? m_trial.map() : nullptr, rows[rowOf(*m_first)], rows[rowOf(*m_second)],
        isPair ? m_trial.mapFailure() : tr("Two different thresholds make a map."));
}

void LabResults::chooseDecision(const QModelIndex& index)
{
    Q_EMIT momentChosen(m_changes.subject(index.row()).pair, m_changes.at(index.row()).time);
}

} // namespace leadline::views
