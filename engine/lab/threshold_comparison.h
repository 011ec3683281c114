// SPDX-License-Identifier: MIT
/// The same decisions under two settings, side by side.
#pragma once

#include "engine/calibration/bootstrap.h"
#include "engine/lab/decision_tally.h"
#include "engine/lab/progress.h"

#include <cstdint>
#include <string>
#include <vector>

namespace leadline::lab
{

/// A decision that came out otherwise: action, strategy, reason, size, price, venue or division.
struct ChangedDecision {
    std::size_t moment = 0;
    core::Timestamp time;
    core::MarketId market; ///< before
    DecisionOutcome before;
    DecisionOutcome after;
};

class RestingFills;

struct ThresholdComparison {
    bool hasSignal = false;
    FillsTold fills = FillsTold::No;
    std::size_t decisions = 0;
    DecisionTally before;
    DecisionTally after;
    std::vector<ChangedDecision> changed; ///< in the order of the tape
    /// Mean of after minus before, quote units a decision, over all whose costs are known both times; a saving is
    /// negative.
    calibration::Interval difference;
    std::size_t compared = 0; ///< decisions in it
};

/// Both of the same tape and request. `fills`: has both noted, and was run; null: fills are not looked at.
[[nodiscard]] ThresholdComparison compareThresholds(
    Redecision& before, Redecision& after, const RestingFills* fills = nullptr, const Progress& progress = {});

/// Which of a comparison's parts are told in full.
enum class ChangesTold : std::uint8_t { Outcomes, Traces };

/// One JSON object without a line end. Traces are decided once more.
[[nodiscard]] std::string comparisonJson(
    const ThresholdComparison& comparison, Redecision& before, Redecision& after, const std::string& inputFields);
/// For people; a line a change.
[[nodiscard]] std::string comparisonText(
    const ThresholdComparison& comparison, Redecision& before, Redecision& after, ChangesTold told);

} // namespace leadline::lab
