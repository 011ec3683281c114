// SPDX-License-Identifier: MIT
/// Keys and environments: who gets a key when, and what the dialog says became of it.
#include "app/window/trading_controller.h"
#include "engine/session/session_options.h"
#include "tests/app/window/workbench.h"
#include "tests/support/qt_suite.h"
#include "views/settings/credentials_dialog.h"
#include "views/window/trading_banner.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>

using namespace leadline;
using tests::Workbench;

namespace
{

struct Changes {
    QStringList made;
    QString wrong; ///< what is said of the next one
    QString operator()(const QString& key, const QString& value)
    {
        if (wrong.isEmpty()) {
            made << key + u'=' + value;
        }
        return wrong;
    }
};

/// A desk of its own on the window of a workstation.
class Desk
{
public:
    explicit Desk(bool isLive, std::vector<std::string> overrides = {})
        : bench(overrides, isLive ? session::SourceKind::Live : session::SourceKind::Embedded)
        , desk(bench.engine, bench.window(), isLive,
              [this](const QString& key, const QString& value) { return changes(key, value); })
        , wanted(&desk, &app::TradingController::tradingWanted)
    {
        // The workstation's own desk answers the menu as well; its dialog comes first.
    }
    views::CredentialsDialog* open()
    {
        Q_EMIT bench.window().credentialsRequested();
        const auto all = bench.window().findChildren<views::CredentialsDialog*>();
        return all.isEmpty() ? nullptr : all.last();
    }
    QString save(const char* environment, const char* key)
    {
        views::CredentialsDialog* const dialog = open();
        const QString text = QString::fromLatin1(key);
        Q_EMIT dialog->saved(QStringLiteral("kraken"), QString::fromLatin1(environment), text, text);
        const auto* const label = dialog->findChild<QLabel*>(QStringLiteral("message"));
        tests::runUntil(bench.clock, [&] { return !label->text().isEmpty(); });
        return label->text();
    }

    Workbench bench;
    Changes changes;
    app::TradingController desk;
    QSignalSpy wanted;
};

std::vector<std::string> kraken(const char* trading)
{
    return {"market.venues=kraken", std::string("kraken.trading=") + trading, "kraken.stream_url=ws://127.0.0.1:9",
        "kraken.rest_url=http://127.0.0.1:9"};
}

} // namespace

class TradingControllerTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        qputenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent"); // no keychain answers
        qunsetenv("LEADLINE_KRAKEN_KEY");
        qunsetenv("LEADLINE_KRAKEN_SECRET");
        // What no keychain took is found until the program ends.
        (new app::CredentialStore(qApp))->forget(QStringLiteral("kraken"), [](const QString&) {});
    }
    void cleanup() { init(); }

    void aKeyOfTheEnvironmentGoesToTheEngineWhereTradingIsOn_data()
    {
        QTest::addColumn<bool>("isLive");
        QTest::addColumn<QString>("trading");
        QTest::addColumn<bool>("hasSecret");
        QTest::addColumn<int>("wanted");
        QTest::newRow("on") << true << QStringLiteral("live") << true << 1;
        QTest::newRow("off") << true << QStringLiteral("off") << true << 0;
        QTest::newRow("half a key") << true << QStringLiteral("live") << false << 0;
        QTest::newRow("the embedded market") << false << QStringLiteral("live") << true << 0;
    }
    void aKeyOfTheEnvironmentGoesToTheEngineWhereTradingIsOn()
    {
        QFETCH(const bool, isLive);
        QFETCH(const QString, trading);
        QFETCH(const bool, hasSecret);
        QFETCH(const int, wanted);
        Desk d(isLive, kraken(trading.toLatin1().constData()));
        QVERIFY(d.bench.ok);
        qputenv("LEADLINE_KRAKEN_KEY", "key");
        if (hasSecret) {
            qputenv("LEADLINE_KRAKEN_SECRET", "c2VjcmV0");
        }

        d.desk.begin(d.bench.settings.values);
        d.bench.settle();

        QVERIFY(tests::runUntil(d.bench.clock, [&] { return d.wanted.count() == wanted; }));
        if (wanted == 1) {
            QCOMPARE(d.wanted[0].first().toString(), QStringLiteral("kraken"));
            QCOMPARE(d.wanted[0][1].toString(), QStringLiteral("live"));
            QCOMPARE(d.wanted[0][2].toString(), QStringLiteral("key"));
        }
        // The secret is nowhere on the screen.
        QVERIFY(!d.bench.window().findChild<views::TradingBanner*>()->toolTip().contains(QStringLiteral("c2VjcmV0")));
    }

    void aSavedKeyIsUsedNowWhereNothingElseChanged_data()
    {
        QTest::addColumn<bool>("isLive");
        QTest::addColumn<QString>("began");
        QTest::addColumn<QString>("chosen");
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("says"); ///< without a keychain a key's own words follow
        QTest::addColumn<int>("wanted");
        const auto add = [](const char* name, bool isLive, const char* began, const char* chosen, const char* key,
                             const char* says, int wanted) {
            QTest::newRow(name) << isLive << QString::fromLatin1(began) << QString::fromLatin1(chosen)
                                << QString::fromLatin1(key) << QString::fromLatin1(says) << wanted;
        };
        add("another key", true, "live", "live", "key", "No keychain could be used", 1);
        add("no other key", true, "live", "live", "", "Saved.", 0);
        add("turned on", true, "off", "live", "", "Saved. The next start trades there.", 0);
        add("turned on with a key", true, "off", "live", "key", "No keychain could be used", 0);
        add("turned off", true, "live", "off", "", "Saved. It trades on until the program ends.", 0);
        add("still off", true, "off", "off", "", "Saved.", 0);
        add("embedded", false, "live", "live", "", "Saved. It is used when the window is opened with --live.", 0);
    }
    void aSavedKeyIsUsedNowWhereNothingElseChanged()
    {
        QFETCH(const bool, isLive);
        QFETCH(const QString, began);
        QFETCH(const QString, chosen);
        QFETCH(const QString, key);
        QFETCH(const QString, says);
        QFETCH(const int, wanted);
        Desk d(isLive, kraken(began.toLatin1().constData()));
        QVERIFY(d.bench.ok);
        d.desk.begin(d.bench.settings.values);
        d.bench.settle();

        const QString said = d.save(chosen.toLatin1().constData(), key.toLatin1().constData());

        if (key.isEmpty()) {
            QCOMPARE(said, says);
        } else {
            QVERIFY2(said.startsWith(says), qPrintable(said));
        }
        QCOMPARE(d.changes.made, QStringList{QStringLiteral("kraken.trading=") + chosen});
        QCOMPARE(d.wanted.count(), wanted);
    }

    void aKeyOfPolygonTakesNoSecretAndNoEnvironment()
    {
        Desk d(true, kraken("off"));
        QVERIFY(d.bench.ok);
        QSignalSpy saved(&d.desk, &app::TradingController::keySaved);
        d.desk.begin(d.bench.settings.values);
        d.bench.settle();
        d.desk.openDialog(QStringLiteral("polygon"));
        auto* const dialog = d.bench.window().findChildren<views::CredentialsDialog*>().last();
        QVERIFY(dialog->findChild<QComboBox*>(QStringLiteral("venue"))->currentText().contains(u"Polygon"));
        QVERIFY(!dialog->findChild<QComboBox*>(QStringLiteral("environment"))->isEnabled());
        QVERIFY(!dialog->findChild<QLineEdit*>(QStringLiteral("secret"))->isEnabled());

        dialog->findChild<QLineEdit*>(QStringLiteral("key"))->setText(QStringLiteral("a-key"));
        dialog->findChild<QDialogButtonBox*>()->button(QDialogButtonBox::Save)->click();

        QVERIFY(tests::runUntil(d.bench.clock, [&] { return saved.count() == 1; }));
        QCOMPARE(saved[0][0].toString(), QStringLiteral("polygon"));
        QVERIFY(d.changes.made.isEmpty());
        const QString said = dialog->findChild<QLabel*>(QStringLiteral("message"))->text();
        QVERIFY2(said.contains(u"set LEADLINE_POLYGON_KEY in"), qPrintable(said));
        // No keychain took it: it works all the same until the program ends.
        app::CredentialStore store;
        app::FoundKey found;
        store.find(QStringLiteral("polygon"), [&](const app::FoundKey& key) { found = key; });
        QVERIFY(tests::runUntil(d.bench.clock, [&] { return !found.source.isEmpty(); }));
        QCOMPARE(found.key, QStringLiteral("a-key"));
        store.forget(QStringLiteral("polygon"), [](const QString&) {});
    }

    void aSettingThatIsRefusedKeepsNothing()
    {
        Desk d(true, kraken("live"));
        QVERIFY(d.bench.ok);
        d.desk.begin(d.bench.settings.values);
        d.bench.settle();
        d.changes.wrong = QStringLiteral("the file cannot be written");
        QCOMPARE(d.save("live", "key"), QStringLiteral("the file cannot be written"));
        QCOMPARE(d.wanted.count(), 0);
    }

    void theDialogNamesEnvironmentsAndWhereAKeyCameFrom()
    {
        qputenv("LEADLINE_KRAKEN_KEY", "key");
        qputenv("LEADLINE_KRAKEN_SECRET", "c2VjcmV0");
        Desk d(true, kraken("live"));
        QVERIFY(d.bench.ok);
        d.desk.begin(d.bench.settings.values);
        QVERIFY(tests::runUntil(d.bench.clock, [&] { return d.wanted.count() == 1; }));
        views::CredentialsDialog* const dialog = d.open();
        auto* const venue = dialog->findChild<QComboBox*>(QStringLiteral("venue"));
        venue->setCurrentText(QStringLiteral("Kraken"));
        auto* const environment = dialog->findChild<QComboBox*>(QStringLiteral("environment"));
        QCOMPARE(environment->itemText(0), QStringLiteral("off"));
        QCOMPARE(environment->currentText(), QStringLiteral("live"));
        QStringList texts;
        for (const QLabel* const label : dialog->findChildren<QLabel*>()) {
            texts << label->text();
        }
        QVERIFY2(texts.contains(QStringLiteral("LEADLINE_KRAKEN_KEY, LEADLINE_KRAKEN_SECRET")),
            qPrintable(texts.join(u'\n')));
        QVERIFY(venue->findText(QStringLiteral("Coinbase")) < 0); // it cannot be traded at
    }
};

const QtSuite<TradingControllerTest> suite{"window/trading_controller"};

#include "trading_controller_test.moc"
