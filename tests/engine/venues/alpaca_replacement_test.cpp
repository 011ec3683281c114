// SPDX-License-Identifier: MIT
/// Replacing orders at Alpaca, through the protocol and the order manager together: every order of events the venue
/// may tell them in.
#include "engine/orders/order_manager.h"
#include "engine/venues/alpaca/alpaca_trading.h"

#include "engine/json/tree.h"
#include "engine/orders/journal.h"
#include "engine/orders/manager_counters.h"
#include "engine/orders/order_gateway.h"
#include "engine/orders/order_listener.h"
#include "tests/support/builders.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace leadline::venues::alpaca
{

using orders::Order;
using orders::OrderState;
using testing::ElementsAre;
using testing::IsEmpty;
using tests::price;
using tests::size;
using namespace std::chrono_literals;

namespace
{

constexpr orders::ClientOrderId ourId = 6836310667800084522; // LL1fxt1vow1diju

/// Durable at once.
class InstantJournal final : public orders::Journal
{
public:
    std::uint64_t write(orders::JournalEntry /*entry*/) override { return ++written; }
    bool isHealthy() const override { return true; }

    std::uint64_t written = 0;
};

class SilentListener final : public orders::OrderListener
{
public:
    void orderChanged(const Order& /*order*/) override { }
    void filled(const orders::Fill& /*fill*/) override { }
    void troubled(const std::string& what) override { troubles.push_back(what); }

    std::vector<std::string> troubles;
};

/// What goes out, as "PATCH /v2/orders/A".
class RecordingGateway final : public orders::OrderGateway
{
public:
    void submit(const Order& order) override { send(Ask::Submit, order); }
    void amend(const Order& order) override { send(Ask::Amend, order); }
    void cancel(const Order& order) override { send(Ask::Cancel, order); }
    void query(const Order& order) override { send(Ask::Query, order); }
    void queryFills(const Order& order) override { send(Ask::Fills, order); }
    bool isUp() const override { return true; }

    std::vector<std::string> take() { return std::exchange(sent, {}); }

    std::vector<std::string> sent;
    TradingAsk newest;

private:
    void send(Ask what, const Order& order)
    {
        newest = {.what = what, .order = order};
        const TradingRequest made = AlpacaTrading().request(newest, {.nonce = ++m_nonce});
        sent.push_back(made.method + " " + made.path.substr(0, made.path.find('?')));
    }

    std::uint64_t m_nonce = 0;
};

struct Event {
    const char* event;
    const char* id; ///< "A", and "B" in its place
    const char* status;
    const char* filled = "0";
    const char* limit = "189.50";
    const char* fill = nullptr; ///< size of this fill
    int at = 0; ///< milliseconds
};

class Replacing : public testing::Test
{
protected:
    Replacing()
    {
        manager.connect(sipVenue, gateway);
        manager.submit({.id = ourId,
                           .market = {sipVenue, core::Symbol("AAPL")},
                           .price = price("189.5"),
                           .size = size("100"),
                           .type = orders::OrderType::Limit},
            price("189.6"), {});
        settle();
    }

    void settle() { manager.journalled(journal.written); }
    void pass(core::Duration time)
    {
        for (core::Duration left = time; left > 0ns; left -= 50ms) {
            clock.advance(50ms);
            manager.advance();
            settle();
        }
    }

    /// "A" is the first order, "B" the one in its place, "C" the one in B's.
    static std::string orderJson(
        const std::string& id, const std::string& status, const char* filled, const char* limit, int at)
    {
        const bool isFirst = id == "A";
        const std::string older(1, static_cast<char>(id[0] - 1));
        const std::string newer(1, static_cast<char>(id[0] + 1));
        std::string milliseconds = std::to_string(at);
        milliseconds.insert(0, 3 - milliseconds.size(), '0');
        return R"({"id":")" + id + R"(","client_order_id":"LL1fxt1vow1diju)" + (isFirst ? "" : "-" + id) + R"(",)"
            + R"("updated_at":"2026-11-20T15:30:01.)" + milliseconds + R"(Z","symbol":"AAPL","qty":"100",)"
            + R"("filled_qty":")" + filled + R"(","limit_price":")" + limit + R"(","status":")" + status
            + R"(","replaces":)" + (isFirst ? "null" : "\"" + older + "\"") + R"(,"replaced_by":)"
            + (status == "replaced" ? "\"" + newer + "\"" : "null") + "}";
    }
    void says(const Event& event)
    {
        std::string milliseconds = std::to_string(event.at);
        milliseconds.insert(0, 3 - milliseconds.size(), '0');
        const std::string fill =
            event.fill == nullptr ? "" : R"("price":"189.50","qty":")" + std::string(event.fill) + R"(",)";
        const auto message = protocol.readMessage(R"({"stream":"trade_updates","data":{"event":")"
            + std::string(event.event) + R"(",)" + fill + R"("timestamp":"2026-11-20T15:30:01.)" + milliseconds
            + R"(Z","order":)" + orderJson(event.id, event.status, event.filled, event.limit, event.at) + "}}");
        ASSERT_TRUE(message) << message.error().what;
        for (const orders::OrderReport& report : message->reports) {
            manager.report(report);
        }
        settle();
    }
    /// The answer to the newest request, told to the manager as the venue gateway does.
    TradingAnswer answers(Ask what, int status, const std::string& body)
    {
        const TradingAnswer answer = protocol.read({.what = what, .order = gateway.newest.order}, status, body);
        if (answer.outcome == Outcome::Done || answer.outcome == Outcome::Refused) {
            for (const orders::OrderReport& report : answer.reports) {
                manager.report(report);
            }
        } else if (what != Ask::Query && what != Ask::Fills) {
            manager.unanswered(ourId, answer.why);
        }
        settle();
        return answer;
    }
    void work()
    {
        answers(Ask::Submit, 200, orderJson("A", "pending_new", "0", "189.50", 1));
        says({.event = "new", .id = "A", .status = "new", .at = 2});
        gateway.take();
    }
    void replace(const char* at)
    {
        ASSERT_TRUE(manager.amend(ourId, price(at), size("100")));
        settle();
    }
    const Order& order() { return *manager.find(ourId); }

    core::ManualClock clock{core::fromMilliseconds(1'795'188'601'000)};
    InstantJournal journal;
    SilentListener listener;
    RecordingGateway gateway;
    AlpacaTrading protocol;
    orders::OrderManager manager{clock, journal, listener};
};

} // namespace

TEST_F(Replacing, goesOnUnderTheNewId)
{
    work();
    replace("189.62");
    EXPECT_THAT(gateway.take(), ElementsAre("PATCH /v2/orders/A"));
    answers(Ask::Amend, 200, orderJson("B", "accepted", "0", "189.62", 10));
    EXPECT_TRUE(order().isAmending) << "it may still be rejected";
    EXPECT_EQ(order().venueOrder, "A");
    says({.event = "pending_replace", .id = "A", .status = "pending_replace", .at = 11});
    says({.event = "replaced", .id = "A", .status = "replaced", .at = 12});
    EXPECT_TRUE(order().isAmending);
    says({.event = "new", .id = "B", .status = "new", .limit = "189.62", .at = 13});
    EXPECT_FALSE(order().isAmending);
    EXPECT_EQ(order().request.price, price("189.62"));
    EXPECT_EQ(order().venueOrder, "B");
    EXPECT_EQ(order().state, OrderState::Working);
    pass(10s);
    EXPECT_THAT(gateway.sent, IsEmpty()) << "nothing is owed";
    manager.cancel(ourId, "by the user");
    settle();
    EXPECT_THAT(gateway.take(), ElementsAre("DELETE /v2/orders/B"));
    says({.event = "canceled", .id = "B", .status = "canceled", .limit = "189.62", .at = 20});
    EXPECT_EQ(order().state, OrderState::Cancelled);
    EXPECT_THAT(listener.troubles, IsEmpty());
}

TEST_F(Replacing, takesTheNewOneFirstAndTheWordOfTheOldOneAfter)
{
    work();
    replace("189.62");
    says({.event = "accepted", .id = "B", .status = "accepted", .limit = "189.62", .at = 10});
    EXPECT_TRUE(order().isAmending);
    says({.event = "new", .id = "B", .status = "new", .limit = "189.62", .at = 11});
    says({.event = "replaced", .id = "A", .status = "replaced", .at = 12});
    EXPECT_EQ(order().venueOrder, "B");
    EXPECT_EQ(order().request.price, price("189.62"));
    EXPECT_FALSE(order().isHeld);
    EXPECT_EQ(order().state, OrderState::Working);
}

TEST_F(Replacing, keepsWhatFilledBefore)
{
    work();
    says({.event = "partial_fill", .id = "A", .status = "partially_filled", .filled = "40", .fill = "40", .at = 5});
    replace("189.62");
    says({.event = "replaced", .id = "A", .status = "replaced", .filled = "40", .at = 10});
    says({.event = "new", .id = "B", .status = "new", .filled = "40", .limit = "189.62", .at = 11});
    EXPECT_EQ(order().filled, size("40"));
    EXPECT_EQ(order().state, OrderState::PartiallyFilled);
    says({.event = "fill", .id = "B", .status = "filled", .filled = "100", .limit = "189.62", .fill = "60", .at = 15});
    EXPECT_EQ(order().filled, size("100"));
    EXPECT_EQ(order().state, OrderState::Filled);
    pass(10s);
    EXPECT_THAT(gateway.take(), ElementsAre("PATCH /v2/orders/A"));
    EXPECT_THAT(listener.troubles, IsEmpty());
}

TEST_F(Replacing, countsAFillOfTheOldOneThatComesAfterTheNewOneOnce)
{
    work();
    replace("189.62");
    says({.event = "replaced", .id = "A", .status = "replaced", .filled = "40", .at = 10});
    says({.event = "new", .id = "B", .status = "new", .filled = "40", .limit = "189.62", .at = 11});
    EXPECT_TRUE(order().lacksFills()) << "the venue counts forty";
    says({.event = "partial_fill", .id = "A", .status = "replaced", .filled = "40", .fill = "40", .at = 9});
    EXPECT_FALSE(order().lacksFills());
    EXPECT_EQ(order().venueOrder, "B") << "late words do not bring the old one back";
    EXPECT_EQ(order().request.price, price("189.62"));
    const std::string listed =
        R"([{"activity_type":"FILL","price":"189.50","qty":"40","symbol":"AAPL","order_id":"A","cum_qty":"40"}])";
    EXPECT_EQ(answers(Ask::Fills, 200, listed).reports.size(), 1U);
    EXPECT_EQ(order().filled, size("40"));
    EXPECT_EQ(manager.counters().duplicateFills, 1U);
    EXPECT_EQ(manager.counters().strayReports, 0U);
}

TEST_F(Replacing, isOverWhenTheOldOneFillsFirst)
{
    work();
    replace("189.62");
    answers(Ask::Amend, 200, orderJson("B", "accepted", "0", "189.62", 10));
    says({.event = "fill", .id = "A", .status = "filled", .filled = "100", .fill = "100", .at = 11});
    says({.event = "rejected", .id = "B", .status = "rejected", .limit = "189.62", .at = 12});
    EXPECT_EQ(order().state, OrderState::Filled);
    EXPECT_EQ(order().filled, size("100"));
    EXPECT_EQ(order().venueOrder, "A");
    pass(10s);
    EXPECT_EQ(gateway.sent.size(), 1U) << "nothing is asked";
    EXPECT_EQ(manager.counters().defects, 0U);
}

TEST_F(Replacing, goesOnAsItWasWhenTheNewOneIsRejected)
{
    work();
    replace("189.62");
    answers(Ask::Amend, 200, orderJson("B", "pending_new", "0", "189.62", 10));
    says({.event = "pending_replace", .id = "A", .status = "pending_replace", .at = 11});
    says({.event = "rejected", .id = "B", .status = "rejected", .limit = "189.62", .at = 12});
    EXPECT_EQ(order().state, OrderState::Working);
    EXPECT_EQ(order().request.price, price("189.5"));
    EXPECT_EQ(order().venueOrder, "A");
    EXPECT_FALSE(order().isAmending);
    replace("189.55");
    EXPECT_EQ(gateway.sent.back(), "PATCH /v2/orders/A") << "and may be tried again";
    says({.event = "order_replace_rejected", .id = "A", .status = "new", .at = 20});
    EXPECT_FALSE(order().isAmending);
    EXPECT_FALSE(order().isHeld);
}

TEST_F(Replacing, goesOnAsItWasWhenItIsRefusedAtOnce)
{
    work();
    replace("189.62");
    const TradingAnswer answer =
        answers(Ask::Amend, 422, R"({"code":42210000,"message":"cannot replace order in pending_new status"})");
    EXPECT_EQ(answer.outcome, Outcome::Refused);
    EXPECT_EQ(order().state, OrderState::Working);
    EXPECT_FALSE(order().isAmending);
    EXPECT_THAT(order().note, testing::HasSubstr("cannot replace"));
}

TEST_F(Replacing, asksItsWayThroughTheChainWhenTheStreamSaysNothing)
{
    work();
    replace("189.62");
    answers(Ask::Amend, 200, orderJson("B", "accepted", "0", "189.62", 10));
    gateway.take();
    pass(3s);
    EXPECT_EQ(order().state, OrderState::Unknown);
    EXPECT_THAT(gateway.take(), ElementsAre("GET /v2/orders/A"));
    EXPECT_EQ(answers(Ask::Query, 200, orderJson("A", "pending_replace", "0", "189.50", 11)).outcome, Outcome::Unclear);
    EXPECT_EQ(order().state, OrderState::Unknown);
    EXPECT_EQ(answers(Ask::Query, 200, orderJson("A", "replaced", "30", "189.50", 12)).replacedBy, "B");
    EXPECT_EQ(order().state, OrderState::Unknown) << "the newer one is asked for";
    EXPECT_EQ(order().request.price, price("189.5"));
    EXPECT_EQ(answers(Ask::Query, 200, orderJson("B", "replaced", "40", "189.62", 13)).replacedBy, "C");
    answers(Ask::Query, 200, orderJson("C", "partially_filled", "50", "189.70", 14));
    EXPECT_EQ(order().state, OrderState::Working);
    EXPECT_EQ(order().venueOrder, "C");
    EXPECT_THAT(order().earlierVenueOrders, ElementsAre("A", "B"));
    EXPECT_EQ(order().request.price, price("189.70"));
    EXPECT_EQ(order().venueFilled, size("50"));
    pass(500ms);
    EXPECT_THAT(gateway.take(), testing::Contains("GET /v2/account/activities/FILL"));
    const auto listed = [](const char* id, const char* quantity, const char* cumulative) {
        return R"({"activity_type":"FILL","price":"189.50","symbol":"AAPL","order_id":")" + std::string(id)
            + R"(","qty":")" + quantity + R"(","cum_qty":")" + cumulative + "\"}";
    };
    answers(Ask::Fills, 200,
        "[" + listed("A", "30", "30") + "," + listed("B", "10", "40") + "," + listed("C", "10", "50") + ","
            + listed("somebody's", "5", "5") + "]");
    EXPECT_EQ(order().filled, size("50"));
    EXPECT_EQ(order().state, OrderState::PartiallyFilled);
}

TEST_F(Replacing, asksForTheOldOneWhenTheRequestWasLost)
{
    work();
    replace("189.62");
    EXPECT_EQ(answers(Ask::Amend, 504, "").outcome, Outcome::Unclear);
    EXPECT_EQ(order().state, OrderState::Unknown);
    gateway.take();
    pass(50ms);
    EXPECT_THAT(gateway.take(), ElementsAre("GET /v2/orders/A"));
    answers(Ask::Query, 200, orderJson("A", "new", "0", "189.50", 12));
    EXPECT_EQ(order().state, OrderState::Working);
    EXPECT_EQ(order().request.price, price("189.5"));
    EXPECT_EQ(order().venueOrder, "A");
}

TEST_F(Replacing, becomesKnownAgainAfterItWasReplacedOnce)
{
    work();
    replace("189.62");
    says({.event = "new", .id = "B", .status = "new", .limit = "189.62", .at = 11});
    manager.unanswered(ourId, "not among the open orders");
    ASSERT_EQ(order().state, OrderState::Unknown);
    answers(Ask::Query, 200, orderJson("B", "new", "0", "189.62", 20));
    EXPECT_EQ(order().state, OrderState::Working);

    manager.unanswered(ourId, "again");
    const TradingAnswer list =
        protocol.read({.what = Ask::OpenOrders}, 200, "[" + orderJson("B", "new", "0", "189.62", 21) + "]");
    manager.openOrders(sipVenue, list.reports);
    EXPECT_EQ(order().state, OrderState::Working);
    EXPECT_THAT(listener.troubles, IsEmpty());
}

TEST_F(Replacing, mayBeginOnceTheVenueWorksTheOrder)
{
    answers(Ask::Submit, 200, orderJson("A", "pending_new", "0", "189.50", 1));
    EXPECT_FALSE(manager.amend(ourId, price("189.62"), size("100"))) << "it would be refused";
    says({.event = "new", .id = "A", .status = "new", .at = 2});
    EXPECT_TRUE(manager.amend(ourId, price("189.62"), size("100")));
}

TEST_F(Replacing, mayBeginWhereTheStreamIsQuickerThanTheAnswer)
{
    says({.event = "pending_new", .id = "A", .status = "pending_new", .at = 1});
    says({.event = "new", .id = "A", .status = "new", .at = 2});
    answers(Ask::Submit, 200, orderJson("A", "pending_new", "0", "189.50", 1));
    EXPECT_FALSE(order().isHeld);
    EXPECT_TRUE(manager.amend(ourId, price("189.62"), size("100")));
}

} // namespace leadline::venues::alpaca
