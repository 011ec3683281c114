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
    const std::string signalEvery = arguments.every.empty() ? usualEvery : arguments.every;
    const auto every = parseDuration(signalEvery);
    const auto horizon = parseDuration(arguments.horizon);
    if (!every || !horizon) {
        complain((every ? "--horizon " + arguments.horizon : "--every " + signalEvery)
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

int run(Invocation& invocation, const ValidateArguments& arguments)
{
    const Settings& settings = invocation.settings.values;
    const bool trades = !arguments.window.empty();
    const bool looksBack = !arguments.journal.empty();
    const bool studies = !arguments.tapes.tapes.empty() && !arguments.picks;
    const int forms = int{arguments.dryRun} + int{studies} + int{trades} + int{looksBack} + int{arguments.picks};
    if (forms != 1 || (!arguments.tapes.tapes.empty() && trades)) {
        complain("validate: one of --dry-run, --tape FILE, --window HOURS-OF-THE-DAY, --journal URL and --picks, which "
                 "may have --tape FILE");
        return exitBadInput;
    }
    if (trades) {
        return runValidateWindow(invocation.argc, invocation.argv, arguments, settings);
    }
    if (looksBack) {
        return runValidateJournal(invocation.argc, invocation.argv, arguments);
    }
    if (arguments.picks) {
        return runValidatePicks(arguments, settings);
    }
    return studies ? runTapeStudy(arguments, settings) : runDryRun(arguments.json, settings);
}

/// What each form takes beside the others.
struct Forms {
    CLI::Option* dryRun;
    CLI::Option* tape;
    CLI::Option* window;
    CLI::Option* journal;
    CLI::Option* picks;
};

Forms addForms(CLI::App& command, ValidateArguments& arguments)
{
    return {.dryRun = command.add_flag("--dry-run", arguments.dryRun,
                "scenarios on a matching engine of its own: every rule, decided and filled"),
        .tape = addRecordings(command, "--tape", arguments.tapes.tapes,
            "the signal policy against others along these recordings, on paper, with how sure that is"),
        .window = command.add_option("--window", arguments.window,
            "trade the policies in turns on paper in these UTC hours: asia (02-06), europe (08-10), us (14-16), all"),
        .journal = command.add_option("--journal", arguments.journal,
            "the journal's own orders (sqlite:FILE or postgresql://...), UTC windows crossed with strategies"),
        .picks = command.add_flag("--picks", arguments.picks,
            "the same orders with and without the filters of picks, along --tape or in the embedded market of stocks")};
}

Runner addValidate(CLI::App& command)
{
    const auto arguments = std::make_shared<ValidateArguments>();
    const Forms forms = addForms(command, *arguments);
    CLI::Option* const hours = command.add_option("--hours", arguments->hours,
        "how long to trade inside the window (default 24), or to follow the embedded market with --picks (1)");
    hours->check(CLI::PositiveNumber)->excludes(forms.dryRun)->excludes(forms.tape)->excludes(forms.journal);
    command.add_option("--state", arguments->state, "where such a run is kept, and goes on from")->needs(forms.window);
    command
        .add_option("--start", arguments->start,
            "time at which the embedded market begins (default: now); what goes on begins where it ended")
        ->excludes(forms.dryRun)
        ->excludes(forms.tape)
        ->excludes(forms.journal);
    command.add_option("--speed", arguments->speed, "of the embedded market (default 1)")
        ->check(CLI::Range(0.1, 100.0))
        ->needs(forms.window);
    command
        .add_option("--environment", arguments->environment, "of the journal: live, demo or embedded (default: all)")
        ->needs(forms.journal);
    command.add_option("--days", arguments->days, "of the journal (default: all)")
        ->check(CLI::Range(1, 3650))
        ->needs(forms.journal);
    command.add_option("--venue", arguments->tapes.venue, "venue of the recordings, when nothing tells")
        ->needs(forms.tape);
    command.add_option("--symbol", arguments->tapes.symbols, "only these of the recordings, comma-separated")
        ->delimiter(',')
        ->allow_extra_args(false)
        ->needs(forms.tape);
    command.add_option("--every", arguments->every, "event time between signals (default 5s), or between scans (30s)")
        ->excludes(forms.dryRun)
        ->excludes(forms.journal);
    command.add_option("--after", arguments->after, "from a scan to its orders (default: equities.cache_seconds)")
        ->needs(forms.picks);
    command.add_option("--horizon", arguments->horizon, "then the unfilled rest is taken at market (30s)")
        ->excludes(forms.dryRun)
        ->excludes(forms.journal)
        ->excludes(forms.picks);
    command.add_option("--notional", arguments->notional, "order value in the quote currency (default 10000)")
        ->excludes(forms.dryRun)
        ->excludes(forms.journal);
    command.add_option("--seed", arguments->seed, "of the confidence intervals (default 1)")
        ->check(CLI::Range(0, 2147483647))
        ->excludes(forms.dryRun);
    command.add_flag("--json", arguments->json, "one JSON object; not of --window, whose --state file has every order");
    return [arguments](Invocation& invocation) { return run(invocation, *arguments); };
}

} // namespace

const Command validateCommand{"validate",
    "whether the policies do what they say, or what they would have been worth along recordings", addValidate};

} // namespace leadline::app
