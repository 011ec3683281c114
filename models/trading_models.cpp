// SPDX-License-Identifier: MIT
#include "models/trading_models.h"

#include "models/format.h"
#include "models/roles.h"

#include <array>
#include <utility>

namespace leadline::models
{

namespace
{

QString amountText(double value)
{
    return QString::number(value, 'f', 2);
}

int alignment(bool isNumber)
{
    return static_cast<int>((isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
}

Tone toneOf(double profit)
{
    return profit > 0 ? Tone::Good : profit < 0 ? Tone::Bad : Tone::Plain;
}

/// Tells which rows of a table that is replaced as a whole came, went and changed.
template <class Row, class Begin, class End, class BeginRemove, class EndRemove, class Changed>
void replaceRows(std::vector<Row>& rows, std::vector<Row> fresh, Begin beginInsert, End endInsert,
    BeginRemove beginRemove, EndRemove endRemove, Changed changed)
{
    if (fresh.size() > rows.size()) {
        beginInsert(static_cast<int>(rows.size()), static_cast<int>(fresh.size()) - 1);
        rows.resize(fresh.size());
        endInsert();
    } else if (fresh.size() < rows.size()) {
        beginRemove(static_cast<int>(fresh.size()), static_cast<int>(rows.size()) - 1);
        rows.resize(fresh.size());
        endRemove();
    }
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (!(rows[i] == fresh[i])) {
            rows[i] = std::move(fresh[i]);
            changed(static_cast<int>(i));
        }
    }
}

} // namespace

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
        return alignment(column == Column::Price || column == Column::Size || column == Column::Fee);
    }
    if (role != Qt::DisplayRole && role != UnitsRole) {
        return {};
    }
    switch (column) {
    case Column::Time:
        return clockText(fill.time);
    case Column::Venue:
        return QString::fromStdString(fill.market.venue.text());
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

void PositionModel::show(const std::vector<engine::PositionSnapshot>& positions)
{
    replaceRows(
        m_positions, positions, [this](int first, int last) { beginInsertRows({}, first, last); },
        [this] { endInsertRows(); }, [this](int first, int last) { beginRemoveRows({}, first, last); },
        [this] { endRemoveRows(); }, [this](int row) { Q_EMIT dataChanged(index(row, 0), index(row, columns - 1)); });
}

int PositionModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_positions.size());
}

int PositionModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : columns;
}

QVariant PositionModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const engine::PositionSnapshot& position = m_positions[static_cast<std::size_t>(index.row())];
    const auto column = static_cast<Column>(index.column());
    const auto number = [&]() -> double {
        return column == Column::Unrealised ? position.unrealised
            : column == Column::Realised    ? position.realised
            : column == Column::Fees        ? position.fees
                                            : position.today;
    };
    if (role == ToneRole) {
        const bool isProfit = column == Column::Unrealised || column == Column::Realised || column == Column::Today;
        const bool isAlarm = column == Column::Difference && position.differs;
        return static_cast<int>(isAlarm ? Tone::Bad : isProfit ? toneOf(number()) : Tone::Plain);
    }
    if (role == Qt::TextAlignmentRole) {
        return alignment(column >= Column::Size);
    }
    if (role == UnitsRole && column >= Column::Unrealised) {
        return number();
    }
    if (role != Qt::DisplayRole && role != UnitsRole) {
        return {};
    }
    switch (column) {
    case Column::Venue:
        return QString::fromStdString(position.market.venue.text());
    case Column::Symbol:
        return position.side == core::PositionSide::Net
            ? QString::fromStdString(position.market.symbol.text())
            : QStringLiteral("%1 %2").arg(QString::fromStdString(position.market.symbol.text()),
                position.side == core::PositionSide::Long ? tr("LONG") : tr("SHORT"));
    case Column::Size:
        return QString::fromStdString(position.size.text());
    case Column::Ours:
        return QString::fromStdString(position.ours.text());
    case Column::Difference:
        return position.isTold ? QString::fromStdString((position.size - position.ours).text()) : QStringLiteral("–");
    case Column::Average:
        return position.size.isZero() ? QStringLiteral("–")
                                      : QString::number(position.averagePrice.toDoubleLossy(), 'f', 4);
    case Column::Unrealised:
    case Column::Realised:
    case Column::Fees:
    case Column::Today:
        return amountText(number());
    }
    return {};
}

QVariant PositionModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
        return {};
    }
    const std::array names{tr("Venue"), tr("Symbol"), tr("Position"), tr("Our fills"), tr("Difference"), tr("Average"),
        tr("Open P&L"), tr("Closed P&L"), tr("Fees"), tr("Today")};
    return names[static_cast<std::size_t>(section)];
}

void AccountModel::show(const std::vector<engine::TradingSnapshot>& venues)
{
    std::vector<Row> fresh;
    for (const engine::TradingSnapshot& venue : venues) {
        Row row{.venue = QString::fromStdString(venue.venue.text()),
            .environment = venue.isLive ? tr("LIVE") : QString::fromStdString(venue.environment),
            .state = !venue.isUp     ? (venue.why.empty() ? tr("not connected")
                                                          : tr("not connected: %1").arg(QString::fromStdString(venue.why)))
                : venue.isReconciled ? tr("ready")
                                     : tr("asking what works there"),
            .countdown = venue.hasCountdown ? tr("yes") : tr("no: orders stay when we are gone"),
            .isLive = venue.isLive,
            .isUp = venue.isUp};
        for (const venues::Balance& balance : venue.balances) {
            row.asset = QString::fromStdString(balance.asset.text());
            row.total = QString::fromStdString(balance.total.text());
            row.available = QString::fromStdString(balance.available.text());
            fresh.push_back(row);
        }
        if (venue.balances.empty()) {
            fresh.push_back(row);
        }
    }
    replaceRows(
        m_rows, std::move(fresh), [this](int first, int last) { beginInsertRows({}, first, last); },
        [this] { endInsertRows(); }, [this](int first, int last) { beginRemoveRows({}, first, last); },
        [this] { endRemoveRows(); }, [this](int row) { Q_EMIT dataChanged(index(row, 0), index(row, columns - 1)); });
}

int AccountModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int AccountModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : columns;
}

QVariant AccountModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const Row& row = m_rows[static_cast<std::size_t>(index.row())];
    const auto column = static_cast<Column>(index.column());
    if (role == ToneRole) {
        return static_cast<int>(column == Column::Environment && row.isLive ? Tone::Bad
                : column == Column::State                                   ? (row.isUp ? Tone::Good : Tone::Bad)
                                                                            : Tone::Plain);
    }
    if (role == Qt::TextAlignmentRole) {
        return alignment(column >= Column::Total);
    }
    if (role != Qt::DisplayRole && role != UnitsRole) {
        return {};
    }
    switch (column) {
    case Column::Venue:
        return row.venue;
    case Column::Environment:
        return row.environment;
    case Column::State:
        return row.state;
    case Column::CancelsWhenGone:
        return row.countdown;
    case Column::Asset:
        return row.asset;
    case Column::Total:
        return row.total;
    case Column::Available:
        return row.available;
    }
    return {};
}

QVariant AccountModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
        return {};
    }
    const std::array names{tr("Venue"), tr("Account"), tr("Trading"), tr("Cancels when we are gone"), tr("Asset"),
        tr("Total"), tr("Available")};
    return names[static_cast<std::size_t>(section)];
}

} // namespace leadline::models
