// SPDX-License-Identifier: MIT
#include "engine/rebalance/placement_rules.h"

#include "engine/core/stock.h"
#include "tests/support/builders.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace leadline::rebalance
{

using core::Price;
using core::Side;
using tests::price;
using tests::size;
using namespace std::chrono_literals;

namespace
{

const core::Timestamp now = core::fromMilliseconds(1'795'186'500'000);

Quote quote(const char* bid, const char* ask, const char* bidSize = "1000", const char* askSize = "1000")
{
    return {{price(bid), size(bidSize)}, {price(ask), size(askSize)}, now};
}

} // namespace

// Checks

struct CheckCase {
    const char* name;
    Quote quote;
    Side side;
    QuoteCheck check;
    std::string text;
};

std::ostream& operator<<(std::ostream& out, const CheckCase& given)
{
    return out << given.name;
}

class QuoteChecked : public testing::TestWithParam<CheckCase>
{
};

TEST_P(QuoteChecked, isFineOrSaysWhichRuleItFails)
{
    const Validation validation = validate(GetParam().quote, GetParam().side, now, {});

    EXPECT_EQ(validation.check, GetParam().check);
    EXPECT_EQ(validation.text(), GetParam().text);
    EXPECT_EQ(validation.isFine(), GetParam().check == QuoteCheck::Fine);
}

namespace
{

Quote aged(core::Duration age)
{
    Quote made = quote("100", "100.01");
    made.time = now - age;
    return made;
}

using enum QuoteCheck;

} // namespace

INSTANTIATE_TEST_SUITE_P(Sides, QuoteChecked,
    testing::Values(CheckCase{"both", quote("100", "100.01"), Side::Bid, Fine, "fine"},
        CheckCase{"none", {}, Side::Bid, NoQuote, "no quote on both sides"},
        CheckCase{"noBid", quote("0", "100.01"), Side::Ask, NoQuote, "no quote on both sides"},
        CheckCase{"noAsk", quote("100", "0"), Side::Bid, NoQuote, "no quote on both sides"},
        CheckCase{"locked", quote("100", "100"), Side::Bid, Crossed, "bid at or above ask"},
        CheckCase{"crossed", quote("100.01", "100"), Side::Ask, Crossed, "bid at or above ask"},
        CheckCase{"oneTick", quote("99.99", "100"), Side::Ask, Fine, "fine"}));

// Of 100 dollars a quarter of a percent is 25 cents; the middle stays at 100.
INSTANTIATE_TEST_SUITE_P(Spreads, QuoteChecked,
    testing::Values(CheckCase{"justBelow", quote("99.8751", "100.1249"), Side::Bid, Fine, "fine"},
        CheckCase{"atTheLimit", quote("99.875", "100.125"), Side::Bid, Fine, "fine"},
        CheckCase{"justAbove", quote("99.8749", "100.1251"), Side::Bid, WideSpread, "spread 0.250 % > 0.250 %"},
        CheckCase{"atTheLimitBelowADollar", quote("0.7990", "0.8010"), Side::Ask, Fine, "fine"},
        CheckCase{
            "justAboveBelowADollar", quote("0.7989", "0.8010"), Side::Ask, WideSpread, "spread 0.263 % > 0.250 %"},
        CheckCase{"aThird", quote("99.845", "100.155"), Side::Ask, WideSpread, "spread 0.310 % > 0.250 %"}));

INSTANTIATE_TEST_SUITE_P(Ages, QuoteChecked,
    testing::Values(CheckCase{"justBelow", aged(5s - 1ns), Side::Bid, Fine, "fine"},
        CheckCase{"atTheLimit", aged(5s), Side::Bid, Fine, "fine"},
        CheckCase{"justAbove", aged(5s + 1ns), Side::Bid, Stale, "quote 5.0 s old > 5.0 s"},
        CheckCase{"aMinute", aged(1min), Side::Bid, Stale, "quote 60.0 s old > 5.0 s"},
        CheckCase{"aheadOfOurClock", aged(-2s), Side::Bid, Fine, "fine"}));

INSTANTIATE_TEST_SUITE_P(Sizes, QuoteChecked,
    testing::Values(CheckCase{"justBelow", quote("50", "50.01", "1.999999999", "9"), Side::Bid, SmallSize,
                        "100.00 dollars at the touch < 100.00"},
        CheckCase{"atTheLimit", quote("50", "50.01", "2", "1"), Side::Bid, Fine, "fine"},
        CheckCase{"justAbove", quote("50", "50.01", "2.000000001", "1"), Side::Bid, Fine, "fine"},
        // The side joined counts, not the other one.
        CheckCase{"ofTheAskForASell", quote("50", "50.01", "9", "1"), Side::Ask, SmallSize,
            "50.01 dollars at the touch < 100.00"},
        CheckCase{
            "nothing", quote("50", "50.01", "0", "9"), Side::Bid, SmallSize, "0.00 dollars at the touch < 100.00"}));

TEST(QuoteChecks, areMadeInTheirOrder)
{
    ExecutionSettings settings;
    Quote bad = quote("200", "100", "0", "0"); // crossed, stale, small
    bad.time = now - 1min;
    EXPECT_EQ(validate(bad, Side::Bid, now, settings).check, Stale);
    bad.time = now;
    EXPECT_EQ(validate(bad, Side::Bid, now, settings).check, Crossed);
    Quote wide = quote("90", "110", "0", "0");
    EXPECT_EQ(validate(wide, Side::Bid, now, settings).check, WideSpread);
    settings.maxSpreadPercent = 50;
    EXPECT_EQ(validate(wide, Side::Bid, now, settings).check, SmallSize);
    settings.minBidAskSize = 0;
    EXPECT_EQ(validate(wide, Side::Bid, now, settings).check, Fine);
}

TEST(QuoteChecks, tellValueAndLimit)
{
    const Validation wide = validate(quote("99", "101"), Side::Bid, now, {});
    EXPECT_DOUBLE_EQ(wide.value, 2);
    EXPECT_DOUBLE_EQ(wide.limit, 0.25);
    const Validation old = validate(aged(12s), Side::Bid, now, {});
    EXPECT_DOUBLE_EQ(old.value, 12);
    EXPECT_DOUBLE_EQ(old.limit, 5);
}

// Anchors

struct AnchorCase {
    const char* name;
    Quote quote;
    const char* buy;
    const char* sell;
    double offset = 0.01;
};

std::ostream& operator<<(std::ostream& out, const AnchorCase& given)
{
    return out << given.name;
}

class Anchored : public testing::TestWithParam<AnchorCase>
{
};

TEST_P(Anchored, standsInsideTheTouchAndNeverCrosses)
{
    ExecutionSettings settings;
    settings.bidAnchorOffset = settings.askAnchorOffset = GetParam().offset;
    EXPECT_EQ(anchorPrice(GetParam().quote, Side::Bid, settings), price(GetParam().buy));
    EXPECT_EQ(anchorPrice(GetParam().quote, Side::Ask, settings), price(GetParam().sell));
}

INSTANTIATE_TEST_SUITE_P(FromADollarUp, Anchored,
    testing::Values(AnchorCase{"aWideSpread", quote("100", "100.10"), "100.01", "100.09"},
        AnchorCase{"threeTicks", quote("100", "100.03"), "100.01", "100.02"},
        AnchorCase{"twoTicksMeetInTheMiddle", quote("100", "100.02"), "100.01", "100.01"},
        AnchorCase{"oneTickJoinsTheTouch", quote("100", "100.01"), "100", "100.01"},
        AnchorCase{"lessThanATickJoinsTheTouch", quote("100", "100.005"), "100", "100.01"},
        AnchorCase{"aTouchBetweenTheStepsIsJoinedBehindIt", quote("100.005", "100.009"), "100", "100.01"},
        AnchorCase{"aTouchBetweenTheSteps", quote("100.005", "100.095"), "100.01", "100.09"},
        AnchorCase{"noOffset", quote("100", "100.10"), "100", "100.10", 0},
        AnchorCase{"anOffsetOfHalfAStep", quote("100", "100.10"), "100", "100.10", 0.005},
        AnchorCase{"anOffsetOfThreeSteps", quote("100", "100.10"), "100.03", "100.07", 0.03},
        AnchorCase{"anOffsetAsWideAsTheSpread", quote("100", "100.10"), "100", "100.10", 0.1},
        AnchorCase{"anOffsetWiderThanTheSpread", quote("100", "100.10"), "100", "100.10", 5}));

INSTANTIATE_TEST_SUITE_P(BelowADollar, Anchored,
    testing::Values(AnchorCase{"theOffsetCrosses", quote("0.5000", "0.5010"), "0.5", "0.501"},
        AnchorCase{"aWideSpread", quote("0.5000", "0.5300"), "0.51", "0.52"},
        AnchorCase{"aSmallOffset", quote("0.5000", "0.5010"), "0.5001", "0.5009", 0.0001},
        AnchorCase{"oneStepOfTheSmallOnes", quote("0.5000", "0.5001"), "0.5", "0.5001", 0.0001},
        AnchorCase{"halfAStepOfTheSmallOnes", quote("0.5000", "0.5010"), "0.5", "0.501", 0.00005},
        AnchorCase{"aTouchFinerThanTheSteps", quote("0.50005", "0.50095"), "0.5001", "0.5009", 0.0001},
        AnchorCase{"lessThanTheOffsetIsThere", quote("0.0040", "0.0041"), "0.004", "0.0041"},
        AnchorCase{"theSmallestOfAll", quote("0.0001", "0.0002"), "0.0001", "0.0002", 0.0001},
        AnchorCase{"belowTheSmallestStep", quote("0.00005", "0.00009"), "0.00005", "0.0001", 0.0001}));

// The step changes at one dollar: what is wanted decides, not the touch.
INSTANTIATE_TEST_SUITE_P(AroundADollar, Anchored,
    testing::Values(AnchorCase{"upIntoTheCoarseSteps", quote("0.9950", "1.0500"), "1", "1.04"},
        AnchorCase{"exactlyToTheDollar", quote("0.9900", "1.0100"), "1", "1"},
        AnchorCase{"downIntoTheFineSteps", quote("0.9500", "1.0000"), "0.96", "0.99"},
        AnchorCase{"stillBelow", quote("0.9800", "1.0300"), "0.99", "1.02"},
        AnchorCase{"theCoarseStepWouldCross", quote("0.9999", "1.0050"), "1", "1.01", 0.0001},
        AnchorCase{"oneTickBelow", quote("0.9999", "1.0000"), "0.9999", "1", 0.0001},
        AnchorCase{"oneTickAbove", quote("1.0000", "1.0100"), "1", "1.01"}));

namespace
{

Quote randomQuote(std::mt19937_64& random)
{
    // Prices of every size from a hundredth of a cent to a million dollars, touches between the steps among them.
    const std::int64_t grains[] = {10'000'000, 10'000'000, 100'000, 5'000'000, 1, 12'345};
    std::int64_t range = 1'000'000;
    for (std::uint64_t digits = random() % 10; digits > 0; --digits) {
        range *= 10;
    }
    const std::int64_t grain = grains[random() % std::size(grains)];
    const std::int64_t bid = std::max<std::int64_t>(
        100'000, static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(range)) / grain * grain);
    const std::int64_t spread = static_cast<std::int64_t>(1 + random() % 40) * grain;
    return {{Price::fromRaw(bid), size("100")}, {Price::fromRaw(bid + spread), size("100")}, now};
}

bool isOnAStep(Price at)
{
    return at.raw() % core::stockTick(at).raw() == 0;
}

} // namespace

TEST(AnchorProperties, holdForAnyQuoteAndOffset)
{
    const double offsets[] = {0, 0.0001, 0.005, 0.01, 0.01, 0.02, 0.37, 3};
    std::mt19937_64 random(5);
    int inside = 0;
    for (int i = 0; i < 200'000; ++i) {
        const Quote given = randomQuote(random);
        ExecutionSettings settings;
        settings.bidAnchorOffset = settings.askAnchorOffset = offsets[random() % std::size(offsets)];
        const Price buy = anchorPrice(given, Side::Bid, settings);
        const Price sell = anchorPrice(given, Side::Ask, settings);
        const std::string about = given.bid.price.text() + " × " + given.ask.price.text();
        ASSERT_LT(buy, given.ask.price) << about;
        ASSERT_GT(sell, given.bid.price) << about;
        ASSERT_GT(buy.raw(), 0) << about;
        ASSERT_TRUE(isOnAStep(buy)) << about << ": " << buy.text();
        ASSERT_TRUE(isOnAStep(sell)) << about << ": " << sell.text();
        // At most a step behind the touch, and never further inside than the offset.
        ASSERT_GT(buy + core::stockTick(given.bid.price), given.bid.price) << about;
        ASSERT_LT(sell - core::stockTick(sell), given.ask.price) << about;
        ASSERT_LE((buy - given.bid.price).toDoubleLossy(), settings.bidAnchorOffset + 1e-9) << about;
        ASSERT_LE((given.ask.price - sell).toDoubleLossy(), settings.askAnchorOffset + 1e-9) << about;
        inside += buy > given.bid.price ? 1 : 0;
    }
    EXPECT_GT(inside, 20'000);
}

// Re-pegging

struct RepegCase {
    const char* name;
    const char* working;
    const char* anchor;
    Side side;
    bool isPartlyFilled;
    bool mustRepeg;
};

std::ostream& operator<<(std::ostream& out, const RepegCase& given)
{
    return out << given.name;
}

class Repegged : public testing::TestWithParam<RepegCase>
{
};

TEST_P(Repegged, beyondTheThresholdAloneAndNeverAwayOncePartlyFilled)
{
    const RepegCase& given = GetParam();
    EXPECT_EQ(
        mustRepeg(price(given.working), price(given.anchor), given.side, given.isPartlyFilled, {}), given.mustRepeg);
}

// Of 100 dollars 0.10 % is ten cents; 33 and 0.033 make sure that the threshold does not hang on one double.
INSTANTIATE_TEST_SUITE_P(Buys, Repegged,
    testing::Values(RepegCase{"sameplace", "100", "100", Side::Bid, false, false},
        RepegCase{"upJustBelow", "100", "100.0999", Side::Bid, false, false},
        RepegCase{"upAtIt", "100", "100.10", Side::Bid, false, false},
        RepegCase{"upJustAbove", "100", "100.1001", Side::Bid, false, true},
        RepegCase{"downJustBelow", "100", "99.9001", Side::Bid, false, false},
        RepegCase{"downAtIt", "100", "99.90", Side::Bid, false, false},
        RepegCase{"downJustAbove", "100", "99.8999", Side::Bid, false, true},
        RepegCase{"ofAnOddPriceAtIt", "33", "33.033", Side::Bid, false, false},
        RepegCase{"ofAnOddPriceJustAbove", "33", "33.034", Side::Bid, false, true},
        RepegCase{"belowADollarAtIt", "0.5000", "0.5005", Side::Bid, false, false},
        RepegCase{"belowADollarJustAbove", "0.5000", "0.5006", Side::Bid, false, true},
        RepegCase{"towardsTheMarketWhenPartlyFilled", "100", "100.11", Side::Bid, true, true},
        RepegCase{"awayWhenPartlyFilled", "100", "99.00", Side::Bid, true, false}));
INSTANTIATE_TEST_SUITE_P(Sells, Repegged,
    testing::Values(RepegCase{"downAtIt", "100", "99.90", Side::Ask, false, false},
        RepegCase{"downJustAbove", "100", "99.8999", Side::Ask, false, true},
        RepegCase{"upAtIt", "100", "100.10", Side::Ask, false, false},
        RepegCase{"upJustAbove", "100", "100.1001", Side::Ask, false, true},
        RepegCase{"towardsTheMarketWhenPartlyFilled", "100", "99.89", Side::Ask, true, true},
        RepegCase{"awayWhenPartlyFilled", "100", "101.00", Side::Ask, true, false}));

TEST(Repegging, knowsItsOwnTouch)
{
    EXPECT_TRUE(isOwnTouch(quote("100.01", "100.10"), Side::Bid, price("100.01")));
    EXPECT_FALSE(isOwnTouch(quote("100.01", "100.10"), Side::Bid, price("100.10")));
    EXPECT_TRUE(isOwnTouch(quote("100.01", "100.10"), Side::Ask, price("100.10")));
}

// Sizes

TEST(Shares, areWholeUnlessFractionsAreTraded)
{
    const auto dollars = [](const char* text) { return core::Notional::parse(text).value(); };
    EXPECT_EQ(sharesFor(dollars("1000"), price("333.34"), false), size("2"));
    EXPECT_EQ(sharesFor(dollars("1000"), price("333.33"), false), size("3"));
    EXPECT_EQ(sharesFor(dollars("1000"), price("333.33"), true), size("3.000030000"));
    EXPECT_EQ(sharesFor(dollars("999.99"), price("1000"), false), size("0"));
    EXPECT_EQ(sharesFor(dollars("1000"), price("1000"), false), size("1"));
    EXPECT_EQ(sharesFor(dollars("0"), price("1000"), true), size("0"));
    EXPECT_EQ(sharesFor(dollars("-5"), price("1000"), true), size("0"));
    EXPECT_EQ(sharesFor(dollars("5"), price("0"), true), size("0"));
    EXPECT_EQ(roundShares(size("2.999999999"), false), size("2"));
    EXPECT_EQ(roundShares(size("2.999999999"), true), size("2.999999999"));
    EXPECT_EQ(roundShares(size("0.999999999"), false), size("0"));
}

TEST(Shares, areNeverWorthMoreThanTheDollars)
{
    std::mt19937_64 random(9);
    for (int i = 0; i < 100'000; ++i) {
        const auto notional =
            core::Notional::fromRaw(static_cast<core::Int128>(random() % 1'000'000'000'000) * 12'345'678'901);
        const Price at = Price::fromRaw(static_cast<std::int64_t>(1 + random() % 2'000'000'000'000));
        for (const bool isFractional : {false, true}) {
            const core::Quantity shares = sharesFor(notional, at, isFractional);
            const core::Quantity step = core::Quantity::fromRaw(isFractional ? 1 : core::decimalScale);
            ASSERT_LE(at * shares, notional);
            ASSERT_GT(at * (shares + step), notional) << "and one more would be";
        }
    }
}

TEST(Urgencies, areNamedInAnyCase)
{
    for (const Urgency urgency : {Urgency::Low, Urgency::Normal, Urgency::High}) {
        EXPECT_EQ(urgencyOf(describe(urgency)), urgency);
    }
    EXPECT_EQ(urgencyOf("HiGH"), Urgency::High);
    for (const char* const text : {"", "highest", "1", "low "}) {
        EXPECT_FALSE(urgencyOf(text)) << text;
    }
}

} // namespace leadline::rebalance
