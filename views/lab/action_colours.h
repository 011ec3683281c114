// SPDX-License-Identifier: MIT
/// How the lab's pictures tell actions apart: neither the colours of the sides nor that of the kill switch.
#pragma once

#include "engine/lab/decision_tally.h"

#include <QColor>
#include <QPalette>

#include <array>

class QPainter;
class QRectF;

namespace leadline::views
{

/// Aggressive at the bottom, passive above it, abort on top: the order in which they are stacked and named.
inline constexpr std::array stackedActions{
    routing::Action::Aggressive, routing::Action::Passive, routing::Action::Abort};

/// By routing::Action, for areas; ABORT is hatched as well.
[[nodiscard]] QColor actionColour(routing::Action action, const QPalette& palette);
/// Fills it as the action's area.
void fillAction(QPainter& painter, const QRectF& area, routing::Action action, const QPalette& palette);
/// "71 AGGRESSIVE, 274 PASSIVE, 0 ABORT"; `counts` by routing::Action.
[[nodiscard]] QString countsText(const std::array<std::int64_t, lab::actionCount>& counts);

} // namespace leadline::views
