// SPDX-License-Identifier: MIT
#include "views/ladder/ladder_picture.h"

#include "models/format.h"
#include "models/ladder_grid.h"

#include <algorithm>
#include <cmath>

namespace leadline::views
{

using core::Side;
using models::LadderRow;
using Column = LadderColumn;

namespace
{

bool canRest(orders::OrderState state)
{
    return state != orders::OrderState::Filled;
}

} // namespace

LadderPicture::LadderPicture(const models::LadderGrid& grid, const LadderColumns& columns, const Theme& theme)
    : m_grid(grid)
    , m_columns(columns)
    , m_theme(theme)
{
}

void LadderPicture::setTheme(const Theme& theme)
{
    m_theme = theme;
    m_isStale = true;
}

void LadderPicture::setCumulative(bool isCumulative)
{
    m_isCumulative = isCumulative;
    m_isStale = true;
}

void LadderPicture::setState(desk::Trust trust, book::Cross cross)
{
    if (trust != m_trust || cross != m_cross || m_grid.venues() != m_venues) {
        m_trust = trust;
        m_cross = cross;
        m_venues = m_grid.venues();
        m_isStale = true;
    }
}

bool LadderPicture::isStale()
{
    // The bars' scale follows the largest size in steps, so that one order does not repaint every row.
    const auto scaleOf = [](core::Quantity size) {
        return std::ceil(std::log2(std::max(size.toDoubleLossy(), 1e-9)) * 2);
    };
    if (scaleOf(m_grid.largestSize()) != scaleOf(m_largest) || m_drawn.size() != m_grid.rows().size()) {
        m_isStale = true;
    }
    return m_isStale;
}

bool LadderPicture::hasChanged(int row) const
{
    const auto at = static_cast<std::size_t>(row);
    return m_drawn[at] != m_grid.rows()[at];
}

void LadderPicture::draw(const Frame& frame)
{
    m_frame = frame;
    m_canvas.setFont(Theme::figures(LadderColumns::figureHeight), frame.pixelRatio);
    if (m_isStale) {
        m_canvas.resize(frame.size * frame.pixelRatio);
        m_canvas.fill(m_canvas.image().rect(), m_theme.background.rgb());
        m_largest = m_grid.largestSize();
        m_drawn.assign(m_grid.rows().size(), {});
    }
    const bool hasBook = m_grid.hasBook();
    for (int row = 0; hasBook && row < m_grid.rowCount(); ++row) {
        if (m_isStale || hasChanged(row)) {
            drawRow(row);
            m_drawn[static_cast<std::size_t>(row)] = m_grid.rows()[static_cast<std::size_t>(row)];
        }
    }
    m_isStale = false;
}

QRect LadderPicture::cell(int row, Column column) const
{
    const QRect logical = m_columns.cellRect(m_frame.size.width(), row, column);
    const double ratio = m_frame.pixelRatio;
    return {static_cast<int>(logical.x() * ratio), static_cast<int>(logical.y() * ratio),
        static_cast<int>((logical.x() + logical.width()) * ratio) - static_cast<int>(logical.x() * ratio),
        static_cast<int>(logical.height() * ratio)};
}

QRect LadderPicture::rowRect(int row) const
{
    const double ratio = m_frame.pixelRatio;
    return {0, static_cast<int>(row * LadderColumns::rowHeight * ratio), m_canvas.image().width(),
        static_cast<int>(LadderColumns::rowHeight * ratio)};
}

void LadderPicture::drawBar(
    const QRect& cell, core::Quantity size, core::Quantity largest, const QColor& colour, bool fromRight)
{
    if (size.isZero() || largest.isZero()) {
        return;
    }
    const QRect area = cell.adjusted(1, 1, -1, -1);
    const double share = std::min(1.0, size.toDoubleLossy() / largest.toDoubleLossy());
    const int length = std::max(1, static_cast<int>(area.width() * share));
    m_canvas.fill(
        {fromRight ? area.right() + 1 - length : area.left(), area.top(), length, area.height()}, colour.rgb());
}

int LadderPicture::charactersIn(const QRect& area) const
{
    return area.width() / std::max(1, m_canvas.glyphWidth());
}

void LadderPicture::drawSize(int row, Column column, core::Quantity size, const QColor& colour, bool isChange)
{
    if (size.isZero()) {
        return;
    }
    const int margin = static_cast<int>(4 * m_frame.pixelRatio);
    const QRect area = cell(row, column).adjusted(margin, 0, -margin, 0);
    const QString sign = isChange && !size.isNegative() ? QStringLiteral("+") : QString();
    const int room = charactersIn(area) - static_cast<int>(sign.size());
    const QString text = models::sizeTextWithin(size, room);
    m_leftOut += text.startsWith(u'#') ? 1 : 0;
    m_canvas.text(area, sign + text, colour.rgb(), Qt::AlignRight);
}

void LadderPicture::drawStack(const QRect& area, const models::VenueSizes& parts, const QColor& bar, bool fromRight)
{
    const double largest = m_largest.toDoubleLossy();
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

void LadderPicture::drawOwn(
    const QRect& area, core::Quantity own, core::Quantity queue, orders::OrderState state, Side side)
{
    if (own.isZero() || !canRest(state)) {
        return;
    }
    const QColor colour = side == Side::Bid ? m_theme.bid : m_theme.ask;
    const int thickness = std::max(1, static_cast<int>(m_frame.pixelRatio));
    // Outline: solid works, dashed waits for the venue; the warning colour means unknown.
    const bool waits = state == orders::OrderState::New || state == orders::OrderState::PendingSubmit
        || state == orders::OrderState::PendingCancel;
    const QColor outline = state == orders::OrderState::Unknown ? m_theme.warning : colour;
    m_canvas.frame(area.adjusted(1, 1, -1, -1), outline.rgb(), thickness, waits);
    const QRect inside = area.adjusted(4, 0, -4, 0);
    const int room = charactersIn(inside);
    QString text = models::sizeTextWithin(own, queue.isZero() ? room : std::max(room - 4, room / 2));
    if (!queue.isZero()) {
        text += u'|' + models::sizeTextWithin(queue, room - 1 - static_cast<int>(text.size()));
    }
    m_canvas.text(inside, text, colour.rgb(), Qt::AlignHCenter);
}

void LadderPicture::drawSizes(int row, const LadderRow& shown)
{
    const QRect bids = cell(row, Column::BidSize);
    const QRect asks = cell(row, Column::AskSize);
    if (m_grid.isConsolidated()) {
        drawStack(bids.adjusted(1, 1, -1, -1), shown.bidParts, m_theme.bidBar, true);
        drawStack(asks.adjusted(1, 1, -1, -1), shown.askParts, m_theme.askBar, false);
    } else {
        drawBar(bids, shown.bidSize, m_largest, m_theme.bidBar, true);
        drawBar(asks, shown.askSize, m_largest, m_theme.askBar, false);
    }
    const auto size = [&](Column column, core::Quantity amount) {
        if (!amount.isZero()) {
            drawSize(row, column, m_isCumulative ? shown.cumulative : amount, m_theme.text);
        }
    };
    size(Column::BidSize, shown.bidSize);
    size(Column::AskSize, shown.askSize);
    drawSize(row, Column::BidChange, shown.bidChange, m_theme.faint, true);
    drawSize(row, Column::AskChange, shown.askChange, m_theme.faint, true);
}

void LadderPicture::drawTrades(int row, const LadderRow& shown)
{
    drawBar(cell(row, Column::Profile), shown.profile, m_grid.largestProfile(), m_theme.line, false);
    drawSize(row, Column::Sold, shown.sold, m_theme.ask);
    drawSize(row, Column::Bought, shown.bought, m_theme.bid);
    drawSize(row, Column::Profile, shown.profile, m_theme.faint);
}

void LadderPicture::drawPrice(int row, const LadderRow& shown)
{
    const QRect price = cell(row, Column::Price);
    const double ratio = m_frame.pixelRatio;
    if (shown.isBestBid || shown.isBestAsk) {
        m_canvas.fill(price.adjusted(1, 1, -1, -1), (shown.isBestBid ? m_theme.bidBar : m_theme.askBar).rgb());
    }
    if (shown.isLastTrade) {
        m_canvas.frame(price.adjusted(1, 1, -1, -1), m_theme.text.rgb(), std::max(1, static_cast<int>(ratio)), false);
    }
    m_canvas.text(price, models::priceText(shown.price, m_frame.decimals), m_theme.text.rgb(), Qt::AlignHCenter);

    // Prices where somebody bids at or above what somebody else asks: bracketed, never hidden.
    if (m_cross != book::Cross::None && m_grid.isConsolidated() && shown.price >= m_grid.bestAsk()
        && shown.price <= m_grid.bestBid()) {
        const int thick = static_cast<int>(3 * ratio);
        m_canvas.fill({price.left() + 1, price.top(), thick, price.height()}, m_theme.warning.rgb());
        m_canvas.fill({price.right() - thick, price.top(), thick, price.height()}, m_theme.warning.rgb());
    }
}

void LadderPicture::drawRow(int row)
{
    const LadderRow& shown = m_grid.rows()[static_cast<std::size_t>(row)];
    const QRect whole = rowRect(row);
    const std::int64_t step = std::max<std::int64_t>(1, m_grid.instrument().tick.raw() * m_grid.grouping());
    const bool isFifth = shown.price.raw() / step % 5 == 0;
    m_canvas.fill(whole, (isFifth ? m_theme.alternate : m_theme.background).rgb());
    drawSizes(row, shown);
    drawTrades(row, shown);
    drawOwn(cell(row, Column::OwnBuy), shown.ownBuy, shown.queueBuy, shown.buyState, Side::Bid);
    drawOwn(cell(row, Column::OwnSell), shown.ownSell, shown.queueSell, shown.sellState, Side::Ask);
    drawPrice(row, shown);
    if (shown.isAverage) {
        const int thick = std::max(1, static_cast<int>(2 * m_frame.pixelRatio));
        m_canvas.fill({whole.left(), whole.bottom() + 1 - thick, whole.width(), thick},
            (m_grid.position().isNegative() ? m_theme.ask : m_theme.bid).rgb());
    }
    if (m_trust == desk::Trust::Bad) {
        for (const Column column : {Column::BidSize, Column::AskSize}) {
            m_canvas.hatch(cell(row, column), m_theme.faint.rgb());
        }
    }
    if (row == m_frame.selectedRow) {
        m_canvas.frame(whole, m_theme.faint.rgb(), std::max(1, static_cast<int>(m_frame.pixelRatio)), true);
    }
    // Lines on both sides of the price column keep the eye in place.
    const QRect price = cell(row, Column::Price);
    m_canvas.fill({price.left(), whole.top(), 1, whole.height()}, m_theme.line.rgb());
    m_canvas.fill({price.right(), whole.top(), 1, whole.height()}, m_theme.line.rgb());
}

} // namespace leadline::views
