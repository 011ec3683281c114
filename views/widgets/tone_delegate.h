// SPDX-License-Identifier: MIT
/// Table cells coloured by what they mean, and tables set up alike.
#pragma once

#include <QStyledItemDelegate>

#include <initializer_list>
#include <map>

class QAbstractItemModel;
class QTableView;

namespace leadline::views
{

/// Colours text by ToneRole, and writes a number that does not fit into its cell shorter: numbers are never cut.
/// Thread: GUI.
class ToneDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    /// With `table`, its columns of numbers grow.
    explicit ToneDelegate(QObject* parent, QTableView* table = nullptr);

    QWidget* createEditor(QWidget* parent, const QStyleOptionViewItem& option, const QModelIndex& index) const override;

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override;

private:
    Q_SIGNAL void tooNarrow(int column, int wanted) const;
    void widen(int column, int wanted);
    [[nodiscard]] bool isNews(int column, int wanted) const;

    QTableView* m_table;
    std::map<int, int> m_given; ///< pixels that a column was once given; the user may have taken them again
};

/// Grow: a column of numbers becomes wider once where one does not fit, and from then on keeps the width that it has,
/// or that the user gives it.
enum class ColumnWidths { Grow, Keep };
/// Row selection, tabular figures, fixed row height.
void prepareTable(QTableView& table, ColumnWidths widths = ColumnWidths::Grow);
/// A table of that model, prepared, with those widths of its first columns.
[[nodiscard]] QTableView* makeTable(QAbstractItemModel& model, std::initializer_list<int> widths);

} // namespace leadline::views
