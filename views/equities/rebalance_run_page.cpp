// SPDX-License-Identifier: MIT
#include "views/equities/rebalance_run_page.h"

#include "models/format.h"
#include "views/widgets/bar_delegate.h"
#include "views/widgets/fact_sheet.h"
#include "views/widgets/label_text.h"
#include "views/widgets/sorted_table.h"
#include "views/widgets/theme.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QItemSelectionModel>
#include <QLabel>
#include <QListWidget>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollArea>
#include <QSplitter>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <tuple>

namespace leadline::views
{

using models::RunModel;
using rebalance::RunProgress;
using rebalance::SlotProgress;
using rebalance::SlotResult;
using rebalance::SlotState;

namespace
{

using models::textOf;

constexpr int barSteps = 1000;

QString bpsText(double bps)
{
    return std::isfinite(bps) ? RebalanceRunPage::tr("%1 bps").arg(models::fixedText(bps, 2)) : QStringLiteral("–");
}

QString priceOrDash(core::Price price)
{
    return price.raw() > 0 ? models::priceText(price, 2) : QStringLiteral("–");
}

QString timeOrDash(core::Timestamp time, core::Timestamp now)
{
    return time != core::Timestamp{} ? models::newYorkClockText(time, now) : QStringLiteral("–");
}

QString quoteText(const rebalance::Quote& quote)
{
    return quote.isTwoSided() ? RebalanceRunPage::tr("%1 × %2").arg(
               models::priceText(quote.bid.price, 2), models::priceText(quote.ask.price, 2))
                              : RebalanceRunPage::tr("none on both sides yet");
}

std::vector<Fact> detailsOf(const SlotProgress& slot, core::Timestamp now)
{
    using Tone = models::Tone;
    const bool isFilled = !slot.filled.isZero();
    const QString side = slot.side == core::Side::Bid ? RebalanceRunPage::tr("BUY") : RebalanceRunPage::tr("SELL");
    const QString state = slot.state == SlotState::Done ? textOf(describe(slot.result)) : textOf(describe(slot.state));
    return {{RebalanceRunPage::tr("Order"),
                QStringLiteral("%1 %2 %3").arg(side, textOf(slot.size.text()), textOf(slot.symbol.view()))},
        {RebalanceRunPage::tr("State"), state}, {RebalanceRunPage::tr("Reason"), textOf(slot.reason)},
        {RebalanceRunPage::tr("Strategy"), textOf(slot.strategy)},
        {RebalanceRunPage::tr("Quote"), quoteText(slot.quote)},
        {RebalanceRunPage::tr("Shares there"),
            RebalanceRunPage::tr("%1 × %2").arg(
                models::sizeText(slot.quote.bid.size), models::sizeText(slot.quote.ask.size))},
        {RebalanceRunPage::tr("Check"), textOf(slot.validation.text()),
            slot.validation.isFine() ? Tone::Good : Tone::Warning},
        {RebalanceRunPage::tr("Quotes seen"), QString::number(slot.quotesSeen)},
        {RebalanceRunPage::tr("Orders sent"), QString::number(slot.ordersSent)},
        {RebalanceRunPage::tr("Re-pegs"), QString::number(slot.repegs)},
        {RebalanceRunPage::tr("Filled"), textOf(slot.filled.text())},
        {RebalanceRunPage::tr("Average"), isFilled ? models::priceText(slot.averagePrice(), 2) : QStringLiteral("–")},
        {RebalanceRunPage::tr("Arrival mid"), priceOrDash(slot.arrivalMid)},
        {RebalanceRunPage::tr("Slippage"),
            isFilled && slot.arrivalMid.raw() > 0 ? bpsText(slot.slippageBps()) : QStringLiteral("–")},
        {RebalanceRunPage::tr("Baseline"), slot.arrivalMid.raw() > 0 ? bpsText(slot.baselineBps) : QStringLiteral("–")},
        {RebalanceRunPage::tr("Fees"), models::dollarsText(slot.fees.toDoubleLossy())},
        {RebalanceRunPage::tr("Began"), timeOrDash(slot.began, now)},
        {RebalanceRunPage::tr("Ended"), timeOrDash(slot.ended, now)}};
}

std::vector<Fact> summaryOf(const RunProgress& run)
{
    const auto count = [&run](SlotResult result) {
        return QString::number(std::ranges::count(run.slots, result, &SlotProgress::result));
    };
    double value = 0;
    double fees = 0;
    for (const SlotProgress& slot : run.slots) {
        value += slot.filledValue.toDoubleLossy();
        fees += slot.fees.toDoubleLossy();
    }
    const double improvement = run.improvementBps();
    const bool isBetter = improvement >= 0;
    return {{RebalanceRunPage::tr("Filled"), count(SlotResult::Filled)},
        {RebalanceRunPage::tr("Partly filled"), count(SlotResult::PartlyFilled)},
        {RebalanceRunPage::tr("Unfilled"), count(SlotResult::Unfilled)},
        {RebalanceRunPage::tr("Refused"), count(SlotResult::Refused)},
        {RebalanceRunPage::tr("Stopped"), count(SlotResult::Stopped)},
        {RebalanceRunPage::tr("Value"), models::dollarsText(value)},
        {RebalanceRunPage::tr("Fees"), models::dollarsText(fees)},
        {RebalanceRunPage::tr("Average slippage"), bpsText(run.slippageBps())},
        {RebalanceRunPage::tr("Baseline"), bpsText(run.baselineBps())},
        {RebalanceRunPage::tr("Improvement"),
            std::isfinite(improvement) ? QString::fromStdString(improvementText(run)) : QStringLiteral("–"),
            !std::isfinite(improvement) ? models::Tone::Plain
                : isBetter              ? models::Tone::Good
                                        : models::Tone::Warning}};
}

} // namespace

RebalanceRunPage::RebalanceRunPage(QWidget* parent)
    : QWidget(parent)
    , m_order(new ValueOrder(m_model, this))
    , m_table(makeTable(*m_order, {60, 42, 146, 102, 104, 84, 66, 116, 54, 60, 56, 92, 92, 130, 220}))
    , m_bar(new QProgressBar)
    , m_state(new QLabel)
    , m_countdown(new QLabel)
    , m_pause(new QPushButton(tr("Pa&use")))
    , m_resume(new QPushButton(tr("R&esume")))
    , m_stop(new QPushButton(tr("&Stop")))
    , m_details(new FactSheet)
    , m_steps(new QListWidget)
    , m_figures(new FactSheet(5))
{
    auto* const layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 4, 0, 0);
    layout->addWidget(makeHead());
    m_table->setObjectName(QStringLiteral("run-orders"));
    m_table->setAccessibleName(tr("Orders of the run"));
    m_table->setItemDelegateForColumn(
        static_cast<int>(RunModel::Column::Progress), new BarDelegate(BarDelegate::partText, m_table));
    makeSortable(*m_table);
    auto* const both = new QSplitter;
    both->setObjectName(QStringLiteral("run-parts"));
    both->addWidget(m_table);
    both->addWidget(makeDetails());
    both->setStretchFactor(0, 1);
    both->setChildrenCollapsible(false);
    layout->addWidget(both, 1);
    m_summary = makeSummary();
    layout->addWidget(m_summary);
    showProgress(nullptr);

    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &RebalanceRunPage::showDetails);
    connect(m_pause, &QPushButton::clicked, this, &RebalanceRunPage::pauseWanted);
    connect(m_resume, &QPushButton::clicked, this, &RebalanceRunPage::resumeWanted);
    connect(m_stop, &QPushButton::clicked, this, &RebalanceRunPage::stopWanted);
}

QWidget* RebalanceRunPage::makeHead()
{
    auto* const head = new QWidget;
    auto* const layout = new QVBoxLayout(head);
    layout->setContentsMargins(0, 0, 0, 0);
    auto* const row = new QHBoxLayout;
    m_state->setObjectName(QStringLiteral("state"));
    m_countdown->setObjectName(QStringLiteral("countdown"));
    m_countdown->setFont(Theme::figures(12));
    m_state->setWordWrap(true);
    m_state->setMinimumWidth(80);
    row->addWidget(m_state, 1);
    row->addWidget(m_countdown);
    for (const auto& [button, name, meaning] :
        {std::tuple{m_pause, "pause", tr("Cancels what works, and sends nothing until it is resumed")},
            std::tuple{m_resume, "resume", tr("Goes on with what has not filled")},
            std::tuple{m_stop, "stop", tr("Ends the run: cancels what works and keeps what filled")}}) {
        button->setObjectName(QString::fromLatin1(name));
        button->setToolTip(meaning);
        button->setAccessibleDescription(meaning);
        row->addWidget(button);
    }
    layout->addLayout(row);
    m_bar->setRange(0, barSteps);
    m_bar->setObjectName(QStringLiteral("overall"));
    m_bar->setAccessibleName(tr("Filled, of the planned dollars"));
    m_bar->setFormat(tr("%p % of the planned dollars filled"));
    layout->addWidget(m_bar);
    return head;
}

QWidget* RebalanceRunPage::makeDetails()
{
    auto* const side = new QWidget;
    auto* const layout = new QVBoxLayout(side);
    layout->setContentsMargins(6, 0, 0, 0);
    m_details->setObjectName(QStringLiteral("details"));
    m_details->setAccessibleName(tr("The selected order"));
    auto* const page = new QWidget;
    auto* const top = new QVBoxLayout(page);
    top->setContentsMargins(0, 0, 0, 0);
    top->addWidget(m_details);
    top->addStretch(1);
    auto* const scroll = new QScrollArea;
    scroll->setWidget(page);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setAccessibleName(tr("The selected order"));
    layout->addWidget(scroll, 5);
    m_steps->setObjectName(QStringLiteral("steps"));
    m_steps->setAccessibleName(tr("Log of the selected order, New York time"));
    m_steps->setFont(Theme::figures(11));
    m_steps->setWordWrap(true);
    layout->addWidget(m_steps, 3);
    side->setMinimumWidth(260);
    return side;
}

QWidget* RebalanceRunPage::makeSummary()
{
    auto* const summary = new QWidget;
    auto* const row = new QHBoxLayout(summary);
    row->setContentsMargins(0, 0, 0, 0);
    m_figures->setObjectName(QStringLiteral("summary"));
    m_figures->setAccessibleName(tr("What came of the run"));
    row->addWidget(m_figures, 1);
    auto* const save = new QPushButton(tr("E&xport report …"));
    save->setObjectName(QStringLiteral("export"));
    save->setToolTip(tr("Every order with its fills, quotes, re-pegs and costs, as CSV or JSON"));
    row->addWidget(save, 0, Qt::AlignBottom);
    connect(save, &QPushButton::clicked, this, &RebalanceRunPage::exportWanted);
    return summary;
}

void RebalanceRunPage::showProgress(const models::SharedRun& run)
{
    const bool isOther = m_run == nullptr || run == nullptr || m_run->run != run->run;
    m_run = run;
    if (isOther) {
        m_table->horizontalHeader()->setSortIndicator(-1, Qt::AscendingOrder);
    }
    m_model.show(run);
    if (isOther && m_order->rowCount() > 0) {
        m_table->setCurrentIndex(m_order->index(0, 0));
    }
    showHead();
    showCountdown();
    showSummary();
    showDetails();
}

void RebalanceRunPage::showHead()
{
    using enum RunProgress::State;
    const RunProgress::State state = m_run == nullptr ? Over : m_run->state;
    m_pause->setEnabled(state == Running);
    m_resume->setEnabled(state == Paused || state == CutOff);
    m_stop->setEnabled(state == Running || state == Paused || state == CutOff);
    m_bar->setVisible(m_run != nullptr);
    if (m_run == nullptr) {
        showText(*m_state, tr("No run yet: preview a plan and run it"));
        return;
    }
    const auto done = std::ranges::count(m_run->slots, SlotState::Done, &SlotProgress::state);
    const QString how =
        m_run->isSmart ? tr("urgency %1").arg(textOf(describe(m_run->urgency))) : tr("legacy mode, market orders");
    QString text =
        tr("%1, %2: %3 of %4 orders are over").arg(textOf(describe(state)), how).arg(done).arg(m_run->slots.size());
    if (state == CutOff) {
        const auto working = std::ranges::count(m_run->slots, SlotState::Working, &SlotProgress::state);
        text += tr(" \u2014 at the venue work %1: Resume takes them back and sends what is left, Stop gives it up")
                    .arg(working);
    }
    if (!m_run->note.empty()) {
        text += tr(" \u2014 %1").arg(textOf(m_run->note));
    }
    text[0] = text[0].toUpper();
    showText(*m_state, text);
    // Downwards: what lacks a share is not whole.
    m_bar->setValue(static_cast<int>(std::clamp(m_run->filledPart(), 0.0, 1.0) * barSteps));
}

void RebalanceRunPage::showCountdown()
{
    const bool isWaiting = m_run != nullptr && m_run->state != RunProgress::State::Over
        && m_run->opensAt != core::Timestamp{} && m_run->opensAt > m_now;
    showText(*m_countdown,
        isWaiting
            ? tr("orders wait until %1 New York, %2")
                  .arg(models::newYorkClockText(m_run->opensAt, m_now), models::countdownText(m_run->opensAt - m_now))
            : QString());
}

void RebalanceRunPage::showSummary()
{
    const bool isOver = m_run != nullptr && m_run->state == RunProgress::State::Over;
    m_summary->setVisible(isOver);
    if (isOver) {
        m_figures->show(summaryOf(*m_run));
    }
}

void RebalanceRunPage::showDetails()
{
    const QModelIndex current = m_order->mapToSource(m_table->currentIndex());
    if (!current.isValid()) {
        m_details->show({});
        m_steps->clear();
        return;
    }
    m_details->show(detailsOf(m_model.at(current.row()), m_now));
    showSteps(current.row());
}

void RebalanceRunPage::showSteps(int row)
{
    const std::vector<rebalance::LogLine>& lines = m_model.at(row).log;
    const auto textAt = [&](int i) {
        const rebalance::LogLine& line = lines[static_cast<std::size_t>(i)];
        return tr("%1  %2").arg(timeOrDash(line.time, m_now), textOf(line.text));
    };
    const int count = static_cast<int>(lines.size());
    while (m_steps->count() > count) {
        delete m_steps->takeItem(count);
    }
    for (int i = 0; i < count; ++i) {
        const QString text = textAt(i);
        if (i >= m_steps->count()) {
            m_steps->addItem(text);
        } else if (QListWidgetItem* const item = m_steps->item(i); item->text() != text) {
            item->setText(text);
        }
    }
}

void RebalanceRunPage::tick(core::Timestamp now)
{
    m_now = now;
    m_model.tick(now);
    showCountdown();
}

} // namespace leadline::views
