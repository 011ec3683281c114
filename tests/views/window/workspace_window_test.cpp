// SPDX-License-Identifier: MIT
/// The window as a workspace: what was moved, resized, opened and armed, and what of it comes back.
#include "models/order_entry.h"
#include "tests/support/layout_text.h"
#include "tests/support/qt_suite.h"
#include "tests/views/window/station.h"
#include "views/blotter/blotter_panel.h"
#include "views/charts/chart_panel.h"
#include "views/ladder/ladder_panel.h"
#include "views/ladder/ladder_view.h"
#include "views/ladder/venue_panel.h"
#include "views/ticket/ticket_panel.h"
#include "views/widgets/hold_button.h"
#include "views/window/stop_panel.h"
#include "views/workspace/dock_layout.h"

#include <QAction>
#include <QChart>
#include <QChartView>
#include <QComboBox>
#include <QDockWidget>
#include <QHeaderView>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLineSeries>
#include <QRegularExpression>
#include <QScreen>
#include <QStatusBar>
#include <QTabWidget>
#include <QTableView>

#include <set>

using namespace leadline;
using namespace leadline::views;
using namespace Qt::StringLiterals;
using models::Arming;
using tests::Station;
using Column = LadderView::Column;

namespace
{

QDockWidget& dock(MainWindow& window, const QString& name)
{
    return *docksOf(window).value(name);
}

LadderPanel& ladderOf(MainWindow& window, const QString& name)
{
    return *qobject_cast<LadderPanel*>(dock(window, name).widget());
}

/// The screen of the tests, and enough beside and below it for every window.
QList<QRect> roomy(const QWidget& window)
{
    return {window.screen()->availableGeometry(), QRect(0, 0, 4000, 3000)};
}

QByteArray written(const MainWindow& window)
{
    Workspace now = window.workspace();
    now.name = u"now"_s;
    return toJson(now);
}

Workspace readBack(const QByteArray& text)
{
    const auto read = parseWorkspace(text, u"w.json"_s);
    return read ? *read : Workspace{};
}

/// Everything that a user moves.
void rearrange(MainWindow& window)
{
    window.resize(1300, 900);
    window.addDockWidget(Qt::BottomDockWidgetArea, &dock(window, u"blotter"_s));
    window.addDockWidget(Qt::LeftDockWidgetArea, &dock(window, u"ticket"_s));
    dock(window, u"monitor"_s).hide();
    window.openLadder(u"kraken"_s);
    LadderView& ladder = window.ladderPanel().ladder();
    ladder.setGrouping(5);
    ladder.setShown(Column::Profile, false);
    QTest::keyClick(&ladder, Qt::Key_V);
    QTest::keyClick(&ladder, Qt::Key_3);
    window.orderEntry().setStyle(desk::Style::Smart);
    ladderOf(window, u"ladder-2"_s).ladder().setGrouping(25);
    QHeaderView& header = *window.blotter().orderTable().horizontalHeader();
    header.resizeSection(2, 177);
    header.moveSection(0, 3);
    window.blotter().tabs().setCurrentIndex(2);
    window.venuePanel().setLink(u"C"_s);
    window.findChild<QComboBox*>(u"group"_s)->setCurrentIndex(2);
    QCoreApplication::processEvents();
    window.QMainWindow::resizeDocks({&dock(window, u"ticket"_s)}, {410}, Qt::Horizontal);
    QCoreApplication::processEvents();
}

} // namespace

class WorkspaceWindowTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everythingComesBackInAnotherWindow()
    {
        QByteArray text;
        int ticketWidth = 0;
        {
            Station s;
            QVERIFY(s.ok);
            rearrange(s.window);
            ticketWidth = dock(s.window, u"ticket"_s).width();
            text = written(s.window);
        }
        Station s;
        QVERIFY(s.ok && written(s.window) != text);

        const QStringList absent = s.window.arrange(readBack(text), roomy(s.window));
        QCoreApplication::processEvents();

        QCOMPARE(absent, QStringList());
        QCOMPARE(s.window.size(), QSize(1300, 900));
        QCOMPARE(s.window.dockWidgetArea(&dock(s.window, u"blotter"_s)), Qt::BottomDockWidgetArea);
        QCOMPARE(s.window.dockWidgetArea(&dock(s.window, u"ticket"_s)), Qt::LeftDockWidgetArea);
        QVERIFY(dock(s.window, u"monitor"_s).isHidden());
        QVERIFY(std::abs(dock(s.window, u"ticket"_s).width() - ticketWidth) <= 2);
        QCOMPARE(s.ladder().grid().grouping(), 5);
        QVERIFY(!s.ladder().isShown(Column::Profile) && s.ladder().isShown(Column::Sold));
        QVERIFY(s.ladder().showsCumulative());
        QVERIFY(s.entry().style() == desk::Style::Smart);
        QCOMPARE(s.entry().size(), tests::size("5"));
        LadderPanel& second = ladderOf(s.window, u"ladder-2"_s);
        QCOMPARE(second.ladder().grid().venue().text(), std::string("kraken"));
        QCOMPARE(second.ladder().grid().grouping(), 25);
        const QHeaderView& header = *s.window.blotter().orderTable().horizontalHeader();
        QCOMPARE(header.sectionSize(2), 177);
        QCOMPARE(header.visualIndex(0), 3);
        QCOMPARE(s.window.blotter().tabs().currentIndex(), 2);
        QCOMPARE(s.window.venuePanel().link(), u"C"_s);
        QCOMPARE(s.window.findChild<QComboBox*>(u"group"_s)->currentData().toString(), u"B"_s);
        QVERIFY(tests::runUntil(s.clock, [&] { return second.ladder().grid().bestBid().raw() > 0; }));
    }

    void nothingOfTheArmingIsKept()
    {
        QByteArray text;
        {
            Station s;
            QVERIFY(s.ok);
            s.window.openLadder(u"kraken"_s);
            const QByteArray before = written(s.window);
            s.armed();
            QVERIFY(s.entry().arming() == Arming::Armed);
            text = written(s.window);
            QCOMPARE(text, before);
            QVERIFY(!text.toLower().contains("arm") && !text.toLower().contains("confirm"));

            // Another layout is another thing under the pointer.
            s.window.arrange(readBack(text), roomy(s.window));
            QVERIFY(s.entry().arming() == Arming::View);
            s.armed();
            s.window.showLadder(false);
            QVERIFY(s.entry().arming() == Arming::View);
        }
        Station s;
        QVERIFY(s.ok);
        s.window.arrange(readBack(text), roomy(s.window));
        QVERIFY(s.entry().arming() == Arming::View);
    }

    void onASmallerScreenWindowAndDocksKeepTheirShares()
    {
        Station s;
        QVERIFY(s.ok);
        s.window.resize(1800, 1000);
        QCoreApplication::processEvents();
        s.window.QMainWindow::resizeDocks({&dock(s.window, u"features"_s)}, {720}, Qt::Horizontal);
        QCoreApplication::processEvents();
        QDockWidget& floating = dock(s.window, u"monitor"_s);
        floating.setFloating(true);
        floating.show();
        floating.move(3000, 2500);
        Workspace saved = s.window.workspace();
        saved.windows.front().screen = {0, 0, 3600, 2000};
        saved.windows.front().geometry.moveTo(1800, 900);
        const int before = dock(s.window, u"features"_s).width();

        const QRect screen(0, 0, 1800, 700);
        s.window.arrange(saved, {screen});
        QCoreApplication::processEvents();

        QVERIFY(screen.contains(QRect(s.window.pos(), s.window.size())));
        QVERIFY(screen.contains(QRect(floating.pos(), floating.size())));
        const int now = dock(s.window, u"features"_s).width();
        QVERIFY2(now < before * 3 / 4, qPrintable(QString::number(now)));
        floating.setFloating(false);
    }

    void noPanelMakesTheWindowLarger()
    {
        Station s;
        QVERIFY(s.ok);
        for (const QString& name : s.window.panels()) {
            s.window.showPanel(name);
        }
        s.window.resize(1000, 640);
        QCoreApplication::processEvents();

        QCOMPARE(s.window.size(), QSize(1000, 640));
        // What does not fit is reached by scrolling; kill and flatten are on show whatever the room.
        s.window.showPanel(u"stop"_s);
        QCoreApplication::processEvents();
        for (const auto* const button : s.window.stopPanel().findChildren<HoldButton*>()) {
            QCOMPARE(button->visibleRegion().boundingRect().size(), button->size());
        }
        QVERIFY(panelOf(dock(s.window, u"ticket"_s)) == &s.window.ticket());
    }

    void windowsThatLostTheirScreenComeBack()
    {
        Station s;
        QVERIFY(s.ok);
        s.window.move(5000, 4000);
        const QRect screen(0, 0, 1920, 1080);

        s.window.keepOnScreens({screen});

        QVERIFY(screen.contains(QRect(s.window.pos(), s.window.size())));
    }

    void panelsThatAreNotThereAreNamedAndKept()
    {
        Station s;
        QVERIFY(s.ok);
        Workspace other = s.window.workspace();
        other.panels.push_back({u"heat-map"_s, u"heat-map"_s, {{u"zoom"_s, 3}}});

        const QStringList absent = s.window.arrange(other, roomy(s.window));

        QCOMPARE(absent, QStringList{u"heat-map"_s});
        QCOMPARE(s.window.workspace().panels.back().settings.value(u"zoom"_s).toInt(), 3);
    }

    void laddersOfAnotherWorkspaceGoAndComeBack()
    {
        Station s;
        QVERIFY(s.ok);
        const Workspace one = s.window.workspace();
        s.window.openLadder(u"kraken"_s);
        s.window.openLadder({});
        const Workspace three = s.window.workspace();

        s.window.arrange(one, roomy(s.window));
        QCOMPARE(s.window.findChildren<LadderPanel*>().size(), 1);
        s.window.arrange(three, roomy(s.window));
        QCOMPARE(s.window.findChildren<LadderPanel*>().size(), 3);
        QCOMPARE(ladderOf(s.window, u"ladder-2"_s).ladder().grid().venue().text(), std::string("kraken"));
        s.settle();
    }

    void settingsThatMakeNoSenseChangeNothing()
    {
        Station s;
        QVERIFY(s.ok);
        const QByteArray before = written(s.window);
        Workspace wrong = readBack(before);
        for (WorkspacePanel& panel : wrong.panels) {
            panel.settings = {{u"grouping"_s, 7}, {u"size"_s, 99}, {u"style"_s, u"market"_s}, {u"hidden"_s, 1},
                {u"charts"_s, 4}, {u"trace"_s, u"no"_s}, {u"cumulative"_s, 3},
                {u"tables"_s, QJsonObject{{u"orders"_s, QJsonObject{{u"widths"_s, QJsonArray{1, 2}}}}}},
                {u"splitters"_s, QJsonObject{{u"parts"_s, QJsonArray{-5}}}},
                {u"tabs"_s, QJsonObject{{u"pages"_s, 77}}}};
        }

        s.window.arrange(wrong, roomy(s.window));
        QCoreApplication::processEvents();

        QCOMPARE(tests::differenceOf(written(s.window), before), QString());
    }

    void aColumnThatIsHiddenIsNowhere()
    {
        Station s;
        QVERIFY(s.ok);
        s.armed();
        for (const Column column : {Column::BidSize, Column::BidChange, Column::OwnBuy, Column::Price}) {
            s.ladder().setShown(column, false);
        }
        s.settle();

        QVERIFY(s.ladder().isShown(Column::Price));
        QVERIFY(s.ladder().cellRect(5, Column::BidSize).isEmpty());
        QCOMPARE(s.ladder().cellRect(5, Column::Price).left(), 0);
        QCOMPARE(s.ladder().cellRect(5, Column::Profile).right(), s.ladder().width() - 1);
        // No place on the row buys any more.
        for (int x = 0; x < s.ladder().width(); x += 3) {
            QVERIFY(!s.ladder().tooltipAt({x, s.cell(5, Column::Price).y()}).startsWith(u"BUY"_s));
        }
        QVERIFY(!s.ladder().grab().isNull());
    }

    void keysWithControlAreNotTheLadders()
    {
        Station s;
        QVERIFY(s.ok);
        s.armed();
        const core::Quantity size = s.entry().size();
        for (const Qt::Key key : {Qt::Key_X, Qt::Key_Z, Qt::Key_Q, Qt::Key_W, Qt::Key_Return}) {
            for (const Qt::KeyboardModifiers with :
                {Qt::KeyboardModifiers(Qt::ControlModifier), Qt::ControlModifier | Qt::ShiftModifier}) {
                if (key != Qt::Key_Q) { // quits
                    QTest::keyClick(&s.ladder(), key, with);
                }
            }
            QTest::keyClick(&s.ladder(), key, Qt::AltModifier);
            s.clock.advance(std::chrono::seconds(1));
        }
        QTest::keyClick(&s.ladder(), Qt::Key_4, Qt::ControlModifier | Qt::ShiftModifier);
        s.settle();

        QCOMPARE(s.window.orders().rowCount(), 0);
        QCOMPARE(s.entry().size(), size);
    }

    void chartsAndRulesThatAreNotWantedStayAway()
    {
        Station s;
        QVERIFY(s.ok);
        auto* const charts = s.window.findChild<ChartPanel*>();
        charts->findChild<QAction*>(u"spread_pct"_s)->trigger();
        s.window.ticket().findChild<QAction*>(u"showTrace"_s)->trigger();
        const Workspace saved = s.window.workspace();
        charts->findChild<QAction*>(u"spread_pct"_s)->trigger();
        s.window.ticket().findChild<QAction*>(u"showTrace"_s)->trigger();

        s.window.arrange(saved, roomy(s.window));

        const auto views = charts->findChildren<QChartView*>();
        QCOMPARE(std::ranges::count_if(views, [](const QChartView* view) { return view->isHidden(); }), 1);
        QVERIFY(s.window.ticket().findChild<QTableView*>(u"trace"_s)->isHidden());
    }

    void everyChartWithALimitDrawsOrNamesIt()
    {
        Station s;
        QVERIFY(s.ok);
        auto* const charts = s.window.findChild<ChartPanel*>();
        s.window.showPanel(u"features"_s);
        s.settle();
        charts->refresh();
        const auto limitsOf = [charts](const QString& title) {
            std::set<double> limits;
            int lines = 0;
            for (const QChartView* const view : charts->findChildren<QChartView*>()) {
                const QString shown = view->chart()->title();
                if (!shown.startsWith(title)) {
                    continue;
                }
                for (QAbstractSeries* const series : view->chart()->series()) {
                    const auto* const line = qobject_cast<QLineSeries*>(series);
                    if (line == nullptr || line->pen().style() != Qt::DashLine) {
                        continue;
                    }
                    ++lines;
                    if (line->isVisible() && line->count() == 2) {
                        limits.insert(line->at(0).y());
                    }
                }
                // A limit far away is named in place of being drawn.
                static const QRegularExpression named(u"limit ([-0-9.]+)"_s);
                for (auto found = named.globalMatch(shown); found.hasNext();) {
                    limits.insert(found.next().captured(1).toDouble());
                }
            }
            return std::pair(lines, limits);
        };
        const routing::SignalPolicy rules;
        QCOMPARE(limitsOf(u"Order flow imbalance"_s),
            std::pair(4, std::set{rules.patientFlow, -rules.patientFlow, rules.immediateFlow, -rules.immediateFlow}));
        QCOMPARE(limitsOf(u"Book resilience"_s), std::pair(1, std::set{rules.thinResilience}));
        QCOMPARE(limitsOf(u"Volume concentration"_s), std::pair(1, std::set{rules.highConcentration}));
        QCOMPARE(limitsOf(u"VPIN"_s), std::pair(1, std::set{rules.maxVpin}));
    }

    void withoutTheFirstLadderItsWordsAreInTheStatusBar()
    {
        Station s;
        QVERIFY(s.ok);
        s.window.showLadder(false);

        s.window.ladderPanel().say(u"Filled: bought 1"_s);

        QCOMPARE(s.window.statusBar()->currentMessage(), u"Filled: bought 1"_s);
        QVERIFY(!s.window.workspace().windows.front().hasLadder);
    }
};

const QtSuite<WorkspaceWindowTest> suite{"views/window/workspace_window"};

#include "workspace_window_test.moc"
