// SPDX-License-Identifier: MIT
/// `leadline validate`: what its three forms are asked, and the one that trades.
#pragma once

#include "app/commands/tape_run.h"

#include <string>

namespace leadline::app
{

struct ValidateArguments {
    bool dryRun = false; ///< the scenarios
    TapeArguments tapes; ///< the study along these
    std::string window; ///< trading on paper in these hours: asia, europe, us, all; one of the three
    double hours = 24; ///< of trading inside the window
    std::string state; ///< what is known of such a run; empty: a file of the user's
    std::string start; ///< of the embedded market; empty: now
    double speed = 1; ///< of the embedded market
    std::string every = "5s"; ///< event time between signals
    std::string horizon = "30s"; ///< what is unfilled then is taken at market
    double notional = 10'000; ///< quote units an order
    int seed = 1; ///< of the bootstrap
    bool json = false;
};

/// The policies in turns, on paper. The exit code.
int runValidateWindow(int& argc, char** argv, const ValidateArguments& arguments, const Settings& settings);

} // namespace leadline::app
