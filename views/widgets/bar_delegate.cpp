// SPDX-License-Identifier: MIT
#include "views/widgets/bar_delegate.h"

#include "models/roles.h"
#include "views/widgets/theme.h"

#include <QApplication>
#include <QPainter>

#include <cmath>
#include <utility>

namespace leadline::views
{

QRect BarDelegate::barRect(const QRect& cell, int textWidth)
{
    return cell.adjusted(4, 4, -textWidth, -4);
}

int BarDelegate::barEnd(const QRect& bar, double part)
{
    return bar.left() + static_cast<int>(std::lround(bar.width() * part));
}

void BarDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    QStyleOptionViewItem item = option;
    initStyleOption(&item, index);
    const QString text = std::exchange(item.text, {});
    const QStyle* const style = item.widget != nullptr ? item.widget->style() : QApplication::style();
    style->drawControl(QStyle::CE_ItemViewItem, &item, painter, item.widget);

    const Theme theme = Theme::of(item.palette);
    const bool isSelected = item.state & QStyle::State_Selected;
    const auto group = item.state & QStyle::State_Active ? QPalette::Active : QPalette::Inactive;
    const QColor chosen = item.palette.color(group, QPalette::HighlightedText);
    const QVariant part = index.data(models::BarRole);
    const QRect bar = barRect(item.rect, m_textWidth);
    painter->save();
    if (part.isValid() && bar.width() > 0) {
        const int end = barEnd(bar, part.toDouble());
        painter->fillRect(bar, theme.line);
        painter->fillRect(QRect(bar.topLeft(), QPoint(end - 1, bar.bottom())), theme.bidBar);
        if (const QVariant mark = index.data(models::MarkRole); mark.isValid()) {
            painter->fillRect(barEnd(bar, mark.toDouble()) - 1, bar.top() - 2, 2, bar.height() + 4, theme.text);
        }
        if (index.flags() & Qt::ItemIsEditable) {
            painter->fillRect(end - 1, bar.top() - 1, 3, bar.height() + 2, isSelected ? chosen : theme.bid);
        }
    }
    painter->setPen(isSelected ? chosen : item.palette.color(group, QPalette::Text));
    painter->setFont(item.font);
    painter->drawText(item.rect.adjusted(0, 0, -4, 0), static_cast<int>(Qt::AlignRight | Qt::AlignVCenter), text);
    painter->restore();
}

} // namespace leadline::views
