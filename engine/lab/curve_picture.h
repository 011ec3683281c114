// SPDX-License-Identifier: MIT
/// A threshold curve as a picture.
#pragma once

#include "engine/lab/threshold_curve.h"

#include <string>

namespace leadline::lab
{

/// An SVG file: how many decisions take, rest and abort at every value, below them the expected cost, and a line where
/// the threshold stands now. Texts are real texts; the same curve gives the same bytes.
[[nodiscard]] std::string curveSvg(const ThresholdCurve& curve);

} // namespace leadline::lab
