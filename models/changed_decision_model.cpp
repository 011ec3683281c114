// SPDX-License-Identifier: MIT
#include "models/changed_decision_model.h"

#include "models/format.h"
#include "models/roles.h"

#include <QLocale>

#include <cmath>
#include <limits>

namespace leadline::models
{

namespace
{

double costOfOutcome(const lab::DecisionOutcome& outcome)
{
    const bool isSent = outcome.action != routing::Action::Abort;
    return isSent && !outcome.isPriced ? std::numeric_limits<double>::quiet_NaN()
                                       : static_cast<double>(outcome.cost) / 1e9;
}

QString outcomeText(const lab::DecisionOutcome& outcome)
{
    return textOf(routing::nameOf(outcome.action)) + u' ' + textOf(routing::infoOf(outcome.reason).code);
}

bool isNumberColumn(ChangedDecisionModel::Column column)
{
    using Column = ChangedDecisionModel::Column;
    return column == Column::CostBefore || column == Column::CostAfter || column == Column::Difference;
}

} // namespace

void ChangedDecisionModel::show(std::shared_ptr<const SubjectedComparison> comparison)
{
    if (m_comparison == comparison) {
        return;
    }
    beginResetModel();
    m_comparison = std::move(comparison);
    endResetModel();
}

const lab::ChangedDecision& ChangedDecisionModel::at(int row) const
{
    return m_comparison->comparison.changed[static_cast<std::size_t>(row)];
}

const core::Instrument& ChangedDecisionModel::subject(int row) const
{
    return m_comparison->instruments[m_comparison->subjects[static_cast<std::size_t>(row)]];
}

int ChangedDecisionModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() || m_comparison == nullptr ? 0 : static_cast<int>(m_comparison->comparison.changed.size());
}

int ChangedDecisionModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : columns;
}

double ChangedDecisionModel::number(int row, Column column) const
{
    const lab::ChangedDecision& decision = at(row);
    const double before = costOfOutcome(decision.before);
    const double after = costOfOutcome(decision.after);
    return column == Column::CostBefore ? before : column == Column::CostAfter ? after : after - before;
}

QVariant ChangedDecisionModel::text(int row, Column column) const
{
    const lab::ChangedDecision& decision = at(row);
    switch (column) {
    case Column::Time:
        return clockText(decision.time);
    case Column::Market: {
        const std::string venue = decision.market.venue.text();
        return QString::fromStdString(lab::subjectName(subject(row)) + (venue.empty() ? "" : " " + venue));
    }
    case Column::Before:
        return outcomeText(decision.before);
    case Column::After:
        return outcomeText(decision.after);
    case Column::CostBefore:
    case Column::CostAfter:
    case Column::Difference:
        break;
    }
    const double value = number(row, column);
    if (!std::isfinite(value)) {
        return fixedText(value, 4);
    }
    const QString figure = QLocale().toString(value, 'f', 4);
    return column == Column::Difference && value > 0 ? u'+' + figure : figure;
}

QVariant ChangedDecisionModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const auto column = static_cast<Column>(index.column());
    switch (role) {
    case Qt::DisplayRole:
        return text(index.row(), column);
    case UnitsRole:
        return column == Column::Time ? QVariant(static_cast<double>(core::nanosecondsOf(at(index.row()).time)))
            : isNumberColumn(column)  ? QVariant(number(index.row(), column))
                                      : text(index.row(), column);
    case Qt::ToolTipRole:
        return column == Column::Before ? QVariant(textOf(routing::infoOf(at(index.row()).before.reason).text))
            : column == Column::After   ? QVariant(textOf(routing::infoOf(at(index.row()).after.reason).text))
                                        : QVariant();
    case Qt::TextAlignmentRole:
        return alignmentOf(isNumberColumn(column));
    default:
        return {};
    }
}

QVariant ChangedDecisionModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
        return {};
    }
    switch (static_cast<Column>(section)) {
    case Column::Time:
        return tr("Time");
    case Column::Market:
        return tr("Market");
    case Column::Before:
        return tr("Today");
    case Column::After:
        return tr("Changed");
    case Column::CostBefore:
        return tr("Cost today");
    case Column::CostAfter:
        return tr("Cost changed");
    case Column::Difference:
        return tr("Difference");
    }
    return {};
}

} // namespace leadline::models
