// SPDX-License-Identifier: MIT
/// What a preview says beside its orders: of the market's hours, of halts and spreads, of what stays as it is.
#pragma once

#include "engine/rebalance/plan_orders.h"

#include <string>
#include <vector>

namespace leadline::rebalance
{

/// Gathered while the orders were made: symbols, some with a number of shares.
struct PlanNotes {
    std::vector<std::string> unvalued; ///< held, without a price
    std::vector<std::string> cutOff; ///< fractions that were asked for, and are not traded
    std::vector<std::string> remaining; ///< fractions that stay when everything else is sold
    std::vector<std::string> gaveWay; ///< buys that were made smaller
};

/// Adds the warnings to a preview whose orders are known; outside of hours, when nothing is queued, a refusal.
void warn(const Plan& plan, const Holdings& holdings, const MarketView& market, const ExecutionSettings& settings,
    const PlanNotes& notes, PlanPreview& preview);

} // namespace leadline::rebalance
