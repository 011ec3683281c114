// SPDX-License-Identifier: MIT
#include "engine/feeds/bounded_reply.h"
#include "engine/feeds/reconnecting_socket.h"
#include "engine/feeds/rest_client.h"
#include "engine/feeds/trading_timing.h"
#include "engine/feeds/venue_gateway.h"
#include "engine/json/tree.h"
#include "engine/orders/order_manager.h"
#include "engine/signals/signal_socket.h"
#include "engine/sim/server/market_server.h"
#include "engine/sim/venues/embedded_venues.h"
#include "engine/venues/venue.h"
#include "tests/support/builders.h"
#include "tests/support/qt_suite.h"
#include "tests/support/sure_journal.h"
#include "tests/support/test_clock.h"

#include <QNetworkInterface>
#include <QSignalSpy>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>
#include <QSslServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>
#include <QWebSocket>
#include <QWebSocketServer>

#include <optional>

using namespace leadline;
using feeds::RestClient;

namespace
{

constexpr std::chrono::milliseconds patience{300};

// Of "another.example", signed by itself.
constexpr const char* foreignKey = "-----BEGIN PRIVATE KEY-----\n"
                                   "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgM3Ddnj6Ilhk/5iMK\n"
                                   "8uUvJVGezDYcIgWBIFwQTDyOq2+hRANCAAR2Mo2QJYa7h4fPCiCP4LSkYORIg2o4\n"
                                   "QPWmPDs7l1vkcyAGsXiDd/n+YoRZH18oRssGGQ9cIw9C+03Ug/EwuWOZ\n"
                                   "-----END PRIVATE KEY-----\n";
constexpr const char* foreignCertificate = "-----BEGIN CERTIFICATE-----\n"
                                           "MIIBizCCATGgAwIBAgIUODGYVy919vRcAzZYWnuojBJL+v4wCgYIKoZIzj0EAwIw\n"
                                           "GjEYMBYGA1UEAwwPYW5vdGhlci5leGFtcGxlMCAXDTI2MTEzMDE5MTUyMVoYDzIx\n"
                                           "MjYxMTA2MTkxNTIxWjAaMRgwFgYDVQQDDA9hbm90aGVyLmV4YW1wbGUwWTATBgcq\n"
                                           "hkjOPQIBBggqhkjOPQMBBwNCAAR2Mo2QJYa7h4fPCiCP4LSkYORIg2o4QPWmPDs7\n"
                                           "l1vkcyAGsXiDd/n+YoRZH18oRssGGQ9cIw9C+03Ug/EwuWOZo1MwUTAdBgNVHQ4E\n"
                                           "FgQUrlXdCiljfMojZrIwkBMghpWpX4AwHwYDVR0jBBgwFoAUrlXdCiljfMojZrIw\n"
                                           "kBMghpWpX4AwDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNIADBFAiEAwWp+\n"
                                           "Nu6hPktKhYaFV4LjqrngG5fIu8pZ/gQ3rWRdZKsCIH8HoXxT3klaTaHEpFpyFm9w\n"
                                           "Ew62TI6ITpOCMKqfVUo+\n"
                                           "-----END CERTIFICATE-----\n";

/// Answers every request by a function; counts what came and went.
class Server final : public QTcpServer
{
public:
    using Answer = std::function<void(QTcpSocket&)>;

    explicit Server(Answer answer)
        : m_answer(std::move(answer))
    {
        listen(QHostAddress::LocalHost);
        connect(this, &QTcpServer::newConnection, this, [this] {
            QTcpSocket* const socket = nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, this, [this, socket] {
                received += socket->readAll();
                if (received.contains("\r\n\r\n") && !std::exchange(m_hasAnswered, true)) {
                    m_answer(*socket);
                }
            });
            connect(socket, &QTcpSocket::disconnected, this, [this] { ++closed; });
        });
    }
    [[nodiscard]] std::string address() const { return "127.0.0.1:" + std::to_string(serverPort()); }
    QByteArray received;
    int closed = 0;

private:
    Answer m_answer;
    bool m_hasAnswered = false;
};

/// Writes the same again and again, as long as the other side reads.
void goOnWith(QTcpSocket& socket, const QByteArray& bytes)
{
    socket.write(bytes);
    QObject::connect(&socket, &QTcpSocket::bytesWritten, &socket, [&socket, bytes] {
        if (socket.bytesToWrite() < bytes.size() && socket.state() == QAbstractSocket::ConnectedState) {
            socket.write(bytes);
        }
    });
}

RestClient::Answer ask(const std::string& base, int withinMs = 20'000)
{
    RestClient client(base, {{"X-MBX-APIKEY", "the-key"}}, patience);
    std::optional<RestClient::Answer> answer;
    client.get("/path", [&](const RestClient::Answer& got) { answer = got; });
    static_cast<void>(QTest::qWaitFor([&] { return answer.has_value(); }, withinMs));
    return answer.value_or(RestClient::Answer{.body = "nothing came"});
}

} // namespace

/// What a venue that means harm, or is broken, costs: a closed connection and a message.
class HostileVenueTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aRedirectionToAnotherHostIsNotFollowed_data()
    {
        QTest::addColumn<QByteArray>("status");
        for (const char* const status : {"301 Moved Permanently", "302 Found", "307 Temporary Redirect"}) {
            QTest::addRow("%s", status) << QByteArray(status);
        }
    }
    void aRedirectionToAnotherHostIsNotFollowed()
    {
        QFETCH(QByteArray, status);
        Server other([](QTcpSocket& socket) { socket.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"); });
        const QByteArray elsewhere = "http://" + QByteArray::fromStdString(other.address()) + "/stolen";
        const auto redirects = [&](QTcpSocket& socket) {
            socket.write("HTTP/1.1 " + status + "\r\nLocation: " + elsewhere + "\r\nContent-Length: 0\r\n\r\n");
        };
        Server venue(redirects);
        const RestClient::Answer answer = ask("http://" + venue.address());
        QVERIFY(!answer.isGood());
        QCOMPARE(answer.problem(), QStringLiteral("HTTP ") + QString::fromLatin1(status.left(3)));
        QVERIFY(venue.received.contains("the-key"));
        QVERIFY2(other.received.isEmpty(), "the key goes to no other host");

        // Nor is an order.
        Server trading(redirects);
        tests::TestClock clock;
        tests::SureJournal journal;
        tests::LastOrder listener;
        orders::OrderManager manager(clock, journal, listener);
        feeds::VenueGateway line(*venues::findVenue("binance-futures"),
            {.name = "test",
                .isLive = false,
                .endpoints = {"ws://" + trading.address(), "http://" + trading.address()}},
            {"key", "secret"}, core::Symbol("ETHUSDT"), {}, clock, manager);
        line.submit({.request = {.id = 1,
                         .market = {core::VenueId("binance-futures"), core::Symbol("ETHUSDT")},
                         .price = tests::price("100"),
                         .size = tests::size("1")}});
        QVERIFY(tests::runUntil(clock, [&] { return trading.received.contains("signature="); }));
        QVERIFY(!tests::runUntil(
            clock, [&] { return !other.received.isEmpty(); }, std::chrono::milliseconds(1), 200));
    }

    void anAnswerWithoutEndIsCutOff_data()
    {
        QTest::addColumn<QByteArray>("begins");
        QTest::addColumn<QByteArray>("goesOn");
        QTest::addColumn<bool>("isHead");
        QTest::newRow("a body of a gigabyte")
            << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n") << QByteArray(1 << 20, ' ') << false;
        QTest::newRow("a body of no length")
            << QByteArray("HTTP/1.1 200 OK\r\n\r\n") << QByteArray(1 << 20, '[') << false;
        QTest::newRow("headers") << QByteArray("HTTP/1.1 200 OK\r\n")
                                 << QByteArray("X-More: and more and more and more\r\n").repeated(1000) << true;
        QTest::newRow("one header") << QByteArray("HTTP/1.1 200 OK\r\nX: ") << QByteArray(1 << 16, 'x') << true;
    }
    void anAnswerWithoutEndIsCutOff()
    {
        QFETCH(QByteArray, begins);
        QFETCH(QByteArray, goesOn);
        QFETCH(bool, isHead);
        Server venue([&](QTcpSocket& socket) {
            socket.write(begins);
            goOnWith(socket, goesOn);
        });
        const RestClient::Answer answer = ask("http://" + venue.address());
        QCOMPARE(answer.status, 0);
        QVERIFY2(
            answer.body == "no whole answer in time" || answer.body == "cannot be reached", answer.body.constData());
        // Qt's thread reads a head for as long as there is something to read, and hears of the end of the request then.
        QVERIFY(isHead || QTest::qWaitFor([&] { return venue.closed > 0; }, 60'000));
    }

    void anAnswerThatTricklesEnds()
    {
        // Each byte comes within the patience of a silence.
        QTimer drip;
        Server venue([&](QTcpSocket& socket) {
            socket.write("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
            QObject::connect(&drip, &QTimer::timeout, &socket, [&socket] { socket.write("x"); });
            drip.start(patience / 4);
        });
        const RestClient::Answer answer = ask("http://" + venue.address());
        QCOMPARE(answer.status, 0);
        QCOMPARE(answer.body, QByteArray("no whole answer in time"));
        QVERIFY(QTest::qWaitFor([&] { return venue.closed > 0; }, 60'000));
    }

    void halfAnAnswerIsNone()
    {
        Server venue([](QTcpSocket& socket) {
            socket.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n[1,2");
            socket.disconnectFromHost();
        });
        const RestClient::Answer answer = ask("http://" + venue.address());
        QCOMPARE(answer.status, 0);
        QVERIFY(!answer.isGood());
    }

    void aCertificateOfSomebodyElseIsRefused()
    {
        QSslServer server;
        QSslConfiguration configuration;
        configuration.setLocalCertificate(QSslCertificate(QByteArray(foreignCertificate)));
        configuration.setPrivateKey(QSslKey(QByteArray(foreignKey), QSsl::Ec));
        server.setSslConfiguration(configuration);
        QVERIFY(server.listen(QHostAddress::LocalHost));
        QByteArray received;
        connect(&server, &QTcpServer::newConnection, this, [&] {
            QTcpSocket* const socket = server.nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, this, [&received, socket] { received += socket->readAll(); });
        });
        const std::string address = "127.0.0.1:" + std::to_string(server.serverPort());
        const RestClient::Answer answer = ask("https://" + address);
        QCOMPARE(answer.status, 0);
        QCOMPARE(answer.body, QByteArray("its certificate is not valid"));

        feeds::ReconnectingSocket socket(QUrl(QString::fromStdString("wss://" + address)), {}, 1);
        QSignalSpy lost(&socket, &feeds::ReconnectingSocket::disconnected);
        QSignalSpy connected(&socket, &feeds::ReconnectingSocket::connected);
        socket.open();
        QVERIFY(lost.wait(5000));
        QVERIFY2(lost.first().first().toString().contains(QStringLiteral("certificate")),
            qPrintable(lost.first().first().toString()));
        QVERIFY(connected.isEmpty());
        QVERIFY2(received.isEmpty(), "no key went there");
    }

    void jsonNestedWithoutEndIsRefused()
    {
        constexpr std::size_t depth = 100'000;
        const std::string lists = std::string(depth, '[') + std::string(depth, ']');
        std::string objects;
        for (std::size_t i = 0; i < depth; ++i) {
            objects += R"({"data":)";
        }
        objects += "1" + std::string(depth, '}');
        for (const std::string& nested : {lists, objects, R"({"data":)" + lists + "}", std::string(depth, '[')}) {
            const std::string padded = nested + std::string(venues::MarketDecoder::padding, '\0');
            const std::string_view text(padded.data(), nested.size());
            for (const venues::Venue& venue : venues::knownVenues()) {
                core::MarketMessage message;
                const auto decoder = venue.makeDecoder();
                const bool isRefused =
                    !decoder->decode(text, message) || message.kind == core::MarketMessage::Kind::Other;
                QVERIFY2(isRefused, venue.displayName.data());
                if (venue.makeTrading != nullptr) {
                    const auto trading = venue.makeTrading();
                    static_cast<void>(trading->readMessage(text)); // no more than a defect
                    const auto answer = trading->read({.what = venues::Ask::Submit}, 200, text);
                    QVERIFY2(answer.outcome != venues::Outcome::Done, venue.displayName.data());
                }
            }
            QVERIFY(!json::Tree::parse(text));
        }
    }

    void doorsAreOfThisMachineAndThisUser()
    {
        tests::TestClock clock;
        sim::MarketServer server("kraken",
            *sim::embeddedSettings("kraken", "ETH/USD", {core::Asset("ETH"), core::Asset("USD")}, 1), clock, {});
        const quint16 port = server.listen(0);
        QVERIFY(port != 0);
        // 127.0.0.2 is this machine by another name: who listens at all of its addresses answers there.
        QList<QHostAddress> others{QHostAddress(QStringLiteral("127.0.0.2"))};
        for (const QHostAddress& address : QNetworkInterface::allAddresses()) {
            if (!address.isLoopback() && address.protocol() == QAbstractSocket::IPv4Protocol) {
                others << address;
            }
        }
        for (const QHostAddress& address : others) {
            QTcpSocket socket;
            socket.connectToHost(address, port);
            QVERIFY2(!socket.waitForConnected(500), qPrintable(address.toString()));
        }
        QTcpSocket own;
        own.connectToHost(QHostAddress::LocalHost, port);
        QVERIFY(own.waitForConnected(5000));

        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("signals"));
        signals::SignalSocket signalSocket([](const auto&) { return std::string("ok"); });
        QVERIFY(signalSocket.listen(path).has_value());
        const auto open = QFile::permissions(path)
            & (QFileDevice::ReadGroup | QFileDevice::WriteGroup | QFileDevice::ReadOther | QFileDevice::WriteOther);
        QCOMPARE(static_cast<int>(open), 0);
    }

    void aMessageOfASocketThatIsTooLargeClosesIt()
    {
        QWebSocketServer server(QStringLiteral("hostile"), QWebSocketServer::NonSecureMode);
        QVERIFY(server.listen(QHostAddress::LocalHost));
        connect(&server, &QWebSocketServer::newConnection, this, [&] {
            QWebSocket* const client = server.nextPendingConnection();
            client->setParent(&server); // nobody else ends it
            client->sendTextMessage(QStringLiteral("{}"));
            client->sendBinaryMessage(QByteArray(static_cast<qsizetype>(feeds::mostBytes) + 1024, ' '));
        });
        feeds::ReconnectingSocket socket(server.serverUrl(), {}, 1);
        QSignalSpy texts(&socket, &feeds::ReconnectingSocket::textReceived);
        QSignalSpy lost(&socket, &feeds::ReconnectingSocket::disconnected);
        socket.open();
        QVERIFY(lost.wait(20'000));
        QCOMPARE(texts.size(), 1);
        QVERIFY(!lost.first().first().toString().isEmpty());
    }
};

const QtSuite<HostileVenueTest> suite{"engine/hostile_venue"};

#include "hostile_venue_test.moc"
