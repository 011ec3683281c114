// SPDX-License-Identifier: MIT
/// What taking costs at each venue, and divided over them, by the order's size.
#pragma once

#include "engine/desk/desk.h"
#include "engine/session/cost_curve.h"

namespace leadline::session
{

/// From a thousand to ten million quote units, four points to a decade; empty without a mid.
[[nodiscard]] CostCurve costCurve(const desk::Desk::Venues& venues, core::Side side);

} // namespace leadline::session
