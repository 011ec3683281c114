// SPDX-License-Identifier: MIT
#include "engine/feeds/raw_listener.h"
#include "engine/feeds/trading_timing.h"
#include "engine/feeds/venue_gateway.h"
#include "engine/orders/order_manager.h"
#include "engine/sim/server/market_server.h"
#include "engine/sim/venues/embedded_venues.h"
#include "engine/venues/kraken/kraken_trading.h"
#include "engine/venues/signing.h"
#include "engine/venues/venue.h"
#include "tests/support/builders.h"
#include "tests/support/qt_suite.h"
#include "tests/support/sure_journal.h"
#include "tests/support/test_clock.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>
#include <QWebSocket>
#include <QWebSocketServer>

using namespace leadline;
using core::PositionSide;
using feeds::OrderList;
using feeds::PositionList;
using feeds::VenueGateway;
using tests::size;

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

/// What a recording would keep of an account.
class HeardAccount final : public feeds::RawListener
{
public:
    void heard(const feeds::RawText& text) override
    {
        isOfAccount = isOfAccount && text.what == feeds::RawText::What::Private && text.symbols.size() == 1
            && text.symbols.front() == feeds::privateStream;
        texts << QString::fromUtf8(text.text.data(), static_cast<qsizetype>(text.text.size()));
    }

    QStringList texts;
    bool isOfAccount = true;
};

/// A line to a venue of the embedded market, and another client of the same account.
class Venue
{
public:
    explicit Venue(const char* name = "binance-futures", bool opens = true)
        : manager(clock, journal, listener)
        , venue(*venues::findVenue(name))
        , symbol(venue.symbolOf(venues::asTradedAt(venue, {core::Asset("ETH"), core::Asset("USDT")})))
        , server(name, *sim::embeddedSettings(name, symbol.text(), {core::Asset("ETH"), core::Asset("USDT")}, 1), clock,
              {})
        , address("127.0.0.1:" + std::to_string(server.listen(0)))
        , line(venue,
              {.name = "embedded",
                  .isLive = false,
                  .endpoints = {"ws://" + address, "http://" + address},
                  .isLimited = false},
              {std::string(sim::embeddedKey),
                  venue.id.view() == "kraken" ? sim::embeddedSecretBase64() : std::string(sim::embeddedSecret)},
              symbol,
              {.transport = {.firstRetry = std::chrono::milliseconds(20),
                   .longestRetry = std::chrono::milliseconds(80)}},
              clock, manager)
    {
        if (opens) {
            open();
        }
    }
    /// Logs in, and waits for what is asked for by itself.
    void open()
    {
        QSignalSpy orders(&line, &VenueGateway::ordersKnown);
        QSignalSpy positions(&line, &VenueGateway::positionsKnown);
        line.open();
        isOpen = until([&] { return !orders.isEmpty() && !positions.isEmpty(); });
    }
    template <class Condition> bool until(Condition condition) { return tests::runUntil(clock, condition); }
    bool listsAgain(venues::Reach reach = venues::Reach::Symbol)
    {
        QSignalSpy known(&line, &VenueGateway::ordersKnown);
        line.askOpenOrders(reach);
        return until([&] { return !known.isEmpty(); });
    }
    bool tellsPositionsAgain()
    {
        QSignalSpy known(&line, &VenueGateway::positionsKnown);
        line.askPositions();
        return until([&] { return !known.isEmpty(); });
    }

    /// What the other client asks for, signed as Binance wants it; its answer.
    QJsonObject other(const char* method, const std::string& path, const std::string& form)
    {
        const std::string payload = form + (form.empty() ? "" : "&")
            + "recvWindow=60000&timestamp=" + std::to_string(core::millisecondsOf(clock.now()));
        const std::string seal = venues::hexText(venues::hmacSha256(sim::embeddedSecret, payload));
        QNetworkRequest request(
            QUrl(QString::fromStdString("http://" + address + path + "?" + payload + "&signature=" + seal)));
        request.setRawHeader("X-MBX-APIKEY", QByteArray(sim::embeddedKey.data()));
        return answerOf(m_network.sendCustomRequest(request, method));
    }
    /// The same at Kraken.
    QJsonObject otherAtKraken(const std::string& call, const std::string& form)
    {
        const std::string path = "/0/private/" + call;
        const std::string nonce = std::to_string(++m_nonce);
        const std::string body = "nonce=" + nonce + "&" + form;
        QNetworkRequest request(QUrl(QString::fromStdString("http://" + address + path)));
        request.setRawHeader("API-Key", QByteArray(sim::embeddedKey.data()));
        request.setRawHeader("API-Sign",
            QByteArray::fromStdString(venues::kraken::signature(sim::embeddedSecretBase64(), path, nonce, body)));
        request.setHeader(QNetworkRequest::ContentTypeHeader, QByteArrayLiteral("application/x-www-form-urlencoded"));
        return answerOf(m_network.post(request, QByteArray::fromStdString(body)));
    }
    [[nodiscard]] std::string priceAt(double share) const
    {
        const double mark = server.account()->markPrice().toDoubleLossy();
        return core::Price::fromRaw(static_cast<std::int64_t>(mark * share) * core::decimalScale).text();
    }
    std::string stop(double share = 0.9)
    {
        const QJsonObject placed = other("POST", "/fapi/v1/algoOrder",
            "algoType=CONDITIONAL&symbol=ETHUSDT&side=SELL&type=STOP_MARKET&quantity=0.5&reduceOnly=true&triggerPrice="
                + priceAt(share));
        return std::to_string(placed[QStringLiteral("algoId")].toInteger());
    }
    [[nodiscard]] int rows() const { return static_cast<int>(line.openOrders()->rows.size()); }

    tests::TestClock clock;
    tests::SureJournal journal;
    tests::LastOrder listener;
    orders::OrderManager manager;
    const venues::Venue& venue;
    core::Symbol symbol;
    sim::MarketServer server;
    std::string address;
    VenueGateway line;
    bool isOpen = false;

private:
    QJsonObject answerOf(QNetworkReply* reply)
    {
        const bool isDone = until([reply] { return reply->isFinished(); });
        reply->deleteLater();
        return isDone ? QJsonDocument::fromJson(reply->readAll()).object() : QJsonObject{};
    }

    QNetworkAccessManager m_network;
    std::uint64_t m_nonce = 1;
};

/// Answers every path with a text of its own, or keeps its answer back until it is released.
class ScriptedServer final : public QTcpServer
{
public:
    ScriptedServer()
    {
        listen(QHostAddress::LocalHost);
        connect(this, &QTcpServer::newConnection, this, [this] {
            QTcpSocket* const socket = nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, this, [this, socket] {
                const QByteArray text = socket->readAll();
                for (auto at = bodies.cbegin(); at != bodies.cend(); ++at) {
                    if (text.contains(at.key())) {
                        ++asked[at.key()];
                        if (at.key() == heldBack) {
                            m_waiting = socket;
                            return;
                        }
                        return say(socket, at.value());
                    }
                }
                say(socket, "{}");
            });
        });
    }
    [[nodiscard]] bool isHolding() const { return m_waiting != nullptr; }
    void release() { say(std::exchange(m_waiting, nullptr), bodies[std::exchange(heldBack, {})]); }
    QMap<QByteArray, QByteArray> bodies;
    QMap<QByteArray, int> asked; ///< how often
    QByteArray heldBack;

private:
    static void say(QTcpSocket* socket, const QByteArray& body)
    {
        socket->write("HTTP/1.1 200 OK\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body);
    }
    QTcpSocket* m_waiting = nullptr;
};

/// Turns every order away for its stamp, and says what time it is when it is told to.
class SkewedServer final : public QTcpServer
{
public:
    SkewedServer()
    {
        listen(QHostAddress::LocalHost);
        connect(this, &QTcpServer::newConnection, this, [this] {
            QTcpSocket* const socket = nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, this, [this, socket, text = QByteArray()]() mutable {
                text += socket->readAll();
                const bool isOrder = text.contains("/fapi/v1/order");
                if (isOrder ? !text.contains("signature=") : !text.contains("\r\n\r\n")) {
                    return;
                }
                text.clear();
                if (isOrder) {
                    ++orders;
                    say(socket, "400 Bad Request", R"({"code":-1021,"msg":"outside of the recvWindow"})");
                } else {
                    m_asking = socket;
                }
            });
        });
    }
    [[nodiscard]] bool isAskedForTheTime() const { return m_asking != nullptr; }
    void tellTheTime() { say(std::exchange(m_asking, nullptr), "200 OK", R"({"serverTime":1723161266000})"); }
    int orders = 0;

private:
    static void say(QTcpSocket* socket, const QByteArray& status, const QByteArray& body)
    {
        socket->write(
            "HTTP/1.1 " + status + "\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body);
    }
    QTcpSocket* m_asking = nullptr;
};

/// A line without a login: what the manager sends goes out by its requests alone.
class OpenGateway final : public orders::OrderGateway
{
public:
    explicit OpenGateway(VenueGateway& line)
        : m_line(line)
    {
    }
    void submit(const orders::Order& order) override { m_line.submit(order); }
    void amend(const orders::Order& order) override { m_line.amend(order); }
    void cancel(const orders::Order& order) override { m_line.cancel(order); }
    void query(const orders::Order& /*order*/) override { }
    void queryFills(const orders::Order& /*order*/) override { }
    [[nodiscard]] bool isUp() const override { return true; }

private:
    VenueGateway& m_line;
};

orders::NewOrder buyAt(const char* venue, core::Price price)
{
    return {.id = orders::clientIdOf("LL1fxt1vow1diju").value(),
        .market = {core::VenueId(venue), core::Symbol("ETHUSDT")},
        .price = price,
        .size = size("0.5"),
        .type = orders::OrderType::Limit};
}

} // namespace

class VenueGatewayTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsHeardOfTheAccountHasNoSecrets()
    {
        Venue s;
        QVERIFY(s.isOpen);
        HeardAccount heard;
        s.line.listenRaw(&heard);
        // The end of a session names what it was opened with.
        s.server.setTradeFault(sim::TradeFault::SessionExpires, 1, 1);
        s.line.askAccount(); // strikes it
        QVERIFY(s.until([&] { return heard.texts.join(u'|').contains(QStringLiteral("listenKeyExpired")); }));
        const QString text = heard.texts.join(u'|');
        QVERIFY2(text.contains(QStringLiteral(R"("listenKey":"***")")), qPrintable(text));
        QVERIFY(heard.isOfAccount);
        s.line.listenRaw(nullptr);
    }

    void aRequestWhoseConnectionBreaksIsNeverSentAgain()
    {
        // Qt's network access would, on a connection that was open already: the order would be there twice.
        CuttingServer server;
        tests::TestClock clock;
        tests::SureJournal journal;
        tests::LastOrder listener;
        orders::OrderManager manager(clock, journal, listener);
        const std::string address = "127.0.0.1:" + std::to_string(server.serverPort());
        feeds::VenueGateway line(*venues::findVenue("binance-futures"),
            {.name = "test", .isLive = false, .endpoints = {"ws://" + address, "http://" + address}}, {"key", "secret"},
            core::Symbol("ETHUSDT"), {}, clock, manager);
        QSignalSpy asked(&line, &feeds::VenueGateway::openOrdersKnown);
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

    void knowsHowMuchAnOrderMayClose()
    {
        using core::Side;
        const core::Symbol eth("ETHUSDT");
        const core::Symbol btc("BTCUSDT");
        const PositionList list{.rows = {{.symbol = eth, .size = size("2"), .side = PositionSide::Long},
                                    {.symbol = eth, .size = size("-0.5"), .side = PositionSide::Short},
                                    {.symbol = btc, .size = size("-3")}}};
        QVERIFY(list.closable(eth, Side::Ask, PositionSide::Long) == size("2"));
        QVERIFY(list.closable(eth, Side::Bid, PositionSide::Long).isZero());
        QVERIFY(list.closable(eth, Side::Bid, PositionSide::Short) == size("0.5"));
        QVERIFY(list.closable(eth, Side::Ask, PositionSide::Net).isZero());
        QVERIFY(list.closable(btc, Side::Bid, PositionSide::Net) == size("3"));
        QVERIFY(list.closable(btc, Side::Ask, PositionSide::Net).isZero());
        QVERIFY(list.sizeOf(eth, PositionSide::Net) == size("1.5"));
        QVERIFY(list.sizeOf(core::Symbol("SOLUSDT"), PositionSide::Net).isZero());
    }

    void seesAtLoginWhatAnotherClientLeft()
    {
        Venue s("binance-futures", false);
        s.other("POST", "/fapi/v1/order", "symbol=ETHUSDT&side=BUY&type=MARKET&quantity=0.7");
        s.other("POST", "/fapi/v1/order",
            "symbol=ETHUSDT&side=SELL&type=LIMIT&timeInForce=GTC&quantity=0.1&price=" + s.priceAt(1.1));
        const std::string stop = s.stop();
        s.open();
        QVERIFY(s.isOpen);

        QCOMPARE(s.rows(), 2);
        QCOMPARE(s.line.openOrders()->conditional(), 1);
        const venues::VenueOrder& row = s.line.openOrders()->rows.at(1);
        QCOMPARE(row.id, stop);
        QVERIFY(row.isApart && row.isReduceOnly);
        QCOMPARE(row.ours, orders::ClientOrderId(0));
        QVERIFY(s.line.positions()->sizeOf(s.symbol, PositionSide::Net) == size("0.7"));
        QVERIFY(s.line.positions()->rows.at(0).entryPrice.raw() > 0);
        QVERIFY(s.line.account());
        QVERIFY(s.line.account()->positions == s.line.positions()->rows);
        QVERIFY(s.until([&] { return s.line.isHedged().has_value(); }));
        QCOMPARE(*s.line.isHedged(), false);
    }

    void hearsOfPositionsAndConditionalOrdersInBetween()
    {
        Venue s;
        QVERIFY(s.isOpen);
        QCOMPARE(s.rows(), 0);
        QVERIFY(s.line.positions()->rows.empty());
        QSignalSpy conditional(&s.line, &VenueGateway::conditionalOrdersChanged);
        QSignalSpy positions(&s.line, &VenueGateway::positionsChanged);

        const std::string stop = s.stop();
        QVERIFY(s.until([&] { return !conditional.isEmpty(); }));
        QCOMPARE(s.line.openOrders()->conditional(), 1);
        s.other("POST", "/fapi/v1/order", "symbol=ETHUSDT&side=SELL&type=MARKET&quantity=0.2");
        QVERIFY(s.until([&] { return s.line.positions()->sizeOf(s.symbol, PositionSide::Net) == size("-0.2"); }));
        QVERIFY(!positions.isEmpty());

        s.other("DELETE", "/fapi/v1/algoOrder", "algoId=" + stop);
        QVERIFY(s.until([&] { return s.rows() == 0; }));
    }

    void cancelsEverythingOnceWhereOneRequestTakesAll()
    {
        Venue s("binance-spot");
        QVERIFY(s.isOpen);
        QStringList warnings;
        connect(&s.line, &VenueGateway::troubled, this, [&](const QString& what) { warnings << what; });
        s.other("POST", "/api/v3/order",
            "symbol=ETHUSDT&side=SELL&type=STOP_LOSS_LIMIT&timeInForce=GTC&quantity=0.1&price=" + s.priceAt(0.9)
                + "&stopPrice=" + s.priceAt(0.95));
        s.other("POST", "/api/v3/order",
            "symbol=ETHUSDT&side=SELL&type=LIMIT&timeInForce=GTC&quantity=0.1&price=" + s.priceAt(1.1));
        QVERIFY(s.listsAgain());
        QCOMPARE(s.rows(), 2);
        s.line.cancelEverything(venues::Reach::Account);
        QVERIFY(s.until([&] { return s.listsAgain() && s.rows() == 0; }));
        QCOMPARE(warnings, QStringList());
    }

    /// Under the other client's name it is still the order that we sent.
    void findsAndCancelsAnOrderThatAnotherClientRenamed_data()
    {
        QTest::addColumn<bool>("isAskedFirst");
        QTest::newRow("cancelled") << false;
        QTest::newRow("asked for, then cancelled") << true;
    }
    void findsAndCancelsAnOrderThatAnotherClientRenamed()
    {
        QFETCH(const bool, isAskedFirst);
        Venue s("binance-spot");
        QVERIFY(s.isOpen);
        const auto order = buyAt("binance-spot", core::Price::parse(s.priceAt(0.9)).value());
        s.manager.submit(order, {}, {});
        s.manager.journalled(s.journal.number);
        const auto state = [&] { return s.manager.find(order.id)->state; };
        QVERIFY(s.until([&] { return state() == orders::OrderState::Working; }));
        const QJsonObject renamed = s.other("PUT", "/api/v3/order/amend/keepPriority",
            "symbol=ETHUSDT&orderId=" + s.manager.find(order.id)->venueOrder + "&newQty=0.4&newClientOrderId=theirs");
        QCOMPARE(renamed[QStringLiteral("amendedOrder")][QStringLiteral("clientOrderId")].toString(),
            QStringLiteral("theirs"));
        QVERIFY(s.until([&] { return s.manager.find(order.id)->request.size == size("0.4"); }));
        if (isAskedFirst) {
            s.manager.unanswered(order.id, "no answer");
            QCOMPARE(state(), orders::OrderState::Unknown);
            QVERIFY(s.until([&] {
                s.manager.advance();
                return state() != orders::OrderState::Unknown;
            }));
            QCOMPARE(state(), orders::OrderState::Working);
        }
        s.manager.cancel(order.id, "by the user");
        s.manager.journalled(s.journal.number);
        QVERIFY(s.until([&] { return state() == orders::OrderState::Cancelled; }));
        QVERIFY(s.listsAgain());
        QCOMPARE(s.rows(), 0);
    }

    void sendsAgainWhatWasTurnedAwayForItsStampWhileSomebodyWaitsForIt_data()
    {
        QTest::addColumn<bool>("isWithdrawn");
        QTest::addColumn<int>("sent");
        QTest::newRow("once more") << false << 2;
        QTest::newRow("withdrawn meanwhile") << true << 1;
    }
    void sendsAgainWhatWasTurnedAwayForItsStampWhileSomebodyWaitsForIt()
    {
        QFETCH(const bool, isWithdrawn);
        QFETCH(const int, sent);
        SkewedServer server;
        tests::TestClock clock;
        tests::SureJournal journal;
        tests::LastOrder listener;
        orders::OrderManager manager(clock, journal, listener);
        const std::string address = "127.0.0.1:" + std::to_string(server.serverPort());
        VenueGateway line(*venues::findVenue("binance-futures"),
            {.name = "test", .isLive = false, .endpoints = {"ws://" + address, "http://" + address}}, {"key", "secret"},
            core::Symbol("ETHUSDT"), {}, clock, manager);
        OpenGateway gateway(line);
        manager.connect(core::VenueId("binance-futures"), gateway);
        const auto order = buyAt("binance-futures", tests::price("100"));
        manager.submit(order, {}, {});
        manager.journalled(journal.number);
        QVERIFY(tests::runUntil(clock, [&] { return server.isAskedForTheTime(); }));
        if (isWithdrawn) {
            manager.cancel(order.id, "by the user");
        }
        server.tellTheTime();
        QVERIFY(tests::runUntil(clock, [&] { return manager.find(order.id)->state == orders::OrderState::Rejected; }));
        QCOMPARE(server.orders, sent);
    }

    void cancelsEverythingWhoeverSentIt()
    {
        Venue s;
        QVERIFY(s.isOpen);
        s.stop(0.9);
        s.stop(0.8);
        s.other("POST", "/fapi/v1/order",
            "symbol=ETHUSDT&side=SELL&type=LIMIT&timeInForce=GTC&quantity=0.1&price=" + s.priceAt(1.1));
        QVERIFY(s.listsAgain());
        QCOMPARE(s.rows(), 3);

        s.line.cancelEverything();
        QVERIFY(s.until([&] { return s.listsAgain() && s.rows() == 0; }));
    }

    void cancelsOneOrderOfTheList()
    {
        Venue s;
        QVERIFY(s.isOpen);
        s.stop(0.9);
        const std::string kept = s.stop(0.8);
        s.other("POST", "/fapi/v1/order",
            "symbol=ETHUSDT&side=SELL&type=LIMIT&timeInForce=GTC&quantity=0.1&price=" + s.priceAt(1.1));
        QVERIFY(s.listsAgain(venues::Reach::Account));
        const OrderList list = *s.line.openOrders();
        QCOMPARE(list.reach, venues::Reach::Account);
        QCOMPARE(static_cast<int>(list.rows.size()), 3);
        for (const venues::VenueOrder& row : list.rows) {
            if (row.id != kept) {
                s.line.cancel(row);
            }
        }
        QVERIFY(s.until([&] { return s.listsAgain() && s.rows() == 1; }));
        QCOMPARE(s.line.openOrders()->rows.at(0).id, kept);
    }

    void keepsTwoPositionsInHedgeMode()
    {
        Venue s("binance-futures", false);
        s.other("POST", "/fapi/v1/positionSide/dual", "dualSidePosition=true");
        s.open();
        QVERIFY(s.until([&] { return s.line.isHedged() == true; }));
        s.other("POST", "/fapi/v1/order", "symbol=ETHUSDT&side=BUY&positionSide=LONG&type=MARKET&quantity=0.5");
        s.other("POST", "/fapi/v1/order", "symbol=ETHUSDT&side=SELL&positionSide=SHORT&type=MARKET&quantity=0.2");
        const auto holds = [&] {
            return s.line.positions()->sizeOf(s.symbol, PositionSide::Long) == size("0.5")
                && s.line.positions()->sizeOf(s.symbol, PositionSide::Short) == size("-0.2")
                && s.line.positions()->sizeOf(s.symbol, PositionSide::Net) == size("0.3");
        };
        QVERIFY(s.until(holds));
        QVERIFY(s.tellsPositionsAgain());
        QVERIFY(holds());
        QCOMPARE(static_cast<int>(s.line.positions()->rows.size()), 2);
    }

    void asksAgainAfterEveryReconnect()
    {
        Venue s;
        QVERIFY(s.isOpen);
        QSignalSpy orders(&s.line, &VenueGateway::ordersKnown);
        QSignalSpy positions(&s.line, &VenueGateway::positionsKnown);
        QSignalSpy mode(&s.line, &VenueGateway::positionModeKnown);
        QSignalSpy up(&s.line, &VenueGateway::upChanged);
        s.server.setFault(sim::FaultKind::Drop);
        QVERIFY(s.until([&] { return !up.isEmpty() && !up.first().at(0).toBool(); }));
        s.server.setFault(sim::FaultKind::None);
        orders.clear();
        positions.clear();
        mode.clear();
        QVERIFY(s.until([&] { return !orders.isEmpty() && !positions.isEmpty() && !mode.isEmpty(); }));
        QVERIFY(up.last().at(0).toBool());
    }

    void saysWhyItCouldNotAsk()
    {
        tests::TestClock clock;
        tests::SureJournal journal;
        tests::LastOrder listener;
        orders::OrderManager manager(clock, journal, listener);
        VenueGateway line(*venues::findVenue("binance-futures"),
            {.name = "test", .isLive = false, .endpoints = {"ws://127.0.0.1:1", "http://127.0.0.1:1"}},
            {"key", "secret"}, core::Symbol("ETHUSDT"), {}, clock, manager);
        QSignalSpy told(&line, &VenueGateway::notTold);
        QSignalSpy known(&line, &VenueGateway::openOrdersKnown);
        line.askOpenOrders();
        line.askPositions();
        line.askPositionMode();
        QVERIFY(tests::runUntil(clock, [&] { return told.size() == 3; }));
        for (const auto& arguments : told) {
            QVERIFY(!arguments.at(1).toString().isEmpty());
        }
        QVERIFY2(known.isEmpty(), "nobody may take silence for an empty list");
        QVERIFY(!line.openOrders() && !line.positions() && !line.isHedged());
    }

    void doesNotTakeHalfAListForTheWhole()
    {
        ScriptedServer server;
        server.bodies = {{"/fapi/v1/openOrders", "[]"}, {"/fapi/v1/openAlgoOrders", R"({"code":-1000,"msg":"busy"})"}};
        tests::TestClock clock;
        tests::SureJournal journal;
        tests::LastOrder listener;
        orders::OrderManager manager(clock, journal, listener);
        const std::string address = "127.0.0.1:" + std::to_string(server.serverPort());
        VenueGateway line(*venues::findVenue("binance-futures"),
            {.name = "test", .isLive = false, .endpoints = {"ws://" + address, "http://" + address}}, {"key", "secret"},
            core::Symbol("ETHUSDT"), {}, clock, manager);
        QSignalSpy known(&line, &VenueGateway::openOrdersKnown);
        QSignalSpy told(&line, &VenueGateway::notTold);
        line.askOpenOrders();
        QVERIFY(tests::runUntil(clock, [&] { return !told.isEmpty(); }));
        QCOMPARE(told.first().at(0).value<venues::Ask>(), venues::Ask::ConditionalOrders);
        QVERIFY(known.isEmpty());
    }

    void letsNoLateAnswerUndoWhatTheStreamTold()
    {
        ScriptedServer server;
        server.bodies = {{"/fapi/v1/openOrders", "[]"}, {"/fapi/v1/openAlgoOrders", "[]"},
            {"/fapi/v1/time", R"({"serverTime":1723161256000})"}, {"/fapi/v1/listenKey", R"({"listenKey":"k"})"},
            {"/fapi/v1/positionSide/dual", R"({"dualSidePosition":false})"},
            {"/fapi/v3/account", R"({"assets":[{"asset":"USDT","walletBalance":"1","availableBalance":"1"}]})"},
            {"/fapi/v3/positionRisk",
                R"([{"symbol":"ETHUSDT","positionSide":"BOTH","positionAmt":"1","entryPrice":"3000","updateTime":1000}])"}};
        QWebSocketServer streams(QStringLiteral("test"), QWebSocketServer::NonSecureMode);
        QVERIFY(streams.listen(QHostAddress::LocalHost));
        tests::TestClock clock;
        tests::SureJournal journal;
        tests::LastOrder listener;
        orders::OrderManager manager(clock, journal, listener);
        VenueGateway line(*venues::findVenue("binance-futures"),
            {.name = "test",
                .isLive = false,
                .endpoints = {"ws://127.0.0.1:" + std::to_string(streams.serverPort()),
                    "http://127.0.0.1:" + std::to_string(server.serverPort())}},
            {"key", "secret"}, core::Symbol("ETHUSDT"), {}, clock, manager);
        QSignalSpy known(&line, &VenueGateway::positionsKnown);
        line.open();
        QVERIFY(tests::runUntil(clock, [&] { return !known.isEmpty(); }));
        QVERIFY(line.positions()->sizeOf(core::Symbol("ETHUSDT"), PositionSide::Net) == size("1"));
        QWebSocket* const socket = streams.nextPendingConnection();
        QVERIFY(socket != nullptr);

        server.heldBack = "/fapi/v3/positionRisk";
        line.askPositions();
        QVERIFY(tests::runUntil(clock, [&] { return server.isHolding(); }));
        socket->sendTextMessage(QStringLiteral(
            R"({"e":"ACCOUNT_UPDATE","T":2000,"a":{"B":[],"P":[{"s":"ETHUSDT","pa":"0","ep":"0","ps":"BOTH"}]}})"));
        QVERIFY(tests::runUntil(clock, [&] { return line.positions()->rows.empty(); }));
        known.clear();
        server.release();
        QVERIFY(tests::runUntil(clock, [&] { return !known.isEmpty(); }));
        QVERIFY2(line.positions()->rows.empty(), "closed while the answer was on its way");
        QVERIFY(line.account()->positions.empty());

        // Older by the venue's own stamp.
        socket->sendTextMessage(QStringLiteral(
            R"({"e":"ACCOUNT_UPDATE","T":3000,"a":{"B":[],"P":[{"s":"ETHUSDT","pa":"4","ep":"3000","ps":"BOTH"}]}})"));
        QVERIFY(tests::runUntil(clock, [&] { return line.positions()->rows.size() == 1; }));
        clock.advance(std::chrono::minutes(1));
        known.clear();
        line.askPositions();
        QVERIFY(tests::runUntil(clock, [&] { return !known.isEmpty(); }));
        QVERIFY(line.positions()->sizeOf(core::Symbol("ETHUSDT"), PositionSide::Net) == size("4"));
        delete socket;
    }

    void listsAndCancelsTriggersAtKraken()
    {
        Venue s("kraken");
        QVERIFY(s.isOpen);
        s.otherAtKraken("AddOrder", "pair=ETHUSDT&type=sell&ordertype=stop-loss&volume=0.5&price=" + s.priceAt(0.9));
        s.otherAtKraken("AddOrder", "pair=ETHUSDT&type=sell&ordertype=limit&volume=0.5&price=" + s.priceAt(1.1));
        QVERIFY(s.listsAgain());
        QCOMPARE(s.rows(), 2);
        QCOMPARE(s.line.openOrders()->conditional(), 1);
        for (const venues::VenueOrder& row : s.line.openOrders()->rows) {
            QCOMPARE(row.symbol.text(), s.symbol.text());
        }
        const OrderList list = *s.line.openOrders();
        s.line.cancel(list.rows.at(0));
        QVERIFY(s.until([&] { return s.listsAgain() && s.rows() == 1; }));
        s.line.cancelEverything();
        QVERIFY(s.until([&] { return s.listsAgain() && s.rows() == 0; }));
        QVERIFY(!s.line.isHedged());
    }

    void turnsThePagesOfAnAnswerToItsEndHoweverLittleBudgetIsLeft()
    {
        // Fifteen at once, a third a second, six of it for what is more urgent: the fifth page of two has to wait.
        constexpr int pages = 7;
        const QByteArray path = "/0/private/TradesHistory";
        ScriptedServer server;
        server.bodies = {
            {path, R"({"error":[],"result":{"trades":{},"count":)" + QByteArray::number(50 * pages) + "}}"}};
        tests::TestClock clock;
        tests::SureJournal journal;
        tests::LastOrder listener;
        orders::OrderManager manager(clock, journal, listener);
        const std::string address = "127.0.0.1:" + std::to_string(server.serverPort());
        VenueGateway line(*venues::findVenue("kraken"),
            {.name = "test", .isLive = false, .endpoints = {"ws://" + address, "http://" + address}},
            {"key", sim::embeddedSecretBase64()}, core::Symbol("ETH/USD"), {}, clock, manager);
        orders::Order order;
        order.request.id = 7;
        order.venueOrder = "OABCDE-FGHIJ-KLMNOP";
        for (int page = 1; page <= pages; ++page) {
            line.queryFills(order); // as the manager does again and again: not beside what is under way
            QVERIFY2(tests::runUntil(
                         clock, [&] { return server.asked.value(path) >= page; }, std::chrono::milliseconds(20), 1500),
                qPrintable(QString::number(page)));
        }
        // Orders go over the socket there, and take nothing of it: they may be sent, however full it is.
        for (int i = 0; i < 6; ++i) {
            line.askOpenOrders(venues::Reach::Symbol);
        }
        QVERIFY(line.hasBudget());
        QVERIFY(!tests::runUntil(
            clock, [&] { return server.asked.value(path) > pages; }, std::chrono::milliseconds(10),
            200)); // the last one said that there are no more
    }

    void warnsOfPositionsOnMarginOnceAChange()
    {
        ScriptedServer server;
        const auto borrowed = [](const char* volume) {
            return QByteArray(
                R"({"error":[],"result":{"T1":{"pair":"XETHZUSD","type":"buy","cost":"6000","vol":"VOL","vol_closed":"0","time":1}}})")
                .replace("VOL", volume);
        };
        server.bodies = {{"/0/private/OpenPositions", borrowed("2")}};
        tests::TestClock clock;
        tests::SureJournal journal;
        tests::LastOrder listener;
        orders::OrderManager manager(clock, journal, listener);
        const std::string address = "127.0.0.1:" + std::to_string(server.serverPort());
        VenueGateway line(*venues::findVenue("kraken"),
            {.name = "test",
                .isLive = false,
                .endpoints = {"ws://" + address, "http://" + address},
                .isLimited = false},
            {"key", sim::embeddedSecretBase64()}, core::Symbol("ETH/USD"), {}, clock, manager);
        QSignalSpy known(&line, &VenueGateway::positionsKnown);
        QSignalSpy troubled(&line, &VenueGateway::troubled);
        const auto ask = [&] {
            known.clear();
            line.askPositions();
            return tests::runUntil(clock, [&] { return !known.isEmpty(); });
        };
        QVERIFY(ask());
        QCOMPARE(troubled.size(), 1);
        QVERIFY(troubled.first().at(0).toString().contains(QStringLiteral("ETH/USD 2")));
        QVERIFY(line.positions()->rows.at(0).isMargin);
        QVERIFY(ask());
        QCOMPARE(troubled.size(), 1);
        server.bodies["/0/private/OpenPositions"] = borrowed("3");
        QVERIFY(ask());
        QCOMPARE(troubled.size(), 2);
    }

    void whatStandsInTheWayIsKnown()
    {
        tests::TestClock clock;
        tests::SureJournal journal;
        tests::LastOrder listener;
        orders::OrderManager manager(clock, journal, listener);
        QTcpServer nobody; // a port that is closed again
        nobody.listen(QHostAddress::LocalHost);
        const std::string address = "127.0.0.1:" + std::to_string(nobody.serverPort());
        nobody.close();
        feeds::VenueGateway line(*venues::findVenue("kraken"),
            {.name = "test", .isLive = false, .endpoints = {"ws://" + address, "http://" + address}},
            {"key", "c2VjcmV0"}, core::Symbol("ETH/USD"), {}, clock, manager);
        QSignalSpy told(&line, &feeds::VenueGateway::upChanged);
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
        tests::SureJournal journal;
        tests::LastOrder listener;
        orders::OrderManager manager(clock, journal, listener);
        const core::Pair pair(core::Asset("ETH"), core::Asset("USD"));
        const auto settings = sim::embeddedSettings("kraken", "ETH/USD", pair, 1);
        QVERIFY(settings.has_value());
        sim::MarketServer server("kraken", *settings, clock, {});
        const std::string address = "127.0.0.1:" + std::to_string(server.listen(0));
        feeds::VenueGateway line(*venues::findVenue("kraken"),
            {.name = "test", .isLive = false, .endpoints = {"ws://" + address, "http://" + address}},
            {"another", sim::embeddedSecretBase64()}, core::Symbol("ETH/USD"), {}, clock, manager);
        QSignalSpy told(&line, &feeds::VenueGateway::upChanged);

        line.open();

        QVERIFY(tests::runUntil(clock, [&] { return told.count() == 1; }));
        QVERIFY(!line.isUp() && line.isRefused());
        QCOMPARE(line.whyDown(), QStringLiteral("EAPI:Invalid key"));
        QVERIFY(!tests::runUntil(
            clock, [&] { return told.count() > 1; }, std::chrono::milliseconds(10), 500)); // not tried again

        line.useKey({std::string(sim::embeddedKey), sim::embeddedSecretBase64()});

        QVERIFY(!line.isRefused());
        QVERIFY(tests::runUntil(clock, [&] { return told.count() == 2; }));
        QVERIFY(line.isUp() && told[1][0].toBool());
        QCOMPARE(line.whyDown(), QString());
        QVERIFY(tests::runUntil(clock, [&] { return manager.isReconciled(core::VenueId("kraken")); }));
    }
};

const QtSuite<VenueGatewayTest> suite{"engine/venue_gateway"};

#include "venue_gateway_test.moc"
