// SPDX-License-Identifier: MIT
#include "engine/lab/threshold_curve.h"

#include "engine/lab/resting_fills.h"

#include <algorithm>

namespace leadline::lab
{

CurveChanges changesOf(Redecision& redecision, const Threshold& threshold, const ThresholdRange& range,
    const RestingFills* fills, const Progress& progress)
{
    routing::RoutingPolicy policy = redecision.policy();
    CurveChanges curve{.key = std::string(threshold.key),
        .range = range,
        .now = threshold.place(policy),
        .hasSignal = redecision.request().signal.has_value(),
        .fills = fills == nullptr ? FillsTold::No : FillsTold::Yes,
        .decisions = redecision.tape().size()};
    const Cut begin{range.least, false};
    for (std::size_t moment = 0; moment < curve.decisions && progress.goesOn(moment, curve.decisions); ++moment) {
        redecision.load(moment);
        DecisionOutcome before;
        for (const Probe& probe : probesOf(redecision, redecision.policy(), threshold, range)) {
            threshold.place(policy) = probe.at;
            const routing::Decision decision = redecision.decide(policy);
            DecisionOutcome now = outcomeOf(decision, redecision);
            now.fill = fills == nullptr ? FillOutcome{} : fills->outcomeOf(moment, decision);
            if (probe.from == begin) {
                curve.first.add(now);
            } else if (!(now == before)) {
                curve.changes.push_back({probe.from, before, now});
            }
            before = now;
        }
    }
    std::ranges::stable_sort(curve.changes, {}, &CurveChange::at);
    return curve;
}

ThresholdCurve curveOf(
    Redecision& redecision, const Threshold& threshold, const ThresholdRange& range, const RestingFills* fills)
{
    const CurveChanges all = changesOf(redecision, threshold, range, fills);
    ThresholdCurve curve{.key = all.key,
        .range = range,
        .now = all.now,
        .hasSignal = all.hasSignal,
        .fills = all.fills,
        .decisions = all.decisions};
    CurveStep step{.from = {range.least, false}, .tally = all.first};
    for (const CurveChange& change : all.changes) {
        if (change.at != step.from) {
            curve.steps.push_back(step);
            step.from = change.at;
        }
        step.tally.add(change.before, -1);
        step.tally.add(change.after);
    }
    curve.steps.push_back(step);
    // Decisions that change at one cut may make up for one another.
    const auto same = std::ranges::unique(curve.steps, {}, &CurveStep::tally);
    curve.steps.erase(same.begin(), same.end());
    return curve;
}

const CurveStep& stepAt(const ThresholdCurve& curve, double value)
{
    // The last step that begins at or below the value; one that begins just above it begins later.
    const auto behind = std::ranges::upper_bound(curve.steps, Cut{value, false}, {}, &CurveStep::from);
    return behind == curve.steps.begin() ? curve.steps.front() : *(behind - 1);
}

} // namespace leadline::lab
