// SPDX-License-Identifier: MIT
/// Fills, one row each.
#pragma once

#include "engine/orders/order.h"

#include <QAbstractTableModel>

#include <deque>

namespace leadline::models
{

/// Newest first; the oldest fall off. Thread: GUI.
class FillModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum class Column { Time, Venue, Side, Price, Size, Role, Fee, Order, Execution };
    static constexpr int columns = static_cast<int>(Column::Execution) + 1;

    explicit FillModel(std::size_t mostRows = 5000, QObject* parent = nullptr)
        : QAbstractTableModel(parent)
        , m_mostRows(mostRows)
    {
    }
    /// They are practice in a recording: their venue says so.
    void setReplay() { m_isReplay = true; }
    void add(const orders::Fill& fill);
    void clear();
    [[nodiscard]] const orders::Fill& at(int row) const { return m_fills[static_cast<std::size_t>(row)]; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    std::size_t m_mostRows;
    bool m_isReplay = false;
    std::deque<orders::Fill> m_fills; ///< newest first
};

} // namespace leadline::models
