// SPDX-License-Identifier: MIT
/// `leadline lab`: what other thresholds would have done along recordings.
#include "app/commands/lab_cancel.h"
#include "app/commands/lab_tape.h"
#include "engine/json/writer.h"
#include "engine/lab/flip_map.h"
#include "engine/lab/threshold_comparison.h"
#include "engine/lab/threshold_curve.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <memory>

namespace leadline::app
{

namespace
{

constexpr std::size_t mostMapCells = 250'000;

struct LabArguments {
    TapeArguments tapes;
    std::string side; ///< "buy" or "sell"
    double notional = 10'000; ///< quote units
    std::string every = "1s"; ///< event time between decisions
    std::optional<double> signal; ///< strength, 0 to 1: the signal policy decides
    std::string curve; ///< key of a threshold
    std::vector<std::string> map; ///< of two
    std::string decisions; ///< file of the decision tape
    std::string csv;
    std::string horizon; ///< of an order that rests; empty: a minute
    bool cancel = false;
    bool traces = false;
    bool json = false;
};

/// What the lab works with: the tape, and settings without the command line's and with them.
struct LabBench {
    lab::DecisionTape tape;
    Settings today;
    Settings changed;
    routing::RouteRequest request;
    std::vector<std::string> changedKeys; ///< of those that decisions look at
    int code = exitSuccess;
};

core::Side sideOf(const LabArguments& arguments)
{
    return arguments.side == "buy" ? core::Side::Bid : core::Side::Ask;
}

std::string textOfSetting(const Settings& settings, std::string_view key)
{
    const auto spec = std::ranges::find(settingSpecs(), key, &SettingSpec::key);
    return settingText(settings, *spec);
}

/// Keys of the command line that decisions look at; an exit code, and it is said, for one that needs another tape.
/// `hasTape`: there is one for those settings already.
std::expected<std::vector<std::string>, int> keysOfCommandLine(
    const LoadedSettings& loaded, const Settings& today, bool hasTape)
{
    std::vector<std::string> keys;
    for (std::size_t i = 0; i < settingSpecs().size(); ++i) {
        const SettingSpec& spec = settingSpecs()[i];
        const std::string value = settingText(loaded.values, spec);
        if (loaded.origins[i] != Origin::CommandLine || !isOfDecisions(spec)) {
            continue;
        }
        if (!changesTheMeasured(spec.key)) {
            keys.emplace_back(spec.key);
        } else if (!hasTape && value != settingText(today, spec)) {
            const std::string key(spec.key);
            complain(key + " changes what is measured; make the tape anew with `leadline lab prepare --set " + key + "="
                + value + "`");
            return std::unexpected(exitBadInput);
        }
    }
    return keys;
}

/// What would be read by nobody.
std::optional<std::string> misplacedIn(const LabArguments& arguments)
{
    if (arguments.cancel && (arguments.signal || arguments.traces || !arguments.decisions.empty())) {
        return "--cancel looks at orders that rest: without --signal, --traces and --decisions";
    }
    if (arguments.traces && (!arguments.curve.empty() || !arguments.map.empty())) {
        return "--traces is of --set";
    }
    if (!arguments.cancel && !arguments.horizon.empty()) {
        return "--horizon is of --cancel";
    }
    return std::nullopt;
}

std::optional<std::string> wrongIn(const LabArguments& arguments)
{
    const int forms = int{!arguments.curve.empty()} + int{!arguments.map.empty()} + int{arguments.cancel};
    if (arguments.tapes.tapes.empty()) {
        return "lab: a recording is needed";
    }
    if (arguments.side != "buy" && arguments.side != "sell") {
        return "--side " + arguments.side + ": must be buy or sell";
    }
    if (!isPositive(arguments.notional)) {
        return "--notional: must be a number above 0";
    }
    if (forms > 1) {
        return "lab: one of --curve, --map and --cancel";
    }
    if (!arguments.map.empty() && (arguments.map.size() != 2 || arguments.map[0] == arguments.map[1])) {
        return "--map: two thresholds, as routing.aggressive_obi,routing.max_impact_cost";
    }
    if (!arguments.csv.empty() && arguments.curve.empty()) {
        return "--csv is of --curve";
    }
    return misplacedIn(arguments);
}

/// A threshold, and the values that the settings would take it at, the others as they are.
std::expected<lab::MapThreshold, int> thresholdOf(
    const char* option, std::string_view key, const Settings& settings, bool hasSignal)
{
    const auto refuse = [&](std::string_view why) {
        complain(std::string(option) + " " + std::string(key) + ": " + std::string(why));
        return std::unexpected(exitBadInput);
    };
    const auto spec = std::ranges::find(settingSpecs(), key, &SettingSpec::key);
    if (spec == settingSpecs().end()) {
        return refuse("no such setting");
    }
    const lab::Threshold* const threshold = lab::findThreshold(key);
    if (threshold == nullptr) {
        return refuse("no value that a decision compares with");
    }
    if (threshold->orders == lab::JudgedOrders::WithSignal && !hasSignal) {
        return refuse("orders are judged by it that come with a signal: --signal S");
    }
    if (threshold->orders == lab::JudgedOrders::WithoutSignal && hasSignal) {
        return refuse("orders with a signal are not judged by it");
    }
    return lab::MapThreshold{
        *threshold, lab::rangeBeside(*threshold, {spec->least, spec->most}, settings.desk.routing)};
}

/// Those of --curve or --map; none where settings are compared.
std::expected<std::vector<lab::MapThreshold>, int> thresholdsOf(const LabArguments& arguments, const Settings& settings)
{
    std::vector<lab::MapThreshold> found;
    const bool isCurve = !arguments.curve.empty();
    for (const std::string& key : isCurve ? std::vector{arguments.curve} : arguments.map) {
        const auto threshold = thresholdOf(isCurve ? "--curve" : "--map", key, settings, arguments.signal.has_value());
        if (!threshold) {
            return std::unexpected(threshold.error());
        }
        found.push_back(*threshold);
    }
    if (found.size() == 2 && lab::boundEachOther(found[0].threshold, found[1].threshold)) {
        complain("--map " + arguments.map[0] + "," + arguments.map[1] + ": one of them bounds the other");
        return std::unexpected(exitBadInput);
    }
    return found;
}

bool isThere(const WantedTape& wanted)
{
    const auto basis = basisOf(wanted);
    if (!basis) {
        return false;
    }
    const auto kept = keptTape(tapeFileOf(wanted), *basis);
    return kept && *kept;
}

std::expected<LabBench, int> benchOf(const LabArguments& arguments, const LoadedSettings& loaded)
{
    const auto every = everyOf(arguments.every);
    const auto before = settingsOfToday(loaded);
    if (!every || !before) {
        if (!before) {
            complain(before.error().what);
        }
        return std::unexpected(exitBadInput);
    }
    const bool hasSignal = arguments.signal.has_value();
    const double reach = std::max(
        reachOf(arguments.notional, hasSignal, before->values), reachOf(arguments.notional, hasSignal, loaded.values));
    const Settings asMeasured = measuredAs(before->values, loaded.values);
    const WantedTape wanted{arguments.tapes, asMeasured, *every, reach, arguments.decisions};
    // With settings of the command line that change what is measured, only a tape that is there already will do.
    const bool isAsBefore = changedSettings(asMeasured) == changedSettings(before->values);
    const auto keys = keysOfCommandLine(loaded, before->values, !isAsBefore && isThere(wanted));
    if (!keys) {
        return std::unexpected(keys.error());
    }
    const bool compares = arguments.curve.empty() && arguments.map.empty();
    if (compares && keys->empty()) {
        complain("lab: nothing to compare: --set KEY=VALUE of a threshold, --curve KEY or --map KEY,KEY");
        return std::unexpected(exitBadInput);
    }
    auto tape = findOrMakeTape(wanted);
    if (!tape) {
        return std::unexpected(tape.error());
    }
    if (tape->tape.size() == 0) {
        complain("no decision within " + arguments.tapes.tapes.front().string() + ": it is shorter than --every "
            + arguments.every);
        return std::unexpected(exitBadInput);
    }
    LabBench bench;
    bench.tape = std::move(tape->tape);
    bench.today = asMeasured;
    bench.changed = loaded.values;
    bench.request.side = sideOf(arguments);
    bench.request.notional = arguments.notional;
    if (hasSignal) {
        bench.request.signal = routing::Signal{.strength = *arguments.signal};
    }
    bench.changedKeys = *keys;
    bench.code = tape->code;
    return bench;
}

/// `keys`: of the command line.
std::string questionFields(
    const LabArguments& arguments, const Settings& settings, const std::vector<std::string>& keys)
{
    json::ObjectWriter changed;
    for (const std::string& key : keys) {
        changed.text(key, textOfSetting(settings, key));
    }
    return ",\"changed\":" + changed.str() + ",\"side\":" + json::quoted(arguments.side)
        + ",\"notional\":" + json::number(arguments.notional) + ",\"every\":" + json::quoted(arguments.every)
        + ",\"signal\":" + (arguments.signal ? json::number(*arguments.signal) : "null");
}

int runCurve(const LabBench& bench, const LabArguments& arguments, const lab::MapThreshold& which)
{
    lab::Redecision redecision(bench.tape, bench.changed.desk, bench.request);
    const lab::ThresholdCurve curve = lab::curveOf(redecision, which.threshold, which.range);
    if (!arguments.csv.empty()) {
        std::ofstream out(arguments.csv, std::ios::binary);
        out << lab::curveCsv(curve);
        if (!out.flush()) {
            complain("--csv " + arguments.csv + ": cannot be written");
            return exitFailed;
        }
    }
    const std::string inputs =
        inputsJson(bench.tape.basis, bench.today, questionFields(arguments, bench.changed, bench.changedKeys));
    return printText(arguments.json ? lab::curveJson(curve, inputs) + "\n" : lab::curveText(curve), bench.code);
}

int runMap(const LabBench& bench, const LabArguments& arguments, const std::vector<lab::MapThreshold>& thresholds)
{
    lab::Redecision redecision(bench.tape, bench.changed.desk, bench.request);
    const auto map = lab::flipMapOf(redecision, thresholds[0], thresholds[1], mostMapCells);
    if (!map) {
        complain("--map: " + map.error().what);
        return exitBadInput;
    }
    const std::string inputs =
        inputsJson(bench.tape.basis, bench.today, questionFields(arguments, bench.changed, bench.changedKeys));
    return printText(arguments.json ? lab::mapJson(*map, inputs) + "\n" : lab::mapText(*map), bench.code);
}

int runComparison(const LabBench& bench, const LabArguments& arguments)
{
    lab::Redecision before(bench.tape, bench.today.desk, bench.request);
    lab::Redecision after(bench.tape, bench.changed.desk, bench.request);
    const lab::ThresholdComparison comparison = lab::compareThresholds(before, after);
    if (arguments.json) {
        const std::string inputs =
            inputsJson(bench.tape.basis, bench.today, questionFields(arguments, bench.changed, bench.changedKeys));
        return printText(lab::comparisonJson(comparison, before, after, inputs) + "\n", bench.code);
    }
    const auto told = arguments.traces ? lab::ChangesTold::Traces : lab::ChangesTold::Outcomes;
    return printText(lab::comparisonText(comparison, before, after, told), bench.code);
}

int runCancel(const LabArguments& arguments, const LoadedSettings& loaded)
{
    const auto every = everyOf(arguments.every);
    const std::string longest = arguments.horizon.empty() ? "60s" : arguments.horizon;
    const auto horizon = parseDuration(longest);
    const auto before = settingsOfToday(loaded);
    if (!every || !horizon || !before) {
        if (every) {
            complain(before ? "--horizon " + longest + ": must be a duration such as 5s or 1m" : before.error().what);
        }
        return exitBadInput;
    }
    std::vector<std::string> keys;
    for (std::size_t i = 0; i < settingSpecs().size(); ++i) {
        const std::string_view key = settingSpecs()[i].key;
        if (loaded.origins[i] == Origin::CommandLine && key.starts_with("guard.")) {
            keys.emplace_back(key);
        }
    }
    if (keys.empty()) {
        complain("lab --cancel: nothing to compare; name another guard, as --set guard.max_spread_bps=5");
        return exitBadInput;
    }
    return runLabCancel({.tapes = arguments.tapes,
                            .side = sideOf(arguments),
                            .notional = arguments.notional,
                            .every = *every,
                            .horizon = *horizon,
                            .json = arguments.json},
        before->values, loaded.values,
        questionFields(arguments, loaded.values, keys) + ",\"horizon\":" + json::quoted(longest));
}

int runLab(const LabArguments& arguments, const LoadedSettings& loaded)
{
    if (const auto wrong = wrongIn(arguments)) {
        complain(*wrong);
        return exitBadInput;
    }
    if (arguments.cancel) {
        return runCancel(arguments, loaded);
    }
    const auto thresholds = thresholdsOf(arguments, loaded.values);
    if (!thresholds) {
        return thresholds.error();
    }
    const auto bench = benchOf(arguments, loaded);
    if (!bench) {
        return bench.error();
    }
    return thresholds->empty()    ? runComparison(*bench, arguments)
        : thresholds->size() == 1 ? runCurve(*bench, arguments, thresholds->front())
                                  : runMap(*bench, arguments, *thresholds);
}

void addLabOptions(CLI::App& command, LabArguments& arguments)
{
    addTapeOptions(command, arguments.tapes);
    command.get_option("TAPE")->required(false); // of `prepare` they are its own
    command.add_option("--side", arguments.side, "buy or sell");
    command.add_option("--notional", arguments.notional, "order value in the quote currency (default 10000)");
    command.add_option("--every", arguments.every, "event time between decisions: 250ms, 1s, 5m (default 1s)");
    command.add_option("--signal", arguments.signal, "strength of a signal, 0 to 1: the signal policy decides")
        ->check(CLI::Range(0.0, 1.0));
    command.add_option("--curve", arguments.curve, "what comes out at every value of this threshold");
    command.add_option("--map", arguments.map, "and of these two: routing.aggressive_obi,routing.max_impact_cost")
        ->delimiter(',')
        ->allow_extra_args(false);
    command.add_flag("--cancel", arguments.cancel,
        "orders that rest at the touch: what the guard's settings of --set cancel, and what that was worth");
    command.add_option("--horizon", arguments.horizon, "with --cancel: how long an order rests at most (default 60s)");
    command.add_option("--decisions", arguments.decisions, "the decision tape (default: TAPE.decisions)");
    command.add_option("--csv", arguments.csv, "the steps of --curve as a table");
    command.add_flag("--traces", arguments.traces, "with both traces of each decision that changed");
    command.add_flag("--json", arguments.json, "one JSON object");
}

Runner addLab(CLI::App& command)
{
    const auto arguments = std::make_shared<LabArguments>();
    addLabOptions(command, *arguments);
    command.require_subcommand(0, 1);
    CLI::App* const prepare =
        command.add_subcommand("prepare", "makes the decision tape of recordings, which the lab else makes on the way");
    const Runner runPrepare = addLabPrepare(*prepare);
    return [arguments, prepare, runPrepare, &command](Invocation& invocation) {
        if (!prepare->parsed()) {
            return runLab(*arguments, invocation.settings);
        }
        // Options behind `prepare` that are none of its own are taken for the lab's.
        for (const CLI::Option* const option : command.get_options()) {
            if (option->count() > 0) {
                complain("lab prepare: " + option->get_name() + " is not of it");
                return exitBadInput;
            }
        }
        return runPrepare(invocation);
    };
}

} // namespace

const Command labCommand{"lab", "what other thresholds would have done along recordings", addLab};

} // namespace leadline::app
