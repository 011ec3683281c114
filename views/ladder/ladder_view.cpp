// SPDX-License-Identifier: MIT
#include "views/ladder/ladder_view.h"

#include "models/format.h"
#include "models/ladder_desk.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace leadline::views
{

using core::Side;
using models::LadderRow;

namespace
{

constexpr int figureHeight = 12;
constexpr int rowPixels = 18;
constexpr int priceMargins = 12;
/// Shares of the width, by column.
constexpr std::array<int, LadderView::columnCount> shares{12, 8, 11, 13, 11, 8, 12, 8, 8, 9};

bool canRest(orders::OrderState state)
{
    return state != orders::OrderState::Filled;
}

} // namespace

LadderView::LadderView(models::LadderDesk& desk, const core::Clock& clock, QWidget* parent)
    : QWidget(parent)
    , m_desk(desk)
    , m_clock(clock)
    , m_keys(clock)
    , m_theme(Theme::of(palette()))
    , m_rowsSince(clock.now())
{
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAttribute(Qt::WA_OpaquePaintEvent);
    setAccessibleName(tr("Depth ladder"));
}

int LadderView::rowHeight() const
{
    return rowPixels;
}

std::array<int, LadderView::columnCount + 1> LadderView::columnEdges() const
{
    constexpr auto priceColumn = static_cast<std::size_t>(Column::Price);
    int total = 0;
    for (const int share : shares) {
        total += share;
    }
    // A price is never cut: two rows that read the same would be traded for one another.
    const int price = std::max(width() * shares[priceColumn] / total, std::min(m_priceWidth, width() / 3));
    const int others = total - shares[priceColumn];
    std::array<int, columnCount + 1> edges{};
    int sum = 0;
    int fixed = 0;
    for (std::size_t i = 0; i < shares.size(); ++i) {
        (i == priceColumn ? fixed : sum) += i == priceColumn ? price : shares[i];
        edges[i + 1] = fixed + (width() - price) * sum / others;
    }
    return edges;
}

QRect LadderView::cellRect(int row, Column column) const
{
    const auto edges = columnEdges();
    const auto at = static_cast<std::size_t>(column);
    return {edges[at], row * rowHeight(), edges[at + 1] - edges[at], rowHeight()};
}

LadderView::Cell LadderView::cellAt(QPoint place) const
{
    const int row = place.y() / rowHeight();
    if (place.y() < 0 || row >= m_grid.rowCount() || !rect().contains(place)) {
        return {};
    }
    const auto edges = columnEdges();
    const auto edge = std::upper_bound(edges.begin() + 1, edges.end() - 1, place.x());
    return {row, static_cast<Column>(edge - edges.begin() - 1)};
}

void LadderView::adjustRows()
{
    m_grid.setRowCount(height() / rowHeight());
    m_canvas.resize(size() * devicePixelRatioF());
    pricesMoved();
}

void LadderView::pricesMoved()
{
    m_rowsSince = m_clock.now();
    m_pressed = {};
    m_selected = -1;
    m_allDirty = true;
    update();
}

void LadderView::showMarket(const engine::MarketSnapshot& snapshot)
{
    const bool wasEmpty = m_grid.bestBid().raw() == 0 && m_grid.bestAsk().raw() == 0;
    const core::Price firstRow = m_grid.rowCount() > 0 ? m_grid.priceAt(0) : core::Price{};
    m_grid.show(snapshot);
    m_decimals = snapshot.priceDecimals;
    desk::Trust trust = snapshot.trust;
    m_venueNotes.clear();
    for (const engine::VenueSnapshot& venue : snapshot.venues) {
        m_venueNotes.push_back(
            {QString::fromStdString(venue.name), venue.ageSeconds, venue.terms.takerFeeBps, venue.terms.makerFeeBps,
                venue.exclusion == book::Exclusion::None ? QString() : QString::fromStdString(venue.trustText)});
        trust = venue.market.venue == m_grid.venue() ? venue.trust : trust;
    }
    if (m_grid.isConsolidated()) {
        trust = snapshot.isValid ? desk::Trust::Good : desk::Trust::Bad;
    }
    const auto figures = models::priceText(std::max(m_grid.bestBid(), m_grid.bestAsk()), m_decimals).size();
    const int priceWidth =
        static_cast<int>(figures) * QFontMetrics(Theme::figures(figureHeight)).horizontalAdvance(u'0') + priceMargins;
    if (priceWidth != m_priceWidth) {
        m_priceWidth = priceWidth;
        m_allDirty = true;
    }
    if (trust != m_trust || snapshot.cross != m_cross || m_grid.venues() != m_paintedVenues) {
        m_trust = trust;
        m_cross = snapshot.cross;
        m_paintedVenues = m_grid.venues();
        m_allDirty = true;
    }
    // Rows move by themselves only when the market has left them, and never under the pointer.
    if (wasEmpty || (m_grid.isLost() && !m_pointerInside)) {
        m_grid.recentre();
    }
    if (m_grid.rowCount() > 0 && m_grid.priceAt(0) != firstRow) {
        pricesMoved();
    }
    refresh();
}

void LadderView::showOrders(std::vector<orders::Order> live)
{
    m_grid.showOrders(std::move(live));
    refresh();
}

void LadderView::refresh()
{
    if (!isVisible()) {
        m_allDirty = true;
        return;
    }
    // The bars' scale follows the largest size in steps, so that one order does not repaint every row.
    const auto scaleOf = [](core::Quantity size) {
        return std::ceil(std::log2(std::max(size.toDoubleLossy(), 1e-9)) * 2);
    };
    if (scaleOf(m_grid.largestSize()) != scaleOf(m_paintedLargest) || m_painted.size() != m_grid.rows().size()) {
        m_allDirty = true;
    }
    if (m_allDirty) {
        update();
        return;
    }
    for (int row = 0; row < m_grid.rowCount(); ++row) {
        if (m_painted[static_cast<std::size_t>(row)] != m_grid.rows()[static_cast<std::size_t>(row)]) {
            update(0, row * rowHeight(), width(), rowHeight());
        }
    }
}

void LadderView::setVenue(core::VenueId venue)
{
    m_grid.setVenue(venue);
    setAccessibleName(venue.isEmpty() ? tr("Depth ladder of all venues")
                                      : tr("Depth ladder of %1").arg(QString::fromStdString(venue.text())));
}

void LadderView::recentre()
{
    if (m_grid.recentre()) {
        pricesMoved();
    }
}

void LadderView::paintOwn(
    const QRect& area, core::Quantity own, core::Quantity queue, orders::OrderState state, Side side)
{
    if (own.isZero() || !canRest(state)) {
        return;
    }
    const QColor colour = side == Side::Bid ? m_theme.bid : m_theme.ask;
    const int thickness = std::max(1, static_cast<int>(devicePixelRatioF()));
    // Outline: solid works, dashed waits for the venue; the warning colour means unknown.
    const bool waits = state == orders::OrderState::New || state == orders::OrderState::PendingSubmit
        || state == orders::OrderState::PendingCancel;
    const QColor outline = state == orders::OrderState::Unknown ? m_theme.warning : colour;
    m_canvas.frame(area.adjusted(1, 1, -1, -1), outline.rgb(), thickness, waits);
    const QString text =
        models::sizeText(own) + (queue.isZero() ? QString() : QStringLiteral("|") + models::briefSizeText(queue));
    m_canvas.text(area.adjusted(4, 0, -4, 0), text, colour.rgb(), Qt::AlignHCenter);
}

void LadderView::paintStack(const QRect& area, const models::VenueSizes& parts, const QColor& bar, bool fromRight)
{
    const double largest = m_paintedLargest.toDoubleLossy();
    int left = area.width();
    for (std::size_t i = 0; largest > 0 && i < m_grid.venues().size() && left > 0; ++i) {
        if (parts[i].isZero()) {
            continue;
        }
        const double share = std::min(1.0, parts[i].toDoubleLossy() / largest);
        const int length = std::clamp(static_cast<int>(area.width() * share), 1, left);
        const int from = fromRight ? area.left() + left - length : area.right() + 1 - left;
        const QRect part(from, area.top(), length, area.height());
        if (m_grid.venues()[i].takesPart) {
            m_canvas.fill(part, Theme::shade(bar, i).rgb());
            m_canvas.pattern(part, m_theme.background.rgb(), i);
        } else {
            // Seen, not trusted, and out of routing.
            m_canvas.hatch(part, m_theme.faint.rgb());
        }
        left -= length;
    }
}

void LadderView::paintRow(int row)
{
    const LadderRow& shown = m_grid.rows()[static_cast<std::size_t>(row)];
    const double ratio = devicePixelRatioF();
    const auto cell = [&](Column column) {
        const QRect logical = cellRect(row, column);
        return QRect(static_cast<int>(logical.x() * ratio), static_cast<int>(logical.y() * ratio),
            static_cast<int>((logical.x() + logical.width()) * ratio) - static_cast<int>(logical.x() * ratio),
            static_cast<int>(logical.height() * ratio));
    };
    const int margin = static_cast<int>(4 * ratio);
    const auto padded = [&](Column column) { return cell(column).adjusted(margin, 0, -margin, 0); };

    const QRect whole(0, static_cast<int>(row * rowHeight() * ratio), m_canvas.image().width(),
        static_cast<int>(rowHeight() * ratio));
    const std::int64_t step = std::max<std::int64_t>(1, m_grid.instrument().tick.raw() * m_grid.grouping());
    const bool isFifth = shown.price.raw() / step % 5 == 0;
    m_canvas.fill(whole, (isFifth ? m_theme.alternate : m_theme.background).rgb());

    const auto bar = [&](Column column, core::Quantity size, core::Quantity largest, const QColor& colour,
                         bool fromRight) {
        if (size.isZero() || largest.isZero()) {
            return;
        }
        const QRect area = cell(column).adjusted(1, 1, -1, -1);
        const double share = std::min(1.0, size.toDoubleLossy() / largest.toDoubleLossy());
        const int length = std::max(1, static_cast<int>(area.width() * share));
        m_canvas.fill(
            {fromRight ? area.right() + 1 - length : area.left(), area.top(), length, area.height()}, colour.rgb());
    };
    const auto change = [&](Column column, core::Quantity amount) {
        if (amount.raw() != 0) {
            const QString text =
                (amount.isNegative() ? QString() : QStringLiteral("+")) + models::briefSizeText(amount);
            m_canvas.text(padded(column), text, m_theme.faint.rgb(), Qt::AlignRight);
        }
    };
    const auto size = [&](Column column, core::Quantity amount, const QColor& colour) {
        if (!amount.isZero()) {
            m_canvas.text(padded(column), models::sizeText(amount), colour.rgb(), Qt::AlignRight);
        }
    };

    if (m_grid.isConsolidated()) {
        paintStack(cell(Column::BidSize).adjusted(1, 1, -1, -1), shown.bidParts, m_theme.bidBar, true);
        paintStack(cell(Column::AskSize).adjusted(1, 1, -1, -1), shown.askParts, m_theme.askBar, false);
    } else {
        bar(Column::BidSize, shown.bidSize, m_paintedLargest, m_theme.bidBar, true);
        bar(Column::AskSize, shown.askSize, m_paintedLargest, m_theme.askBar, false);
    }
    bar(Column::Profile, shown.profile, m_grid.largestProfile(), m_theme.line, false);
    size(Column::BidSize, m_cumulative && !shown.bidSize.isZero() ? shown.cumulative : shown.bidSize, m_theme.text);
    size(Column::AskSize, m_cumulative && !shown.askSize.isZero() ? shown.cumulative : shown.askSize, m_theme.text);
    change(Column::BidChange, shown.bidChange);
    change(Column::AskChange, shown.askChange);
    const auto brief = [&](Column column, core::Quantity amount, const QColor& colour) {
        if (!amount.isZero()) {
            m_canvas.text(padded(column), models::briefSizeText(amount), colour.rgb(), Qt::AlignRight);
        }
    };
    brief(Column::Sold, shown.sold, m_theme.ask);
    brief(Column::Bought, shown.bought, m_theme.bid);
    brief(Column::Profile, shown.profile, m_theme.faint);
    paintOwn(cell(Column::OwnBuy), shown.ownBuy, shown.queueBuy, shown.buyState, Side::Bid);
    paintOwn(cell(Column::OwnSell), shown.ownSell, shown.queueSell, shown.sellState, Side::Ask);

    const QRect price = cell(Column::Price);
    if (shown.isBestBid || shown.isBestAsk) {
        m_canvas.fill(price.adjusted(1, 1, -1, -1), (shown.isBestBid ? m_theme.bidBar : m_theme.askBar).rgb());
    }
    if (shown.isLastTrade) {
        m_canvas.frame(price.adjusted(1, 1, -1, -1), m_theme.text.rgb(), std::max(1, static_cast<int>(ratio)), false);
    }
    m_canvas.text(price, models::priceText(shown.price, m_decimals), m_theme.text.rgb(), Qt::AlignHCenter);

    // Prices where somebody bids at or above what somebody else asks: bracketed, never hidden.
    if (m_cross != book::Cross::None && m_grid.isConsolidated() && shown.price >= m_grid.bestAsk()
        && shown.price <= m_grid.bestBid()) {
        const int thick = static_cast<int>(3 * ratio);
        m_canvas.fill({price.left() + 1, price.top(), thick, price.height()}, m_theme.warning.rgb());
        m_canvas.fill({price.right() - thick, price.top(), thick, price.height()}, m_theme.warning.rgb());
    }
    if (m_trust == desk::Trust::Bad) {
        for (const Column column : {Column::BidSize, Column::AskSize}) {
            m_canvas.hatch(cell(column), m_theme.faint.rgb());
        }
    }
    if (row == m_selected && hasFocus()) {
        m_canvas.frame(whole, m_theme.faint.rgb(), std::max(1, static_cast<int>(ratio)), true);
    }
    // Lines on both sides of the price column keep the eye in place.
    m_canvas.fill({price.left(), whole.top(), 1, whole.height()}, m_theme.line.rgb());
    m_canvas.fill({price.right(), whole.top(), 1, whole.height()}, m_theme.line.rgb());
}

void LadderView::paintEvent(QPaintEvent* event)
{
    m_canvas.setFont(Theme::figures(figureHeight), devicePixelRatioF());
    if (m_allDirty) {
        m_canvas.resize(size() * devicePixelRatioF());
        m_canvas.fill(m_canvas.image().rect(), m_theme.background.rgb());
        m_paintedLargest = m_grid.largestSize();
        m_painted.assign(m_grid.rows().size(), {});
    }
    const bool hasBook = m_grid.bestBid().raw() > 0 || m_grid.bestAsk().raw() > 0;
    for (int row = 0; hasBook && row < m_grid.rowCount(); ++row) {
        const auto at = static_cast<std::size_t>(row);
        if (m_allDirty || m_painted[at] != m_grid.rows()[at]) {
            paintRow(row);
            m_painted[at] = m_grid.rows()[at];
        }
    }
    m_allDirty = false;

    QPainter painter(this);
    const double ratio = devicePixelRatioF();
    for (const QRect& part : event->region()) {
        painter.drawImage(QRectF(part), m_canvas.image(),
            QRectF(part.x() * ratio, part.y() * ratio, part.width() * ratio, part.height() * ratio));
    }
    if (m_dragged >= 0) {
        painter.setPen(QPen(m_theme.warning, 2, Qt::DashLine));
        painter.drawRect(cellRect(m_dragged, m_pressed.column).adjusted(1, 1, -2, -2));
    }
    if (!hasBook) {
        painter.setPen(m_theme.faint);
        painter.drawText(rect(), Qt::AlignCenter, tr("Waiting for the book"));
    } else if (painted) {
        painted();
    }
}

void LadderView::resizeEvent(QResizeEvent* /*event*/)
{
    adjustRows();
}

void LadderView::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange) {
        m_theme = Theme::of(palette());
        m_allDirty = true;
        update();
    }
    QWidget::changeEvent(event);
}

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
        m_desk.click(click);
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

void LadderView::chooseNextOwn(int direction)
{
    for (int step = 1; step <= m_grid.rowCount(); ++step) {
        const int from = m_selected < 0 ? 0 : m_selected;
        const int row = ((from + direction * step) % m_grid.rowCount() + m_grid.rowCount()) % m_grid.rowCount();
        if (!m_grid.ordersAt(row).empty()) {
            m_selected = row;
            m_allDirty = true;
            update();
            return;
        }
    }
}

void LadderView::mousePressEvent(QMouseEvent* event)
{
    m_desk.touched();
    setFocus(Qt::MouseFocusReason);
    if (event->button() == Qt::MiddleButton) {
        recentre();
        return;
    }
    m_pressed = event->button() == Qt::LeftButton ? cellAt(event->position().toPoint()) : Cell{};
    if (event->button() == Qt::RightButton) {
        const Cell cell = cellAt(event->position().toPoint());
        const bool isOwn = cell.column == Column::OwnBuy || cell.column == Column::OwnSell
            || cell.column == Column::BidSize || cell.column == Column::AskSize;
        if (cell.row >= 0 && isOwn && !m_grid.ordersAt(cell.row).empty()) {
            cancelRow(cell.row);
        } else {
            Q_EMIT menuRequested(event->globalPosition().toPoint());
        }
    }
}

void LadderView::mouseReleaseEvent(QMouseEvent* event)
{
    // One press, one order: sent on release inside the cell that was pressed.
    const Cell released = cellAt(event->position().toPoint());
    const Cell pressed = std::exchange(m_pressed, Cell{});
    const int dragged = std::exchange(m_dragged, -1);
    if (dragged >= 0) {
        m_allDirty = true;
        update();
        if (event->button() == Qt::LeftButton && released.column == pressed.column) {
            moveOrders(pressed.row, released.row, pressed.column == Column::OwnBuy ? Side::Bid : Side::Ask);
        }
        return;
    }
    if (event->button() != Qt::LeftButton || pressed.row < 0 || pressed != released) {
        return;
    }
    m_selected = released.row;
    m_allDirty = true;
    update();
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
    m_pointerInside = true;
    m_desk.touched();
    const bool holdsOwn = (event->buttons() & Qt::LeftButton) && m_pressed.row >= 0 && isOwnColumn(m_pressed.column)
        && !m_grid.ownAt(m_pressed.row, m_pressed.column == Column::OwnBuy ? Side::Bid : Side::Ask).empty();
    if (!holdsOwn) {
        return;
    }
    const int row = cellAt(event->position().toPoint()).row;
    if (row >= 0 && (row != m_pressed.row || m_dragged >= 0) && row != m_dragged) {
        m_dragged = row;
        m_allDirty = true;
        update();
        // A new price is a new place in the queue, at every venue.
        QToolTip::showText(event->globalPosition().toPoint(),
            tr("Move to %1: loses its place in the queue").arg(models::priceText(m_grid.priceAt(row), m_decimals)),
            this);
    }
}

void LadderView::leaveEvent(QEvent* /*event*/)
{
    m_pointerInside = false;
}

void LadderView::wheelEvent(QWheelEvent* event)
{
    m_desk.touched();
    const int rows = event->angleDelta().y() / 40;
    if (rows != 0) {
        m_grid.scroll(rows);
        pricesMoved();
    }
    event->accept();
}

void LadderView::changeGrouping(int direction)
{
    const auto* const at = std::find(
        std::begin(models::LadderGrid::groupings), std::end(models::LadderGrid::groupings), m_grid.grouping());
    const auto* const next = at + direction;
    if (next >= std::begin(models::LadderGrid::groupings) && next < std::end(models::LadderGrid::groupings)) {
        m_grid.setGrouping(*next);
        pricesMoved();
    }
}

void LadderView::moveSelection(int rows)
{
    const int middle = m_grid.rowOf(m_grid.bestBid(), Side::Bid).value_or(m_grid.rowCount() / 2);
    m_selected = m_selected < 0 ? middle : std::clamp(m_selected + rows, 0, std::max(0, m_grid.rowCount() - 1));
    m_allDirty = true;
    update();
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
    // A key held down is one press, marked as a repeat or not.
    if (event->isAutoRepeat() || (isTrading(*event) && !m_keys.take(event->key()))) {
        return;
    }
    m_desk.touched();
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
    case Qt::Key_Escape:
        Q_EMIT cancelAllRequested();
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
        m_cumulative = !m_cumulative;
        m_allDirty = true;
        update();
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
    m_allDirty = true;
    update();
}

void LadderView::focusOutEvent(QFocusEvent* /*event*/)
{
    m_allDirty = true;
    update();
}

QString LadderView::tooltipAt(QPoint place) const
{
    const Cell cell = cellAt(place);
    const bool buys =
        cell.column == Column::OwnBuy || cell.column == Column::BidChange || cell.column == Column::BidSize;
    const bool sells =
        cell.column == Column::OwnSell || cell.column == Column::AskChange || cell.column == Column::AskSize;
    if (cell.row < 0 || (!buys && !sells)) {
        return {};
    }
    const Side side = buys ? Side::Bid : Side::Ask;
    const models::PlannedOrder planned = m_desk.planOf(clickAt(side, cell.row));
    const QString route = planned.isKnown ? models::OrderPlanner::wishText(planned)
            + (planned.plans.isEmpty() ? QString() : QStringLiteral("; ") + m_desk.planner().describe(planned))
                                          : tr("decides when it is sent");
    const QString mode = m_desk.arming() == models::Arming::View ? tr(" (fills the ticket)")
        : m_desk.arming() == models::Arming::Confirm             ? tr(" (asks first)")
                                                                 : QString();
    const QString style = planned.intent.style == desk::Style::Smart ? tr("SMART") : tr("LMT");
    const QString order =
        tr("%1 %2 %3 %4 %5 router: %6%7")
            .arg(buys ? tr("BUY") : tr("SELL"), QString::fromStdString(m_desk.size().text()), style,
                models::priceText(planned.intent.price, m_decimals), QString(QChar(0x2192)), route, mode);
    return order + ownTooltip(cell.row, side) + venuesTooltip(cell.row, side);
}

QString LadderView::joinText() const
{
    const auto textOf = [this](Side side) {
        const models::PlannedOrder planned = m_desk.planOf(joinOf(side));
        return planned.plans.isEmpty()
            ? m_desk.planner().brief(planned)
            : (side == Side::Bid ? tr("BUY ") : tr("SELL ")) + m_desk.planner().describe(planned);
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
