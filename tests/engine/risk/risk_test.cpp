// SPDX-License-Identifier: MIT
#include "engine/risk/risk.h"
#include "tests/support/builders.h"

#include <gtest/gtest.h>

#include <cmath>

namespace leadline::risk
{

using tests::price;
using tests::size;

namespace
{

core::Timestamp at(double seconds)
{
    return core::fromMilliseconds(static_cast<std::int64_t>(seconds * 1000));
}

struct CheckCase {
    const char* name;
    OrderToCheck order;
    OrderCheck expected;
};

OrderToCheck order(const char* priceText, const char* sizeText)
{
    return {.side = core::Side::Bid, .price = price(priceText), .size = size(sizeText), .mid = price("2000")};
}

OrderToCheck with(OrderToCheck base, void (*change)(OrderToCheck&))
{
    change(base);
    return base;
}

} // namespace

TEST(StabilityBreaker, tripsOnlyAfterAMinuteWithoutABreak)
{
    StabilityBreaker breaker;
    const RiskLimits limits;
    breaker.update(at(0), 0.81, limits);
    breaker.update(at(59.9), 0.81, limits);
    EXPECT_FALSE(breaker.isTripped());
    breaker.update(at(59.95), 0.8, limits); // exactly the limit is calm: the minute starts anew
    breaker.update(at(60), 0.9, limits);
    breaker.update(at(119.9), 0.9, limits);
    EXPECT_FALSE(breaker.isTripped());
    breaker.update(at(120), 0.9, limits);
    EXPECT_TRUE(breaker.isTripped());
}

TEST(StabilityBreaker, staysTrippedUntilItIsCalmForAMinute)
{
    StabilityBreaker breaker;
    const RiskLimits limits;
    breaker.update(at(0), 1, limits);
    breaker.update(at(60), 1, limits);
    ASSERT_TRUE(breaker.isTripped());
    breaker.update(at(61), 0.6, limits);
    breaker.update(at(100), 0.61, limits);
    breaker.update(at(101), 0.6, limits);
    breaker.update(at(160.9), 0.6, limits);
    EXPECT_TRUE(breaker.isTripped());
    breaker.update(at(161), 0.6, limits);
    EXPECT_FALSE(breaker.isTripped());
}

TEST(StabilityBreaker, isNotMovedByAnUndefinedValueAndResetsByHand)
{
    StabilityBreaker breaker;
    const RiskLimits limits;
    breaker.update(at(0), 1, limits);
    breaker.update(at(30), std::nan(""), limits);
    breaker.update(at(60), 1, limits);
    EXPECT_FALSE(breaker.isTripped());
    breaker.update(at(120), 1, limits);
    EXPECT_TRUE(breaker.isTripped());
    breaker.reset();
    EXPECT_FALSE(breaker.isTripped());
}

TEST(UrgencyBrake, halvesForAMinuteAfterTheThirdUrgentDecision)
{
    UrgencyBrake brake;
    const RiskLimits limits;
    brake.decidedUrgently(at(100), limits);
    brake.decidedUrgently(at(130), limits);
    EXPECT_FALSE(brake.isOn(at(131)));
    brake.decidedUrgently(at(160), limits); // the first is exactly a minute old: out of the window
    EXPECT_FALSE(brake.isOn(at(161)));
    brake.decidedUrgently(at(161), limits);
    EXPECT_TRUE(brake.isOn(at(161)));
    EXPECT_TRUE(brake.isOn(at(220.9)));
    EXPECT_FALSE(brake.isOn(at(221)));
}

class Check : public testing::TestWithParam<CheckCase>
{
};

TEST_P(Check, namesTheLimitThatIsBroken)
{
    EXPECT_EQ(checkOrder(GetParam().order, tests::ethereum(), RiskLimits{}), GetParam().expected) << GetParam().name;
}

INSTANTIATE_TEST_SUITE_P(Orders, Check,
    testing::Values(CheckCase{"plain", order("2000", "1"), OrderCheck::Fine},
        CheckCase{"kill switch", with(order("2000", "1"), [](OrderToCheck& o) { o.killSwitch = true; }),
            OrderCheck::KillSwitch},
        CheckCase{"a million", order("2000", "500"), OrderCheck::Fine},
        CheckCase{"above a million", order("2000", "500.001"), OrderCheck::TooLarge},
        CheckCase{"49 open", with(order("2000", "1"), [](OrderToCheck& o) { o.openOrders = 49; }), OrderCheck::Fine},
        CheckCase{"50 open", with(order("2000", "1"), [](OrderToCheck& o) { o.openOrders = 50; }), OrderCheck::TooMany},
        CheckCase{"5 % away", order("1900", "1"), OrderCheck::Fine},
        CheckCase{"beyond 5 %", order("1899.99", "1"), OrderCheck::OutsideBand},
        CheckCase{"beyond 5 % above", order("2100.01", "1"), OrderCheck::OutsideBand},
        CheckCase{
            "confirmed", with(order("1000", "1"), [](OrderToCheck& o) { o.bandConfirmed = true; }), OrderCheck::Fine},
        CheckCase{"no mid", with(order("1", "100"), [](OrderToCheck& o) { o.mid = {}; }), OrderCheck::Fine},
        CheckCase{"exactly 20", order("2000", "0.01"), OrderCheck::Fine},
        CheckCase{"below 20", order("2000", "0.009"), OrderCheck::BelowMinimum},
        CheckCase{"nothing", order("2000", "0"), OrderCheck::BelowMinimum},
        CheckCase{"off the tick", order("2000.005", "1"), OrderCheck::OffGrid},
        CheckCase{"off the lot", order("2000", "1.0005"), OrderCheck::OffGrid}));

TEST(Collar, reachesFiftyBasisPointsAndRoundsInside)
{
    const RiskLimits limits;
    EXPECT_EQ(collarPrice(price("2681.625"), core::Side::Bid, tests::ethereum(), limits), price("2695.03"));
    EXPECT_EQ(collarPrice(price("2681.625"), core::Side::Ask, tests::ethereum(), limits), price("2668.22"));
}

} // namespace leadline::risk
