// SPDX-License-Identifier: MIT
/// How good executions were: each parent order against the mid it met and the market order it might have been.
#pragma once

#include "engine/calibration/bootstrap.h"
#include "engine/calibration/execution.h"
#include "engine/calibration/quality_figures.h"

#include <array>
#include <deque>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace leadline::calibration
{

/// A share of a smaller baseline says nothing: an improvement is then known in bps alone.
inline constexpr double leastBaselineBps = 1;
/// How long after a fill the mid is looked at.
inline constexpr std::array<core::Duration, 3> markOutAfter{
    std::chrono::seconds(1), std::chrono::seconds(5), std::chrono::seconds(30)};

/// Whose wish a parent order was.
enum class Origin : std::uint8_t {
    User, ///< the user's, or a rebalance's
    Signal, ///< of another program or a model, by itself
    Paper, ///< the same, left out by the rules of the rollout and traded on paper: no money moved
};
/// "user", "signal", "paper"
[[nodiscard]] std::string_view nameOf(Origin origin);
/// Nothing: none has that name.
[[nodiscard]] std::optional<Origin> originNamed(std::string_view name);

/// What the user asked for, however many orders it took.
struct ParentOrder {
    static constexpr double unknown = unknownFigure;

    std::string id; ///< of its first order
    core::VenueId venue; ///< of its first order
    core::Symbol symbol;
    core::Side side = core::Side::Bid;
    std::string strategy; ///< "passive", "aggressive", "rebalance"
    Origin origin = Origin::User;
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

enum class QualityBy : std::uint8_t { All, Symbol, Venue, Strategy, Window, Origin };
[[nodiscard]] std::string_view nameOf(QualityBy by);

struct QualityRow {
    QualityBy by = QualityBy::All;
    std::string key; ///< "ETH/USDT", "kraken", "asia", "signal"
    QualityFigures figures;
};

/// Rows for everything, then by symbol, venue, strategy and UTC window; keys ascending, windows in their order. Orders
/// on paper are in none of them; where signals traded, rows by origin follow, and there they are.
[[nodiscard]] std::vector<QualityRow> qualityRows(const std::vector<ParentOrder>& orders);
[[nodiscard]] QualityFigures summarise(const std::vector<const ParentOrder*>& orders);

/// Signals that were sent against those that were traded on paper beside them.
struct RolloutComparison {
    QualityFigures sent;
    QualityFigures paper;
    Interval slippageDifference; ///< mean over filled orders, sent less paper, bps
};
/// Nothing where none was traded on paper.
[[nodiscard]] std::optional<RolloutComparison> compareRollout(const std::vector<ParentOrder>& orders);

} // namespace leadline::calibration
