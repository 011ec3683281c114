// SPDX-License-Identifier: MIT
/// When US stocks trade: New York time, and the days of a venue's calendar.
#pragma once

#include "engine/core/time.h"

#include <chrono>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace leadline::equities
{

/// Time of day in New York, since midnight there.
using TimeOfDay = std::chrono::nanoseconds;

struct NewYorkTime {
    std::chrono::year_month_day day;
    TimeOfDay timeOfDay{};

    bool operator==(const NewYorkTime&) const = default;
};

[[nodiscard]] NewYorkTime newYorkTime(core::Timestamp time);
/// Of a time that a change of clocks skips, the moment of the change; of one that comes twice, the first.
[[nodiscard]] core::Timestamp fromNewYork(std::chrono::year_month_day day, TimeOfDay timeOfDay);
/// "2026-11-20 09:35:00"
[[nodiscard]] std::string newYorkText(core::Timestamp time);

/// Regular hours of one trading day.
struct MarketDay {
    std::chrono::year_month_day day;
    core::Timestamp opens;
    core::Timestamp closes;

    bool operator==(const MarketDay&) const = default;
};

/// A trading day by its New York times; the usual ones unless told otherwise.
[[nodiscard]] MarketDay marketDay(std::chrono::year_month_day day, TimeOfDay opens = std::chrono::minutes(9 * 60 + 30),
    TimeOfDay closes = std::chrono::hours(16));

/// Trading days of a venue in order; what is not in it is closed.
class TradingCalendar
{
public:
    TradingCalendar() = default;
    /// In any order; of a day named twice, the last word counts.
    explicit TradingCalendar(std::vector<MarketDay> days);

    [[nodiscard]] bool isEmpty() const { return m_days.empty(); }
    /// The day whose regular hours hold `time`: opens ≤ time < closes.
    [[nodiscard]] const MarketDay* openAt(core::Timestamp time) const;
    /// The first day that opens after `time`; null where the calendar ends before.
    [[nodiscard]] const MarketDay* nextAfter(core::Timestamp time) const;
    [[nodiscard]] const std::vector<MarketDay>& days() const { return m_days; }

private:
    std::vector<MarketDay> m_days;
};

/// Where an order stands before it may be placed.
struct Placement {
    enum class Kind : std::uint8_t {
        Now,
        OpeningDelay, ///< the market is open, and its first minutes are let pass
        Closed, ///< until the next open and its delay
        Unknown, ///< the calendar does not reach so far
    };

    Kind kind = Kind::Unknown;
    core::Timestamp from{}; ///< when it may be placed: now, or the end of the delay

    bool operator==(const Placement&) const = default;
};

/// Nothing is placed in [open, open + delay), on any trading day; a delay that reaches the close leaves nothing of it.
[[nodiscard]] Placement placementAt(const TradingCalendar& calendar, core::Timestamp now, std::chrono::minutes delay);

} // namespace leadline::equities
