// SPDX-License-Identifier: MIT
#include "models/account_model.h"

#include "engine/session/market_snapshot.h"
#include "models/replace_rows.h"
#include "models/roles.h"

#include <array>
#include <utility>

namespace leadline::models
{

void AccountModel::show(const std::vector<session::TradingSnapshot>& venues)
{
    std::vector<Row> fresh;
    for (const session::TradingSnapshot& venue : venues) {
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
        return alignmentOf(column >= Column::Total);
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
