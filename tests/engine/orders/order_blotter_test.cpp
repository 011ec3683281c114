// SPDX-License-Identifier: MIT
#include "engine/orders/order.h"
#include "tests/support/builders.h"

#include <gtest/gtest.h>

namespace leadline::orders
{

using tests::price;
using tests::size;

namespace
{

class Blotter : public testing::Test
{
protected:
    Blotter()
    {
        blotter.add({.id = 5, .side = core::Side::Bid, .price = price("100"), .size = size("3")}, {}, price("100"));
    }
    const Order* report(OrderReport::Kind kind, const char* amount = "0")
    {
        return blotter.apply({.kind = kind, .id = 5, .price = price("100"), .size = size(amount)});
    }
    OrderBlotter blotter;
    using Kind = OrderReport::Kind;
};

} // namespace

TEST_F(Blotter, isCancelledOnlyWhenTheVenueSaysSo)
{
    report(Kind::Accepted);
    EXPECT_TRUE(blotter.cancelling(5, {}));
    EXPECT_EQ(blotter.find(5)->state, OrderState::PendingCancel);
    EXPECT_FALSE(blotter.cancelling(5, {})) << "one cancel is enough";
    report(Kind::Filled, "1");
    EXPECT_EQ(blotter.find(5)->state, OrderState::PendingCancel) << "a fill on the way does not unsay the cancel";
    report(Kind::Cancelled);
    EXPECT_EQ(blotter.find(5)->state, OrderState::Cancelled);
    EXPECT_EQ(blotter.find(5)->filled, size("1"));
}

TEST_F(Blotter, countsTheFillsThatWinTheRaceAgainstTheCancel)
{
    report(Kind::Accepted);
    blotter.cancelling(5, {});
    report(Kind::Filled, "3");
    EXPECT_EQ(blotter.find(5)->state, OrderState::Filled);
    EXPECT_EQ(report(Kind::CancelRejected), nullptr);
    EXPECT_EQ(blotter.find(5)->state, OrderState::Filled);
    EXPECT_EQ(blotter.position(), size("3"));
    EXPECT_DOUBLE_EQ(blotter.profit(price("101")), 3);
}

TEST_F(Blotter, isRejectedEvenWhenACancelWasOnItsWay)
{
    blotter.cancelling(5, {});
    report(Kind::Rejected);
    EXPECT_EQ(blotter.find(5)->state, OrderState::Rejected);
    report(Kind::CancelRejected);
    EXPECT_EQ(blotter.find(5)->state, OrderState::Rejected);
    EXPECT_EQ(blotter.liveCount(), 0);
}

TEST_F(Blotter, goesBackToWorkWhenTheCancelIsRefused)
{
    report(Kind::Accepted);
    report(Kind::Filled, "1");
    blotter.cancelling(5, {});
    report(Kind::CancelRejected);
    EXPECT_EQ(blotter.find(5)->state, OrderState::PartiallyFilled);
}

TEST_F(Blotter, countsWhatFitsNoOrderOfOurs)
{
    EXPECT_EQ(blotter.apply({.kind = Kind::Filled, .id = 99, .price = price("1"), .size = size("1")}), nullptr);
    report(Kind::Filled, "3");
    EXPECT_EQ(report(Kind::Filled, "1"), nullptr) << "nothing is left to fill";
    EXPECT_EQ(blotter.strayReports(), 2U);
    EXPECT_EQ(blotter.position(), size("3"));
}

} // namespace leadline::orders
