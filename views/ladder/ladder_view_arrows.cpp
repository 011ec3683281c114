// SPDX-License-Identifier: MIT
/// What lies above and below the rows of a ladder: arrows at its ends, which lead there.
#include "views/ladder/ladder_view.h"

#include "models/format.h"

#include <QPainter>

#include <array>

namespace leadline::views
{

using core::Side;

namespace
{

constexpr std::array beyonds{LadderView::Beyond::Market, LadderView::Beyond::Orders, LadderView::Beyond::Average};

} // namespace

QString LadderView::arrowText(Beyond what, bool isAbove) const
{
    const models::OffScreen& there = isAbove ? m_above : m_below;
    const QString arrow(isAbove ? QChar(0x25b2) : QChar(0x25bc));
    switch (what) {
    case Beyond::Market:
        return there.touch.raw() > 0 ? arrow + u' ' + models::priceText(there.distance, m_decimals) : QString();
    case Beyond::Orders:
        return there.orders > 0 ? tr("%1 %n own", nullptr, there.orders).arg(arrow) : QString();
    case Beyond::Average:
        return there.average.raw() > 0 ? tr("%1 avg %2").arg(arrow, models::priceText(there.average, m_decimals))
                                       : QString();
    }
    return {};
}

QRect LadderView::arrowRect(Beyond what, bool isAbove) const
{
    int row = 0; // from the end
    for (const Beyond one : beyonds) {
        const bool isThere = !arrowText(one, isAbove).isEmpty();
        if (one == what) {
            return isThere ? cellRect(isAbove ? row : m_grid.rowCount() - 1 - row, Column::Price) : QRect();
        }
        row += isThere ? 1 : 0;
    }
    return {};
}

void LadderView::renewArrows()
{
    const auto take = [this](models::OffScreen& shown, const models::OffScreen& now, bool isAbove) {
        if (shown != now) {
            shown = now;
            update(arrowsRect(isAbove));
        }
    };
    take(m_above, m_grid.above(), true);
    take(m_below, m_grid.below(), false);
}

QRect LadderView::arrowsRect(bool isAbove) const
{
    const int last = m_grid.rowCount() - 1;
    const int most = static_cast<int>(beyonds.size()) - 1;
    return cellRect(isAbove ? 0 : last, Column::Price).united(cellRect(isAbove ? most : last - most, Column::Price));
}

void LadderView::drawArrows(QPainter& painter) const
{
    painter.setFont(Theme::figures(LadderColumns::figureHeight - 1));
    for (const Beyond what : beyonds) {
        for (const bool isAbove : {true, false}) {
            const QRect area = arrowRect(what, isAbove);
            if (area.isEmpty()) {
                continue;
            }
            const QString text = arrowText(what, isAbove);
            painter.fillRect(area.adjusted(1, 1, -1, -1), QColor(what == Beyond::Market ? Theme::stuck : Theme::paper));
            painter.setPen(Qt::white);
            painter.drawText(
                area, Qt::AlignCenter, painter.fontMetrics().elidedText(text, Qt::ElideRight, area.width()));
        }
    }
}

bool LadderView::goWhereArrowPoints(QPoint place)
{
    for (const bool isAbove : {true, false}) {
        const models::OffScreen there = isAbove ? m_above : m_below;
        const Side nearSide = isAbove ? Side::Ask : Side::Bid;
        if (arrowRect(Beyond::Market, isAbove).contains(place)) {
            recentre();
            return true;
        }
        for (const auto& [what, price] :
            {std::pair(Beyond::Orders, there.order), std::pair(Beyond::Average, there.average)}) {
            if (arrowRect(what, isAbove).contains(place)) {
                m_centring.stop();
                m_isElsewhere = true;
                m_grid.centreOn(price, nearSide);
                pricesMoved();
                return true;
            }
        }
    }
    return false;
}

} // namespace leadline::views
