// SPDX-License-Identifier: MIT
#include "engine/equities/exchange_calendar.h"

#include "engine/json/tree.h"
#include "tests/support/builders.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

namespace leadline::equities
{

using namespace std::chrono_literals;
using std::chrono::sys_days;
using std::chrono::year_month_day;

namespace
{

/// "11/27/2026"
year_month_day usDate(const std::string& text)
{
    int year = 0;
    unsigned month = 0;
    unsigned day = 0;
    EXPECT_EQ(std::sscanf(text.c_str(), "%2u/%2u/%4d", &month, &day, &year), 3) << text;
    return {std::chrono::year(year), std::chrono::month(month), std::chrono::day(day)};
}

struct DayCase {
    const char* name;
    year_month_day day;
    const char* closes; ///< New York; empty: no trading day
};

class StockCalendarDay : public testing::TestWithParam<DayCase>
{
};

struct PhaseCase {
    const char* name;
    core::Timestamp time;
    MarketSession session;
    core::Timestamp ends;
};

class StockPhaseOf : public testing::TestWithParam<PhaseCase>
{
};

core::Timestamp at(year_month_day day, std::chrono::nanoseconds time)
{
    return fromNewYork(day, time);
}

constexpr year_month_day friday = 2026y / 11 / 20;
constexpr year_month_day halfDay = 2026y / 11 / 27;
constexpr year_month_day monday = 2026y / 11 / 30;

} // namespace

TEST_P(StockCalendarDay, tradesOrRestsAsTheRuleSays)
{
    const auto day = tradingDay(GetParam().day);

    const std::string closes = day ? newYorkText(day->closes).substr(11, 5) : "";
    EXPECT_EQ(closes, GetParam().closes);
    if (day) {
        EXPECT_EQ(newYorkText(day->opens).substr(11), "09:30:00");
    }
}

INSTANTIATE_TEST_SUITE_P(StockCalendar, StockCalendarDay,
    testing::Values(DayCase{"aWeekday", friday, "16:00"}, DayCase{"aSaturday", 2026y / 11 / 21, ""},
        DayCase{"thanksgiving", 2026y / 11 / 26, ""}, DayCase{"theDayAfterThanksgiving", halfDay, "13:00"},
        DayCase{"christmasEve", 2026y / 12 / 24, "13:00"}, DayCase{"christmasOnAFriday", 2026y / 12 / 25, ""},
        DayCase{"christmasOnASaturdayIsTheFridayBefore", 2027y / 12 / 24, ""},
        DayCase{"newYearOnASaturdayIsNotObserved", 2027y / 12 / 31, "16:00"},
        DayCase{"newYearOnASundayIsTheMonday", 2023y / 1 / 2, ""}, DayCase{"goodFriday2026", 2026y / 4 / 3, ""},
        DayCase{"goodFriday2024", 2024y / 3 / 29, ""}, DayCase{"easterMonday", 2026y / 4 / 6, "16:00"},
        DayCase{"juneteenthSince2022", 2022y / 6 / 20, ""}, DayCase{"notBefore", 2021y / 6 / 18, "16:00"},
        DayCase{"independenceOnASaturday", 2026y / 7 / 3, ""},
        DayCase{"theDayBeforeItIsThenWhole", 2026y / 7 / 2, "16:00"},
        DayCase{"independenceEve", 2025y / 7 / 3, "13:00"}, DayCase{"independenceOnASunday", 2027y / 7 / 5, ""},
        DayCase{"theFridayBeforeItIsWhole", 2027y / 7 / 2, "16:00"}, DayCase{"kingDay", 2026y / 1 / 19, ""},
        DayCase{"presidentsDay", 2026y / 2 / 16, ""}, DayCase{"memorialDay", 2026y / 5 / 25, ""},
        DayCase{"laborDay", 2026y / 9 / 7, ""}),
    [](const auto& entry) { return std::string(entry.param.name); });

TEST(StockCalendar, agreesWithAPublishedOneButForWhatFollowsNoRule)
{
    LEADLINE_NEEDS(path, "equities/lean_us_equity/Data/market-hours/market-hours-database.json");
    std::stringstream text;
    text << std::ifstream(path).rdbuf();
    const auto tree = json::Tree::parse(text.str());
    ASSERT_TRUE(tree.has_value());
    const json::Tree& published = (*tree)["entries"]["Equity-usa-[*]"];
    std::set<year_month_day> closed;
    for (const json::Tree& day : published["holidays"].items()) {
        closed.insert(usDate(day.text()));
    }
    std::map<year_month_day, std::string> early;
    for (const auto& [day, time] : published["earlyCloses"].fields()) {
        early[usDate(day)] = time.text();
    }
    ASSERT_GT(closed.size(), 200U);
    // Attacks, storms, mourning, and early closes that were arranged otherwise in their year or are not in the list.
    const std::set<year_month_day> exceptional{2001y / 9 / 11, 2001y / 9 / 12, 2001y / 9 / 13, 2001y / 9 / 14,
        2004y / 6 / 11, 2007y / 1 / 2, 2012y / 10 / 29, 2012y / 10 / 30, 2018y / 12 / 5, 2025y / 1 / 9, 1998y / 11 / 27,
        1998y / 12 / 24, 2002y / 7 / 3, 2002y / 7 / 5, 2003y / 12 / 26};
    std::set<year_month_day> differing;

    for (sys_days day = 1998y / 1 / 1; day <= sys_days(2028y / 12 / 31); day += std::chrono::days(1)) {
        const std::chrono::weekday on(day);
        if (on == std::chrono::Saturday || on == std::chrono::Sunday) {
            continue;
        }
        const auto ours = tradingDay(day);
        const auto half = early.find(day);
        const std::string theirs = closed.contains(day) ? "" : half != early.end() ? half->second : "16:00:00";
        const std::string says = ours ? newYorkText(ours->closes).substr(11) : "";
        if (says != theirs) {
            differing.insert(day);
        }
    }

    EXPECT_EQ(differing, exceptional);
}

TEST_P(StockPhaseOf, changesAtTheBoundary)
{
    const MarketPhase phase = marketPhaseAt(GetParam().time);

    EXPECT_EQ(phase.session, GetParam().session);
    EXPECT_EQ(phase.ends, GetParam().ends) << newYorkText(phase.ends);
}

INSTANTIATE_TEST_SUITE_P(StockCalendar, StockPhaseOf,
    testing::Values(PhaseCase{"beforeFour", at(friday, 4h - 1ns), MarketSession::Closed, at(friday, 4h)},
        PhaseCase{"atFour", at(friday, 4h), MarketSession::PreMarket, at(friday, 9h + 30min)},
        PhaseCase{"beforeTheOpen", at(friday, 9h + 30min - 1ns), MarketSession::PreMarket, at(friday, 9h + 30min)},
        PhaseCase{"atTheOpen", at(friday, 9h + 30min), MarketSession::Regular, at(friday, 16h)},
        PhaseCase{"beforeTheClose", at(friday, 16h - 1ns), MarketSession::Regular, at(friday, 16h)},
        PhaseCase{"atTheClose", at(friday, 16h), MarketSession::AfterHours, at(friday, 20h)},
        PhaseCase{"atEight", at(friday, 20h), MarketSession::Closed, at(2026y / 11 / 23, 4h)},
        PhaseCase{"onASaturday", at(2026y / 11 / 21, 12h), MarketSession::Closed, at(2026y / 11 / 23, 4h)},
        PhaseCase{"beforeTheEarlyClose", at(halfDay, 13h - 1ns), MarketSession::Regular, at(halfDay, 13h)},
        PhaseCase{"atTheEarlyClose", at(halfDay, 13h), MarketSession::AfterHours, at(halfDay, 17h)},
        PhaseCase{"afterAHalfDay", at(halfDay, 17h), MarketSession::Closed, at(monday, 4h)}),
    [](const auto& entry) { return std::string(entry.param.name); });

TEST(StockCalendar, opensAtTheSameHourOfNewYorkOnBothSidesOfAChangeOfClocks)
{
    EXPECT_EQ(tradingDay(2026y / 3 / 6)->opens, core::Timestamp(sys_days(2026y / 3 / 6)) + 14h + 30min);
    EXPECT_EQ(tradingDay(2026y / 3 / 9)->opens, core::Timestamp(sys_days(2026y / 3 / 9)) + 13h + 30min);
    EXPECT_EQ(tradingDay(2026y / 10 / 30)->closes, core::Timestamp(sys_days(2026y / 10 / 30)) + 20h);
    EXPECT_EQ(tradingDay(2026y / 11 / 2)->closes, core::Timestamp(sys_days(2026y / 11 / 2)) + 21h);
    // The night of the change has no session, and the phase after it is right.
    EXPECT_EQ(marketPhaseAt(core::Timestamp(sys_days(2026y / 3 / 8)) + 7h).ends, at(2026y / 3 / 9, 4h));
}

TEST(StockCalendar, findsTheTradingDaysAround)
{
    EXPECT_EQ(tradingDayAfter(2026y / 11 / 25).day, halfDay);
    EXPECT_EQ(tradingDayAfter(halfDay).day, monday);
    EXPECT_EQ(tradingDayBefore(monday).day, halfDay);
    EXPECT_EQ(tradingDays(2026y / 11 / 23, monday).size(), 5U);
}

} // namespace leadline::equities
