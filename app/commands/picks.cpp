// SPDX-License-Identifier: MIT
#include "app/commands/commands.h"
#include "app/commands/stock_session.h"
#include "app/commands/tape_run.h"
#include "engine/core/number_text.h"
#include "engine/picks/pick_export.h"
#include "engine/session/scan_request.h"
#include "engine/session/scan_service.h"
#include "engine/session/stock_service.h"
#include "engine/sim/equities/stock_universe.h"

#include <CLI/CLI.hpp>

#include <QCoreApplication>
#include <QTimer>

#include <csignal>
#include <cstdio>
#include <fstream>
#include <sstream>

namespace leadline::app
{

namespace
{

struct PicksArguments {
    StockArguments market;
    std::string mode; ///< "SAFE", "AGGRESSIVE"; empty: the setting
    std::string symbols; ///< a file; empty: the setting
    std::string scoreColumn; ///< of the file
    std::string exportTo; ///< .csv or .json; empty: nowhere
    bool all = false; ///< rejected ones, too
    bool json = false;
};

using session::ScanService;

/// Halts and trades are followed for so long before the scan.
constexpr std::chrono::milliseconds followsFor{2'000};

void printReport(const picks::ScanReport& report, bool withRejected)
{
    std::printf("%-8s %-8s %8s %3s %9s %12s %7s %7s  %-10s %-18s %s\n", "symbol", "verdict", "score", "q", "spread",
        "depth USD", "gap %", "imbal", "halt", "source", "reasons");
    for (const picks::PickRow& row : report.rows) {
        if (row.judgement.verdict == picks::Verdict::Rejected && !withRejected && !row.judgement.isNearMiss) {
            continue;
        }
        std::string reasons;
        for (const picks::Finding& finding : row.judgement.findings) {
            if (finding.outcome == picks::Outcome::Failed || finding.outcome == picks::Outcome::Risky) {
                reasons += (reasons.empty() ? "" : "; ") + describe(finding);
            }
        }
        for (const picks::FallBack& fallBack : row.fallBacks) {
            reasons += (reasons.empty() ? "" : "; ") + fallBack.source + ": " + fallBack.why;
        }
        std::printf("%-8s %-8s %8s %3d %9.2f %12.0f %7.2f %7.2f  %-10s %-18s %s%s\n", row.reading.symbol.text().c_str(),
            std::string(nameOf(row.judgement.verdict)).c_str(),
            row.score ? core::fixedText(*row.score, 6).substr(0, 8).c_str() : "", row.quality, row.reading.spreadBps(),
            row.reading.depth().toDoubleLossy(), row.reading.gap.largest ? row.reading.gap.largest->percent() : 0,
            row.reading.orderImbalance(), std::string(describe(row.reading.halt.kind)).c_str(), row.source.c_str(),
            row.judgement.isNearMiss ? "near miss: " : "", reasons.c_str());
    }
    std::printf("%s: %zu pass, %zu risky, %zu rejected (%zu near misses), in %.1f s%s\n",
        std::string(nameOf(report.mode)).c_str(), report.count(picks::Verdict::Pass),
        report.count(picks::Verdict::Risky), report.count(picks::Verdict::Rejected), report.nearMisses(),
        std::chrono::duration<double>(report.ended - report.began).count(), report.wasCutShort ? ", cut short" : "");
    for (const picks::SourceUse& source : report.sources) {
        std::printf("%s (%s): %d requests, %d of %d symbols\n", source.name.c_str(),
            std::string(describe(source.kind)).c_str(), source.requests, source.given, source.asked);
    }
}

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
    std::ifstream in(file, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    if (!in) {
        complain(file + ": cannot be read");
        return std::nullopt;
    }
    const picks::SymbolList list = picks::readSymbolList(text.str(), arguments.scoreColumn);
    for (const picks::ListProblem& problem : list.problems) {
        complain(file + ": " + describe(problem));
    }
    if (!list.problems.empty() || list.symbols.empty()) {
        if (list.problems.empty()) {
            complain(file + ": no symbols");
        }
        return std::nullopt;
    }
    return list.symbols;
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
    QCoreApplication application(argc, argv);
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
    const auto symbols = symbolsFor(arguments, settings);
    if (!symbols) {
        return exitBadInput;
    }
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
    QObject::connect(&scans, &ScanService::scanned, &application, [&](const picks::SharedScan& report) {
        if (arguments.json) {
            std::puts(picks::toJson(*report).c_str());
        } else {
            printReport(*report, arguments.all);
        }
        bool isWritten = true;
        if (!arguments.exportTo.empty()) {
            std::ofstream out(arguments.exportTo, std::ios::binary);
            out << (arguments.exportTo.ends_with(".json") ? picks::toJson(*report) : picks::toCsv(*report));
            out.flush();
            isWritten = static_cast<bool>(out);
            if (!isWritten) {
                complain(arguments.exportTo + ": cannot be written");
            }
        }
        application.exit(isWritten ? exitSuccess : exitFailed);
    });
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
    addMarketOptions(command, arguments->market);
    return [arguments](Invocation& invocation) {
        return runPicks(invocation.argc, invocation.argv, *arguments, invocation.settings.values);
    };
}

} // namespace

const Command picksCommand{
    "picks", "US stocks fit for day trading, by spread, depth, gap and halt, with the reasons", addPicks};

} // namespace leadline::app
