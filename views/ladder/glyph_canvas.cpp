// SPDX-License-Identifier: MIT
#include "views/ladder/glyph_canvas.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace leadline::views
{

void GlyphCanvas::setFont(const QFont& font, double pixelRatio)
{
    if (font == m_font && pixelRatio == m_pixelRatio) {
        return;
    }
    m_font = font;
    m_pixelRatio = pixelRatio;
    QFont scaled = font;
    scaled.setPixelSize(static_cast<int>(std::lround(font.pixelSize() * pixelRatio)));
    const QFontMetricsF metrics(scaled);
    m_width = static_cast<int>(std::lround(metrics.horizontalAdvance(u'0')));
    m_height = static_cast<int>(std::ceil(metrics.height()));
    for (std::size_t i = 0; i < glyphCount; ++i) {
        QImage cell(m_width, m_height, QImage::Format_Grayscale8);
        cell.fill(Qt::black);
        QPainter painter(&cell);
        painter.setFont(scaled);
        painter.setPen(Qt::white);
        painter.drawText(QPointF(0, metrics.ascent()), QString(QChar(static_cast<char16_t>(firstGlyph + i))));
        painter.end();
        auto& coverage = m_glyphs[i].coverage;
        coverage.resize(static_cast<std::size_t>(m_width) * static_cast<std::size_t>(m_height));
        for (int y = 0; y < m_height; ++y) {
            std::copy_n(cell.constScanLine(y), m_width, coverage.begin() + static_cast<std::ptrdiff_t>(y) * m_width);
        }
    }
}

void GlyphCanvas::resize(QSize pixels)
{
    if (m_image.size() != pixels) {
        m_image = QImage(pixels, QImage::Format_RGB32);
    }
}

void GlyphCanvas::fill(const QRect& area, QRgb colour)
{
    if (area.isEmpty()) {
        return; // QRect would turn it around
    }
    const QRect inside = area.intersected(m_image.rect());
    for (int y = inside.top(); y <= inside.bottom(); ++y) {
        auto* const line = reinterpret_cast<QRgb*>(m_image.scanLine(y));
        std::fill(line + inside.left(), line + inside.right() + 1, colour);
    }
}

void GlyphCanvas::frame(const QRect& area, QRgb colour, int thickness, bool dashed)
{
    if (area.isEmpty()) {
        return;
    }
    const int length = 4 * thickness;
    const auto run = [&](const QRect& side, bool horizontal) {
        if (!dashed) {
            return fill(side, colour);
        }
        const int total = horizontal ? side.width() : side.height();
        for (int at = 0; at < total; at += 2 * length) {
            const int part = std::min(length, total - at);
            fill(horizontal ? QRect(side.x() + at, side.y(), part, side.height())
                            : QRect(side.x(), side.y() + at, side.width(), part),
                colour);
        }
    };
    run({area.left(), area.top(), area.width(), thickness}, true);
    run({area.left(), area.bottom() - thickness + 1, area.width(), thickness}, true);
    run({area.left(), area.top(), thickness, area.height()}, false);
    run({area.right() - thickness + 1, area.top(), thickness, area.height()}, false);
}

void GlyphCanvas::hatch(const QRect& area, QRgb colour)
{
    if (area.isEmpty()) {
        return;
    }
    const QRect inside = area.intersected(m_image.rect());
    for (int y = inside.top(); y <= inside.bottom(); ++y) {
        auto* const line = reinterpret_cast<QRgb*>(m_image.scanLine(y));
        for (int x = inside.left() + (8 - (inside.left() + y) % 8) % 8; x <= inside.right(); x += 8) {
            line[x] = colour;
        }
    }
}

void GlyphCanvas::blend(int x, int y, const Glyph& glyph, QRgb colour)
{
    const int red = qRed(colour);
    const int green = qGreen(colour);
    const int blue = qBlue(colour);
    const std::uint8_t* coverage = glyph.coverage.data();
    for (int row = 0; row < m_height; ++row, coverage += m_width) {
        if (y + row < 0 || y + row >= m_image.height()) {
            continue;
        }
        QRgb* const line = reinterpret_cast<QRgb*>(m_image.scanLine(y + row)) + x;
        for (int column = 0; column < m_width; ++column) {
            const int alpha = coverage[column];
            if (alpha == 0) {
                continue;
            }
            const QRgb below = line[column];
            const auto mix = [alpha](int over, int under) { return under + (over - under) * alpha / 255; };
            line[column] = qRgb(mix(red, qRed(below)), mix(green, qGreen(below)), mix(blue, qBlue(below)));
        }
    }
}

void GlyphCanvas::pattern(const QRect& area, QRgb colour, std::size_t which)
{
    if (area.isEmpty()) {
        return;
    }
    const QRect inside = area.intersected(m_image.rect());
    constexpr int gap = 5;
    for (int y = inside.top(); which % 4 != 0 && y <= inside.bottom(); ++y) {
        auto* const line = reinterpret_cast<QRgb*>(m_image.scanLine(y));
        const bool isLine = (y - area.top()) % gap == gap / 2;
        for (int x = inside.left(); x <= inside.right(); ++x) {
            const bool isColumn = (x - area.left()) % gap == gap / 2;
            if (which % 4 == 1 ? isColumn : which % 4 == 2 ? isLine : isLine && isColumn) {
                line[x] = colour;
            }
        }
    }
}

void GlyphCanvas::text(const QRect& area, QStringView text, QRgb colour, Qt::Alignment alignment)
{
    const int fits = std::max(0, std::min<int>(area.width() / std::max(1, m_width), static_cast<int>(text.size())));
    m_cut += static_cast<std::size_t>(text.size() - fits);
    const int width = fits * m_width;
    int x = area.left();
    if (alignment.testFlag(Qt::AlignRight)) {
        x = area.right() + 1 - width;
    } else if (alignment.testFlag(Qt::AlignHCenter)) {
        x += (area.width() - width) / 2;
    }
    const int y = area.top() + (area.height() - m_height) / 2;
    for (int i = 0; i < fits; ++i, x += m_width) {
        const char16_t c = text[i].unicode();
        if (c > firstGlyph && c < firstGlyph + glyphCount && x >= 0 && x + m_width <= m_image.width()) {
            blend(x, y, m_glyphs[c - firstGlyph], colour);
        }
    }
}

} // namespace leadline::views
