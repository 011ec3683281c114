// SPDX-License-Identifier: MIT
/// Many symbols of one venue, which come and go while the connection lives.
#include "engine/feeds/venue_feed.h"
#include "engine/sim/server/market_server.h"
#include "tests/support/listed_venue.h"
#include "tests/support/qt_suite.h"
#include "tests/support/test_clock.h"

#include <QSignalSpy>
#include <QTest>
#include <QWebSocket>
#include <QWebSocketServer>

#include <map>
#include <memory>
#include <random>
#include <set>

using namespace leadline;
using namespace leadline::feeds;
using namespace std::chrono_literals;

namespace
{

using Kind = core::MarketMessage::Kind;

core::Symbol symbolOf(int number)
{
    return core::Symbol("S" + std::to_string(number) + "USDT");
}

/// Whoever watches: asks for a book where it has none, and notes what came.
class Watcher
{
public:
    struct Seen {
        bool isStarted = false;
        bool hasBook = false;
        int diffs = 0;
        int trades = 0;
        int losses = 0;
        int instruments = 0;
        core::Price price; ///< of the book's best bid
    };

    Watcher(const char* venue, const venues::Endpoints& endpoints, const core::Clock& clock,
        std::chrono::milliseconds silence = 60s)
        : feed(*venues::findVenue(venue), endpoints, {},
            {.firstRetry = 100ms, .longestRetry = 400ms, .silence = silence}, clock)
    {
        QObject::connect(&feed, &VenueFeed::received, &feed, [this](const core::MarketMessage& m) { take(m); });
        QObject::connect(&feed, &VenueFeed::streamStarted, &feed, [this](const std::vector<core::Symbol>& symbols) {
            for (const core::Symbol& symbol : symbols) {
                hasStrayed = !watched.contains(symbol) || hasStrayed;
                seen[symbol].isStarted = true;
            }
        });
        QObject::connect(
            &feed, &VenueFeed::streamLost, &feed, [this](const std::vector<core::Symbol>& symbols, const QString&) {
                ++lost;
                for (const core::Symbol& symbol : symbols) {
                    seen[symbol] = {};
                }
            });
        QObject::connect(&feed, &VenueFeed::instrumentKnown, &feed, [this](const core::Instrument& instrument) {
            hasStrayed = !watched.contains(instrument.id.symbol) || hasStrayed;
            ++seen[instrument.id.symbol].instruments;
        });
        QObject::connect(&feed, &VenueFeed::troubled, &feed, [this](const QString& what) { troubles << what; });
    }
    void watch(core::Symbol symbol)
    {
        watched.insert(symbol);
        feed.watch(symbol);
    }
    void unwatch(core::Symbol symbol)
    {
        feed.unwatch(symbol);
        watched.erase(symbol);
        seen.erase(symbol);
    }
    template <class Condition> [[nodiscard]] bool all(Condition condition) const
    {
        return std::ranges::all_of(watched, [&](const core::Symbol& symbol) {
            const auto found = seen.find(symbol);
            return found != seen.end() && condition(found->second);
        });
    }

    VenueFeed feed;
    std::set<core::Symbol> watched;
    std::map<core::Symbol, Seen> seen;
    bool hasStrayed = false; ///< something came that is not watched
    int lost = 0;
    QStringList troubles;

private:
    void take(const core::MarketMessage& message)
    {
        if (message.symbol.isEmpty()) {
            return;
        }
        hasStrayed = !watched.contains(message.symbol) || hasStrayed;
        Seen& entry = seen[message.symbol];
        hasStrayed = !entry.isStarted || hasStrayed;
        entry.losses += message.messagesLost ? 1 : 0;
        entry.trades += message.kind == Kind::Trade ? 1 : 0;
        entry.instruments += message.kind == Kind::Instrument ? 1 : 0;
        if (message.kind != Kind::Book) {
            return;
        }
        if (message.book.kind == core::BookUpdateKind::Diff) {
            ++entry.diffs;
            if (!entry.hasBook) {
                feed.renewBook(message.symbol);
            }
        } else {
            entry.hasBook = true;
            entry.price = message.book.bids.front().price;
        }
    }
};

/// A venue of so many symbols, served on loopback.
class ListedMarket
{
public:
    ListedMarket(const core::Clock& clock, int symbols)
    {
        auto time = std::make_unique<tests::TimeKeeper>(clock.now());
        auto listed = std::make_unique<tests::ListedVenue>(*time, symbols);
        venue = listed.get();
        server = std::make_unique<sim::MarketServer>(
            sim::EmbeddedVenue{.market = std::move(time), .simulator = std::move(listed)}, clock, sim::Fault{});
        const std::string host = "://127.0.0.1:" + std::to_string(server->listen(0));
        endpoints = {"ws" + host, "http" + host};
    }

    std::unique_ptr<sim::MarketServer> server;
    tests::ListedVenue* venue = nullptr;
    venues::Endpoints endpoints;
};

/// A venue that says what a test tells it to.
class ScriptedVenue
{
public:
    ScriptedVenue()
        : server(QStringLiteral("scripted"), QWebSocketServer::NonSecureMode)
    {
        server.listen(QHostAddress::LocalHost);
        QObject::connect(&server, &QWebSocketServer::newConnection, &server, [this] {
            client.reset(server.nextPendingConnection());
            ++connections;
            QObject::connect(client.get(), &QWebSocket::textMessageReceived, &server,
                [this](const QString& text) { heard << text; });
        });
    }
    void say(const std::string& text) { client->sendTextMessage(QString::fromStdString(text)); }
    [[nodiscard]] venues::Endpoints endpoints() const
    {
        return {"ws://127.0.0.1:" + std::to_string(server.serverPort()), "http://127.0.0.1:1"};
    }
    /// How often it heard such a text.
    [[nodiscard]] qsizetype times(const char* part) const { return heard.filter(QString::fromUtf8(part)).size(); }

    QWebSocketServer server;
    std::unique_ptr<QWebSocket> client;
    QStringList heard;
    int connections = 0;
};

std::string krakenBook(const char* type, const char* symbol, const char* price)
{
    return std::string(R"({"channel":"book","type":")") + type + R"(","data":[{"symbol":")" + symbol
        + R"(","bids":[{"price":)" + price
        + R"(,"qty":1.0}],"asks":[{"price":90000.0,"qty":1.0}],"checksum":1,)"
          R"("timestamp":"2023-10-06T17:35:55.440295Z"}]})";
}

std::string krakenPair(const char* symbol)
{
    const char* const rest =
        R"(","base":"A","quote":"B","status":"online","price_increment":0.1,"qty_increment":0.01,"qty_min":0.01,"cost_min":0.5})";
    return std::string(R"({"symbol":")") + symbol + rest;
}

std::string coinbaseBook(const char* type, const char* symbol, int sequence)
{
    return R"({"channel":"l2_data","client_id":"","timestamp":"2026-04-07T14:30:00.123456Z","sequence_num":)"
        + std::to_string(sequence) + R"(,"events":[{"type":")" + type + R"(","product_id":")" + symbol
        + R"(","updates":[{"side":"bid","event_time":"2026-04-07T14:30:00.123456Z","price_level":"10","new_quantity":"1"}]}]})";
}

} // namespace

class ManySymbolsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void addsAndRemovesAHundredSymbolsOnTheLivingConnection()
    {
        tests::TestClock clock;
        ListedMarket market(clock, 150);
        Watcher watcher("binance-futures", market.endpoints, clock);
        std::mt19937 random(20261130);
        std::uniform_int_distribution<int> anyOf(1, 150);
        for (int number = 1; number <= 40; ++number) {
            watcher.watch(symbolOf(number));
        }
        watcher.feed.open();
        QVERIFY(tests::runUntil(
            clock, [&] { return watcher.all([](const auto& s) { return s.hasBook && s.trades > 0; }); }, 50ms));

        // During traffic: a hundred changes in random order, some of them close together.
        for (int change = 0; change < 200; ++change) {
            const core::Symbol symbol = symbolOf(anyOf(random));
            if (watcher.watched.contains(symbol)) {
                watcher.unwatch(symbol);
                if (change % 7 == 0) {
                    watcher.watch(symbol);
                }
            } else if (watcher.watched.size() < 95) {
                watcher.watch(symbol);
            }
            if (change % 3 != 0) {
                tests::runUntil(
                    clock, [] { return false; }, 20ms, 2);
            }
            QVERIFY(!watcher.hasStrayed);
        }
        for (int number = 1; watcher.watched.size() < 100; ++number) {
            watcher.watch(symbolOf(number));
        }

        QVERIFY(tests::runUntil(
            clock,
            [&] {
                return watcher.all([](const auto& s) {
                    return s.isStarted && s.hasBook && s.diffs > 2 && s.trades > 2 && s.instruments > 0;
                });
            },
            50ms));
        QVERIFY(!watcher.hasStrayed);
        for (const core::Symbol& symbol : watcher.watched) {
            QCOMPARE("S" + watcher.seen[symbol].price.text() + "USDT", symbol.text());
        }
        QCOMPARE(watcher.feed.reconnects(), 0);
        QCOMPARE(market.venue->connections, 2); // books and trades
        QCOMPARE(market.venue->streamsNow(), std::size_t(300));
        QVERIFY(!market.venue->isConfused);
        QVERIFY2(market.venue->mostStreams <= 200, qPrintable(QString::number(market.venue->mostStreams)));
        QVERIFY2(market.venue->mostMessages <= 10, qPrintable(QString::number(market.venue->mostMessages)));
        QVERIFY2(market.venue->mostWeight() <= 1300, qPrintable(QString::number(market.venue->mostWeight())));
        QVERIFY(market.venue->longestMessage <= 4088);
        QCOMPARE(watcher.troubles, QStringList());
    }

    void asksForManyWithFewMessagesAndOneDescription()
    {
        tests::TestClock clock;
        ListedMarket market(clock, 60);
        Watcher watcher("binance-futures", market.endpoints, clock);
        watcher.feed.open();
        for (int number = 1; number <= 60; ++number) {
            watcher.watch(symbolOf(number));
        }
        QVERIFY(tests::runUntil(
            clock, [&] { return watcher.all([](const auto& s) { return s.hasBook && s.instruments > 0; }); }, 50ms));
        QCOMPARE(market.venue->subscriptions, 2);
        QCOMPARE(market.venue->descriptions, 1);
        // Sixty books began at once; each was asked for by itself, within the weight.
        QCOMPARE(market.venue->snapshots.size(), std::size_t(60));
        QVERIFY2(market.venue->mostWeight() <= 1300, qPrintable(QString::number(market.venue->mostWeight())));
    }

    void asksForOneBookAloneAndLeavesTheOthers()
    {
        tests::TestClock clock;
        ListedMarket market(clock, 3);
        Watcher watcher("binance-futures", market.endpoints, clock);
        for (const int number : {1, 2, 3}) {
            watcher.watch(symbolOf(number));
        }
        watcher.feed.open();
        QVERIFY(tests::runUntil(clock, [&] { return watcher.all([](const auto& s) { return s.hasBook; }); }));
        const auto before = market.venue->snapshots;
        watcher.seen[symbolOf(2)].hasBook = false;
        watcher.feed.renewBook(symbolOf(2));
        QVERIFY(tests::runUntil(clock, [&] { return watcher.seen[symbolOf(2)].hasBook; }));
        QCOMPARE(market.venue->snapshots[1], before.at(1));
        QCOMPARE(market.venue->snapshots[2], before.at(2) + 1);
        QCOMPARE(market.venue->snapshots[3], before.at(3));
        QCOMPARE(watcher.seen[symbolOf(2)].price.text(), std::string("2"));
    }

    void opensAFurtherConnectionWhereOneIsFullAndSubscribesAnewAfterADrop()
    {
        tests::TestClock clock;
        ListedMarket market(clock, 130);
        Watcher watcher("binance-futures", market.endpoints, clock);
        for (int number = 1; number <= 130; ++number) {
            watcher.watch(symbolOf(number));
        }
        watcher.feed.open();
        const auto isWhole = [&] { return watcher.all([](const auto& s) { return s.diffs > 0 && s.trades > 0; }); };
        QVERIFY(tests::runUntil(clock, isWhole, 50ms));
        QCOMPARE(market.venue->connections, 4);
        QCOMPARE(market.venue->mostStreams, std::size_t(200));
        QCOMPARE(market.venue->streamsNow(), std::size_t(390));

        const int subscriptions = market.venue->subscriptions;
        for (const sim::ClientId client : {1, 2, 3, 4}) {
            market.venue->cut(client);
        }
        QVERIFY(tests::runUntil(clock, [&] { return watcher.lost == 2; }));
        QVERIFY(tests::runUntil(clock, isWhole, 50ms));
        QCOMPARE(market.venue->streamsNow(), std::size_t(390));
        QCOMPARE(market.venue->subscriptions, 2 * subscriptions);
        QVERIFY(market.venue->mostMessages <= 10);
    }

    void namesASymbolThatNoAnswerDescribes_data()
    {
        QTest::addColumn<QString>("venue");
        QTest::addColumn<int>("descriptions");
        QTest::newRow("the list lacks it") << "binance-futures" << 1;
        QTest::newRow("it costs the whole list") << "binance-spot" << 5;
    }
    void namesASymbolThatNoAnswerDescribes()
    {
        QFETCH(QString, venue);
        QFETCH(int, descriptions);
        tests::TestClock clock;
        ListedMarket market(clock, 4);
        Watcher watcher(venue.toUtf8().constData(), market.endpoints, clock);
        const core::Symbol unknown("UNKNOWN");
        watcher.watch(unknown);
        for (const int number : {1, 2, 3}) {
            watcher.watch(symbolOf(number));
        }
        watcher.feed.open();
        QVERIFY(tests::runUntil(clock, [&] { return watcher.troubles.size() == 1; }));
        QVERIFY(watcher.troubles[0].startsWith(venue + QStringLiteral(": UNKNOWN is refused")));
        watcher.unwatch(unknown);
        QVERIFY(tests::runUntil(clock, [&] {
            return watcher.all([](const auto& s) { return s.instruments == 1 && s.hasBook && s.trades > 0; });
        }));
        QCOMPARE(watcher.troubles.size(), 1);
        QCOMPARE(market.venue->descriptions, descriptions);
    }

    void namesASymbolThatTheVenueRefusesOnceAndLeavesTheOthers()
    {
        tests::TestClock clock;
        ScriptedVenue venue;
        Watcher watcher("kraken", venue.endpoints(), clock);
        for (const char* const symbol : {"BTC/USD", "ETH/USD", "XX/YY"}) {
            watcher.watch(core::Symbol(symbol));
        }
        watcher.feed.open();
        QVERIFY(tests::runUntil(clock, [&] { return venue.heard.size() == 3; }));
        QVERIFY(venue.heard[1].contains(QStringLiteral(R"("symbol":["BTC/USD","ETH/USD","XX/YY"])")));
        for (int channel = 0; channel < 2; ++channel) {
            venue.say(
                R"({"error":"Currency pair not supported XX/YY","method":"subscribe","success":false,"symbol":"XX/YY"})");
        }
        venue.say(krakenBook("snapshot", "BTC/USD", "100.0"));
        venue.say(krakenBook("snapshot", "ETH/USD", "200.0"));
        QVERIFY(tests::runUntil(clock, [&] { return watcher.seen[core::Symbol("ETH/USD")].hasBook; }));
        QVERIFY(watcher.seen[core::Symbol("BTC/USD")].hasBook);
        QCOMPARE(watcher.troubles.size(), 1);
        QVERIFY(watcher.troubles[0].startsWith(QStringLiteral("kraken: XX/YY")));
        QVERIFY(watcher.troubles[0].contains(QStringLiteral("not supported")));

        // It has nothing that could begin anew, and leaving it asks for nothing.
        watcher.unwatch(core::Symbol("XX/YY"));
        watcher.feed.renewBook(core::Symbol("ETH/USD"));
        QVERIFY(tests::runUntil(clock, [&] { return venue.heard.size() == 5; }));
        QCOMPARE(venue.times("XX/YY"), 2);
        QVERIFY(venue.heard[3].contains(QStringLiteral(R"("method":"unsubscribe")")));
        QVERIFY(venue.heard[4].contains(QStringLiteral(R"("channel":"book","symbol":["ETH/USD"])")));
        QCOMPARE(venue.connections, 1);
    }

    void deliversNothingAfterUnwatchAndBeginsCleanLater()
    {
        tests::TestClock clock;
        ScriptedVenue venue;
        Watcher watcher("kraken", venue.endpoints(), clock);
        const core::Symbol bitcoin("BTC/USD");
        const core::Symbol ether("ETH/USD");
        watcher.watch(bitcoin);
        watcher.watch(ether);
        watcher.feed.open();
        QVERIFY(tests::runUntil(clock, [&] { return venue.heard.size() == 3; }));
        venue.say(krakenBook("snapshot", "BTC/USD", "100.0"));
        venue.say(krakenBook("snapshot", "ETH/USD", "200.0"));
        QVERIFY(tests::runUntil(clock, [&] { return watcher.all([](const auto& s) { return s.hasBook; }); }));

        watcher.unwatch(bitcoin);
        venue.say(krakenBook("update", "BTC/USD", "101.0"));
        venue.say(krakenBook("update", "ETH/USD", "201.0"));
        QVERIFY(tests::runUntil(clock, [&] { return watcher.seen[ether].diffs == 1; }));
        QVERIFY(!watcher.hasStrayed);
        QVERIFY(tests::runUntil(clock, [&] { return venue.times("unsubscribe") == 2; }));

        watcher.watch(bitcoin);
        QVERIFY(tests::runUntil(clock, [&] { return venue.heard.size() == 7; }));
        QVERIFY(venue.heard[5].contains(QStringLiteral(R"("symbol":["BTC/USD"])")));
        // What is left of the first subscription comes before the new beginning.
        venue.say(krakenBook("update", "BTC/USD", "102.0"));
        venue.say(krakenBook("snapshot", "BTC/USD", "103.0"));
        venue.say(krakenBook("update", "BTC/USD", "104.0"));
        QVERIFY(tests::runUntil(clock, [&] { return watcher.seen[bitcoin].diffs > 0; }));
        QCOMPARE(watcher.seen[bitcoin].diffs, 1);
        QCOMPARE(watcher.seen[bitcoin].price.text(), std::string("103"));
        QVERIFY(!watcher.hasStrayed);

        // Left and wanted again in one turn: the subscription stays, and its book begins anew.
        watcher.unwatch(bitcoin);
        watcher.watch(bitcoin);
        QVERIFY(tests::runUntil(clock, [&] { return venue.heard.size() == 9; }));
        QCOMPARE(venue.times(R"("channel":"trade")"), 3);
        QVERIFY(tests::runUntil(clock, [&] { return watcher.seen[bitcoin].isStarted; }));
        QCOMPARE(watcher.feed.reconnects(), 0);
        QCOMPARE(watcher.troubles, QStringList());
    }

    void knowsASymbolThatTheStreamDescribedBeforeItWasWatched()
    {
        tests::TestClock clock;
        ScriptedVenue venue;
        Watcher watcher("kraken", venue.endpoints(), clock);
        watcher.watch(core::Symbol("BTC/USD"));
        watcher.feed.open();
        QVERIFY(tests::runUntil(clock, [&] { return venue.heard.size() == 3; }));
        venue.say(R"({"channel":"instrument","type":"snapshot","data":{"assets":[],"pairs":[)" + krakenPair("BTC/USD")
            + "," + krakenPair("ETH/USD") + "]}}");
        QVERIFY(tests::runUntil(clock, [&] { return watcher.seen[core::Symbol("BTC/USD")].instruments == 1; }));
        watcher.watch(core::Symbol("ETH/USD"));
        QVERIFY(tests::runUntil(clock, [&] { return watcher.seen[core::Symbol("ETH/USD")].instruments == 1; }));
    }

    void tellsEachSymbolOfAConnectionThatMessagesWereLost()
    {
        tests::TestClock clock;
        ScriptedVenue venue;
        Watcher watcher("coinbase", venue.endpoints(), clock);
        const core::Symbol bitcoin("BTC-USD");
        const core::Symbol ether("ETH-USD");
        watcher.watch(bitcoin);
        watcher.watch(ether);
        watcher.feed.open();
        QVERIFY(tests::runUntil(clock, [&] { return venue.heard.size() == 4; }));
        QVERIFY(venue.heard[1].contains(QStringLiteral(R"("product_ids":["BTC-USD","ETH-USD"],"channel":"level2")")));
        venue.say(coinbaseBook("snapshot", "BTC-USD", 0));
        venue.say(coinbaseBook("snapshot", "ETH-USD", 1));
        QVERIFY(tests::runUntil(clock, [&] { return watcher.all([](const auto& s) { return s.hasBook; }); }));
        venue.say(coinbaseBook("update", "ETH-USD", 3));
        QVERIFY(tests::runUntil(clock, [&] { return watcher.seen[ether].diffs == 1; }));
        QCOMPARE(watcher.seen[bitcoin].losses, 1);
        QCOMPARE(watcher.seen[ether].losses, 1);
        // Both books in one request each way.
        watcher.feed.renewBook(bitcoin);
        watcher.feed.renewBook(ether);
        QVERIFY(tests::runUntil(clock, [&] { return venue.heard.size() == 6; }));
        QVERIFY(venue.heard[4].contains(QStringLiteral(R"("type":"unsubscribe","product_ids":["BTC-USD","ETH-USD"])")));
    }

    void leavesAConnectionWithoutASymbolAndConnectsForTheNextOne()
    {
        tests::TestClock clock;
        ScriptedVenue venue;
        Watcher watcher("kraken", venue.endpoints(), clock, 500ms);
        const core::Symbol bitcoin("BTC/USD");
        watcher.feed.open();
        watcher.watch(bitcoin);
        QVERIFY(tests::runUntil(clock, [&] { return venue.heard.size() == 3; }));
        watcher.unwatch(bitcoin);
        QSignalSpy gone(venue.client.get(), &QWebSocket::disconnected);
        QVERIFY(tests::runUntil(clock, [&] { return gone.count() == 1; }));
        QCOMPARE(watcher.lost, 0);
        QCOMPARE(watcher.troubles, QStringList());
        watcher.watch(bitcoin);
        QVERIFY(tests::runUntil(clock, [&] { return venue.connections == 2 && venue.times("\"book\"") >= 3; }));
    }
};

const QtSuite<ManySymbolsTest> suite{"engine/many_symbols"};

#include "many_symbols_test.moc"
