// SPDX-License-Identifier: MIT
#include "engine/lab/decision_tally.h"

#include "engine/json/writer.h"

namespace leadline::lab
{

DecisionOutcome outcomeOf(const routing::Decision& decision, const Redecision& moment)
{
    const ExpectedCost cost = moment.costOf(decision);
    return {.action = decision.action,
        .strategy = decision.strategy,
        .reason = decision.reason,
        .cost = cost.cost,
        .fees = cost.fees,
        .isPriced = cost.isKnown};
}

void DecisionTally::add(const DecisionOutcome& outcome, int times)
{
    actions[static_cast<std::size_t>(outcome.action)] += times;
    strategies[static_cast<std::size_t>(outcome.strategy)] += times;
    reasons[static_cast<std::size_t>(outcome.reason)] += times;
    unpriced += outcome.isPriced ? 0 : times;
    cost += outcome.cost * times;
    fees += outcome.fees * times;
}

std::int64_t DecisionTally::sent() const
{
    return actions[static_cast<std::size_t>(routing::Action::Passive)]
        + actions[static_cast<std::size_t>(routing::Action::Aggressive)];
}

std::string tallyFields(const DecisionTally& tally, bool hasSignal)
{
    json::ObjectWriter counts;
    for (const auto action : {routing::Action::Aggressive, routing::Action::Passive, routing::Action::Abort}) {
        counts.whole(routing::nameOf(action), tally.actions[static_cast<std::size_t>(action)]);
    }
    std::string fields = ",\"counts\":" + counts.str();
    if (hasSignal) {
        json::ObjectWriter strategies;
        for (std::size_t i = 1; i < strategyCount; ++i) {
            strategies.whole(routing::nameOf(static_cast<routing::Strategy>(i)), tally.strategies[i]);
        }
        fields += ",\"strategies\":" + strategies.str();
    }
    json::ObjectWriter reasons;
    for (std::size_t i = 0; i < reasonCount; ++i) {
        if (tally.reasons[i] != 0) {
            reasons.whole(routing::infoOf(static_cast<routing::Reason>(i)).code, tally.reasons[i]);
        }
    }
    return fields + ",\"reasons\":" + reasons.str() + ",\"expected_cost\":" + json::number(tally.costInQuote())
        + ",\"fees\":" + json::number(tally.feesInQuote()) + ",\"unpriced\":" + std::to_string(tally.unpriced);
}

} // namespace leadline::lab
