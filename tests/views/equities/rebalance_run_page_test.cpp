// SPDX-License-Identifier: MIT
/// A run in the window: watched, looked into, paused, stopped, and its report exported.
#include "tests/support/qt_suite.h"
#include "tests/views/equities/rebalance_bench.h"
#include "views/widgets/fact_sheet.h"

#include <QAbstractItemModelTester>
#include <QHeaderView>
#include <QProgressBar>
#include <QScrollBar>
#include <QTabWidget>
#include <QTemporaryDir>

#include <memory>

using namespace leadline;
using namespace leadline::views;
using models::RunModel;
using rebalance::SlotState;
using Builder = tests::RebalanceBuilder;
using Panel = tests::RebalanceBench;
using State = rebalance::RunProgress::State;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

class RebalanceRunPageTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void pauseResumeAndStopAreToldOnceEachWhereTheyMeanSomething_data()
    {
        QTest::addColumn<int>("state");
        QTest::addColumn<QList<int>>("told"); // pause, resume, stop
        QTest::newRow("running") << static_cast<int>(State::Running) << QList<int>{1, 0, 1};
        QTest::newRow("paused") << static_cast<int>(State::Paused) << QList<int>{0, 1, 1};
        QTest::newRow("cut off") << static_cast<int>(State::CutOff) << QList<int>{0, 1, 1};
        QTest::newRow("stopping") << static_cast<int>(State::Stopping) << QList<int>{0, 0, 0};
        QTest::newRow("over") << static_cast<int>(State::Over) << QList<int>{0, 0, 0};
    }
    void pauseResumeAndStopAreToldOnceEachWhereTheyMeanSomething()
    {
        QFETCH(int, state);
        QFETCH(QList<int>, told);
        Panel p;
        p.panel.tabs().setCurrentIndex(1);
        rebalance::RunProgress run = Builder::run(2);
        run.state = static_cast<State>(state);
        p.show(run);
        for (const char* const name : {"pause", "resume", "stop"}) {
            p.click(name);
            QVERIFY(!p.button(name).toolTip().isEmpty());
        }
        QCOMPARE(QList<int>({static_cast<int>(p.pause.count()), static_cast<int>(p.resume.count()),
                     static_cast<int>(p.stop.count())}),
            told);
    }

    void theRunTellsHowFarItIs()
    {
        Panel p;
        rebalance::RunProgress run = Builder::run(4);
        run.opensAt = Builder::morning() + minutes(4) + seconds(12);
        for (rebalance::SlotProgress& slot : run.slots) {
            slot.state = SlotState::Queued;
            slot.until = run.opensAt;
        }
        p.show(run);
        QCOMPARE(p.label("countdown"), QStringLiteral("orders wait until 09:35:00 New York, 4:12"));
        QCOMPARE(p.label("state"), QStringLiteral("Running, urgency normal: 0 of 4 orders are over"));
        p.panel.tick(run.opensAt - milliseconds(1));
        QVERIFY(p.label("countdown").endsWith(QStringLiteral("0:01")));
        p.panel.tick(run.opensAt);
        QVERIFY(p.label("countdown").isEmpty());

        Builder::fill(run.slots[0], "99.91");
        run.opensAt = {};
        run.note = "paused by the user";
        run.state = State::Paused;
        p.show(run);
        QCOMPARE(
            p.label("state"), QStringLiteral("Paused, urgency normal: 1 of 4 orders are over — paused by the user"));
        // 9,991 of 9,991 + 3 × 10,000 dollars.
        QCOMPARE(p.find<QProgressBar>("overall").value(), 249);
        run.state = State::CutOff;
        run.note.clear();
        for (std::size_t i = 1; i < run.slots.size(); ++i) {
            run.slots[i].state = i == 1 ? SlotState::Working : SlotState::Paused;
        }
        p.show(run);
        QVERIFY2(p.label("state").startsWith(QString::fromUtf8(
                     "Cut off, urgency normal: 1 of 4 orders are over — at the venue work 1: Resume")),
            qPrintable(p.label("state")));
        run.isSmart = false;
        p.show(run);
        QVERIFY(p.label("state").contains(QStringLiteral("legacy mode")));
    }

    void theSelectedOrderIsToldInDetail()
    {
        Panel p;
        rebalance::RunProgress run = Builder::run(3);
        p.show(run);
        const auto& details = p.find<FactSheet>("details");
        QCOMPARE(details.textOf(QStringLiteral("Order")), QStringLiteral("BUY 100 S000"));
        p.orders().setFocus();
        QTest::keyClick(&p.orders(), Qt::Key_Down);
        QCOMPARE(details.textOf(QStringLiteral("Order")), QStringLiteral("BUY 100 S001"));
        QCOMPARE(details.textOf(QStringLiteral("Quote")), QStringLiteral("99.90 × 100.10"));

        p.panel.tick(Builder::morning() + seconds(5));
        Builder::fill(run.slots[1], "99.91");
        run.slots[1].reason = "filled";
        run.slots[1].quotesSeen = 17;
        const core::Timestamp began = Builder::morning();
        run.slots[1].log = {{began, "smart execution, urgency normal"},
            {began, "touch 300 × 900 shares, ratio 0.33: leans against the buy, joins the touch"},
            {began + seconds(1), "limit at 99.90 for 100 shares"}, {began + seconds(5), "filled, 100 of 100 shares"}};
        p.show(run);
        QCOMPARE(details.textOf(QStringLiteral("State")), QStringLiteral("filled"));
        QCOMPARE(details.textOf(QStringLiteral("Quotes seen")), QStringLiteral("17"));
        QCOMPARE(details.textOf(QStringLiteral("Slippage")), QStringLiteral("-9.00 bps"));
        QCOMPARE(details.textOf(QStringLiteral("Ended")), QStringLiteral("09:32:48"));
        QCOMPARE(p.notes("steps"),
            Builder::texts({"09:30:48  smart execution, urgency normal",
                "09:30:48  touch 300 × 900 shares, ratio 0.33: leans against the buy, joins the touch",
                "09:30:49  limit at 99.90 for 100 shares", "09:30:53  filled, 100 of 100 shares"}));
    }

    void theEndIsSummedUpAndItsReportExported()
    {
        Panel p;
        rebalance::RunProgress run = Builder::run(3);
        p.show(run);
        QVERIFY(!p.button("export").isVisible());
        Builder::fill(run.slots[0], "99.95");
        Builder::fill(run.slots[1], "100.05");
        run.slots[2].state = SlotState::Done;
        run.slots[2].result = rebalance::SlotResult::Unfilled;
        run.state = State::Over;
        p.show(run);
        const auto& summary = p.find<FactSheet>("summary");
        for (const auto& [name, text] : std::initializer_list<std::pair<const char*, const char*>>{{"Filled", "2"},
                 {"Unfilled", "1"}, {"Refused", "0"}, {"Value", "20,000.00"}, {"Average slippage", "0.00 bps"},
                 {"Baseline", "10.00 bps"}}) {
            QCOMPARE(summary.textOf(QString::fromLatin1(name)), QString::fromLatin1(text));
        }
        QCOMPARE(summary.textOf(QStringLiteral("Improvement")), QStringLiteral("10.00 bps, 20.00 dollars (100.0 %)"));

        QTemporaryDir folder;
        p.click("export");
        p.answer(folder.filePath(QStringLiteral("report")));
        QCOMPARE(p.report.count(), 1);
        QCOMPARE(p.report[0][0].toString(), folder.filePath(QStringLiteral("report.csv")));
    }

    void aRunWithoutFillsHasNoFiguresToSumUp()
    {
        Panel p;
        rebalance::RunProgress run = Builder::run(1);
        run.state = State::Over;
        p.show(run);
        const auto& summary = p.find<FactSheet>("summary");
        QCOMPARE(summary.textOf(QStringLiteral("Average slippage")), QStringLiteral("–"));
        QCOMPARE(summary.textOf(QStringLiteral("Improvement")), QStringLiteral("–"));
    }

    void aHundredAndFiftyOrdersTickingTwentyTimesASecondCostLittle()
    {
        Panel p;
        rebalance::RunProgress run = Builder::run(150);
        p.show(run);
        QAbstractItemModel* const model = p.orders().model();
        auto tester =
            std::make_unique<QAbstractItemModelTester>(model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        p.orders().setCurrentIndex(model->index(140, 0));
        p.orders().scrollToBottom();
        const int scrolled = p.orders().verticalScrollBar()->value();
        QVERIFY(scrolled > 0);
        QSignalSpy changed(model, &QAbstractItemModel::dataChanged);
        QSignalSpy reset(model, &QAbstractItemModel::modelReset);
        QSignalSpy laidOut(model, &QAbstractItemModel::layoutChanged);

        constexpr int ticks = 100; // five seconds
        for (int tick = 0; tick < ticks; ++tick) {
            // Every third symbol has a new quote.
            for (int i = tick % 3; i < 150; i += 3) {
                rebalance::SlotProgress& slot = run.slots[static_cast<std::size_t>(i)];
                slot.quotesSeen++;
                slot.quote.bid.price = slot.quote.bid.price + tests::price("0.01");
            }
            p.show(run);
            p.panel.tick(Builder::morning() + milliseconds(50) * tick);
            tester.reset(); // it looks at every cell, which the window does not
        }
        QCOMPARE(changed.count(), ticks * 50);
        for (const QList<QVariant>& change : changed) {
            const QModelIndex first = change[0].toModelIndex();
            const QModelIndex last = change[1].toModelIndex();
            QVERIFY(first.row() == last.row() && last.column() - first.column() == 1);
        }
        changed.clear();
        // What every symbol shares is one change, and what stands still none.
        for (rebalance::SlotProgress& slot : run.slots) {
            slot.quotesSeen++;
        }
        p.show(run);
        p.show(run);
        QCOMPARE(changed.count(), 1);
        QCOMPARE(reset.count() + laidOut.count(), 0);
        QCOMPARE(p.orders().currentIndex().row(), 140);
        QCOMPARE(p.orders().verticalScrollBar()->value(), scrolled);
    }

    void aColumnIsSortedByItsValuesAndUnknownOnesAreLast()
    {
        Panel p;
        rebalance::RunProgress run = Builder::run(4);
        Builder::fill(run.slots[0], "100.20");
        Builder::fill(run.slots[2], "99.91"); // -9 bps, which text would put after 20
        Builder::fill(run.slots[3], "100.03");
        p.show(run);
        const auto symbols = [&] {
            QStringList texts;
            for (int row = 0; row < 4; ++row) {
                texts << p.orders().model()->index(row, 0).data().toString();
            }
            return texts;
        };
        QHeaderView* const header = p.orders().horizontalHeader();
        const int column = static_cast<int>(RunModel::Column::Slippage);
        p.orders().scrollTo(p.orders().model()->index(0, column));
        const auto clickHeader = [&] {
            const QPoint place(header->sectionViewportPosition(column) + 20, header->height() / 2);
            QTest::mouseClick(header->viewport(), Qt::LeftButton, {}, place);
        };
        clickHeader();
        const bool isDown = header->sortIndicatorOrder() == Qt::DescendingOrder;
        const QStringList up = Builder::texts({"S002", "S003", "S000", "S001"});
        const QStringList down = Builder::texts({"S000", "S003", "S002", "S001"});
        QCOMPARE(symbols(), isDown ? down : up);
        clickHeader();
        QCOMPARE(symbols(), isDown ? up : down);

        // A row stays where it is while it ticks, and another run is in the plan's order.
        run.slots[2].filledValue = tests::price("101") * run.slots[2].size;
        const QStringList before = symbols();
        p.show(run);
        QCOMPARE(symbols(), before);
        p.show(Builder::run(4, 8));
        QCOMPARE(symbols(), Builder::texts({"S000", "S001", "S002", "S003"}));
    }
};

const QtSuite<RebalanceRunPageTest> suite{"views/equities/rebalance_run_page"};

#include "rebalance_run_page_test.moc"
