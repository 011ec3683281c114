// SPDX-License-Identifier: MIT
/// The regret book: what was paid against what other ways would have cost, by symbol, venue and UTC window.
#pragma once

#include "engine/calibration/bootstrap.h"
#include "engine/lab/regret_study.h"

#include <string>
#include <vector>

namespace leadline::lab
{

/// One other way over the orders of a group. Every order counts the same. Costs are bps of mid, fees included.
struct RegretRow {
    calibration::QualityBy by = calibration::QualityBy::All;
    std::string key; ///< "all", "ETHUSDT", "kraken", "asia"
    std::string alternative;
    std::size_t orders = 0; ///< that are compared: what was paid is known, and both bounds are
    std::size_t unknown = 0; ///< refused by the policy, not over at the recording's end, or too large for the book
    double paidBps = calibration::unknownFigure; ///< mean, of those compared
    double pessimisticBps = calibration::unknownFigure; ///< mean of the other way, behind the whole queue
    double optimisticBps = calibration::unknownFigure;
    /// Means of paid less the other way: above zero, the other way would have cost less.
    calibration::Interval pessimisticRegret;
    calibration::Interval optimisticRegret;
};
/// All, then by symbol, venue and UTC window, alternatives in the order in which they were tried.
[[nodiscard]] std::vector<RegretRow> regretRows(
    const std::vector<RegretOrder>& orders, const calibration::Resampling& resampling);

/// Of the orders that were looked at.
struct RegretCounts {
    std::size_t orders = 0;
    std::size_t notRecorded = 0; ///< no recording of their moment
    std::size_t notFilled = 0; ///< of the rest: nothing was filled, so that nothing was paid
};
[[nodiscard]] RegretCounts countsOf(const std::vector<RegretOrder>& orders);

/// One JSON object without a line end; `inputFields` as ObjectWriter appends them.
[[nodiscard]] std::string regretJson(const std::vector<RegretOrder>& orders, const std::vector<RegretRow>& rows,
    const calibration::Resampling& resampling, const std::string& inputFields);
/// A line an order and alternative, with a line of names.
[[nodiscard]] std::string regretCsv(const std::vector<RegretOrder>& orders);
/// For people.
[[nodiscard]] std::string regretText(const std::vector<RegretOrder>& orders, const std::vector<RegretRow>& rows);

} // namespace leadline::lab
