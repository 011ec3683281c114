// SPDX-License-Identifier: MIT
/// A scan of picks: of a market, or of recordings.
#pragma once

#include "app/commands/stock_session.h"
#include "app/commands/tape_run.h"
#include "engine/picks/scan_report.h"
#include "engine/picks/symbol_list.h"

#include <optional>
#include <string>
#include <vector>

namespace CLI
{
class App;
}

namespace leadline::app
{

struct PicksArguments {
    StockArguments market;
    TapeArguments recorded; ///< no tapes: the market
    std::string at; ///< of the recordings; empty: their end
    std::string mode; ///< "SAFE", "AGGRESSIVE"; empty: the setting
    std::string symbols; ///< a file; empty: the setting
    std::string scoreColumn; ///< of the file
    std::string exportTo; ///< .csv or .json; empty: nowhere
    bool all = false; ///< rejected ones, too
    bool json = false;
};

/// --tape and what goes with it.
void addRecordedOptions(CLI::App& command, PicksArguments& arguments);

/// The symbols of a file; nothing where it has a defect, which is told.
[[nodiscard]] std::optional<std::vector<picks::ListedSymbol>> readScanList(
    const std::string& file, const std::string& scoreColumn);

/// Prints it, and exports it where that is wanted. The exit code.
int tellScan(const PicksArguments& arguments, const picks::ScanReport& report);

/// On recordings as they stood at one moment: no network, no keys. The exit code.
int runRecordedPicks(const PicksArguments& arguments, picks::Mode mode, const Settings& settings);

} // namespace leadline::app
