// SPDX-License-Identifier: MIT
#include "engine/calibration/aggregation.h"

#include "engine/core/time_text.h"

#include <cmath>
#include <map>

namespace leadline::calibration
{

namespace
{

constexpr std::size_t mostDecisions = 100;

SavedFigures savedAgainst(const JournalledDecision& decision, double filled, double otherPrice)
{
    if (!std::isfinite(decision.allInPrice) || !std::isfinite(otherPrice)) {
        return {};
    }
    const double sign = decision.side == core::Side::Bid ? 1 : -1;
    return {.decisions = 1, .value = otherPrice * filled, .saved = sign * (otherPrice - decision.allInPrice) * filled};
}

std::string labelOf(const JournalledDecision& decision)
{
    return core::isoText(decision.decided, 0) + ' ' + decision.market.symbol.text() + ' ' + decision.id;
}

} // namespace

void SavedFigures::add(const SavedFigures& other)
{
    decisions += other.decisions;
    value += other.value;
    saved += other.saved;
}

void AggregationFigures::add(const AggregationFigures& other)
{
    decisions += other.decisions;
    divided += other.divided;
    againstBest.add(other.againstBest);
    againstHome.add(other.againstHome);
}

std::string_view nameOf(AggregationBy by)
{
    constexpr std::string_view names[]{"all", "symbol", "month", "day", "decision"};
    return names[static_cast<std::size_t>(by)];
}

AggregationFigures aggregationOf(const Outcome& outcome)
{
    if (!outcome.result || outcome.result->filled.isZero() || outcome.result->origin == Origin::Paper) {
        return {};
    }
    const JournalledDecision& decision = outcome.decision;
    const double filled = outcome.result->filled.toDoubleLossy();
    return {.decisions = 1,
        .divided = decision.orders > 1 ? 1U : 0U,
        .againstBest = savedAgainst(decision, filled, decision.bestSinglePrice),
        .againstHome = savedAgainst(decision, filled, decision.homePrice)};
}

std::vector<AggregationRow> aggregationRows(std::span<const Outcome> outcomes)
{
    constexpr std::size_t monthText = 7; // "2026-10"
    std::map<std::string, AggregationFigures> bySymbol;
    std::map<std::string, AggregationFigures> byMonth;
    std::map<std::string, AggregationFigures> byDay;
    std::vector<AggregationRow> rows{{AggregationBy::All, "all", {}}};
    std::vector<AggregationRow> newest;
    for (auto outcome = outcomes.rbegin(); outcome != outcomes.rend(); ++outcome) {
        const AggregationFigures figures = aggregationOf(*outcome);
        if (figures.decisions == 0) {
            continue;
        }
        const std::string day = core::isoDate(outcome->decision.decided);
        rows.front().figures.add(figures);
        bySymbol[outcome->decision.market.symbol.text()].add(figures);
        byMonth[day.substr(0, monthText)].add(figures);
        byDay[day].add(figures);
        if (newest.size() < mostDecisions) {
            newest.push_back({AggregationBy::Decision, labelOf(outcome->decision), figures});
        }
    }
    for (const auto& [by, parts] : {std::pair(AggregationBy::Symbol, &bySymbol),
             std::pair(AggregationBy::Month, &byMonth), std::pair(AggregationBy::Day, &byDay)}) {
        for (const auto& [key, figures] : *parts) {
            rows.push_back({by, key, figures});
        }
    }
    rows.insert(rows.end(), newest.begin(), newest.end());
    return rows;
}

} // namespace leadline::calibration
