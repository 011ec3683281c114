// SPDX-License-Identifier: MIT
#include "engine/lab/decision_tally.h"

#include "engine/json/writer.h"

#include <limits>

namespace leadline::lab
{

namespace
{

double shareOf(std::int64_t part, std::int64_t whole)
{
    return whole == 0 ? std::numeric_limits<double>::quiet_NaN()
                      : static_cast<double>(part) / static_cast<double>(whole);
}

} // namespace

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
    followed += outcome.fill.isKnown ? times : 0;
    filledPessimistically += outcome.fill.isFilledPessimistically ? times : 0;
    filledOptimistically += outcome.fill.isFilledOptimistically ? times : 0;
    unpriced += outcome.isPriced ? 0 : times;
    cost += outcome.cost * times;
    fees += outcome.fees * times;
}

std::int64_t DecisionTally::sent() const
{
    return actions[static_cast<std::size_t>(routing::Action::Passive)]
        + actions[static_cast<std::size_t>(routing::Action::Aggressive)];
}

double DecisionTally::pessimisticFillRate() const
{
    return shareOf(filledPessimistically, followed);
}

double DecisionTally::optimisticFillRate() const
{
    return shareOf(filledOptimistically, followed);
}

std::string tallyFields(const DecisionTally& tally, bool hasSignal, FillsTold fills)
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
    if (fills == FillsTold::Yes) {
        fields += ",\"fills\":"
            + json::ObjectWriter()
                  .whole("followed", tally.followed)
                  .whole("pessimistic", tally.filledPessimistically)
                  .whole("optimistic", tally.filledOptimistically)
                  .number("pessimistic_rate", tally.pessimisticFillRate())
                  .number("optimistic_rate", tally.optimisticFillRate())
                  .str();
    }
    return fields + ",\"reasons\":" + reasons.str() + ",\"expected_cost\":" + json::number(tally.costInQuote())
        + ",\"fees\":" + json::number(tally.feesInQuote()) + ",\"unpriced\":" + std::to_string(tally.unpriced);
}

} // namespace leadline::lab
