// SPDX-License-Identifier: MIT
/// What a calibration report says, whichever form it takes.
#pragma once

#include "engine/calibration/aggregation.h"
#include "engine/calibration/calibrator.h"
#include "engine/calibration/execution_quality.h"

#include <string>
#include <vector>

namespace leadline::calibration
{

/// One line of a chart over time. A point that is NaN breaks the line.
struct HistoryLine {
    std::string name; ///< "kraken taker"
    std::vector<double> values; ///< one a day of the period
    std::vector<double> expected; ///< the same days; empty: none
};
struct HistoryChart {
    std::string title; ///< "Taker fee"
    std::string unit; ///< "bps"
    std::vector<core::Timestamp> days; ///< UTC midnights
    std::vector<HistoryLine> lines;
};

/// What was expected against what came, by venue and role.
struct ExpectedActual {
    core::VenueId venue;
    bool isMaker = false;
    std::size_t fills = 0;
    double value = 0; ///< quote units
    double expectedFees = 0; ///< quote units
    double actualFees = 0;
};

/// Figures of a venue and a part of its executions.
struct CalibrationRow {
    std::string part; ///< "all", a symbol, or a UTC window's name
    VenueCalibration figures;
};

struct ReportContent {
    core::Timestamp from;
    core::Timestamp to;
    core::Timestamp made;
    std::string desk; ///< workstations that contributed, for people
    std::string environment; ///< "embedded market", "live"
    CalibrationSettings settings;
    std::size_t executions = 0;
    std::size_t orders = 0;
    std::vector<CalibrationRow> venues; ///< by venue; "all" first
    std::vector<ExpectedActual> expectedActual;
    std::vector<HistoryChart> charts;
    std::vector<QualityRow> quality;
    std::optional<RolloutComparison> rollout; ///< signals that were sent, and those on paper; nothing: none was
    std::vector<AggregationRow> aggregation; ///< what the choice among venues was worth
};

/// From what the calibrator holds within [from, to), and the parent orders of that time.
[[nodiscard]] ReportContent makeReport(const Calibrator& calibrator, const std::vector<ParentOrder>& orders,
    core::Timestamp from, core::Timestamp to, core::Timestamp made);

} // namespace leadline::calibration
