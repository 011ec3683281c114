// SPDX-License-Identifier: MIT
/// Whether a venue has answered promptly lately.
#pragma once

#include "engine/calibration/calibration_settings.h"
#include "engine/core/time.h"

#include <deque>
#include <optional>

namespace leadline::calibration
{

/// What the newest answers of a venue say. One slow answer among many prompt ones is no matter, as it would be for a
/// mean and its deviation; a bad minute is forgotten when the window has passed it.
struct Promptness {
    int answers = 0; ///< within the window
    int slow = 0; ///< of them; slower than the multiple of the usual time
    double usualMs = 0; ///< the median that they are compared with
    std::optional<core::Timestamp> slowSince; ///< the first slow one of the window
    std::optional<core::Timestamp> backAt; ///< when the share suffices again without any new answer; nothing: it does

    /// 0..1; 1 while the answers are too few to be judged.
    [[nodiscard]] double share() const { return answers == 0 ? 1 : 1 - static_cast<double>(slow) / answers; }
};

/// The answers of one venue within a window of minutes. Thread: one.
class PromptAnswers
{
public:
    /// Answers may come in any order: those of other workstations do.
    void add(core::Timestamp time, core::Duration took);
    /// What is older than the window goes. True when something went.
    bool advance(core::Timestamp now, const CalibrationSettings& settings);
    /// Against the usual time of that venue, ms; `leastShare` 0..1 is what suffices. O(answers of the window).
    [[nodiscard]] Promptness judge(double usualMs, double leastShare, const CalibrationSettings& settings) const;

private:
    struct Answer {
        core::Timestamp time;
        double ms = 0;
    };
    std::deque<Answer> m_answers; ///< by time, oldest first
};

} // namespace leadline::calibration
