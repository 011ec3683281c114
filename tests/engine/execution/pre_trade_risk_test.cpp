// SPDX-License-Identifier: MIT
#include "engine/execution/pre_trade_risk.h"
#include "engine/orders/journal.h"
#include "engine/orders/order_listener.h"
#include "engine/orders/order_manager.h"
#include "tests/support/builders.h"

#include <gtest/gtest.h>

#include <limits>

namespace leadline::execution
{

using core::Side;
using orders::OrderType;
using risk::OrderCheck;
using tests::price;
using tests::size;

namespace
{

const core::MarketId market{core::VenueId("alpaca"), core::Symbol("AAPL")};

class ThisTime final : public core::Clock
{
public:
    [[nodiscard]] core::Timestamp now() const override { return time; }
    [[nodiscard]] core::Duration steady() const override { return time.time_since_epoch(); }

    core::Timestamp time = core::fromMilliseconds(1'723'161'256'000);
};

class PatientJournal final : public orders::Journal
{
public:
    std::uint64_t write(orders::JournalEntry /*entry*/) override { return ++m_written; }
    [[nodiscard]] bool isHealthy() const override { return true; }

private:
    std::uint64_t m_written = 0;
};

class NoListener final : public orders::OrderListener
{
    void orderChanged(const orders::Order& /*order*/) override { }
    void filled(const orders::Fill& /*fill*/) override { }
    void troubled(const std::string& /*what*/) override { }
};

class Gate : public testing::Test
{
protected:
    Gate()
    {
        gate.setLimits(limits);
        gate.held = [this](const core::MarketId&) { return held; };
        gate.lossToday = [this] { return loss; };
        gate.readiness = [this](const core::VenueId&) { return readiness; };
    }

    [[nodiscard]] static GateRequest buying(const char* amount, OrderType type = OrderType::PostOnly)
    {
        return {.order = {.id = 1,
                    .market = market,
                    .side = Side::Bid,
                    .price = type == OrderType::Market ? core::Price{} : price("100"),
                    .size = size(amount),
                    .type = type},
            .instrument = {.id = market},
            .mid = price("100")};
    }
    OrderCheck check(const GateRequest& request) { return gate.check(request, clock.time); }

    ThisTime clock;
    PatientJournal journal;
    NoListener listener;
    orders::OrderManager manager{clock, journal, listener};
    std::shared_ptr<KillSwitch> killSwitch = std::make_shared<KillSwitch>();
    risk::RiskLimits limits{.maxOrderNotional = 1000, .maxOpenOrders = 3, .maxPosition = 5000, .maxDailyLoss = 100};
    PreTradeRisk gate{killSwitch, manager};
    core::Quantity held;
    double loss = 0;
    risk::VenueReadiness readiness;
};

} // namespace

TEST_F(Gate, readsTheSwitchOfTheWholeProgram)
{
    EXPECT_EQ(check(buying("1")), OrderCheck::Fine);
    ASSERT_TRUE(killSwitch->turn(true));
    EXPECT_EQ(check(buying("1")), OrderCheck::KillSwitch);
    ASSERT_TRUE(killSwitch->turn(false));
    EXPECT_EQ(check(buying("1")), OrderCheck::Fine);
}

TEST_F(Gate, judgesAMarketOrderAtMid)
{
    EXPECT_EQ(check(buying("10", OrderType::Market)), OrderCheck::Fine);
    EXPECT_EQ(check(buying("10.01", OrderType::Market)), OrderCheck::TooLarge);
    GateRequest blind = buying("10", OrderType::Market);
    blind.mid = {};
    EXPECT_NE(check(blind), OrderCheck::Fine) << "its value is not known";
}

TEST_F(Gate, countsOpenOrdersOfEverythingThatTrades)
{
    limits.maxOpenOrders = 2;
    gate.setLimits(limits);
    manager.submit({.id = 7,
                       .market = {core::VenueId("alpaca-sip"), core::Symbol("AAPL")},
                       .price = price("99"),
                       .size = size("1")},
        {}, {});
    EXPECT_EQ(check(buying("1")), OrderCheck::Fine);
    manager.submit({.id = 8, .market = market, .price = price("98"), .size = size("1")}, {}, {});
    EXPECT_EQ(check(buying("1")), OrderCheck::TooMany);
    GateRequest moved = buying("1");
    moved.order.id = 8;
    moved.purpose = GatePurpose::Amendment;
    EXPECT_EQ(check(moved), OrderCheck::Fine) << "an order that moves is there already";
}

TEST_F(Gate, stopsAtTheDaysLoss)
{
    loss = 99.9;
    EXPECT_EQ(check(buying("1")), OrderCheck::Fine);
    loss = 100;
    EXPECT_EQ(check(buying("1")), OrderCheck::DailyLoss);
    loss = std::numeric_limits<double>::quiet_NaN();
    EXPECT_EQ(check(buying("1")), OrderCheck::DailyLoss) << "a loss that is not known is no small one";
}

TEST_F(Gate, limitsThePositionThatTheVenueTells)
{
    held = size("40");
    EXPECT_EQ(check(buying("10")), OrderCheck::Fine);
    EXPECT_EQ(check(buying("10.01")), OrderCheck::TooLarge);
    held = size("40.5");
    EXPECT_EQ(check(buying("10")), OrderCheck::PositionLimit);
    GateRequest selling = buying("10");
    selling.order.side = Side::Ask;
    held = size("80");
    EXPECT_EQ(check(selling), OrderCheck::Fine) << "what makes a position smaller is allowed";
}

TEST_F(Gate, countsWhatWorksForTheSameSide)
{
    manager.submit({.id = 7, .market = market, .side = Side::Bid, .price = price("100"), .size = size("9")}, {}, {});
    held = size("31");
    EXPECT_EQ(check(buying("10")), OrderCheck::Fine);
    held = size("31.1");
    EXPECT_EQ(check(buying("10")), OrderCheck::PositionLimit);
}

TEST_F(Gate, refusesTheSameOrderOnceMoreForAWhile)
{
    limits.duplicateMs = 300;
    gate.setLimits(limits);
    const GateRequest order = buying("1");
    gate.sent(order.order, clock.time);
    clock.time += std::chrono::milliseconds(299);
    EXPECT_EQ(check(order), OrderCheck::Duplicate);
    GateRequest moved = order;
    moved.purpose = GatePurpose::Amendment;
    EXPECT_EQ(check(moved), OrderCheck::Fine);
    clock.time += std::chrono::milliseconds(1);
    EXPECT_EQ(check(order), OrderCheck::Fine);
}

TEST_F(Gate, needsAnOpenWay)
{
    readiness.isReconciled = false;
    EXPECT_EQ(check(buying("1")), OrderCheck::NotReconciled);
    readiness = {.isJournalUp = false};
    EXPECT_EQ(check(buying("1")), OrderCheck::JournalDown);
    readiness = {.hasBudget = false};
    EXPECT_EQ(check(buying("1")), OrderCheck::RateLimit);
    readiness = {.isTradingOn = false};
    EXPECT_EQ(check(buying("1")), OrderCheck::TradingOff);
}

} // namespace leadline::execution
