// SPDX-License-Identifier: MIT
#include "engine/risk/risk.h"
#include "tests/support/builders.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

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
    return {.side = core::Side::Bid,
        .price = price(priceText),
        .size = size(sizeText),
        .mid = price("2000"),
        .positionLimit = 1e9};
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

TEST(StabilityBreaker, comesBackAsItWasLeft)
{
    StabilityBreaker breaker;
    const RiskLimits limits;
    breaker.restore(true);
    EXPECT_TRUE(breaker.isTripped());
    EXPECT_FALSE(breaker.timingSince());
    breaker.update(at(1000), 0.5, limits);
    EXPECT_EQ(breaker.timingSince(), at(1000)) << "the minute of calm begins with what is seen";
    breaker.update(at(1059.9), 0.5, limits);
    EXPECT_TRUE(breaker.isTripped());
    breaker.update(at(1060.1), 0.5, limits);
    EXPECT_FALSE(breaker.isTripped());
}

TEST(OverrideBudget, rollsWithTheHour)
{
    OverrideBudget budget;
    const RiskLimits limits;
    for (const double time : {0., 1., 2., 3., 3599.}) {
        EXPECT_GT(budget.left(at(time), limits), 0);
        budget.take(at(time), limits);
    }
    EXPECT_EQ(budget.left(at(3599.9), limits), 0);
    EXPECT_EQ(budget.left(at(3600), limits), 1) << "the first is an hour old";
    EXPECT_EQ(budget.left(at(3601), limits), 2);
    EXPECT_EQ(budget.left(at(3603), limits), 4);
    OverrideBudget other;
    other.restore(budget.taken());
    EXPECT_EQ(other.left(at(3601), limits), 2) << "it survives a restart";
    budget.reset();
    EXPECT_EQ(budget.left(at(3599.9), limits), 5);
    RiskLimits tight;
    tight.maxOverrides = 1;
    EXPECT_EQ(other.left(at(3602), tight), 0) << "never below nothing";
    RiskLimits shortWindow;
    shortWindow.overrideWindowSeconds = 60;
    EXPECT_EQ(other.used(at(3600), shortWindow), 1) << "a setting, as their number is";
    EXPECT_EQ(other.used(at(3659), shortWindow), 0);
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

namespace
{

OrderToCheck changed(void (*change)(OrderToCheck&))
{
    return with(order("2000", "1"), change); // worth 2000
}

OrderToCheck holding(core::Side side, double position, double limit)
{
    OrderToCheck check = order("2000", "1");
    check.side = side;
    check.position = position;
    check.positionLimit = limit;
    return check;
}

OrderToCheck losing(core::Side side, double position, double loss)
{
    OrderToCheck check = holding(side, position, 1e6);
    check.lossToday = loss;
    return check;
}

core::Instrument withMinimumSize()
{
    core::Instrument instrument = tests::ethereum();
    instrument.minimumSize = size("0.05");
    return instrument;
}

constexpr core::Side buy = core::Side::Bid;
constexpr core::Side sell = core::Side::Ask;

} // namespace

INSTANTIATE_TEST_SUITE_P(Venues, Check,
    testing::Values(
        CheckCase{"trading off", changed([](OrderToCheck& o) { o.venue.isTradingOn = false; }), OrderCheck::TradingOff},
        CheckCase{
            "journal down", changed([](OrderToCheck& o) { o.venue.isJournalUp = false; }), OrderCheck::JournalDown},
        CheckCase{"not reconciled", changed([](OrderToCheck& o) { o.venue.isReconciled = false; }),
            OrderCheck::NotReconciled},
        CheckCase{"no budget", changed([](OrderToCheck& o) { o.venue.hasBudget = false; }), OrderCheck::RateLimit},
        CheckCase{"twice", changed([](OrderToCheck& o) { o.repeats = true; }), OrderCheck::Duplicate}));

INSTANTIATE_TEST_SUITE_P(Positions, Check,
    testing::Values(CheckCase{"up to the limit", holding(buy, 8000, 10'000), OrderCheck::Fine},
        CheckCase{"beyond it", holding(buy, 8000.01, 10'000), OrderCheck::PositionLimit},
        CheckCase{"short up to the limit", holding(sell, -8000, 10'000), OrderCheck::Fine},
        CheckCase{"short beyond it", holding(sell, -8000.01, 10'000), OrderCheck::PositionLimit},
        CheckCase{"nothing allowed", holding(buy, 0, 0), OrderCheck::PositionLimit},
        CheckCase{"less of too much", holding(sell, 50'000, 10'000), OrderCheck::Fine},
        CheckCase{"less of too much short", holding(buy, -50'000, 10'000), OrderCheck::Fine},
        CheckCase{"less where nothing is allowed", holding(sell, 50'000, 0), OrderCheck::Fine},
        CheckCase{"to flat", holding(sell, 2000, 0), OrderCheck::Fine},
        CheckCase{"more of too much", holding(buy, 50'000, 10'000), OrderCheck::PositionLimit},
        CheckCase{"through zero within the limit", holding(sell, 500, 1500), OrderCheck::Fine},
        CheckCase{"through zero beyond it", holding(sell, 500, 1499), OrderCheck::PositionLimit},
        // What stands afterwards was opened by this order, so that it is no mere reduction.
        CheckCase{"through zero beyond it, to less than before", holding(sell, 1500, 100), OrderCheck::PositionLimit}));

INSTANTIATE_TEST_SUITE_P(Losses, Check,
    testing::Values(CheckCase{"a little less than the limit", losing(buy, 0, 9999.99), OrderCheck::Fine},
        CheckCase{"at the limit", losing(buy, 0, 10'000), OrderCheck::DailyLoss},
        CheckCase{"beyond it", losing(sell, -4000, 20'000), OrderCheck::DailyLoss},
        CheckCase{"a profit", losing(buy, 0, -50'000), OrderCheck::Fine},
        CheckCase{"out of a position", losing(sell, 4000, 20'000), OrderCheck::Fine}));

struct ShortCase {
    const char* name;
    const char* size;
    const char* held;
    bool isShortable;
    bool mayShort;
    OrderCheck expected;
};

class ShortSales : public testing::TestWithParam<ShortCase>
{
};

TEST_P(ShortSales, needTheLeaveOfAccountAndStock)
{
    core::Instrument stock = tests::ethereum();
    stock.pair = {core::Asset("X"), core::Asset("USD"), core::Kind::Stock};
    stock.isShortable = GetParam().isShortable;
    OrderToCheck sale = order("2000", GetParam().size);
    sale.side = sell;
    sale.held = *core::Quantity::parse(GetParam().held);
    sale.venue.mayShort = GetParam().mayShort;

    EXPECT_EQ(checkOrder(sale, stock, RiskLimits{}), GetParam().expected);
    sale.side = buy;
    EXPECT_EQ(checkOrder(sale, stock, RiskLimits{}), OrderCheck::Fine);
    sale.side = sell;
    EXPECT_EQ(checkOrder(sale, tests::ethereum(), RiskLimits{}), OrderCheck::Fine); // of coins venues judge
}

INSTANTIATE_TEST_SUITE_P(Sizes, ShortSales,
    testing::Values(ShortCase{"all that is held", "2", "2", false, false, OrderCheck::Fine},
        ShortCase{"a little more", "2.001", "2", true, true, OrderCheck::ShortSale},
        ShortCase{"a share more", "3", "2", true, true, OrderCheck::ShortSale}, // what is held goes first
        ShortCase{"of nothing, with leave", "1", "0", true, true, OrderCheck::Fine},
        ShortCase{"more of a short position", "1", "-1", true, true, OrderCheck::Fine},
        ShortCase{"of nothing, not by the account", "1", "0", true, false, OrderCheck::ShortSale},
        ShortCase{"of nothing, not of the stock", "1", "0", false, true, OrderCheck::ShortSale},
        ShortCase{"a fraction of nothing", "0.5", "0", true, true, OrderCheck::ShortSale}),
    [](const auto& test) { return std::to_string(test.index); });

TEST(Checks, nameTheFirstBrokenLimitInTheOrderOfTheEnum)
{
    // Breaks everything that can be broken together; each repair leaves what comes after it.
    OrderToCheck broken = order("1000.005", "1000.0005"); // a million and more, half of mid away, off both grids
    broken.killSwitch = true;
    broken.openOrders = 50;
    broken.venue = {.isTradingOn = false, .isJournalUp = false, .isReconciled = false, .hasBudget = false};
    broken.repeats = true;
    broken.positionLimit = 0;
    broken.lossToday = 1e9;
    const auto expect = [&](OrderCheck check) {
        EXPECT_EQ(codeOf(checkOrder(broken, tests::ethereum(), RiskLimits{})), codeOf(check));
    };
    expect(OrderCheck::KillSwitch);
    broken.killSwitch = false;
    expect(OrderCheck::TooLarge);
    broken.size = size("0.0005");
    expect(OrderCheck::TooMany);
    broken.openOrders = 0;
    expect(OrderCheck::BelowMinimum);
    broken.size = size("1.0005");
    expect(OrderCheck::OffGrid);
    broken.size = size("1");
    broken.price = price("1000");
    expect(OrderCheck::OutsideBand);
    broken.bandConfirmed = true;
    expect(OrderCheck::TradingOff);
    broken.venue.isTradingOn = true;
    expect(OrderCheck::JournalDown);
    broken.venue.isJournalUp = true;
    expect(OrderCheck::NotReconciled);
    broken.venue.isReconciled = true;
    expect(OrderCheck::Duplicate);
    broken.repeats = false;
    expect(OrderCheck::PositionLimit);
    broken.positionLimit = 1000;
    expect(OrderCheck::DailyLoss);
    broken.lossToday = 0;
    expect(OrderCheck::RateLimit);
    broken.venue.hasBudget = true;
    expect(OrderCheck::Fine);
}

TEST(Checks, knowTheVenuesSmallestSize)
{
    OrderToCheck small = order("2000", "0.049");
    small.positionLimit = 1e6;
    EXPECT_EQ(checkOrder(small, withMinimumSize(), RiskLimits{}), OrderCheck::BelowMinimum);
    small.size = size("0.05");
    EXPECT_EQ(checkOrder(small, withMinimumSize(), RiskLimits{}), OrderCheck::Fine);
}

TEST(Checks, refuseToJudgeAPositionThatIsNotKnown)
{
    OrderToCheck unknown = order("2000", "1");
    unknown.positionLimit = 1e6;
    unknown.position = std::nan("");
    EXPECT_NE(checkOrder(unknown, tests::ethereum(), RiskLimits{}), OrderCheck::Fine);
    unknown.position = 0;
    unknown.lossToday = std::nan("");
    EXPECT_NE(checkOrder(unknown, tests::ethereum(), RiskLimits{}), OrderCheck::Fine);
}

TEST(Checks, haveCodesAndWordsOfTheirOwn)
{
    constexpr int checks = static_cast<int>(OrderCheck::RateLimit) + 1;
    std::set<std::string_view> codes;
    std::set<std::string_view> words;
    for (int check = 0; check < checks; ++check) {
        const std::string_view code = codeOf(static_cast<OrderCheck>(check));
        EXPECT_TRUE(code.starts_with("risk.")) << code;
        EXPECT_EQ(code.find_first_not_of("abcdefghijklmnopqrstuvwxyz_."), std::string_view::npos) << code;
        codes.insert(code);
        words.insert(describe(static_cast<OrderCheck>(check)));
    }
    EXPECT_EQ(codes.size(), static_cast<std::size_t>(checks));
    EXPECT_EQ(words.size(), static_cast<std::size_t>(checks));
    EXPECT_FALSE(words.contains(""));
    EXPECT_EQ(codeOf(OrderCheck::KillSwitch), "risk.kill_switch");
}

struct LimitCase {
    const char* name;
    double resilience;
    double concentration;
    double expected; ///< of a limit of a million
};

class PositionLimit : public testing::TestWithParam<LimitCase>
{
};

TEST_P(PositionLimit, shrinksWithTheBook)
{
    const LimitCase& c = GetParam();
    EXPECT_NEAR(positionLimit(RiskLimits{}, c.resilience, c.concentration), c.expected, 1e-6) << c.name;
}

TEST(PositionLimit, goesByItsSettings)
{
    RiskLimits limits;
    limits.fullResilience = 0.5;
    limits.leastConcentration = 0.6;
    limits.dispersedFactor = 0.25;
    EXPECT_NEAR(positionLimit(limits, 0.25, 1), 5e5, 1e-6);
    EXPECT_NEAR(positionLimit(limits, 1, 0.59), 2.5e5, 1e-6);
    EXPECT_NEAR(positionLimit(limits, 0.25, 0.59), 1.25e5, 1e-6);
}

INSTANTIATE_TEST_SUITE_P(Books, PositionLimit,
    testing::Values(LimitCase{"firm", 1, 1, 1e6}, LimitCase{"just firm enough", 0.3, 1, 1e6},
        LimitCase{"half as firm", 0.15, 1, 5e5}, LimitCase{"a little less", 0.27, 1, 9e5},
        LimitCase{"not at all", 0, 1, 0}, LimitCase{"just concentrated enough", 1, 0.3, 1e6},
        LimitCase{"spread thin", 1, 0.299, 5e5}, LimitCase{"nothing near the touch", 1, 0, 5e5},
        LimitCase{"both", 0.15, 0.1, 2.5e5}, LimitCase{"R not defined", NAN, 1, 1e6},
        LimitCase{"C not defined", 1, NAN, 1e6}, LimitCase{"neither defined", NAN, NAN, 1e6},
        LimitCase{"R not defined, C low", NAN, 0.2, 5e5}, LimitCase{"C not defined, R low", 0.03, NAN, 1e5}));

TEST(Collar, reachesFiftyBasisPointsAndRoundsInside)
{
    const RiskLimits limits;
    EXPECT_EQ(collarPrice(price("2681.625"), core::Side::Bid, tests::ethereum(), limits), price("2695.03"));
    EXPECT_EQ(collarPrice(price("2681.625"), core::Side::Ask, tests::ethereum(), limits), price("2668.22"));
}

} // namespace leadline::risk
