// SPDX-License-Identifier: MIT
/// `leadline validate --picks`: whether the filters of picks spare bad fills, on recordings or in the embedded market.
#include "app/commands/validate_window.h"
#include "app/settings/settings.h"
#include "engine/lab/pick_study.h"

#include <cmath>
#include <cstdio>

namespace leadline::app
{

namespace
{

/// A Monday, five minutes after New York's opening; one that does not change, so that the same command says the same.
constexpr const char* usualStart = "2026-03-02T14:35:00Z";

core::Result<lab::PickStudySettings> pickStudyOf(const ValidateArguments& arguments, const Settings& settings)
{
    lab::PickStudySettings study{.after = core::fromSeconds(settings.scan.cacheSeconds),
        .notional = arguments.notional,
        .rules = settings.picks,
        .resampling = {.seed = static_cast<std::uint64_t>(arguments.seed)}};
    const auto read = [](const char* option, const std::string& text, core::Duration& into) -> core::Result<void> {
        if (text.empty()) {
            return {};
        }
        const auto parsed = parseDuration(text);
        if (!parsed) {
            return core::defect(std::string(option) + ' ' + text + ": must be a duration such as 250ms, 5s or 1m");
        }
        into = *parsed;
        return {};
    };
    if (const auto taken = read("--every", arguments.every, study.every); !taken) {
        return std::unexpected(taken.error());
    }
    if (const auto taken = read("--after", arguments.after, study.after); !taken) {
        return std::unexpected(taken.error());
    }
    if (!(arguments.notional > 0) || !std::isfinite(arguments.notional)) {
        return core::defect("--notional: must be a number above 0");
    }
    return study;
}

int printPicks(const lab::PickStudyResult& result, const lab::PickStudySettings& study, bool json)
{
    const std::string text = json ? lab::pickStudyJson(result, study) + '\n' : lab::pickStudyText(result, study);
    std::fputs(text.c_str(), stdout);
    return std::fflush(stdout) == 0 ? exitSuccess : exitFailed;
}

int studyRecordings(const ValidateArguments& arguments, const Settings& settings, const lab::PickStudySettings& study)
{
    if (arguments.hours > 0 || !arguments.start.empty()) {
        complain("--hours and --start are for the embedded market; the recording is the market");
        return exitBadInput;
    }
    const TapeArguments& tapes = arguments.tapes;
    const auto result = lab::runPickStudy({tapes.tapes, tapes.venue, symbolsOf(tapes.symbols)}, settings.desk, study);
    if (!result) {
        complain(result.error().what);
        return exitBadInput;
    }
    const int code = tellReplay(result->replay, tapes.tapes);
    if (code == exitSuccess && result->orders.empty()) {
        complain("no scan led to an order within " + tapes.tapes.front().string());
        return exitBadInput;
    }
    if (code == exitBadInput) {
        return code;
    }
    const int printed = printPicks(*result, study, arguments.json);
    return printed == exitSuccess ? code : printed;
}

} // namespace

int runValidatePicks(const ValidateArguments& arguments, const Settings& settings)
{
    const auto study = pickStudyOf(arguments, settings);
    if (!study) {
        complain(study.error().what);
        return exitBadInput;
    }
    if (!arguments.tapes.tapes.empty()) {
        return studyRecordings(arguments, settings, *study);
    }
    const auto start = parseTime(arguments.start.empty() ? usualStart : arguments.start);
    if (!start) {
        complain("--start " + arguments.start + ": must be UTC time or nanoseconds");
        return exitBadInput;
    }
    const double hours = arguments.hours > 0 ? arguments.hours : 1;
    const auto result = lab::runEmbeddedPickStudy(static_cast<std::uint64_t>(settings.market.seed), *start,
        core::fromSeconds(hours * 3600), settings.desk.risk, *study);
    if (result.orders.empty()) {
        complain("--hours: too short for a scan and its orders");
        return exitBadInput;
    }
    return printPicks(result, *study, arguments.json);
}

} // namespace leadline::app
