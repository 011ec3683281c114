// SPDX-License-Identifier: MIT
/// A plan in the window: weights drawn out by mouse and keys, the dry run, what keeps it from being run.
#include "tests/support/qt_suite.h"
#include "tests/views/equities/rebalance_bench.h"
#include "views/widgets/fact_sheet.h"
#include "views/widgets/theme.h"

#include <QAction>
#include <QLineEdit>

using namespace leadline;
using namespace leadline::views;
using Builder = tests::RebalanceBuilder;
using Panel = tests::RebalanceBench;
using std::chrono::minutes;
using std::chrono::seconds;

namespace
{

const rebalance::Plan& planOf(const QSignalSpy& edited, int i)
{
    return *edited[i][0].value<models::SharedPlan>();
}

int pixelsOf(const QImage& image, const QColor& colour)
{
    int count = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            count += image.pixelColor(x, y) == colour;
        }
    }
    return count;
}

} // namespace

class RebalancePlanPageTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void thePreviewsTotalsAndReasonsStandOnALineEach()
    {
        Panel p;
        rebalance::PlanPreview preview = Builder::mixedPreview();
        preview.warnings = {"GOOG is held and not named: it is left alone"};
        p.panel.showPlan(Builder::shared(Builder::mixedPlan()));
        QVERIFY(p.notes().front().contains(QStringLiteral("nothing is sent")));
        p.click("preview");
        QCOMPARE(p.preview.count(), 1);
        p.panel.showPreview(Builder::shared(preview));
        const auto& figures = p.find<FactSheet>("figures");
        for (const auto& [name, text] :
            std::initializer_list<std::pair<const char*, const char*>>{{"Equity", "100,000.00"}, {"Sells", "20,000.00"},
                {"Buys", "15,000.00"}, {"Cash after", "45,000.00"}, {"Cost of limits", "-31.50"},
                {"Cost of market orders", "35.00"}, {"Improvement", "66.50 (190.0 %)"}}) {
            QCOMPARE(figures.textOf(QString::fromLatin1(name)), QString::fromLatin1(text));
        }
        QCOMPARE(p.notes(),
            Builder::texts({"Refused: HALT not tradable", "Warning: GOOG is held and not named: it is left alone",
                "Rows left out: 1, for the reasons in the table"}));
        QCOMPARE(p.label("sum"), QStringLiteral("Sum 45.01 %, 54.99 % stays cash and what is not named"));
        QCOMPARE(p.label("placement"), QStringLiteral("Orders may go now"));
    }

    void thePreviewsOpeningIsCountedDown()
    {
        Panel p;
        rebalance::PlanPreview preview = Builder::mixedPreview();
        preview.placement = {equities::Placement::Kind::OpeningDelay, Builder::morning() + minutes(4) + seconds(12)};
        p.panel.showPlan(Builder::shared(Builder::mixedPlan()));
        p.panel.showPreview(Builder::shared(preview));
        QVERIFY(p.label("placement").endsWith(QStringLiteral("orders wait until 09:35:00 New York, 4:12")));
        p.panel.tick(Builder::morning() + seconds(1));
        QVERIFY(p.label("placement").endsWith(QStringLiteral("4:11")));
        preview.placement = {equities::Placement::Kind::Closed, Builder::morning() + std::chrono::days(3)};
        p.panel.showPreview(Builder::shared(preview));
        QVERIFY(p.label("placement").contains(QStringLiteral("2026-11-23 09:30:48 New York, 2 d 23:59:59")));
    }

    void draggingABarsEndChangesThatWeightInTenthsOfAPercent()
    {
        Panel p;
        p.openReady();
        const auto before = p.barEnd(0);
        const int by = p.pixels(0, 0.05);
        QTest::mousePress(p.table().viewport(), Qt::LeftButton, {}, before);
        p.moveTo(before + QPoint(by, 0));
        QCOMPARE(p.edited.count(), 0); // told when it is let go
        const double shown = p.weightAt(0);
        QVERIFY(std::abs(shown - 0.25) < 0.004);
        QCOMPARE(shown, std::round(shown * 1000) / 1000);
        QVERIFY(p.label("sum").startsWith(QStringLiteral("Sum 6")));
        QVERIFY(!p.button("run").isEnabled());
        QTest::mouseRelease(p.table().viewport(), Qt::LeftButton, {}, before + QPoint(by, 0));

        QCOMPARE(p.edited.count(), 1);
        QCOMPARE(planOf(p.edited, 0).rows[0].weight, shown);
        QCOMPARE(planOf(p.edited, 0).rows[1].weight, 0.4);
        QCOMPARE(p.label("why-not"), QStringLiteral("Weights have changed: preview again"));
        p.showReadyPreview();
        QVERIFY(p.button("run").isEnabled());
    }

    void withShiftAPixelIsAStep()
    {
        Panel p;
        p.openReady();
        p.drag(0, 7, Qt::ShiftModifier);
        QCOMPARE(p.edited.count(), 1);
        QCOMPARE(planOf(p.edited, 0).rows[0].weight, 0.207);
        p.drag(1, -12, Qt::ShiftModifier);
        QCOMPARE(planOf(p.edited, 1).rows[1].weight, 0.388);
        QCOMPARE(planOf(p.edited, 1).rows[0].weight, 0.207);
    }

    void aPressWithoutAMoveOrBesideTheEndChangesNothing()
    {
        Panel p;
        p.panel.showPlan(Builder::shared(Builder::weights({{"AAPL", 1.0 / 3}})));
        p.drag(0, 0);
        const QPoint inside = p.barEnd(0) - QPoint(25, 0);
        QTest::mousePress(p.table().viewport(), Qt::LeftButton, {}, inside);
        p.moveTo(inside + QPoint(40, 0));
        QTest::mouseRelease(p.table().viewport(), Qt::LeftButton, {}, inside + QPoint(40, 0));
        QCOMPARE(p.edited.count(), 0);
        QCOMPARE(p.weightAt(0), 1.0 / 3); // not even rounded
    }

    void escapeGivesADragUp()
    {
        Panel p;
        p.openReady();
        p.table().setFocus();
        const QPoint from = p.barEnd(0);
        QTest::mousePress(p.table().viewport(), Qt::LeftButton, {}, from);
        p.moveTo(from + QPoint(30, 0));
        QVERIFY(p.weightAt(0) > 0.2);
        QTest::keyClick(&p.table(), Qt::Key_Escape);
        QCOMPARE(p.weightAt(0), 0.2);
        p.moveTo(from + QPoint(60, 0));
        QTest::mouseRelease(p.table().viewport(), Qt::LeftButton, {}, from + QPoint(60, 0));
        QCOMPARE(p.edited.count(), 0);
        QVERIFY(p.button("run").isEnabled());
    }

    void whatComesWhileABarIsInTheHandWaits()
    {
        Panel p;
        p.openReady();
        const QPoint from = p.barEnd(0);
        QTest::mousePress(p.table().viewport(), Qt::LeftButton, {}, from);
        p.moveTo(from + QPoint(30, 0));
        const double moved = p.weightAt(0);
        using enum core::Side;
        p.panel.showPreview(Builder::shared(
            Builder::preview({Builder::order("MSFT", Bid, "0", "400"), Builder::order("AAPL", Bid, "0", "200")})));
        QCOMPARE(p.weightAt(0), moved);
        QTest::mouseRelease(p.table().viewport(), Qt::LeftButton, {}, from + QPoint(30, 0));
        QCOMPARE(p.edited.count(), 1);
        QCOMPARE(planOf(p.edited, 0).rows[0].weight, moved);
        QCOMPARE(p.weight(0).siblingAtColumn(0).data().toString(), QStringLiteral("MSFT"));
        QVERIFY(!p.button("run").isEnabled()); // that preview was one of the former weights
    }

    void anotherPlanTakesTheBarOutOfTheHand()
    {
        Panel p;
        p.openReady();
        const QPoint from = p.barEnd(0);
        QTest::mousePress(p.table().viewport(), Qt::LeftButton, {}, from);
        p.moveTo(from + QPoint(30, 0));
        p.panel.showPlan(Builder::shared(Builder::weights({{"AAPL", 0.3}})));
        QTest::mouseRelease(p.table().viewport(), Qt::LeftButton, {}, from + QPoint(30, 0));
        QCOMPARE(p.edited.count(), 0);
        QCOMPARE(p.weightAt(0), 0.3);
    }

    void arrowKeysStepAndAreToldOnRelease()
    {
        Panel p;
        p.openReady();
        p.lookAtWeight(0);
        QTest::keyClick(&p.table(), Qt::Key_Right);
        QCOMPARE(p.edited.count(), 1);
        QCOMPARE(planOf(p.edited, 0).rows[0].weight, 0.201);
        QTest::keyClick(&p.table(), Qt::Key_Left, Qt::ShiftModifier);
        QCOMPARE(planOf(p.edited, 1).rows[0].weight, 0.191);

        for (int i = 0; i < 9; ++i) {
            QTest::keyPress(&p.table(), Qt::Key_Right);
        }
        QCOMPARE(p.edited.count(), 2);
        QVERIFY(p.label("sum").contains(QStringLiteral("60.0 %")));
        QTest::keyRelease(&p.table(), Qt::Key_Right);
        QCOMPARE(p.edited.count(), 3);
        QCOMPARE(planOf(p.edited, 2).rows[0].weight, 0.2);

        // In other columns the arrows go their way.
        p.table().setCurrentIndex(p.weight(0).siblingAtColumn(0));
        QTest::keyClick(&p.table(), Qt::Key_Right);
        QCOMPARE(p.table().currentIndex(), p.weight(0));
        QCOMPARE(p.edited.count(), 3);
    }

    void arrowKeysStopAtNothingAndAtTheWholeAndGoToTheNextStep_data()
    {
        QTest::addColumn<double>("from");
        QTest::addColumn<int>("key");
        QTest::addColumn<double>("to");
        QTest::newRow("up from between") << 1.0 / 3 << int{Qt::Key_Right} << 0.334;
        QTest::newRow("down from between") << 1.0 / 3 << int{Qt::Key_Left} << 0.333;
        QTest::newRow("down to nothing") << 0.001 << int{Qt::Key_Left} << 0.0;
        QTest::newRow("below nothing") << 0.0 << int{Qt::Key_Left} << 0.0;
        QTest::newRow("up to the whole") << 0.999 << int{Qt::Key_Right} << 1.0;
        QTest::newRow("above the whole") << 1.0 << int{Qt::Key_Right} << 1.0;
    }
    void arrowKeysStopAtNothingAndAtTheWholeAndGoToTheNextStep()
    {
        QFETCH(double, from);
        QFETCH(int, key);
        QFETCH(double, to);
        Panel p;
        p.panel.showPlan(Builder::shared(Builder::weights({{"AAPL", from}})));
        p.lookAtWeight(0);
        QTest::keyClick(&p.table(), static_cast<Qt::Key>(key));
        QCOMPARE(p.weightAt(0), to);
        QCOMPARE(p.edited.count(), from == to ? 0 : 1);
    }

    void aWeightCanBeTyped()
    {
        Panel p;
        p.openReady();
        p.lookAtWeight(1);
        const auto type = [&](const QString& text) {
            QTest::keyClick(&p.table(), Qt::Key_F2);
            auto* const editor = p.table().findChild<QLineEdit*>();
            QVERIFY(editor != nullptr);
            editor->selectAll();
            QTest::keyClicks(editor, text);
            QTest::keyClick(editor, Qt::Key_Return);
            QCoreApplication::processEvents(); // the editor commits when it has handled the key
            QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        };
        type(QStringLiteral("12,5 %"));
        QCOMPARE(p.edited.count(), 1);
        QCOMPARE(planOf(p.edited, 0).rows[1].weight, 0.125);
        type(QStringLiteral("lots"));
        QCOMPARE(p.edited.count(), 1);
        QVERIFY(p.label("message").contains(QStringLiteral("\"lots\"")));
        QCOMPARE(p.weightAt(1), 0.125);
    }

    void theSelectionFollowsItsSymbol()
    {
        Panel p;
        p.openReady();
        p.lookAtWeight(0);
        using enum core::Side;
        p.panel.showPreview(Builder::shared(
            Builder::preview({Builder::order("MSFT", Bid, "0", "400"), Builder::order("AAPL", Bid, "0", "200")})));
        QCOMPARE(p.table().currentIndex(), p.weight(1));
        QCOMPARE(p.weight(1).siblingAtColumn(0).data().toString(), QStringLiteral("AAPL"));
    }

    void moreThanTheWholeIsMarkedAndCannotBeRun()
    {
        Panel p;
        p.panel.showPlan(Builder::shared(Builder::weights({{"AAPL", 0.6}, {"MSFT", 0.4}})));
        p.showReadyPreview();
        QVERIFY(p.button("run").isEnabled()); // the whole is not more than the whole
        p.lookAtWeight(0);
        QTest::keyClick(&p.table(), Qt::Key_Right);
        p.showReadyPreview();
        QCOMPARE(p.label("sum"), QStringLiteral("Sum 100.1 % — 0.1 % over 100 %, which cannot be run"));
        QCOMPARE(p.label("why-not"), QStringLiteral("Weights are over 100 %"));
        QVERIFY(!p.button("run").isEnabled());
        p.click("run");
        QCOMPARE(p.run.count(), 0);

        QTest::keyClick(&p.table(), Qt::Key_Left);
        p.showReadyPreview();
        QVERIFY(p.button("run").isEnabled());
    }

    void nothingIsRunThatWasNotPreviewedOrIsRefused()
    {
        Panel p;
        QCOMPARE(p.label("why-not"), QStringLiteral("No plan is open"));
        QVERIFY(!p.button("preview").isEnabled());
        p.panel.showPlan(Builder::shared(Builder::mixedPlan()));
        QCOMPARE(p.label("why-not"), QStringLiteral("Preview it first"));
        p.panel.showPreview(Builder::shared(Builder::mixedPreview()));
        QCOMPARE(p.label("why-not"), QStringLiteral("Rows refused: 1"));
        p.panel.showPreview(Builder::shared(Builder::preview({})));
        QCOMPARE(p.label("why-not"), QStringLiteral("There is nothing to do"));
        QVERIFY(!p.button("run").isEnabled());
        p.showReadyPreview();
        QVERIFY(p.button("run").isEnabled());
        p.panel.showPlan(Builder::shared(Builder::weights({{"AAPL", 0.1}})));
        QVERIFY(!p.button("run").isEnabled()); // another plan, another preview
    }

    void ownEditsThatComeBackKeepThePreview()
    {
        Panel p;
        p.openReady();
        p.panel.showPlan(Builder::shared(Builder::weights({{"AAPL", 0.2}, {"MSFT", 0.4}})));
        QVERIFY(p.button("run").isEnabled());
    }

    void tablesAreSortedFromTheirMenuAsWell()
    {
        Panel p;
        p.openMixed();
        const auto actions = p.table().actions();
        QCOMPARE(actions.size(), 3);
        p.table().setCurrentIndex(p.weight(0));
        actions[1]->trigger();
        QCOMPARE(p.weight(0).siblingAtColumn(0).data().toString(), QStringLiteral("AAPL"));
        actions[0]->trigger();
        QCOMPARE(p.weight(0).siblingAtColumn(0).data().toString(), QStringLiteral("TINY"));
        actions[2]->trigger();
        QCOMPARE(p.weight(0).siblingAtColumn(0).data().toString(), QStringLiteral("MSFT"));
        QCOMPARE(p.weight(4).siblingAtColumn(0).data().toString(), QStringLiteral("TINY"));
    }

    void barsArePaintedInTheColoursOfTheWindow_data()
    {
        QTest::addColumn<QPalette>("palette");
        QTest::newRow("light") << Theme::lightPalette();
        QTest::newRow("dark") << Theme::darkPalette();
    }
    void barsArePaintedInTheColoursOfTheWindow()
    {
        QFETCH(QPalette, palette);
        Panel p;
        p.panel.setPalette(palette);
        p.panel.showPlan(Builder::shared(Builder::weights({{"AAPL", 0.02}})));
        const Theme theme = Theme::of(palette);
        const auto bars = [&] { return pixelsOf(p.table().viewport()->grab().toImage(), theme.bidBar); };
        const int small = bars();
        QVERIFY(small > 100);
        p.lookAtWeight(0);
        for (int i = 0; i < 20; ++i) {
            QTest::keyPress(&p.table(), Qt::Key_Right);
        }
        QVERIFY(std::abs(bars() - 2 * small) < small / 5); // twice the weight on the same scale
        QTest::keyRelease(&p.table(), Qt::Key_Right);
    }
};

const QtSuite<RebalancePlanPageTest> suite{"views/equities/rebalance_plan_page"};

#include "rebalance_plan_page_test.moc"
