// SPDX-License-Identifier: MIT
#include "views/ladder/ladder_view.h"

#include "models/format.h"
#include "models/order_entry.h"

#include <QEvent>

#include <algorithm>
#include <cmath>

namespace leadline::views
{

namespace
{

constexpr int rowPixels = 18;
constexpr int priceMargins = 12;
/// Shares of the width, by column.
constexpr std::array<int, LadderView::columnCount> shares{12, 8, 11, 13, 11, 8, 12, 8, 8, 9};

} // namespace

LadderView::LadderView(models::OrderEntry& entry, const core::Clock& clock, QWidget* parent)
    : QWidget(parent)
    , m_entry(entry)
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

void LadderView::showMarket(const session::MarketSnapshot& snapshot)
{
    const bool wasEmpty = m_grid.bestBid().raw() == 0 && m_grid.bestAsk().raw() == 0;
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

} // namespace leadline::views
