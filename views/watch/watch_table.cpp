// SPDX-License-Identifier: MIT
#include "views/watch/watch_table.h"

#include "models/watch_row.h"
#include "views/widgets/tone_delegate.h"

#include <QContextMenuEvent>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMouseEvent>

namespace leadline::views
{

namespace
{

constexpr int symbolColumn = static_cast<int>(models::WatchColumn::Symbol);

} // namespace

WatchTable::WatchTable(QAbstractItemModel& model, QWidget* parent)
    : QTableView(parent)
{
    prepareTable(*this);
    setModel(&model);
    setEditTriggers(NoEditTriggers);
    horizontalHeader()->setSortIndicatorClearable(true);
    horizontalHeader()->setSectionsMovable(true);
    setSortingEnabled(true);
    sortByColumn(-1, Qt::AscendingOrder); // the list's own order, until the user wants another
    setDragDropMode(DragDrop);
    setDefaultDropAction(Qt::MoveAction);
    setDragDropOverwriteMode(false);
    // A place in a sorted table is not a place in the list.
    connect(horizontalHeader(), &QHeaderView::sortIndicatorChanged, this, [this](int column) {
        setDragEnabled(column < 0);
        setAcceptDrops(column < 0);
    });
    connect(this, &QTableView::doubleClicked, this, &WatchTable::rowOpened);
}

void WatchTable::keyboardSearch(const QString& text)
{
    const QModelIndex current = currentIndex();
    if (current.isValid() && current.column() != symbolColumn) {
        selectionModel()->setCurrentIndex(current.siblingAtColumn(symbolColumn), QItemSelectionModel::NoUpdate);
    }
    QTableView::keyboardSearch(text);
}

void WatchTable::keyPressEvent(QKeyEvent* event)
{
    const QModelIndex before = currentIndex();
    const bool isPlain = (event->modifiers() & ~Qt::KeypadModifier) == Qt::NoModifier;
    const bool isUp = event->key() == Qt::Key_Up;
    if (isPlain && (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)) {
        if (before.isValid()) {
            Q_EMIT rowOpened(before);
        }
        return;
    }
    if (isPlain && event->key() == Qt::Key_Delete) {
        Q_EMIT removePressed();
        return;
    }
    if (event->modifiers() == Qt::AltModifier && (isUp || event->key() == Qt::Key_Down)) {
        Q_EMIT movePressed(isUp ? -1 : 1);
        return;
    }
    QTableView::keyPressEvent(event);
    if (currentIndex().isValid() && currentIndex().row() != before.row()) {
        Q_EMIT rowChosen(currentIndex());
    }
}

void WatchTable::mousePressEvent(QMouseEvent* event)
{
    QTableView::mousePressEvent(event);
    const QModelIndex pressed = indexAt(event->pos());
    if (event->button() == Qt::LeftButton && pressed.isValid()) {
        Q_EMIT rowChosen(pressed);
    }
}

void WatchTable::contextMenuEvent(QContextMenuEvent* event)
{
    const QModelIndex current = currentIndex();
    if (event->reason() == QContextMenuEvent::Keyboard) {
        Q_EMIT menuWanted(current, viewport()->mapToGlobal(visualRect(current).bottomLeft()));
    } else {
        const QPoint position = viewport()->mapFromGlobal(event->globalPos());
        Q_EMIT menuWanted(indexAt(position), event->globalPos());
    }
}

} // namespace leadline::views
