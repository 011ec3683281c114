// SPDX-License-Identifier: MIT
#include "app/commands/picks_scan.h"

#include "engine/core/number_text.h"
#include "engine/picks/pick_export.h"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <sstream>

namespace leadline::app
{

namespace
{

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
    std::printf("score: %s\n", report.scoredBy.c_str());
    std::printf("%s: %zu pass, %zu risky, %zu rejected (%zu near misses), in %.1f s%s\n",
        std::string(nameOf(report.mode)).c_str(), report.count(picks::Verdict::Pass),
        report.count(picks::Verdict::Risky), report.count(picks::Verdict::Rejected), report.nearMisses(),
        std::chrono::duration<double>(report.ended - report.began).count(), report.wasCutShort ? ", cut short" : "");
    for (const picks::SourceUse& source : report.sources) {
        std::printf("%s (%s): %d requests, %d of %d symbols\n", source.name.c_str(),
            std::string(describe(source.kind)).c_str(), source.requests, source.given, source.asked);
    }
}

} // namespace

std::optional<std::vector<picks::ListedSymbol>> readScanList(const std::string& file, const std::string& scoreColumn)
{
    const auto text = textOf(file);
    if (!text) {
        complain(text.error().what);
        return std::nullopt;
    }
    const picks::SymbolList list = picks::readSymbolList(*text, scoreColumn);
    for (const picks::ListProblem& problem : list.problems) {
        complain(file + ": " + describe(problem));
    }
    if (!std::ranges::all_of(list.problems, &picks::ListProblem::isRepeat) || list.symbols.empty()) {
        if (list.problems.empty()) {
            complain(file + ": no symbols");
        }
        return std::nullopt;
    }
    return list.symbols;
}

int tellScan(const PicksArguments& arguments, const picks::ScanReport& report)
{
    if (arguments.json) {
        std::puts(picks::toJson(report).c_str());
    } else {
        printReport(report, arguments.all);
    }
    if (arguments.exportTo.empty()) {
        return exitSuccess;
    }
    std::ofstream out(arguments.exportTo, std::ios::binary);
    out << (arguments.exportTo.ends_with(".json") ? picks::toJson(report) : picks::toCsv(report));
    out.flush();
    if (!out) {
        complain(arguments.exportTo + ": cannot be written");
    }
    return out ? exitSuccess : exitFailed;
}

} // namespace leadline::app
