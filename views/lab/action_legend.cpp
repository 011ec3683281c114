// SPDX-License-Identifier: MIT
#include "views/lab/action_legend.h"

#include "models/format.h"
#include "views/lab/action_colours.h"

#include <QPainter>

namespace leadline::views
{

namespace
{

constexpr int sampleSize = 12;
constexpr int sampleGap = 5; ///< pixels before its word
constexpr int wordGap = 14; ///< and behind it

} // namespace

ActionLegend::ActionLegend(QWidget* parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

QSize ActionLegend::sizeHint() const
{
    int width = 0;
    for (const routing::Action action : stackedActions) {
        width +=
            sampleSize + sampleGap + wordGap + fontMetrics().horizontalAdvance(models::textOf(routing::nameOf(action)));
    }
    return {width, fontMetrics().height() + 2};
}

void ActionLegend::paintEvent(QPaintEvent* /*event*/)
{
    QPainter painter(this);
    int x = 0;
    for (const routing::Action action : stackedActions) {
        const QString word = models::textOf(routing::nameOf(action));
        fillAction(painter, QRectF(x, (height() - sampleSize) / 2.0, sampleSize, sampleSize), action, palette());
        x += sampleSize + sampleGap;
        painter.setPen(palette().color(QPalette::WindowText));
        painter.drawText(QRect(x, 0, width() - x, height()), Qt::AlignLeft | Qt::AlignVCenter, word);
        x += fontMetrics().horizontalAdvance(word) + wordGap;
    }
}

} // namespace leadline::views
