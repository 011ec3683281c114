// SPDX-License-Identifier: MIT
#include "app/commands/commands.h"
#include "app/commands/picks_scan.h"
#include "app/commands/stock_session.h"
#include "app/commands/tape_run.h"
#include "engine/session/scan_request.h"
#include "engine/session/scan_service.h"
#include "engine/session/stock_service.h"
#include "engine/sim/equities/stock_universe.h"

#include <CLI/CLI.hpp>

#include <QCoreApplication>
#include <QTimer>

#include <algorithm>
#include <csignal>

namespace leadline::app
{

namespace
{

using session::ScanService;

/// Halts and trades are followed for so long before the scan.
constexpr std::chrono::milliseconds followsFor{2'000};

std::optional<std::vector<picks::ListedSymbol>> symbolsFor(const PicksArguments& arguments, const Settings& settings)
{
    const std::string file = !arguments.symbols.empty() ? arguments.symbols
        : settings.equities.symbols != "auto"           ? settings.equities.symbols
                                                        : std::string();
    if (file.empty()) {
        if (!arguments.scoreColumn.empty()) {
            complain("--score-column " + arguments.scoreColumn + ": of which file? (--symbols FILE)");
            return std::nullopt;
        }
        if (arguments.market.paper || arguments.market.live) {
            complain("--symbols FILE: which stocks are to be screened? (or set equities.symbols)");
            return std::nullopt;
        }
        std::vector<picks::ListedSymbol> all;
        for (const sim::StockListing& stock : sim::stockUniverse()) {
            all.push_back({.symbol = core::Symbol(stock.symbol)});
        }
        return all;
    }
    return readScanList(file, arguments.scoreColumn);
}

std::optional<picks::Mode> modeFor(const PicksArguments& arguments, const Settings& settings)
{
    if (arguments.mode.empty()) {
        return settings.equities.pickMode;
    }
    for (const picks::Mode mode : {picks::Mode::Safe, picks::Mode::Aggressive}) {
        if (picks::nameOf(mode) == arguments.mode) {
            return mode;
        }
    }
    return std::nullopt;
}

int runPicks(int& argc, char** argv, const PicksArguments& arguments, const Settings& settings)
{
    const auto mode = modeFor(arguments, settings);
    if (!mode) {
        complain("--mode " + arguments.mode + ": must be SAFE or AGGRESSIVE");
        return exitBadInput;
    }
    if (!arguments.exportTo.empty() && !arguments.exportTo.ends_with(".csv")
        && !arguments.exportTo.ends_with(".json")) {
        complain("--export " + arguments.exportTo + ": must end in .csv or .json");
        return exitBadInput;
    }
    if (!arguments.recorded.tapes.empty()) {
        return runRecordedPicks(arguments, *mode, settings);
    }
    const auto symbols = symbolsFor(arguments, settings);
    if (!symbols) {
        return exitBadInput;
    }
    const auto pair =
        std::ranges::find_if(*symbols, [](const picks::ListedSymbol& one) { return one.symbol.view().contains('/'); });
    if (pair != symbols->end()) {
        complain(pair->symbol.text() + ": pairs are screened in the window, where their books are watched");
        return exitBadInput;
    }
    QCoreApplication application(argc, argv);
    StockSession session;
    if (const auto failed = session.open(arguments.market, StockSession::Use::Looks, settings)) {
        return *failed;
    }
    ScanService& scans = session.stocks().scans();
    const session::ScanRequest request{.mode = *mode, .symbols = *symbols};
    QObject::connect(&scans, &ScanService::refused, &application, [&](const QString& why) {
        complain(why.toStdString());
        application.exit(exitFailed);
    });
    QObject::connect(&scans, &ScanService::scanned, &application,
        [&](const picks::SharedScan& report) { application.exit(tellScan(arguments, *report)); });
    scans.follow(request);
    QTimer::singleShot(followsFor, &scans, [&] { scans.scan(request); });
    for (const int signal : {SIGINT, SIGTERM}) {
        std::signal(signal, [](int) { QCoreApplication::exit(exitFailed); });
    }
    const int left = QCoreApplication::exec();
    session.end();
    return left;
}

Runner addPicks(CLI::App& command)
{
    const auto arguments = std::make_shared<PicksArguments>();
    command.add_option("--mode", arguments->mode, "SAFE or AGGRESSIVE (default: equities.pick_mode)");
    command.add_option("--symbols", arguments->symbols, "what to screen: one symbol a line, CSV or JSON");
    command.add_option("--score-column", arguments->scoreColumn, "column of the file with a number of your own");
    command.add_option("--export", arguments->exportTo, "the whole scan: F.csv or F.json");
    command.add_flag("--all", arguments->all, "rejected ones, too");
    command.add_flag("--json", arguments->json, "one JSON object");
    addRecordedOptions(command, *arguments);
    addMarketOptions(command, arguments->market);
    return [arguments](Invocation& invocation) {
        return runPicks(invocation.argc, invocation.argv, *arguments, invocation.settings.values);
    };
}

} // namespace

const Command picksCommand{
    "picks", "US stocks fit for day trading, by spread, depth, gap and halt, with the reasons", addPicks};

} // namespace leadline::app
