// SPDX-License-Identifier: MIT
/// Our orders, newest first; what guards them can be edited in place.
#pragma once

#include "engine/orders/order.h"

#include <QAbstractTableModel>

#include <functional>
#include <unordered_map>
#include <vector>

namespace leadline::models
{

/// Thread: GUI.
class OrderModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum class Column {
        Number,
        Time,
        Venue,
        Side,
        Type,
        Price,
        Size,
        Filled,
        Average,
        State,
        SpreadLimit,
        MaxAge,
        Expires,
        Fees,
        Note
    };
    static constexpr int columns = static_cast<int>(Column::Note) + 1;

    /// Of orders that are over, the oldest fall off beyond `mostClosed`.
    explicit OrderModel(std::size_t mostClosed = 5000, QObject* parent = nullptr)
        : QAbstractTableModel(parent)
        , m_mostClosed(mostClosed)
    {
    }

    /// The orders are practice in a recording: their venue says so.
    void setReplay() { m_isReplay = true; }
    /// They are gone, whatever state they were in.
    void clear();
    /// A new order, or a change of one that is known.
    void update(const orders::Order& order);
    [[nodiscard]] const orders::Order& at(int row) const
    {
        return m_orders[m_orders.size() - 1 - static_cast<std::size_t>(row)];
    }
    [[nodiscard]] std::vector<orders::Order> liveOrders() const;
    [[nodiscard]] const orders::Order* find(orders::ClientOrderId id) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    /// The guard's columns: a number of bps; seconds; seconds from now, or UTC as HH:MM[:SS]. Empty: none.
    bool setData(const QModelIndex& index, const QVariant& value, int role = Qt::EditRole) override;

    /// What time it is, for expiries that are typed in.
    std::function<core::Timestamp()> now;

Q_SIGNALS:
    /// The set of live orders or their sizes changed.
    void liveOrdersChanged();
    /// The user changed what guards the order; the row follows when the engine has it.
    void guardEdited(quint64 order, const leadline::orders::GuardTerms& terms);

private:
    void dropOldest();

    std::vector<orders::Order> m_orders; ///< oldest first
    std::size_t m_closed = 0;
    std::size_t m_mostClosed;
    bool m_isReplay = false;
};

} // namespace leadline::models
