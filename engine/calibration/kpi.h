// SPDX-License-Identifier: MIT
/// Key figures of parent orders with how sure they are, and whether one way of sending orders beat another.
#pragma once

#include "engine/calibration/bootstrap.h"
#include "engine/calibration/execution_quality.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace leadline::calibration
{

/// What semantics §10 asks of a set of orders. Averages are weighted by filled value, except where said; costs are
/// positive, against arrival mid.
struct KpiFigures {
    std::size_t orders = 0;
    Interval slippageBps; ///< fees in, as QualityFigures has it
    Interval feesBps; ///< of it, the fees
    Interval baselineBps; ///< a market order of the same size at the decision, fee in
    Interval improvement; ///< 1 - slippage / baseline of the averages
    Interval fillRate; ///< mean over orders
    Interval costBps; ///< as the slippage, every order with a fill counting alike
    Interval signalToFillSeconds; ///< median over orders with a fill
};
[[nodiscard]] KpiFigures kpiOf(const std::vector<const ParentOrder*>& orders, const Resampling& resampling);

inline constexpr std::string_view allStrategies = "all";

struct KpiRow {
    std::string strategy; ///< or allStrategies
    std::string_view window; ///< a name of sessionWindows
    KpiFigures figures;
};
/// Of orders that were sent, not of those on paper. By UTC window, the whole day first, and in each all orders before
/// each strategy; what has no order has no row.
[[nodiscard]] std::vector<KpiRow> kpiRows(const std::vector<ParentOrder>& orders, const Resampling& resampling);
/// For people, with a line a row; figures without bounds stand alone, and those that are not there are dashes.
[[nodiscard]] std::string kpiTable(std::span<const KpiRow> rows, const Resampling& resampling);

/// Fewer pairs give no verdict: bounds from a handful of orders are narrower than what is not known.
inline constexpr std::size_t leastPairs = 30;

/// "6.00 [1.00, 11.00]" of the interval times `unit`; alone without bounds, a dash without a value.
[[nodiscard]] std::string intervalText(int decimals, const Interval& interval, double unit);

enum class Verdict : std::uint8_t { Better, Worse, NoDifference, TooFew };
/// "better", "worse", "no difference that this sample shows", "no verdict".
[[nodiscard]] std::string_view describe(Verdict verdict);

/// The first set of orders against the second.
struct CostComparison {
    Interval differenceBps; ///< mean cost of the first less that of the second; negative: the first is cheaper
    Verdict verdict = Verdict::TooFew; ///< of the first, by whether zero is within the bounds
    std::size_t pairs = 0; ///< that the difference rests on; of sets that are not paired: orders of the smaller one
};
/// "better (-1.200 [-2.100, -0.300] bps an order)", "no verdict from 12 pairs, 30 are needed".
[[nodiscard]] std::string comparisonText(const CostComparison& comparison);
/// Two sets of orders that were sent at moments of their own.
[[nodiscard]] CostComparison compareCosts(const std::vector<const ParentOrder*>& first,
    const std::vector<const ParentOrder*>& second, const Resampling& resampling);
/// Orders that answered the same signals, one each at the same place of both lists, in the order of time:
/// what the market did to both cancels. Pairs of which one has no fill are left out.
[[nodiscard]] CostComparison comparePairs(const std::vector<const ParentOrder*>& first,
    const std::vector<const ParentOrder*>& second, const Resampling& resampling);

} // namespace leadline::calibration
