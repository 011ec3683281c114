// SPDX-License-Identifier: MIT
/// Colours of the window: blue and orange for the sides, never red and green alone.
#pragma once

#include <QColor>
#include <QFont>
#include <QPalette>

#include <cstddef>

namespace leadline::views
{

struct Theme {
    QColor background;
    QColor alternate; ///< every fifth row of a ladder
    QColor text;
    QColor faint;
    QColor line;
    QColor bid;
    QColor bidBar;
    QColor ask;
    QColor askBar;
    QColor good;
    QColor warning;
    QColor bad;
    QColor selection;

    /// One of several shades of a bar, for the venues that share it; the pattern over it tells them apart without
    /// colour.
    [[nodiscard]] static QColor shade(const QColor& bar, std::size_t venue);
    /// The theme that fits a palette: light or dark by its window colour.
    [[nodiscard]] static Theme of(const QPalette& palette);
    [[nodiscard]] static QPalette lightPalette();
    [[nodiscard]] static QPalette darkPalette();
    /// Tabular figures for everything that ticks.
    [[nodiscard]] static QFont figures(int pixelSize);
};

} // namespace leadline::views
