// SPDX-License-Identifier: MIT
/// `leadline lab`: what other thresholds would have done along recordings.
#include "app/commands/lab_arguments.h"
#include "app/commands/lab_cancel.h"
#include "app/commands/lab_sweep.h"
#include "app/commands/lab_tape.h"
#include "engine/json/writer.h"
#include "engine/lab/curve_picture.h"
#include "engine/lab/flip_map.h"
#include "engine/lab/resting_fills.h"
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
        + ",\"signal\":" + (arguments.signal ? json::number(*arguments.signal) : "null")
        + (arguments.fills
                ? ",\"fill_within\":" + json::quoted(arguments.fillWithin.empty() ? "30s" : arguments.fillWithin)
                : "");
}

/// Plays the recordings for what was noted; an exit code, and it is said, where that does not work.
int followFills(const LabBench& bench, const LabArguments& arguments, lab::RestingFills& fills)
{
    const TapeArguments& tapes = arguments.tapes;
    if (!takeContractValues(tapes, fills.desk())) {
        return exitBadInput;
    }
    const auto report = fills.run({tapes.tapes, tapes.venue, symbolsOf(tapes.symbols)}, bench.tape.basis.every);
    if (!report) {
        complain(report.error().what);
        return exitBadInput;
    }
    return exitSuccess; // what was lost is said by whoever made the decision tape
}

/// With half a minute in it where nothing else was said.
std::optional<core::Duration> fillWithinOf(const LabArguments& arguments)
{
    const auto within = parseDuration(arguments.fillWithin.empty() ? "30s" : arguments.fillWithin);
    if (!within) {
        complain("--fill-within " + arguments.fillWithin + ": must be a duration such as 5s or 1m, a century at most");
    }
    return within;
}

int writeText(const char* option, const std::string& file, const std::string& text)
{
    std::ofstream out(file, std::ios::binary);
    out << text;
    if (!out.flush()) {
        complain(std::string(option) + " " + file + ": cannot be written");
        return exitFailed;
    }
    return exitSuccess;
}

int runCurve(const LabBench& bench, const LabArguments& arguments, const lab::MapThreshold& which)
{
    lab::Redecision redecision(bench.tape, bench.changed.desk, bench.request);
    const auto within = fillWithinOf(arguments);
    if (!within) {
        return exitBadInput;
    }
    std::optional<lab::RestingFills> fills;
    if (arguments.fills) {
        fills.emplace(bench.changed.desk, bench.tape.size(), *within);
        fills->noteAll(redecision, which.threshold, which.range);
        if (const int code = followFills(bench, arguments, *fills); code != exitSuccess) {
            return code;
        }
    }
    const lab::ThresholdCurve curve = lab::curveOf(redecision, which.threshold, which.range, fills ? &*fills : nullptr);
    int code = arguments.csv.empty() ? exitSuccess : writeText("--csv", arguments.csv, lab::curveCsv(curve));
    if (code == exitSuccess && !arguments.svg.empty()) {
        code = writeText("--svg", arguments.svg, lab::curveSvg(curve));
    }
    if (code != exitSuccess) {
        return code;
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
    const auto within = fillWithinOf(arguments);
    if (!within) {
        return exitBadInput;
    }
    std::optional<lab::RestingFills> fills;
    if (arguments.fills) {
        fills.emplace(bench.today.desk, bench.tape.size(), *within);
        fills->noteAll(before);
        fills->noteAll(after);
        if (const int code = followFills(bench, arguments, *fills); code != exitSuccess) {
            return code;
        }
    }
    const lab::ThresholdComparison comparison = lab::compareThresholds(before, after, fills ? &*fills : nullptr);
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
            complain(before ? "--horizon " + longest + ": must be a duration such as 5s or 1m, a century at most"
                            : before.error().what);
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

Runner addLab(CLI::App& command)
{
    const auto arguments = std::make_shared<LabArguments>();
    addLabOptions(command, *arguments);
    command.require_subcommand(0, 1);
    const std::vector<std::pair<CLI::App*, Runner>> others = [&] {
        CLI::App* const prepare = command.add_subcommand(
            "prepare", "makes the decision tape of recordings, which the lab else makes on the way");
        CLI::App* const sweep =
            command.add_subcommand("sweep", "every day of recordings under a grid of settings, as Parquet");
        return std::vector<std::pair<CLI::App*, Runner>>{
            {prepare, addLabPrepare(*prepare)}, {sweep, addLabSweep(*sweep)}};
    }();
    return [arguments, others, &command](Invocation& invocation) {
        const auto other = std::ranges::find_if(others, [](const auto& one) { return one.first->parsed(); });
        if (other == others.end()) {
            return runLab(*arguments, invocation.settings);
        }
        // Options behind the word that are none of its own are taken for the lab's.
        for (const CLI::Option* const option : command.get_options()) {
            if (option->count() > 0) {
                complain("lab " + other->first->get_name() + ": " + option->get_name() + " is not of it");
                return exitBadInput;
            }
        }
        return other->second(invocation);
    };
}

} // namespace

const Command labCommand{"lab", "what other thresholds would have done along recordings", addLab};

} // namespace leadline::app
