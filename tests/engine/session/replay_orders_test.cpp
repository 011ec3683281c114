// SPDX-License-Identifier: MIT
#include "engine/session/replay_orders.h"

#include "engine/execution/execution_options.h"
#include "engine/execution/kill_switch.h"
#include "engine/execution/pre_trade_risk.h"
#include "engine/orders/order_manager.h"
#include "engine/orders/positions.h"
#include "tests/support/paper_market.h"

#include <gtest/gtest.h>

namespace leadline::session
{

namespace
{

using core::Side;
using orders::OrderState;
using orders::OrderType;
using tests::price;
using tests::size;

desk::DeskSettings practiceSettings()
{
    desk::DeskSettings made;
    made.venues = {{.venue = tests::ethereum().id.venue, .makerFeeBps = 2, .takerFeeBps = 5}};
    return made;
}

execution::ExecutionOptions practiceOptions()
{
    execution::ExecutionOptions options;
    options.killSwitch = std::make_shared<execution::KillSwitch>();
    options.positions.currency = core::Asset("USDT");
    options.guard.maxSpreadBps = 10;
    return options;
}

class ReplayOrdersTest : public testing::Test
{
protected:
    ReplayOrdersTest()
    {
        practice.spreadOf = [this](const core::MarketId&) { return spread; };
        practice.midOfPair = [](const core::Pair&) { return 0.0; };
        market.onBook = [this](const desk::Market& moved) { practice.bookMoved(moved); };
        market.onTrade = [this](const desk::Market& of, const core::Trade& trade) { practice.traded(of, trade); };
        QObject::connect(&practice, &ReplayOrders::orderFilled, &practice, [this](const orders::Fill& fill) {
            said += (said.empty() ? "" : " ") + std::string(fill.isMaker ? "m" : "t") + fill.size.text() + "@"
                + fill.price.text(2) + " fee " + fill.fee.text();
        });
        QObject::connect(&practice, &ReplayOrders::receiptChanged, &practice,
            [this](const execution::KillReceipt& made) { receipt = made; });
        book();
    }
    void book() { market.book({{"100.00", "5"}, {"99.99", "8"}}, {{"100.02", "2"}, {"100.03", "3"}, {"100.05", "4"}}); }
    orders::ClientOrderId send(Side side, OrderType type, const char* at, const char* of, double maxSpreadBps = 0)
    {
        const orders::NewOrder order{.id = practice.nextId(),
            .market = market.market.instrument().id,
            .side = side,
            .price = price(at),
            .size = size(of),
            .type = type};
        practice.submit(order, market.market.book().mid(), {.maxSpreadBps = maxSpreadBps}, {});
        return order.id;
    }
    const orders::Order& at(orders::ClientOrderId id) { return *practice.manager().find(id); }

    tests::PaperMarket market{practiceSettings()};
    tests::MarketClock clock{market.market};
    orders::SpreadNow spread{.isKnown = true, .bps = 2};
    ReplayOrders practice{practiceOptions(), market.desk, clock};
    std::string said;
    execution::KillReceipt receipt;
};

} // namespace

TEST_F(ReplayOrdersTest, takesAtOnceWhatStandsInTheRecordedBook)
{
    const auto id = send(Side::Bid, OrderType::MarketableLimit, "100.03", "4");
    // 2 * 100.02 * 5 bps and 2 * 100.03 * 5 bps.
    EXPECT_EQ(said, "t2@100.02 fee 0.10002 t2@100.03 fee 0.10003");
    EXPECT_EQ(at(id).state, OrderState::Filled);
    const AccountSnapshot account = practice.account();
    ASSERT_EQ(account.positions.size(), 1);
    EXPECT_EQ(account.positions[0].size, size("4"));
    EXPECT_EQ(account.positions[0].averagePrice, price("100.025"));
    EXPECT_NEAR(account.positions[0].fees, 0.20005, 1e-9);
    EXPECT_NEAR(account.positions[0].unrealised, 4 * (100.01 - 100.025), 1e-9);
    EXPECT_EQ(account.profit.currency, core::Asset("USDT"));
}

TEST_F(ReplayOrdersTest, cancelsWhatItsLimitDidNotTake)
{
    const auto id = send(Side::Bid, OrderType::MarketableLimit, "100.02", "4");
    EXPECT_EQ(said, "t2@100.02 fee 0.10002");
    EXPECT_EQ(at(id).state, OrderState::Cancelled);
    EXPECT_EQ(at(id).filled, size("2"));
}

TEST_F(ReplayOrdersTest, waitsBehindTheQueueItMetAndTellsHowLongThatIs)
{
    const auto id = send(Side::Bid, OrderType::PostOnly, "100.00", "1");
    EXPECT_EQ(at(id).state, OrderState::Working);
    EXPECT_EQ(at(id).queueAhead, size("5"));
    ASSERT_EQ(practice.account().queues.size(), 1);
    EXPECT_EQ(practice.account().queues[0].ahead, size("5"));
    market.trade(Side::Ask, "100.00", "3");
    EXPECT_EQ(practice.account().queues[0].ahead, size("2"));
    market.trade(Side::Ask, "100.00", "2.5");
    EXPECT_EQ(said, "m0.5@100.00 fee 0.01");
    EXPECT_EQ(at(id).state, OrderState::PartiallyFilled);
    market.trade(Side::Ask, "100.00", "1");
    EXPECT_EQ(at(id).state, OrderState::Filled);
    EXPECT_TRUE(practice.account().queues.empty());
}

TEST_F(ReplayOrdersTest, refusesAPostOnlyOrderThatWouldTake)
{
    const auto id = send(Side::Bid, OrderType::PostOnly, "100.02", "1");
    EXPECT_EQ(at(id).state, OrderState::Rejected);
    EXPECT_EQ(at(id).note, "post-only, and it would take");
    EXPECT_TRUE(said.empty());
}

TEST_F(ReplayOrdersTest, isCancelledAndMovedAsRealOnesAre)
{
    const auto id = send(Side::Bid, OrderType::PostOnly, "100.00", "1");
    ASSERT_TRUE(practice.amend(id, price("99.99"), size("2")));
    EXPECT_EQ(at(id).request.price, price("99.99"));
    EXPECT_EQ(at(id).request.size, size("2"));
    EXPECT_FALSE(at(id).isAmending);
    EXPECT_EQ(practice.account().queues[0].ahead, size("8"));
    EXPECT_EQ(practice.account().working.at(market.market.instrument().id), 1);
    ASSERT_TRUE(practice.cancel(id, "by the user"));
    EXPECT_EQ(at(id).state, OrderState::Cancelled);
    EXPECT_EQ(practice.account().openOrders, 0);
}

TEST_F(ReplayOrdersTest, isCancelledByTheSpreadGuard)
{
    const auto id = send(Side::Bid, OrderType::PostOnly, "100.00", "1", 3);
    spread.bps = 3.5;
    book();
    EXPECT_EQ(at(id).state, OrderState::Cancelled);
    EXPECT_TRUE(at(id).note.contains("spread")) << at(id).note;
}

TEST_F(ReplayOrdersTest, killsAndFlattensPracticeAlone)
{
    send(Side::Bid, OrderType::MarketableLimit, "100.03", "4");
    const auto resting = send(Side::Ask, OrderType::PostOnly, "100.05", "1");
    practice.stopEverything(true);
    EXPECT_EQ(at(resting).state, OrderState::Cancelled);
    EXPECT_TRUE(practice.manager().positions().of(market.market.instrument().id).size.isZero());
    ASSERT_EQ(receipt.steps.size(), 2);
    EXPECT_TRUE(receipt.isComplete);
    EXPECT_TRUE(receipt.steps[1].what.startsWith(QStringLiteral("replay: ")));
}

TEST_F(ReplayOrdersTest, saysWhatTheBookWouldNotTakeWhenItFlattens)
{
    send(Side::Bid, OrderType::MarketableLimit, "100.05", "9");
    market.book({{"100.00", "5"}}, {{"100.02", "2"}});
    practice.stopEverything(true);
    EXPECT_FALSE(receipt.isComplete);
    EXPECT_TRUE(receipt.steps[1].what.contains(QStringLiteral(": 4 stay")));
}

TEST_F(ReplayOrdersTest, forgetsEverythingAndGoesOn)
{
    send(Side::Bid, OrderType::MarketableLimit, "100.03", "4");
    const auto resting = send(Side::Bid, OrderType::PostOnly, "100.00", "1");
    EXPECT_EQ(practice.forget(), 2);
    EXPECT_EQ(practice.manager().find(resting), nullptr);
    EXPECT_TRUE(practice.account().positions.empty());
    EXPECT_EQ(practice.forget(), 0);
    said.clear();
    EXPECT_GT(send(Side::Ask, OrderType::MarketableLimit, "100.00", "1"), resting);
    EXPECT_EQ(said, "t1@100.00 fee 0.05");
}

} // namespace leadline::session
