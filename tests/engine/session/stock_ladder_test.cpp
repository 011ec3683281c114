// SPDX-License-Identifier: MIT
/// Ladders of stocks on the one stream of data that a key may have.
#include "engine/feeds/stock_feed.h"
#include "engine/session/market_snapshot.h"
#include "engine/session/scan_request.h"
#include "engine/session/scan_service.h"
#include "engine/session/session_options.h"
#include "engine/session/stock_options.h"
#include "engine/session/stock_service.h"
#include "engine/session/trading_session.h"
#include "engine/sim/alpaca/alpaca_simulator.h"
#include "engine/sim/server/market_server.h"
#include "engine/sim/venues/embedded_venues.h"
#include "engine/venues/alpaca/alpaca_decoder.h"
#include "engine/venues/venue.h"
#include "tests/support/test_clock.h"

#include <QSignalSpy>
#include <QTest>

#include <algorithm>
#include <memory>
#include <set>

using namespace leadline;

namespace
{

/// To ten o'clock in New York, on Friday, 9 August 2024.
core::Timestamp morning(tests::TestClock& clock)
{
    clock.advance(std::chrono::hours(14) + std::chrono::minutes(6));
    return clock.now();
}

/// A served market that lets a key have so many streams of data, and an engine that follows stocks there.
class Station
{
public:
    explicit Station(std::size_t streams = 1)
        : server(std::make_unique<sim::MarketServer>(market(streams, morning(clock)), clock, sim::Fault{}))
        , address("127.0.0.1:" + std::to_string(server->listen(0)))
        , trading({.source = session::SourceKind::Live, .orders = {.workstation = "test"}}, clock)
        , stocks(trading.stocks())
        , ready(&stocks, &session::StockService::ready)
        , problems(&stocks, &session::StockService::problem)
    {
        trading.start();
        trading.openStocks(options(address));
        stocks.scans().follow({});
    }
    ~Station() { trading.stop(); }

    static sim::EmbeddedVenue market(std::size_t streams, core::Timestamp now)
    {
        sim::AlpacaSettings settings;
        settings.streams.connections = streams;
        settings.tradingRequests = settings.dataRequests = 0;
        return sim::makeEmbeddedStocks(settings, now);
    }
    static session::StockOptions options(const std::string& address)
    {
        const venues::Endpoints served{"ws://" + address, "http://" + address};
        return {.credentials = {std::string(sim::embeddedKey), std::string(sim::embeddedSecret)},
            .data = served,
            .trading = served};
    }

    tests::TestClock clock;
    std::unique_ptr<sim::MarketServer> server;
    std::string address;
    session::TradingSession trading;
    session::StockService& stocks;
    QSignalSpy ready;
    QSignalSpy problems;
};

/// One stock's ladder; with an address it has a connection of its own.
class Ladder
{
public:
    Ladder(Station& station, const char* symbol, const std::string& address = {})
        : engine({.source = session::SourceKind::Live,
                     .pairs = {{core::Asset(symbol), core::Asset("USD"), core::Kind::Stock}},
                     .venues = {{.venue = venues::findVenue(venues::alpaca::sipVenue.view()),
                         .endpoints = {"ws://" + address, "http://" + address},
                         .credentials = {std::string(sim::embeddedKey), std::string(sim::embeddedSecret)},
                         .isShared = address.empty()}},
                     .isViewOnly = true},
            station.clock)
        , connected(&engine, &session::TradingSession::connectionChanged)
    {
        engine.start();
        if (address.empty()) {
            QObject::connect(
                &station.stocks, &session::StockService::received, &engine, &session::TradingSession::receive);
            QObject::connect(
                &station.stocks, &session::StockService::streamChanged, &engine, &session::TradingSession::setSharedUp);
            station.stocks.share(QString::fromUtf8(symbol));
        }
    }
    ~Ladder() { engine.stop(); }

    [[nodiscard]] bool hasBook()
    {
        if (const session::MarketSnapshot* const taken = engine.snapshots().take()) {
            seen = *taken;
        }
        return seen.hasBook && !seen.bids.empty() && !seen.asks.empty();
    }

    session::TradingSession engine;
    QSignalSpy connected;
    session::MarketSnapshot seen;
};

} // namespace

class StockLadderTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void laddersOpenNoConnection()
    {
        Station station;
        QVERIFY(tests::runUntil(station.clock, [&] { return !station.ready.isEmpty(); }));
        // The account's orders, and the data: one each.
        QVERIFY(tests::runUntil(station.clock, [&] { return station.server->connections() == 2; }));

        Ladder apple(station, "AAPL");
        Ladder microsoft(station, "MSFT");

        QVERIFY(tests::runUntil(station.clock, [&] { return apple.hasBook() && microsoft.hasBook(); }));
        QCOMPARE(station.server->connections(), 2);
        QCOMPARE(apple.seen.instrument.id.symbol.text(), std::string("AAPL"));
        QCOMPARE(microsoft.seen.instrument.id.symbol.text(), std::string("MSFT"));
        QVERIFY(apple.seen.bids.front().price != microsoft.seen.bids.front().price);
        QCOMPARE(apple.connected.size(), 1);
        QCOMPARE(apple.connected.first().first().toBool(), true);
        QVERIFY2(station.problems.isEmpty(), qPrintable(station.problems.value(0).value(0).toString()));
    }

    void aSecondConnectionIsRefused()
    {
        for (const std::size_t streams : {1U, 2U}) {
            Station station(streams);
            QVERIFY(tests::runUntil(station.clock, [&] { return !station.ready.isEmpty(); }));

            Ladder own(station, "AAPL", station.address);
            QSignalSpy troubled(&own.engine, &session::TradingSession::troubled);
            const auto isRefused = [&] {
                return std::ranges::any_of(troubled, [](const QVariantList& said) {
                    return said.first().toString().contains(QStringLiteral("connection limit exceeded"));
                });
            };

            QVERIFY(tests::runUntil(station.clock, [&] { return own.hasBook() || isRefused(); }));
            QCOMPARE(own.seen.hasBook, streams == 2);
            QCOMPARE(isRefused(), streams == 1);
        }
    }

    void whatIsSharedGoesIntoTheStreamFirst()
    {
        const tests::TestClock clock;
        feeds::StockFeed feed({.venue = venues::findVenue(venues::alpaca::sipVenue.view()), .mostSymbols = 2}, clock);
        const core::Symbol a("A");
        const core::Symbol b("B");
        const core::Symbol c("C");

        QCOMPARE(feed.follow({a, b, c}), 1U);
        QVERIFY((feed.followed() == std::set{a, b}));
        QCOMPARE(feed.follow({a, b}, {c}), 1U);
        QVERIFY((feed.followed() == std::set{a, c}));
        QCOMPARE(feed.follow({}, {a, b, c}), 1U);
        QVERIFY((feed.followed() == std::set{a, b}));
    }

    void aLostStreamIsLostForAllLadders()
    {
        Station station;
        QVERIFY(tests::runUntil(station.clock, [&] { return !station.ready.isEmpty(); }));
        Ladder apple(station, "AAPL");
        QVERIFY(tests::runUntil(station.clock, [&] { return apple.hasBook(); }));

        station.server.reset();

        QVERIFY(tests::runUntil(station.clock, [&] { return apple.connected.size() == 2; }));
        QCOMPARE(apple.connected.last().first().toBool(), false);
    }
};

int runStockLadderTests(int argc, char** argv)
{
    StockLadderTest ladders;
    return QTest::qExec(&ladders, argc, argv);
}

#include "stock_ladder_test.moc"
