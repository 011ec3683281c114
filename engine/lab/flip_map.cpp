// SPDX-License-Identifier: MIT
#include "engine/lab/flip_map.h"

#include "engine/core/number_text.h"
#include "engine/json/writer.h"
#include "engine/lab/threshold_curve.h"

#include <algorithm>
#include <set>

namespace leadline::lab
{

namespace
{

/// One decision over the plane: few cuts either way.
struct DecisionPlane {
    std::array<std::vector<Cut>, 2> from;
    std::vector<MapCell> cells; ///< by the first axis
};

MapCell cellOf(const DecisionOutcome& outcome)
{
    MapCell cell{.actions = {}, .cost = outcome.cost};
    cell.actions[static_cast<std::size_t>(outcome.action)] = 1;
    return cell;
}

void addTo(MapCell& cell, const MapCell& other, int times)
{
    for (std::size_t i = 0; i < actionCount; ++i) {
        cell.actions[i] += other.actions[i] * times;
    }
    cell.cost += other.cost * times;
}

/// Steps whose cells are those of the step before are none.
DecisionPlane withoutRepetitions(const DecisionPlane& plane)
{
    const std::size_t columns = plane.from[1].size();
    const auto at = [&](std::size_t row, std::size_t column) { return plane.cells[row * columns + column]; };
    std::vector<std::size_t> rows;
    for (std::size_t row = 0; row < plane.from[0].size(); ++row) {
        bool isNew = row == 0;
        for (std::size_t column = 0; column < columns && !isNew; ++column) {
            isNew = !(at(row, column) == at(row - 1, column));
        }
        if (isNew) {
            rows.push_back(row);
        }
    }
    std::vector<std::size_t> kept;
    for (std::size_t column = 0; column < columns; ++column) {
        const bool isNew = column == 0
            || std::ranges::any_of(rows, [&](std::size_t row) { return !(at(row, column) == at(row, column - 1)); });
        if (isNew) {
            kept.push_back(column);
        }
    }
    DecisionPlane reduced;
    for (const std::size_t row : rows) {
        reduced.from[0].push_back(plane.from[0][row]);
        for (const std::size_t column : kept) {
            reduced.cells.push_back(at(row, column));
        }
    }
    for (const std::size_t column : kept) {
        reduced.from[1].push_back(plane.from[1][column]);
    }
    return reduced;
}

/// What one threshold is compared with may hang on the other: who takes part decides whose impact it is. All of them.
std::vector<Probe> probesOver(
    Redecision& redecision, const MapThreshold& which, const MapThreshold& other, const std::vector<Probe>& others)
{
    routing::RoutingPolicy policy = redecision.policy();
    std::vector<Probe> probes;
    for (const Probe& probe : others) {
        other.threshold.place(policy) = probe.at;
        const auto more = probesOf(redecision, policy, which.threshold, which.range);
        probes.insert(probes.end(), more.begin(), more.end());
    }
    std::ranges::sort(probes, {}, &Probe::from);
    const auto repeated = std::ranges::unique(probes, {}, &Probe::from);
    probes.erase(repeated.begin(), repeated.end());
    return probes;
}

/// Of the loaded moment.
DecisionPlane planeOf(Redecision& redecision, const MapThreshold& first, const MapThreshold& second)
{
    routing::RoutingPolicy policy = redecision.policy();
    std::vector<Probe> rows = probesOf(redecision, policy, first.threshold, first.range);
    std::vector<Probe> columns = probesOf(redecision, policy, second.threshold, second.range);
    if (first.threshold.compared == Compared::Impact) {
        rows = probesOver(redecision, first, second, columns);
    } else if (second.threshold.compared == Compared::Impact) {
        columns = probesOver(redecision, second, first, rows);
    }
    DecisionPlane plane;
    for (const Probe& row : rows) {
        plane.from[0].push_back(row.from);
        first.threshold.place(policy) = row.at;
        for (const Probe& column : columns) {
            second.threshold.place(policy) = column.at;
            plane.cells.push_back(cellOf(outcomeOf(redecision.decide(policy), redecision)));
        }
    }
    for (const Probe& column : columns) {
        plane.from[1].push_back(column.from);
    }
    return withoutRepetitions(plane);
}

/// `cuts`: of all decisions, the range's beginning among them.
MapAxis axisOf(const Redecision& redecision, const MapThreshold& which, const std::set<Cut>& cuts)
{
    routing::RoutingPolicy policy = redecision.policy();
    return {.key = std::string(which.threshold.key),
        .range = which.range,
        .now = which.threshold.place(policy),
        .from = {cuts.begin(), cuts.end()}};
}

std::size_t placeOf(const MapAxis& axis, const Cut& cut)
{
    return static_cast<std::size_t>(std::ranges::lower_bound(axis.from, cut) - axis.from.begin());
}

/// Adds what the decision's cells differ by from those before them: sums over rows and columns make cells of it.
void addDifferences(FlipMap& map, const DecisionPlane& plane)
{
    const std::size_t columns = plane.from[1].size();
    const std::size_t width = map.axes[1].from.size();
    for (std::size_t i = 0; i < plane.from[0].size(); ++i) {
        const std::size_t row = placeOf(map.axes[0], plane.from[0][i]);
        for (std::size_t j = 0; j < columns; ++j) {
            MapCell& corner = map.cells[row * width + placeOf(map.axes[1], plane.from[1][j])];
            addTo(corner, plane.cells[i * columns + j], 1);
            if (i > 0) {
                addTo(corner, plane.cells[(i - 1) * columns + j], -1);
            }
            if (j > 0) {
                addTo(corner, plane.cells[i * columns + j - 1], -1);
            }
            if (i > 0 && j > 0) {
                addTo(corner, plane.cells[(i - 1) * columns + j - 1], 1);
            }
        }
    }
}

void sumUp(FlipMap& map)
{
    const std::size_t width = map.axes[1].from.size();
    for (std::size_t row = 0; row < map.axes[0].from.size(); ++row) {
        for (std::size_t column = 1; column < width; ++column) {
            addTo(map.cells[row * width + column], map.cells[row * width + column - 1], 1);
        }
    }
    for (std::size_t i = width; i < map.cells.size(); ++i) {
        addTo(map.cells[i], map.cells[i - width], 1);
    }
}

std::string axisJson(const MapAxis& axis)
{
    json::ListWriter steps;
    for (std::size_t i = 0; i < axis.from.size(); ++i) {
        const Cut* const end = i + 1 < axis.from.size() ? &axis.from[i + 1] : nullptr;
        std::string fields = intervalFields(i == 0 ? nullptr : &axis.from[i], end);
        fields.front() = '{';
        steps.add(fields + "}");
    }
    return json::ObjectWriter()
        .text("key", axis.key)
        .number("value", axis.now)
        .raw("range", json::ObjectWriter().number("least", axis.range.least).number("most", axis.range.most).str())
        .raw("steps", steps.str())
        .str();
}

std::string runsJson(const FlipMap& map, std::size_t row)
{
    json::ListWriter runs;
    const std::size_t width = map.axes[1].from.size();
    for (std::size_t begin = 0; begin < width;) {
        const MapCell& cell = map.at(row, begin);
        std::size_t end = begin + 1;
        while (end < width && map.at(row, end) == cell) {
            ++end;
        }
        json::ListWriter run;
        run.add(std::to_string(end - begin));
        for (const auto action : {routing::Action::Aggressive, routing::Action::Passive, routing::Action::Abort}) {
            run.add(std::to_string(cell.actions[static_cast<std::size_t>(action)]));
        }
        runs.add(run.add(json::number(core::toDouble(cell.cost) / 1e9)).str());
        begin = end;
    }
    return runs.str();
}

} // namespace

core::Result<FlipMap> flipMapOf(Redecision& redecision, const MapThreshold& first, const MapThreshold& second,
    std::size_t mostCells, const Progress& progress)
{
    std::vector<DecisionPlane> planes;
    FlipMap map{.decisions = redecision.tape().size()};
    std::array<std::set<Cut>, 2> cuts;
    for (std::size_t moment = 0; moment < map.decisions && progress.goesOn(moment, map.decisions); ++moment) {
        redecision.load(moment);
        planes.push_back(planeOf(redecision, first, second));
        for (std::size_t axis = 0; axis < cuts.size(); ++axis) {
            cuts[axis].insert(planes.back().from[axis].begin(), planes.back().from[axis].end());
        }
        if (cuts[0].size() * cuts[1].size() > mostCells) {
            return core::defect("the map would have more than " + std::to_string(mostCells)
                + " cells: a longer --every has fewer decisions");
        }
    }
    map.axes = {axisOf(redecision, first, cuts[0]), axisOf(redecision, second, cuts[1])};
    const std::size_t rows = map.axes[0].from.size();
    const std::size_t columns = map.axes[1].from.size();
    map.cells.resize(rows * columns);
    for (const DecisionPlane& plane : planes) {
        addDifferences(map, plane);
    }
    sumUp(map);
    return map;
}

std::size_t stepOf(const MapAxis& axis, double value)
{
    const auto behind = std::ranges::upper_bound(axis.from, Cut{value, false});
    return behind == axis.from.begin() ? 0 : static_cast<std::size_t>(behind - axis.from.begin()) - 1;
}

const MapCell& cellAt(const FlipMap& map, double first, double second)
{
    return map.at(stepOf(map.axes[0], first), stepOf(map.axes[1], second));
}

std::string mapJson(const FlipMap& map, const std::string& inputFields)
{
    json::ListWriter rows;
    for (std::size_t row = 0; row < map.axes[0].from.size(); ++row) {
        rows.add(runsJson(map, row));
    }
    return json::ObjectWriter()
        .raw("keys", json::ListWriter().addText(map.axes[0].key).addText(map.axes[1].key).str())
        .whole("decisions", map.decisions)
        .raw("axes", json::ListWriter().add(axisJson(map.axes[0])).add(axisJson(map.axes[1])).str())
        .raw("run", R"(["steps","AGGRESSIVE","PASSIVE","ABORT","expected_cost"])")
        .raw("rows", rows.str())
        .append(inputFields)
        .str();
}

std::string mapText(const FlipMap& map)
{
    constexpr std::size_t points = 9; // of each axis, evenly over its steps
    const auto valueAt = [](const MapAxis& axis, std::size_t point) {
        return axis.from[(axis.from.size() - 1) * point / (points - 1)].value;
    };
    const MapCell& now = cellAt(map, map.axes[0].now, map.axes[1].now);
    std::string text = map.axes[0].key + " (down) and " + map.axes[1].key
        + " (across): " + std::to_string(map.axes[0].from.size()) + " x " + std::to_string(map.axes[1].from.size())
        + " cells of equal outcomes, " + std::to_string(map.decisions) + " decisions\n"
        + "AGGRESSIVE/PASSIVE/ABORT at a few points; --json has every cell\n" + std::string(12, ' ');
    for (std::size_t j = 0; j < points; ++j) {
        const std::string head = core::roundedText(valueAt(map.axes[1], j), 4);
        text += std::string(head.size() < 16 ? 16 - head.size() : 1, ' ') + head;
    }
    for (std::size_t i = 0; i < points; ++i) {
        const std::string head = core::roundedText(valueAt(map.axes[0], i), 4);
        text += "\n" + std::string(head.size() < 12 ? 12 - head.size() : 1, ' ') + head;
        for (std::size_t j = 0; j < points; ++j) {
            const MapCell& cell = cellAt(map, valueAt(map.axes[0], i), valueAt(map.axes[1], j));
            const std::string shown = std::to_string(cell.actions[1]) + "/" + std::to_string(cell.actions[0]) + "/"
                + std::to_string(cell.actions[2]);
            text += std::string(shown.size() < 16 ? 16 - shown.size() : 1, ' ') + shown;
        }
    }
    return text + "\nnow: " + std::to_string(now.actions[1]) + "/" + std::to_string(now.actions[0]) + "/"
        + std::to_string(now.actions[2]) + ", expected cost " + core::fixedText(core::toDouble(now.cost) / 1e9, 2)
        + "\n";
}

} // namespace leadline::lab
