// SPDX-License-Identifier: MIT
/// Policies compared along recordings: the same signals, the same market, another way to send each order.
#pragma once

#include "engine/calibration/kpi.h"
#include "engine/core/result.h"
#include "engine/lab/policy_run.h"
#include "engine/lab/study_tapes.h"
#include "engine/replay/replay.h"

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace leadline::lab
{

/// One policy's orders, and how many signals did not become one.
struct PolicyResult {
    StudyPolicy policy = StudyPolicy::Signal;
    std::vector<StudyOrder> orders; ///< one a signal
    std::size_t traded = 0;
    std::size_t skipped = 0;
    std::size_t aborted = 0;
    std::size_t unfilled = 0; ///< of the traded: the book did not hold the rest at the horizon
    std::size_t rejected = 0; ///< orders that their venue would not take
};

/// The signal policy against another one, over the signals in which every policy traded.
struct PolicyComparison {
    StudyPolicy against = StudyPolicy::AlwaysMarket;
    calibration::CostComparison cost;
};

struct StudyResult {
    std::array<PolicyResult, studyPolicies> policies;
    std::size_t signals = 0;
    std::size_t common = 0; ///< signals in which every policy traded
    std::vector<calibration::KpiRow> rows; ///< what each policy traded; a row a policy and UTC window
    std::vector<calibration::KpiRow> commonRows; ///< the same of those signals alone: leaving signals out is no skill
    std::vector<PolicyComparison> comparisons;
    calibration::Resampling resampling; ///< as it was used
    replay::ReplayReport replay; ///< of the first run; they all read the same
};

/// From what the runs of the policies gave, one a policy in their order.
[[nodiscard]] StudyResult compare(
    std::array<std::vector<StudyOrder>, studyPolicies> orders, const StudySettings& study);

/// Replays the tapes once a policy. Signals whose horizon is behind the end are left out. The same tapes and settings
/// give the same result. A defect when a tape cannot be read.
[[nodiscard]] core::Result<StudyResult> runStudy(
    const StudyTapes& tapes, const desk::DeskSettings& settings, const StudySettings& study);

/// For people: the counts, both tables, the verdicts and what the numbers rest on.
[[nodiscard]] std::string studyText(const StudyResult& result, const StudySettings& study);
[[nodiscard]] std::string intervalJson(const calibration::Interval& interval);
/// One JSON object of a row, which has the strategy under that name.
[[nodiscard]] std::string kpiRowJson(const calibration::KpiRow& row, std::string_view strategyName);
/// One JSON object without a line end; the same study gives the same bytes.
[[nodiscard]] std::string studyJson(const StudyResult& result, const StudySettings& study);

} // namespace leadline::lab
