// SPDX-License-Identifier: MIT
#include "engine/equities/market_hours.h"

#include <date/tz.h>

#include <algorithm>
#include <array>
#include <cstdio>

namespace leadline::equities
{

namespace
{

const date::time_zone& newYork()
{
    static const date::time_zone* const zone = date::locate_zone("America/New_York");
    return *zone;
}

date::local_time<std::chrono::nanoseconds> localTime(std::chrono::year_month_day day, TimeOfDay timeOfDay)
{
    return date::local_time<std::chrono::nanoseconds>(
        std::chrono::sys_days(day).time_since_epoch() + std::chrono::nanoseconds(timeOfDay));
}

} // namespace

NewYorkTime newYorkTime(core::Timestamp time)
{
    const std::chrono::nanoseconds local = newYork().to_local(time).time_since_epoch();
    const auto day = std::chrono::floor<std::chrono::days>(local);
    return {std::chrono::year_month_day(std::chrono::sys_days(day)), local - day};
}

core::Timestamp fromNewYork(std::chrono::year_month_day day, TimeOfDay timeOfDay)
{
    return newYork().to_sys(localTime(day, timeOfDay), date::choose::earliest);
}

std::string newYorkText(core::Timestamp time)
{
    const NewYorkTime local = newYorkTime(time);
    const auto seconds = std::chrono::floor<std::chrono::seconds>(local.timeOfDay).count();
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%04d-%02u-%02u %02d:%02d:%02d", static_cast<int>(local.day.year()),
        static_cast<unsigned>(local.day.month()), static_cast<unsigned>(local.day.day()),
        static_cast<int>(seconds / 3600), static_cast<int>(seconds / 60 % 60), static_cast<int>(seconds % 60));
    return text.data();
}

MarketDay marketDay(std::chrono::year_month_day day, TimeOfDay opens, TimeOfDay closes)
{
    return {day, fromNewYork(day, opens), fromNewYork(day, closes)};
}

TradingCalendar::TradingCalendar(std::vector<MarketDay> days)
    : m_days(std::move(days))
{
    std::ranges::stable_sort(m_days, {}, &MarketDay::opens);
    // Of equal days the last one stays.
    const auto repeated = std::unique(
        m_days.rbegin(), m_days.rend(), [](const MarketDay& a, const MarketDay& b) { return a.day == b.day; });
    m_days.erase(m_days.begin(), repeated.base());
}

const MarketDay* TradingCalendar::openAt(core::Timestamp time) const
{
    const auto after = std::ranges::upper_bound(m_days, time, {}, &MarketDay::opens);
    if (after == m_days.begin()) {
        return nullptr;
    }
    const MarketDay& day = *std::prev(after);
    return time < day.closes ? &day : nullptr;
}

const MarketDay* TradingCalendar::nextAfter(core::Timestamp time) const
{
    const auto after = std::ranges::upper_bound(m_days, time, {}, &MarketDay::opens);
    return after == m_days.end() ? nullptr : &*after;
}

Placement placementAt(const TradingCalendar& calendar, core::Timestamp now, std::chrono::minutes delay)
{
    using enum Placement::Kind;
    if (const MarketDay* const today = calendar.openAt(now); today != nullptr && today->opens + delay < today->closes) {
        const core::Timestamp from = today->opens + delay;
        return now < from ? Placement{OpeningDelay, from} : Placement{Now, now};
    }
    for (const MarketDay* next = calendar.nextAfter(now); next != nullptr; next = calendar.nextAfter(next->opens)) {
        if (next->opens + delay < next->closes) {
            return {Closed, next->opens + delay};
        }
    }
    return {Unknown, {}};
}

} // namespace leadline::equities
