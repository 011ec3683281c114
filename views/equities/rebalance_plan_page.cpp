// SPDX-License-Identifier: MIT
#include "views/equities/rebalance_plan_page.h"

#include "models/format.h"
#include "views/equities/dry_run_view.h"
#include "views/equities/plan_table.h"
#include "views/widgets/bar_delegate.h"
#include "views/widgets/hold_button.h"
#include "views/widgets/sorted_table.h"
#include "views/widgets/theme.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QLabel>
#include <QRadioButton>
#include <QSplitter>
#include <QVBoxLayout>

#include <algorithm>
#include <array>
#include <cmath>
#include <tuple>

namespace leadline::views
{

using models::PlanModel;
using rebalance::Urgency;

namespace
{

using models::textOf;

} // namespace

RebalancePlanPage::RebalancePlanPage(QWidget* parent)
    : QWidget(parent)
    , m_order(new ValueOrder(m_model, this))
    , m_table(new PlanTable)
    , m_sum(new QLabel)
    , m_dryRun(new DryRunView)
    , m_urgency(new QButtonGroup(this))
    , m_previewButton(new QPushButton(tr("Previe&w")))
    , m_run(new HoldButton(QString()))
    , m_whyNot(new QLabel)
{
    auto* const layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 4, 0, 0);
    auto* const both = new QSplitter;
    both->setObjectName(QStringLiteral("plan-parts"));
    both->addWidget(makeTable());
    both->addWidget(m_dryRun);
    both->setStretchFactor(0, 1);
    both->setChildrenCollapsible(false);
    layout->addWidget(both, 1);
    layout->addWidget(makeControls());
    setLive(true);
    refresh();

    connect(&m_model, &PlanModel::weightEdited, this, &RebalancePlanPage::changeWeight);
    connect(&m_model, &PlanModel::weightSumChanged, this, &RebalancePlanPage::showSum);
    connect(&m_model, &PlanModel::refused, this, &RebalancePlanPage::said);
    connect(m_table, &PlanTable::released, this, [this](const QModelIndex& index) {
        m_model.settleWeight(m_order->mapToSource(index));
        refresh(); // what came while it moved
    });
    connect(m_table, &PlanTable::gaveUp, this, &RebalancePlanPage::refresh);
    connect(m_previewButton, &QPushButton::clicked, this, &RebalancePlanPage::previewWanted);
    connect(m_run, &HoldButton::held, this, [this] {
        if (whyNot().isEmpty()) {
            Q_EMIT runWanted(urgency());
        }
    });
}

QWidget* RebalancePlanPage::makeTable()
{
    auto* const page = new QWidget;
    auto* const layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    prepareTable(*m_table);
    m_table->setModel(m_order);
    m_table->setObjectName(QStringLiteral("plan"));
    m_table->setAccessibleName(tr("Plan"));
    m_table->setItemDelegateForColumn(
        static_cast<int>(PlanModel::Column::Weight), new BarDelegate(BarDelegate::weightText, m_table));
    int column = 0;
    for (const int width : {60, 184, 58, 42, 78, 82, 76, 70, 62, 80, 68, 126}) {
        m_table->setColumnWidth(column++, width);
    }
    makeSortable(*m_table);
    layout->addWidget(m_table, 1);
    m_sum->setObjectName(QStringLiteral("sum"));
    m_sum->setFont(Theme::figures(12));
    m_sum->setMinimumWidth(80);
    layout->addWidget(m_sum);
    return page;
}

QWidget* RebalancePlanPage::makeControls()
{
    auto* const controls = new QWidget;
    auto* const row = new QHBoxLayout(controls);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(new QLabel(tr("Urgency")));
    const std::array choices{
        std::tuple{Urgency::Low, tr("Low"),
            tr("Limits alone: an order whose checks fail, or that is not filled by its deadline, ends unfilled")},
        std::tuple{Urgency::Normal, tr("Normal"),
            tr("Limits first; a market order where they failed or were not filled by the deadline")},
        std::tuple{Urgency::High, tr("High"),
            tr("Limits first; a market order at once when a check fails, and after the last re-peg")},
    };
    for (const auto& [urgency, name, meaning] : choices) {
        auto* const button = new QRadioButton(name);
        button->setObjectName(QStringLiteral("urgency-%1").arg(textOf(describe(urgency))));
        button->setToolTip(meaning);
        button->setAccessibleName(tr("Urgency: %1").arg(name));
        button->setAccessibleDescription(meaning);
        // Tab goes to the one that is chosen, arrow keys choose another.
        button->setFocusPolicy(Qt::ClickFocus);
        connect(button, &QRadioButton::toggled, button,
            [button](bool isChosen) { button->setFocusPolicy(isChosen ? Qt::StrongFocus : Qt::ClickFocus); });
        m_urgency->addButton(button, static_cast<int>(urgency));
        row->addWidget(button);
    }
    m_urgency->button(static_cast<int>(Urgency::Normal))->setChecked(true);
    m_whyNot->setObjectName(QStringLiteral("why-not"));
    m_whyNot->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_whyNot->setMinimumWidth(40);
    row->addWidget(m_whyNot, 1);
    m_previewButton->setObjectName(QStringLiteral("preview"));
    m_previewButton->setToolTip(tr("Works the orders out from positions and quotes of now; nothing is sent"));
    row->addWidget(m_previewButton);
    m_run->setObjectName(QStringLiteral("run"));
    row->addWidget(m_run);
    return controls;
}

Urgency RebalancePlanPage::urgency() const
{
    return static_cast<Urgency>(m_urgency->checkedId());
}

void RebalancePlanPage::showPlan(const models::SharedPlan& plan)
{
    if (m_plan != nullptr && plan != nullptr && *m_plan == *plan) {
        return; // our own edit comes back
    }
    m_table->giveUp();
    m_plan = plan;
    m_preview = nullptr;
    m_age = PlanModel::Figures::Current;
    if (plan != nullptr && plan->urgency) {
        m_urgency->button(static_cast<int>(*plan->urgency))->setChecked(true);
    }
    refresh();
    m_table->scrollToTop();
}

void RebalancePlanPage::showPreview(const models::SharedPreview& preview)
{
    m_preview = preview;
    m_age = PlanModel::Figures::Current;
    refresh();
}

void RebalancePlanPage::changeWeight(const core::Symbol& symbol, double weight)
{
    const auto known = std::ranges::find(m_plan->rows, symbol, &rebalance::PlanRow::symbol);
    if (known == m_plan->rows.end() || known->weight == weight) {
        return;
    }
    auto edited = std::make_shared<rebalance::Plan>(*m_plan);
    edited->rows[static_cast<std::size_t>(known - m_plan->rows.begin())].weight = weight;
    m_plan = std::move(edited);
    m_age = PlanModel::Figures::Outdated;
    refresh();
    Q_EMIT planEdited(m_plan);
}

void RebalancePlanPage::refresh()
{
    // A row must not leave while its bar is in the hand.
    if (!m_table->isMoving()) {
        const QModelIndex current = m_table->currentIndex();
        const QVariant symbol = current.siblingAtColumn(0).data();
        m_model.show(m_plan != nullptr ? *m_plan : rebalance::Plan{}, m_preview, m_age);
        m_order->renew();
        if (current.isValid() && m_table->currentIndex().siblingAtColumn(0).data() != symbol) {
            const QModelIndexList found =
                m_order->match(m_order->index(0, 0), Qt::DisplayRole, symbol, 1, Qt::MatchExactly);
            m_table->setCurrentIndex(found.isEmpty() ? QModelIndex() : found.front().siblingAtColumn(current.column()));
        }
    }
    showSum();
    m_dryRun->show(m_plan, m_preview, m_age);
}

void RebalancePlanPage::showSum()
{
    const double sum = m_model.weightSum();
    const double rest = std::round((1 - sum) * 1e6) / 1e6;
    const bool isOf = m_plan != nullptr && m_plan->kind == rebalance::Plan::Kind::Weights;
    m_sum->setText(!isOf ? QString()
            : rest < 0   ? tr("Sum %1 \u2014 %2 over 100 %, which cannot be run")
                             .arg(models::percentText(sum), models::percentText(-rest))
            : m_plan->sellsOthers ? tr("Sum %1, %2 stays cash").arg(models::percentText(sum), models::percentText(rest))
                                  : tr("Sum %1, %2 stays cash and what is not named")
                                        .arg(models::percentText(sum), models::percentText(rest)));
    const Theme theme = Theme::of(palette());
    QPalette colours = palette();
    colours.setColor(QPalette::WindowText, m_model.isOverFull() ? theme.bad : theme.text);
    m_sum->setPalette(colours);
    showHindrance();
}

void RebalancePlanPage::tick(core::Timestamp now)
{
    m_dryRun->tick(now);
}

void RebalancePlanPage::setLive(bool isLive)
{
    m_run->setMustHold(isLive);
    m_run->setText(isLive ? tr("&Run LIVE (hold)") : tr("&Run"));
    m_run->setToolTip(isLive ? tr("Hold it down: real orders are sent, as urgent as chosen")
                             : tr("Sends the orders of the preview, as urgent as chosen"));
}

void RebalancePlanPage::setHindrance(const QString& why)
{
    m_hindrance = why;
    showHindrance();
}

QString RebalancePlanPage::whyNot() const
{
    if (m_plan == nullptr) {
        return tr("No plan is open");
    }
    if (!m_hindrance.isEmpty()) {
        return m_hindrance;
    }
    if (m_model.isOverFull()) {
        return tr("Weights are over 100 %");
    }
    if (m_preview == nullptr) {
        return tr("Preview it first");
    }
    if (m_age == PlanModel::Figures::Outdated || m_table->isMoving()) {
        return tr("Weights have changed: preview again");
    }
    if (const int refused = DryRunView::refusals(*m_preview); refused > 0) {
        return tr("Rows refused: %1").arg(refused);
    }
    return m_preview->orders.empty() ? tr("There is nothing to do") : QString();
}

void RebalancePlanPage::showHindrance()
{
    const QString why = whyNot();
    m_whyNot->setText(why);
    m_run->setEnabled(why.isEmpty());
    m_run->setAccessibleDescription(why);
    m_previewButton->setEnabled(m_plan != nullptr);
}

} // namespace leadline::views
