// SPDX-License-Identifier: MIT
/// What comes out at every value of one threshold, exactly.
#pragma once

#include "engine/lab/decision_tally.h"
#include "engine/lab/progress.h"
#include "engine/lab/threshold.h"

#include <optional>
#include <string>
#include <vector>

namespace leadline::lab
{

class RestingFills;

/// At that cut one decision becomes another.
struct CurveChange {
    Cut at;
    DecisionOutcome before;
    DecisionOutcome after;
};

/// What comes out at the range's least value, and all that becomes another from there on, by cuts ascending.
struct CurveChanges {
    std::string key;
    ThresholdRange range;
    double now = 0; ///< the threshold as the settings have it
    bool hasSignal = false;
    FillsTold fills = FillsTold::No;
    std::size_t decisions = 0;
    DecisionTally first;
    std::vector<CurveChange> changes;
};
/// Of every decision of the tape. O(decisions × log decisions). `fills`: has all of the threshold noted, and was run;
/// null: fills are not looked at.
[[nodiscard]] CurveChanges changesOf(Redecision& redecision, const Threshold& threshold, const ThresholdRange& range,
    const RestingFills* fills = nullptr, const Progress& progress = {});

/// From its cut to the cut of the next step, the outcomes of all decisions are these.
struct CurveStep {
    Cut from; ///< of the first one: the range's least value
    DecisionTally tally;
};

struct ThresholdCurve {
    std::string key;
    ThresholdRange range;
    double now = 0; ///< the threshold as the settings have it
    bool hasSignal = false;
    FillsTold fills = FillsTold::No;
    std::size_t decisions = 0;
    std::vector<CurveStep> steps; ///< ascending; the last one reaches to the range's most
};

/// A step function over the whole range, of every decision of the tape. At any value of the range it is what a replay
/// with that value says. O(decisions × log decisions). `fills`: has all of the threshold noted, and was run; null:
/// fills are not looked at.
[[nodiscard]] ThresholdCurve curveOf(Redecision& redecision, const Threshold& threshold, const ThresholdRange& range,
    const RestingFills* fills = nullptr);
/// The step that holds at a value of the range.
[[nodiscard]] const CurveStep& stepAt(const ThresholdCurve& curve, double value);

/// "from", "to" and which ends are included: fields of an object. The first has no beginning and the last no end.
[[nodiscard]] std::string intervalFields(const Cut* from, const Cut* to);
/// One JSON object without a line end, the inputs' fields behind those of the curve.
[[nodiscard]] std::string curveJson(const ThresholdCurve& curve, const std::string& inputFields);
/// A line a step, with a line of names.
[[nodiscard]] std::string curveCsv(const ThresholdCurve& curve);
/// For people: at most some thirty steps, evenly chosen, and the one that holds now.
[[nodiscard]] std::string curveText(const ThresholdCurve& curve);

} // namespace leadline::lab
