// SPDX-License-Identifier: MIT
#include "views/widgets/theme.h"

#include <QFontDatabase>

namespace leadline::views
{

Theme Theme::of(const QPalette& palette)
{
    const bool isDark = palette.color(QPalette::Window).lightness() < 128;
    if (isDark) {
        return {.background = QColor(0x14, 0x17, 0x1c),
            .alternate = QColor(0x1a, 0x1e, 0x25),
            .text = QColor(0xe4, 0xe7, 0xeb),
            .faint = QColor(0x8a, 0x93, 0xa0),
            .line = QColor(0x2b, 0x31, 0x3a),
            .bid = QColor(0x6c, 0xb6, 0xff),
            .bidBar = QColor(0x1d, 0x4a, 0x78),
            .ask = QColor(0xff, 0xb0, 0x66),
            .askBar = QColor(0x7a, 0x47, 0x14),
            .good = QColor(0x5c, 0xc8, 0x8f),
            .warning = QColor(0xf0, 0xc3, 0x52),
            .bad = QColor(0xff, 0x7b, 0x72),
            .selection = QColor(0x3a, 0x43, 0x52)};
    }
    return {.background = QColor(0xff, 0xff, 0xff),
        .alternate = QColor(0xf5, 0xf7, 0xf9),
        .text = QColor(0x1b, 0x1f, 0x24),
        .faint = QColor(0x6b, 0x74, 0x80),
        .line = QColor(0xdd, 0xe1, 0xe6),
        .bid = QColor(0x0b, 0x5c, 0xad),
        .bidBar = QColor(0xb9, 0xd9, 0xf7),
        .ask = QColor(0xa8, 0x4b, 0x00),
        .askBar = QColor(0xff, 0xd9, 0xb0),
        .good = QColor(0x1a, 0x7f, 0x4b),
        .warning = QColor(0x8f, 0x66, 0x00),
        .bad = QColor(0xc0, 0x26, 0x1f),
        .selection = QColor(0xd5, 0xdd, 0xe8)};
}

QColor Theme::group(const QString& link) const
{
    const bool isDark = background.lightness() < 128;
    if (link == u"A") {
        return bid;
    }
    if (link == u"B") {
        return isDark ? QColor(0xd0, 0x8c, 0xf0) : QColor(0x7a, 0x2f, 0xa0);
    }
    if (link == u"C") {
        return isDark ? QColor(0x4f, 0xd1, 0xc5) : QColor(0x0b, 0x72, 0x6a);
    }
    return link == u"D" ? warning : faint;
}

QColor Theme::shade(const QColor& bar, std::size_t venue)
{
    const bool isDark = bar.lightness() < 128;
    const int step = 100 + 28 * static_cast<int>(venue % 4);
    return isDark ? bar.lighter(step) : bar.darker(100 + (step - 100) / 2);
}

QPalette Theme::lightPalette()
{
    QPalette palette(QColor(0xf0, 0xf2, 0xf5), QColor(0xf0, 0xf2, 0xf5));
    palette.setColor(QPalette::Base, Qt::white);
    palette.setColor(QPalette::AlternateBase, QColor(0xf5, 0xf7, 0xf9));
    for (const QPalette::ColorRole role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText}) {
        palette.setColor(role, QColor(0x1b, 0x1f, 0x24));
        palette.setColor(QPalette::Disabled, role, QColor(0x9a, 0xa1, 0xab));
    }
    palette.setColor(QPalette::Button, QColor(0xe6, 0xe9, 0xed));
    palette.setColor(QPalette::Highlight, QColor(0x0b, 0x5c, 0xad));
    palette.setColor(QPalette::HighlightedText, Qt::white);
    palette.setColor(QPalette::ToolTipBase, Qt::white);
    palette.setColor(QPalette::ToolTipText, QColor(0x1b, 0x1f, 0x24));
    return palette;
}

QPalette Theme::darkPalette()
{
    QPalette palette(QColor(0x21, 0x26, 0x2e), QColor(0x1a, 0x1e, 0x25));
    palette.setColor(QPalette::Base, QColor(0x14, 0x17, 0x1c));
    palette.setColor(QPalette::AlternateBase, QColor(0x1a, 0x1e, 0x25));
    for (const QPalette::ColorRole role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText}) {
        palette.setColor(role, QColor(0xe4, 0xe7, 0xeb));
        palette.setColor(QPalette::Disabled, role, QColor(0x6b, 0x74, 0x80));
    }
    palette.setColor(QPalette::Button, QColor(0x2b, 0x31, 0x3a));
    palette.setColor(QPalette::Highlight, QColor(0x2f, 0x6f, 0xb5));
    palette.setColor(QPalette::HighlightedText, Qt::white);
    palette.setColor(QPalette::PlaceholderText, QColor(0x8a, 0x93, 0xa0));
    palette.setColor(QPalette::ToolTipBase, QColor(0x2b, 0x31, 0x3a));
    palette.setColor(QPalette::ToolTipText, QColor(0xe4, 0xe7, 0xeb));
    return palette;
}

QFont Theme::figures(int pixelSize)
{
    QFont font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    font.setPixelSize(pixelSize);
    return font;
}

QString plateStyle(QColor colour, const QString& padding)
{
    return QStringLiteral("background: %1; color: white; font-weight: bold; padding: %2").arg(colour.name(), padding);
}

} // namespace leadline::views
