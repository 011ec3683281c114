// SPDX-License-Identifier: MIT
/// How a crowd of market makers quotes a stock, and how often and how much is traded.
#pragma once

#include "engine/sim/equities/stock_events.h"
#include "engine/sim/exchange/random.h"

#include <vector>

namespace leadline::sim
{

/// How the hour changes a stock's habits.
struct StockHour {
    double spread = 1; ///< times its usual spread
    double size = 1; ///< times its usual size
    double rate = 1; ///< times its usual quotes and trades
};

/// Eight times the spread at the open, once from the fifth minute on; ten times before the open and after the close.
[[nodiscard]] StockHour stockHourAt(const equities::MarketPhase& phase, core::Timestamp time);

/// Deterministic by its seed; every stock draws from its own. Thread: its owner's.
class StockCrowd
{
public:
    explicit StockCrowd(std::uint64_t seed);

    /// A quote around that worth, in dollars; never crossed, on the tick, within the bands.
    [[nodiscard]] StockQuote quote(StockIndex stock, double worth, const StockHour& hour, const StockBands& bands);
    /// Of the next trade: who takes, and how much.
    [[nodiscard]] std::pair<core::Side, core::Quantity> trade(StockIndex stock, double worth, const StockHour& hour);
    [[nodiscard]] char tradeExchange(StockIndex stock);
    [[nodiscard]] core::Duration untilQuote(StockIndex stock, const StockHour& hour);
    [[nodiscard]] core::Duration untilTrade(StockIndex stock, const StockHour& hour);
    /// How often it trades in that many seconds: of a past that was not played.
    [[nodiscard]] std::uint64_t tradesIn(StockIndex stock, double seconds, const StockHour& hour);

private:
    [[nodiscard]] core::Quantity sizeOf(StockIndex stock, double dollars, double worth);

    std::vector<Random> m_randoms;
};

} // namespace leadline::sim
