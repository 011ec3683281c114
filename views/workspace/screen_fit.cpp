// SPDX-License-Identifier: MIT
#include "views/workspace/screen_fit.h"

#include <QPoint>
#include <QRegion>

#include <algorithm>
#include <cmath>
#include <tuple>

namespace leadline::views
{

namespace
{

qint64 areaOf(const QRect& rect)
{
    return rect.isEmpty() ? 0 : static_cast<qint64>(rect.width()) * rect.height();
}

QRect nearest(const QRect& wanted, const QList<QRect>& screens)
{
    const auto rank = [&wanted](const QRect& screen) {
        return std::tuple(-areaOf(screen.intersected(wanted)), (screen.center() - wanted.center()).manhattanLength());
    };
    return *std::ranges::min_element(screens, {}, rank);
}

} // namespace

QRect fitted(const QRect& wanted, const QList<QRect>& screens)
{
    if (screens.isEmpty() || wanted.isEmpty()) {
        return wanted;
    }
    QRegion shown;
    for (const QRect& screen : screens) {
        shown += screen;
    }
    if (QRegion(wanted).subtracted(shown).isEmpty()) {
        return wanted; // one that spans two screens, too
    }
    const QRect screen = nearest(wanted, screens);
    const QSize size = wanted.size().boundedTo(screen.size());
    const int x = std::clamp(wanted.x(), screen.x(), screen.x() + screen.width() - size.width());
    const int y = std::clamp(wanted.y(), screen.y(), screen.y() + screen.height() - size.height());
    return {QPoint(x, y), size};
}

QRect replaced(const QRect& geometry, const QRect& from, const QList<QRect>& screens)
{
    if (screens.isEmpty() || from.isEmpty() || screens.contains(from)) {
        return fitted(geometry, screens);
    }
    const QRect to = nearest(from, screens);
    const auto share = [](int value, int of, int now) {
        return static_cast<int>(std::lround(static_cast<double>(value) * now / of));
    };
    const QRect moved(to.x() + share(geometry.x() - from.x(), from.width(), to.width()),
        to.y() + share(geometry.y() - from.y(), from.height(), to.height()),
        std::max(1, share(geometry.width(), from.width(), to.width())),
        std::max(1, share(geometry.height(), from.height(), to.height())));
    return fitted(moved, screens);
}

} // namespace leadline::views
