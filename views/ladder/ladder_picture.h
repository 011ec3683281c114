// SPDX-License-Identifier: MIT
/// The picture of a ladder: rows that changed, drawn into a canvas that is kept.
#pragma once

#include "engine/book/exclusion.h"
#include "engine/desk/trust.h"
#include "models/ladder_market.h"
#include "models/ladder_row.h"
#include "views/ladder/glyph_canvas.h"
#include "views/ladder/ladder_columns.h"
#include "views/widgets/theme.h"

#include <QSize>

#include <vector>

namespace leadline::models
{
class LadderGrid;
}

namespace leadline::views
{

/// Remembers what it drew of each row. Thread: GUI.
class LadderPicture
{
public:
    struct Frame {
        QSize size; ///< of the widget
        double pixelRatio = 1;
        int decimals = 2; ///< of prices
        int selectedRow = -1; ///< -1: none
    };

    /// Both must outlive the picture.
    LadderPicture(const models::LadderGrid& grid, const LadderColumns& columns, const Theme& theme);

    void setTheme(const Theme& theme);
    [[nodiscard]] const Theme& theme() const { return m_theme; }
    /// Sizes from the touch to the row in place of the row's own.
    void setCumulative(bool isCumulative);
    [[nodiscard]] bool isCumulative() const { return m_isCumulative; }
    /// How far the market on show can be believed.
    void setState(desk::Trust trust, book::Cross cross);
    /// Every row is drawn anew.
    void invalidate() { m_isStale = true; }
    /// Looks at the grid: whether every row must be drawn anew.
    [[nodiscard]] bool isStale();
    [[nodiscard]] bool hasChanged(int row) const;
    void draw(const Frame& frame);
    [[nodiscard]] const QImage& image() const { return m_canvas.image(); }
    /// Characters that had no room since the beginning; figures leave none.
    [[nodiscard]] std::size_t charactersCut() const { return m_canvas.charactersCut(); }
    /// Figures that had no room at all, and are shown as ###.
    [[nodiscard]] std::size_t figuresLeftOut() const { return m_leftOut; }

private:
    /// In device pixels.
    [[nodiscard]] QRect cell(int row, LadderColumn column) const;
    [[nodiscard]] QRect rowRect(int row) const;
    void drawRow(int row);
    void drawSizes(int row, const models::LadderRow& shown);
    void drawTrades(int row, const models::LadderRow& shown);
    void drawPrice(int row, const models::LadderRow& shown);
    void drawBar(const QRect& cell, core::Quantity size, core::Quantity largest, const QColor& colour, bool fromRight);
    /// Right-aligned, as exact as there is room for; with a plus before what is above zero, where it is a change.
    void drawSize(int row, LadderColumn column, core::Quantity size, const QColor& colour, bool isChange = false);
    [[nodiscard]] int charactersIn(const QRect& area) const;
    void drawStack(const QRect& area, const models::VenueSizes& parts, const QColor& bar, bool fromRight);
    void drawOwn(
        const QRect& area, core::Quantity own, core::Quantity queue, orders::OrderState state, core::Side side);

    const models::LadderGrid& m_grid;
    const LadderColumns& m_columns;
    GlyphCanvas m_canvas;
    Theme m_theme;
    Frame m_frame;
    std::vector<models::LadderRow> m_drawn;
    core::Quantity m_largest; ///< the scale of the bars
    desk::Trust m_trust = desk::Trust::Bad;
    book::Cross m_cross = book::Cross::None;
    std::vector<models::LadderVenue> m_venues;
    std::size_t m_leftOut = 0;
    bool m_isCumulative = false;
    bool m_isStale = true;
};

} // namespace leadline::views
