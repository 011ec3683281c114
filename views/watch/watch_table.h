// SPDX-License-Identifier: MIT
/// The table of the watched instruments: its keys and its mouse.
#pragma once

#include <QTableView>

namespace leadline::views
{

/// Tells what the user chose, which is not the same as the current row: that also changes when rows come and go.
/// Letters jump to the symbol that begins so. Thread: GUI.
class WatchTable final : public QTableView
{
    Q_OBJECT

public:
    explicit WatchTable(QAbstractItemModel& model, QWidget* parent = nullptr);

    void keyboardSearch(const QString& text) override;

Q_SIGNALS:
    /// By the left button, or by a key that moves.
    void rowChosen(const QModelIndex& row);
    /// By a double click or Enter.
    void rowOpened(const QModelIndex& row);
    void removePressed(); ///< the current row
    void movePressed(int rows); ///< the current row, so many down; below zero: up
    /// The row is not valid where there is none below the pointer.
    void menuWanted(const QModelIndex& row, const QPoint& globalPosition);

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
};

} // namespace leadline::views
