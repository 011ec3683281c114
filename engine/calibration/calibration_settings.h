// SPDX-License-Identifier: MIT
/// What measured terms are made of.
#pragma once

namespace leadline::calibration
{

struct CalibrationSettings {
    int lookbackDays = 30; ///< a record exactly that old still counts
    int minSamples = 10; ///< a venue with fewer has the expected figures
    double feeToleranceBps = 0.1; ///< a measured fee further from the expected one raises the alarm

    bool operator==(const CalibrationSettings&) const = default;
};

} // namespace leadline::calibration
