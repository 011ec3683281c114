// SPDX-License-Identifier: MIT
#include "models/print_model.h"

#include "models/format.h"
#include "models/roles.h"

#include <QFont>

#include <algorithm>
#include <array>

namespace leadline::models
{

namespace
{

constexpr std::chrono::milliseconds mergedWithin{100};

} // namespace

bool PrintModel::continues(const Line& line, const session::Print& print) const
{
    const session::Print& before = line.print;
    return m_isMerging && before.market == print.market && before.price == print.price
        && before.aggressor == print.aggressor && print.time >= line.last && print.time - line.last <= mergedWithin;
}

void PrintModel::show(const std::vector<session::Print>& prints, int priceDecimals)
{
    m_decimals = priceDecimals;
    std::vector<Line> fresh; // oldest first
    bool hasGrown = false;
    for (const session::Print& print : prints) {
        if (print.number <= m_newest) {
            continue;
        }
        m_missed += m_newest > 0 ? print.number - m_newest - 1 : 0;
        m_newest = print.number;
        Line* const last = !fresh.empty() ? &fresh.back() : !m_lines.empty() ? &m_lines.front() : nullptr;
        if (last != nullptr && continues(*last, print)) {
            last->print.size += print.size;
            last->last = print.time;
            ++last->trades;
            hasGrown = hasGrown || fresh.empty();
        } else {
            fresh.push_back({.print = print, .last = print.time});
        }
    }
    if (hasGrown) {
        Q_EMIT dataChanged(index(0, 0), index(0, columns - 1));
    }
    if (!fresh.empty()) {
        beginInsertRows({}, 0, static_cast<int>(fresh.size()) - 1);
        for (Line& line : fresh) {
            m_lines.push_front(line);
        }
        endInsertRows();
    }
    if (m_lines.size() > most) {
        beginRemoveRows({}, static_cast<int>(most), rowCount() - 1);
        m_lines.resize(most);
        endRemoveRows();
    }
}

void PrintModel::clear()
{
    beginResetModel();
    m_lines.clear();
    m_newest = m_missed = 0;
    endResetModel();
}

void PrintModel::setLarge(double coins)
{
    m_large = coins;
    if (!m_lines.empty()) {
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columns - 1));
    }
}

bool PrintModel::isLarge(const Line& line) const
{
    return m_large > 0 && line.print.size.toDoubleLossy() >= m_large;
}

int PrintModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_lines.size());
}

int PrintModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : columns;
}

QVariant PrintModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const Line& line = m_lines[static_cast<std::size_t>(index.row())];
    const auto column = static_cast<Column>(index.column());
    switch (role) {
    case SideRole:
        return static_cast<int>(line.print.aggressor);
    case Qt::TextAlignmentRole:
        return alignmentOf(column == Column::Price || column == Column::Size || column == Column::Trades);
    case Qt::FontRole: {
        QFont font;
        font.setBold(true);
        return isLarge(line) ? QVariant(font) : QVariant();
    }
    case UnitsRole:
        if (column == Column::Size) {
            return line.print.size.toDoubleLossy();
        }
        break;
    case Qt::DisplayRole:
        break;
    default:
        return {};
    }
    switch (column) {
    case Column::Time:
        return clockText(line.print.time);
    case Column::Side:
        return line.print.aggressor == core::Side::Bid ? tr("BUY") : tr("SELL");
    case Column::Price:
        return priceText(line.print.price, m_decimals);
    case Column::Size:
        return (isLarge(line) ? QStringLiteral("\u25c6 ") : QString()) + sizeText(line.print.size);
    case Column::Trades:
        return line.trades;
    case Column::Venue:
        return QString::fromStdString(line.print.market.venue.text());
    }
    return {};
}

QVariant PrintModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
        return {};
    }
    const std::array names{tr("Time (UTC)"), tr("Taker"), tr("Price"), tr("Size"), tr("Trades"), tr("Venue")};
    return names[static_cast<std::size_t>(section)];
}

} // namespace leadline::models
