// SPDX-License-Identifier: MIT
#include "engine/calibration/prompt_answers.h"

#include <chrono>

namespace leadline::calibration
{

void PromptAnswers::add(core::Timestamp time, core::Duration took)
{
    constexpr std::size_t most = 1000;
    auto at = m_answers.end();
    while (at != m_answers.begin() && std::prev(at)->time > time) {
        --at;
    }
    m_answers.insert(at, {time, std::chrono::duration<double, std::milli>(took).count()});
    if (m_answers.size() > most) {
        m_answers.pop_front();
    }
}

bool PromptAnswers::advance(core::Timestamp now, const CalibrationSettings& settings)
{
    bool isChanged = false;
    while (!m_answers.empty() && now - m_answers.front().time >= std::chrono::minutes(settings.promptMinutes)) {
        m_answers.pop_front();
        isChanged = true;
    }
    return isChanged;
}

Promptness PromptAnswers::judge(double usualMs, double leastShare, const CalibrationSettings& settings) const
{
    Promptness judged{.usualMs = usualMs};
    const auto isSlow = [&](const Answer& answer) { return answer.ms > usualMs * settings.slowMultiple; };
    if (m_answers.size() < static_cast<std::size_t>(settings.promptAnswers)) {
        return judged;
    }
    for (const Answer& answer : m_answers) {
        ++judged.answers;
        judged.slow += isSlow(answer) ? 1 : 0;
        judged.slowSince = !judged.slowSince && isSlow(answer) ? std::optional(answer.time) : judged.slowSince;
    }
    // The oldest go first, one after the other, until the rest suffices or is too little to be judged.
    int answers = judged.answers;
    int slow = judged.slow;
    for (const Answer& answer : m_answers) {
        const bool suffices = answers < settings.promptAnswers || answers - slow >= leastShare * answers;
        if (suffices) {
            break;
        }
        judged.backAt = answer.time + std::chrono::minutes(settings.promptMinutes);
        --answers;
        slow -= isSlow(answer) ? 1 : 0;
    }
    return judged;
}

} // namespace leadline::calibration
