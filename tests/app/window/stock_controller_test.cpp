// SPDX-License-Identifier: MIT
/// The window's stocks on the embedded market: when their engine begins, plans, scans, ladders.
#include "app/window/stock_controller.h"
#include "engine/session/order_intent.h"
#include "engine/session/rebalance_service.h"
#include "engine/session/stock_service.h"
#include "models/market_view.h"
#include "models/order_entry.h"
#include "tests/app/window/workbench.h"
#include "tests/support/qt_suite.h"
#include "tests/support/rebalance_builder.h"
#include "views/equities/rebalance_panel.h"
#include "views/settings/credentials_dialog.h"
#include "views/ticket/ticket_panel.h"

#include <QAbstractButton>
#include <QComboBox>
#include <QFile>
#include <QMenu>
#include <QMenuBar>
#include <QMessageBox>
#include <QPushButton>
#include <QSignalSpy>

using namespace leadline;
using tests::Workbench;
using views::PicksPanel;
using views::RebalancePanel;

namespace
{

class Stocks
{
public:
    explicit Stocks(
        const std::vector<std::string>& overrides = {}, session::SourceKind source = session::SourceKind::Embedded)
        : bench(overrides, source)
        , picks(*bench.window().findChild<PicksPanel*>())
        , rebalance(*bench.window().findChild<RebalancePanel*>())
    {
        QObject::connect(&picks, &PicksPanel::scanWanted, [this] { ++scans; });
    }
    QString write(const char* name, const char* text)
    {
        QFile file(bench.folder.filePath(QString::fromLatin1(name)));
        return file.open(QIODevice::WriteOnly) && file.write(text) > 0 ? file.fileName() : QString();
    }
    [[nodiscard]] QString said() const
    {
        return rebalance.findChild<QLabel*>(QStringLiteral("message"))->accessibleName() + u' '
            + rebalance.findChild<QLabel*>(QStringLiteral("message"))->text();
    }
    template <class Condition> bool until(Condition condition) { return tests::runUntil(bench.clock, condition); }
    /// Its preview came, and refuses nothing.
    bool isRunnable()
    {
        const auto* const run = rebalance.findChild<QAbstractButton*>(QStringLiteral("run"));
        return until([run] { return run->isEnabled(); });
    }
    /// Asks again from time to time: an engine that is about to begin says no.
    template <class Ask> bool isScanned(Ask ask)
    {
        return until([this, ask, turn = 0]() mutable {
            if (picks.scan() == nullptr && turn++ % 200 == 0) {
                ask();
            }
            return picks.scan() != nullptr;
        });
    }
    static void arm(const views::LadderPanel& panel)
    {
        panel.parentWidget()->findChild<models::OrderEntry*>()->setArming(models::Arming::Armed);
    }
    static std::vector<picks::ListedSymbol> apple() { return {{.symbol = core::Symbol("AAPL")}}; }

    Workbench bench;
    PicksPanel& picks;
    RebalancePanel& rebalance;
    int scans = 0;
};

} // namespace

class StockControllerTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingBeginsBeforeAPanelIsLookedAt()
    {
        Stocks s;
        QVERIFY(s.bench.ok);
        Q_EMIT s.picks.scanWanted(picks::Mode::Safe, Stocks::apple());
        s.bench.settle();
        QVERIFY(s.picks.scan() == nullptr);

        s.bench.window().showPanel(QStringLiteral("rebalance"));
        QTest::qWait(1);
        QVERIFY(s.isScanned([&] { Q_EMIT s.picks.scanWanted(picks::Mode::Safe, Stocks::apple()); }));
        QCOMPARE(s.picks.scan()->rows.size(), std::size_t(1));
    }

    void withoutAKeyThePanelsSayWhereItGoesAndOfferTheDialog()
    {
        qputenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent"); // no keychain answers
        qunsetenv("LEADLINE_ALPACA_KEY");
        Stocks s({"market.venues=kraken", "kraken.stream_url=ws://127.0.0.1:9", "kraken.rest_url=http://127.0.0.1:9"},
            session::SourceKind::Live);
        QVERIFY(s.bench.ok);
        const auto* const lacking = s.picks.findChild<QLabel*>(QStringLiteral("key-lacking"));
        QVERIFY(s.until([&] { return lacking->text().contains(QStringLiteral("Trade > Credentials")); }));
        QVERIFY(s.rebalance.findChild<QLabel*>(QStringLiteral("key-lacking"))->text().contains(u"Trade > Credentials"));

        s.bench.window().showPanel(QStringLiteral("picks"));
        s.picks.setSymbols({.symbols = Stocks::apple()});
        auto* const begin = s.picks.findChild<QPushButton*>(QStringLiteral("scan"));
        begin->click();
        QVERIFY(!begin->isEnabled());
        QVERIFY(s.until([&] { return begin->isEnabled(); }));
        const QString problem = s.picks.findChild<QLabel*>(QStringLiteral("problem"))->text();
        QVERIFY2(problem.contains(QStringLiteral("without a key")), qPrintable(problem));

        s.picks.findChild<QPushButton*>(QStringLiteral("enter-key"))->click();
        const auto* const dialog = s.bench.window().findChild<views::CredentialsDialog*>();
        QVERIFY(dialog != nullptr);
        QCOMPARE(dialog->findChild<QComboBox*>(QStringLiteral("venue"))->currentText(), QStringLiteral("Alpaca (SIP)"));
        for (const QAction* const action : s.bench.window().menuBar()->actions()) {
            const bool hasKeys = std::ranges::any_of(action->menu()->actions(),
                [](const QAction* entry) { return entry->text().contains(QStringLiteral("Credentials")); });
            QCOMPARE(hasKeys, action->text().remove(u'&') == QStringLiteral("Trade"));
        }
    }

    void aRebalanceThatWasCutOffIsOfferedAtTheStart_data()
    {
        QTest::addColumn<QString>("button");
        QTest::addColumn<int>("resumed");
        QTest::addColumn<int>("stopped");
        QTest::newRow("resume") << QStringLiteral("Resume") << 1 << 0;
        QTest::newRow("give up") << QStringLiteral("Give it up") << 0 << 1;
        QTest::newRow("later") << QStringLiteral("Decide later") << 0 << 0;
    }
    void aRebalanceThatWasCutOffIsOfferedAtTheStart()
    {
        QFETCH(const QString, button);
        QFETCH(const int, resumed);
        QFETCH(const int, stopped);
        Stocks s;
        QVERIFY(s.bench.ok);
        QSignalSpy resume(&s.rebalance, &RebalancePanel::resumeWanted);
        QSignalSpy stop(&s.rebalance, &RebalancePanel::stopWanted);
        rebalance::RunProgress run = tests::RebalanceBuilder::run(2);
        run.state = rebalance::RunProgress::State::CutOff;
        tests::RebalanceBuilder::fill(run.slots[0], "99.95");

        Q_EMIT s.bench.engine.stocks().rebalances().cutOff(tests::RebalanceBuilder::shared(run));

        auto* const box = s.bench.window().findChild<QMessageBox*>(QStringLiteral("cut-off"));
        QVERIFY(box != nullptr && box->isVisible());
        QVERIFY2(box->text().contains(QStringLiteral("of 2 orders 1 are filled")), qPrintable(box->text()));
        QVERIFY2(box->text().contains(QStringLiteral("BUY S001 at 99.91, 0 of 100 filled")), qPrintable(box->text()));
        QVERIFY(s.bench.window().close()); // closing asks nothing of it: it waits for the next start
        s.bench.window().show();
        for (QAbstractButton* const each : box->buttons()) {
            if (each->text().remove(u'&') == button) {
                each->click();
            }
        }
        QCOMPARE(resume.count(), resumed);
        QCOMPARE(stop.count(), stopped);
        QVERIFY(s.rebalance.isVisible());
        QCOMPARE(s.rebalance.run().rowCount(), 2);
    }

    void aPlanIsOpenedAndPreviewedOrItsLineIsShown()
    {
        Stocks s;
        QVERIFY(s.bench.ok);
        s.bench.window().showPanel(QStringLiteral("rebalance"));
        QTest::qWait(1);
        Q_EMIT s.rebalance.planOpened(QStringLiteral("/nonexistent/plan.json"));
        QVERIFY2(s.said().contains(QStringLiteral("/nonexistent/plan.json: cannot be read")), qPrintable(s.said()));
        Q_EMIT s.rebalance.planOpened(s.write("bad.json", R"({"weights": {"AAPL": 1.5}})"));
        QVERIFY2(s.said().contains(QStringLiteral("bad.json")), qPrintable(s.said()));
        QCOMPARE(s.rebalance.plan().rowCount(), 0);

        Q_EMIT s.rebalance.planOpened(
            s.write("plan.json", R"({"trades": [{"symbol": "AAPL", "side": "buy", "shares": 3}]})"));

        QCOMPARE(s.rebalance.plan().rowCount(), 1);
        QVERIFY(s.isRunnable());
    }

    void aRunCountsItsOrdersUntilItIsStopped()
    {
        // No spread is narrow enough, and patience is long: it waits.
        Stocks s({"execution.max_spread_percent=0.0001", "execution.validation_patience_seconds=3600"});
        QVERIFY(s.bench.ok);
        s.bench.window().showPanel(QStringLiteral("rebalance"));
        QTest::qWait(1);
        Q_EMIT s.rebalance.planOpened(
            s.write("plan.json", R"({"trades": [{"symbol": "AAPL", "side": "buy", "shares": 3}]})"));
        QVERIFY(s.isRunnable());

        Q_EMIT s.rebalance.runWanted(rebalance::Urgency::Low);
        QVERIFY(s.until([&] { return s.rebalance.run().rowCount() == 1; }));
        QVERIFY(!s.bench.window().close()); // a run is at stake

        Q_EMIT s.rebalance.stopWanted();
        QVERIFY(s.until([&] { return s.rebalance.run().at(0).state == rebalance::SlotState::Done; }));
        QCOMPARE(s.rebalance.run().at(0).result, rebalance::SlotResult::Stopped);
    }

    void aPickIsTradedFromALadderInTheSameWindow()
    {
        Stocks s({"guard.max_spread_bps=1000"}); // how wide a stock's spread is just now is chance
        QVERIFY(s.bench.ok);
        views::LadderPanel* const apple = s.bench.openStock("AAPL");
        QVERIFY(apple != nullptr);
        for (const QWidget* const other : QApplication::topLevelWidgets()) {
            QVERIFY(other == &s.bench.window() || qobject_cast<const views::MainWindow*>(other) == nullptr);
        }
        QCOMPARE(apple->view().name(), QStringLiteral("AAPL"));
        QVERIFY(!apple->ladder().grid().instrument().lot.isZero());
        views::LadderView& ladder = apple->ladder();
        models::OrderModel& orders = s.bench.window().orders();
        ladder.setFocus();
        QTest::keyClick(&ladder, Qt::Key_X); // not armed: nothing is sent
        s.bench.settle();
        QCOMPARE(orders.rowCount(), 0);
        Stocks::arm(*apple);
        s.bench.clock.advance(std::chrono::seconds(1));
        QTest::keyClick(&ladder, Qt::Key_X);
        // The exchange of this clock is closed: the broker keeps the order for its opening.
        QVERIFY(s.until([&] { return orders.rowCount() == 1 && orders.at(0).state == orders::OrderState::Working; }));
        QCOMPARE(orders.at(0).request.market.symbol.text(), std::string("AAPL"));
        QCOMPARE(orders.at(0).request.type, orders::OrderType::Limit);
        QTest::keyClick(&ladder, Qt::Key_Escape);
        QVERIFY(s.until([&] { return orders.liveOrders().empty(); }));
        QCOMPARE(orders.at(0).state, orders::OrderState::Cancelled);
    }

    void aStockThatIsWatchedIsThereAgainAndNothingIsArmed()
    {
        Stocks s({"market.symbols=AAPL"});
        QVERIFY(s.until([&] { return s.bench.grid().bestBid().raw() > 0; }));
        QCOMPARE(s.bench.window().ladderPanel().view().name(), QStringLiteral("AAPL"));
        QCOMPARE(s.bench.window().orderEntry().arming(), models::Arming::View);
        QVERIFY2(s.bench.window().ticket().findChild<QPushButton*>(QStringLiteral("send"))->text().contains(u"limit"),
            qPrintable(s.bench.window().ticket().findChild<QPushButton*>(QStringLiteral("send"))->text()));
    }

    void theListOfWhatIsScannedComesFromTheSettings_data()
    {
        QTest::addColumn<QString>("list");
        QTest::addColumn<int>("symbols"); ///< below zero: a problem is shown
        QTest::newRow("the whole market") << QStringLiteral("auto") << 150;
        QTest::newRow("a file") << QStringLiteral("file") << 2;
        QTest::newRow("a file that is not there") << QStringLiteral("/nonexistent/list.csv") << -1;
    }
    void theListOfWhatIsScannedComesFromTheSettings()
    {
        QFETCH(const QString, list);
        QFETCH(const int, symbols);
        const QTemporaryDir folder;
        QFile file(folder.filePath(QStringLiteral("list.csv")));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("symbol\nAAPL\nMSFT\n") > 0);
        file.close();
        const QString path = list == u"file" ? file.fileName() : list;
        Stocks s({"equities.symbols=" + path.toStdString()});
        QVERIFY(s.bench.ok);
        if (symbols < 0) {
            const QString problem = s.picks.findChild<QLabel*>(QStringLiteral("problem"))->text();
            QVERIFY2(problem.contains(QStringLiteral("cannot be read")), qPrintable(problem));
            return;
        }
        s.bench.window().showPanel(QStringLiteral("picks"));
        QTest::qWait(1);
        auto* const begin = s.picks.findChild<QPushButton*>(QStringLiteral("scan"));
        QVERIFY(begin != nullptr);
        QVERIFY(s.isScanned([begin] { begin->click(); }));
        QCOMPARE(s.picks.scan()->rows.size(), static_cast<std::size_t>(symbols));
    }
};

const QtSuite<StockControllerTest> suite{"window/stock_controller"};

#include "stock_controller_test.moc"
