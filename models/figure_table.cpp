// SPDX-License-Identifier: MIT
#include "models/figure_table.h"

#include <QSet>

#include <algorithm>
#include <cmath>
#include <utility>

namespace leadline::models
{

bool FigureTable::Cell::isSameAs(const Cell& other) const
{
    const bool isBothUndefined = value.typeId() == QMetaType::Double && other.value.typeId() == QMetaType::Double
        && std::isnan(value.toDouble()) && std::isnan(other.value.toDouble());
    return text == other.text && tone == other.tone && more == other.more && (isBothUndefined || value == other.value);
}

int FigureTable::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant FigureTable::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const Cell& cell = m_rows[static_cast<std::size_t>(index.row())].cells[static_cast<std::size_t>(index.column())];
    switch (role) {
    case Qt::DisplayRole:
        return cell.text;
    case UnitsRole:
        return cell.value.isValid() ? cell.value : QVariant(cell.text);
    case ToneRole:
        return static_cast<int>(cell.tone);
    case Qt::ToolTipRole:
        return cell.more.isEmpty() ? QVariant() : QVariant(cell.more);
    case Qt::TextAlignmentRole:
        return alignmentOf(cell.value.isValid());
    default:
        return {};
    }
}

QVariant FigureTable::headerData(int section, Qt::Orientation orientation, int role) const
{
    return orientation == Qt::Horizontal && role == Qt::DisplayRole ? QVariant(headerText(section)) : QVariant();
}

void FigureTable::removeUnwanted(const std::vector<Row>& fresh)
{
    QSet<QString> wanted;
    for (const Row& row : fresh) {
        wanted.insert(row.key);
    }
    for (int row = rowCount() - 1; row >= 0; --row) {
        if (!wanted.contains(m_rows[static_cast<std::size_t>(row)].key)) {
            beginRemoveRows({}, row, row);
            m_rows.erase(m_rows.begin() + row);
            endRemoveRows();
        }
    }
}

void FigureTable::move(int from, int to)
{
    beginMoveRows({}, from, from, {}, to);
    std::rotate(m_rows.begin() + to, m_rows.begin() + from, m_rows.begin() + from + 1);
    endMoveRows();
}

void FigureTable::replace(std::vector<Row> fresh)
{
    removeUnwanted(fresh);
    for (int row = 0; row < static_cast<int>(fresh.size()); ++row) {
        Row& made = fresh[static_cast<std::size_t>(row)];
        const auto known = std::find_if(
            m_rows.begin() + row, m_rows.end(), [&made](const Row& other) { return other.key == made.key; });
        if (known == m_rows.end()) {
            beginInsertRows({}, row, row);
            m_rows.insert(m_rows.begin() + row, std::move(made));
            endInsertRows();
            continue;
        }
        const int at = static_cast<int>(known - m_rows.begin());
        if (at != row) {
            move(at, row);
        }
        update(row, std::move(made));
    }
}

void FigureTable::update(int row, Row fresh)
{
    Row& old = m_rows[static_cast<std::size_t>(row)];
    const int count = columnCount();
    std::vector<bool> isChanged(static_cast<std::size_t>(count) + 1, false);
    for (std::size_t column = 0; column + 1 < isChanged.size(); ++column) {
        isChanged[column] = !old.cells[column].isSameAs(fresh.cells[column]);
    }
    old = std::move(fresh);
    for (int first = 0; first < count; ++first) {
        int last = first;
        while (isChanged[static_cast<std::size_t>(last)]) {
            ++last;
        }
        if (last > first) {
            Q_EMIT dataChanged(index(row, first), index(row, last - 1));
            first = last;
        }
    }
}

} // namespace leadline::models
