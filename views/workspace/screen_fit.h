// SPDX-License-Identifier: MIT
/// Where a window may stand on the screens that there are.
#pragma once

#include <QList>
#include <QRect>

namespace leadline::views
{

/// `wanted` itself where the screens show all of it; else moved into the screen that shows most of it (where none does,
/// into the nearest one), and no larger than that. Screens are usable areas; without any, `wanted`.
[[nodiscard]] QRect fitted(const QRect& wanted, const QList<QRect>& screens);

/// A window that stood at `geometry` of a screen `from`: there, where that screen still is; else at the same share of
/// the screen that is nearest to it.
[[nodiscard]] QRect replaced(const QRect& geometry, const QRect& from, const QList<QRect>& screens);

} // namespace leadline::views
