// SPDX-License-Identifier: MIT
#include "engine/equities/exchange_calendar.h"

#include <algorithm>
#include <array>

namespace leadline::equities
{

namespace
{

using std::chrono::days;
using std::chrono::sys_days;
using std::chrono::weekday;
using std::chrono::year;
using std::chrono::year_month_day;

constexpr TimeOfDay opens = std::chrono::minutes(9 * 60 + 30);
constexpr TimeOfDay closes = std::chrono::hours(16);
constexpr TimeOfDay closesEarly = std::chrono::hours(13);
constexpr TimeOfDay opensPreMarket = std::chrono::hours(4);
constexpr std::chrono::hours afterHours{4};

year_month_day date(year y, unsigned month, unsigned day)
{
    return y / std::chrono::month(month) / std::chrono::day(day);
}

year_month_day nth(year y, unsigned month, weekday day, unsigned index)
{
    return sys_days(y / std::chrono::month(month) / day[index]);
}

/// Anonymous Gregorian computus: Easter Sunday.
sys_days easter(year y)
{
    const int number = static_cast<int>(y);
    const int a = number % 19;
    const int b = number / 100;
    const int c = number % 100;
    const int d = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
    const int e = (32 + 2 * (b % 4) + 2 * (c / 4) - d - c % 4) % 7;
    const int f = d + e - 7 * ((a + 11 * d + 22 * e) / 451) + 114;
    return sys_days(date(y, static_cast<unsigned>(f / 31), static_cast<unsigned>(f % 31 + 1)));
}

/// Of a Sunday the Monday after, of a Saturday the Friday before.
sys_days observed(year_month_day holiday)
{
    const sys_days day(holiday);
    const weekday on(day);
    return on == std::chrono::Sunday ? day + days(1) : on == std::chrono::Saturday ? day - days(1) : day;
}

bool isHoliday(sys_days day)
{
    const year y = year_month_day(day).year();
    // A New Year's Day on Saturday is not observed: the Friday before closes the books of the year.
    const sys_days newYear(date(y, 1, 1));
    if (day == newYear || (weekday(newYear) == std::chrono::Sunday && day == newYear + days(1))) {
        return true;
    }
    constexpr year juneteenthSince{2022};
    constexpr year kingSince{1998};
    const std::array<sys_days, 8> rest{sys_days(nth(y, 2, std::chrono::Monday, 3)), easter(y) - days(2),
        sys_days(y / std::chrono::May / std::chrono::Monday[std::chrono::last]), observed(date(y, 7, 4)),
        sys_days(nth(y, 9, std::chrono::Monday, 1)), sys_days(nth(y, 11, std::chrono::Thursday, 4)),
        observed(date(y, 12, 25)), y >= juneteenthSince ? observed(date(y, 6, 19)) : newYear};
    return std::ranges::find(rest, day) != rest.end()
        || (y >= kingSince && day == sys_days(nth(y, 1, std::chrono::Monday, 3)));
}

bool isTradingDay(sys_days day)
{
    const weekday on(day);
    return on != std::chrono::Saturday && on != std::chrono::Sunday && !isHoliday(day);
}

/// The day before Independence Day and before Christmas, and the day after Thanksgiving.
bool isHalfDay(sys_days day)
{
    const year_month_day on(day);
    const year y = on.year();
    const sys_days independence(date(y, 7, 4));
    const sys_days thanksgiving(nth(y, 11, std::chrono::Thursday, 4));
    // Where the holiday itself falls on a weekend, the weekday before it is a holiday or an ordinary day.
    const bool isIndependenceEve = day == independence - days(1) && weekday(independence) != std::chrono::Saturday
        && weekday(independence) != std::chrono::Sunday;
    return isIndependenceEve || day == thanksgiving + days(1) || on == date(y, 12, 24);
}

} // namespace

std::optional<MarketDay> tradingDay(year_month_day day)
{
    if (!isTradingDay(day)) {
        return std::nullopt;
    }
    return marketDay(day, opens, isHalfDay(day) ? closesEarly : closes);
}

std::vector<MarketDay> tradingDays(year_month_day from, year_month_day to)
{
    std::vector<MarketDay> found;
    for (sys_days day(from); day <= sys_days(to); day += days(1)) {
        if (const auto trading = tradingDay(day)) {
            found.push_back(*trading);
        }
    }
    return found;
}

MarketDay tradingDayAfter(year_month_day day)
{
    sys_days next = sys_days(day) + days(1);
    while (!isTradingDay(next)) {
        next += days(1);
    }
    return *tradingDay(next);
}

MarketDay tradingDayBefore(year_month_day day)
{
    sys_days previous = sys_days(day) - days(1);
    while (!isTradingDay(previous)) {
        previous -= days(1);
    }
    return *tradingDay(previous);
}

core::Timestamp preMarketOpens(const MarketDay& day)
{
    return fromNewYork(day.day, opensPreMarket);
}

core::Timestamp afterHoursClose(const MarketDay& day)
{
    return day.closes + afterHours;
}

MarketPhase marketPhaseAt(core::Timestamp time)
{
    const year_month_day today = newYorkTime(time).day;
    if (const auto day = tradingDay(today)) {
        const core::Timestamp begins = preMarketOpens(*day);
        const core::Timestamp ends = afterHoursClose(*day);
        if (time < begins) {
            return {MarketSession::Closed, begins, *day};
        }
        if (time < day->opens) {
            return {MarketSession::PreMarket, day->opens, *day};
        }
        if (time < day->closes) {
            return {MarketSession::Regular, day->closes, *day};
        }
        if (time < ends) {
            return {MarketSession::AfterHours, ends, *day};
        }
    }
    const MarketDay next = tradingDayAfter(today);
    return {MarketSession::Closed, preMarketOpens(next), next};
}

} // namespace leadline::equities
