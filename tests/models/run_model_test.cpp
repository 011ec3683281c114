// SPDX-License-Identifier: MIT
#include "models/run_model.h"
#include "tests/support/qt_suite.h"
#include "tests/support/rebalance_builder.h"
#include "tests/support/watched_model.h"

#include <QTest>

#include <functional>

using namespace leadline;
using namespace leadline::models;
using rebalance::SlotResult;
using rebalance::SlotState;
using Builder = tests::RebalanceBuilder;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

namespace
{

using WatchedRun = tests::Watched<RunModel>;

QString cells(int firstRow, RunModel::Column first, int lastRow, RunModel::Column last)
{
    return QStringLiteral("%1:%2-%3:%4")
        .arg(firstRow)
        .arg(static_cast<int>(first))
        .arg(lastRow)
        .arg(static_cast<int>(last));
}

} // namespace

class RunModelTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aNewRunResetsOnceAndItsTicksNever()
    {
        WatchedRun w;
        w.model.show(Builder::shared(Builder::run(150)));
        QCOMPARE(w.reset.count(), 1);
        QCOMPARE(w.model.rowCount(), 150);
        rebalance::RunProgress run = Builder::run(150);
        for (int tick = 0; tick < 50; ++tick) {
            run.slots[static_cast<std::size_t>(tick)].quotesSeen += tick;
            w.model.show(Builder::shared(run));
        }
        QCOMPARE(w.reset.count(), 1);
        QCOMPARE(w.inserted.count() + w.removed.count(), 0);
        w.model.show(Builder::shared(Builder::run(150, 8)));
        QCOMPARE(w.reset.count(), 2);
        w.model.show(nullptr);
        QCOMPARE(w.model.rowCount(), 0);
    }

    void oneChangedSlotIsOneChangeOverNeighbouringCells()
    {
        using Column = RunModel::Column;
        WatchedRun w;
        rebalance::RunProgress run = Builder::run(5);
        w.model.show(Builder::shared(run));
        w.model.show(Builder::shared(run));
        QCOMPARE(w.changed.count(), 0);

        run.slots[3].quote.bid.price = tests::price("99.95");
        run.slots[3].quotesSeen++;
        w.model.show(Builder::shared(run));
        QCOMPARE(w.changed.count(), 1);
        QCOMPARE(w.change(0), cells(3, Column::Quote, 3, Column::QuotesSeen));

        run.slots[1].filled = tests::size("40");
        run.slots[1].filledValue = tests::price("99.91") * tests::size("40");
        w.model.show(Builder::shared(run));
        QCOMPARE(w.changed.count(), 2);
        QCOMPARE(w.change(1), cells(1, Column::Progress, 1, Column::Slippage));
        QCOMPARE(w.text(1, Column::Filled), QStringLiteral("40 / 100"));
        QCOMPARE(w.at(1, Column::Progress).data(BarRole).toDouble(), 0.4);

        // What no cell shows changes none.
        run.slots[0].quote.bid.size = tests::size("900");
        run.slots[0].ordersSent = 2;
        w.model.show(Builder::shared(run));
        QCOMPARE(w.changed.count(), 2);
    }

    void neighbouringRowsThatChangeAlikeAreOneChange()
    {
        using Column = RunModel::Column;
        WatchedRun w;
        rebalance::RunProgress run = Builder::run(150);
        w.model.show(Builder::shared(run));
        for (rebalance::SlotProgress& slot : run.slots) {
            slot.quotesSeen++;
        }
        w.model.show(Builder::shared(run));
        QCOMPARE(w.changed.count(), 1);
        QCOMPARE(w.change(0), cells(0, Column::QuotesSeen, 149, Column::QuotesSeen));

        w.changed.clear();
        for (const std::size_t row : {4U, 5U, 6U, 9U, 149U}) {
            run.slots[row].repegs++;
        }
        run.slots[7].reason = "other";
        w.model.show(Builder::shared(run));
        QCOMPARE(w.changed.count(), 4);
        QCOMPARE(w.change(0), cells(4, Column::Repegs, 6, Column::Repegs));
        QCOMPARE(w.change(1), cells(7, Column::Reason, 7, Column::Reason));
        QCOMPARE(w.change(2), cells(9, Column::Repegs, 9, Column::Repegs));
        QCOMPARE(w.change(3), cells(149, Column::Repegs, 149, Column::Repegs));
    }

    void everyShownFieldIsToldWhenItChanges_data()
    {
        using Column = RunModel::Column;
        using Slot = rebalance::SlotProgress;
        QTest::addColumn<std::function<void(Slot&)>>("change");
        QTest::addColumn<int>("column");
        const auto row = [](const char* name, Column column, std::function<void(Slot&)> change) {
            QTest::newRow(name) << std::move(change) << static_cast<int>(column);
        };
        row("side", Column::Side, [](Slot& slot) { slot.side = core::Side::Ask; });
        row("state", Column::State, [](Slot& slot) { slot.state = SlotState::Repegging; });
        row("result", Column::Result, [](Slot& slot) { slot.result = SlotResult::Filled; });
        row("size", Column::Filled, [](Slot& slot) { slot.size = tests::size("99"); });
        row("filled", Column::Progress, [](Slot& slot) { slot.filled = tests::size("99.999999999"); });
        row("working", Column::Working, [](Slot& slot) { slot.working = {}; });
        row("ask", Column::Quote, [](Slot& slot) { slot.quote.ask.price = tests::price("100.11"); });
        row("quotes", Column::QuotesSeen, [](Slot& slot) { slot.quotesSeen = 4; });
        row("re-pegs", Column::Repegs, [](Slot& slot) { slot.repegs = 5; });
        row("until", Column::Until, [](Slot& slot) { slot.until = Builder::morning() + minutes(9); });
        row("baseline", Column::Baseline, [](Slot& slot) { slot.baselineBps = 11; });
        row("mid", Column::Baseline, [](Slot& slot) { slot.arrivalMid = {}; });
        row("strategy", Column::Strategy, [](Slot& slot) { slot.strategy = "market"; });
        row("reason", Column::Reason, [](Slot& slot) { slot.reason = "re-pegged"; });
    }
    void everyShownFieldIsToldWhenItChanges()
    {
        QFETCH(std::function<void(rebalance::SlotProgress&)>, change);
        QFETCH(int, column);
        WatchedRun w;
        w.model.tick(Builder::morning());
        rebalance::RunProgress run = Builder::run(3);
        w.model.show(Builder::shared(run));
        QStringList before;
        for (int i = 0; i < RunModel::columns; ++i) {
            before << w.model.index(1, i).data().toString();
        }
        change(run.slots[1]);
        w.model.show(Builder::shared(run));
        QCOMPARE(w.changed.count(), 1);
        const int first = w.changed[0][0].toModelIndex().column();
        const int last = w.changed[0][1].toModelIndex().column();
        QVERIFY(first <= column && column <= last);
        for (int i = 0; i < RunModel::columns; ++i) {
            const bool hasChanged = w.model.index(1, i).data().toString() != before[i];
            QVERIFY2(!hasChanged || (first <= i && i <= last), qPrintable(QStringLiteral("column %1").arg(i)));
            QVERIFY(i != column || hasChanged);
        }
    }

    void aCountdownChangesItsCellOncePerSecond()
    {
        using Column = RunModel::Column;
        WatchedRun w;
        const core::Timestamp now = Builder::morning();
        rebalance::RunProgress run = Builder::run(4);
        run.slots[1].until = run.slots[2].until = now + seconds(3);
        w.model.tick(now);
        w.model.show(Builder::shared(run));
        QCOMPARE(w.text(1, Column::Until), QStringLiteral("0:03"));
        QCOMPARE(w.units(1, Column::Until).toInt(), 3);
        QCOMPARE(w.text(0, Column::Until), QStringLiteral("–"));
        QVERIFY(!w.units(0, Column::Until).isValid());
        for (int i = 1; i <= 19; ++i) {
            w.model.tick(now + milliseconds(50) * i);
        }
        QCOMPARE(w.changed.count(), 0);
        w.model.tick(now + seconds(1));
        QCOMPARE(w.changed.count(), 1);
        QCOMPARE(w.change(0), cells(1, Column::Until, 2, Column::Until));
        w.model.tick(now + seconds(3) - core::Duration(1));
        QCOMPARE(w.text(1, Column::Until), QStringLiteral("0:01"));
        w.model.tick(now + seconds(3));
        QCOMPARE(w.text(1, Column::Until), QStringLiteral("–"));
        // One that is over waits for nothing.
        run.slots[1].until = now + minutes(5);
        Builder::fill(run.slots[1], "100");
        w.model.show(Builder::shared(run));
        QCOMPARE(w.text(1, Column::Until), QStringLiteral("–"));
    }

    void costsAreSignedAndUnknownOnesAreDashes()
    {
        using Column = RunModel::Column;
        WatchedRun w;
        rebalance::RunProgress run = Builder::run(4);
        Builder::fill(run.slots[0], "99.91"); // bought 9 cents below 100
        Builder::fill(run.slots[1], "100.20");
        run.slots[2].side = core::Side::Ask;
        Builder::fill(run.slots[2], "99.98");
        run.slots[3].arrivalMid = {};
        run.slots[3].quote = {};
        w.model.show(Builder::shared(run));
        QCOMPARE(w.column(Column::Slippage), Builder::texts({"-9.00", "20.00", "2.00", "–"}));
        QCOMPARE(w.column(Column::Baseline), Builder::texts({"10.00", "10.00", "10.00", "–"}));
        QCOMPARE(w.tone(0, Column::Slippage), Tone::Plain);
        QCOMPARE(w.tone(1, Column::Slippage), Tone::Warning); // worse than a market order
        QVERIFY(!w.units(3, Column::Slippage).isValid());
        QVERIFY(!w.units(3, Column::Quote).isValid());
        QCOMPARE(w.text(3, Column::Quote), QStringLiteral("–"));
        QCOMPARE(w.text(0, Column::Quote), QStringLiteral("99.90 × 100.10"));
        QCOMPARE(w.units(3, Column::Working).toLongLong(), tests::price("99.91").raw());
        QCOMPARE(w.text(0, Column::Working), QStringLiteral("–"));
    }

    void aPartIsNotWhole()
    {
        using Column = RunModel::Column;
        WatchedRun w;
        rebalance::RunProgress run = Builder::run(3);
        run.slots[0].filled = tests::size("99.999999999");
        run.slots[1].size = {};
        Builder::fill(run.slots[2], "100");
        w.model.show(Builder::shared(run));
        QCOMPARE(w.column(Column::Progress), Builder::texts({"99 %", "0 %", "100 %"}));
        QCOMPARE(w.text(0, Column::Filled), QStringLiteral("99.999999999 / 100"));
    }

    void everyStateAndResultHasItsWord()
    {
        using Column = RunModel::Column;
        WatchedRun w;
        rebalance::RunProgress run = Builder::run(rebalance::slotStates);
        for (int i = 0; i < rebalance::slotStates; ++i) {
            auto& slot = run.slots[static_cast<std::size_t>(i)];
            slot.state = static_cast<SlotState>(i);
            slot.result = static_cast<SlotResult>(i % rebalance::slotResults);
        }
        w.model.show(Builder::shared(run));
        QStringList words = w.column(Column::State);
        QVERIFY(!words.contains(QString()));
        QCOMPARE(words.removeDuplicates(), 0);
        QStringList results = w.column(Column::Result).mid(1, rebalance::slotResults - 1);
        QVERIFY(!results.contains(QString()));
        QCOMPARE(results.removeDuplicates(), 0);
        QCOMPARE(w.tone(static_cast<int>(SlotResult::Refused), Column::Result), Tone::Bad);
        QCOMPARE(w.tone(static_cast<int>(SlotState::Asking), Column::State), Tone::Warning);
    }
};

const QtSuite<RunModelTest> suite{"models/run_model"};

#include "run_model_test.moc"
