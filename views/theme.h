// SPDX-License-Identifier: MIT
/// Colours of the window: blue and orange for the sides, never red and green alone.
#pragma once

#include <QColor>
#include <QFont>
#include <QPalette>

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

    /// The theme that fits a palette: light or dark by its window colour.
    [[nodiscard]] static Theme of(const QPalette& palette);
    [[nodiscard]] static QPalette lightPalette();
    [[nodiscard]] static QPalette darkPalette();
    /// Tabular figures for everything that ticks.
    [[nodiscard]] static QFont figures(int pixelSize);
};

} // namespace leadline::views
