// SPDX-License-Identifier: MIT
/// A window that is killed with orders working at a market that another process serves, and the next one: it says what
/// became of them, and its blotter shows those that still work.
#include "app/settings/session_options.h"
#include "app/settings/system_clock.h"
#include "app/window/workstation.h"
#include "engine/session/session_options.h"
#include "engine/session/trading_session.h"
#include "engine/sim/protocol/venue_simulator.h"
#include "engine/venues/signing.h"
#include "models/session_client.h"
#include "tests/support/qt_suite.h"
#include "views/watch/watch_panel.h"
#include "views/window/main_window.h"
#include "views/window/trading_banner.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include <fstream>
#include <optional>

using namespace leadline;
using namespace Qt::StringLiterals;

namespace
{

/// `leadline sim`, and what its account says to whoever knows the key.
class Served
{
public:
    Served()
    {
        m_process.start(QStringLiteral(LEADLINE_PROGRAM),
            {u"sim"_s, u"--set"_s, u"market.venues=binance-futures"_s, u"--seed"_s, u"7"_s});
        static const QRegularExpression address(u"streams ws://([0-9.:]+),"_s);
        while (host.isEmpty() && m_process.waitForReadyRead(30'000)) {
            m_said += QString::fromUtf8(m_process.readAllStandardOutput());
            host = address.match(m_said).captured(1);
        }
    }
    ~Served()
    {
        m_process.kill();
        m_process.waitForFinished();
    }
    QJsonDocument ask(const char* method, const std::string& path, const std::string& form)
    {
        const std::string payload =
            form + "&timestamp=" + std::to_string(core::millisecondsOf(app::SystemClock().now()));
        const std::string seal = venues::hexText(venues::hmacSha256(sim::embeddedSecret, payload));
        QNetworkRequest request(
            QUrl(u"http://"_s + host + QString::fromStdString(path + "?" + payload + "&signature=" + seal)));
        request.setRawHeader("X-MBX-APIKEY", QByteArray(sim::embeddedKey.data()));
        QNetworkReply* const reply = m_network.sendCustomRequest(request, method);
        const bool isDone = QTest::qWaitFor([reply] { return reply->isFinished(); }, 20'000);
        reply->deleteLater();
        return isDone ? QJsonDocument::fromJson(reply->readAll()) : QJsonDocument();
    }
    QJsonArray open() { return ask("GET", "/fapi/v1/openOrders", "symbol=ETHUSDT").array(); }
    bool cancel(const QJsonObject& order)
    {
        const std::string id = std::to_string(order.value(u"orderId"_s).toInteger());
        return ask("DELETE", "/fapi/v1/order", "symbol=ETHUSDT&orderId=" + id).object().contains(u"orderId"_s);
    }

    QString host;

private:
    QProcess m_process;
    QString m_said;
    QNetworkAccessManager m_network;
};

/// Settings, journal and whatever else the program leaves behind.
class Home
{
public:
    explicit Home(const QString& host)
    {
        std::ofstream(file().toStdString()) << "[market]\nvenues = \"binance-futures\"\nsource = \"live\"\n"
                                               "[binance_futures]\ntrading = \"sim\"\nstream_url = \"ws://"
                                            << host.toStdString() << "\"\nrest_url = \"http://" << host.toStdString()
                                            << "\"\n[orders]\ncountdown_seconds = 0\njournal = \"sqlite:"
                                            << m_folder.filePath(u"journal.sqlite"_s).toStdString()
                                            << "\"\n[guard]\nmax_spread_bps = 0\n[ladder]\nclick_size = 0.1\n"
                                               "[store]\nrecord = \"no\"\n[routing]\naggressive_obi = 1\n";
    }
    [[nodiscard]] QString file() const { return m_folder.filePath(u"leadline.toml"_s); }
    [[nodiscard]] QString path() const { return m_folder.path(); }

private:
    QTemporaryDir m_folder;
};

/// The program's window in this process, on the machine's clock.
class Window
{
public:
    explicit Window(const Home& home)
        : m_settings(app::loadSettings(home.file().toStdString(), {}, {}).value())
        , m_engine(optionsOf(m_settings), m_clock)
        , m_workstation(m_engine, m_clock, m_settings, session::SourceKind::Live)
    {
        m_workstation.window().show();
        m_engine.start();
        m_workstation.begin();
    }
    ~Window() { m_engine.stop(); }
    static session::SessionOptions optionsOf(const app::LoadedSettings& settings)
    {
        session::SessionOptions options = app::sessionOptions(settings.values);
        options.orders.journal = app::journalFor(settings.values, session::SourceKind::Live);
        options.orders.killSwitch = app::killSwitchOf(settings.values);
        // What was traded is not in the list any more: orders that still work there bring it back.
        options.pairs = {*core::Pair::parse("BTC/USDT-PERP")};
        return options;
    }
    views::MainWindow& window() { return m_workstation.window(); }
    [[nodiscard]] QString banner() { return window().findChild<views::TradingBanner*>()->toolTip(); }

private:
    app::SystemClock m_clock;
    app::LoadedSettings m_settings;
    session::TradingSession m_engine;
    app::Workstation m_workstation;
};

int filledWhileAway(const QString& text)
{
    static const QRegularExpression found(u"(\\d+) (was|were) filled while away: "_s);
    return found.match(text).captured(1).toInt();
}

} // namespace

class RestartTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatAKilledWindowLeftIsToldByTheNextOne()
    {
        Served market;
        QVERIFY(!market.host.isEmpty());
        const Home home(market.host);
        QProcess killed;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"QT_QPA_PLATFORM"_s, u"offscreen"_s);
        environment.insert(u"HOME"_s, home.path());
        environment.insert(u"XDG_DATA_HOME"_s, home.path());
        killed.setProcessEnvironment(environment);
        killed.start(QStringLiteral(LEADLINE_PROGRAM),
            {u"--settings"_s, home.file(), u"--live"_s, u"--tour"_s, u"--screenshot-after"_s, u"8"_s, u"--screenshot"_s,
                home.path() + u"/tour.png"_s});
        QVERIFY(killed.waitForStarted());

        QVERIFY(QTest::qWaitFor([&] { return market.open().size() >= 4; }, 60'000));
        killed.kill(); // SIGKILL: nothing is cancelled, nothing is written any more
        QVERIFY(killed.waitForFinished());
        QCOMPARE(killed.exitStatus(), QProcess::CrashExit);

        // While nobody looks, the market fills some and somebody cancels one.
        const qsizetype left = market.open().size();
        QVERIFY(QTest::qWaitFor([&] { return market.open().size() < left; }, 60'000));
        const QJsonArray working = market.open();
        QVERIFY(!working.isEmpty() && market.cancel(working.last().toObject()));

        Window next(home);
        QVERIFY2(
            QTest::qWaitFor([&] { return next.banner().contains(u"of ours"_s); }, 60'000), qPrintable(next.banner()));
        QVERIFY(next.window().watchPanel().model().list().contains(u"ETH/USDT-PERP"_s));
        const QString said = next.banner();
        QVERIFY2(said.contains(u"PAPER - orders go to binance-futures (sim)"_s), qPrintable(said));
        QVERIFY2(filledWhileAway(said) >= 1, qPrintable(said));
        // The market may have refused a post-only one meanwhile.
        QVERIFY2(
            said.contains(QRegularExpression(u"\\d ended: "_s)) && said.contains(u"(cancelled)"_s), qPrintable(said));
        QVERIFY2(said.contains(QRegularExpression(u"(BUY|SELL) 0\\.1 ETHUSDT at \\d+"_s)), qPrintable(said));
        // The blotter shows those that still work, and they are ours to cancel.
        QVERIFY(QTest::qWaitFor([&] {
            return static_cast<qsizetype>(next.window().orders().liveOrders().size()) == market.open().size();
        }));
        next.window().session().cancelAll();
        QVERIFY(QTest::qWaitFor([&] { return market.open().isEmpty(); }, 20'000));
        QVERIFY(QTest::qWaitFor([&] { return next.window().orders().liveOrders().empty(); }, 20'000));

        // Arming says that it was read.
        next.window().orderEntry().setArming(models::Arming::Armed);
        QVERIFY2(!next.banner().contains(u"of ours"_s), qPrintable(next.banner()));
    }

    void aServedMarketIsOneOfThisMachine()
    {
        const std::vector<std::string> overrides{"binance_futures.trading=sim"}; // with the venue's own addresses
        const auto loaded = app::loadSettings("/nonexistent/leadline.toml", {}, overrides);
        QVERIFY(!loaded.has_value());
        QVERIFY2(QString::fromStdString(loaded.error().what).contains(u"127.0.0.1"_s), loaded.error().what.c_str());
    }
};

const QtSuite<RestartTest> suite{"window/restart"};

#include "restart_test.moc"
