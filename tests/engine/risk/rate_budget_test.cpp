// SPDX-License-Identifier: MIT
#include "engine/risk/rate_budget.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace leadline::risk
{

namespace
{

core::Timestamp at(double seconds)
{
    return core::fromNanoseconds(1'700'000'000'000'000'000) + core::Duration(static_cast<std::int64_t>(seconds * 1e9));
}

int takenAtOnce(RateBudget& budget, core::Timestamp now, Urgency urgency)
{
    int taken = 0;
    while (taken < 1000 && budget.take(now, 1, urgency)) {
        ++taken;
    }
    return taken;
}

} // namespace

TEST(RateBudget, takesItsCapacityAtOnceAndRefillsSteadily)
{
    RateBudget budget(10, 2);
    EXPECT_EQ(takenAtOnce(budget, at(0), Urgency::Cancel), 10);
    EXPECT_FALSE(budget.hasRoom(at(0.49), 1, Urgency::Cancel));
    EXPECT_TRUE(budget.hasRoom(at(0.5), 1, Urgency::Cancel));
    EXPECT_EQ(takenAtOnce(budget, at(2), Urgency::Cancel), 4);
    EXPECT_EQ(takenAtOnce(budget, at(1000), Urgency::Cancel), 10) << "no more than its capacity, however long it rests";
}

TEST(RateBudget, keepsTheLastOfItForCancelsAndSomeForOrders)
{
    RateBudget budget(100, 1);
    const int questions = takenAtOnce(budget, at(0), Urgency::Question);
    const int orders = takenAtOnce(budget, at(0), Urgency::Order);
    const int cancels = takenAtOnce(budget, at(0), Urgency::Cancel);
    EXPECT_GT(questions, 0);
    EXPECT_GT(orders, 0) << "questions leave room for orders";
    EXPECT_GT(cancels, 0) << "orders leave room for cancels";
    EXPECT_EQ(questions + orders + cancels, 100) << "cancels may take all of it";
}

TEST(RateBudget, takesNothingWhereThereIsNoRoom)
{
    RateBudget budget(10, 1);
    EXPECT_FALSE(budget.take(at(0), 11, Urgency::Cancel));
    EXPECT_TRUE(budget.take(at(0), 10, Urgency::Cancel)) << "what was refused cost nothing";
    EXPECT_FALSE(budget.take(at(0), 0.1, Urgency::Cancel));
    EXPECT_FALSE(budget.hasRoom(at(1), 1.5, Urgency::Cancel));
    EXPECT_TRUE(budget.hasRoom(at(1), 1, Urgency::Cancel));
    EXPECT_TRUE(budget.take(at(1), 1, Urgency::Cancel)) << "to ask costs nothing";
}

TEST(RateBudget, saysWhenThereWillBeRoom)
{
    RateBudget budget(10, 2);
    const core::Timestamp start = at(100);
    EXPECT_EQ(budget.roomIn(start, 6, Urgency::Question), core::Duration{});
    EXPECT_TRUE(budget.take(start, 10, Urgency::Cancel));
    // Six of ten are for questions, eight for orders, ten for cancels; two a second come back.
    EXPECT_EQ(budget.roomIn(start, 1, Urgency::Question), std::chrono::milliseconds(2500));
    EXPECT_EQ(budget.roomIn(start, 1, Urgency::Order), std::chrono::milliseconds(1500));
    EXPECT_EQ(budget.roomIn(start, 1, Urgency::Cancel), std::chrono::milliseconds(500));
    const core::Timestamp then = start + std::chrono::milliseconds(1500);
    EXPECT_FALSE(budget.hasRoom(then - std::chrono::nanoseconds(1), 1, Urgency::Order));
    EXPECT_EQ(budget.roomIn(then - std::chrono::milliseconds(1), 1, Urgency::Order), std::chrono::milliseconds(1));
    EXPECT_TRUE(budget.hasRoom(then, 1, Urgency::Order));
    EXPECT_EQ(budget.roomIn(then, 1, Urgency::Order), core::Duration{});
    EXPECT_EQ(budget.roomIn(then, 9, Urgency::Order), core::Duration{}); // there never will be
    budget.block(then + std::chrono::seconds(7));
    EXPECT_EQ(budget.roomIn(then, 1, Urgency::Order), std::chrono::seconds(7));
}

TEST(RateBudget, sendsNothingBeforeTheVenueAllows)
{
    RateBudget budget(10, 1);
    budget.block(at(30));
    EXPECT_EQ(budget.blockedUntil(), at(30));
    EXPECT_FALSE(budget.take(at(29.999), 1, Urgency::Cancel)) << "not even a cancel";
    budget.block(at(20));
    EXPECT_EQ(budget.blockedUntil(), at(30)) << "a shorter wait does not undo a longer one";
    EXPECT_TRUE(budget.take(at(30), 1, Urgency::Question));
}

/// Any window of t seconds sees at most capacity + rate * t, whatever is asked for and by whom.
TEST(RateBudget, staysBelowItsLineInEveryWindow)
{
    std::mt19937 random(5);
    const auto draw = [&](double most) { return std::uniform_real_distribution<double>(0, most)(random); };
    for (int round = 0; round < 60; ++round) {
        const double capacity = 5 + draw(95);
        const double perSecond = 0.5 + draw(20);
        RateBudget budget(capacity, perSecond);
        std::vector<std::pair<double, double>> taken;
        double now = 0;
        double total = 0;
        for (int i = 0; i < 400; ++i) {
            now += random() % 3 == 0 ? 0 : draw(round % 2 == 0 ? 0.2 : 3);
            if (random() % 100 == 0) {
                budget.block(at(now + draw(2)));
            }
            const double cost = random() % 10 == 0 ? draw(capacity) : 1;
            const auto urgency = static_cast<Urgency>(random() % 3);
            const bool hadRoom = budget.hasRoom(at(now), cost, urgency);
            const bool took = budget.take(at(now), cost, urgency);
            ASSERT_EQ(took, hadRoom);
            if (took) {
                ASSERT_GE(at(now), budget.blockedUntil());
                taken.emplace_back(now, cost);
                total += cost;
            }
        }
        for (std::size_t first = 0; first < taken.size(); ++first) {
            double sum = 0;
            for (std::size_t last = first; last < taken.size(); ++last) {
                sum += taken[last].second;
                ASSERT_LE(sum, capacity + perSecond * (taken[last].first - taken[first].first) + 1e-6);
            }
        }
        ASSERT_GT(total, capacity) << "or the test tries nothing";
    }
}

TEST(RateBudget, givesNothingAwayWhenTheClockIsSetBack)
{
    RateBudget budget(10, 1);
    EXPECT_TRUE(budget.take(at(10), 5, Urgency::Cancel));
    EXPECT_TRUE(budget.take(at(0), 1, Urgency::Cancel));
    // Five of the first second and one more are still there at that same second.
    EXPECT_EQ(takenAtOnce(budget, at(10), Urgency::Cancel), 4);
}

} // namespace leadline::risk
