// SPDX-License-Identifier: MIT
#include "views/widgets/label_text.h"

#include <QAbstractButton>
#include <QFontMetrics>
#include <QLabel>

#include <algorithm>

namespace leadline::views
{

void showText(QLabel& label, const QString& text)
{
    if (label.text() != text) {
        label.setText(text);
    }
}

void letShrink(QAbstractButton& button)
{
    constexpr int margins = 14;
    constexpr int narrowest = 30; // a thumb of the pointer
    QFont bold = button.font();
    bold.setBold(button.isCheckable()); // checked ones are
    button.setMinimumWidth(std::max(narrowest, QFontMetrics(bold).horizontalAdvance(button.text()) + margins));
}

} // namespace leadline::views
