// SPDX-License-Identifier: MIT
#include "models/run_model.h"

#include "models/format.h"
#include "models/roles.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace leadline::models
{

using rebalance::RunProgress;
using rebalance::SlotProgress;
using rebalance::SlotResult;
using rebalance::SlotState;

namespace
{

using Column = RunModel::Column;

bool isSameRun(const RunProgress& one, const RunProgress& other)
{
    return one.run == other.run
        && std::ranges::equal(one.slots, other.slots, {}, &SlotProgress::symbol, &SlotProgress::symbol);
}

bool isTold(const SlotProgress& slot)
{
    return !slot.filled.isZero() && slot.arrivalMid.raw() > 0;
}

double filledPart(const SlotProgress& slot)
{
    return slot.size.isZero() ? 0 : slot.filled.toDoubleLossy() / slot.size.toDoubleLossy();
}

/// Seconds that are left of a wait; none where it does not end by itself.
std::int64_t secondsLeft(const SlotProgress& slot, core::Timestamp now)
{
    const bool isWaiting = slot.until != core::Timestamp{} && slot.state != SlotState::Done && slot.until > now;
    return isWaiting ? std::chrono::ceil<std::chrono::seconds>(slot.until - now).count() : 0;
}

Tone toneOf(SlotState state)
{
    switch (state) {
    case SlotState::Working:
    case SlotState::Repegging:
        return Tone::Good;
    case SlotState::WaitingForQuote:
    case SlotState::Asking:
    case SlotState::Crossing:
        return Tone::Warning;
    case SlotState::Queued:
    case SlotState::Paused:
    case SlotState::Done:
        return Tone::Faint;
    case SlotState::WaitingForCash:
    case SlotState::Placing:
    case SlotState::Cancelling:
        return Tone::Plain;
    }
    return Tone::Plain;
}

Tone toneOf(SlotResult result)
{
    switch (result) {
    case SlotResult::None:
        return Tone::Plain;
    case SlotResult::Filled:
        return Tone::Good;
    case SlotResult::PartlyFilled:
    case SlotResult::Unfilled:
    case SlotResult::Stopped:
        return Tone::Warning;
    case SlotResult::Refused:
        return Tone::Bad;
    }
    return Tone::Plain;
}

Tone toneOf(const SlotProgress& slot, Column column)
{
    const bool isCostly = column == Column::Slippage && isTold(slot) && slot.slippageBps() > slot.baselineBps;
    return column == Column::State ? toneOf(slot.state)
        : column == Column::Result ? toneOf(slot.result)
        : isCostly                 ? Tone::Warning
                                   : Tone::Plain;
}

bool isNumber(Column column)
{
    return column >= Column::Filled && column <= Column::Baseline;
}

/// Cells that are next to each other in one row, from 0; none where `first` > `last`.
struct Span {
    int first = RunModel::columns;
    int last = -1;

    [[nodiscard]] bool isEmpty() const { return first > last; }
    bool operator==(const Span&) const = default;
};

Span changedCells(const SlotProgress& was, const SlotProgress& is)
{
    const bool hasFilled = was.filled != is.filled || was.filledValue != is.filledValue;
    const bool isOtherMid = was.arrivalMid != is.arrivalMid;
    const bool isOtherBaseline = was.baselineBps != is.baselineBps || isOtherMid;
    const bool isOtherSize = was.size != is.size || was.filled != is.filled;
    const bool isOtherState = was.state != is.state;
    const std::array<std::pair<Column, bool>, RunModel::columns> cells{{
        {Column::Symbol, false},
        {Column::Side, was.side != is.side},
        {Column::State, isOtherState},
        {Column::Result, was.result != is.result},
        {Column::Progress, isOtherSize},
        {Column::Filled, isOtherSize},
        {Column::Working, was.working != is.working},
        {Column::Quote, was.quote.bid.price != is.quote.bid.price || was.quote.ask.price != is.quote.ask.price},
        {Column::QuotesSeen, was.quotesSeen != is.quotesSeen},
        {Column::Repegs, was.repegs != is.repegs},
        {Column::Until, was.until != is.until || (isOtherState && is.state == SlotState::Done)},
        {Column::Slippage, hasFilled || isOtherBaseline || was.side != is.side},
        {Column::Baseline, isOtherBaseline},
        {Column::Strategy, was.strategy != is.strategy},
        {Column::Reason, was.reason != is.reason},
    }};
    Span span;
    for (const auto& [column, hasChanged] : cells) {
        if (hasChanged) {
            span.first = std::min(span.first, static_cast<int>(column));
            span.last = static_cast<int>(column);
        }
    }
    return span;
}

/// Calls `tell(firstRow, lastRow, span)` once for neighbouring rows in which the same cells changed.
template <class SpanOf, class Tell> void mergeRows(int rows, SpanOf spanOf, Tell tell)
{
    int first = 0;
    Span open;
    for (int row = 0; row <= rows; ++row) {
        const Span span = row < rows ? spanOf(row) : Span{};
        if (span == open) {
            continue;
        }
        if (!open.isEmpty()) {
            tell(first, row - 1, open);
        }
        first = row;
        open = span;
    }
}

} // namespace

void RunModel::show(const SharedRun& run)
{
    const SharedRun was = m_run;
    if (was == nullptr || run == nullptr || !isSameRun(*was, *run)) {
        beginResetModel();
        m_run = run;
        endResetModel();
        return;
    }
    m_run = run;
    tellChanges(*was);
}

void RunModel::tellChanges(const RunProgress& was)
{
    mergeRows(
        rowCount(), [&](int row) { return changedCells(was.slots[static_cast<std::size_t>(row)], at(row)); },
        [this](int first, int last, const Span& span) {
            Q_EMIT dataChanged(index(first, span.first), index(last, span.last));
        });
}

void RunModel::tick(core::Timestamp now)
{
    const core::Timestamp before = std::exchange(m_now, now);
    constexpr int column = static_cast<int>(Column::Until);
    mergeRows(
        rowCount(),
        [&](int row) {
            const bool hasChanged = secondsLeft(at(row), before) != secondsLeft(at(row), now);
            return hasChanged ? Span{column, column} : Span{};
        },
        [this](int first, int last, const Span& span) {
            Q_EMIT dataChanged(index(first, span.first), index(last, span.last));
        });
}

int RunModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() || m_run == nullptr ? 0 : static_cast<int>(m_run->slots.size());
}

int RunModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : columns;
}

QString RunModel::textOf(const SlotProgress& slot, Column column) const
{
    const QString none = QStringLiteral("–");
    switch (column) {
    case Column::Symbol:
        return models::textOf(slot.symbol.view());
    case Column::Side:
        return slot.side == core::Side::Bid ? tr("BUY") : tr("SELL");
    case Column::State:
        return models::textOf(describe(slot.state));
    case Column::Result:
        return models::textOf(describe(slot.result));
    case Column::Progress:
        // Downwards: what lacks a share is not whole.
        return tr("%1 %").arg(std::floor(filledPart(slot) * 100));
    case Column::Filled:
        return tr("%1 / %2").arg(models::textOf(slot.filled.text()), models::textOf(slot.size.text()));
    case Column::Working:
        return slot.working.raw() > 0 ? priceText(slot.working, 2) : none;
    case Column::Quote:
        return slot.quote.isTwoSided()
            ? tr("%1 × %2").arg(priceText(slot.quote.bid.price, 2), priceText(slot.quote.ask.price, 2))
            : none;
    case Column::QuotesSeen:
        return QString::number(slot.quotesSeen);
    case Column::Repegs:
        return QString::number(slot.repegs);
    case Column::Until: {
        const std::int64_t left = secondsLeft(slot, m_now);
        return left > 0 ? countdownText(std::chrono::seconds(left)) : none;
    }
    case Column::Slippage:
        return isTold(slot) ? fixedText(slot.slippageBps(), 2) : none;
    case Column::Baseline:
        return slot.arrivalMid.raw() > 0 ? fixedText(slot.baselineBps, 2) : none;
    case Column::Strategy:
        return models::textOf(slot.strategy);
    case Column::Reason:
        return models::textOf(slot.reason);
    }
    return {};
}

namespace
{

/// Invalid where there is none yet.
QVariant numberOf(const SlotProgress& slot, Column column, std::int64_t left)
{
    const auto priced = [](core::Price price) {
        return price.raw() > 0 ? QVariant(qlonglong{price.raw()}) : QVariant();
    };
    switch (column) {
    case Column::Progress:
        return filledPart(slot);
    case Column::Filled:
        return slot.filled.toDoubleLossy();
    case Column::Working:
        return priced(slot.working);
    case Column::Quote:
        return priced(slot.quote.mid());
    case Column::QuotesSeen:
        return slot.quotesSeen;
    case Column::Repegs:
        return slot.repegs;
    case Column::Until:
        return left > 0 ? QVariant(qlonglong{left}) : QVariant();
    case Column::Slippage:
        return isTold(slot) ? QVariant(slot.slippageBps()) : QVariant();
    case Column::Baseline:
        return slot.arrivalMid.raw() > 0 ? QVariant(slot.baselineBps) : QVariant();
    case Column::Symbol:
    case Column::Side:
    case Column::State:
    case Column::Result:
    case Column::Strategy:
    case Column::Reason:
        return {};
    }
    return {};
}

} // namespace

QVariant RunModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const SlotProgress& slot = at(index.row());
    const auto column = static_cast<Column>(index.column());
    switch (role) {
    case Qt::DisplayRole:
        return textOf(slot, column);
    case UnitsRole:
        return isNumber(column) || column == Column::Progress ? numberOf(slot, column, secondsLeft(slot, m_now))
                                                              : QVariant(textOf(slot, column));
    case SideRole:
        return static_cast<int>(slot.side);
    case ToneRole:
        return static_cast<int>(toneOf(slot, column));
    case BarRole:
        return column == Column::Progress ? QVariant(std::clamp(filledPart(slot), 0.0, 1.0)) : QVariant();
    case Qt::TextAlignmentRole:
        return alignmentOf(isNumber(column));
    case Qt::ToolTipRole:
        return column == Column::Reason || column == Column::Filled ? QVariant(textOf(slot, column)) : QVariant();
    case Qt::AccessibleDescriptionRole:
        return column == Column::Symbol ? QVariant(
                   tr("%1 %2: %3 %4, filled %5, %6")
                       .arg(textOf(slot, Column::Side), textOf(slot, Column::Symbol), textOf(slot, Column::State),
                           textOf(slot, Column::Result), textOf(slot, Column::Filled), textOf(slot, Column::Reason)))
                                        : QVariant();
    default:
        return {};
    }
}

QVariant RunModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
        return {};
    }
    const std::array<QString, columns> names{tr("Symbol"), tr("Side"), tr("State"), tr("Result"), tr("Progress"),
        tr("Filled"), tr("Working"), tr("Bid × ask"), tr("Quotes"), tr("Re-pegs"), tr("Wait"), tr("Slippage bps"),
        tr("Baseline bps"), tr("Strategy"), tr("Reason")};
    return names[static_cast<std::size_t>(section)];
}

} // namespace leadline::models
