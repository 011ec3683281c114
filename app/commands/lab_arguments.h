// SPDX-License-Identifier: MIT
/// What `leadline lab` is asked: its options, and whether they fit together.
#pragma once

#include "app/commands/tape_run.h"
#include "app/settings/settings.h"
#include "engine/lab/flip_map.h"

#include <expected>
#include <optional>
#include <string>
#include <vector>

namespace leadline::app
{

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
    std::string svg; ///< file of the curve's picture
    std::string fillWithin; ///< how long what rests is followed; empty: half a minute
    bool fills = false;
    std::string horizon; ///< of an order that rests; empty: a minute
    bool cancel = false;
    bool traces = false;
    bool json = false;
};

void addLabOptions(CLI::App& command, LabArguments& arguments);
/// What does not fit together; nothing where all does.
[[nodiscard]] std::optional<std::string> wrongIn(const LabArguments& arguments);
/// The thresholds of --curve or --map, with the values that the settings would take them at; none where settings are
/// compared. An exit code, and it is said, for what is none.
[[nodiscard]] std::expected<std::vector<lab::MapThreshold>, int> thresholdsOf(
    const LabArguments& arguments, const Settings& settings);

} // namespace leadline::app
