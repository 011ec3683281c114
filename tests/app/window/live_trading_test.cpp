// SPDX-License-Identifier: MIT
/// Real data, and trading that is turned on and cannot begin: the window says why.
#include "engine/session/session_options.h"
#include "tests/app/window/workbench.h"
#include "tests/support/qt_suite.h"
#include "views/equities/rebalance_panel.h"
#include "views/window/trading_banner.h"

using namespace leadline;
using tests::Workbench;

class LiveTradingTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        for (const char* const name :
            {"LEADLINE_KRAKEN_KEY", "LEADLINE_KRAKEN_SECRET", "LEADLINE_ALPACA_KEY", "LEADLINE_ALPACA_SECRET"}) {
            qunsetenv(name);
        }
        // No keychain answers.
        qputenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent");
    }

    void aVenueWithoutAKeySaysWhereTheKeyGoesAndDisarms()
    {
        Workbench bench({"market.venues=kraken", "kraken.trading=live", "kraken.stream_url=ws://127.0.0.1:9",
                            "kraken.rest_url=http://127.0.0.1:9", "binance_futures.trading=live"},
            session::SourceKind::Live);
        QVERIFY(bench.ok);
        auto* const banner = bench.window().findChild<views::TradingBanner*>();
        QVERIFY(banner != nullptr);
        QVERIFY(tests::runUntil(bench.clock,
            [&] { return banner->toolTip().contains(QStringLiteral("kraken: not connected - no key: Trade > ")); }));
        const QString text = banner->toolTip();
        QVERIFY2(text.contains(QStringLiteral("LIVE - real money at kraken - NOT CONNECTED")), qPrintable(text));
        QVERIFY2(text.contains(QStringLiteral("LEADLINE_KRAKEN_KEY, LEADLINE_KRAKEN_SECRET")), qPrintable(text));
        QVERIFY2(!text.contains(QStringLiteral("binance")), qPrintable(text)); // none of market.venues

        // No ladder calls it paper.
        auto* const mode = bench.window().ladderPanel().findChild<QLabel*>(QStringLiteral("mode"));
        QVERIFY(mode != nullptr);
        QCOMPARE(mode->text(), QStringLiteral("LIVE - not connected"));

        bench.window().orderEntry().setArming(models::Arming::Armed);

        QVERIFY(
            tests::runUntil(bench.clock, [&] { return bench.window().orderEntry().arming() == models::Arming::View; }));
    }

    void aLadderSaysWhereOrdersGo_data()
    {
        QTest::addColumn<bool>("isLive");
        QTest::addColumn<QString>("word");
        QTest::newRow("the embedded market") << false << QStringLiteral("PAPER");
        QTest::newRow("real data, trading off") << true << QStringLiteral("OFF");
    }
    void aLadderSaysWhereOrdersGo()
    {
        QFETCH(const bool, isLive);
        QFETCH(const QString, word);
        Workbench bench(
            {"market.venues=kraken", "kraken.stream_url=ws://127.0.0.1:9", "kraken.rest_url=http://127.0.0.1:9"},
            isLive ? session::SourceKind::Live : session::SourceKind::Embedded);
        QVERIFY(bench.ok);
        QCOMPARE(bench.window().ladderPanel().findChild<QLabel*>(QStringLiteral("mode"))->text(), word);
    }

    void stocksWithoutAKeySayWhereItGoes()
    {
        Workbench bench({"market.venues=kraken", "alpaca.trading=live", "kraken.stream_url=ws://127.0.0.1:9",
                            "kraken.rest_url=http://127.0.0.1:9"},
            session::SourceKind::Live);
        QVERIFY(bench.ok);
        bench.window().showPanel(QStringLiteral("rebalance"));
        auto* const panel = bench.window().findChild<views::RebalancePanel*>();
        QVERIFY(tests::runUntil(bench.clock, [&] {
            for (const QLabel* const label : panel->findChildren<QLabel*>()) {
                if (label->accessibleName().contains(QStringLiteral("LIVE - orders not connected: no key: Trade > "))) {
                    return label->accessibleName().contains(QStringLiteral("LEADLINE_ALPACA_SECRET"));
                }
            }
            return false;
        }));
    }
};

const QtSuite<LiveTradingTest> suite{"window/live_trading"};

#include "live_trading_test.moc"
