// SPDX-License-Identifier: MIT
#include "models/position_model.h"

#include "models/format.h"
#include "models/replace_rows.h"
#include "models/roles.h"

#include <array>

namespace leadline::models
{

namespace
{

QString amountText(double value)
{
    return QString::number(value, 'f', 2);
}

Tone toneOf(double profit)
{
    return profit > 0 ? Tone::Good : profit < 0 ? Tone::Bad : Tone::Plain;
}

} // namespace

void PositionModel::show(const std::vector<session::PositionSnapshot>& positions)
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
    const session::PositionSnapshot& position = m_positions[static_cast<std::size_t>(index.row())];
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
        return alignmentOf(column >= Column::Size);
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
        return position.side == core::PositionSide::Net && !position.isMargin
            ? QString::fromStdString(position.market.symbol.text())
            : QStringLiteral("%1 %2").arg(QString::fromStdString(position.market.symbol.text()),
                position.isMargin                               ? tr("MARGIN")
                    : position.side == core::PositionSide::Long ? tr("LONG")
                                                                : tr("SHORT"));
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

} // namespace leadline::models
