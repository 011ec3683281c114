// SPDX-License-Identifier: MIT
/// What the banner says of each venue's trading, and that nothing is armed where nothing can be sent.
#include "tests/support/qt_suite.h"
#include "tests/views/window/station.h"
#include "views/window/trading_banner.h"

using namespace leadline;
using namespace leadline::views;
using tests::Station;

class TradingBannerTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void eachVenueIsToldOf_data()
    {
        QTest::addColumn<session::TradingSnapshot>("venue");
        QTest::addColumn<bool>("isStuck");
        QTest::addColumn<QString>("first");
        QTest::addColumn<QString>("second");
        const core::Timestamp since = core::fromNanoseconds(1'723'161'256'000'000'000);
        const session::TradingSnapshot live{
            .venue = core::VenueId("kraken"), .environment = "live", .isLive = true, .downSince = since};
        const auto with = [](session::TradingSnapshot venue, auto change) {
            change(venue);
            return venue;
        };
        const QString stuck = QStringLiteral("LIVE - real money at kraken - NOT CONNECTED, nothing can be sent");
        QTest::newRow("connecting") << live << true << stuck
                                    << QStringLiteral("■ kraken: not connected - connecting since 23:54:16 UTC");
        QTest::newRow("out of reach") << with(live, [](auto& v) { v.why = "cannot be reached"; }) << true << stuck
                                      << QStringLiteral("■ kraken: not connected - connecting since 23:54:16 UTC: "
                                                        "cannot be reached");
        QTest::newRow("refused") << with(live, [](auto& v) {
            v.isRefused = true;
            v.why = "EAPI:Invalid key";
        }) << true << stuck << QStringLiteral("■ kraken: not connected - login refused: EAPI:Invalid key");
        QTest::newRow("asking") << with(live, [](auto& v) { v.isUp = true; }) << false
                                << QStringLiteral("LIVE - real money at kraken")
                                << QStringLiteral("● kraken: asking what works there");
        QTest::newRow("ready") << with(live, [](auto& v) { v.isUp = v.isReconciled = true; }) << false
                               << QStringLiteral("LIVE - real money at kraken")
                               << QStringLiteral("● kraken: trading connected");
        QTest::newRow("a demo account") << with(live,
            [](auto& v) {
                v.isLive = false;
                v.environment = "demo";
                v.isUp = v.isReconciled = true;
            }) << false << QStringLiteral("PAPER - orders go to kraken (demo)")
                                        << QStringLiteral("● kraken: trading connected");
    }
    void eachVenueIsToldOf()
    {
        QFETCH(session::TradingSnapshot, venue);
        QFETCH(bool, isStuck);
        QFETCH(QString, first);
        QFETCH(QString, second);
        TradingBanner banner(QStringLiteral("Trading is off"), true);
        banner.resize(1200, banner.height());
        const int height = banner.height();
        QCOMPARE(banner.text().trimmed(), QStringLiteral("Trading is off"));

        banner.showVenues({venue});

        QCOMPARE(banner.text(), first + u'\n' + second);
        QCOMPARE(banner.isStuck(), isStuck);
        QCOMPARE(banner.sizeHint().height() <= banner.height() && banner.height() == height, true);
    }

    void oneVenueOfTwoIsEnoughToTrade()
    {
        TradingBanner banner(QStringLiteral("Trading is off"), true);
        banner.resize(1200, banner.height());
        banner.want({.venue = QStringLiteral("kraken"),
            .environment = QStringLiteral("live"),
            .isLive = true,
            .hindrance = QStringLiteral("no key: Trade > Credentials")});
        QVERIFY(banner.isStuck());
        QVERIFY(banner.text().contains(QStringLiteral("■ kraken: not connected - no key: Trade > Credentials")));
        session::TradingSnapshot up{.venue = core::VenueId("binance-futures"), .environment = "live", .isLive = true};
        up.isUp = up.isReconciled = true;

        banner.showVenues({up});

        QVERIFY(!banner.isStuck());
        QVERIFY(banner.text().contains(QStringLiteral("LIVE - real money at binance-futures, kraken\n")));
        QVERIFY(banner.text().contains(QStringLiteral("● binance-futures: trading connected")));
        QVERIFY(banner.text().contains(QStringLiteral("■ kraken: not connected - no key")));
    }

    void whatDoesNotFitIsInTheTooltip()
    {
        TradingBanner banner(QStringLiteral("Trading is off"), true);
        banner.resize(200, banner.height());
        banner.want({.venue = QStringLiteral("kraken"),
            .environment = QStringLiteral("live"),
            .isLive = true,
            .hindrance =
                QStringLiteral("no key: Trade > Credentials, or LEADLINE_KRAKEN_KEY, LEADLINE_KRAKEN_SECRET")});
        QVERIFY(!banner.text().contains(QStringLiteral("KRAKEN_SECRET")));
        QVERIFY(banner.toolTip().contains(QStringLiteral("LEADLINE_KRAKEN_SECRET")));
        QVERIFY(banner.accessibleName().contains(QStringLiteral("LEADLINE_KRAKEN_SECRET")));
        banner.resize(1600, banner.height());
        QVERIFY(banner.grab().width() == 1600);
        QVERIFY(banner.text().contains(QStringLiteral("KRAKEN_SECRET")));
    }

    void nothingStaysArmedWhileTradingIsConnectedNowhere()
    {
        Station s;
        QVERIFY(s.ok);
        s.armed();
        s.settle();
        QCOMPARE(s.entry().arming(), models::Arming::Armed);
        LadderPanel& other = s.window.openLadder(QStringLiteral("binance-futures"));
        auto* const banner = s.window.findChild<TradingBanner*>(QStringLiteral("banner"));
        QVERIFY(banner != nullptr);
        const auto wanted = [](const QString& hindrance) {
            return WantedTrading{.venue = QStringLiteral("kraken"),
                .environment = QStringLiteral("live"),
                .isLive = true,
                .hindrance = hindrance};
        };

        s.window.wantTrading(wanted(QStringLiteral("no key")));

        QVERIFY(banner->text().contains(QStringLiteral("NOT CONNECTED")));
        QVERIFY(tests::runUntil(s.clock, [&] { return s.entry().arming() == models::Arming::View; }));
        for (const models::Arming arming : {models::Arming::Armed, models::Arming::Confirm}) {
            s.entry().setArming(arming); // whoever arms it
            QVERIFY(tests::runUntil(s.clock, [&] { return s.entry().arming() == models::Arming::View; }));
        }
        other.parentWidget()->close();
        s.window.wantTrading(wanted({}));
        s.armed();
        s.settle();
        QCOMPARE(s.entry().arming(), models::Arming::Armed);
    }
};

Q_DECLARE_METATYPE(leadline::session::TradingSnapshot)

const QtSuite<TradingBannerTest> suite{"views/window/trading_banner"};

#include "trading_banner_test.moc"
