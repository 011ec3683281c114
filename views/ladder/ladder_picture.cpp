// SPDX-License-Identifier: MIT
/// The picture of a ladder: rows that changed, drawn into a canvas that is kept.
#include "views/ladder/ladder_view.h"

#include "models/format.h"

#include <QPaintEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace leadline::views
{

using core::Side;
using models::LadderRow;

namespace
{

bool canRest(orders::OrderState state)
{
    return state != orders::OrderState::Filled;
}

} // namespace

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

} // namespace leadline::views
