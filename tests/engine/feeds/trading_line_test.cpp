// SPDX-License-Identifier: MIT
#include "engine/feeds/trading_line.h"
#include "engine/sim/embedded_venues.h"
#include "engine/simserver/market_server.h"
#include "tests/support/builders.h"
#include "tests/support/test_clock.h"

#include <QSignalSpy>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

using namespace leadline;

namespace
{

/// Answers questions, and cuts the connection in the middle of every new order.
class CuttingServer final : public QTcpServer
{
public:
    CuttingServer()
    {
        listen(QHostAddress::LocalHost);
        connect(this, &QTcpServer::newConnection, this, [this] {
            QTcpSocket* const socket = nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, this, [this, socket] {
                m_text += socket->readAll();
                if (m_text.contains("POST /fapi/v1/order") && m_text.contains("signature=")) {
                    m_text.clear();
                    ++orders;
                    socket->abort();
                } else if (m_text.startsWith("GET") && m_text.contains("\r\n\r\n")) {
                    m_text.clear();
                    socket->write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]");
                }
            });
        });
    }
    int orders = 0;

private:
    QByteArray m_text;
};

/// Nothing fails, and everything is durable at once.
class SureJournal final : public orders::Journal
{
public:
    std::uint64_t write(orders::JournalEntry /*entry*/) override { return ++number; }
    [[nodiscard]] bool isHealthy() const override { return true; }
    std::uint64_t number = 0;
};

class Listener final : public orders::OrderListener
{
public:
    void orderChanged(const orders::Order& order) override { last = order; }
    void filled(const orders::Fill& /*fill*/) override { }
    void troubled(const std::string& /*what*/) override { }
    orders::Order last;
};

} // namespace

class TradingLineTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aRequestWhoseConnectionBreaksIsNeverSentAgain()
    {
        // Qt's network access would, on a connection that was open already: the order would be there twice.
        CuttingServer server;
        tests::TestClock clock;
        SureJournal journal;
        Listener listener;
        orders::OrderManager manager(clock, journal, listener);
        const std::string address = "127.0.0.1:" + std::to_string(server.serverPort());
        feeds::TradingLine line(*venues::findVenue("binance-futures"),
            {.name = "test", .isLive = false, .endpoints = {"ws://" + address, "http://" + address}}, {"key", "secret"},
            core::Symbol("ETHUSDT"), {}, clock, manager);
        QSignalSpy asked(&line, &feeds::TradingLine::openOrdersKnown);
        for (int i = 1; i <= 5; ++i) {
            line.askOpenOrders(); // the connection is warm
            QVERIFY(asked.wait(5000));
            const orders::NewOrder order{.id = static_cast<orders::ClientOrderId>(i),
                .market = {core::VenueId("binance-futures"), core::Symbol("ETHUSDT")},
                .price = tests::price("100"),
                .size = tests::size("1")};
            line.submit({.request = order});
            QVERIFY(tests::runUntil(clock, [&] { return server.orders >= i; }));
        }
        QVERIFY(!tests::runUntil(
            clock, [&] { return server.orders > 5; }, std::chrono::milliseconds(1), 300));
        QCOMPARE(server.orders, 5);
    }

    void whatStandsInTheWayIsKnown()
    {
        tests::TestClock clock;
        SureJournal journal;
        Listener listener;
        orders::OrderManager manager(clock, journal, listener);
        QTcpServer nobody; // a port that is closed again
        nobody.listen(QHostAddress::LocalHost);
        const std::string address = "127.0.0.1:" + std::to_string(nobody.serverPort());
        nobody.close();
        feeds::TradingLine line(*venues::findVenue("kraken"),
            {.name = "test", .isLive = false, .endpoints = {"ws://" + address, "http://" + address}},
            {"key", "c2VjcmV0"}, core::Symbol("ETH/USD"), {}, clock, manager);
        QSignalSpy told(&line, &feeds::TradingLine::upChanged);
        const core::Timestamp began = clock.now();
        clock.advance(std::chrono::seconds(1));

        line.open();

        QVERIFY(tests::runUntil(clock, [&] { return told.count() == 1; }));
        QCOMPARE(told[0][0].toBool(), false);
        QCOMPARE(line.whyDown(), QStringLiteral("cannot be reached"));
        QVERIFY(!line.isUp() && !line.isRefused() && line.downSince() == began);
        QVERIFY(!tests::runUntil(
            clock, [&] { return told.count() > 1; }, std::chrono::milliseconds(1), 1500)); // told once
    }

    void aRefusedLoginHasTheVenuesWords()
    {
        tests::TestClock clock;
        SureJournal journal;
        Listener listener;
        orders::OrderManager manager(clock, journal, listener);
        const core::Pair pair(core::Asset("ETH"), core::Asset("USD"));
        const auto settings = sim::embeddedSettings("kraken", "ETH/USD", pair, 1);
        QVERIFY(settings.has_value());
        simserver::MarketServer server("kraken", *settings, clock, {});
        const std::string address = "127.0.0.1:" + std::to_string(server.listen(0));
        for (const bool isRight : {false, true}) {
            feeds::TradingLine line(*venues::findVenue("kraken"),
                {.name = "test", .isLive = false, .endpoints = {"ws://" + address, "http://" + address}},
                {isRight ? std::string(sim::embeddedKey) : "another", sim::embeddedSecretBase64()},
                core::Symbol("ETH/USD"), {}, clock, manager);
            QSignalSpy told(&line, &feeds::TradingLine::upChanged);

            line.open();

            QVERIFY(tests::runUntil(clock, [&] { return told.count() == 1; }));
            QCOMPARE(line.isUp(), isRight);
            QCOMPARE(line.isRefused(), !isRight);
            QCOMPARE(line.whyDown(), isRight ? QString() : QStringLiteral("EAPI:Invalid key"));
        }
    }
};

int runTradingLineTests(int argc, char** argv)
{
    TradingLineTest tests;
    return QTest::qExec(&tests, argc, argv);
}

#include "trading_line_test.moc"
