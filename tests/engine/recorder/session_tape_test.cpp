// SPDX-License-Identifier: MIT
/// What a session trades by and hears of its account, recorded beside the markets of coins.
#include "engine/recorder/tape_recorder.h"
#include "engine/replay/stock_tape.h"
#include "engine/session/market_snapshot.h"
#include "engine/session/order_intent.h"
#include "engine/session/session_options.h"
#include "engine/session/stock_options.h"
#include "engine/session/stock_service.h"
#include "engine/session/trading_session.h"
#include "engine/sim/alpaca/alpaca_simulator.h"
#include "engine/sim/server/market_server.h"
#include "engine/sim/venues/embedded_venues.h"
#include "engine/venues/alpaca/alpaca_decoder.h"
#include "engine/venues/venue.h"
#include "tests/engine/recorder/tape_bench.h"
#include "tests/support/test_clock.h"
#include "tests/support/test_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <QCoreApplication>

#include <sys/stat.h>

#include <algorithm>
#include <iterator>

namespace leadline::recorder
{

namespace
{

using namespace std::chrono_literals;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;

/// Rights of a file as in `chmod`.
unsigned rightsOf(const std::filesystem::path& path)
{
    struct stat status {
    };
    return ::stat(path.c_str(), &status) == 0 ? status.st_mode & 0777U : 0;
}

/// A session of one coin and one stock whose venues are recorded, at ten o'clock in New York, on Friday, 9 August 2024.
class SessionTapeTest : public testing::Test
{
protected:
    SessionTapeTest()
        : broker(sim::makeEmbeddedStocks(stockSettings(), tenOClock()), clock, sim::Fault{})
        , recorder({.folder = folder.path()}, clock)
        , trading(options(), clock)
    {
        QObject::connect(&trading, &session::TradingSession::orderChanged, [this](const orders::Order& order) {
            isWorking = isWorking || order.state == orders::OrderState::Working;
        });
        trading.listenRaw(&recorder);
        trading.start();
        const std::string address = "127.0.0.1:" + std::to_string(broker.listen(0));
        const venues::Endpoints served{"ws://" + address, "http://" + address};
        trading.openStocks({.credentials = {std::string(sim::embeddedKey), std::string(sim::embeddedSecret)},
            .data = served,
            .trading = served});
        trading.openView(1, stockFrames);
        trading.show(1, {core::Asset("AAPL"), core::Asset("USD"), core::Kind::Stock});
    }
    ~SessionTapeTest() override { trading.stop(); }

    static void SetUpTestSuite()
    {
        if (QCoreApplication::instance() == nullptr) {
            static int count = 1;
            static std::string name = "recorder_tests";
            static std::array<char*, 2> arguments{name.data(), nullptr};
            static const QCoreApplication application(count, arguments.data());
        }
    }
    static sim::AlpacaSettings stockSettings()
    {
        sim::AlpacaSettings settings;
        settings.tradingRequests = settings.dataRequests = 0;
        return settings;
    }
    static session::SessionOptions options()
    {
        session::SessionOptions options{.seed = 5};
        options.venues = {{.venue = venues::findVenue("binance-futures")}};
        options.orders.environments[venues::alpaca::sipVenue] = "embedded";
        return options;
    }
    core::Timestamp tenOClock()
    {
        clock.advance(14h + 6min);
        return clock.now();
    }
    template <class Condition> bool until(Condition condition) { return tests::runUntil(clock, condition); }
    static const session::MarketSnapshot& newest(
        core::Latest<session::MarketSnapshot>& frames, session::MarketSnapshot& seen)
    {
        if (const session::MarketSnapshot* const taken = frames.take()) {
            seen = *taken;
        }
        return seen;
    }
    [[nodiscard]] std::filesystem::path tape(const char* market) const
    {
        return folder.path() / (std::string(market) + "_20240809.zst");
    }

    tests::TestFolder folder;
    tests::TestClock clock;
    sim::MarketServer broker;
    TapeRecorder recorder;
    session::TradingSession trading;
    session::SharedSnapshots stockFrames = std::make_shared<core::Latest<session::MarketSnapshot>>();
    session::MarketSnapshot coin;
    bool isWorking = false;
};

TEST_F(SessionTapeTest, keepsWhatTheAccountIsToldForItsOwnerAlone)
{
    ASSERT_TRUE(until([&] {
        const auto& frame = newest(trading.snapshots(), coin);
        return frame.hasBook && !frame.trading.empty() && frame.trading.front().isUp;
    }));
    const core::Price away = core::Price::fromRaw(coin.instrument.tick.raw() * 400);
    trading.submit({.side = core::Side::Bid,
        .price = coin.bids.front().price - away,
        .size = *core::Quantity::parse("1"),
        .guard = {.maxSpreadBps = 0}});
    ASSERT_TRUE(until([&] { return isWorking; }));
    trading.listenRaw(nullptr);
    recorder.close();

    const auto account = tape("binance-futures_private");
    const auto lines = tests::linesOf(account);
    EXPECT_THAT(lines, Contains(HasSubstr("ORDER_TRADE_UPDATE")));
    EXPECT_EQ(rightsOf(account), 0600U);
    EXPECT_EQ(rightsOf(tape("binance-futures_ethusdt")), 0644U);
    // A folder of recordings is its markets.
    const auto markets = tape::recordingsOf(std::array{folder.path()});
    ASSERT_TRUE(markets);
    EXPECT_THAT(*markets, Contains(tape("binance-futures_ethusdt")));
    EXPECT_THAT(*markets, Not(Contains(account)));
}

TEST_F(SessionTapeTest, replaysAStockToItsLastQuote)
{
    core::Level bid;
    core::Level ask;
    QObject::connect(&trading.stocks(), &session::StockService::received, [&](const core::MarketMessage& message) {
        if (message.kind == core::MarketMessage::Kind::Book && message.symbol == core::Symbol("AAPL")) {
            bid = message.bids.front();
            ask = message.asks.front();
        }
    });
    ASSERT_TRUE(until([&] { return bid.price.raw() > 0; }));
    const core::Timestamp end = clock.now() + 5s;
    ASSERT_TRUE(until([&] { return clock.now() >= end; }));
    trading.listenRaw(nullptr);
    recorder.close();

    const auto stocks = replay::stocksAt({.paths = {tape("alpaca_aapl")}});
    ASSERT_TRUE(stocks) << stocks.error().what;
    EXPECT_EQ(stocks->report.skipped, 0U);
    ASSERT_EQ(stocks->stocks.size(), 1U);
    const auto& [symbol, apple] = *stocks->stocks.begin();
    EXPECT_EQ(symbol, core::Symbol("AAPL"));
    EXPECT_EQ(apple.snapshot.bid, bid);
    EXPECT_EQ(apple.snapshot.ask, ask);
}

} // namespace

} // namespace leadline::recorder
