// SPDX-License-Identifier: MIT
/// A plan's orders before anything is sent: on the quotes of the moment, or on those of a recording.
#pragma once

#include "app/commands/commands.h"
#include "engine/rebalance/plan_orders.h"

namespace leadline::app
{

/// For a terminal: one line an order, then what is left out, then the sums.
void printPreview(
    const rebalance::PlanPreview& preview, rebalance::Urgency urgency, const rebalance::ExecutionSettings& settings);

/// The dry run on recordings: no network, no keys, nothing is sent. The exit code.
int runRecordedRebalance(const RebalanceArguments& arguments, const rebalance::Plan& plan, rebalance::Urgency urgency,
    const Settings& settings);

} // namespace leadline::app
