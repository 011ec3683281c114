// SPDX-License-Identifier: MIT
#include "views/equities/dry_run_view.h"

#include "engine/rebalance/progress.h"
#include "models/format.h"
#include "views/widgets/fact_sheet.h"

#include <QLabel>
#include <QListWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace leadline::views
{

using models::PlanModel;

namespace
{

using models::textOf;

std::vector<Fact> factsOf(const rebalance::PlanPreview& preview)
{
    using models::dollarsText;
    const double saved = preview.marketCost - preview.limitCost;
    const double turnover = preview.sells + preview.buys;
    const bool saysShare = preview.marketCost * 1e4 >= rebalance::leastBaselineBps * turnover && preview.marketCost > 0;
    const QString part = saysShare
        ? DryRunView::tr("%1 (%2 %)").arg(dollarsText(saved), models::fixedText(saved / preview.marketCost * 100, 1))
        : dollarsText(saved);
    const models::Tone savedTone = saved < 0 ? models::Tone::Warning : models::Tone::Good;
    const models::Tone cashTone = preview.cashAfter < 0 ? models::Tone::Bad : models::Tone::Plain;
    return {{DryRunView::tr("Orders"), QString::number(preview.orders.size())},
        {DryRunView::tr("Equity"), dollarsText(preview.equity)}, {DryRunView::tr("Sells"), dollarsText(preview.sells)},
        {DryRunView::tr("Buys"), dollarsText(preview.buys)},
        {DryRunView::tr("Cash after"), dollarsText(preview.cashAfter), cashTone},
        {DryRunView::tr("Cost of limits"), dollarsText(preview.limitCost)},
        {DryRunView::tr("Cost of market orders"), dollarsText(preview.marketCost)},
        {DryRunView::tr("Improvement"), part, savedTone}};
}

QString placementText(const equities::Placement& placement, core::Timestamp now)
{
    using enum equities::Placement::Kind;
    const QString until = models::newYorkClockText(placement.from, now);
    const QString left = models::countdownText(placement.from - now);
    switch (placement.kind) {
    case Now:
        return DryRunView::tr("Orders may go now");
    case OpeningDelay:
        return DryRunView::tr("The market has just opened: orders wait until %1 New York, %2").arg(until, left);
    case Closed:
        return DryRunView::tr("The market is closed: orders wait until %1 New York, %2").arg(until, left);
    case Unknown:
        return DryRunView::tr("The calendar does not say when the market opens next");
    }
    return {};
}

} // namespace

DryRunView::DryRunView(QWidget* parent)
    : QWidget(parent)
    , m_figures(new FactSheet)
    , m_placement(new QLabel)
    , m_notes(new QListWidget)
{
    auto* const layout = new QVBoxLayout(this);
    layout->setContentsMargins(6, 0, 0, 0);
    m_figures->setObjectName(QStringLiteral("figures"));
    m_figures->setAccessibleName(tr("Totals of the preview"));
    layout->addWidget(m_figures);
    m_placement->setObjectName(QStringLiteral("placement"));
    m_placement->setWordWrap(true);
    layout->addWidget(m_placement);
    m_notes->setObjectName(QStringLiteral("notes"));
    m_notes->setAccessibleName(tr("Refusals and warnings"));
    m_notes->setWordWrap(true);
    layout->addWidget(m_notes, 1);
    setMinimumWidth(250);
}

int DryRunView::refusals(const rebalance::PlanPreview& preview)
{
    return static_cast<int>(std::ranges::count(preview.leftOut, true, &rebalance::LeftOut::isRefusal));
}

void DryRunView::show(const models::SharedPlan& plan, const models::SharedPreview& preview, PlanModel::Figures figures)
{
    m_preview = preview;
    std::vector<Fact> facts = preview == nullptr ? std::vector<Fact>{} : factsOf(*preview);
    for (Fact& fact : facts) {
        fact.tone = figures == PlanModel::Figures::Current ? fact.tone : models::Tone::Faint;
    }
    m_figures->show(facts);
    m_notes->clear();
    m_notes->addItems(notes(plan, figures));
    showPlacement();
}

QStringList DryRunView::notes(const models::SharedPlan& plan, PlanModel::Figures figures) const
{
    if (m_preview == nullptr) {
        return {plan == nullptr
                ? tr("Open a plan, or drop its file here: CSV or JSON with target weights or a list of trades")
                : tr("Preview shows its orders and what they would cost; nothing is sent")};
    }
    QStringList lines;
    if (figures == PlanModel::Figures::Outdated) {
        lines << tr("Weights have changed since this preview: preview again");
    }
    for (const rebalance::LeftOut& leftOut : m_preview->leftOut) {
        if (leftOut.isRefusal) {
            lines << tr("Refused: %1 %2").arg(textOf(leftOut.symbol.view()), textOf(leftOut.why)).simplified();
        }
    }
    for (const std::string& warning : m_preview->warnings) {
        lines << tr("Warning: %1").arg(textOf(warning));
    }
    const int leftOut = static_cast<int>(m_preview->leftOut.size()) - refusals(*m_preview);
    if (leftOut > 0) {
        lines << tr("Rows left out: %1, for the reasons in the table").arg(leftOut);
    }
    return lines.isEmpty() ? QStringList{tr("Nothing is refused, and there are no warnings")} : lines;
}

void DryRunView::showPlacement()
{
    const QString text = m_preview == nullptr ? QString() : placementText(m_preview->placement, m_now);
    if (m_placement->text() != text) {
        m_placement->setText(text);
    }
}

void DryRunView::tick(core::Timestamp now)
{
    m_now = now;
    showPlacement();
}

} // namespace leadline::views
