// SPDX-License-Identifier: MIT
#include "models/order_model.h"

#include "models/format.h"
#include "models/roles.h"

#include <algorithm>

namespace leadline::models
{

void OrderModel::update(const orders::Order& order)
{
    const auto known = std::find_if(m_orders.rbegin(), m_orders.rend(),
        [&](const orders::Order& candidate) { return candidate.request.id == order.request.id; });
    if (known == m_orders.rend()) {
        beginInsertRows({}, 0, 0);
        m_orders.push_back(order);
        endInsertRows();
    } else {
        *known = order;
        const int row = static_cast<int>(known - m_orders.rbegin());
        Q_EMIT dataChanged(index(row, 0), index(row, columns - 1));
    }
    Q_EMIT liveOrdersChanged();
}

std::vector<orders::Order> OrderModel::liveOrders() const
{
    std::vector<orders::Order> live;
    std::ranges::copy_if(m_orders, std::back_inserter(live), &orders::Order::isLive);
    return live;
}

int OrderModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_orders.size());
}

int OrderModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : columns;
}

QVariant OrderModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const orders::Order& order = at(index.row());
    if (role == SideRole) {
        return static_cast<int>(order.request.side);
    }
    if (role == ToneRole) {
        return static_cast<int>(order.state == orders::OrderState::Rejected ? Tone::Bad
                : order.isLive()                                            ? Tone::Good
                                                                            : Tone::Faint);
    }
    const auto column = static_cast<Column>(index.column());
    if (role == UnitsRole && column == Column::Number) {
        return QVariant::fromValue(static_cast<qulonglong>(order.request.id));
    }
    if (role == Qt::TextAlignmentRole) {
        const bool isNumber = column >= Column::Price && column <= Column::Average;
        return static_cast<int>((isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole && role != UnitsRole) {
        return {};
    }
    switch (column) {
    case Column::Number:
        return QString::number(order.request.id & 0xffffffffU);
    case Column::Time:
        return clockText(order.sent);
    case Column::Side:
        return order.request.side == core::Side::Bid ? tr("BUY") : tr("SELL");
    case Column::Type:
        return QString::fromUtf8(orders::describe(order.request.type));
    case Column::Price:
        return QString::fromStdString(order.request.price.text());
    case Column::Size:
        return QString::fromStdString(order.request.size.text());
    case Column::Filled:
        return QString::fromStdString(order.filled.text());
    case Column::Average:
        return order.filled.isZero()
            ? QStringLiteral("–")
            : QString::number(order.filledValue.toDoubleLossy() / order.filled.toDoubleLossy(), 'f', 4);
    case Column::State:
        return QString::fromUtf8(orders::describe(order.state));
    case Column::Note:
        return QString::fromStdString(order.note);
    }
    return {};
}

QVariant OrderModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
        return {};
    }
    switch (static_cast<Column>(section)) {
    case Column::Number:
        return tr("Order");
    case Column::Time:
        return tr("Sent (UTC)");
    case Column::Side:
        return tr("Side");
    case Column::Type:
        return tr("Type");
    case Column::Price:
        return tr("Price");
    case Column::Size:
        return tr("Size");
    case Column::Filled:
        return tr("Filled");
    case Column::Average:
        return tr("Average");
    case Column::State:
        return tr("State");
    case Column::Note:
        return tr("Note");
    }
    return {};
}

} // namespace leadline::models
