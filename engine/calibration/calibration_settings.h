// SPDX-License-Identifier: MIT
/// What measured terms are made of.
#pragma once

namespace leadline::calibration
{

struct CalibrationSettings {
    int lookbackDays = 30; ///< a record exactly that old still counts
    int minSamples = 10; ///< a venue with fewer has the expected figures
    double feeToleranceBps = 0.1; ///< a measured fee further from the expected one raises the alarm
    double slowMultiple = 5; ///< an answer that takes longer than so many medians is slow
    int adverseMarkOut = 1; ///< which mark-out of our resting fills says what they lost: a place in markOutAfter
    int promptMinutes = 5; ///< answers of so many minutes say whether a venue answers promptly
    int promptAnswers = 5; ///< fewer than these within that time are not judged

    bool operator==(const CalibrationSettings&) const = default;
};

} // namespace leadline::calibration
