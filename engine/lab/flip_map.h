// SPDX-License-Identifier: MIT
/// What comes out at every pair of values of two thresholds, exactly.
#pragma once

#include "engine/core/result.h"
#include "engine/lab/decision_tally.h"
#include "engine/lab/progress.h"
#include "engine/lab/threshold.h"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace leadline::lab
{

/// What a cell of the plane tells: a reason or a strategy takes more room than so many cells have.
struct MapCell {
    std::array<std::int32_t, actionCount> actions{};
    core::Int128 cost = 0; ///< billionths of a quote unit

    bool operator==(const MapCell&) const = default;
};

struct MapAxis {
    std::string key;
    ThresholdRange range;
    double now = 0;
    std::vector<Cut> from; ///< where each of its steps begins, ascending; the first: the range's least
};

struct FlipMap {
    std::array<MapAxis, 2> axes;
    std::size_t decisions = 0;
    std::vector<MapCell> cells; ///< by the first axis, and within it by the second

    [[nodiscard]] const MapCell& at(std::size_t first, std::size_t second) const
    {
        return cells[first * axes[1].from.size() + second];
    }
};

/// One threshold of the two.
struct MapThreshold {
    const Threshold& threshold;
    ThresholdRange range;
};

/// Rectangles of equal outcomes over both ranges: in each cell, at its edges as they say, it is what a replay with
/// those two values says. A defect where there would be more than `mostCells`.
[[nodiscard]] core::Result<FlipMap> flipMapOf(Redecision& redecision, const MapThreshold& first,
    const MapThreshold& second, std::size_t mostCells, const Progress& progress = {});
/// The step of an axis that holds at a value.
[[nodiscard]] std::size_t stepOf(const MapAxis& axis, double value);
/// The cell that holds at two values.
[[nodiscard]] const MapCell& cellAt(const FlipMap& map, double first, double second);

/// One JSON object without a line end: both axes, and a row for each step of the first one, of runs along the second:
/// `[steps, AGGRESSIVE, PASSIVE, ABORT, expected cost]`.
[[nodiscard]] std::string mapJson(const FlipMap& map, const std::string& inputFields);
/// For people: a coarse picture of shares, and what holds now.
[[nodiscard]] std::string mapText(const FlipMap& map);

} // namespace leadline::lab
