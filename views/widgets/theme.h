// SPDX-License-Identifier: MIT
/// Colours of the window: blue and orange for the sides, never red and green alone.
#pragma once

#include <QColor>
#include <QFont>
#include <QPalette>
#include <QString>

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

    // Behind white text on a plate, in every palette.
    static constexpr QRgb stop = 0xffc0261f; ///< real money, and the kill switch
    static constexpr QRgb paper = 0xff1f5fa8;
    static constexpr QRgb stuck = 0xff8a5a00; ///< nothing can be sent

    /// One of several shades of a bar, for the venues that share it; the pattern over it tells them apart without
    /// colour.
    [[nodiscard]] static QColor shade(const QColor& bar, std::size_t venue);
    /// Of a group of linked panels, "A" to "D"; faint for none. Its letter tells it without colour.
    [[nodiscard]] QColor group(const QString& link) const;
    /// The theme that fits a palette: light or dark by its window colour.
    [[nodiscard]] static Theme of(const QPalette& palette);
    [[nodiscard]] static QPalette lightPalette();
    [[nodiscard]] static QPalette darkPalette();
    /// Tabular figures for everything that ticks.
    [[nodiscard]] static QFont figures(int pixelSize);
};

/// The style sheet of a plate: a word in white on that colour.
[[nodiscard]] QString plateStyle(QColor colour, const QString& padding = QStringLiteral("2px 8px"));

} // namespace leadline::views
