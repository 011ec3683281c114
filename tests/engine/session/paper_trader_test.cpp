// SPDX-License-Identifier: MIT
#include "engine/session/paper_trader.h"

#include "tests/support/paper_market.h"

#include <gtest/gtest.h>

#include <cmath>

namespace leadline::session
{

namespace
{

using core::Side;
using orders::OrderType;
using tests::price;
using tests::size;

desk::DeskSettings paperSettings()
{
    desk::DeskSettings made;
    made.venues = {{.venue = tests::ethereum().id.venue, .makerFeeBps = 2, .takerFeeBps = 5}};
    made.routing.signal.sliceGapSeconds = 1;
    return made;
}

/// Five in slices of two, at most at 100.02.
routing::Decision inSlices(routing::Strategy strategy)
{
    routing::Decision decision;
    decision.size = size("5");
    decision.collar = price("100.02");
    decision.action = routing::Action::Aggressive;
    decision.strategy = strategy;
    decision.sliceSize = size("2");
    return decision;
}

class PaperTraderTest : public testing::Test
{
protected:
    PaperTraderTest()
    {
        market.onBook = [this](const desk::Market& moved) { trader.bookMoved(moved); };
        market.onTrade = [this](const desk::Market& of, const core::Trade& trade) { trader.traded(of, trade); };
        trader.keepWith([this](const calibration::ParentOrder& parent) { kept[parent.id] = parent; });
        trader.nextId = [this] { return ++lastId; };
        plainBook();
    }
    void plainBook(std::int64_t stepMs = 100)
    {
        market.book({{"100.00", "5"}, {"99.99", "8"}}, {{"100.02", "2"}, {"100.03", "3"}}, stepMs);
        trader.advance();
    }
    void begin(Side side, OrderType type, const char* at, const char* of, routing::Decision decision = {})
    {
        const core::MarketId& id = market.market.instrument().id;
        decision.market = id;
        decision.side = side;
        const orders::NewOrder order{
            .id = ++lastId, .market = id, .side = side, .price = price(at), .size = size(of), .type = type};
        trader.begin({.venue = id.venue,
                         .symbol = id.symbol,
                         .side = side,
                         .strategy = "passive",
                         .decided = clock.now(),
                         .arrivalMid = 100.01,
                         .size = size(of)},
            decision, {order});
    }
    const calibration::ParentOrder& only() { return kept.begin()->second; }

    tests::PaperMarket market{paperSettings()};
    tests::MarketClock clock{market.market};
    PaperTrader trader{market.desk, clock};
    std::map<std::string, calibration::ParentOrder> kept;
    orders::ClientOrderId lastId = 0;
};

} // namespace

TEST_F(PaperTraderTest, measuresWhatTakesAsOfOrdersThatAreSent)
{
    begin(Side::Bid, OrderType::MarketableLimit, "100.03", "4");
    plainBook(31'000); // the last mark-out is after thirty seconds
    ASSERT_EQ(kept.size(), 1);
    EXPECT_EQ(only().origin, calibration::Origin::Paper);
    EXPECT_TRUE(only().isOver);
    EXPECT_EQ(only().filled, size("4"));
    const double value = 2 * 100.02 + 2 * 100.03;
    EXPECT_NEAR(only().filledValue, value, 1e-9);
    EXPECT_NEAR(only().fees, value * 5e-4, 1e-6);
    EXPECT_NEAR(only().slippageBps(), (value / 4 - 100.01) / 100.01 * 1e4 + value * 5e-4 / 4 / 100.01 * 1e4, 1e-3);
    EXPECT_EQ(trader.recent().size(), 1);
}

TEST_F(PaperTraderTest, restsUntilItsAgeIsUp)
{
    trader.setMaxAge(std::chrono::seconds(60));
    begin(Side::Bid, OrderType::PostOnly, "100.00", "1");
    plainBook(59'000);
    EXPECT_TRUE(trader.recent().empty());
    plainBook(2000);
    ASSERT_EQ(trader.recent().size(), 1);
    EXPECT_TRUE(only().isOver);
    EXPECT_TRUE(only().filled.isZero());
}

TEST_F(PaperTraderTest, aTradeThroughThePriceFillsAsMaker)
{
    begin(Side::Bid, OrderType::PostOnly, "100.00", "1");
    market.trade(Side::Ask, "99.99", "3");
    ASSERT_EQ(kept.size(), 1);
    EXPECT_EQ(only().filled, size("1"));
    EXPECT_NEAR(only().makerShare(), 1, 1e-12);
    EXPECT_NEAR(only().fees, 100 * 2e-4, 1e-9);
}

TEST_F(PaperTraderTest, goesOnWithSlicesAsTheGapAndTheCollarAllow)
{
    const routing::Decision decision = inSlices(routing::Strategy::AggressiveLimit);
    begin(Side::Bid, OrderType::MarketableLimit, "100.02", "2", decision);
    plainBook(500);
    EXPECT_TRUE(trader.recent().empty()); // the gap is a second
    plainBook(600);
    plainBook(1100);
    plainBook(1100);
    ASSERT_EQ(kept.size(), 1);
    EXPECT_TRUE(only().isOver);
    EXPECT_EQ(only().filled, size("5"));
}

TEST_F(PaperTraderTest, endsItsSlicesBeyondTheCollar)
{
    const routing::Decision decision = inSlices(routing::Strategy::BalancedLimit);
    begin(Side::Bid, OrderType::MarketableLimit, "100.02", "2", decision);
    market.book({{"100.10", "5"}}, {{"100.12", "2"}}, 1100);
    trader.advance();
    ASSERT_EQ(kept.size(), 1);
    EXPECT_TRUE(only().isOver);
    EXPECT_EQ(only().filled, size("2"));
}

TEST_F(PaperTraderTest, endsWithTheSession)
{
    begin(Side::Bid, OrderType::PostOnly, "100.00", "1");
    trader.end();
    ASSERT_EQ(kept.size(), 1);
    EXPECT_TRUE(only().isOver);
}

} // namespace leadline::session
