// SPDX-License-Identifier: MIT
/// The kill key, whatever windows there are.
#include "tests/app/workbench.h"
#include "views/hold_button.h"
#include "views/stop_panel.h"

#include <QListWidget>

using namespace leadline;
using tests::Workbench;

namespace
{

QString receiptOf(views::MainWindow& window)
{
    QString text;
    for (int i = 0; i < window.stopPanel().steps().count(); ++i) {
        text += window.stopPanel().steps().item(i)->text() + u'\n';
    }
    return text;
}

} // namespace

class StopKeysTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theKillKeyStopsCoinsFromAStocksWindow()
    {
        Workbench bench;
        QVERIFY(bench.ok && bench.rests());
        views::MainWindow* const stock = bench.openStock("AAPL");
        QVERIFY(stock != nullptr);
        bench.window().ladderDesk().setArming(models::Arming::Armed);

        Workbench::pressKill(*stock);

        QVERIFY(bench.isNothingWorking());
        QCOMPARE(bench.window().orders().at(0).state, orders::OrderState::Cancelled);
        QCOMPARE(bench.window().ladderDesk().arming(), models::Arming::View);
        for (views::MainWindow* const window : {&bench.window(), stock}) {
            QVERIFY(bench.says(*window, "kill", QStringLiteral("KILL SWITCH ON")));
        }
        QVERIFY(std::filesystem::exists(bench.marker()));
    }

    void theKillKeyStopsCoinsWhenAStocksWindowWasClosed()
    {
        Workbench bench;
        QVERIFY(bench.ok && bench.rests());
        views::MainWindow* const stock = bench.openStock("AAPL");
        QVERIFY(stock != nullptr);
        stock->close();
        QVERIFY(Workbench::activate(bench.window()));

        Workbench::pressKill(bench.window());

        QVERIFY(bench.isNothingWorking());
        QVERIFY(bench.says(bench.window(), "kill", QStringLiteral("KILL SWITCH ON")));
        QVERIFY(std::filesystem::exists(bench.marker()));
    }

    void whatBeginsLaterKnowsThatTheSwitchIsOn()
    {
        Workbench bench;
        QVERIFY(bench.ok);
        Workbench::pressKill(bench.window());
        QVERIFY(bench.says(bench.window(), "kill", QStringLiteral("KILL SWITCH ON")));

        views::MainWindow* const stock = bench.openStock("AAPL");

        QVERIFY(stock != nullptr);
        QVERIFY(bench.says(*stock, "kill", QStringLiteral("KILL SWITCH ON")));
        Q_EMIT stock->killSwitchRequested(false); // off for everything, too
        for (views::MainWindow* const window : {&bench.window(), stock}) {
            QVERIFY(tests::runUntil(
                bench.clock, [&] { return window->findChild<QLabel*>(QStringLiteral("kill"))->text().isEmpty(); }));
        }
        QVERIFY(!std::filesystem::exists(bench.marker()));
    }

    void everyWindowShowsOneReceiptOfCoinsAndStocks()
    {
        Workbench bench;
        QVERIFY(bench.ok && bench.rests());
        views::MainWindow* const stock = bench.openStock("AAPL");
        QVERIFY(stock != nullptr);

        Workbench::pressKill(*stock);

        for (views::MainWindow* const window : {&bench.window(), stock}) {
            QVERIFY2(tests::runUntil(bench.clock,
                         [&] {
                             const QString text = receiptOf(*window);
                             return text.contains(QStringLiteral("coins: cancels sent for 1"))
                                 && text.contains(QStringLiteral("coins: nothing is working"))
                                 && text.contains(QStringLiteral("stocks: nothing is working"));
                         }),
                qPrintable(receiptOf(*window)));
        }
        QVERIFY(!stock->stopPanel().flattenButton().isEnabled()); // it holds nothing that could be closed
        QVERIFY(bench.window().stopPanel().flattenButton().isEnabled());
    }
};

int runStopKeysTests(int argc, char** argv)
{
    StopKeysTest tests;
    return QTest::qExec(&tests, argc, argv);
}

#include "stop_keys_test.moc"
