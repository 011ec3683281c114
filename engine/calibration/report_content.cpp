// SPDX-License-Identifier: MIT
#include "engine/calibration/report_content.h"

#include <algorithm>
#include <limits>
#include <set>

namespace leadline::calibration
{

namespace
{

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

/// Fees and answers of each day of the period, by venue: a pass over its records a venue.
struct DailyFigures {
    SlidingQuantiles maker;
    SlidingQuantiles taker;
    SlidingQuantiles acknowledged;
};

std::vector<HistoryChart> makeCharts(const Calibrator& calibrator, core::Timestamp from, core::Timestamp to)
{
    const auto first = std::chrono::floor<std::chrono::days>(from);
    std::vector<core::Timestamp> days;
    for (core::Timestamp day = first; day < to; day += std::chrono::days(1)) {
        days.push_back(day);
    }
    HistoryChart maker{.title = "Maker fee", .unit = "bps", .days = days, .lines = {}};
    HistoryChart taker{.title = "Taker fee", .unit = "bps", .days = days, .lines = {}};
    HistoryChart latency{.title = "Acknowledgement, 95 of 100", .unit = "ms", .days = days, .lines = {}};
    for (const core::VenueId& id : calibrator.venues()) {
        std::vector<DailyFigures> daily(days.size());
        const auto dayOf = [&](core::Timestamp time) {
            return static_cast<std::size_t>((time - first) / std::chrono::days(1));
        };
        const auto isIn = [&](core::Timestamp time) { return time >= from && time < to; };
        std::vector<double> expectedMaker(days.size(), unknown);
        std::vector<double> expectedTaker(days.size(), unknown);
        for (const Execution& record : calibrator.executions(id)) {
            if (isIn(record.time)) {
                DailyFigures& day = daily[dayOf(record.time)];
                (record.isMaker ? day.maker : day.taker).add(record.feeBps());
                (record.isMaker ? expectedMaker : expectedTaker)[dayOf(record.time)] = record.expectedFeeBps;
            }
        }
        for (const LatencySample& record : calibrator.latencies(id)) {
            if (isIn(record.time) && record.kind == LatencySample::Kind::Acknowledged) {
                daily[dayOf(record.time)].acknowledged.add(
                    std::chrono::duration<double, std::milli>(record.took).count());
            }
        }
        const auto line = [&](HistoryChart& chart, std::vector<double> expected, double q,
                              SlidingQuantiles DailyFigures::*which) {
            HistoryLine made{.name = id.text(), .values = {}, .expected = std::move(expected)};
            for (const DailyFigures& day : daily) {
                made.values.push_back((day.*which).quantile(q));
            }
            if (std::ranges::any_of(made.values, [](double value) { return value == value; })) {
                chart.lines.push_back(std::move(made));
            }
        };
        line(maker, std::move(expectedMaker), 0.5, &DailyFigures::maker);
        line(taker, std::move(expectedTaker), 0.5, &DailyFigures::taker);
        line(latency, {}, 0.95, &DailyFigures::acknowledged);
    }
    std::vector<HistoryChart> charts{std::move(maker), std::move(taker), std::move(latency)};
    std::erase_if(charts, [](const HistoryChart& chart) { return chart.lines.empty(); });
    return charts;
}

} // namespace

ReportContent makeReport(const Calibrator& calibrator, const std::vector<ParentOrder>& orders, core::Timestamp from,
    core::Timestamp to, core::Timestamp made)
{
    ReportContent report{
        .from = from, .to = to, .made = made, .desk = {}, .environment = {}, .settings = calibrator.settings()};
    std::set<std::string> workstations;
    for (const core::VenueId& id : calibrator.venues()) {
        Selection selection{.from = from, .to = to};
        std::set<core::Symbol> symbols;
        std::array<ExpectedActual, 2> fees{
            ExpectedActual{.venue = id, .isMaker = true}, ExpectedActual{.venue = id, .isMaker = false}};
        for (const Execution& record : calibrator.executions(id)) {
            if (record.time < from || record.time >= to) {
                continue;
            }
            ++report.executions;
            symbols.insert(record.market.symbol);
            workstations.insert(record.workstation);
            ExpectedActual& role = fees[record.isMaker ? 0 : 1];
            ++role.fills;
            role.value += record.notional;
            role.expectedFees += record.notional * record.expectedFeeBps * 1e-4;
            role.actualFees += record.fee;
        }
        report.venues.push_back({"all", calibrator.of(id, selection)});
        for (const core::Symbol& symbol : symbols) {
            selection.symbol = symbol;
            report.venues.push_back({symbol.text(), calibrator.of(id, selection)});
        }
        selection.symbol.reset();
        for (const SessionWindow& window : sessionWindows) {
            selection.window = window;
            if (VenueCalibration part = calibrator.of(id, selection);
                part.samples > 0 && window.ends - window.begins < 24) {
                report.venues.push_back({std::string(window.name), std::move(part)});
            }
        }
        for (const ExpectedActual& role : fees) {
            if (role.fills > 0) {
                report.expectedActual.push_back(role);
            }
        }
    }
    for (const std::string& workstation : workstations) {
        report.desk += (report.desk.empty() ? "" : ", ") + workstation;
    }
    std::vector<ParentOrder> inTime;
    std::ranges::copy_if(orders, std::back_inserter(inTime),
        [&](const ParentOrder& order) { return order.decided >= from && order.decided < to; });
    report.orders = static_cast<std::size_t>(
        std::ranges::count_if(inTime, [](const ParentOrder& order) { return order.origin != Origin::Paper; }));
    report.quality = qualityRows(inTime);
    report.rollout = compareRollout(inTime);
    report.charts = makeCharts(calibrator, from, to);
    return report;
}

} // namespace leadline::calibration
