// SPDX-License-Identifier: MIT
#include "views/widgets/label_text.h"

#include <QLabel>

namespace leadline::views
{

void showText(QLabel& label, const QString& text)
{
    if (label.text() != text) {
        label.setText(text);
    }
}

} // namespace leadline::views
