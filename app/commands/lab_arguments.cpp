// SPDX-License-Identifier: MIT
#include "app/commands/lab_arguments.h"

#include "app/commands/lab_tape.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <array>

namespace leadline::app
{

namespace
{

/// What would be read by nobody.
std::optional<std::string> misplacedIn(const LabArguments& arguments)
{
    if (arguments.cancel && (arguments.signal || arguments.traces || !arguments.decisions.empty())) {
        return "--cancel looks at orders that rest: without --signal, --traces and --decisions";
    }
    if (arguments.traces && (!arguments.curve.empty() || !arguments.map.empty())) {
        return "--traces is of --set";
    }
    if (arguments.fills && (arguments.cancel || !arguments.map.empty())) {
        return "--fills is of --set and --curve";
    }
    if (!arguments.fills && !arguments.fillWithin.empty()) {
        return "--fill-within is of --fills";
    }
    if (!arguments.cancel && !arguments.horizon.empty()) {
        return "--horizon is of --cancel";
    }
    return std::nullopt;
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

} // namespace

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
    command.add_option("--svg", arguments.svg, "the steps of --curve as a picture");
    command.add_flag("--fills", arguments.fills,
        "follows what rests on paper: how much is filled, behind the whole queue and where cancels shorten it");
    command.add_option("--fill-within", arguments.fillWithin, "with --fills: how long an order rests (default 30s)");
    command.add_flag("--traces", arguments.traces, "with both traces of each decision that changed");
    command.add_flag("--json", arguments.json, "one JSON object");
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
        return notionalWords;
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
    if (!arguments.svg.empty() && arguments.curve.empty()) {
        return "--svg is of --curve";
    }
    return misplacedIn(arguments);
}

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

} // namespace leadline::app
