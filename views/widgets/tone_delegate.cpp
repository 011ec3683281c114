// SPDX-License-Identifier: MIT
#include "views/widgets/tone_delegate.h"

#include "models/roles.h"
#include "views/widgets/theme.h"

#include <QComboBox>
#include <QHeaderView>
#include <QTableView>

namespace leadline::views
{

void ToneDelegate::initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const
{
    QStyledItemDelegate::initStyleOption(option, index);
    const Theme theme = Theme::of(option->palette);
    QColor colour = theme.text;
    switch (static_cast<models::Tone>(index.data(models::ToneRole).toInt())) {
    case models::Tone::Plain:
        break;
    case models::Tone::Good:
        colour = theme.good;
        break;
    case models::Tone::Warning:
        colour = theme.warning;
        break;
    case models::Tone::Bad:
        colour = theme.bad;
        break;
    case models::Tone::Faint:
        colour = theme.faint;
        break;
    }
    option->palette.setColor(QPalette::Text, colour);
}

QWidget* ToneDelegate::createEditor(QWidget* parent, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const QStringList choices = index.data(models::ChoicesRole).toStringList();
    if (choices.isEmpty()) {
        return QStyledItemDelegate::createEditor(parent, option, index);
    }
    auto* const box = new QComboBox(parent);
    box->addItems(choices);
    return box;
}

void prepareTable(QTableView& table)
{
    table.setItemDelegate(new ToneDelegate(&table));
    table.setFont(Theme::figures(12));
    table.setSelectionBehavior(QAbstractItemView::SelectRows);
    table.setSelectionMode(QAbstractItemView::SingleSelection);
    table.setAlternatingRowColors(true);
    table.setShowGrid(false);
    table.setWordWrap(false);
    table.setTabKeyNavigation(false);
    table.verticalHeader()->hide();
    table.verticalHeader()->setDefaultSectionSize(20);
    table.verticalHeader()->setMinimumSectionSize(18);
    table.horizontalHeader()->setHighlightSections(false);
    table.horizontalHeader()->setStretchLastSection(true);
}

QTableView* makeTable(QAbstractItemModel& model, std::initializer_list<int> widths)
{
    auto* const table = new QTableView;
    prepareTable(*table);
    table->setModel(&model);
    int column = 0;
    for (const int width : widths) {
        table->setColumnWidth(column++, width);
    }
    return table;
}

} // namespace leadline::views
