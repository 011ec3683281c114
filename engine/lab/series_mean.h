// SPDX-License-Identifier: MIT
/// How sure the mean of a series is whose neighbours are alike.
#pragma once

#include "engine/calibration/bootstrap.h"

#include <span>

namespace leadline::lab
{

/// The mean and its 95 % bounds, by the variance of Newey & West ("A simple, positive semi-definite, heteroskedasticity
/// and autocorrelation consistent covariance matrix", 1987): decisions a second apart are nearly one decision, and
/// counted one by one they would look surer than they are. The largest integer within the cube root of their number is
/// how many neighbours count. Fewer than two values: no bounds. O(n^(4/3)).
[[nodiscard]] calibration::Interval meanOfSeries(std::span<const double> values);

} // namespace leadline::lab
