// SPDX-License-Identifier: MIT
/// When the New York Stock Exchange trades, by its own rules for holidays and early closes.
#pragma once

#include "engine/equities/market_hours.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

namespace leadline::equities
{

/// Rules as they stand from 1998 on. Days of mourning, storms and the like follow no rule and are trading days here.
[[nodiscard]] std::optional<MarketDay> tradingDay(std::chrono::year_month_day day);
/// Every trading day of `from` to `to`, both included.
[[nodiscard]] std::vector<MarketDay> tradingDays(std::chrono::year_month_day from, std::chrono::year_month_day to);
/// The first trading day after `day`.
[[nodiscard]] MarketDay tradingDayAfter(std::chrono::year_month_day day);
/// The last trading day before `day`.
[[nodiscard]] MarketDay tradingDayBefore(std::chrono::year_month_day day);

enum class MarketSession : std::uint8_t {
    Closed, ///< weekends, holidays, 20:00 to 4:00
    PreMarket, ///< from 4:00
    Regular, ///< 9:30 to 16:00, on half days to 13:00
    AfterHours, ///< four hours
};

struct MarketPhase {
    MarketSession session = MarketSession::Closed;
    core::Timestamp ends; ///< when the next one begins
    MarketDay day; ///< of a closed phase, the trading day that comes next
};

[[nodiscard]] MarketPhase marketPhaseAt(core::Timestamp time);

/// When trading before the open begins, and when trading after the close ends.
[[nodiscard]] core::Timestamp preMarketOpens(const MarketDay& day);
[[nodiscard]] core::Timestamp afterHoursClose(const MarketDay& day);

} // namespace leadline::equities
