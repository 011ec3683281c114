// SPDX-License-Identifier: MIT
/// When the New York Stock Exchange trades, by its own rules for holidays and early closes.
#pragma once

#include "engine/equities/market_hours.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

namespace leadline::sim
{

/// Rules as they stand from 1998 on. Days of mourning, storms and the like follow no rule and are trading days here.
[[nodiscard]] std::optional<equities::MarketDay> stockDay(std::chrono::year_month_day day);
/// Every trading day of `from` to `to`, both included.
[[nodiscard]] std::vector<equities::MarketDay> stockDays(
    std::chrono::year_month_day from, std::chrono::year_month_day to);
/// The first trading day after `day`.
[[nodiscard]] equities::MarketDay stockDayAfter(std::chrono::year_month_day day);
/// The last trading day before `day`.
[[nodiscard]] equities::MarketDay stockDayBefore(std::chrono::year_month_day day);

enum class StockSession : std::uint8_t {
    Closed, ///< weekends, holidays, 20:00 to 4:00
    PreMarket, ///< from 4:00
    Regular, ///< 9:30 to 16:00, on half days to 13:00
    AfterHours, ///< four hours
};

struct StockPhase {
    StockSession session = StockSession::Closed;
    core::Timestamp ends; ///< when the next one begins
    equities::MarketDay day; ///< of a closed phase, the trading day that comes next
};

[[nodiscard]] StockPhase stockPhaseAt(core::Timestamp time);

/// When trading before the open begins, and when trading after the close ends.
[[nodiscard]] core::Timestamp preMarketOpens(const equities::MarketDay& day);
[[nodiscard]] core::Timestamp afterHoursClose(const equities::MarketDay& day);

} // namespace leadline::sim
