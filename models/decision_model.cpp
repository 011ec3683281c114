// SPDX-License-Identifier: MIT
#include "models/decision_model.h"

#include "engine/session/order_intent.h"
#include "models/format.h"
#include "models/roles.h"

namespace leadline::models
{

void DecisionModel::add(const session::DecisionRecord& record)
{
    if (static_cast<int>(m_records.size()) == m_mostRows) {
        beginRemoveRows({}, m_mostRows - 1, m_mostRows - 1);
        m_records.pop_back();
        endRemoveRows();
    }
    beginInsertRows({}, 0, 0);
    m_records.push_front(record);
    endInsertRows();
}

int DecisionModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_records.size());
}

int DecisionModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : columns;
}

QVariant DecisionModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const session::DecisionRecord& record = at(index.row());
    const routing::Decision& decision = record.decision;
    const bool aborted = decision.action == routing::Action::Abort;
    if (role == SideRole) {
        return static_cast<int>(decision.side);
    }
    if (role == ToneRole) {
        return static_cast<int>(aborted                          ? Tone::Bad
                : decision.action == routing::Action::Aggressive ? Tone::Warning
                                                                 : Tone::Plain);
    }
    const auto column = static_cast<Column>(index.column());
    if (role == Qt::ToolTipRole && column == Column::Reason) {
        return QString::fromUtf8(routing::infoOf(decision.reason).text);
    }
    if (role == Qt::TextAlignmentRole) {
        const bool isNumber = column == Column::Size || column == Column::Limit || column == Column::Impact;
        return alignmentOf(isNumber);
    }
    if (role == UnitsRole && column == Column::Time) {
        return static_cast<qlonglong>(core::nanosecondsOf(decision.time));
    }
    if (role == UnitsRole && column == Column::Impact) {
        return decision.impact;
    }
    if (role != Qt::DisplayRole && role != UnitsRole) {
        return {};
    }
    switch (column) {
    case Column::Time:
        return clockText(decision.time);
    case Column::Symbol:
        return QString::fromStdString(decision.market.symbol.text() + " @ " + decision.market.venue.text());
    case Column::Side:
        return decision.side == core::Side::Bid ? tr("BUY") : tr("SELL");
    case Column::Action:
        return QString::fromUtf8(routing::nameOf(decision.action));
    case Column::Reason:
        return QString::fromUtf8(routing::infoOf(decision.reason).code);
    case Column::Size:
        return aborted ? QStringLiteral("–") : QString::fromStdString(decision.size.text());
    case Column::Limit:
        return aborted ? QStringLiteral("–") : QString::fromStdString(decision.limitPrice.text());
    case Column::Impact:
        return valueText(decision.impact * 1e4);
    case Column::Order:
        return record.order == 0 ? QString() : QString::number(record.order & 0xffffffffU);
    }
    return {};
}

QVariant DecisionModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
        return {};
    }
    switch (static_cast<Column>(section)) {
    case Column::Time:
        return tr("Time (UTC)");
    case Column::Symbol:
        return tr("Symbol");
    case Column::Side:
        return tr("Side");
    case Column::Action:
        return tr("Action");
    case Column::Reason:
        return tr("Reason");
    case Column::Size:
        return tr("Size");
    case Column::Limit:
        return tr("Limit");
    case Column::Impact:
        return tr("Impact, bps");
    case Column::Order:
        return tr("Order");
    }
    return {};
}

} // namespace leadline::models
