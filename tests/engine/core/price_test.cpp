// SPDX-License-Identifier: MIT
#include "engine/core/instrument.h"
#include "tests/support/builders.h"

#include <gtest/gtest.h>

#include <random>

namespace leadline
{

using core::ParseError;
using core::Price;
using core::Quantity;
using tests::price;
using tests::size;

struct TextCase {
    const char* text;
    int decimals;
};

class DecimalRoundTrip : public testing::TestWithParam<TextCase>
{
};

TEST_P(DecimalRoundTrip, printsTheSameDigitsAsItRead)
{
    const auto [text, decimals] = GetParam();

    EXPECT_EQ(price(text).text(decimals), text);
    EXPECT_EQ(size(text).text(decimals), text);
    EXPECT_EQ(core::writtenDecimals(text), decimals);
}

INSTANTIATE_TEST_SUITE_P(Price, DecimalRoundTrip,
    testing::Values(TextCase{"2681.62", 2}, TextCase{"2683.80000000", 8}, TextCase{"0.00000001", 8}, TextCase{"0", 0},
        TextCase{"0.000000001", 9}, TextCase{"999999999.999999999", 9}, TextCase{"4611686018.427387903", 9},
        TextCase{"-4611686018.427387903", 9}, TextCase{"-12.50", 2}, TextCase{"200.00", 2}));

TEST(Quantity, holdsBothABitcoinsSatoshiAndATrillionMemeCoins)
{
    EXPECT_EQ(size("0.00000001").text(), "0.00000001");
    EXPECT_EQ(size("1000000000000.00000001").text(), "1000000000000.00000001");
    EXPECT_EQ((size("1000000000000") + size("0.000000001")).text(), "1000000000000.000000001");
}

struct BadCase {
    const char* text;
    ParseError error;
};

class DecimalRefusal : public testing::TestWithParam<BadCase>
{
};

TEST_P(DecimalRefusal, saysWhatIsWrong)
{
    const auto [text, error] = GetParam();

    const auto parsed = Price::parse(text);

    ASSERT_FALSE(parsed.has_value());
    EXPECT_EQ(parsed.error(), error);
}

INSTANTIATE_TEST_SUITE_P(Price, DecimalRefusal,
    testing::Values(BadCase{"", ParseError::Empty}, BadCase{"-", ParseError::Junk}, BadCase{".", ParseError::Junk},
        BadCase{"1.", ParseError::Junk}, BadCase{".5", ParseError::Junk}, BadCase{"1.2.3", ParseError::Junk},
        BadCase{"1e5", ParseError::Junk}, BadCase{"+1", ParseError::Junk}, BadCase{" 1", ParseError::Junk},
        BadCase{"1,5", ParseError::Junk}, BadCase{"0x10", ParseError::Junk}, BadCase{"NaN", ParseError::Junk},
        BadCase{"1.0000000001", ParseError::TooPrecise}, BadCase{"4611686018.427387904", ParseError::Overflow},
        BadCase{"5000000000", ParseError::Overflow}, BadCase{"123456789012345678901234567890", ParseError::Overflow},
        BadCase{"99999999999999999999999999999999999999999999999999999", ParseError::Overflow}));

TEST(Price, acceptsZerosBeyondTheNinthDecimal)
{
    EXPECT_EQ(price("1.50000000000000").text(), "1.5");
}

TEST(Quantity, refusesMoreThanItHolds)
{
    EXPECT_TRUE(Quantity::parse("1000000000000000000").has_value());
    EXPECT_EQ(Quantity::parse("1000000000000000001").error(), ParseError::Overflow);
}

TEST(Price, readsEveryRandomValueBackExactly)
{
    std::mt19937_64 random(7);
    for (int i = 0; i < 20'000; ++i) {
        const auto raw = static_cast<std::int64_t>(random() >> (random() % 63)) % (Price::maxRaw + 1);
        const auto signedRaw = (random() & 1) != 0 ? raw : -raw;

        EXPECT_EQ(price(Price::fromRaw(signedRaw).text()).raw(), signedRaw);
        EXPECT_EQ(price(Price::fromRaw(signedRaw).text(9)).raw(), signedRaw);
    }
}

TEST(Notional, isTheExactProductAndSaturates)
{
    EXPECT_EQ((price("2681.62") * size("0.001")).raw(), static_cast<core::Int128>(2'681'620'000'000'000'000));
    EXPECT_GT(price("999999999") * size("1000000000000000000"), price("1") * size("1000000000"));
    EXPECT_LT(price("-999999999") * size("1000000000000000000"), price("-1") * size("1000000000"));
}

TEST(Midpoint, isExactBetweenEightDecimalPrices)
{
    EXPECT_EQ(core::midpoint(price("0.00000001"), price("0.00000002")).text(), "0.000000015");
    EXPECT_EQ(core::midpoint(price("2681.62"), price("2681.63")).text(), "2681.625");
}

TEST(Instrument, roundsAPriceToTheSideOfItsOwner)
{
    const core::Instrument eth = tests::ethereum();

    EXPECT_EQ(eth.roundPassive(price("2681.626"), core::Side::Bid), price("2681.62"));
    EXPECT_EQ(eth.roundPassive(price("2681.624"), core::Side::Ask), price("2681.63"));
    EXPECT_EQ(eth.roundPassive(price("2681.62"), core::Side::Ask), price("2681.62"));
}

TEST(Instrument, roundsAStockToWholeCentsFromADollarUp)
{
    core::Instrument stock{.pair = {core::Asset("X"), core::Asset("USD"), core::Kind::Stock}, .tick = price("0.0001")};

    EXPECT_EQ(stock.roundPassive(price("0.99995"), core::Side::Bid), price("0.9999"));
    EXPECT_EQ(stock.roundPassive(price("0.99995"), core::Side::Ask), price("1"));
    EXPECT_EQ(stock.roundPassive(price("1.0001"), core::Side::Bid), price("1"));
    EXPECT_EQ(stock.roundPassive(price("1.0001"), core::Side::Ask), price("1.01"));
    stock.pair.kind = core::Kind::Spot;
    EXPECT_EQ(stock.roundPassive(price("1.0001"), core::Side::Bid), price("1.0001"));
}

TEST(Instrument, valuesLinearAndInverseContracts)
{
    core::Instrument coin = tests::ethereum();
    EXPECT_DOUBLE_EQ(coin.value(price("2000"), size("1.5")).toDoubleLossy(), 3000);
    coin.contractSize = size("0.1");
    EXPECT_DOUBLE_EQ(coin.value(price("2000"), size("1.5")).toDoubleLossy(), 300);
    coin.kind = core::ContractKind::Inverse;
    coin.contractSize = size("10");
    EXPECT_DOUBLE_EQ(coin.value(price("2000"), size("3")).toDoubleLossy(), 30);
    EXPECT_EQ(coin.sizeForNotional(30, price("2000")), size("3"));
}

TEST(Instrument, sizesANotionalDownToTheLot)
{
    const core::Instrument eth = tests::ethereum();

    EXPECT_EQ(eth.sizeForNotional(250'000, price("2681.625")), size("93.227"));
    EXPECT_EQ(eth.sizeForNotional(0.29, price("10")), size("0.029"));
    EXPECT_TRUE(eth.sizeForNotional(1000, price("0")).isZero());
    EXPECT_TRUE(eth.sizeForNotional(-5, price("10")).isZero());
}

TEST(Instrument, infersItsStepsFromABook)
{
    core::Instrument unknown{.id = {core::VenueId("binance-spot"), core::Symbol("ETHUSDT")}};

    core::inferSteps(unknown, tests::levels({{"2683.80000000", "3.0292"}, {"2683.77000000", "0.002"}}),
        tests::levels({{"2683.81000000", "31.4395"}}));

    EXPECT_EQ(unknown.tick, price("0.01"));
    EXPECT_EQ(unknown.lot, size("0.0001"));
}

} // namespace leadline
