// SPDX-License-Identifier: MIT
/// `leadline validate`: what its forms are asked, the one that trades, and the one that looks at what was traded.
#pragma once

#include "app/commands/tape_run.h"

#include <string>

namespace leadline::app
{

struct ValidateArguments {
    bool dryRun = false; ///< the scenarios
    bool picks = false; ///< the filters of picks, along the tapes or in the embedded market
    TapeArguments tapes; ///< the study along these
    std::string window; ///< trading on paper in these hours: asia, europe, us, all
    std::string journal; ///< its own orders: an address; one of the forms
    std::string environment; ///< of the journal: "live", "embedded"; empty: all
    int days = 0; ///< of the journal; 0: all
    double hours = 0; ///< of trading inside the window, or of the embedded market; 0: as each form has it
    std::string state; ///< what is known of such a run; empty: a file of the user's
    std::string start; ///< of the embedded market; empty: now
    double speed = 1; ///< of the embedded market
    std::string every; ///< event time between signals, or scans; empty: as each form has it
    std::string after; ///< from a scan to its orders; empty: as long as scans are cached
    std::string horizon = "30s"; ///< what is unfilled then is taken at market
    double notional = 10'000; ///< quote units an order
    int seed = 1; ///< of the bootstrap
    bool json = false;
};

inline constexpr const char* usualEvery = "5s"; ///< of signals

/// The policies in turns, on paper. The exit code.
int runValidateWindow(int& argc, char** argv, const ValidateArguments& arguments, const Settings& settings);
/// The same orders with and without the filters of picks. The exit code.
int runValidatePicks(const ValidateArguments& arguments, const Settings& settings);

/// The journal's own orders, UTC windows crossed with strategies. The exit code.
int runValidateJournal(int& argc, char** argv, const ValidateArguments& arguments);

} // namespace leadline::app
