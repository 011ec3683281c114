// SPDX-License-Identifier: MIT
/// The decision log, newest first.
#pragma once

#include "engine/session/order_intent.h"

#include <QAbstractTableModel>

#include <deque>

namespace leadline::models
{

/// Keeps the newest decisions; the oldest fall off. Thread: GUI.
class DecisionModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum class Column { Time, Symbol, Side, Action, Reason, Size, Limit, Impact, Order };
    static constexpr int columns = static_cast<int>(Column::Order) + 1;

    explicit DecisionModel(int mostRows = 5000, QObject* parent = nullptr)
        : QAbstractTableModel(parent)
        , m_mostRows(mostRows)
    {
    }

    void add(const session::DecisionRecord& record);
    [[nodiscard]] const session::DecisionRecord& at(int row) const { return m_records[static_cast<std::size_t>(row)]; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    int m_mostRows;
    std::deque<session::DecisionRecord> m_records;
};

} // namespace leadline::models
