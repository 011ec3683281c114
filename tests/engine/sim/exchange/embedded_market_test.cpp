// SPDX-License-Identifier: MIT
#include "engine/sim/binance/binance_simulator.h"

#include "engine/desk/desk.h"
#include "engine/venues/venue.h"
#include "tests/support/builders.h"
#include "tests/support/quiet_listener.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace leadline::sim
{

using tests::price;
using tests::size;

namespace
{

constexpr core::Timestamp start = core::fromMilliseconds(1'723'161'256'000);

/// A market with a client that hears everything Binance would say of it.
struct Market {
    explicit Market(std::uint64_t seed = 1)
        : market({EmbeddedMarketSettings{.seed = seed, .crowdSeed = seed}}, start)
        , simulator(market)
    {
        market.orderEvents = [this](const ClientOrderEvent& event) { events.push_back(event); };
        simulator.send = [this](ClientId, const std::string& text) { out.push_back(text); };
        simulator.connected(1, "/public/ws/ethusdt@depth@100ms/ethusdt@bookTicker/ethusdt@trade", "");
        simulator.connected(2, "/market/ws/ethusdt@aggTrade", "");
    }
    [[nodiscard]] int count(std::string_view kind) const
    {
        return static_cast<int>(std::ranges::count_if(
            out, [&](const std::string& text) { return text.starts_with(R"({"e":")" + std::string(kind)); }));
    }
    std::vector<std::string> out;
    std::vector<ClientOrderEvent> events;
    EmbeddedMarkets market;
    BinanceSimulator simulator;
};

} // namespace

TEST(EmbeddedMarket, playsTheSameBytesForTheSameSeed)
{
    Market first(7);
    Market second(7);
    Market other(8);
    first.market.advance(start + std::chrono::seconds(5));
    for (int i = 1; i <= 50; ++i) {
        second.market.advance(start + std::chrono::milliseconds(100 * i));
    }
    other.market.advance(start + std::chrono::seconds(5));

    EXPECT_EQ(first.out, second.out) << "in one go or in steps";
    EXPECT_NE(first.out, other.out);
}

TEST(EmbeddedMarket, publishesAStreamThatAVenueWouldSend)
{
    // Through the same decoder, tracker and referee as the venue's own messages.
    Market sim;
    tests::QuietListener listener;
    desk::Desk desk({}, listener);
    const venues::Venue& venue = *venues::findVenue("binance-futures");
    desk::Market& market = desk.open(tests::ethereum(), venue.rules);
    const auto decoder = venue.makeDecoder();
    decoder->setDefaultSymbol(core::Symbol("ETHUSDT"));
    core::MarketMessage message;
    const auto feed = [&](std::string text) {
        const std::size_t length = text.size();
        text.append(venues::MarketDecoder::padding, ' ');
        const auto decoded = decoder->decode(std::string_view(text).substr(0, length), message);
        ASSERT_TRUE(decoded.has_value()) << decoded.error().what << " in " << text;
        market.apply(message);
    };

    sim.market.advance(start + std::chrono::seconds(2));
    const std::string snapshot =
        sim.simulator.rest({.path = "/fapi/v1/depth", .query = "symbol=ETHUSDT&limit=1000"}).body;
    sim.market.advance(start + std::chrono::seconds(60));
    bool snapshotGiven = false;
    for (const std::string& payload : sim.out) {
        if (payload.starts_with(R"({"e":"trade")")) {
            continue; // the same fills come as aggTrade
        }
        feed(payload);
        if (!snapshotGiven && market.time() >= start + std::chrono::milliseconds(2500)) {
            snapshotGiven = true;
            feed(snapshot);
        }
    }
    const auto counters = market.counters();
    EXPECT_EQ(counters.book.gaps, 0U);
    EXPECT_GT(counters.touchChecked, 400U);
    EXPECT_EQ(counters.touchEqual, counters.touchChecked);
    EXPECT_GT(listener.trades, 300);
    EXPECT_TRUE(market.tracker().isUsable());
    const double mid = market.book().mid().toDoubleLossy();
    EXPECT_NEAR(mid, 2681.6, 40);
}

TEST(EmbeddedMarket, looksLikeTheRecordedOne)
{
    // Order of magnitude of the recorded ETHUSDT hour; docs/embedded-market.md has the exact comparison.
    Market sim(3);
    sim.market.advance(start + std::chrono::seconds(120));
    EXPECT_NEAR(sim.count("bookTicker") / 120.0, 157, 60);
    EXPECT_NEAR(sim.count("trade") / 120.0, 41, 20);
}

TEST(EmbeddedMarket, queuesAClientsOrderBehindTheOthersAndFillsIt)
{
    Market sim;
    sim.market.advance(start + std::chrono::seconds(1));
    sim.out.clear();
    // Far below: nothing fills it, and the level's total grows by exactly our size.
    sim.market.at(0).submit({.clientId = 11,
        .side = core::Side::Bid,
        .price = price("2600.00"),
        .size = size("1.5"),
        .timeInForce = TimeInForce::PostOnly});
    ASSERT_EQ(sim.events.size(), 1U);
    EXPECT_EQ(sim.events[0].kind, ClientOrderEvent::Kind::Accepted);
    sim.market.shock(-9000); // the market falls through the order
    sim.market.advance(start + std::chrono::seconds(20));
    core::Quantity filled;
    for (const ClientOrderEvent& event : sim.events) {
        if (event.kind == ClientOrderEvent::Kind::Filled) {
            EXPECT_EQ(event.clientId, 11U);
            EXPECT_TRUE(event.isMaker);
            EXPECT_EQ(event.price, price("2600.00"));
            filled += event.size;
            EXPECT_EQ(event.left, size("1.5") - filled);
        }
    }
    EXPECT_EQ(filled, size("1.5"));
    sim.market.at(0).cancel(11);
    EXPECT_EQ(sim.events.back().kind, ClientOrderEvent::Kind::CancelRejected);
}

TEST(EmbeddedMarket, takesPartiallyAndCancelsTheRestOfAMarketableLimit)
{
    Market sim;
    sim.market.advance(start + std::chrono::seconds(1));
    sim.market.at(0).submit({.clientId = 12,
        .side = core::Side::Bid,
        .price = price("2800.00"),
        .size = size("100000"),
        .timeInForce = TimeInForce::ImmediateOrCancel});
    core::Quantity filled;
    for (const ClientOrderEvent& event : sim.events) {
        filled += event.kind == ClientOrderEvent::Kind::Filled ? event.size : core::Quantity{};
    }
    ASSERT_EQ(sim.events.back().kind, ClientOrderEvent::Kind::Cancelled);
    EXPECT_GT(filled, size("10"));
    EXPECT_EQ(filled + sim.events.back().size, size("100000"));
}

TEST(EmbeddedMarket, cancelsOnceAndRejectsWhatBreaksItsRules)
{
    Market sim;
    sim.market.advance(start + std::chrono::seconds(1));
    const ClientOrder good{.clientId = 20,
        .side = core::Side::Bid,
        .price = price("2600"),
        .size = size("1"),
        .timeInForce = TimeInForce::PostOnly};
    sim.market.at(0).submit(good);
    sim.market.at(0).cancel(20);
    ASSERT_EQ(sim.events.size(), 2U);
    EXPECT_EQ(sim.events[1].kind, ClientOrderEvent::Kind::Cancelled);
    EXPECT_EQ(sim.events[1].size, size("1"));

    const auto expectRejected = [&](const ClientOrder& order, std::string_view why) {
        sim.events.clear();
        sim.market.at(0).submit(order);
        ASSERT_EQ(sim.events.size(), 1U);
        EXPECT_EQ(sim.events[0].kind, ClientOrderEvent::Kind::Rejected);
        EXPECT_NE(sim.events[0].why.find(why), std::string_view::npos) << sim.events[0].why;
    };
    const auto with = [&](auto change) {
        ClientOrder order = good;
        order.clientId = 21;
        change(order);
        return order;
    };
    expectRejected(with([](ClientOrder& o) { o.price = price("2600.005"); }), "tick");
    expectRejected(with([](ClientOrder& o) { o.size = size("1.0005"); }), "lot");
    expectRejected(with([](ClientOrder& o) { o.size = size("0.007"); }), "notional");
    expectRejected(with([](ClientOrder& o) { o.price = price("2800"); }), "take");
    expectRejected(with([](ClientOrder& o) { o.price = price("0.01"), o.size = size("10000"); }), "band");
    expectRejected(with([](ClientOrder& o) { o.clientId = 0; }), "id");
}

} // namespace leadline::sim
