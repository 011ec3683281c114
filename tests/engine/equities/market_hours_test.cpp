// SPDX-License-Identifier: MIT
#include "engine/equities/market_hours.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace leadline::equities
{

namespace
{

using namespace std::chrono_literals;
using std::chrono::year_month_day;

core::Timestamp utc(year_month_day day, core::Duration timeOfDay)
{
    return core::Timestamp(std::chrono::sys_days(day)) + timeOfDay;
}

constexpr auto usual = 9h + 30min;

struct ChangeOfClocks {
    const char* name;
    year_month_day day;
    core::Duration opensUtc; ///< of the usual hours, by the day's own clock
};

class OpeningAcrossTheYear : public testing::TestWithParam<ChangeOfClocks>
{
};

} // namespace

// Independent: UTC offsets of New York as the tz database lists them, -5 h in winter, -4 h in summer.
TEST_P(OpeningAcrossTheYear, isNineThirtyInNewYork)
{
    const MarketDay day = marketDay(GetParam().day);

    EXPECT_EQ(day.opens, utc(GetParam().day, GetParam().opensUtc));
    EXPECT_EQ(day.closes, utc(GetParam().day, GetParam().opensUtc + 6h + 30min));
    EXPECT_EQ(newYorkTime(day.opens), (NewYorkTime{GetParam().day, usual}));
}

INSTANTIATE_TEST_SUITE_P(MarketHours, OpeningAcrossTheYear,
    testing::Values(ChangeOfClocks{"winter", {2026y / 1 / 5}, 14h + 30min},
        ChangeOfClocks{"fridayBeforeSpring", {2026y / 3 / 6}, 14h + 30min},
        ChangeOfClocks{"mondayAfterSpring", {2026y / 3 / 9}, 13h + 30min},
        ChangeOfClocks{"summer", {2026y / 7 / 1}, 13h + 30min},
        ChangeOfClocks{"fridayBeforeAutumn", {2026y / 10 / 30}, 13h + 30min},
        ChangeOfClocks{"mondayAfterAutumn", {2026y / 11 / 2}, 14h + 30min},
        ChangeOfClocks{"beforeTheRuleOf2007", {2006y / 3 / 20}, 14h + 30min}),
    [](const auto& entry) { return std::string(entry.param.name); });

TEST(MarketHours, takesTheFirstOfAnHourThatComesTwiceAndTheEndOfOneThatIsSkipped)
{
    EXPECT_EQ(fromNewYork(2026y / 11 / 1, 1h + 30min), utc(2026y / 11 / 1, 5h + 30min));
    EXPECT_EQ(fromNewYork(2026y / 3 / 8, 2h + 30min), utc(2026y / 3 / 8, 7h));
    EXPECT_EQ(newYorkText(utc(2026y / 3 / 8, 6h + 59min + 59s)), "2026-03-08 01:59:59");
    EXPECT_EQ(newYorkText(utc(2026y / 3 / 8, 7h)), "2026-03-08 03:00:00");
}

namespace
{

/// The week of Thanksgiving 2026: Thursday is closed, Friday ends at 13:00; then a Monday.
TradingCalendar thanksgiving()
{
    return TradingCalendar({marketDay(2026y / 11 / 30), marketDay(2026y / 11 / 25),
        marketDay(2026y / 11 / 27, usual, 13h), marketDay(2026y / 11 / 25)});
}

struct PlacementCase {
    const char* name;
    year_month_day day;
    TimeOfDay time;
    std::chrono::minutes delay;
    Placement::Kind kind;
    year_month_day fromDay; ///< of the answer; not looked at for Unknown
    TimeOfDay from;
};

class WhereAnOrderStands : public testing::TestWithParam<PlacementCase>
{
};

constexpr year_month_day wednesday = 2026y / 11 / 25;
constexpr year_month_day holiday = 2026y / 11 / 26;
constexpr year_month_day halfDay = 2026y / 11 / 27;
constexpr year_month_day monday = 2026y / 11 / 30;
using enum Placement::Kind;

} // namespace

TEST_P(WhereAnOrderStands, followsTheCalendarAndTheDelay)
{
    const PlacementCase& c = GetParam();

    const Placement placement = placementAt(thanksgiving(), fromNewYork(c.day, c.time), c.delay);

    EXPECT_EQ(placement.kind, c.kind);
    if (c.kind != Unknown) {
        EXPECT_EQ(newYorkTime(placement.from), (NewYorkTime{c.fromDay, c.from}));
    }
}

INSTANTIATE_TEST_SUITE_P(MarketHours, WhereAnOrderStands,
    testing::Values(
        PlacementCase{"aMillisecondBeforeTheOpen", wednesday, usual - 1ms, 5min, Closed, wednesday, usual + 5min},
        PlacementCase{"atTheOpen", wednesday, usual, 5min, OpeningDelay, wednesday, usual + 5min},
        PlacementCase{"aMillisecondBeforeTheDelayEnds", wednesday, usual + 5min - 1ms, 5min, OpeningDelay, wednesday,
            usual + 5min},
        PlacementCase{"whenTheDelayEnds", wednesday, usual + 5min, 5min, Now, wednesday, usual + 5min},
        PlacementCase{"withoutADelay", wednesday, usual, 0min, Now, wednesday, usual},
        PlacementCase{"beforeTheClose", wednesday, 16h - 1ns, 5min, Now, wednesday, 16h - 1ns},
        PlacementCase{"atTheCloseBeforeAHoliday", wednesday, 16h, 5min, Closed, halfDay, usual + 5min},
        PlacementCase{"onAHoliday", holiday, 11h, 5min, Closed, halfDay, usual + 5min},
        PlacementCase{"atTheOpenOfAHalfDay", halfDay, usual, 5min, OpeningDelay, halfDay, usual + 5min},
        PlacementCase{"beforeTheCloseOfAHalfDay", halfDay, 13h - 1ms, 5min, Now, halfDay, 13h - 1ms},
        PlacementCase{"atTheCloseOfAHalfDay", halfDay, 13h, 5min, Closed, monday, usual + 5min},
        PlacementCase{"onASaturday", 2026y / 11 / 28, 10h, 5min, Closed, monday, usual + 5min},
        PlacementCase{"withADelayLongerThanAHalfDay", halfDay, 10h, 240min, Closed, monday, usual + 240min},
        PlacementCase{"afterTheCalendarEnds", monday, 16h, 5min, Unknown, {}, {}}),
    [](const auto& entry) { return std::string(entry.param.name); });

TEST(MarketHours, knowNothingWithoutACalendar)
{
    EXPECT_EQ(placementAt({}, fromNewYork(wednesday, 12h), 5min).kind, Unknown);
}

} // namespace leadline::equities
