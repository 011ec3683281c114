// SPDX-License-Identifier: MIT
/// Our orders, newest first.
#pragma once

#include "engine/orders/order.h"

#include <QAbstractTableModel>

#include <vector>

namespace leadline::models
{

/// Thread: GUI.
class OrderModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum class Column { Number, Time, Side, Type, Price, Size, Filled, Average, State, Note };
    static constexpr int columns = static_cast<int>(Column::Note) + 1;

    using QAbstractTableModel::QAbstractTableModel;

    /// A new order, or a change of one that is known.
    void update(const orders::Order& order);
    [[nodiscard]] const orders::Order& at(int row) const
    {
        return m_orders[m_orders.size() - 1 - static_cast<std::size_t>(row)];
    }
    [[nodiscard]] std::vector<orders::Order> liveOrders() const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

Q_SIGNALS:
    /// The set of live orders or their sizes changed.
    void liveOrdersChanged();

private:
    std::vector<orders::Order> m_orders; ///< oldest first
};

} // namespace leadline::models
