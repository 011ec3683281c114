// SPDX-License-Identifier: MIT
/// How good executions were: each parent order against the mid it met and the market order it might have been.
#pragma once

#include "engine/calibration/execution.h"
#include "engine/calibration/quality_figures.h"

#include <array>
#include <deque>
#include <limits>
#include <map>
#include <string>
#include <vector>

namespace leadline::calibration
{

/// A share of a smaller baseline says nothing: an improvement is then known in bps alone.
inline constexpr double leastBaselineBps = 1;
/// How long after a fill the mid is looked at.
inline constexpr std::array<core::Duration, 3> markOutAfter{
    std::chrono::seconds(1), std::chrono::seconds(5), std::chrono::seconds(30)};

/// What the user asked for, however many orders it took.
struct ParentOrder {
    static constexpr double unknown = unknownFigure;

    std::string id; ///< of its first order
    core::VenueId venue; ///< of its first order
    core::Symbol symbol;
    core::Side side = core::Side::Bid;
    std::string strategy; ///< "passive", "aggressive", "rebalance"
    core::Timestamp decided;
    double arrivalMid = unknown;
    double baselineBps = unknown; ///< a market order of the whole size then, taker fee included, against arrival mid
    core::Quantity size; ///< coins
    // The result so far:
    core::Quantity filled;
    core::Quantity late; ///< of it, filled only because its time was over: no part of the fill rate
    double filledValue = 0; ///< quote units
    double makerValue = 0; ///< of it, filled as maker
    double fees = 0; ///< quote units
    core::Timestamp firstFill; ///< the epoch: none
    std::array<double, 3> markOutBps{
        unknown, unknown, unknown}; ///< mid after the fills, value-weighted; gains positive
    bool isOver = false;

    /// Fees included, against arrival mid; a cost is positive. NaN while nothing is filled.
    [[nodiscard]] double slippageBps() const;
    /// 1 - slippage / baseline; NaN without a positive baseline.
    [[nodiscard]] double improvement() const;
    [[nodiscard]] double fillRate() const;
    [[nodiscard]] double makerShare() const; ///< of the filled value; NaN while nothing is filled
    [[nodiscard]] double signalToFillSeconds() const; ///< NaN while nothing is filled
};

enum class QualityBy : std::uint8_t { All, Symbol, Venue, Strategy, Window };
[[nodiscard]] std::string_view nameOf(QualityBy by);

struct QualityRow {
    QualityBy by = QualityBy::All;
    std::string key; ///< "ETH/USDT", "kraken", "asia"
    QualityFigures figures;
};

/// Rows for everything, then by symbol, venue, strategy and UTC window; keys ascending, windows in their order.
[[nodiscard]] std::vector<QualityRow> qualityRows(const std::vector<ParentOrder>& orders);
[[nodiscard]] QualityFigures summarise(const std::vector<const ParentOrder*>& orders);

} // namespace leadline::calibration
