// SPDX-License-Identifier: MIT
#include "engine/sim/equities/stock_book.h"

#include "tests/support/builders.h"

#include <gtest/gtest.h>

#include <string>

namespace leadline::sim
{

using core::Side;
using tests::price;
using tests::size;

namespace
{

struct Told final : StockBookEvents {
    void bookTraded(core::Price at, core::Quantity shares, core::Side taker) override
    {
        trades +=
            (trades.empty() ? "" : " ") + std::string(taker == Side::Bid ? "b" : "s") + shares.text() + "@" + at.text();
    }
    void bookOrderChanged(const StockOrderEvent& event) override
    {
        orders += orders.empty() ? "" : " ";
        orders += event.kind == StockOrderEvent::Kind::Cancelled
            ? std::to_string(event.id) + "x"
            : std::to_string(event.id) + (event.isMaker ? "m" : "t") + event.size.text() + "@" + event.price.text()
                + (event.isDone ? "!" : "");
    }
    std::string trades;
    std::string orders;
};

/// 10.00 × 300 against 10.04 × 200: levels behind are two cents apart and half as large again.
struct Book {
    Book()
    {
        book.setMatching(true);
        quote("10.00", "300", "10.04", "200");
    }
    void quote(const char* bid, const char* bidSize, const char* ask, const char* askSize)
    {
        book.requote({.bid = {price(bid), size(bidSize)}, .ask = {price(ask), size(askSize)}}, price("0.01"), told);
    }
    void order(
        std::uint64_t id, Side side, const char* limit, const char* shares, StockOrderLife life = StockOrderLife::Rests)
    {
        static_cast<void>(book.submit({.id = id,
                                          .side = side,
                                          .limit = limit[0] == '\0' ? core::Price{} : price(limit),
                                          .size = size(shares),
                                          .life = life},
            told));
    }
    [[nodiscard]] std::string best() const
    {
        const StockQuote quote = book.best();
        return quote.bid.size.text() + "@" + quote.bid.price.text() + " " + quote.ask.size.text() + "@"
            + quote.ask.price.text();
    }
    Told told;
    StockBook book;
};

struct TakeCase {
    const char* name;
    Side side;
    const char* limit;
    const char* shares;
    StockOrderLife life;
    const char* orders;
    const char* best;
};

class StockBookTakes : public testing::TestWithParam<TakeCase>
{
};

constexpr auto rests = StockOrderLife::Rests;
constexpr auto now = StockOrderLife::Immediate;
constexpr auto whole = StockOrderLife::AllOrNone;

} // namespace

TEST_P(StockBookTakes, whatTheOrderMayHave)
{
    Book bench;

    bench.order(1, GetParam().side, GetParam().limit, GetParam().shares, GetParam().life);

    EXPECT_EQ(bench.told.orders, GetParam().orders);
    EXPECT_EQ(bench.best(), GetParam().best);
}

INSTANTIATE_TEST_SUITE_P(StockBook, StockBookTakes,
    testing::Values(TakeCase{"lessThanTheTouch", Side::Bid, "", "150", rests, "1t150@10.04!", "300@10 50@10.04"},
        TakeCase{"allOfTheTouch", Side::Bid, "", "200", rests, "1t200@10.04!", "300@10 300@10.06"},
        TakeCase{"aShareMoreIsDearer", Side::Bid, "", "201", rests, "1t200@10.04 1t1@10.06!", "300@10 299@10.06"},
        TakeCase{
            "severalLevels", Side::Bid, "", "600", rests, "1t200@10.04 1t300@10.06 1t100@10.08!", "300@10 350@10.08"},
        TakeCase{"selling", Side::Ask, "", "301", rests, "1t300@10 1t1@9.98!", "449@9.98 200@10.04"},
        TakeCase{
            "aFraction", Side::Bid, "", "0.123456789", rests, "1t0.123456789@10.04!", "300@10 199.876543211@10.04"},
        TakeCase{"aLimitStopsItAndTheRestBecomesTheBid", Side::Bid, "10.04", "250", rests, "1t200@10.04",
            "50@10.04 300@10.06"},
        TakeCase{"aCentBelowTheAskRests", Side::Bid, "10.03", "250", rests, "", "250@10.03 200@10.04"},
        TakeCase{"atOnceOrNotAtAll", Side::Bid, "10.03", "250", now, "1x", "300@10 200@10.04"},
        TakeCase{"whatIsLeftIsCancelled", Side::Bid, "10.04", "250", now, "1t200@10.04 1x", "300@10 300@10.06"},
        TakeCase{"wholeWhereThereIsEnough", Side::Bid, "10.06", "500", whole, "1t200@10.04 1t300@10.06!",
            "300@10 450@10.08"},
        TakeCase{"orNothing", Side::Bid, "10.06", "501", whole, "1x", "300@10 200@10.04"}),
    [](const auto& entry) { return std::string(entry.param.name); });

TEST(StockBook, putsAnOrderInsideOfTheSpreadIntoTheBestPrice)
{
    Book bench;

    bench.order(1, Side::Bid, "10.02", "70");
    EXPECT_EQ(bench.best(), "70@10.02 200@10.04");
    bench.order(2, Side::Bid, "10.02", "30.5");
    EXPECT_EQ(bench.best(), "100@10.02 200@10.04") << "fractions of a share are not shown";

    EXPECT_TRUE(bench.book.cancel(1));
    EXPECT_EQ(bench.best(), "30@10.02 200@10.04");
    EXPECT_FALSE(bench.book.cancel(1)) << "once";
}

TEST(StockBook, fillsAnOrderAtTheTouchAfterTheSharesAheadOfIt)
{
    Book bench;
    bench.order(1, Side::Bid, "10.00", "100"); // 300 of the crowd are ahead of it

    bench.book.take(Side::Ask, size("299"), bench.told);
    EXPECT_EQ(bench.told.orders, "");
    bench.book.take(Side::Ask, size("1"), bench.told);
    EXPECT_EQ(bench.told.orders, "") << "the last of those ahead";
    bench.book.take(Side::Ask, size("1"), bench.told);
    EXPECT_EQ(bench.told.orders, "1m1@10");
    EXPECT_EQ(bench.told.trades, "s299@10 s1@10 s1@10");
}

TEST(StockBook, letsTheOneWhoCameFirstGoFirst)
{
    Book bench;
    bench.order(1, Side::Bid, "10.01", "100");
    bench.order(2, Side::Bid, "10.01", "100");
    bench.order(3, Side::Bid, "10.02", "50");

    bench.book.take(Side::Ask, size("200"), bench.told);

    EXPECT_EQ(bench.told.orders, "3m50@10.02! 1m100@10.01! 2m50@10.01");
}

TEST(StockBook, leavesAnOrderBehindTheTouchAloneWhileOthersAreBetter)
{
    Book bench;
    bench.order(1, Side::Bid, "9.99", "100");

    bench.book.take(Side::Ask, size("300"), bench.told);

    EXPECT_EQ(bench.told.orders, "");
}

TEST(StockBook, fillsAnOrderAtItsOwnPriceWhenTheMarketComesThrough)
{
    Book bench;
    bench.order(1, Side::Bid, "10.02", "250");

    bench.quote("9.95", "300", "10.01", "100");
    EXPECT_EQ(bench.told.orders, "1m100@10.02") << "as much as the crowd shows";
    EXPECT_EQ(bench.best(), "150@10.02 150@10.04") << "never crossed";

    bench.quote("9.95", "300", "10.02", "400");
    EXPECT_EQ(bench.told.orders, "1m100@10.02 1m150@10.02!");
    EXPECT_EQ(bench.best(), "300@9.95 250@10.02");
}

TEST(StockBook, countsThoseWhoLeaveFromBefore)
{
    Book bench;
    bench.order(1, Side::Bid, "10.00", "100");

    bench.quote("10.00", "40", "10.04", "200"); // 260 of those ahead left
    bench.book.take(Side::Ask, size("41"), bench.told);

    EXPECT_EQ(bench.told.orders, "1m1@10");
}

TEST(StockBook, matchesNothingWhileItIsStopped)
{
    Book bench;
    bench.order(1, Side::Bid, "10.00", "100");
    bench.book.setMatching(false);

    bench.order(2, Side::Bid, "", "10");
    bench.order(3, Side::Bid, "", "10", StockOrderLife::Immediate);
    bench.quote("9.90", "100", "9.95", "500");
    EXPECT_EQ(bench.told.orders, "3x");
    EXPECT_EQ(bench.best(), "100@9.9 500@9.95") << "orders of clients are not shown";

    bench.book.setMatching(true);
    bench.quote("9.90", "100", "9.95", "500");
    EXPECT_EQ(bench.told.orders, "3x 2t10@9.95! 1m100@10!") << "a market order pays the crowd's price";
}

TEST(StockBook, takesTheCoarserTickAtADollar)
{
    Book bench;
    bench.book.requote(
        {.bid = {price("0.9991"), size("100")}, .ask = {price("0.9999"), size("100")}}, price("0.0001"), bench.told);

    bench.order(1, Side::Bid, "", "101");

    EXPECT_EQ(bench.told.orders, "1t100@0.9999 1t1@1.01!") << "four ten-thousandths further is 1.0003";
}

TEST(StockBook, keepsWithinItsBands)
{
    Book bench;
    bench.book.setBands(price("9.50"), price("10.05"));

    bench.order(1, Side::Bid, "", "250");
    EXPECT_EQ(bench.told.orders, "1t200@10.04") << "10.06 is outside";
    bench.quote("10.00", "300", "10.05", "200");
    EXPECT_EQ(bench.told.orders, "1t200@10.04 1t50@10.05!");
}

TEST(StockBook, neverSpendsMoreThanABudget)
{
    Book bench;

    static_cast<void>(
        bench.book.submit({.id = 1, .side = Side::Bid, .budget = core::Notional::parse("2500").value()}, bench.told));

    // 200 × 10.04 = 2008; 492 dollars buy 48.906560636 at 10.06.
    EXPECT_EQ(bench.told.orders, "1t200@10.04 1t48.906560636@10.06!");
}

TEST(StockBook, sellsNoMoreSharesForABudgetThanItMay)
{
    Book bench;

    static_cast<void>(bench.book.submit(
        {.id = 1, .side = Side::Ask, .size = size("90"), .budget = core::Notional::parse("1000").value()}, bench.told));

    EXPECT_EQ(bench.told.orders, "1t90@10!");
}

TEST(StockBook, lendsHalfOfARestingOrderToWhoeverAsks)
{
    Book bench;
    bench.order(1, Side::Bid, "10.01", "101");

    EXPECT_TRUE(bench.book.fillPart(1, bench.told));
    EXPECT_EQ(bench.told.orders, "1m50@10.01");
    EXPECT_FALSE(bench.book.fillPart(2, bench.told));
}

} // namespace leadline::sim
