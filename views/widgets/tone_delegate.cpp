// SPDX-License-Identifier: MIT
#include "views/widgets/tone_delegate.h"

#include "models/format.h"
#include "models/roles.h"
#include "views/widgets/theme.h"

#include <QApplication>
#include <QComboBox>
#include <QHeaderView>
#include <QStyle>
#include <QTableView>

#include <algorithm>

namespace leadline::views
{

namespace
{

const QStyle& styleOf(const QStyleOptionViewItem& option)
{
    return option.widget != nullptr ? *option.widget->style() : *QApplication::style();
}

} // namespace

ToneDelegate::ToneDelegate(QObject* parent, QTableView* table)
    : QStyledItemDelegate(parent)
    , m_table(table)
{
    // Not while it paints.
    connect(this, &ToneDelegate::tooNarrow, this, &ToneDelegate::widen, Qt::QueuedConnection);
}

bool ToneDelegate::isNews(int column, int wanted) const
{
    const auto given = m_given.find(column);
    return given == m_given.end() || wanted > given->second;
}

void ToneDelegate::widen(int column, int wanted)
{
    if (isNews(column, wanted)) {
        m_given[column] = wanted;
        m_table->setColumnWidth(column, std::max(wanted, m_table->columnWidth(column)));
    }
}

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
    if (!option->displayAlignment.testFlag(Qt::AlignRight)) {
        return;
    }
    // The style knows what it puts around a text.
    const int needed =
        styleOf(*option).sizeFromContents(QStyle::CT_ItemViewItem, option, QSize(), option->widget).width();
    if (needed > option->rect.width() && option->rect.width() > 0) {
        if (m_table != nullptr && isNews(index.column(), needed)) {
            Q_EMIT tooNarrow(index.column(), needed);
        }
        const int around = needed - option->fontMetrics.horizontalAdvance(option->text);
        const int digit = std::max(1, option->fontMetrics.horizontalAdvance(u'0'));
        option->text = models::numberTextWithin(option->text, (option->rect.width() - around) / digit);
    }
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

void prepareTable(QTableView& table, ColumnWidths widths)
{
    table.setItemDelegate(new ToneDelegate(&table, widths == ColumnWidths::Grow ? &table : nullptr));
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
