// SPDX-License-Identifier: MIT
/// Whether the policies do what they say, and what they were worth: scenarios, or a study along recordings.
#include "app/commands/commands.h"
#include "app/commands/tape_run.h"
#include "engine/lab/policy_study.h"
#include "engine/lab/scenarios.h"

#include <cmath>
#include <cstdio>

namespace leadline::app
{

namespace
{

int print(const std::string& text, int code)
{
    std::fputs(text.c_str(), stdout);
    return std::fflush(stdout) == 0 ? code : exitFailed;
}

int runDryRun(bool json)
{
    const auto results = lab::runScenarios();
    const int code = lab::allPassed(results) ? exitSuccess : exitFailed;
    return print(json ? lab::scenarioJson(results) + '\n' : lab::scenarioText(results), code);
}

int runTapeStudy(const ValidateArguments& arguments, const Settings& settings)
{
    const auto every = parseDuration(arguments.every);
    const auto horizon = parseDuration(arguments.horizon);
    if (!every || !horizon) {
        complain((every ? "--horizon " + arguments.horizon : "--every " + arguments.every)
            + ": must be a duration such as 250ms, 5s or 1m");
        return exitBadInput;
    }
    if (!(arguments.notional > 0) || !std::isfinite(arguments.notional)) {
        complain("--notional: must be a number above 0");
        return exitBadInput;
    }
    const lab::StudySettings study{.every = *every,
        .horizon = *horizon,
        .notional = arguments.notional,
        .resampling = {.seed = static_cast<std::uint64_t>(arguments.seed)}};
    const TapeArguments& tapes = arguments.tapes;
    const auto result = lab::runStudy({tapes.tapes, tapes.venue, symbolsOf(tapes.symbols)}, settings.desk, study);
    if (!result) {
        complain(result.error().what);
        return exitBadInput;
    }
    const int code = tellReplay(result->replay, tapes.tapes);
    if (code == exitSuccess && result->signals == 0) {
        complain("no signal lived for " + arguments.horizon + " within " + tapes.tapes.front().string());
        return exitBadInput;
    }
    return print(arguments.json ? lab::studyJson(*result, study) + '\n' : lab::studyText(*result, study), code);
}

} // namespace

int runValidate(const ValidateArguments& arguments, const Settings& settings)
{
    if (arguments.dryRun == !arguments.tapes.tapes.empty() || !arguments.window.empty()) {
        complain("validate: one of --dry-run, --tape FILE and --window HOURS-OF-THE-DAY");
        return exitBadInput;
    }
    return arguments.dryRun ? runDryRun(arguments.json) : runTapeStudy(arguments, settings);
}

} // namespace leadline::app
