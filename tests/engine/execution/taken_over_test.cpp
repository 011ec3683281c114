// SPDX-License-Identifier: MIT
#include "engine/execution/taken_over.h"

#include "tests/support/builders.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace leadline::execution
{

namespace
{

using core::Side;
using orders::Order;
using orders::OrderState;
using tests::price;
using tests::size;

Order order(Side side, const char* amount, OrderState state, const char* filled = "0", const char* at = "2000.1")
{
    Order made;
    made.request = {.id = 1,
        .market = {core::VenueId("binance-futures"), core::Symbol("ETHUSDT")},
        .side = side,
        .price = price("2000.1"),
        .size = size(amount)};
    made.state = state;
    made.filled = size(filled);
    made.filledValue = price(at) * size(filled);
    return made;
}

struct Case {
    const char* name;
    std::vector<Order> left;
    std::vector<Order> now;
    const char* text;
};

class TakenOverText : public testing::TestWithParam<Case>
{
};

} // namespace

TEST_P(TakenOverText, saysWhatBecameOfEachOrder)
{
    EXPECT_EQ(describeTakenOver(GetParam().left, GetParam().now), GetParam().text);
}

INSTANTIATE_TEST_SUITE_P(All, TakenOverText,
    testing::Values(Case{"works", {order(Side::Bid, "0.5", OrderState::Working)},
                        {order(Side::Bid, "0.5", OrderState::Working)}, "1 order of ours is still working"},
        Case{"filled",
            {order(Side::Bid, "0.5", OrderState::Working), order(Side::Bid, "1", OrderState::Working),
                order(Side::Ask, "1", OrderState::PendingSubmit)},
            {order(Side::Bid, "0.5", OrderState::Filled, "0.5"), order(Side::Bid, "1", OrderState::Working),
                order(Side::Ask, "1", OrderState::Working)},
            "2 orders of ours are still working, 1 was filled while away: BUY 0.5 ETHUSDT at 2000.1"},
        Case{"inPart", {order(Side::Ask, "0.5", OrderState::PartiallyFilled, "0.1")},
            {order(Side::Ask, "0.5", OrderState::PartiallyFilled, "0.3")},
            "1 order of ours is still working, 1 was filled while away: SELL 0.2 of 0.5 ETHUSDT at 2000.1"},
        Case{"cancelled",
            {order(Side::Bid, "0.5", OrderState::Working), order(Side::Bid, "1", OrderState::PartiallyFilled, "0.25")},
            {order(Side::Bid, "0.5", OrderState::Cancelled), order(Side::Bid, "1", OrderState::Expired, "0.25")},
            "no order of ours is working any more, 2 ended: BUY 0.5 ETHUSDT at 2000.1 "
            "(cancelled), BUY 0.75 ETHUSDT at 2000.1 (expired)"},
        Case{"neverArrived", {order(Side::Bid, "0.5", OrderState::PendingSubmit)},
            {order(Side::Bid, "0.5", OrderState::Rejected)},
            "no order of ours is working any more, 1 ended: BUY 0.5 ETHUSDT at 2000.1 "
            "(rejected)"},
        Case{"lateFillOfAnEndedOne", {order(Side::Bid, "0.5", OrderState::Cancelled)},
            {order(Side::Bid, "0.5", OrderState::Cancelled, "0.2")},
            "no order of ours is working any more, 1 was filled while away: BUY 0.2 of 0.5 ETHUSDT at 2000.1"},
        Case{"both", {order(Side::Bid, "0.5", OrderState::Working), order(Side::Ask, "1", OrderState::Working)},
            {order(Side::Bid, "0.5", OrderState::Filled, "0.5"), order(Side::Ask, "1", OrderState::Cancelled)},
            "no order of ours is working any more, 1 was filled while away: BUY 0.5 ETHUSDT at 2000.1; 1 ended: SELL 1 "
            "ETHUSDT at 2000.1 (cancelled)"}),
    [](const auto& test) { return std::string(test.param.name); });

} // namespace leadline::execution
