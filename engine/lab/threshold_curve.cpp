// SPDX-License-Identifier: MIT
#include "engine/lab/threshold_curve.h"

#include "engine/lab/resting_fills.h"

#include <algorithm>

namespace leadline::lab
{

namespace
{

/// At that cut one decision becomes another.
struct CurveChange {
    Cut at;
    DecisionOutcome before;
    DecisionOutcome after;
};

} // namespace

ThresholdCurve curveOf(
    Redecision& redecision, const Threshold& threshold, const ThresholdRange& range, const RestingFills* fills)
{
    routing::RoutingPolicy policy = redecision.policy();
    ThresholdCurve curve{.key = std::string(threshold.key),
        .range = range,
        .now = threshold.place(policy),
        .hasSignal = redecision.request().signal.has_value(),
        .fills = fills == nullptr ? FillsTold::No : FillsTold::Yes,
        .decisions = redecision.tape().size()};
    CurveStep step{.from = {range.least, false}, .tally = {}};
    std::vector<CurveChange> changes;
    for (std::size_t moment = 0; moment < curve.decisions; ++moment) {
        redecision.load(moment);
        DecisionOutcome before;
        for (const Probe& probe : probesOf(redecision, redecision.policy(), threshold, range)) {
            threshold.place(policy) = probe.at;
            const routing::Decision decision = redecision.decide(policy);
            DecisionOutcome now = outcomeOf(decision, redecision);
            now.fill = fills == nullptr ? FillOutcome{} : fills->outcomeOf(moment, decision);
            if (probe.from == step.from) {
                step.tally.add(now);
            } else if (!(now == before)) {
                changes.push_back({probe.from, before, now});
            }
            before = now;
        }
    }
    std::ranges::stable_sort(changes, {}, &CurveChange::at);
    for (const CurveChange& change : changes) {
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
