// SPDX-License-Identifier: MIT
/// What we hold, venue by venue.
#pragma once

#include "engine/session/position_snapshot.h"

#include <QAbstractTableModel>

#include <vector>

namespace leadline::models
{

/// One row a position, two a market where the venue keeps a long and a short one: the venue's word, what our own fills
/// add up to, and the difference. Thread: GUI.
class PositionModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum class Column { Venue, Symbol, Size, Ours, Difference, Average, Unrealised, Realised, Fees, Today };
    static constexpr int columns = static_cast<int>(Column::Today) + 1;

    using QAbstractTableModel::QAbstractTableModel;
    void show(const std::vector<session::PositionSnapshot>& positions);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    std::vector<session::PositionSnapshot> m_positions;
};

} // namespace leadline::models
