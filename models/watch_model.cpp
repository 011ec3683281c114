// SPDX-License-Identifier: MIT
#include "models/watch_model.h"

#include "models/format.h"
#include "models/roles.h"

#include <QMimeData>

#include <algorithm>

namespace leadline::models
{

namespace
{

QString symbolMimeType()
{
    return QStringLiteral("application/x-leadline-watched");
}

} // namespace

void WatchModel::setList(const WatchList& list)
{
    if (list == m_list) {
        return;
    }
    beginResetModel();
    m_list = list;
    m_rows.clear();
    for (const WatchGroup& group : m_list.groups()) {
        for (const QString& symbol : group.symbols) {
            m_rows.push_back(WatchRow::waiting(symbol, group.name));
        }
    }
    indexRows();
    endResetModel();
    Q_EMIT listChanged();
}

bool WatchModel::add(const QString& symbol, const QString& group)
{
    WatchList list = m_list;
    if (!list.add(symbol, group)) {
        return false;
    }
    const int row = list.indexOf(symbol);
    beginInsertRows({}, row, row);
    m_list = std::move(list);
    m_rows.insert(m_rows.begin() + row, WatchRow::waiting(symbol, group));
    indexRows();
    endInsertRows();
    Q_EMIT listChanged();
    return true;
}

bool WatchModel::remove(const QString& symbol)
{
    const int row = m_list.indexOf(symbol);
    if (row < 0) {
        return false;
    }
    beginRemoveRows({}, row, row);
    m_list.remove(symbol);
    m_rows.erase(m_rows.begin() + row);
    indexRows();
    endRemoveRows();
    Q_EMIT listChanged();
    return true;
}

bool WatchModel::moveBefore(const QString& symbol, const QString& next)
{
    WatchList list = m_list;
    const bool isMoved = list.moveBefore(symbol, next);
    if (isMoved) {
        takeOrder(list, {symbol});
    }
    return isMoved;
}

bool WatchModel::moveToGroup(const QString& symbol, const QString& group)
{
    WatchList list = m_list;
    const bool isMoved = list.moveToGroup(symbol, group);
    if (isMoved) {
        takeOrder(list, {symbol});
    }
    return isMoved;
}

bool WatchModel::addGroup(const QString& name)
{
    const bool isAdded = m_list.addGroup(name);
    if (isAdded) {
        Q_EMIT listChanged();
    }
    return isAdded;
}

bool WatchModel::removeGroup(const QString& name)
{
    const auto group = std::ranges::find(m_list.groups(), name, &WatchGroup::name);
    const QStringList moved = group == m_list.groups().end() ? QStringList() : group->symbols;
    WatchList list = m_list;
    const bool isRemoved = list.removeGroup(name);
    if (isRemoved) {
        takeOrder(list, moved);
    }
    return isRemoved;
}

void WatchModel::takeOrder(const WatchList& list, const QStringList& moved)
{
    const auto count = static_cast<int>(moved.size());
    const int from = count > 0 ? m_list.indexOf(moved.front()) : 0;
    const int to = count > 0 ? list.indexOf(moved.front()) : 0;
    const bool isMove = from != to;
    if (isMove) {
        beginMoveRows({}, from, from + count - 1, {}, to > from ? to + count : to);
        const auto first = m_rows.begin() + from;
        if (to > from) {
            std::rotate(first, first + count, first + count + (to - from));
        } else {
            std::rotate(m_rows.begin() + to, first, first + count);
        }
    }
    m_list = list;
    indexRows();
    if (isMove) {
        endMoveRows();
    }
    for (int row = to; row < to + count; ++row) {
        QString& group = m_rows[static_cast<std::size_t>(row)].group;
        const QString fresh = m_list.groupOf(symbolAt(row)).value_or(QString());
        if (group != fresh) {
            group = fresh;
            // Its tooltip, and what is read aloud.
            Q_EMIT dataChanged(index(row, 0), index(row, columns - 1));
        }
    }
    Q_EMIT listChanged();
}

void WatchModel::indexRows()
{
    m_rowOf.clear();
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        m_rowOf.emplace(m_rows[i].symbol.toStdString(), i);
    }
}

void WatchModel::show(const session::WatchLines& lines)
{
    for (const session::WatchLine& line : lines) {
        if (const auto found = m_rowOf.find(line.name); found != m_rowOf.end()) {
            WatchRow& row = m_rows[found->second];
            row.isFresh = true;
            row.isNew = !row.line;
            row.isChanged = row.line != line;
            if (row.isChanged) {
                row.line = line;
            }
        }
    }
    std::optional<Region> changed;
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        WatchRow& row = m_rows[i];
        if (row.isChanged) {
            showRow(static_cast<int>(i), watchCells(row.symbol, *row.line), row.isNew, changed);
        } else if (!row.isFresh && row.line) {
            row.line.reset();
            showRow(static_cast<int>(i), WatchRow::waiting(row.symbol, row.group).cells, true, changed);
        }
        row.isFresh = row.isNew = row.isChanged = false;
    }
    tell(changed);
}

void WatchModel::showRow(int row, WatchCells cells, bool isWhole, std::optional<Region>& changed)
{
    WatchCells& shown = m_rows[static_cast<std::size_t>(row)].cells;
    const auto differs = [&](int column) {
        const auto at = static_cast<std::size_t>(column);
        return isWhole || !shown[at].looksLike(cells[at]);
    };
    std::vector<Region> regions;
    for (int column = 0; column < columns; ++column) {
        if (!differs(column)) {
            continue;
        }
        if (!regions.empty() && regions.back().lastColumn == column - 1) {
            regions.back().lastColumn = column;
        } else {
            regions.push_back({row, row, column, column});
        }
    }
    shown = std::move(cells);
    for (const Region& region : regions) {
        const bool continues = changed && changed->lastRow == row - 1 && changed->firstColumn == region.firstColumn
            && changed->lastColumn == region.lastColumn;
        if (continues) {
            changed->lastRow = row;
        } else {
            tell(changed);
            changed = region;
        }
    }
}

void WatchModel::tell(std::optional<Region>& changed)
{
    if (changed) {
        Q_EMIT dataChanged(
            index(changed->firstRow, changed->firstColumn), index(changed->lastRow, changed->lastColumn));
        changed.reset();
    }
}

QString WatchModel::symbolAt(int row) const
{
    return m_rows[static_cast<std::size_t>(row)].symbol;
}

QString WatchModel::groupAt(int row) const
{
    return m_rows[static_cast<std::size_t>(row)].group;
}

QString WatchModel::venuesAt(int row) const
{
    const auto& line = m_rows[static_cast<std::size_t>(row)].line;
    QStringList names;
    if (line) {
        for (const session::WatchVenue& one : line->venues) {
            names << textOf(one.venue.view());
        }
    }
    return names.join(u' ');
}

bool WatchModel::isWaiting(int row) const
{
    return !m_rows[static_cast<std::size_t>(row)].line;
}

int WatchModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int WatchModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : columns;
}

QVariant WatchModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const WatchRow& row = m_rows[static_cast<std::size_t>(index.row())];
    const WatchCell& cell = row.cells[static_cast<std::size_t>(index.column())];
    const auto column = static_cast<Column>(index.column());
    switch (role) {
    case Qt::DisplayRole:
        return cell.text;
    case UnitsRole:
        return column == Column::Symbol ? QVariant(row.symbol) : QVariant(cell.value);
    case Qt::TextAlignmentRole:
        return alignmentOf(column != Column::Symbol && column != Column::Venues && column != Column::Breaker);
    case ToneRole:
        return static_cast<int>(cell.tone);
    case Qt::ToolTipRole:
        return row.hint(column);
    case Qt::AccessibleTextRole:
        return column == Column::Symbol ? row.summary() : row.spoken(column);
    default:
        return {};
    }
}

QVariant WatchModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columns) {
        return {};
    }
    const auto column = static_cast<Column>(section);
    return role == Qt::DisplayRole ? QVariant(watchHeader(column))
        : role == Qt::ToolTipRole  ? QVariant(watchHeaderHint(column))
                                   : QVariant();
}

Qt::ItemFlags WatchModel::flags(const QModelIndex& index) const
{
    // Rows go between rows, never onto one.
    return index.isValid() ? QAbstractTableModel::flags(index) | Qt::ItemIsDragEnabled : Qt::ItemIsDropEnabled;
}

QStringList WatchModel::mimeTypes() const
{
    return {symbolMimeType()};
}

QMimeData* WatchModel::mimeData(const QModelIndexList& indexes) const
{
    auto* const data = new QMimeData;
    if (!indexes.isEmpty()) {
        data->setData(symbolMimeType(), symbolAt(indexes.front().row()).toUtf8());
    }
    return data;
}

bool WatchModel::dropMimeData(
    const QMimeData* data, Qt::DropAction action, int row, int /*column*/, const QModelIndex& /*parent*/)
{
    if (action != Qt::MoveAction || !data->hasFormat(symbolMimeType())) {
        return false;
    }
    const QString symbol = QString::fromUtf8(data->data(symbolMimeType()));
    const bool isAtEnd = row < 0 || row >= rowCount();
    return moveBefore(symbol, isAtEnd ? QString() : symbolAt(row));
}

} // namespace leadline::models
