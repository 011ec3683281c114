// SPDX-License-Identifier: MIT
/// A plan's orders before anything is sent: on the quotes of the moment, or on those of a recording.
#pragma once

#include "app/commands/stock_session.h"
#include "app/commands/tape_run.h"
#include "engine/rebalance/plan_orders.h"

namespace CLI
{
class Option;
}

namespace leadline::app
{

/// A dry run on recordings in place of a market.
struct RecordedArguments {
    TapeArguments tapes; ///< none: the market
    std::string at; ///< empty: the end of the recordings
    std::string cash; ///< dollars; empty: those of a new paper account
    std::string positions; ///< a CSV; empty: none are held
    bool isFractional = false; ///< fractions of shares are traded
};

struct RebalanceArguments {
    StockArguments market;
    RecordedArguments recorded;
    std::string plan; ///< a file
    std::string urgency; ///< empty: the plan's, else normal
    std::string report; ///< .csv or .json; empty: none
    bool dryRun = false;
    bool yes = false; ///< real money is wanted
    bool json = false;
};

/// --tape and what goes with it; each needs `dryRun`.
void addRecordedOptions(CLI::App& command, RecordedArguments& recorded, CLI::Option* dryRun);

/// For a terminal: one line an order, then what is left out, then the sums.
void printPreview(
    const rebalance::PlanPreview& preview, rebalance::Urgency urgency, const rebalance::ExecutionSettings& settings);

/// The dry run on recordings: no network, no keys, nothing is sent. The exit code.
int runRecordedRebalance(const RebalanceArguments& arguments, const rebalance::Plan& plan, rebalance::Urgency urgency,
    const Settings& settings);

} // namespace leadline::app
