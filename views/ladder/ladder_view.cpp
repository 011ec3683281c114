// SPDX-License-Identifier: MIT
#include "views/ladder/ladder_view.h"

#include "engine/session/market_snapshot.h"
#include "models/format.h"
#include "models/order_entry.h"

#include <QEvent>
#include <QPaintEvent>
#include <QPainter>

#include <algorithm>

namespace leadline::views
{

LadderView::LadderView(models::OrderEntry& entry, const core::Clock& clock, QWidget* parent)
    : QWidget(parent)
    , m_entry(entry)
    , m_clock(clock)
    , m_keys(clock)
    , m_picture(m_grid, m_columns, Theme::of(palette()))
    , m_rowsSince(clock.now())
{
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAttribute(Qt::WA_OpaquePaintEvent);
    setAccessibleName(tr("Depth ladder"));
}

QRect LadderView::cellRect(int row, Column column) const
{
    return m_columns.cellRect(width(), row, column);
}

LadderCell LadderView::cellAt(QPoint place) const
{
    const int row = place.y() / LadderColumns::rowHeight;
    if (place.y() < 0 || row >= m_grid.rowCount() || !rect().contains(place)) {
        return {};
    }
    return {row, m_columns.columnAt(width(), place.x())};
}

void LadderView::renew()
{
    m_picture.invalidate();
    update();
}

void LadderView::pricesMoved()
{
    m_rowsSince = m_clock.now();
    m_pressed = {};
    m_selected = -1;
    renewArrows();
    renew();
}

void LadderView::showMarket(const session::MarketSnapshot& snapshot)
{
    const bool wasEmpty = !m_grid.hasBook();
    const core::Price firstRow = m_grid.rowCount() > 0 ? m_grid.priceAt(0) : core::Price{};
    m_grid.show(snapshot);
    m_decimals = snapshot.priceDecimals;
    desk::Trust trust = snapshot.trust;
    m_venueNotes.clear();
    for (const session::VenueSnapshot& venue : snapshot.venues) {
        m_venueNotes.push_back(
            {QString::fromStdString(venue.name), venue.ageSeconds, venue.terms.takerFeeBps, venue.terms.makerFeeBps,
                venue.exclusion == book::Exclusion::None ? QString() : QString::fromStdString(venue.trustText)});
        trust = venue.market.venue == m_grid.venue() ? venue.trust : trust;
    }
    if (m_grid.isConsolidated()) {
        trust = snapshot.isValid ? desk::Trust::Good : desk::Trust::Bad;
    }
    const auto figures = models::priceText(std::max(m_grid.bestBid(), m_grid.bestAsk()), m_decimals).size();
    if (m_columns.fitPrices(static_cast<int>(figures))) {
        m_picture.invalidate();
    }
    m_picture.setState(trust, snapshot.cross);
    if (wasEmpty) {
        m_centring.stop();
        m_grid.recentre();
    }
    const int chosen = m_selected;
    const std::int64_t moved = wasEmpty ? 0 : follow();
    if (m_grid.rowCount() > 0 && m_grid.priceAt(0) != firstRow) {
        pricesMoved();
        // The keyboard's row keeps its price as long as it is on show.
        const std::int64_t now = chosen + moved;
        m_selected = chosen >= 0 && moved != 0 && now >= 0 && now < m_grid.rowCount() ? static_cast<int>(now) : -1;
    }
    refresh();
}

std::int64_t LadderView::follow()
{
    if (m_isElsewhere) {
        return 0;
    }
    models::CentringMoment moment = m_attention;
    moment.now = m_clock.steady();
    moment.rows = m_grid.rowCount();
    moment.offset = m_grid.marketOffset();
    moment.spreadRows = m_grid.spreadRows();
    moment.reaction = std::chrono::milliseconds(m_entry.rules().reactionMs);
    moment.isPointerInside = moment.isPointerInside || (m_selected >= 0 && hasFocus()); // of the keyboard
    const std::int64_t rows = m_centring.advance(m_entry.rules().centring, moment);
    if (rows != 0) {
        m_grid.scroll(rows);
    }
    return rows;
}

void LadderView::scroll(std::int64_t rows)
{
    if (rows != 0) {
        m_grid.scroll(rows);
        pricesMoved();
    }
}

void LadderView::uncovered()
{
    m_rowsSince = m_clock.now();
    m_pressed = {};
}

void LadderView::clear()
{
    m_grid.clear();
    m_isElsewhere = false;
    m_centring.stop();
    m_venueNotes.clear();
    m_dragged = -1;
    pricesMoved();
}

void LadderView::showOrders(std::vector<orders::Order> live)
{
    m_grid.showOrders(std::move(live));
    refresh();
}

void LadderView::refresh()
{
    renewArrows();
    if (!isVisible()) {
        m_picture.invalidate();
        return;
    }
    if (m_picture.isStale()) {
        update();
        return;
    }
    for (int row = 0; row < m_grid.rowCount(); ++row) {
        if (m_picture.hasChanged(row)) {
            update(0, row * LadderColumns::rowHeight, width(), LadderColumns::rowHeight);
        }
    }
}

void LadderView::setVenue(core::VenueId venue)
{
    m_grid.setVenue(venue);
    setAccessibleName(venue.isEmpty() ? tr("Depth ladder of all venues")
                                      : tr("Depth ladder of %1").arg(QString::fromStdString(venue.text())));
}

void LadderView::setCumulative(bool isCumulative)
{
    m_picture.setCumulative(isCumulative);
    update();
}

void LadderView::setGrouping(int ticks)
{
    if (std::ranges::find(models::LadderGrid::groupings, ticks) != std::end(models::LadderGrid::groupings)
        && ticks != m_grid.grouping()) {
        m_grid.setGrouping(ticks);
        pricesMoved();
    }
}

void LadderView::setShown(Column column, bool isShown)
{
    if (m_columns.setShown(column, isShown)) {
        m_pressed = {}; // it was pressed where another column is now
        updateGeometry();
        renew();
    }
}

void LadderView::recentre()
{
    m_isElsewhere = false;
    m_centring.stop();
    if (m_grid.recentre()) {
        pricesMoved();
    }
}

void LadderView::resizeEvent(QResizeEvent* /*event*/)
{
    m_grid.setRowCount(height() / LadderColumns::rowHeight);
    pricesMoved();
}

void LadderView::paintEvent(QPaintEvent* event)
{
    const double ratio = devicePixelRatioF();
    m_picture.draw(
        {.size = size(), .pixelRatio = ratio, .decimals = m_decimals, .selectedRow = hasFocus() ? m_selected : -1});
    QPainter painter(this);
    for (const QRect& part : event->region()) {
        painter.drawImage(QRectF(part), m_picture.image(),
            QRectF(part.x() * ratio, part.y() * ratio, part.width() * ratio, part.height() * ratio));
    }
    if (m_dragged >= 0) {
        painter.setPen(QPen(m_picture.theme().warning, 2, Qt::DashLine));
        painter.drawRect(cellRect(m_dragged, m_pressed.column).adjusted(1, 1, -2, -2));
    }
    drawArrows(painter);
    if (!m_grid.hasBook()) {
        painter.setPen(m_picture.theme().faint);
        painter.drawText(rect(), Qt::AlignCenter, tr("Waiting for the book"));
    } else if (painted) {
        painted();
    }
}

void LadderView::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange) {
        m_picture.setTheme(Theme::of(palette()));
        update();
    }
    QWidget::changeEvent(event);
}

} // namespace leadline::views
