// SPDX-License-Identifier: MIT
#include "engine/picks/gap_window.h"
#include "tests/support/builders.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

namespace leadline::picks
{

namespace
{

using namespace std::chrono_literals;
using tests::price;

const core::Timestamp start = core::fromMilliseconds(1'795'185'000'000);

core::StockBar bar(core::Timestamp begins, const char* low, const char* high, const char* close)
{
    return {.begins = begins, .high = price(high), .low = price(low), .close = price(close)};
}

/// Percent of the largest move; -1 while there is no price.
double percentAt(GapWindow& window, core::Timestamp now)
{
    const GapReading reading = window.reading(now);
    return reading.largest ? reading.largest->percent() : -1;
}

} // namespace

TEST(GapWindow, knowsNothingBeforeTheFirstPrice)
{
    GapWindow window;
    const GapReading reading = window.reading(start);
    EXPECT_FALSE(reading.largest);
    EXPECT_EQ(reading.seenFor, 0ns);
    EXPECT_EQ(reading.window, 5min);
    EXPECT_FALSE(reading.isFilled());

    window.add(start, price("0"));
    EXPECT_FALSE(window.reading(start).largest) << "a price of zero is none";
}

TEST(GapWindow, measuresFromTheEarlierPriceInBothDirections)
{
    GapWindow up;
    up.add(start, price("100"));
    up.add(start + 1s, price("105"));
    EXPECT_EQ(up.reading(start + 1s).largest, (Move{{price("100"), start}, {price("105"), start + 1s}}));
    EXPECT_DOUBLE_EQ(percentAt(up, start + 1s), 5);

    GapWindow down;
    down.add(start, price("105"));
    down.add(start + 1s, price("100"));
    EXPECT_DOUBLE_EQ(percentAt(down, start + 1s), 500.0 / 105);

    // The lowest comes after the highest: what counts is the fall, and the rise before it.
    GapWindow both;
    for (const char* const text : {"100", "104", "98", "101"}) {
        both.add(start, price(text));
    }
    EXPECT_EQ(both.reading(start).largest, (Move{{price("104"), start}, {price("98"), start}}));
}

TEST(GapWindow, letsAMoveGoFiveMinutesAfterItToTheNanosecond)
{
    GapWindow window;
    window.add(start, price("100"));
    window.add(start + 10s, price("106"));
    EXPECT_DOUBLE_EQ(percentAt(window, start + 10s + 5min - 1ns), 6);
    EXPECT_DOUBLE_EQ(percentAt(window, start + 10s + 5min), 0);
}

TEST(GapWindow, letsAPriceStandUntilTheNext)
{
    GapWindow window;
    window.add(start, price("100"));
    EXPECT_DOUBLE_EQ(percentAt(window, start + 1h), 0);
    EXPECT_TRUE(window.reading(start + 1h).isFilled());

    window.add(start + 2h, price("110"));
    EXPECT_DOUBLE_EQ(percentAt(window, start + 2h), 10) << "what stood when the window began is part of it";
    EXPECT_DOUBLE_EQ(percentAt(window, start + 2h + 5min), 0);
    EXPECT_EQ(window.size(), 1U);
}

TEST(GapWindow, keepsPricesOfOneTimeInTheirOrder)
{
    GapWindow rising;
    rising.add(start, price("100"));
    rising.add(start, price("110"));
    EXPECT_EQ(rising.reading(start).largest->from.price, price("100"));

    GapWindow falling;
    falling.add(start, price("110"));
    falling.add(start, price("100"));
    EXPECT_EQ(falling.reading(start).largest->from.price, price("110"));
}

TEST(GapWindow, putsLatePricesWhereTheyBelong)
{
    GapWindow window;
    window.add(start, price("100"));
    window.add(start + 2min, price("101"));
    window.add(start + 1min, price("95"));
    EXPECT_EQ(window.reading(start + 2min).largest, (Move{{price("95"), start + 1min}, {price("101"), start + 2min}}));

    // One that stood until another that stood when the window began says nothing any more.
    window.add(start + 10min, price("101"));
    window.add(start - 1min, price("50"));
    EXPECT_DOUBLE_EQ(percentAt(window, start + 10min), 0);
    // One after that is what stood.
    window.add(start + 3min, price("100.495"));
    EXPECT_NEAR(percentAt(window, start + 10min), 0.5025, 0.0001);
}

TEST(GapWindow, saysHowMuchOfItWasSeen)
{
    GapWindow window;
    window.add(start, price("100"));
    EXPECT_EQ(window.reading(start + 2min + 10s).seenFor, 2min + 10s);
    EXPECT_FALSE(window.reading(start + 5min - 1ns).isFilled());
    EXPECT_TRUE(window.reading(start + 5min).isFilled());
    EXPECT_EQ(window.reading(start + 9min).seenFor, 5min);
}

TEST(GapWindow, isSeededByMinuteBars)
{
    GapWindow window;
    for (int minute = 0; minute < 5; ++minute) {
        window.addBar(bar(start + minute * 1min, "100", minute == 2 ? "104" : "101", "100.5"), start + 5min);
    }
    EXPECT_TRUE(window.reading(start + 5min).isFilled());
    EXPECT_DOUBLE_EQ(percentAt(window, start + 5min), 4) << "low and high of a minute may come in any order";

    // The bar's minute ended at 3:00; five minutes later nothing of it is within the window.
    EXPECT_DOUBLE_EQ(percentAt(window, start + 8min - 1ns), 4);
    EXPECT_LT(percentAt(window, start + 8min), 4);
    EXPECT_DOUBLE_EQ(percentAt(window, start + 10min), 0) << "what stands is the last close";
}

TEST(GapWindow, takesFromARunningBarOnlyWhatIsNew)
{
    GapWindow window;
    window.addBar(bar(start, "100", "101", "100"), start + 5s);
    EXPECT_NEAR(percentAt(window, start + 5s), 1, 1e-9);
    window.addBar(bar(start, "100", "101", "100.5"), start + 10s);
    window.addBar(bar(start, "100", "106", "105"), start + 15s);
    // The new high came between the tenth second and the fifteenth.
    EXPECT_EQ(window.reading(start + 15s).largest->to, (PricePoint{price("106"), start + 15s}));
    EXPECT_NEAR(percentAt(window, start + 15s + 5min - 1ns), 6, 1e-9);
    EXPECT_DOUBLE_EQ(percentAt(window, start + 15s + 5min), 0);
}

TEST(GapWindow, addsNothingFromBarsOfWhatTradesHaveShown)
{
    GapWindow window;
    window.add(start + 1s, price("100"));
    window.add(start + 30s, price("103"));
    window.add(start + 59s, price("101"));
    const std::size_t before = window.size();
    window.addBar(bar(start, "100", "103", "101"), start + 1min);
    EXPECT_EQ(window.size(), before);
    window.addBar(bar(start, "99", "103", "101"), start + 1min);
    EXPECT_GT(window.size(), before) << "a low that the trades did not have";
    EXPECT_EQ(window.reading(start + 1min).largest->to.price, price("99"));
}

TEST(GapWindow, ignoresBarsThatAreNone)
{
    GapWindow window;
    window.addBar(bar(start, "0", "0", "0"), start);
    window.addBar(bar(start, "101", "100", "100"), start);
    window.addBar(bar(start, "100", "101", "0"), start);
    EXPECT_FALSE(window.reading(start).largest);
}

TEST(GapWindow, comparesMovesExactly)
{
    // 5 % and a billionth more: doubles of these percents differ in the last place, if at all.
    const Move five{{price("20"), start}, {price("21"), start}};
    const Move more{{price("20"), start}, {price("21.000000001"), start}};
    EXPECT_TRUE(more.isLargerThan(five));
    EXPECT_FALSE(five.isLargerThan(more));
    // 100 to 110 and 1000000.1 to 1100000.11 are the same move; the later is the larger.
    const Move small{{price("100"), start}, {price("110"), start}};
    const Move large{{price("1000000.1"), start}, {price("1100000.11"), start + 1ns}};
    EXPECT_TRUE(large.isLargerThan(small));
    EXPECT_FALSE(small.isLargerThan(large));
}

namespace
{

struct Price {
    core::Timestamp time;
    core::Price price;
};

/// By trying every pair: those whose later price came within the window, and whose earlier one stood in it.
std::optional<double> largestByTrying(std::vector<Price> prices, core::Timestamp now, core::Duration length)
{
    std::ranges::stable_sort(prices, {}, &Price::time);
    std::size_t first = 0;
    for (std::size_t i = 0; i < prices.size(); ++i) {
        first = prices[i].time <= now - length ? i : first;
    }
    std::optional<double> largest;
    for (std::size_t i = first; i < prices.size(); ++i) {
        largest = std::max(largest.value_or(0), 0.0);
        for (std::size_t j = i + 1; j < prices.size(); ++j) {
            const double ratio = prices[j].price.toDoubleLossy() / prices[i].price.toDoubleLossy();
            largest = std::max(*largest, std::abs(ratio - 1) * 100);
        }
    }
    return largest;
}

class AgainstTryingAll : public testing::TestWithParam<unsigned>
{
};

} // namespace

TEST_P(AgainstTryingAll, findsTheLargestMoveOfAnyStream)
{
    std::mt19937_64 random(GetParam());
    const auto draw = [&random](std::int64_t least, std::int64_t most) {
        return std::uniform_int_distribution<std::int64_t>(least, most)(random);
    };
    const core::Duration length = GetParam() % 2 == 0 ? core::Duration(100ns) : core::Duration(5min);
    const std::int64_t step = length.count() / draw(3, 60) + 1;
    const std::int64_t lateness = GetParam() % 3 == 0 ? 0 : length.count() * draw(1, 3) / 2;
    GapWindow window(length);
    std::vector<Price> prices;
    core::Timestamp now = start;
    std::int64_t last = 100'000'000'000;
    int late = 0;
    for (int i = 0; i < 400; ++i) {
        const std::int64_t jump = draw(0, 9);
        now += core::Duration(jump == 0 ? 0 : jump == 9 ? draw(0, 3 * length.count()) : draw(0, step));
        last = std::clamp<std::int64_t>(last + draw(-400, 400) * 1'000'000, 1'000'000, 900'000'000'000);
        const bool isLate = lateness > 0 && draw(0, 5) == 0;
        const core::Timestamp time = isLate ? now - core::Duration(draw(0, lateness)) : now;
        late += isLate ? 1 : 0;
        prices.push_back({time, core::Price::fromRaw(last)});
        window.add(time, prices.back().price);
        if (draw(0, 3) != 0) {
            continue; // a reading drops what left the window; without one it is dropped later
        }
        const core::Timestamp asked = now + core::Duration(draw(0, 1) == 0 ? 0 : draw(0, step));
        now = asked;
        const auto expected = largestByTrying(prices, asked, length);
        const GapReading reading = window.reading(asked);
        ASSERT_EQ(reading.largest.has_value(), expected.has_value());
        ASSERT_NEAR(reading.largest->percent(), *expected, 1e-9) << "price " << i;
        ASSERT_LE(reading.largest->from.time, reading.largest->to.time);
        ASSERT_GE(reading.seenFor, 0ns);
        ASSERT_LE(reading.seenFor, length);
    }
    EXPECT_TRUE(lateness == 0 || late > 20) << "or the test tries nothing";
}

INSTANTIATE_TEST_SUITE_P(GapWindow, AgainstTryingAll, testing::Range(1U, 61U));

} // namespace leadline::picks
