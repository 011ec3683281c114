// SPDX-License-Identifier: MIT
/// Table cells coloured by what they mean, and tables set up alike.
#pragma once

#include <QStyledItemDelegate>

#include <initializer_list>

class QAbstractItemModel;
class QTableView;

namespace leadline::views
{

/// Colours text by ToneRole. Thread: GUI.
class ToneDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QWidget* createEditor(QWidget* parent, const QStyleOptionViewItem& option, const QModelIndex& index) const override;

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override;
};

/// Row selection, tabular figures, fixed row height, no column that resizes itself while data ticks.
void prepareTable(QTableView& table);
/// A table of that model, prepared, with those widths of its first columns.
[[nodiscard]] QTableView* makeTable(QAbstractItemModel& model, std::initializer_list<int> widths);

} // namespace leadline::views
