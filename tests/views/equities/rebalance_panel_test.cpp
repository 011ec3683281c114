// SPDX-License-Identifier: MIT
/// The rebalance panel, driven with mouse and keys: plans opened, runs started.
#include "tests/support/qt_suite.h"
#include "tests/views/equities/rebalance_bench.h"
#include "views/widgets/hold_button.h"

#include <QApplication>
#include <QDropEvent>
#include <QMimeData>
#include <QRadioButton>
#include <QTabWidget>
#include <QTemporaryDir>

using namespace leadline;
using namespace leadline::views;
using Builder = tests::RebalanceBuilder;
using Panel = tests::RebalanceBench;
using State = rebalance::RunProgress::State;

class RebalancePanelTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aPlanIsOpenedByTheButton()
    {
        Panel p;
        QTemporaryDir folder;
        QFile file(folder.filePath(QStringLiteral("plan.csv")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("symbol,weight\nAAPL,0.2\n");
        file.close();
        p.click("open");
        p.answer(file.fileName());
        QCOMPARE(p.opened.count(), 1);
        QCOMPARE(p.opened[0][0].toString(), file.fileName());

        p.panel.showPlan(Builder::shared(Builder::weights({{"AAPL", 0.2}})));
        QCOMPARE(p.label("name"), QStringLiteral("plan.csv, rows: 1"));
        QCOMPARE(p.table().model()->rowCount(), 1);
    }

    void aRunWhoseStartIsNotAnsweredSaysSo()
    {
        Panel p;
        p.openReady();
        p.click("run");
        QCOMPARE(p.run.count(), 1);
        QVERIFY(!p.button("run").isEnabled());
        p.panel.tick(Builder::morning() + std::chrono::seconds(1));
        p.panel.tick(Builder::morning() + std::chrono::seconds(15));
        QVERIFY(!p.button("run").isEnabled());
        p.panel.tick(Builder::morning() + std::chrono::seconds(16));
        QVERIFY2(p.label("message").contains(QStringLiteral("No answer in 15 s")), qPrintable(p.label("message")));
        QVERIFY(p.button("run").isEnabled());
    }

    void aKeyThatIsLackingIsNamedAndItsDialogOffered()
    {
        Panel p;
        QSignalSpy wanted(&p.panel, &RebalancePanel::keyWanted);
        p.panel.offerKey(QStringLiteral("no key: Trade > Credentials"));
        QVERIFY(p.label("key-lacking").contains(QStringLiteral("Trade > Credentials")));
        p.click("enter-key");
        QCOMPARE(wanted.count(), 1);
        p.panel.offerKey({});
        QVERIFY(!p.button("enter-key").isVisible());
    }

    void aPlanIsOpenedByDroppingItsFile_data()
    {
        QTest::addColumn<QStringList>("files");
        QTest::addColumn<bool>("isTaken");
        QTest::newRow("csv") << Builder::texts({"/plans/a.csv"}) << true;
        QTest::newRow("json") << Builder::texts({"/plans/A.JSON"}) << true;
        QTest::newRow("neither") << Builder::texts({"/plans/a.pdf"}) << false;
        QTest::newRow("two") << Builder::texts({"/plans/a.csv", "/plans/b.csv"}) << false;
        QTest::newRow("none") << QStringList{} << false;
    }
    void aPlanIsOpenedByDroppingItsFile()
    {
        QFETCH(QStringList, files);
        QFETCH(bool, isTaken);
        Panel p;
        QMimeData data;
        QList<QUrl> urls;
        for (const QString& file : files) {
            urls << QUrl::fromLocalFile(file);
        }
        data.setUrls(urls);
        QDragEnterEvent enter({50, 50}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(&p.panel, &enter);
        QCOMPARE(enter.isAccepted(), isTaken);
        QDropEvent drop({50, 50}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(&p.panel, &drop);
        QCOMPARE(p.opened.count(), isTaken ? 1 : 0);
        if (isTaken) {
            QCOMPARE(p.opened[0][0].toString(), files.front());
        }
    }

    void aBadPlansLineIsShownAndTheFormerPlanStays()
    {
        Panel p;
        p.openMixed();
        const QString line = QStringLiteral("plan.csv, line 4: weight \"<b>x\" is not a number");
        p.panel.say(line);
        QVERIFY(p.find<QLabel>("message").isVisible());
        QCOMPARE(p.label("message"), line);
        QCOMPARE(p.table().model()->rowCount(), 5);
        p.panel.say(QStringLiteral("two\nlines"));
        QCOMPARE(p.label("message"), QStringLiteral("two lines"));
        p.openReady();
        QVERIFY(!p.find<QLabel>("message").isVisible());
    }

    void onPaperAClickRunsOnceWithItsUrgency()
    {
        Panel p;
        rebalance::Plan plan = Builder::weights({{"AAPL", 0.2}, {"MSFT", 0.4}});
        plan.urgency = rebalance::Urgency::Low;
        p.panel.showPlan(Builder::shared(plan));
        p.showReadyPreview();
        QVERIFY(p.find<QRadioButton>("urgency-low").isChecked()); // the file's wish
        auto& high = p.find<QRadioButton>("urgency-high");
        QVERIFY(high.toolTip().contains(QStringLiteral("at once")));
        QTest::mouseClick(&high, Qt::LeftButton, {}, QPoint(6, high.height() / 2));
        p.click("run");
        p.click("run");
        QCOMPARE(p.run.count(), 1);
        QCOMPARE(p.run[0][0].value<rebalance::Urgency>(), rebalance::Urgency::High);
        QCOMPARE(p.label("why-not"), QStringLiteral("The run is being started"));

        p.panel.say(QStringLiteral("the kill switch is on"));
        QVERIFY(p.button("run").isEnabled());
        p.click("run");
        QCOMPARE(p.run.count(), 2);
        p.show(Builder::run(2));
        QCOMPARE(p.label("why-not"), QStringLiteral("A run is going on"));
        QCOMPARE(p.panel.tabs().currentIndex(), 1);
        QVERIFY(!p.button("run").isEnabled());
    }

    void anOlderRunsEndDoesNotAllowASecondStart()
    {
        Panel p;
        rebalance::RunProgress former = Builder::run(2, 6);
        former.state = State::Over;
        p.show(former);
        p.openReady();
        p.click("run");
        p.show(former);
        QVERIFY(!p.button("run").isEnabled());
        p.show(Builder::run(2, 7));
        rebalance::RunProgress over = Builder::run(2, 7);
        over.state = State::Over;
        p.show(over);
        QVERIFY(p.button("run").isEnabled());
    }

    void liveItWantsToBeHeld()
    {
        Panel p;
        p.panel.setEnvironment(QStringLiteral("LIVE"), true);
        p.openReady();
        QCOMPARE(p.label("environment"), QStringLiteral("LIVE"));
        QVERIFY(p.button("run").text().contains(QStringLiteral("hold")));
        p.click("run");
        QTest::keyClick(&p.button("run"), Qt::Key_Space);
        QCOMPARE(p.run.count(), 0);

        QTest::mousePress(&p.button("run"), Qt::LeftButton);
        QVERIFY(p.run.wait(HoldButton::holdMs * 10));
        QTest::mouseRelease(&p.button("run"), Qt::LeftButton);
        QCOMPARE(p.run.count(), 1);
    }

    void beforeItIsKnownWhereOrdersGoItWantsToBeHeld()
    {
        RebalancePanel panel;
        QSignalSpy run(&panel, &RebalancePanel::runWanted);
        panel.show();
        panel.showPlan(Builder::shared(Builder::weights({{"AAPL", 0.2}})));
        panel.showPreview(Builder::shared(Builder::preview({Builder::order("AAPL", core::Side::Bid, "0", "200")})));
        auto* const button = panel.findChild<QPushButton*>(QStringLiteral("run"));
        QVERIFY(button->isEnabled());
        QTest::mouseClick(button, Qt::LeftButton);
        QCOMPARE(run.count(), 0);
    }

    void everythingIsReachedByTab()
    {
        Panel p;
        p.openReady();
        p.button("open").setFocus();
        const auto reached = [&] {
            QStringList names;
            for (int i = 0; i < 40; ++i) {
                names << QApplication::focusWidget()->objectName();
                QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
            }
            return names;
        };
        QVERIFY(QTest::qWaitForWindowActive(&p.panel));
        const QStringList onPlan = reached();
        for (const char* const name : {"open", "plan", "notes", "urgency-normal", "preview", "run"}) {
            QVERIFY2(onPlan.contains(QString::fromLatin1(name)), name);
        }
        rebalance::RunProgress run = Builder::run(3);
        p.show(run);
        const QStringList onRun = reached();
        for (const char* const name : {"pause", "stop", "run-orders", "steps"}) {
            QVERIFY2(onRun.contains(QString::fromLatin1(name)), name);
        }
        run.state = State::Over;
        p.show(run);
        QVERIFY(reached().contains(QStringLiteral("export")));
    }

    void controlsHaveNamesForThoseWhoHearThem()
    {
        Panel p;
        for (const char* const name : {"plan", "notes", "figures", "run-orders", "details", "steps", "summary"}) {
            QVERIFY2(!p.find<QWidget>(name).accessibleName().isEmpty(), name);
        }
        for (const char* const name : {"open", "preview", "run", "pause", "resume", "stop", "export"}) {
            QVERIFY2(!p.button(name).toolTip().isEmpty(), name);
        }
        QCOMPARE(p.find<QLabel>("environment").accessibleName(), QStringLiteral("Orders go to: PAPER"));
    }
};

const QtSuite<RebalancePanelTest> suite{"views/equities/rebalance_panel"};

#include "rebalance_panel_test.moc"
