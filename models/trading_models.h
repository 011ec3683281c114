// SPDX-License-Identifier: MIT
/// Fills, positions and accounts.
#pragma once

#include "engine/market_snapshot.h"

#include <QAbstractTableModel>

#include <deque>
#include <vector>

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
    void add(const orders::Fill& fill);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    std::size_t m_mostRows;
    std::deque<orders::Fill> m_fills; ///< newest first
};

/// One row a position, two a market where the venue keeps a long and a short one: the venue's word, what our own fills
/// add up to, and the difference. Thread: GUI.
class PositionModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum class Column { Venue, Symbol, Size, Ours, Difference, Average, Unrealised, Realised, Fees, Today };
    static constexpr int columns = static_cast<int>(Column::Today) + 1;

    using QAbstractTableModel::QAbstractTableModel;
    void show(const std::vector<engine::PositionSnapshot>& positions);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    std::vector<engine::PositionSnapshot> m_positions;
};

/// One row a balance, venue by venue; a venue that has told none yet has a row of its own. Thread: GUI.
class AccountModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum class Column { Venue, Environment, State, CancelsWhenGone, Asset, Total, Available };
    static constexpr int columns = static_cast<int>(Column::Available) + 1;

    using QAbstractTableModel::QAbstractTableModel;
    void show(const std::vector<engine::TradingSnapshot>& venues);

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
