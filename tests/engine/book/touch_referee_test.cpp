// SPDX-License-Identifier: MIT
#include "engine/book/touch_referee.h"
#include "tests/support/builders.h"

#include <gtest/gtest.h>

namespace leadline::book
{

namespace
{

core::Level level(const char* price, const char* size)
{
    return {tests::price(price), tests::size(size)};
}

core::TopOfBook top(std::uint64_t id, const char* bidSize)
{
    return {.id = id, .bid = level("10", bidSize), .ask = level("11", "1")};
}

void bookIs(TouchReferee& referee, std::uint64_t id, const char* bidSize)
{
    referee.bookIs(id, level("10", bidSize), level("11", "1"));
}

} // namespace

TEST(TouchReferee, comparesWithTheNewestTickerUpToTheDiff)
{
    TouchReferee referee(RefereeRule::EveryChange);
    referee.venueSays(top(5, "1"));
    referee.venueSays(top(7, "2"));
    referee.venueSays(top(9, "3"));

    bookIs(referee, 7, "2");

    EXPECT_EQ(referee.checked(), 1U);
    EXPECT_EQ(referee.equal(), 1U);
}

TEST(TouchReferee, waitsForATickerThatStandsBehindTheDiff)
{
    TouchReferee referee(RefereeRule::EveryChange);
    referee.venueSays(top(5, "1"));
    bookIs(referee, 8, "4");
    EXPECT_EQ(referee.checked(), 0U) << "7 or 8 may still come";
    referee.venueSays(top(8, "4"));
    EXPECT_EQ(referee.checked(), 0U);
    referee.venueSays(top(12, "5"));
    EXPECT_EQ(referee.checked(), 1U);
    EXPECT_EQ(referee.equal(), 1U);
}

TEST(TouchReferee, doesNotJudgeBeforeItsFirstTicker)
{
    TouchReferee referee(RefereeRule::EveryChange);
    bookIs(referee, 4, "9");
    referee.venueSays(top(5, "1"));
    referee.venueSays(top(9, "1"));
    EXPECT_EQ(referee.checked(), 0U);
}

TEST(TouchReferee, countsContradictionsInARow)
{
    TouchReferee referee(RefereeRule::EveryChange);
    referee.venueSays(top(1, "1"));
    bookIs(referee, 2, "9");
    bookIs(referee, 3, "9");
    referee.venueSays(top(4, "1"));
    EXPECT_EQ(referee.failuresInARow(), 2);
    bookIs(referee, 5, "1");
    referee.venueSays(top(6, "1"));
    EXPECT_EQ(referee.failuresInARow(), 0);
    EXPECT_EQ(referee.checked(), 3U);
    EXPECT_EQ(referee.equal(), 1U);
}

TEST(TouchReferee, comparesOnlyTheSameIdWhereTickersAreConflated)
{
    TouchReferee referee(RefereeRule::SameId);
    referee.venueSays(top(5, "1"));
    bookIs(referee, 7, "9");
    referee.venueSays(top(8, "2"));
    bookIs(referee, 8, "2");
    bookIs(referee, 9, "3");
    referee.venueSays(top(9, "4"));
    EXPECT_EQ(referee.checked(), 2U);
    EXPECT_EQ(referee.equal(), 1U);
}

} // namespace leadline::book
