// SPDX-License-Identifier: MIT
/// Mouse and keys on a ladder, and the gestures that they make.
#include "views/ladder/ladder_view.h"

#include "models/format.h"
#include "models/order_entry.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QToolTip>
#include <QWheelEvent>

#include <algorithm>

namespace leadline::views
{

using core::Side;

models::LadderClick LadderView::clickAt(Side side, int row) const
{
    return {.side = side,
        .price = m_grid.priceAt(row),
        .rowSince = m_rowsSince,
        .bestBid = m_grid.bestBid(),
        .bestAsk = m_grid.bestAsk(),
        .venue = m_grid.venue()};
}

models::LadderClick LadderView::joinOf(Side side) const
{
    // The key names the touch, not a row: there is no row that could have changed under it.
    return {.side = side,
        .price = side == Side::Bid ? m_grid.bestBid() : m_grid.bestAsk(),
        .bestBid = m_grid.bestBid(),
        .bestAsk = m_grid.bestAsk(),
        .joins = true,
        .venue = m_grid.venue()};
}

void LadderView::take(Side side)
{
    click({.side = side,
        .price = side == Side::Bid ? m_grid.bestAsk() : m_grid.bestBid(),
        .bestBid = m_grid.bestBid(),
        .bestAsk = m_grid.bestAsk(),
        .venue = m_grid.venue(),
        .takes = true});
}

void LadderView::click(const models::LadderClick& click)
{
    if (click.price.raw() > 0) {
        m_entry.click(click);
    }
}

void LadderView::cancelRow(int row)
{
    for (const orders::ClientOrderId id : m_grid.ordersAt(row)) {
        Q_EMIT cancelRequested(id);
    }
}

void LadderView::moveOrders(int from, int to, Side side)
{
    if (to < 0 || to >= m_grid.rowCount() || to == from) {
        return;
    }
    const core::Price price = m_grid.priceAt(to);
    for (const orders::Order& order : m_grid.ownAt(from, side)) {
        Q_EMIT moveRequested(order.request.id, price);
    }
}

bool LadderView::hasJustMoved() const
{
    return m_clock.now() - m_rowsSince < std::chrono::milliseconds(m_entry.rules().reactionMs);
}

void LadderView::chooseNextOwn(int direction)
{
    m_attention.lastMove = m_clock.steady();
    for (int step = 1; step <= m_grid.rowCount(); ++step) {
        const int from = m_selected < 0 ? 0 : m_selected;
        const int row = ((from + direction * step) % m_grid.rowCount() + m_grid.rowCount()) % m_grid.rowCount();
        if (!m_grid.ordersAt(row).empty()) {
            m_selected = row;
            renew();
            return;
        }
    }
}

void LadderView::mousePressEvent(QMouseEvent* event)
{
    m_entry.touched();
    m_attention.isHeld = true;
    m_attention.lastClick = m_attention.lastMove = m_clock.steady();
    setFocus(Qt::MouseFocusReason);
    if (event->button() == Qt::MiddleButton) {
        recentre();
        return;
    }
    m_pressedTooSoon = hasJustMoved();
    m_pressed = event->button() == Qt::LeftButton ? cellAt(event->position().toPoint()) : LadderCell{};
    if (event->button() == Qt::RightButton) {
        const LadderCell cell = cellAt(event->position().toPoint());
        const bool isOwn = cell.column == Column::OwnBuy || cell.column == Column::OwnSell
            || cell.column == Column::BidSize || cell.column == Column::AskSize;
        if (cell.row >= 0 && isOwn && !m_grid.ordersAt(cell.row).empty()) {
            if (hasJustMoved()) {
                QToolTip::showText(
                    event->globalPosition().toPoint(), tr("Not cancelled: the rows have just moved"), this);
            } else {
                cancelRow(cell.row);
            }
        } else {
            Q_EMIT menuRequested(event->globalPosition().toPoint());
            m_attention.isHeld = false; // the menu has had the release
        }
    }
}

void LadderView::mouseReleaseEvent(QMouseEvent* event)
{
    m_attention.isHeld = event->buttons() != Qt::NoButton;
    m_attention.lastClick = m_attention.lastMove = m_clock.steady();
    // One press, one order: sent on release inside the cell that was pressed.
    const LadderCell released = cellAt(event->position().toPoint());
    const LadderCell pressed = std::exchange(m_pressed, LadderCell{});
    const int dragged = std::exchange(m_dragged, -1);
    if (dragged >= 0) {
        renew();
        if (event->button() == Qt::LeftButton && released.column == pressed.column) {
            moveOrders(pressed.row, released.row, pressed.column == Column::OwnBuy ? Side::Bid : Side::Ask);
        }
        return;
    }
    if (event->button() != Qt::LeftButton || pressed.row < 0 || pressed != released) {
        return;
    }
    if (released.column == Column::Price && goWhereArrowPoints(event->position().toPoint())) {
        return;
    }
    m_selected = released.row;
    renew();
    switch (released.column) {
    case Column::OwnBuy:
    case Column::BidChange:
    case Column::BidSize:
        click(clickAt(Side::Bid, released.row));
        break;
    case Column::AskSize:
    case Column::AskChange:
    case Column::OwnSell:
        click(clickAt(Side::Ask, released.row));
        break;
    case Column::Price:
    case Column::Sold:
    case Column::Bought:
    case Column::Profile:
        break;
    }
}

void LadderView::mouseMoveEvent(QMouseEvent* event)
{
    m_attention.isPointerInside = true;
    m_attention.lastMove = m_clock.steady();
    m_entry.touched();
    const bool holdsOwn = !m_pressedTooSoon && (event->buttons() & Qt::LeftButton) && m_pressed.row >= 0
        && isOwnColumn(m_pressed.column)
        && !m_grid.ownAt(m_pressed.row, m_pressed.column == Column::OwnBuy ? Side::Bid : Side::Ask).empty();
    if (!holdsOwn) {
        return;
    }
    const int row = cellAt(event->position().toPoint()).row;
    if (row >= 0 && (row != m_pressed.row || m_dragged >= 0) && row != m_dragged) {
        m_dragged = row;
        renew();
        // A new price is a new place in the queue, at every venue.
        QToolTip::showText(event->globalPosition().toPoint(),
            tr("Move to %1: loses its place in the queue").arg(models::priceText(m_grid.priceAt(row), m_decimals)),
            this);
    }
}

void LadderView::leaveEvent(QEvent* /*event*/)
{
    m_attention.isPointerInside = false;
}

void LadderView::wheelEvent(QWheelEvent* event)
{
    m_entry.touched();
    m_attention.lastMove = m_clock.steady();
    m_isElsewhere = false;
    scroll(event->angleDelta().y() / 40);
    event->accept();
}

void LadderView::changeGrouping(int direction)
{
    const auto* const at = std::find(
        std::begin(models::LadderGrid::groupings), std::end(models::LadderGrid::groupings), m_grid.grouping());
    const auto* const next = at + direction;
    if (next >= std::begin(models::LadderGrid::groupings) && next < std::end(models::LadderGrid::groupings)) {
        setGrouping(*next);
    }
}

void LadderView::moveSelection(int rows)
{
    m_attention.lastMove = m_clock.steady();
    const int middle = m_grid.rowOf(m_grid.bestBid(), Side::Bid).value_or(m_grid.rowCount() / 2);
    m_selected = m_selected < 0 ? middle : std::clamp(m_selected + rows, 0, std::max(0, m_grid.rowCount() - 1));
    renew();
}

bool LadderView::isTrading(const QKeyEvent& event)
{
    switch (event.key()) {
    case Qt::Key_Q:
    case Qt::Key_W:
    case Qt::Key_X:
    case Qt::Key_Z:
    case Qt::Key_Return:
    case Qt::Key_Enter:
        return true;
    case Qt::Key_Up:
    case Qt::Key_Down:
        return event.modifiers() == Qt::ShiftModifier;
    default:
        return false;
    }
}

void LadderView::keyPressEvent(QKeyEvent* event)
{
    // With these it is a key of the window, whether the window knows it or not: Ctrl+X buys nothing.
    if (event->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier)) {
        QWidget::keyPressEvent(event);
        return;
    }
    // A key held down is one press, marked as a repeat or not.
    if (event->isAutoRepeat() || (isTrading(*event) && !m_keys.take(event->key()))) {
        return;
    }
    m_entry.touched();
    switch (event->key()) {
    case Qt::Key_1:
    case Qt::Key_2:
    case Qt::Key_3:
    case Qt::Key_4:
    case Qt::Key_5:
        Q_EMIT sizeButtonRequested(event->key() - Qt::Key_0);
        break;
    case Qt::Key_Q:
        click(joinOf(Side::Bid));
        break;
    case Qt::Key_W:
        click(joinOf(Side::Ask));
        break;
    case Qt::Key_X:
        take(Side::Bid);
        break;
    case Qt::Key_Z:
        take(Side::Ask);
        break;
    case Qt::Key_E:
        if (m_selected >= 0) {
            cancelRow(m_selected);
        }
        break;
    case Qt::Key_Space:
        recentre();
        break;
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        changeGrouping(1);
        break;
    case Qt::Key_Minus:
        changeGrouping(-1);
        break;
    case Qt::Key_V:
        setCumulative(!showsCumulative());
        break;
    case Qt::Key_Up:
    case Qt::Key_Down: {
        const int step = event->key() == Qt::Key_Up ? -1 : 1;
        if (event->modifiers() == Qt::ShiftModifier && m_selected >= 0) {
            moveOrders(m_selected, m_selected + step, Side::Bid);
            moveOrders(m_selected, m_selected + step, Side::Ask);
        }
        moveSelection(step);
        break;
    }
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_selected >= 0 && m_selected < m_grid.rowCount()) {
            click(clickAt(m_grid.priceAt(m_selected) <= m_grid.bestBid() ? Side::Bid : Side::Ask, m_selected));
        }
        break;
    default:
        QWidget::keyPressEvent(event);
    }
}

void LadderView::focusInEvent(QFocusEvent* /*event*/)
{
    renew();
}

void LadderView::focusOutEvent(QFocusEvent* /*event*/)
{
    renew();
}

} // namespace leadline::views
