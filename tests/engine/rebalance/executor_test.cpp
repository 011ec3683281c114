// SPDX-License-Identifier: MIT
#include "engine/rebalance/executor.h"

#include "tests/support/builders.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace leadline::rebalance
{

namespace
{

using namespace std::chrono_literals;
using core::Side;
using orders::Order;
using orders::OrderState;
using orders::OrderType;
using tests::price;
using tests::size;

constexpr std::chrono::year_month_day friday = std::chrono::year(2026) / 11 / 20;
constexpr auto nineThirty = 9h + 30min;
const core::VenueId venue("alpaca");

core::Timestamp at(equities::TimeOfDay time)
{
    return equities::fromNewYork(friday, time);
}

core::Notional dollars(std::int64_t amount)
{
    return price("1") * core::Quantity::fromRaw(static_cast<core::Int128>(amount) * core::decimalScale);
}

PlannedOrder planned(const char* symbol, Side side, const char* shares)
{
    return {.symbol = core::Symbol(symbol), .side = side, .size = size(shares), .reference = price("100")};
}

/// Orders as the venue of a test has them: nothing happens to them unless the test says so.
class Floor final : public Broker
{
public:
    Floor()
        : clock(at(10h))
    {
    }

    core::ManualClock clock;
    std::unique_ptr<Executor> executor;
    std::map<orders::ClientOrderId, Order> orders;
    std::vector<std::string> cancels; ///< symbols, in order
    bool takesOrders = true;
    bool takesReplacements = true;
    bool answersAtOnce = true; ///< orders work, and replacements and cancels are done, as soon as they are sent

    void begin(std::vector<PlannedOrder> plan, Urgency urgency, const ExecutionSettings& settings = {},
        std::int64_t cash = 1'000'000)
    {
        RunRequest request{.run = 7,
            .venue = venue,
            .urgency = urgency,
            .settings = settings,
            .orders = std::move(plan),
            .cash = dollars(cash),
            .calendar = equities::TradingCalendar(
                {equities::marketDay(friday), equities::marketDay(std::chrono::year(2026) / 11 / 23)}),
            .began = clock.now()};
        executor = std::make_unique<Executor>(request, clock, *this);
    }
    /// A fresh quote with plenty at both sides.
    void quote(const char* bid, const char* ask, const char* symbol = "AAPL", const char* shares = "500")
    {
        executor->quoteChanged(core::Symbol(symbol),
            {.bid = {price(bid), size(shares)}, .ask = {price(ask), size(shares)}, .time = clock.now()});
        executor->advance();
    }
    /// Time passes with a quote a second, as it does while the market lives.
    void pass(core::Duration time, const char* bid = "100.00", const char* ask = "100.10")
    {
        const core::Timestamp end = clock.now() + time;
        while (clock.now() < end) {
            clock.advance(std::min<core::Duration>(1s, end - clock.now()));
            quote(bid, ask);
        }
    }
    void happen(Order& order)
    {
        executor->orderChanged(order);
        executor->advance();
    }
    void fill(Order& order, const char* shares, const char* fillPrice)
    {
        order.filled += size(shares);
        order.venueFilled = std::max(order.venueFilled, order.filled);
        order.filledValue += price(fillPrice) * size(shares);
        order.state = order.filled >= order.request.size ? OrderState::Filled
            : orders::isFinal(order.state)               ? order.state
                                                         : OrderState::PartiallyFilled;
        happen(order);
    }
    void become(Order& order, OrderState state, const char* note = "")
    {
        order.state = state;
        order.note = note;
        happen(order);
    }
    /// The order sent last.
    Order& newest() { return orders.rbegin()->second; }
    const SlotProgress& slot(std::size_t index = 0) const { return executor->progress().slots[index]; }

    orders::ClientOrderId place(const orders::NewOrder& order, core::Price arrivalMid, std::string& why) override
    {
        if (!takesOrders) {
            why = "not connected";
            return 0;
        }
        const orders::ClientOrderId id = 1'000 + orders.size();
        Order& made = orders[id];
        made.request = order;
        made.request.id = id;
        made.arrivalMid = arrivalMid;
        made.state = answersAtOnce ? OrderState::Working : OrderState::PendingSubmit;
        executor->orderChanged(made);
        return id;
    }
    bool replace(orders::ClientOrderId id, core::Price to) override
    {
        Order& order = orders.at(id);
        if (!takesReplacements) {
            return false;
        }
        if (answersAtOnce) {
            order.request.price = to;
        } else {
            order.isAmending = true;
            order.amendPrice = to;
        }
        executor->orderChanged(order);
        return true;
    }
    void cancel(orders::ClientOrderId id, const char* /*why*/) override
    {
        Order& order = orders.at(id);
        if (std::exchange(order.cancelWanted, true)) {
            return;
        }
        cancels.push_back(order.request.market.symbol.text());
        order.state = answersAtOnce ? OrderState::Cancelled : OrderState::PendingCancel;
        executor->orderChanged(order);
    }
    const Order* find(orders::ClientOrderId id) const override
    {
        const auto found = orders.find(id);
        return found == orders.end() ? nullptr : &found->second;
    }
};

const std::vector<PlannedOrder> buyTen{planned("AAPL", Side::Bid, "10")};
const std::vector<PlannedOrder> sellTen{planned("AAPL", Side::Ask, "10")};

} // namespace

TEST(Executor, placesNothingBeforeTheDelayAfterTheOpenIsOver)
{
    Floor floor;
    floor.clock.set(at(nineThirty - 1ms));
    floor.begin(buyTen, Urgency::High);

    for (const core::Duration time :
        {core::Duration(nineThirty - 1ms), core::Duration(nineThirty), core::Duration(nineThirty + 5min - 1ms)}) {
        floor.clock.set(at(time));
        floor.quote("100.00", "100.10");
        EXPECT_TRUE(floor.orders.empty());
        EXPECT_EQ(floor.slot().state, SlotState::Queued);
        EXPECT_EQ(floor.executor->progress().opensAt, at(nineThirty + 5min));
    }
    floor.clock.set(at(nineThirty + 5min));
    floor.quote("100.00", "100.10");

    ASSERT_EQ(floor.orders.size(), 1U);
    EXPECT_EQ(floor.slot().state, SlotState::Working);
}

TEST(Executor, anchorsALimitInsideTheTouch)
{
    Floor floor;
    floor.begin({planned("AAPL", Side::Bid, "10"), planned("MSFT", Side::Ask, "5")}, Urgency::Normal);

    floor.quote("100.00", "100.10");
    floor.quote("200.00", "200.20", "MSFT");

    ASSERT_EQ(floor.orders.size(), 2U);
    const Order& buy = floor.orders.at(1'000);
    const Order& sell = floor.orders.at(1'001);
    EXPECT_EQ(buy.request.type, OrderType::Limit);
    EXPECT_EQ(buy.request.price, price("100.01"));
    EXPECT_EQ(buy.request.size, size("10"));
    EXPECT_EQ(buy.request.run, 7U);
    EXPECT_EQ(buy.arrivalMid, price("100.05"));
    EXPECT_EQ(sell.request.price, price("200.19"));
    EXPECT_NEAR(floor.slot().baselineBps, 10'000 * 0.05 / 100.05, 1e-9);
}

namespace
{

struct FailedCheck {
    Urgency urgency;
    bool crosses;
    core::Duration after; ///< how long a check may fail
};

class WhenTheQuoteFails : public testing::TestWithParam<FailedCheck>
{
};

} // namespace

TEST_P(WhenTheQuoteFails, theUrgencyDecides)
{
    const FailedCheck& c = GetParam();
    Floor floor;
    floor.begin(buyTen, c.urgency);
    floor.executor->advance(); // without any quote: the check begins to fail
    floor.quote("100.00", "101.00"); // 1 % wide

    if (c.after > 0ms) {
        floor.pass(c.after - 1ms, "100.00", "101.00");
        EXPECT_TRUE(floor.orders.empty());
        EXPECT_EQ(floor.slot().state, SlotState::WaitingForQuote);
        floor.pass(1ms, "100.00", "101.00");
    }

    if (c.crosses) {
        ASSERT_EQ(floor.orders.size(), 1U);
        EXPECT_EQ(floor.newest().request.type, OrderType::Market);
        EXPECT_EQ(floor.newest().request.size, size("10"));
        floor.fill(floor.newest(), "10", "101.00");
        EXPECT_EQ(floor.slot().result, SlotResult::Filled);
        EXPECT_EQ(floor.slot().strategy, "market");
    } else {
        EXPECT_TRUE(floor.orders.empty());
        EXPECT_EQ(floor.slot().result, SlotResult::Unfilled);
    }
    EXPECT_TRUE(floor.executor->isOver());
}

INSTANTIATE_TEST_SUITE_P(Executor, WhenTheQuoteFails,
    testing::Values(FailedCheck{Urgency::Low, false, 10s}, FailedCheck{Urgency::Normal, true, 10s},
        FailedCheck{Urgency::High, true, 0s}),
    [](const auto& entry) { return std::string(describe(entry.param.urgency)); });

TEST(Executor, takesUpAgainWhenTheQuoteBecomesGoodInTime)
{
    Floor floor;
    floor.begin(buyTen, Urgency::Low);
    floor.quote("100.00", "101.00");
    floor.pass(9s, "100.00", "101.00");

    floor.quote("100.00", "100.10");

    ASSERT_EQ(floor.orders.size(), 1U);
    EXPECT_EQ(floor.newest().request.type, OrderType::Limit);
}

namespace
{

struct AtTheDeadline {
    Urgency urgency;
    bool crosses;
};

class WhenTheDeadlineComes : public testing::TestWithParam<AtTheDeadline>
{
};

} // namespace

TEST_P(WhenTheDeadlineComes, theRestIsCrossedOrLeftOnceTheLimitIsGone)
{
    Floor floor;
    floor.answersAtOnce = false;
    floor.begin(buyTen, GetParam().urgency);
    floor.quote("100.00", "100.10");
    floor.become(floor.newest(), OrderState::Working);
    floor.fill(floor.newest(), "4", "100.01");

    floor.pass(30min - 1ms);
    EXPECT_TRUE(floor.cancels.empty());
    floor.pass(1ms);
    ASSERT_EQ(floor.cancels.size(), 1U);
    floor.pass(2s);
    EXPECT_EQ(floor.orders.size(), 1U) << "nothing more before the venue confirmed the cancel";

    // A fill that overtook the cancel counts.
    floor.fill(floor.newest(), "1", "100.01");
    floor.become(floor.newest(), OrderState::Cancelled);
    if (GetParam().crosses) {
        ASSERT_EQ(floor.orders.size(), 2U);
        EXPECT_EQ(floor.newest().request.type, OrderType::Market);
        EXPECT_EQ(floor.newest().request.size, size("5"));
        floor.fill(floor.newest(), "5", "100.10");
        EXPECT_EQ(floor.slot().result, SlotResult::Filled);
        EXPECT_EQ(floor.slot().strategy, "limit, then market");
        EXPECT_NEAR(floor.slot().slippageBps(), 10'000 * (100.055 - 100.05) / 100.05, 1e-6);
    } else {
        EXPECT_EQ(floor.orders.size(), 1U);
        EXPECT_EQ(floor.slot().result, SlotResult::PartlyFilled);
        EXPECT_EQ(floor.slot().reason, "unfilled at the deadline");
    }
}

INSTANTIATE_TEST_SUITE_P(Executor, WhenTheDeadlineComes,
    testing::Values(
        AtTheDeadline{Urgency::Low, false}, AtTheDeadline{Urgency::Normal, true}, AtTheDeadline{Urgency::High, true}),
    [](const auto& entry) { return std::string(describe(entry.param.urgency)); });

TEST(Executor, movesTheLimitAfterTheMarketAndNoOftenerThanAllowed)
{
    Floor floor;
    floor.begin(buyTen, Urgency::Normal);
    floor.quote("100.00", "100.10");
    ASSERT_EQ(floor.newest().request.price, price("100.01"));

    floor.quote("100.10", "100.20"); // the anchor is 10 cents away: 0.09999 %
    EXPECT_EQ(floor.slot().repegs, 0);
    floor.quote("100.11", "100.21"); // 11 cents
    EXPECT_EQ(floor.slot().repegs, 1);
    EXPECT_EQ(floor.newest().request.price, price("100.12"));

    for (const char* const bid : {"101.00", "102.00", "103.00", "104.00"}) {
        floor.quote(bid, (std::string(bid).substr(0, 4) + "10").c_str());
    }
    EXPECT_EQ(floor.slot().repegs, 5);
    EXPECT_EQ(floor.newest().request.price, price("104.01"));
    floor.quote("106.00", "106.10");

    EXPECT_EQ(floor.slot().repegs, 5);
    EXPECT_EQ(floor.newest().request.price, price("104.01"));
    EXPECT_EQ(floor.orders.size(), 1U) << "at normal urgency the limit stays until the deadline";
    EXPECT_EQ(floor.slot().reason, "re-pegs used up");
}

TEST(Executor, crossesAfterTheLastRepegWhenItIsUrgent)
{
    Floor floor;
    ExecutionSettings settings;
    settings.maxRepegsPerOrder = 1;
    floor.begin(sellTen, Urgency::High, settings);
    floor.quote("100.00", "100.10");
    floor.quote("99.00", "99.10");
    EXPECT_EQ(floor.slot().repegs, 1);
    EXPECT_EQ(floor.newest().request.price, price("99.09"));

    floor.quote("98.00", "98.10");

    ASSERT_EQ(floor.orders.size(), 2U);
    EXPECT_EQ(floor.cancels.size(), 1U);
    EXPECT_EQ(floor.newest().request.type, OrderType::Market);
    EXPECT_EQ(floor.newest().request.side, Side::Ask);
}

TEST(Executor, neverMovesAwayWhatIsPartlyFilled)
{
    Floor floor;
    floor.begin(buyTen, Urgency::Normal);
    floor.quote("100.00", "100.10");
    floor.fill(floor.newest(), "3", "100.01");

    floor.quote("99.00", "99.10");
    EXPECT_EQ(floor.newest().request.price, price("100.01"));
    floor.quote("101.00", "101.10");

    EXPECT_EQ(floor.newest().request.price, price("101.01"));
    EXPECT_EQ(floor.newest().request.size, size("10")) << "what is filled stays in the order";
    EXPECT_EQ(floor.slot().filled, size("3"));
}

TEST(Executor, doesNotChaseItself)
{
    Floor floor;
    ExecutionSettings settings;
    settings.repegThresholdPercent = 0;
    floor.begin(buyTen, Urgency::Normal, settings);
    floor.quote("100.00", "100.10");

    floor.quote("100.01", "100.10"); // that is us

    EXPECT_EQ(floor.slot().repegs, 0);
    EXPECT_EQ(floor.newest().request.price, price("100.01"));
}

TEST(Executor, buysOnlyWithCashThatIsThere)
{
    Floor floor;
    floor.begin({planned("MSFT", Side::Ask, "10"), planned("AAPL", Side::Bid, "10")}, Urgency::Normal, {}, 500);
    floor.quote("200.00", "200.20", "MSFT");
    floor.quote("100.00", "100.10");

    ASSERT_EQ(floor.orders.size(), 1U) << "the sell alone";
    EXPECT_EQ(floor.slot(1).state, SlotState::WaitingForCash);
    floor.fill(floor.newest(), "2", "200.19"); // 500 + 400.38 < 10 × 100.01
    EXPECT_EQ(floor.orders.size(), 1U);
    floor.fill(floor.orders.at(1'000), "1", "200.19");

    ASSERT_EQ(floor.orders.size(), 2U) << "1,100.57 are enough";
    EXPECT_EQ(floor.newest().request.size, size("10"));
}

TEST(Executor, sharesOnePurse)
{
    Floor floor;
    floor.begin({planned("AAPL", Side::Bid, "10"), planned("MSFT", Side::Bid, "10")}, Urgency::Normal, {}, 2'500);
    floor.quote("100.00", "100.10"); // takes 1,000.10
    floor.quote("200.00", "200.20", "MSFT"); // 1,499.90 are left: seven shares of 200.01

    ASSERT_EQ(floor.orders.size(), 2U);
    EXPECT_EQ(floor.newest().request.size, size("7"));
    EXPECT_EQ(floor.slot(1).reason, "cash is enough for 7 of 10 shares");
}

TEST(Executor, doesNotMoveALimitThatCashWouldNotCover)
{
    Floor floor;
    floor.begin(buyTen, Urgency::Normal, {}, 1'001);
    floor.quote("100.00", "100.10");
    ASSERT_EQ(floor.orders.size(), 1U);

    floor.quote("100.50", "100.60");

    EXPECT_EQ(floor.slot().repegs, 0);
    EXPECT_EQ(floor.slot().reason, "cash does not allow 100.51");
}

TEST(Executor, sendsNothingWhileTheVenueIsAskedWhatBecameOfAnOrder)
{
    Floor floor;
    floor.answersAtOnce = false;
    floor.begin(buyTen, Urgency::High);
    floor.quote("100.00", "100.10");
    floor.become(floor.newest(), OrderState::Unknown);

    floor.pass(10min, "110.00", "110.10");
    EXPECT_EQ(floor.orders.size(), 1U);
    EXPECT_EQ(floor.slot().state, SlotState::Asking);

    floor.become(floor.newest(), OrderState::Working);
    EXPECT_EQ(floor.slot().repegs, 1);
}

TEST(Executor, waitsForFillsThatTheVenueSpeaksOf)
{
    Floor floor;
    floor.begin(buyTen, Urgency::Normal);
    floor.quote("100.00", "100.10");
    floor.newest().venueFilled = size("6");
    floor.newest().cancelWanted = true;
    floor.become(floor.newest(), OrderState::Cancelled);
    floor.pass(5s);
    EXPECT_EQ(floor.orders.size(), 1U) << "six shares are on their way";

    floor.fill(floor.newest(), "6", "100.01");
    floor.pass(1s);

    ASSERT_EQ(floor.orders.size(), 2U);
    EXPECT_EQ(floor.newest().request.size, size("4"));
}

TEST(Executor, stopsAndKeepsWhatIsFilled)
{
    Floor floor;
    floor.answersAtOnce = false;
    floor.begin({planned("AAPL", Side::Bid, "10"), planned("MSFT", Side::Bid, "10")}, Urgency::High);
    floor.quote("100.00", "100.10");
    floor.become(floor.newest(), OrderState::Working);
    floor.fill(floor.newest(), "3", "100.01");

    floor.executor->stop("stopped by the user");
    floor.executor->advance();
    EXPECT_EQ(floor.cancels.size(), 1U);
    EXPECT_FALSE(floor.executor->isOver());
    floor.become(floor.orders.at(1'000), OrderState::Cancelled);
    floor.pass(1s);

    EXPECT_TRUE(floor.executor->isOver());
    EXPECT_EQ(floor.slot(0).result, SlotResult::PartlyFilled);
    EXPECT_EQ(floor.slot(1).result, SlotResult::Stopped);
    EXPECT_EQ(floor.slot(0).filled, size("3"));
    EXPECT_EQ(floor.executor->progress().note, "stopped by the user");
}

TEST(Executor, pausesAndGoesOnWithTheRest)
{
    Floor floor;
    floor.begin(buyTen, Urgency::Normal);
    floor.quote("100.00", "100.10");
    floor.fill(floor.newest(), "3", "100.01");
    floor.executor->pause();
    floor.executor->advance();
    EXPECT_EQ(floor.newest().state, OrderState::Cancelled);
    floor.pass(1min);
    EXPECT_EQ(floor.orders.size(), 1U);
    EXPECT_EQ(floor.slot().state, SlotState::Paused);

    floor.executor->resume();
    floor.executor->advance();

    ASSERT_EQ(floor.orders.size(), 2U);
    EXPECT_EQ(floor.newest().request.size, size("7"));
}

TEST(Executor, sendsPlainMarketOrdersInLegacyMode)
{
    Floor floor;
    ExecutionSettings settings;
    settings.isSmart = false;
    floor.begin(buyTen, Urgency::Low, settings);

    floor.quote("100.00", "103.00");

    ASSERT_EQ(floor.orders.size(), 1U);
    EXPECT_EQ(floor.newest().request.type, OrderType::Market);
    EXPECT_EQ(floor.slot().strategy, "legacy mode");
}

TEST(Executor, givesUpAfterRefusalsButNotForWhatNeverLeft)
{
    Floor floor;
    floor.answersAtOnce = false;
    floor.begin(buyTen, Urgency::Normal);
    floor.quote("100.00", "100.10");
    for (int i = 0; i < 5; ++i) {
        floor.become(floor.newest(), OrderState::Rejected, "not sent: the request budget is used up");
        floor.pass(1s);
    }
    EXPECT_EQ(floor.orders.size(), 6U);
    for (int i = 0; i < 3; ++i) {
        EXPECT_FALSE(floor.executor->isOver());
        floor.become(floor.newest(), OrderState::Rejected, "40310000 insufficient buying power");
        floor.pass(1s);
    }

    EXPECT_TRUE(floor.executor->isOver());
    EXPECT_EQ(floor.slot().result, SlotResult::Refused);
    EXPECT_EQ(floor.slot().reason, "40310000 insufficient buying power");
}

TEST(Executor, doesNotPutBackWhatSomebodyTookAwayAtTheVenue)
{
    Floor floor;
    floor.begin(buyTen, Urgency::High);
    floor.quote("100.00", "100.10");

    floor.become(floor.newest(), OrderState::Cancelled);
    floor.pass(5s);

    EXPECT_EQ(floor.orders.size(), 1U);
    EXPECT_TRUE(floor.executor->isOver());
    EXPECT_EQ(floor.slot().reason, "cancelled at the venue");
}

TEST(Executor, placesNothingWhileTheStockIsHalted)
{
    Floor floor;
    floor.begin(buyTen, Urgency::High);
    floor.executor->haltChanged(core::Symbol("AAPL"), true);
    floor.quote("100.00", "100.10");
    floor.pass(1min);
    EXPECT_TRUE(floor.orders.empty());

    floor.executor->haltChanged(core::Symbol("AAPL"), false);
    floor.executor->advance();

    EXPECT_EQ(floor.orders.size(), 1U);
}

TEST(Executor, tellsThatTheMarketIsClosedWhereOrdersAreNotToWait)
{
    Floor floor;
    ExecutionSettings settings;
    settings.queuesOutsideHours = false;
    floor.clock.set(at(16h));
    floor.begin(buyTen, Urgency::High, settings);

    floor.quote("100.00", "100.10");

    EXPECT_TRUE(floor.executor->isOver());
    EXPECT_EQ(floor.slot().result, SlotResult::Refused);
    EXPECT_EQ(floor.slot().reason, "the market is closed until 2026-11-23 09:35:00 New York");
}

TEST(Executor, waitsOverTheWeekendOtherwise)
{
    Floor floor;
    floor.clock.set(at(16h));
    floor.begin(buyTen, Urgency::High);
    floor.executor->advance();
    EXPECT_EQ(floor.slot().state, SlotState::Queued);

    floor.clock.set(equities::fromNewYork(std::chrono::year(2026) / 11 / 23, nineThirty + 5min));
    floor.quote("100.00", "100.10");

    EXPECT_EQ(floor.orders.size(), 1U);
}

TEST(Executor, endsAtTheCloseOfTheDay)
{
    Floor floor;
    floor.clock.set(at(16h - 1min));
    floor.begin(buyTen, Urgency::Normal);
    floor.quote("100.00", "100.10");
    ASSERT_EQ(floor.orders.size(), 1U);

    floor.pass(1min);

    EXPECT_EQ(floor.newest().state, OrderState::Cancelled);
    EXPECT_TRUE(floor.executor->isOver());
    EXPECT_EQ(floor.slot().reason, "the market has closed");
}

TEST(Executor, takesOverWhatAnEarlierLifeSentAndRepeatsNothing)
{
    Floor floor;
    floor.answersAtOnce = false;
    floor.begin(buyTen, Urgency::High);
    Order filled{.request = {.id = 500,
                     .market = {venue, core::Symbol("AAPL")},
                     .side = Side::Bid,
                     .price = price("100.00"),
                     .size = size("10"),
                     .type = OrderType::Limit,
                     .run = 7},
        .state = OrderState::Cancelled,
        .filled = size("2"),
        .filledValue = price("100.00") * size("2"),
        .venueFilled = size("2")};
    Order unclear = filled;
    unclear.request.id = 501;
    unclear.request.size = size("8");
    unclear.state = OrderState::Unknown;
    unclear.filled = unclear.venueFilled = {};
    unclear.filledValue = {};
    floor.orders[500] = filled;
    floor.orders[501] = unclear;
    floor.executor->takeOver({filled, unclear});

    floor.quote("100.00", "100.10");
    floor.pass(5s);
    EXPECT_EQ(floor.orders.size(), 2U) << "nothing new while the earlier order is unclear";
    EXPECT_EQ(floor.cancels.size(), 1U);
    floor.orders[501].venueFilled = size("3");
    floor.fill(floor.orders[501], "3", "100.02");
    floor.become(floor.orders[501], OrderState::Cancelled);
    floor.pass(1s);

    ASSERT_EQ(floor.orders.size(), 3U);
    EXPECT_EQ(floor.newest().request.size, size("5"));
    EXPECT_EQ(floor.slot().filled, size("5"));
}

namespace
{

/// A run of ten shares whose limit of eight rests at the venue, found after a crash.
void findCutOff(Floor& floor)
{
    floor.begin({planned("AAPL", Side::Bid, "10")}, Urgency::Normal);
    Order resting{.request = {.id = 501,
                      .market = {venue, core::Symbol("AAPL")},
                      .side = Side::Bid,
                      .price = price("100.01"),
                      .size = size("8"),
                      .type = OrderType::Limit,
                      .run = 7},
        .state = OrderState::Working};
    floor.orders[501] = resting;
    floor.executor->takeOver({resting}, Executor::TakeOver::Offered);
}

} // namespace

TEST(Executor, touchesNothingOfARunThatWasCutOffBeforeItIsToldTo)
{
    Floor floor;
    findCutOff(floor);
    floor.pass(5s);
    EXPECT_EQ(floor.executor->progress().state, RunProgress::State::CutOff);
    EXPECT_EQ(floor.slot().working, price("100.01")) << "what works at the venue is shown";
    EXPECT_TRUE(floor.cancels.empty());
    EXPECT_EQ(floor.orders.size(), 1U);
    floor.fill(floor.orders[501], "3", "100.01");
    EXPECT_EQ(floor.slot().filled, size("3")) << "and what it fills meanwhile";

    floor.executor->resume();
    floor.pass(3s);

    EXPECT_EQ(floor.executor->progress().state, RunProgress::State::Running);
    EXPECT_EQ(floor.cancels.size(), 1U);
    ASSERT_EQ(floor.orders.size(), 2U);
    EXPECT_EQ(floor.newest().request.size, size("7"));
}

TEST(Executor, cancelsWhatWorksOfARunThatIsGivenUp)
{
    Floor floor;
    findCutOff(floor);
    floor.executor->stop("given up");
    floor.pass(3s);
    EXPECT_EQ(floor.cancels.size(), 1U);
    EXPECT_EQ(floor.orders.size(), 1U);
    EXPECT_TRUE(floor.executor->isOver());
    EXPECT_EQ(floor.slot().result, SlotResult::Stopped);
}

TEST(Executor, doesNothingMoreWhenItIsTakenDown)
{
    Floor floor;
    floor.begin({planned("AAPL", Side::Bid, "10"), planned("MSFT", Side::Bid, "10")}, Urgency::High);
    floor.quote("100.00", "100.10");
    ASSERT_EQ(floor.orders.size(), 1U);

    floor.executor.reset();

    EXPECT_EQ(floor.orders.size(), 1U);
    EXPECT_TRUE(floor.cancels.empty());
}

TEST(Executor, isOverAtOnceWithNothingToDo)
{
    Floor floor;
    floor.begin({}, Urgency::Normal);
    floor.executor->advance();
    EXPECT_TRUE(floor.executor->isOver());
}

namespace
{

std::vector<std::string> textsOf(const SlotProgress& slot)
{
    std::vector<std::string> texts;
    for (const LogLine& line : slot.log) {
        texts.push_back(line.text);
    }
    return texts;
}

} // namespace

TEST(ExecutorLog, keepsEveryReasonInItsOrderWithTheWayAtItsHead)
{
    Floor floor;
    floor.begin({planned("AAPL", Side::Bid, "100")}, Urgency::Normal);
    floor.quote("100.00", "101.00");
    floor.clock.advance(1s);
    floor.quote("100.00", "101.10"); // the same check with another number is no other reason
    floor.clock.advance(1s);
    floor.executor->quoteChanged(core::Symbol("AAPL"),
        {.bid = {price("100.00"), size("300")}, .ask = {price("100.10"), size("900")}, .time = floor.clock.now()});
    floor.executor->advance();
    floor.clock.advance(1s);
    floor.executor->quoteChanged(core::Symbol("AAPL"),
        {.bid = {price("100.20"), size("900")}, .ask = {price("100.30"), size("300")}, .time = floor.clock.now()});
    floor.executor->advance();
    floor.fill(floor.newest(), "100", "100.22");
    floor.pass(1s);

    const std::vector<std::string> expected{"smart execution, urgency normal", "spread 0.995 % > 0.250 %",
        "touch 300 × 900 shares, ratio 0.33: leans against the buy, joins the touch", "limit at 100.00 for 100 shares",
        "touch 900 × 300 shares, ratio 3.00: leans the buy's way, 900 shares ahead > 3 × 100, improves",
        "re-pegged from 100.00 to 100.22", "filled, 100 of 100 shares at 100.22"};
    EXPECT_EQ(textsOf(floor.slot()), expected);
    EXPECT_EQ(floor.slot().log.front().time, at(10h));
    EXPECT_EQ(floor.slot().log.back().time, at(10h) + 3s);
}

TEST(ExecutorLog, namesLegacyMarketOrdersAtItsHead)
{
    Floor floor;
    ExecutionSettings settings;
    settings.isSmart = false;
    floor.begin({planned("AAPL", Side::Bid, "100")}, Urgency::Normal, settings);
    floor.quote("100.00", "100.10");
    const std::vector<std::string> expected{"legacy market orders", "market order for 100 shares"};
    EXPECT_EQ(textsOf(floor.slot()), expected);
}

TEST(ExecutorLog, tellsThatLimitsFailedBeforeItCrosses)
{
    Floor floor;
    ExecutionSettings settings;
    settings.deadlineMinutes = 1;
    floor.begin({planned("AAPL", Side::Bid, "100")}, Urgency::Normal, settings);
    floor.quote("100.00", "100.10");
    floor.pass(62s);
    const std::vector<std::string> texts = textsOf(floor.slot());
    const auto place = [&texts](const char* text) { return std::ranges::find(texts, text) - texts.begin(); };
    EXPECT_LT(place("limit at 100.01 for 100 shares"), place("withdrawn: deadline"));
    EXPECT_LT(place("withdrawn: deadline"), place("unfilled at the deadline"));
    EXPECT_LT(place("unfilled at the deadline"), place("limits have failed: urgency normal crosses"));
    EXPECT_EQ(texts.back(), "market order for 100 shares");
}

TEST(ExecutorLog, growsByNothingWhileTheSameStandsInTheWay)
{
    Floor floor;
    floor.takesOrders = false;
    floor.begin({planned("AAPL", Side::Bid, "100")}, Urgency::Low);
    floor.pass(5min);
    const std::vector<std::string> expected{"smart execution, urgency low", "not sent: not connected"};
    EXPECT_EQ(textsOf(floor.slot()), expected);
}

TEST(ExecutorLog, goesOnAfterARestart)
{
    Floor floor;
    floor.begin({planned("AAPL", Side::Bid, "10")}, Urgency::Normal);
    floor.quote("100.00", "100.10");
    const RunRequest kept = *readRunRequest(runText(floor.executor->request()));
    const Order sent = floor.newest();
    floor.executor = std::make_unique<Executor>(kept, floor.clock, floor);
    floor.executor->takeOver({sent});

    const std::vector<std::string> expected{"smart execution, urgency normal",
        "touch 500 × 500 shares, ratio 1.00: leans neither way, the usual offset", "limit at 100.01 for 10 shares",
        "found after a restart: 1 orders sent, 0 of 10 shares filled"};
    EXPECT_EQ(textsOf(floor.slot()), expected);
}

TEST(Executor, goesToTheJournalAndBack)
{
    Floor floor;
    ExecutionSettings settings;
    settings.maxSpreadPercent = 0.4;
    settings.isSmart = true;
    floor.begin(
        {planned("BRK.B", Side::Ask, "0.123456789"), planned("AAPL", Side::Bid, "10")}, Urgency::High, settings);
    floor.quote("100.00", "100.10", "BRK.B");
    const RunRequest& request = floor.executor->request();
    ASSERT_EQ(request.marks[0].arrivalMid, price("100.05"));

    const auto read = readRunRequest(runText(request));

    ASSERT_TRUE(read) << read.error().what;
    EXPECT_EQ(runText(*read), runText(request));
    EXPECT_EQ(read->orders[0].size, size("0.123456789"));
    EXPECT_EQ(read->marks, request.marks);
    EXPECT_EQ(read->settings.maxSpreadPercent, 0.4);
    EXPECT_EQ(read->calendar.days(), request.calendar.days());
    EXPECT_EQ(read->cash, request.cash);
    EXPECT_FALSE(readRunRequest("{}"));
    EXPECT_FALSE(readRunRequest("not JSON"));
}

} // namespace leadline::rebalance
