// SPDX-License-Identifier: MIT
/// Whether the policies do what they say, and what they were worth: scenarios, or a study along recordings.
#include "app/commands/validate_window.h"
#include "engine/lab/policy_study.h"
#include "engine/lab/scenarios.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <array>
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

/// Scenarios go by the settings of the desk alone.
bool isOfTheDesk(std::string_view key)
{
    constexpr std::array sections{"features.", "routing.", "risk.", "signal.", "consolidated."};
    return std::ranges::any_of(sections, [key](const char* section) { return key.starts_with(section); });
}

std::vector<std::string> failing(const std::vector<lab::ScenarioResult>& results)
{
    std::vector<std::string> names;
    for (const lab::ScenarioResult& result : results) {
        if (!result.passed) {
            names.push_back(result.name);
        }
    }
    return names;
}

/// Each setting that is not as it comes, and what it breaks by itself.
std::vector<lab::ChangedRule> changedRules(const Settings& settings)
{
    std::vector<lab::ChangedRule> rules;
    const Settings usual;
    for (const SettingSpec& spec : settingSpecs()) {
        const std::string value = settingText(settings, spec);
        const std::string before = settingText(usual, spec);
        if (value == before || !isOfTheDesk(spec.key)) {
            continue;
        }
        Settings alone;
        static_cast<void>(applySetting(alone, spec.key, value, "settings")); // it is what was read
        static_cast<void>(settle(alone)); // two that must change together still say what each of them breaks
        rules.push_back({std::string(spec.key), value, before, failing(lab::runScenarios(alone.desk))});
    }
    return rules;
}

int runDryRun(bool json, const Settings& settings)
{
    const auto results = lab::runScenarios(settings.desk);
    const auto changed = changedRules(settings);
    const int code = lab::allPassed(results) ? exitSuccess : exitFailed;
    return print(json ? lab::scenarioJson(results, changed) + '\n' : lab::scenarioText(results, changed), code);
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

int runValidate(const ValidateArguments& arguments, const Settings& settings)
{
    if (arguments.dryRun == !arguments.tapes.tapes.empty() || !arguments.window.empty()) {
        complain("validate: one of --dry-run, --tape FILE and --window HOURS-OF-THE-DAY");
        return exitBadInput;
    }
    return arguments.dryRun ? runDryRun(arguments.json, settings) : runTapeStudy(arguments, settings);
}

int run(Invocation& invocation, const ValidateArguments& arguments)
{
    const Settings& settings = invocation.settings.values;
    const bool isWindow = !arguments.window.empty() && !arguments.dryRun && arguments.tapes.tapes.empty();
    return isWindow ? runValidateWindow(invocation.argc, invocation.argv, arguments, settings)
                    : runValidate(arguments, settings);
}

Runner addValidate(CLI::App& command)
{
    const auto arguments = std::make_shared<ValidateArguments>();
    CLI::Option* const dryRun = command.add_flag(
        "--dry-run", arguments->dryRun, "scenarios on a matching engine of its own: every rule, decided and filled");
    CLI::Option* const tape = command.add_option("--tape", arguments->tapes.tapes,
        "the signal policy against others along these recordings, on paper, with how sure that is");
    CLI::Option* const window = command.add_option("--window", arguments->window,
        "trade the policies in turns on paper in these UTC hours: asia (02-06), europe (08-10), us (14-16), all");
    command.add_option("--hours", arguments->hours, "how long to trade inside the window (default 24)")->needs(window);
    command.add_option("--state", arguments->state, "where such a run is kept, and goes on from")->needs(window);
    command.add_option("--start", arguments->start, "time at which the embedded market begins (default: now)")
        ->needs(window);
    command.add_option("--speed", arguments->speed, "of the embedded market (default 1)")
        ->check(CLI::Range(0.1, 100.0))
        ->needs(window);
    command.add_option("--venue", arguments->tapes.venue, "venue of the recordings, when nothing tells")->needs(tape);
    command.add_option("--symbol", arguments->tapes.symbols, "only these of the recordings, comma-separated")
        ->delimiter(',')
        ->allow_extra_args(false)
        ->needs(tape);
    command.add_option("--every", arguments->every, "event time between signals (default 5s)")->excludes(dryRun);
    command.add_option("--horizon", arguments->horizon, "then the unfilled rest is taken at market (30s)")
        ->excludes(dryRun);
    command.add_option("--notional", arguments->notional, "order value in the quote currency (default 10000)")
        ->excludes(dryRun);
    command.add_option("--seed", arguments->seed, "of the confidence intervals (default 1)")
        ->check(CLI::Range(0, 2147483647))
        ->excludes(dryRun);
    command.add_flag("--json", arguments->json, "one JSON object; of --dry-run and --tape");
    return [arguments](Invocation& invocation) { return run(invocation, *arguments); };
}

} // namespace

const Command validateCommand{"validate",
    "whether the policies do what they say, or what they would have been worth along recordings", addValidate};

} // namespace leadline::app
