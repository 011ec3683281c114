// SPDX-License-Identifier: MIT
/// Balances, and the way to trade, venue by venue.
#pragma once

#include <QAbstractTableModel>

#include <vector>

namespace leadline::session
{
struct TradingSnapshot;
}

namespace leadline::models
{

/// One row a balance, venue by venue; a venue that has told none yet has a row of its own. Thread: GUI.
class AccountModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum class Column { Venue, Environment, State, CancelsWhenGone, Asset, Total, Available };
    static constexpr int columns = static_cast<int>(Column::Available) + 1;

    using QAbstractTableModel::QAbstractTableModel;
    void show(const std::vector<session::TradingSnapshot>& venues);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    struct Row {
        QString venue;
        QString environment;
        QString state;
        QString countdown;
        QString asset;
        QString total;
        QString available;
        bool isLive = false;
        bool isUp = false;
        bool operator==(const Row&) const = default;
    };
    std::vector<Row> m_rows;
};

} // namespace leadline::models
