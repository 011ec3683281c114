// SPDX-License-Identifier: MIT
#include "engine/orders/positions.h"
#include "engine/orders/queue_estimate.h"
#include "tests/support/builders.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace leadline::orders
{

using core::Side;
using tests::price;
using tests::size;

namespace
{

const core::MarketId market{core::VenueId("kraken"), core::Symbol("ETH/EUR")};

core::Notional money(const char* text)
{
    return core::Notional::parse(text).value();
}

class Positions : public testing::Test
{
protected:
    Position fill(Side side, const char* amount, const char* at, const char* fee = "0")
    {
        return book.apply({.market = market, .side = side, .price = price(at), .size = size(amount)}, money(fee));
    }
    Position buy(const char* amount, const char* at, const char* fee = "0") { return fill(Side::Bid, amount, at, fee); }
    Position sell(const char* amount, const char* at, const char* fee = "0")
    {
        return fill(Side::Ask, amount, at, fee);
    }
    PositionBook book;
};

core::Timestamp at(int day, double hours)
{
    return core::Timestamp(std::chrono::days(day)) + core::Duration(static_cast<std::int64_t>(hours * 3600e9));
}

} // namespace

TEST_F(Positions, areFlatWhereNothingWasTraded)
{
    const Position flat = book.of(market);
    EXPECT_EQ(flat.market, market);
    EXPECT_TRUE(flat.size.isZero());
    EXPECT_EQ(flat.averagePrice(), core::Price{});
    EXPECT_DOUBLE_EQ(flat.profit(price("100")), 0);
    EXPECT_TRUE(book.all().empty());
}

TEST_F(Positions, averageWhatWasBought)
{
    buy("1", "100");
    const Position position = buy("3", "104");
    EXPECT_EQ(position.size, size("4"));
    EXPECT_EQ(position.averagePrice(), price("103"));
    EXPECT_EQ(position.openValue, money("412"));
    EXPECT_EQ(position.realised, money("0"));
    EXPECT_DOUBLE_EQ(position.profit(price("105")), 8);
    EXPECT_DOUBLE_EQ(position.profit(price("101")), -8);
}

TEST_F(Positions, realiseWhatIsSoldAtTheAveragePrice)
{
    buy("1", "100");
    buy("3", "104");
    const Position position = sell("1", "110");
    EXPECT_EQ(position.size, size("3"));
    EXPECT_EQ(position.realised, money("7"));
    EXPECT_EQ(position.averagePrice(), price("103")) << "a sale does not move it";
    EXPECT_DOUBLE_EQ(position.profit(price("103")), 7);
}

TEST_F(Positions, gainFromAFallWhenShort)
{
    sell("2", "100");
    Position position = sell("2", "110");
    EXPECT_EQ(position.size, size("-4"));
    EXPECT_EQ(position.openValue, money("-420"));
    EXPECT_EQ(position.averagePrice(), price("105"));
    EXPECT_DOUBLE_EQ(position.profit(price("100")), 20);
    position = buy("1", "95");
    EXPECT_EQ(position.size, size("-3"));
    EXPECT_EQ(position.realised, money("10"));
    EXPECT_EQ(position.averagePrice(), price("105"));
}

TEST_F(Positions, flipThroughZero)
{
    buy("2", "100");
    Position position = sell("5", "110");
    EXPECT_EQ(position.size, size("-3"));
    EXPECT_EQ(position.realised, money("20"));
    EXPECT_EQ(position.averagePrice(), price("110")) << "what is open was opened by the last fill alone";
    EXPECT_EQ(position.openValue, money("-330"));
    position = buy("4", "100");
    EXPECT_EQ(position.size, size("1"));
    EXPECT_EQ(position.realised, money("50"));
    EXPECT_EQ(position.averagePrice(), price("100"));
}

TEST_F(Positions, areFlatWithoutARemainderAfterTheLastSale)
{
    buy("3", "33.333333333");
    sell("1", "34");
    sell("1", "35");
    const Position position = sell("1", "36");
    EXPECT_TRUE(position.size.isZero());
    EXPECT_EQ(position.openValue, money("0"));
    EXPECT_EQ(position.averagePrice(), core::Price{});
    EXPECT_EQ(position.realised, money("5.000000001")) << "105 - 99.999999999, to the last digit";
    EXPECT_DOUBLE_EQ(position.profit(price("1")), position.profit(price("1000000"))) << "a price no longer matters";
}

TEST_F(Positions, countFeesAndRebates)
{
    buy("1", "100", "0.1");
    const Position position = sell("1", "101", "-0.02");
    EXPECT_EQ(position.fees, money("0.08"));
    EXPECT_EQ(position.realised, money("1")) << "fees are apart";
    EXPECT_DOUBLE_EQ(position.profit(price("100")), 0.92);
}

TEST_F(Positions, holdLessByAFeeThatWasPaidInTheCoin)
{
    const auto trade = [&](Side side, const char* amount, const char* at, const char* fee) {
        return book.apply(
            {.market = market, .side = side, .price = price(at), .size = size(amount), .feeInBase = size(fee)}, {});
    };
    Position position = trade(Side::Bid, "1", "100", "0.001");
    EXPECT_EQ(position.size, size("0.999")) << "what the balance has more";
    EXPECT_EQ(position.openValue, money("100")) << "and what it has less";
    EXPECT_TRUE(position.fees == core::Notional{});
    EXPECT_NEAR(position.profit(price("100")), -0.1, 1e-12);

    position = trade(Side::Ask, "0.999", "100", "0");
    EXPECT_TRUE(position.size.isZero());
    EXPECT_EQ(position.realised, money("-0.1"));
    EXPECT_EQ(position.openValue, money("0"));
    EXPECT_EQ(trade(Side::Ask, "1", "100", "0.001").size, size("-1.001")) << "a seller may pay in it, too";
}

/// Worth the same at any price as a ledger of money and coins, which knows no average prices.
TEST_F(Positions, loseTheCostOfWhatAFeeInTheCoinTookTheLastOf)
{
    struct Case {
        const char* name;
        const char* before; ///< sold at 90 where negative, else bought
        Side side;
        const char* amount; ///< at 100
        const char* fee;
        const char* size;
        const char* openValue;
        const char* realised;
    };
    const Case cases[] = {
        {"bought back, and what was beyond flat is the fee", "-0.999", Side::Bid, "1", "0.001", "0", "0", "-10.09"},
        {"a short one that the fee leaves short", "-0.9995", Side::Bid, "1", "0.001", "-0.0005", "-0.05", "-10.095"},
        {"a sale whose fee takes the rest", "1", Side::Ask, "0.999", "0.001", "0", "0", "9.9"},
        {"a sale of all, with a fee", "1", Side::Ask, "1", "0.001", "-0.001", "-0.1", "9.9"},
        {"the whole fill", "0", Side::Bid, "1", "1", "0", "0", "-100"},
        {"nothing of it is taken", "0", Side::Bid, "1", "0", "1", "100", "0"},
        {"a rest stays, and bears the cost", "0", Side::Bid, "1", "0.001", "0.999", "100", "0"},
    };
    for (const Case& given : cases) {
        SCOPED_TRACE(given.name);
        book = {};
        const core::Quantity before = size(given.before);
        if (!before.isZero()) {
            fill(before.isNegative() ? Side::Ask : Side::Bid,
                std::string(given.before).substr(before.isNegative()).c_str(), "90");
        }
        const Position position = book.apply({.market = market,
                                                 .side = given.side,
                                                 .price = price("100"),
                                                 .size = size(given.amount),
                                                 .feeInBase = size(given.fee)},
            {});
        EXPECT_EQ(position.size, size(given.size));
        EXPECT_EQ(position.openValue, money(given.openValue));
        EXPECT_EQ(position.realised, money(given.realised));
        const double sign = given.side == Side::Bid ? -1 : 1;
        const double cash = -before.toDoubleLossy() * 90 + sign * size(given.amount).toDoubleLossy() * 100;
        for (const double mid : {50.0, 100.0, 130.0}) {
            const double worth = cash + position.size.toDoubleLossy() * mid;
            EXPECT_NEAR(position.profit(core::Price::fromRaw(static_cast<std::int64_t>(mid * 1e9))), worth, 1e-9);
        }
    }
}

TEST_F(Positions, standForEachMarketByItself)
{
    const core::MarketId other{core::VenueId("binance"), market.symbol};
    buy("1", "100");
    book.apply({.market = other, .side = Side::Ask, .price = price("100"), .size = size("2")}, {});
    EXPECT_EQ(book.of(market).size, size("1"));
    EXPECT_EQ(book.of(other).size, size("-2"));
    EXPECT_EQ(book.all().size(), 2U);
}

TEST_F(Positions, goOnFromWhatAnEarlierRunLeft)
{
    buy("2", "100", "0.5");
    PositionBook next;
    next.restore(book.of(market));
    EXPECT_EQ(next.of(market), book.of(market));
    next.apply({.market = market, .side = Side::Ask, .price = price("103"), .size = size("2")}, money("0.5"));
    EXPECT_EQ(next.of(market).realised, money("6"));
    EXPECT_DOUBLE_EQ(next.of(market).profit(price("1")), 5);
}

TEST_F(Positions, beginTheDayAtMidnightUtc)
{
    EXPECT_DOUBLE_EQ(book.profitToday(market, price("100"), at(10, 8)), 0);
    buy("1", "100");
    EXPECT_DOUBLE_EQ(book.profitToday(market, price("103"), at(10, 9)), 3) << "opened today: the day began flat";
    EXPECT_DOUBLE_EQ(book.profitToday(market, price("110"), at(10, 23.999)), 10);
    EXPECT_DOUBLE_EQ(book.profitToday(market, price("112"), at(11, 0)), 0) << "the first call sets the beginning";
    EXPECT_DOUBLE_EQ(book.profitToday(market, price("108"), at(11, 1)), -4);
    sell("1", "105", "0.5");
    EXPECT_DOUBLE_EQ(book.profitToday(market, price("200"), at(11, 2)), -7.5);
    EXPECT_DOUBLE_EQ(book.profitToday(market, price("200"), at(13, 2)), 0) << "days may pass without a call";
    EXPECT_DOUBLE_EQ(book.of(market).dayStart, 4.5);
    EXPECT_EQ(book.of(market).day, 13);
}

TEST_F(Positions, doNotBeginADayAnewAfterARestart)
{
    buy("1", "100");
    book.profitToday(market, price("100"), at(10, 9));
    book.profitToday(market, price("120"), at(11, 0));
    PositionBook next;
    next.restore(book.of(market));
    EXPECT_DOUBLE_EQ(next.profitToday(market, price("115"), at(11, 10)), -5);
}

TEST_F(Positions, doNotCountYesterdaysProfitAsTodaysWhereTheFirstCallComesAfterMidnight)
{
    book.apply({.market = market, .side = Side::Bid, .time = at(10, 23), .price = price("100"), .size = size("1")}, {});
    EXPECT_DOUBLE_EQ(book.profitToday(market, price("150"), at(11, 0.5)), 0);
    EXPECT_DOUBLE_EQ(book.profitToday(market, price("151"), at(11, 0.6)), 1);
}

/// Average-cost accounting done by itself in floating point, and what must hold exactly: no money comes or goes.
TEST_F(Positions, agreeWithAnIndependentCalculationOnRandomFills)
{
    std::mt19937 random(11);
    const auto draw = [&](int most) { return static_cast<int>(random() % static_cast<unsigned>(most)); };
    int flips = 0;
    for (int round = 0; round < 200; ++round) {
        PositionBook fresh;
        long double held = 0;
        long double average = 0;
        long double realised = 0;
        long double fees = 0;
        core::Quantity sum;
        core::Int128 cash = 0;
        for (int i = 0; i < 60; ++i) {
            const Side side = draw(2) == 0 ? Side::Bid : Side::Ask;
            const std::int64_t priceCents = 190'000 + draw(20'000);
            const std::int64_t thousandths = 1 + draw(3000);
            const std::int64_t feeMillionths = draw(3000) - 1000;
            const Position position = fresh.apply({.market = market,
                                                      .side = side,
                                                      .price = core::Price::fromRaw(priceCents * 10'000'000),
                                                      .size = core::Quantity::fromRaw(thousandths * 1'000'000)},
                core::Notional::fromRaw(core::Int128(feeMillionths) * 1'000'000'000'000));

            const long double at = static_cast<long double>(priceCents) / 100;
            const long double change = static_cast<long double>(thousandths) / 1000 * (side == Side::Bid ? 1 : -1);
            if (held * change >= 0) {
                average = (average * std::fabs(held) + at * std::fabs(change)) / std::fabs(held + change);
            } else {
                const long double closed = std::min(std::fabs(held), std::fabs(change));
                realised += closed * (held > 0 ? at - average : average - at);
                if (std::fabs(change) > std::fabs(held)) {
                    average = at;
                    ++flips;
                }
            }
            held += change;
            held = std::round(held * 1000) / 1000;
            fees += static_cast<long double>(feeMillionths) / 1'000'000;
            sum += core::Quantity::fromRaw(core::Int128(thousandths) * 1'000'000 * (side == Side::Bid ? 1 : -1));
            cash += core::Int128(priceCents) * 10'000'000 * thousandths * 1'000'000 * (side == Side::Bid ? 1 : -1);

            ASSERT_EQ(position.size, sum);
            ASSERT_TRUE(position.openValue.raw() - position.realised.raw() == cash) << "exact, in every step";
            ASSERT_NEAR(position.realised.toDoubleLossy(), static_cast<double>(realised), 1e-9);
            ASSERT_NEAR(position.fees.toDoubleLossy(), static_cast<double>(fees), 1e-12);
            if (held != 0) {
                ASSERT_NEAR(position.averagePrice().toDoubleLossy(), static_cast<double>(average), 2e-9);
            } else {
                ASSERT_EQ(position.averagePrice(), core::Price{});
                ASSERT_TRUE(position.openValue.raw() == 0);
            }
            const double mid = 2000;
            const long double open = held * (mid - average);
            ASSERT_NEAR(position.profit(price("2000")), static_cast<double>(realised + open - fees), 1e-6);
        }
    }
    EXPECT_GT(flips, 500) << "or the test tries nothing";
}

TEST(Queue, losesWhatIsTradedFromItsFront)
{
    QueueEstimate queue(size("10"));
    queue.traded(size("4"));
    EXPECT_EQ(queue.ahead(), size("6"));
    queue.levelIs(size("6"));
    EXPECT_EQ(queue.ahead(), size("6")) << "the update tells nothing that the trade had not told";
    EXPECT_DOUBLE_EQ(queue.confidence(), 1);
    queue.traded(size("7"));
    EXPECT_TRUE(queue.ahead().isZero());
    EXPECT_DOUBLE_EQ(queue.confidence(), 1);
}

TEST(Queue, takesNoNoticeOfWhatComesBehind)
{
    QueueEstimate queue(size("10"));
    queue.levelIs(size("30"));
    EXPECT_EQ(queue.ahead(), size("10"));
    EXPECT_DOUBLE_EQ(queue.confidence(), 1);
}

TEST(Queue, sharesWhatLeavesFromAnUnknownPlaceInProportion)
{
    QueueEstimate queue(size("10"));
    queue.levelIs(size("40"));
    queue.levelIs(size("20")); // half of the level left
    EXPECT_NEAR(queue.ahead().toDoubleLossy(), 5, 1e-8);
    EXPECT_LT(queue.confidence(), 1);
    EXPECT_GT(queue.confidence(), 0);
    const double before = queue.confidence();
    queue.levelIs(size("10"));
    EXPECT_LT(queue.confidence(), before);
}

TEST(Queue, sharesOnlyWhatTheTradesDoNotExplain)
{
    QueueEstimate queue(size("10"));
    queue.levelIs(size("20"));
    queue.traded(size("4"));
    queue.levelIs(size("12")); // four were traded, four of the sixteen left
    EXPECT_NEAR(queue.ahead().toDoubleLossy(), 6 * 0.75, 1e-8);
}

TEST(Queue, isNeverLongerThanTheLevelNorNegative)
{
    std::mt19937 random(3);
    for (int round = 0; round < 500; ++round) {
        QueueEstimate queue(core::Quantity::fromRaw(random() % 1000));
        core::Quantity level = queue.ahead();
        for (int i = 0; i < 30; ++i) {
            const core::Quantity before = queue.ahead();
            const double sure = queue.confidence();
            if (random() % 2 == 0) {
                queue.traded(core::Quantity::fromRaw(random() % 200));
            } else {
                level = core::Quantity::fromRaw(random() % 1000);
                queue.levelIs(level);
                ASSERT_LE(queue.ahead(), level);
            }
            ASSERT_LE(queue.ahead(), before);
            ASSERT_FALSE(queue.ahead().isNegative());
            ASSERT_LE(queue.confidence(), sure);
            ASSERT_GE(queue.confidence(), 0);
        }
    }
}

} // namespace leadline::orders
