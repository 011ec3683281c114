// SPDX-License-Identifier: MIT
#include "models/fill_model.h"

#include "models/format.h"
#include "models/roles.h"

#include <array>

namespace leadline::models
{

void FillModel::add(const orders::Fill& fill)
{
    beginInsertRows({}, 0, 0);
    m_fills.push_front(fill);
    endInsertRows();
    if (m_fills.size() > m_mostRows) {
        const int last = static_cast<int>(m_fills.size()) - 1;
        beginRemoveRows({}, last, last);
        m_fills.pop_back();
        endRemoveRows();
    }
}

void FillModel::clear()
{
    beginResetModel();
    m_fills.clear();
    endResetModel();
}

int FillModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_fills.size());
}

int FillModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : columns;
}

QVariant FillModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const orders::Fill& fill = m_fills[static_cast<std::size_t>(index.row())];
    const auto column = static_cast<Column>(index.column());
    if (role == SideRole) {
        return static_cast<int>(fill.side);
    }
    if (role == Qt::TextAlignmentRole) {
        return alignmentOf(column == Column::Price || column == Column::Size || column == Column::Fee);
    }
    if (role != Qt::DisplayRole && role != UnitsRole) {
        return {};
    }
    switch (column) {
    case Column::Time:
        return clockText(fill.time);
    case Column::Venue:
        return venueText(fill.market.venue, m_isReplay);
    case Column::Side:
        return fill.side == core::Side::Bid ? tr("BUY") : tr("SELL");
    case Column::Price:
        return QString::fromStdString(fill.price.text());
    case Column::Size:
        return QString::fromStdString(fill.size.text());
    case Column::Role:
        return fill.isMaker ? tr("maker") : tr("taker");
    case Column::Fee:
        return QString::fromStdString(fill.fee.text() + " " + fill.feeAsset.text());
    case Column::Order:
        return QString::number(fill.order & ((1U << orders::clientCountBits) - 1));
    case Column::Execution:
        return QString::fromStdString(fill.execution);
    }
    return {};
}

QVariant FillModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
        return {};
    }
    const std::array names{tr("Time (UTC)"), tr("Venue"), tr("Side"), tr("Price"), tr("Size"), tr("Role"), tr("Fee"),
        tr("Order"), tr("Venue's id")};
    return names[static_cast<std::size_t>(section)];
}

} // namespace leadline::models
