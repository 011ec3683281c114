// SPDX-License-Identifier: MIT
/// Fast text and bars on an image: glyphs are rasterised once and blended by hand.
#pragma once

#include <QColor>
#include <QFont>
#include <QImage>
#include <QRect>
#include <QStringView>

#include <array>
#include <cstdint>
#include <vector>

namespace leadline::views
{

/// Draws what a ladder needs: rectangles and one font of ASCII figures. All coordinates are device pixels.
/// Thread: GUI.
class GlyphCanvas
{
public:
    void setFont(const QFont& font, double pixelRatio);
    void resize(QSize pixels);
    [[nodiscard]] const QImage& image() const { return m_image; }
    [[nodiscard]] int glyphWidth() const { return m_width; }
    [[nodiscard]] int glyphHeight() const { return m_height; }

    void fill(const QRect& area, QRgb colour);
    void frame(const QRect& area, QRgb colour, int thickness, bool dashed);
    /// Diagonal lines: what is shown cannot be trusted.
    void hatch(const QRect& area, QRgb colour);
    /// One of four patterns, told apart without colour: none, upright lines, level lines, dots.
    void pattern(const QRect& area, QRgb colour, std::size_t which);
    /// One line of text, vertically centred in `area`; what does not fit is cut at the far end, and counted.
    void text(const QRect& area, QStringView text, QRgb colour, Qt::Alignment alignment);

    [[nodiscard]] std::size_t charactersCut() const { return m_cut; }

private:
    struct Glyph {
        std::vector<std::uint8_t> coverage;
    };
    static constexpr char32_t firstGlyph = 32;
    static constexpr std::size_t glyphCount = 95;

    void blend(int x, int y, const Glyph& glyph, QRgb colour);

    QImage m_image;
    std::array<Glyph, glyphCount> m_glyphs;
    QFont m_font;
    double m_pixelRatio = 0;
    std::size_t m_cut = 0;
    int m_width = 0;
    int m_height = 0;
};

} // namespace leadline::views
