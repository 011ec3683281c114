// SPDX-License-Identifier: MIT
/// What the pointer over a ladder, and the line below it, say of orders that are not sent yet.
#include "views/ladder/ladder_view.h"

#include "models/format.h"
#include "models/order_entry.h"
#include "models/planned_order.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QToolTip>

namespace leadline::views
{

using core::Side;
using models::LadderRow;

QString LadderView::tooltipAt(QPoint place) const
{
    const LadderCell cell = cellAt(place);
    const bool buys =
        cell.column == Column::OwnBuy || cell.column == Column::BidChange || cell.column == Column::BidSize;
    const bool sells =
        cell.column == Column::OwnSell || cell.column == Column::AskChange || cell.column == Column::AskSize;
    if (cell.row < 0 || (!buys && !sells)) {
        return {};
    }
    const Side side = buys ? Side::Bid : Side::Ask;
    const models::PlannedOrder planned = m_entry.planOf(clickAt(side, cell.row));
    const QString route = m_entry.planner().words(planned).tooltip;
    const QString mode = m_entry.arming() == models::Arming::View ? tr(" (fills the ticket)")
        : m_entry.arming() == models::Arming::Confirm             ? tr(" (asks first)")
                                                                  : QString();
    const QString style = planned.intent.style == desk::Style::Smart ? tr("SMART") : tr("LMT");
    const QString order =
        tr("%1 %2 %3 %4 %5 router: %6%7")
            .arg(buys ? tr("BUY") : tr("SELL"), QString::fromStdString(m_entry.size().text()), style,
                models::priceText(planned.intent.price, m_decimals), QString(QChar(0x2192)), route, mode);
    return order + ownTooltip(cell.row, side) + venuesTooltip(cell.row, side);
}

QString LadderView::joinText() const
{
    const auto textOf = [this](Side side) {
        const models::PlannedOrder planned = m_entry.planOf(joinOf(side));
        return planned.plans.isEmpty()
            ? m_entry.planner().brief(planned)
            : (side == Side::Bid ? tr("BUY ") : tr("SELL ")) + m_entry.planner().describe(planned);
    };
    return tr("Q %1   W %2").arg(textOf(Side::Bid), textOf(Side::Ask));
}

QString LadderView::ownTooltip(int row, Side side) const
{
    const LadderRow& shown = m_grid.rows()[static_cast<std::size_t>(row)];
    const core::Quantity own = side == Side::Bid ? shown.ownBuy : shown.ownSell;
    if (own.isZero()) {
        return {};
    }
    const double confidence = side == Side::Bid ? shown.buyConfidence : shown.sellConfidence;
    return tr("\nOwn %1 here, about %2 before it (%3 % sure); drag to move, right click cancels")
        .arg(models::sizeText(own), models::sizeText(side == Side::Bid ? shown.queueBuy : shown.queueSell))
        .arg(confidence * 100, 0, 'f', 0);
}

QString LadderView::venuesTooltip(int row, Side side) const
{
    if (!m_grid.isConsolidated()) {
        return {};
    }
    const LadderRow& shown = m_grid.rows()[static_cast<std::size_t>(row)];
    const models::VenueSizes& parts = side == Side::Bid ? shown.bidParts : shown.askParts;
    QString text;
    for (std::size_t i = 0; i < m_venueNotes.size(); ++i) {
        if (parts[i].isZero()) {
            continue;
        }
        const VenueNote& note = m_venueNotes[i];
        // What a taker would get there: the bid less the fee, the ask plus the fee.
        const double adjusted = shown.price.toDoubleLossy()
            * (side == Side::Bid ? 1 - note.takerFeeBps * 1e-4 : 1 + note.takerFeeBps * 1e-4);
        text += tr("\n%1: %2, %3 s old, %4 after the taker's fee%5")
                    .arg(note.name, models::sizeText(parts[i]))
                    .arg(note.ageSeconds, 0, 'f', 1)
                    .arg(adjusted, 0, 'f', m_decimals + 1)
                    .arg(note.excluded.isEmpty() ? QString() : tr(" - left out: %1").arg(note.excluded));
    }
    return text;
}

bool LadderView::event(QEvent* event)
{
    if (event->type() == QEvent::KeyPress && !m_grid.ordersOnShow().empty()) {
        // Tab goes from own order to own order, and on to the next widget where there is none.
        const auto* const key = static_cast<QKeyEvent*>(event);
        if (key->key() == Qt::Key_Tab || key->key() == Qt::Key_Backtab) {
            chooseNextOwn(key->key() == Qt::Key_Tab ? 1 : -1);
            return true;
        }
    }
    if (event->type() == QEvent::ToolTip) {
        const auto* const help = static_cast<QHelpEvent*>(event);
        QToolTip::showText(help->globalPos(), tooltipAt(help->pos()), this);
        return true;
    }
    return QWidget::event(event);
}

} // namespace leadline::views
