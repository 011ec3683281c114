// SPDX-License-Identifier: MIT
/// The adapter against the served market, with faults on demand.
#include "engine/desk/desk.h"
#include "engine/feeds/venue_feed.h"
#include "engine/sim/server/market_server.h"
#include "tests/support/builders.h"
#include "tests/support/qt_suite.h"
#include "tests/support/quiet_listener.h"
#include "tests/support/test_clock.h"

#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QSignalSpy>
#include <QTest>
#include <QWebSocket>
#include <QWebSocketServer>

#include <memory>

using namespace leadline;
using namespace leadline::feeds;
using sim::Fault;
using sim::FaultKind;

namespace
{

/// Server, adapter and desk in one thread, on the test's clock.
class Line
{
public:
    explicit Line(
        const char* venueName = "binance-futures", Fault fault = {}, venues::DepthFeed depth = venues::DepthFeed::Diff)
        : venue(*venues::findVenue(venueName))
        , symbol(venue.symbolOf(venues::asTradedAt(venue, {core::Asset("ETH"), core::Asset("USDT")})))
        , server(venueName,
              *sim::embeddedSettings(venueName, symbol.text(), {core::Asset("ETH"), core::Asset("USDT")}, 1), clock,
              fault)
        , port(server.listen(0))
        , desk({}, listener, &clock)
        , market(desk.open(venue.instrumentOf({venue.id, symbol}), venue.rules))
        , feed(venue, {"ws://127.0.0.1:" + std::to_string(port), "http://127.0.0.1:" + std::to_string(port)},
              {.depthFeed = depth},
              {.firstRetry = std::chrono::milliseconds(20),
                  .longestRetry = std::chrono::milliseconds(80),
                  .silence = silence},
              clock)
    {
        QObject::connect(&feed, &VenueFeed::received, &feed, [this](const core::MarketMessage& message) {
            if (market.apply(message)) {
                feed.renewBook(message.symbol);
            }
        });
        QObject::connect(&feed, &VenueFeed::streamStarted, &feed, [this] { market.restart(); });
        QObject::connect(&feed, &VenueFeed::streamLost, &feed, [this] { market.restart(); });
        QObject::connect(
            &feed, &VenueFeed::instrumentKnown, &feed, [this](const core::Instrument& i) { market.setInstrument(i); });
        feed.watch(symbol);
        feed.open();
    }
    bool untilInSync(std::uint64_t updates)
    {
        return tests::runUntil(
            clock, [&] { return market.tracker().isUsable() && market.counters().book.updates >= updates; }, step);
    }
    /// Strikes once and waits until the book was lost and found again.
    bool loseAndFind(FaultKind kind, bool& wasWrong)
    {
        const auto before = market.counters().book.gaps;
        server.setFault(kind);
        return tests::runUntil(
            clock,
            [&] {
                const bool hasGap = market.counters().book.gaps > before;
                if (hasGap) {
                    server.setFault(FaultKind::None);
                }
                wasWrong = wasWrong || (hasGap && market.tracker().isUsable() && market.counters().book.resyncs == 0);
                return hasGap && market.counters().book.resyncs >= 1 && market.tracker().isUsable();
            },
            step);
    }

    static constexpr std::chrono::milliseconds silence{400};
    /// Nearly ten times as fast as it happens: updates are counted, and no answer is late by this clock.
    static constexpr std::chrono::milliseconds step{10};
    tests::TestClock clock;
    const venues::Venue& venue;
    core::Symbol symbol;
    sim::MarketServer server;
    quint16 port;
    tests::QuietListener listener;
    desk::Desk desk;
    desk::Market& market;
    VenueFeed feed;
};

/// A venue of stocks that wants to know who asks. It says what a test tells it to.
class GuardedVenue
{
public:
    GuardedVenue()
        : server(QStringLiteral("guarded"), QWebSocketServer::NonSecureMode)
    {
        server.listen(QHostAddress::LocalHost);
        QObject::connect(&server, &QWebSocketServer::newConnection, &server, [this] {
            client.reset(server.nextPendingConnection());
            ++connections;
            QObject::connect(client.get(), &QWebSocket::textMessageReceived, &server,
                [this](const QString& text) { heard << text; });
            say(R"([{"T":"success","msg":"connected"}])");
        });
    }
    void say(const char* text) { client->sendTextMessage(QString::fromUtf8(text)); }

    QWebSocketServer server;
    std::unique_ptr<QWebSocket> client;
    QStringList heard;
    int connections = 0;
};

QByteArray get(quint16 port, const QString& path, int& status)
{
    QNetworkAccessManager network;
    QNetworkReply* const reply =
        network.get(QNetworkRequest(QUrl(QStringLiteral("http://127.0.0.1:%1%2").arg(port).arg(path))));
    QSignalSpy finished(reply, &QNetworkReply::finished);
    if (!finished.wait(5000)) {
        return {};
    }
    status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    return reply->readAll();
}

} // namespace

class FeedTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void joinsSnapshotAndStreamAndLearnsTheInstrument()
    {
        Line line;
        QVERIFY(line.port != 0);
        QVERIFY(line.untilInSync(30));
        QVERIFY(tests::runUntil(line.clock,
            [&] { return line.listener.trades > 5 && line.market.instrument().minimumNotional.raw() > 0; }));
        QCOMPARE(line.market.instrument().tick, tests::price("0.01"));
        QCOMPARE(line.market.instrument().lot, tests::size("0.001"));
        QCOMPARE(line.market.instrument().minimumNotional, tests::price("20") * tests::size("1"));
        QCOMPARE(line.market.counters().book.gaps, std::uint64_t(0));
        QVERIFY(line.market.counters().touchChecked > 5);
        QCOMPARE(line.market.counters().touchEqual, line.market.counters().touchChecked);
    }

    void readsFramesWithoutASnapshot()
    {
        Line line("binance-futures", {}, venues::DepthFeed::Frames);
        QVERIFY(line.untilInSync(20));
        QCOMPARE(line.market.book().bids().size(), std::size_t(20));
        QCOMPARE(line.market.counters().book.gaps, std::uint64_t(0));
    }

    void readsEveryEmbeddedVenueThroughItsOwnProtocol_data()
    {
        QTest::addColumn<QString>("venue");
        QTest::addColumn<QString>("symbol");
        QTest::addColumn<QString>("tick");
        QTest::addColumn<QString>("lot");
        QTest::newRow("Binance") << "binance-futures"
                                 << "ETHUSDT"
                                 << "0.01"
                                 << "0.001";
        QTest::newRow("Binance spot") << "binance-spot"
                                      << "ETHUSDT"
                                      << "0.01"
                                      << "0.0001";
        QTest::newRow("Kraken") << "kraken"
                                << "ETH/USDT"
                                << "0.05"
                                << "0.00001";
        QTest::newRow("Coinbase") << "coinbase"
                                  << "ETH-USDT"
                                  << "0.01"
                                  << "0.0001";
    }
    void readsEveryEmbeddedVenueThroughItsOwnProtocol()
    {
        QFETCH(QString, venue);
        QFETCH(QString, symbol);
        QFETCH(QString, tick);
        QFETCH(QString, lot);
        const std::string name = venue.toStdString();
        Line line(name.c_str());
        QSignalSpy troubled(&line.feed, &VenueFeed::troubled);
        QVERIFY(line.untilInSync(60));
        QVERIFY(tests::runUntil(line.clock,
            [&] { return line.listener.trades > 5 && line.market.instrument().minimumNotional.raw() > 0; }));
        QCOMPARE(line.market.instrument().id.symbol.text(), symbol.toStdString());
        QCOMPARE(line.market.instrument().pair, line.venue.pairOf(line.symbol));
        QCOMPARE(line.market.instrument().tick.text(), tick.toStdString());
        QCOMPARE(line.market.instrument().lot.text(), lot.toStdString());
        QCOMPARE(line.market.counters().book.gaps, std::uint64_t(0));
        QCOMPARE(line.market.counters().book.checksumsFailed, std::uint64_t(0));
        if (name == "kraken") {
            // Every snapshot and update carries one.
            QCOMPARE(line.market.counters().book.checksumsVerified, line.market.counters().book.updates);
        }
        QVERIFY2(troubled.isEmpty(), troubled.isEmpty() ? "" : qPrintable(troubled[0][0].toString()));
    }

    void losesAndFindsTheBookWhereMessagesAreMissingOrWrong_data()
    {
        QTest::addColumn<QString>("venue");
        QTest::addColumn<int>("fault");
        QTest::newRow("Binance, a diff lost") << "binance-futures" << static_cast<int>(FaultKind::Gap);
        QTest::newRow("Binance spot, a diff lost") << "binance-spot" << static_cast<int>(FaultKind::Gap);
        QTest::newRow("Kraken, an update lost") << "kraken" << static_cast<int>(FaultKind::Gap);
        QTest::newRow("Kraken, a wrong checksum") << "kraken" << static_cast<int>(FaultKind::Checksum);
        QTest::newRow("Coinbase, a numbered message lost") << "coinbase" << static_cast<int>(FaultKind::Gap);
    }
    void losesAndFindsTheBookWhereMessagesAreMissingOrWrong()
    {
        QFETCH(QString, venue);
        QFETCH(int, fault);
        Line line(venue.toUtf8().constData());
        QVERIFY(line.untilInSync(20));
        bool wasWrong = false;
        QVERIFY(line.loseAndFind(static_cast<FaultKind>(fault), wasWrong));
        QVERIFY(!wasWrong);
        QCOMPARE(line.market.counters().touchEqual, line.market.counters().touchChecked);
        QVERIFY(line.feed.reconnects() == 0);
    }

    void connectsAgainAfterADrop()
    {
        Line line;
        QVERIFY(line.untilInSync(20));
        const auto before = line.feed.reconnects();
        line.server.setFault(FaultKind::Drop);
        QVERIFY(tests::runUntil(line.clock, [&] { return line.feed.reconnects() > before; }));
        line.server.setFault(FaultKind::None);
        const auto updates = line.market.counters().book.updates;
        QVERIFY(line.untilInSync(updates + 20));
    }

    void noticesSilenceOnAnOpenConnection()
    {
        Line line;
        QVERIFY(line.untilInSync(20));
        QSignalSpy lost(&line.feed, &VenueFeed::streamLost);
        line.server.setFault(FaultKind::Stall);
        // The market stands still here; only real time passes, and the patience of the connection is short.
        QVERIFY(lost.wait(20 * Line::silence.count()) || lost.count() > 0);
        QVERIFY(lost[0][1].toString().contains(QStringLiteral("no data")));
    }

    void asksOnceItWasLetInAndTakesTheGoodItemsOfABrokenFrame()
    {
        GuardedVenue venue;
        tests::TestClock clock;
        tests::QuietListener listener;
        desk::Desk desk({}, listener, &clock);
        const venues::Venue& row = *venues::findVenue("alpaca");
        desk::Market& market = desk.open(row.instrumentOf({row.id, core::Symbol("AAPL")}), row.rules);
        VenueFeed feed(row, {"ws://127.0.0.1:" + std::to_string(venue.server.serverPort()), ""},
            {.credentials = {"key", "secret"}},
            {.firstRetry = std::chrono::milliseconds(20), .longestRetry = std::chrono::milliseconds(80)}, clock);
        QObject::connect(
            &feed, &VenueFeed::received, &feed, [&](const core::MarketMessage& message) { market.apply(message); });
        QSignalSpy troubled(&feed, &VenueFeed::troubled);
        feed.watch(core::Symbol("AAPL"));
        feed.open();

        QVERIFY(tests::runUntil(clock, [&] { return venue.heard.size() == 1; }));
        QCOMPARE(venue.client->requestUrl().path(), QStringLiteral("/v2/sip"));
        QVERIFY(venue.heard[0].contains(QStringLiteral(R"("action":"auth","key":"key","secret":"secret")")));
        // Whatever else is said, it waits.
        venue.say(R"([{"T":"subscription","trades":[],"quotes":[]}])");
        QVERIFY(!tests::runUntil(
            clock, [&] { return venue.heard.size() > 1; }, std::chrono::milliseconds(5), 50));
        venue.say(R"([{"T":"success","msg":"authenticated"}])");
        QVERIFY(tests::runUntil(clock, [&] { return venue.heard.size() == 2; }));
        QVERIFY(venue.heard[1].contains(QStringLiteral(R"("action":"subscribe","trades":["AAPL"])")));
        venue.say(R"([{"T":"success","msg":"authenticated"}])");

        venue.say(
            R"([{"T":"q","S":"AAPL","bp":10,"bs":1,"ap":"?","as":1,"t":"2026-11-20T15:00:00Z"},{"T":"q","S":"AAPL","bp":10,"bs":1,"ap":11,"as":1,"t":"2026-11-20T15:00:00Z"},{"T":"q","S":"MSFT","bp":1,"bs":1,"ap":2,"as":1,"t":"2026-11-20T15:00:00Z"}])");
        QVERIFY(tests::runUntil(clock, [&] { return market.tracker().isUsable(); }));
        QCOMPARE(market.book().best(core::Side::Ask)->price, tests::price("11"));
        QCOMPARE(troubled.count(), 1);
        QVERIFY(troubled[0][0].toString().contains(QStringLiteral("item 1: field ap")));
        QCOMPARE(venue.heard.size(), 2);

        // A connection made anew must log in anew.
        venue.client->abort();
        QVERIFY(tests::runUntil(clock, [&] { return venue.connections == 2 && venue.heard.size() == 3; }));
        venue.say(R"([{"T":"error","code":402,"msg":"auth failed"}])");
        QVERIFY(tests::runUntil(clock, [&] { return troubled.count() >= 2; }));
        QVERIFY(troubled.last()[0].toString().contains(QStringLiteral("402 auth failed")));
        QCOMPARE(venue.heard.size(), 3);
        venue.say(R"([{"T":"success","msg":"authenticated"}])");
        QVERIFY(tests::runUntil(clock, [&] { return venue.heard.size() == 4; }));
    }

    void asksAgainWhenTheSnapshotIsRefused()
    {
        Line line("binance-futures", {.kind = FaultKind::NoSnapshot});
        QSignalSpy troubled(&line.feed, &VenueFeed::troubled);
        QVERIFY(tests::runUntil(line.clock, [&] { return troubled.count() >= 2; }));
        QVERIFY(!line.market.tracker().isUsable());
        line.server.setFault(FaultKind::None);
        QVERIFY(line.untilInSync(5));
    }

    void backsOffWithJitterAndABound()
    {
        const TransportTiming timing{.firstRetry = std::chrono::milliseconds(500),
            .longestRetry = std::chrono::milliseconds(30'000),
            .jitter = 0.25};
        QCOMPARE(retryDelay(timing, 1, 0.5).count(), 500);
        QCOMPARE(retryDelay(timing, 2, 0.5).count(), 1000);
        QCOMPARE(retryDelay(timing, 5, 0.5).count(), 8000);
        QCOMPARE(retryDelay(timing, 7, 0.5).count(), 30'000);
        QCOMPARE(retryDelay(timing, 1000, 0.5).count(), 30'000);
        QCOMPARE(retryDelay(timing, 1, 0.0).count(), 375);
        QCOMPARE(retryDelay(timing, 1, 1.0).count(), 625);
    }

    void servesTheVenuesRestErrors()
    {
        Line line;
        int status = 0;
        QVERIFY(get(line.port, QStringLiteral("/fapi/v1/depth?symbol=NOSUCH"), status).contains("-1121"));
        QCOMPARE(status, 400);
        QVERIFY(get(line.port, QStringLiteral("/fapi/v1/depth?symbol=ETHUSDT&limit=2000"), status).contains("-1130"));
        QCOMPARE(get(line.port, QStringLiteral("/fapi/v1/ping"), status), QByteArray("{}"));
        QCOMPARE(status, 200);
        QVERIFY(get(line.port, QStringLiteral("/fapi/v1/time"), status).contains("serverTime"));
        get(line.port, QStringLiteral("/no/such"), status);
        QCOMPARE(status, 404);
    }

    void acknowledgesAWrongRouteAndStaysSilent()
    {
        Line line;
        QWebSocket socket;
        QSignalSpy texts(&socket, &QWebSocket::textMessageReceived);
        QSignalSpy connected(&socket, &QWebSocket::connected);
        socket.open(QUrl(QStringLiteral("ws://127.0.0.1:%1/market/ws").arg(line.port)));
        QVERIFY(connected.wait(5000));
        socket.sendTextMessage(QStringLiteral(R"({"method":"SUBSCRIBE","params":["ethusdt@depth@100ms"],"id":7})"));
        QVERIFY(line.untilInSync(30));
        QCOMPARE(texts.count(), 1);
        QCOMPARE(texts[0][0].toString(), QStringLiteral(R"({"id":7,"result":null})"));
        socket.sendTextMessage(QStringLiteral(R"({"method":"SUBSCRIBE","params":["ethusdt@aggTrade"],"id":8})"));
        QVERIFY(tests::runUntil(line.clock, [&] { return texts.count() > 4; }));
        QVERIFY(texts.last()[0].toString().startsWith(QStringLiteral(R"({"e":"aggTrade")")));
    }
};

const QtSuite<FeedTest> suite{"engine/feed"};

#include "feed_test.moc"
