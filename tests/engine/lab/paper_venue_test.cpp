// SPDX-License-Identifier: MIT
#include "engine/lab/paper_venue.h"

#include "tests/support/paper_market.h"

#include <gtest/gtest.h>

namespace leadline::lab
{

using core::Side;
using orders::OrderType;
using tests::price;
using tests::size;
using Kind = orders::OrderReport::Kind;

namespace
{

class Bench
{
public:
    explicit Bench(QueueModel model = QueueModel::Whole)
        : venue(model)
    {
        market.onBook = [this](const desk::Market& moved) { venue.bookMoved(moved); };
        market.onTrade = [this](const desk::Market& of, const core::Trade& trade) { venue.traded(of, trade); };
        market.book({{"100.00", "5"}, {"99.99", "8"}}, {{"100.02", "2"}, {"100.03", "3"}, {"100.05", "4"}});
    }

    void send(Side side, OrderType type, const char* at, const char* of, core::Duration life = {})
    {
        PaperOrder order{.request = {.id = ++m_id,
                             .market = market.market.instrument().id,
                             .side = side,
                             .price = price(at),
                             .size = size(of),
                             .type = type},
            .makerFeeBps = -1,
            .takerFeeBps = 5};
        if (life != core::Duration{}) {
            order.expiresAt = market.market.time() + life;
        }
        venue.submit(market.market, order);
    }
    /// "m1@100.00" for one filled as maker, "t2@100.02" as taker, "rejected", "cancelled", "expired"; "" for nothing.
    std::string said()
    {
        std::string text;
        for (const orders::OrderReport& report : venue.takeReports()) {
            text += text.empty() ? "" : " ";
            switch (report.kind) {
            case Kind::Filled:
                text += (report.isMaker ? "m" : "t") + report.size.text() + "@" + report.price.text(2);
                break;
            case Kind::Rejected:
                text += "rejected";
                break;
            case Kind::Cancelled:
                text += "cancelled";
                break;
            case Kind::Expired:
                text += "expired";
                break;
            case Kind::Amended:
                text += "amended";
                break;
            case Kind::AmendRejected:
                text += "not amended";
                break;
            default:
                text += "?";
            }
        }
        return text;
    }

    tests::PaperMarket market;
    PaperVenue venue;

private:
    orders::ClientOrderId m_id = 0;
};

struct ArrivalCase {
    Side side;
    OrderType type;
    const char* price;
    const char* size;
    const char* said;
    std::size_t working;
};

} // namespace

class Arrival : public testing::TestWithParam<ArrivalCase>
{
};

TEST_P(Arrival, takesWhatStandsInsideItsLimitAndNothingElse)
{
    const ArrivalCase& c = GetParam();
    Bench bench;
    bench.send(c.side, c.type, c.price, c.size);
    EXPECT_EQ(bench.said(), c.said);
    EXPECT_EQ(bench.venue.working(), c.working);
}

INSTANTIATE_TEST_SUITE_P(Paper, Arrival,
    testing::Values( // a limit below the touch takes nothing, at it the touch, beyond it level by level
        ArrivalCase{Side::Bid, OrderType::MarketableLimit, "100.01", "1", "cancelled", 0},
        ArrivalCase{Side::Bid, OrderType::MarketableLimit, "100.02", "2", "t2@100.02", 0},
        ArrivalCase{Side::Bid, OrderType::MarketableLimit, "100.02", "2.001", "t2@100.02 cancelled", 0},
        ArrivalCase{Side::Bid, OrderType::MarketableLimit, "100.04", "6", "t2@100.02 t3@100.03 cancelled", 0},
        ArrivalCase{Side::Ask, OrderType::MarketableLimit, "99.99", "6", "t5@100.00 t1@99.99", 0},
        ArrivalCase{Side::Bid, OrderType::Market, "0", "10", "t2@100.02 t3@100.03 t4@100.05 cancelled", 0},
        ArrivalCase{Side::Ask, OrderType::Market, "0", "1", "t1@100.00", 0},
        ArrivalCase{Side::Bid, OrderType::Limit, "100.01", "1", "", 1},
        ArrivalCase{Side::Bid, OrderType::Limit, "100.02", "3", "t2@100.02", 1},
        ArrivalCase{Side::Ask, OrderType::Limit, "100.00", "5", "t5@100.00", 0},
        ArrivalCase{Side::Bid, OrderType::PostOnly, "100.01", "1", "", 1},
        ArrivalCase{Side::Bid, OrderType::PostOnly, "100.02", "1", "rejected", 0},
        ArrivalCase{Side::Ask, OrderType::PostOnly, "100.01", "1", "", 1},
        ArrivalCase{Side::Ask, OrderType::PostOnly, "100.00", "1", "rejected", 0}));

TEST(PaperVenue, paysTheFeeOfItsRole)
{
    Bench bench;
    bench.send(Side::Bid, OrderType::MarketableLimit, "100.02", "1");
    bench.send(Side::Bid, OrderType::PostOnly, "100.01", "1");
    bench.market.trade(Side::Ask, "100.01", "1");
    const auto reports = bench.venue.takeReports();
    ASSERT_EQ(reports.size(), 2U);
    EXPECT_NEAR(reports[0].fee.toDoubleLossy(), 100.02 * 5e-4, 1e-9);
    EXPECT_NEAR(reports[1].fee.toDoubleLossy(), -100.01 * 1e-4, 1e-9);
    EXPECT_FALSE(reports[0].isMaker);
    EXPECT_TRUE(reports[1].isMaker);
}

TEST(PaperVenue, waitsBehindWhatStoodThereBefore)
{
    Bench bench;
    bench.send(Side::Bid, OrderType::PostOnly, "100.00", "2");
    bench.market.trade(Side::Ask, "100.00", "4.999");
    EXPECT_EQ(bench.said(), "");
    bench.market.trade(Side::Ask, "100.00", "0.001"); // the queue is gone now
    EXPECT_EQ(bench.said(), "");
    bench.market.trade(Side::Ask, "100.00", "0.5");
    EXPECT_EQ(bench.said(), "m0.5@100.00");
    bench.market.trade(Side::Ask, "100.00", "9");
    EXPECT_EQ(bench.said(), "m1.5@100.00");
    EXPECT_EQ(bench.venue.working(), 0U);
}

TEST(PaperVenue, getsWhatATradeLeavesOfTheQueue)
{
    Bench bench;
    bench.send(Side::Bid, OrderType::PostOnly, "100.00", "2");
    bench.market.trade(Side::Ask, "100.00", "6");
    EXPECT_EQ(bench.said(), "m1@100.00");
}

TEST(PaperVenue, isNotFilledByBuyersOfItsOwnSideNorByTradesAboveIt)
{
    Bench bench;
    bench.send(Side::Bid, OrderType::PostOnly, "100.01", "1"); // first in its queue
    bench.market.trade(Side::Bid, "100.01", "5");
    bench.market.trade(Side::Ask, "100.02", "5");
    EXPECT_EQ(bench.said(), "");
    bench.market.trade(Side::Ask, "100.01", "5");
    EXPECT_EQ(bench.said(), "m1@100.01");
}

TEST(PaperVenue, isNotHelpedByCancellationsAhead)
{
    Bench bench;
    bench.send(Side::Bid, OrderType::PostOnly, "100.00", "1");
    bench.market.book({{"100.00", "0.1"}, {"99.99", "8"}}, {{"100.02", "2"}});
    bench.market.trade(Side::Ask, "100.00", "4");
    EXPECT_EQ(bench.said(), "");
    bench.market.trade(Side::Ask, "100.00", "2");
    EXPECT_EQ(bench.said(), "m1@100.00");
}

TEST(PaperVenue, movesUpInProportionWhereCancellationsCountAhead)
{
    Bench bench(QueueModel::Proportional);
    bench.send(Side::Bid, OrderType::PostOnly, "100.00", "1"); // behind 5
    bench.market.book({{"100.00", "8"}, {"99.99", "8"}}, {{"100.02", "2"}}); // 3 more come behind it
    bench.market.trade(Side::Ask, "100.00", "1"); // 4 before it, 3 behind
    bench.market.book({{"100.00", "3.5"}, {"99.99", "8"}}, {{"100.02", "2"}}); // of 7, half is cancelled: 2 before it
    bench.market.trade(Side::Ask, "100.00", "2");
    EXPECT_EQ(bench.said(), "");
    bench.market.trade(Side::Ask, "100.00", "0.25");
    EXPECT_EQ(bench.said(), "m0.25@100.00");
}

TEST(PaperVenue, isFilledAtItsPriceByATradeThroughItUpToItsSize)
{
    Bench bench;
    bench.send(Side::Ask, OrderType::PostOnly, "100.02", "3");
    bench.market.trade(Side::Bid, "100.03", "1");
    EXPECT_EQ(bench.said(), "m1@100.02");
    bench.market.trade(Side::Bid, "100.02", "1"); // nobody stands before it any more
    EXPECT_EQ(bench.said(), "m1@100.02");
    bench.market.trade(Side::Bid, "100.05", "7");
    EXPECT_EQ(bench.said(), "m1@100.02");
}

TEST(PaperVenue, isFilledByAnOppositeTouchAtOrThroughItsPriceUpToItsSize)
{
    Bench bench;
    bench.send(Side::Bid, OrderType::PostOnly, "100.00", "6");
    bench.market.book({{"99.99", "8"}}, {{"100.01", "9"}});
    EXPECT_EQ(bench.said(), "");
    bench.market.book({{"99.98", "8"}}, {{"99.99", "1"}, {"100.00", "2"}, {"100.01", "9"}});
    EXPECT_EQ(bench.said(), "m1@100.00 m2@100.00");
    // The same sizes are no second fill, and what has grown is.
    bench.market.book({{"99.98", "7"}}, {{"99.99", "1"}, {"100.00", "2"}, {"100.01", "9"}});
    EXPECT_EQ(bench.said(), "");
    bench.market.book({{"99.98", "7"}}, {{"99.99", "1"}, {"100.00", "2.5"}});
    EXPECT_EQ(bench.said(), "m0.5@100.00");
    // A level that went and came back is a new one.
    bench.market.book({{"99.98", "7"}}, {{"100.01", "9"}});
    bench.market.book({{"99.98", "7"}}, {{"100.00", "9"}});
    EXPECT_EQ(bench.said(), "m2.5@100.00");
}

TEST(PaperVenue, restsWithWhatItsLimitDidNotTakeAndTakesNothingTwice)
{
    Bench bench;
    bench.send(Side::Bid, OrderType::Limit, "100.02", "5");
    EXPECT_EQ(bench.said(), "t2@100.02");
    bench.market.book({{"100.00", "5"}}, {{"100.02", "2"}}); // the recording does not know that it is gone
    EXPECT_EQ(bench.said(), "");
    bench.market.trade(Side::Ask, "100.00", "1"); // whoever sells to 100.00 sells to 100.02 first
    EXPECT_EQ(bench.said(), "m1@100.02");
    bench.market.book({{"100.00", "5"}}, {{"100.02", "2.5"}});
    EXPECT_EQ(bench.said(), "m0.5@100.02");
}

TEST(PaperVenue, showsNoOrderToAnother)
{
    Bench bench;
    bench.send(Side::Bid, OrderType::MarketableLimit, "100.02", "2");
    bench.send(Side::Bid, OrderType::MarketableLimit, "100.02", "2");
    EXPECT_EQ(bench.said(), "t2@100.02 t2@100.02");
    bench.send(Side::Bid, OrderType::PostOnly, "100.01", "1");
    bench.send(Side::Bid, OrderType::PostOnly, "100.01", "1");
    bench.send(Side::Ask, OrderType::PostOnly, "100.01", "1"); // a bid of ours stands there, which is nobody's business
    bench.market.trade(Side::Ask, "100.01", "1");
    EXPECT_EQ(bench.said(), "m1@100.01 m1@100.01");
    EXPECT_EQ(bench.venue.working(), 1U);
}

TEST(PaperVenue, expiresAtTheMomentAndIsCancelledOnRequest)
{
    Bench bench;
    bench.send(Side::Bid, OrderType::PostOnly, "100.01", "1", std::chrono::milliseconds(100));
    bench.market.trade(Side::Ask, "100.01", "0.25", 99);
    EXPECT_EQ(bench.said(), "m0.25@100.01");
    bench.market.trade(Side::Ask, "100.01", "0.25", 1);
    EXPECT_EQ(bench.said(), "expired");
    bench.send(Side::Bid, OrderType::PostOnly, "100.01", "1");
    bench.venue.cancel(2, bench.market.market.time());
    bench.venue.cancel(2, bench.market.market.time());
    bench.venue.cancel(99, bench.market.market.time());
    bench.market.trade(Side::Ask, "100.01", "1");
    EXPECT_EQ(bench.said(), "cancelled");
}

TEST(PaperVenue, keepsItsPlaceWhereAnAmendmentMakesItSmaller)
{
    Bench bench;
    bench.send(Side::Bid, OrderType::PostOnly, "100.00", "3");
    bench.market.trade(Side::Ask, "100.00", "4"); // of five before it
    ASSERT_TRUE(bench.venue.amend(bench.market.market, 1, price("100.00"), size("2")));
    EXPECT_EQ(bench.venue.queueOf(1)->ahead(), size("1"));
    ASSERT_TRUE(bench.venue.amend(bench.market.market, 1, price("100.00"), size("4")));
    EXPECT_EQ(bench.venue.queueOf(1)->ahead(), size("5")) << "larger, it is behind all that stand there";
    EXPECT_EQ(bench.said(), "amended amended");
}

TEST(PaperVenue, queuesAnewWhereItIsMovedAndCountsWhatHasFilled)
{
    Bench bench;
    bench.send(Side::Bid, OrderType::Limit, "100.00", "3");
    bench.market.trade(Side::Ask, "100.00", "6"); // five before it, and one of its three
    EXPECT_FALSE(bench.venue.amend(bench.market.market, 1, price("99.99"), size("1"))) << "so much has filled";
    ASSERT_TRUE(bench.venue.amend(bench.market.market, 1, price("99.99"), size("4")));
    EXPECT_EQ(bench.venue.queueOf(1)->ahead(), size("8"));
    ASSERT_TRUE(
        bench.venue.amend(bench.market.market, 1, price("100.02"), size("4"))); // three are left, two stand there
    EXPECT_EQ(bench.said(), "m1@100.00 amended amended t2@100.02");
    EXPECT_TRUE(bench.venue.isWorking(1));
    EXPECT_FALSE(bench.venue.amend(bench.market.market, 2, price("99.99"), size("1"))) << "nobody knows it";
}

TEST(PaperVenue, leavesAPostOnlyOrderWhereItIsThatWouldTake)
{
    Bench bench;
    bench.send(Side::Bid, OrderType::PostOnly, "100.00", "3");
    ASSERT_TRUE(bench.venue.amend(bench.market.market, 1, price("100.02"), size("3")));
    EXPECT_EQ(bench.said(), "not amended");
    EXPECT_EQ(bench.venue.queueOf(1)->ahead(), size("5"));
}

TEST(PaperVenue, fillsNothingOnABookThatIsCrossed)
{
    Bench bench;
    bench.send(Side::Bid, OrderType::PostOnly, "100.00", "1");
    bench.market.book({{"100.05", "8"}}, {{"100.00", "1"}});
    EXPECT_EQ(bench.said(), "");
    EXPECT_EQ(bench.venue.working(), 1U);
}

} // namespace leadline::lab
