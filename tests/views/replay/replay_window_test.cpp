// SPDX-License-Identifier: MIT
/// The window on recordings, driven as a person does: buttons, keys, the timeline, a time that is typed, rows that are
/// clicked.
#include "engine/session/market_snapshot.h"
#include "engine/session/order_intent.h"
#include "engine/session/session_options.h"
#include "engine/session/trading_session.h"
#include "models/decision_model.h"
#include "models/fill_model.h"
#include "models/market_view.h"
#include "models/order_entry.h"
#include "models/replay_moment.h"
#include "models/session_client.h"
#include "tests/support/qt_suite.h"
#include "tests/support/test_clock.h"
#include "tests/views/replay/watched_replay.h"
#include "views/blotter/blotter_panel.h"
#include "views/ladder/ladder_panel.h"
#include "views/ladder/ladder_view.h"
#include "views/replay/replay_bar.h"
#include "views/replay/timeline_view.h"
#include "views/window/main_window.h"
#include "views/workspace/workspace.h"

#include <QAction>
#include <QComboBox>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QSignalSpy>
#include <QStatusBar>
#include <QTabWidget>
#include <QTableView>
#include <QTest>
#include <QToolBar>
#include <QToolButton>

#include <cmath>

using namespace leadline;
using namespace Qt::StringLiterals;
using Kind = session::ReplayCommand::Kind;
using tests::atStep;
using Watched = tests::WatchedReplay;

class ReplayWindowTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void playsPausesAndStepsByButtonAndByKey()
    {
        Watched watched;
        QVERIFY(watched.ok);
        QVERIFY(watched.bar().state().isPlaying);
        watched.press("playOrPause");
        QVERIFY(!watched.bar().state().isPlaying);
        const core::Timestamp stood = watched.now();
        watched.settle();
        QCOMPARE(watched.now(), stood);
        QTest::keyClick(&watched.window, Qt::Key_F6);
        watched.settle();
        QVERIFY(watched.bar().state().isPlaying);
        QVERIFY(watched.now() > stood);
        QTest::keyClick(&watched.window, Qt::Key_F6);
        watched.settle();
        QVERIFY(!watched.bar().state().isPlaying);

        std::uint64_t messages = 0;
        const auto count = [&](const session::MarketSnapshot& frame) { messages = frame.counters.messages; };
        QObject::connect(&watched.session, &models::SessionClient::framed, &watched.window, count);
        const core::Timestamp before = watched.now();
        watched.press("stepMessage");
        QTest::keyClick(&watched.window, Qt::Key_F7);
        watched.settle();
        QVERIFY(watched.now() >= before && watched.now() - before <= std::chrono::milliseconds(200));
        const core::Timestamp between = watched.now();
        watched.press("stepDecision");
        QTest::keyClick(&watched.window, Qt::Key_F8);
        watched.settle();
        QVERIFY(watched.now() > between);
        QVERIFY(!watched.bar().state().isPlaying);
        QVERIFY(messages > 0);
    }

    void namesItsKeys()
    {
        Watched watched;
        QVERIFY(watched.ok);
        for (const auto& [name, key] :
            {std::pair{"playOrPause", "F6"}, {"stepMessage", "F7"}, {"stepDecision", "F8"}}) {
            const auto* const action = watched.bar().findChild<QAction*>(QLatin1StringView(name));
            QVERIFY(action->toolTip().contains(QLatin1StringView(key)));
        }
        QVERIFY(watched.time().toolTip().contains(u"Ctrl+G"));
        QTest::keyClick(&watched.window, Qt::Key_G, Qt::ControlModifier);
        QVERIFY(watched.time().hasFocus());
    }

    void setsTheSpeed()
    {
        Watched watched;
        QVERIFY(watched.ok);
        auto& speeds = *watched.bar().findChild<QComboBox*>(u"replaySpeed"_s);
        QCOMPARE(speeds.currentText(), u"×1"_s);
        speeds.setFocus();
        QTest::keyClick(&speeds, Qt::Key_Up); // ×½
        watched.settle();
        QCOMPARE(watched.bar().state().speed, 0.5);
        QCOMPARE(speeds.itemText(0), u"×¼"_s);
        QCOMPARE(speeds.itemText(speeds.count() - 1), u"as fast as it goes"_s);
        watched.session.drive({.kind = Kind::SetSpeed, .speed = 3}); // as --speed 3 does
        watched.settle();
        QCOMPARE(speeds.currentText(), u"×3"_s);
    }

    void goesToATimeThatIsTyped()
    {
        Watched watched;
        QVERIFY(watched.ok);
        watched.pause();
        watched.type(u"23:59:30"_s);
        QVERIFY(watched.arrives(atStep(300)));
        QCOMPARE(watched.time().text(), u"2024-12-03 23:59:30.000"_s);
        // The recording has that time on its second day.
        watched.type(u"00:21:10.5"_s);
        QVERIFY(watched.arrives(atStep(1305)));
        watched.type(u"2024-12-03 23:59:10"_s);
        QVERIFY(watched.arrives(atStep(100)));
    }

    void saysInOneLineWhatIsNoTime()
    {
        Watched watched;
        QVERIFY(watched.ok);
        watched.pause();
        const core::Timestamp before = watched.now();
        watched.type(u"tomorrow"_s);
        watched.settle();
        QCOMPARE(watched.now(), before);
        QCOMPARE(watched.window.statusBar()->currentMessage(),
            u"\"tomorrow\" is no time: HH:MM:SS, or YYYY-MM-DD HH:MM:SS, UTC"_s);
        QVERIFY(watched.time().hasFocus());
        QCOMPARE(watched.time().selectedText(), u"tomorrow"_s);
    }

    void goesWhereTheTimelineIsClickedAndDragged()
    {
        Watched watched;
        QVERIFY(watched.ok);
        watched.pause();
        views::TimelineView& line = watched.timeline();
        const QPoint early = watched.spotOf(atStep(800));
        QTest::mouseClick(&line, Qt::LeftButton, {}, early);
        QVERIFY(watched.arrives(line.timeAt(early.x())));
        QCOMPARE(std::lround(line.xOf(watched.now())), early.x());

        const QPoint late = watched.spotOf(atStep(1500));
        QTest::mousePress(&line, Qt::LeftButton, {}, late);
        const QPoint back = watched.spotOf(atStep(200));
        QMouseEvent move(QEvent::MouseMove, back, line.mapToGlobal(back), Qt::LeftButton, Qt::LeftButton, {});
        QCoreApplication::sendEvent(&line, &move);
        QTest::mouseRelease(&line, Qt::LeftButton, {}, back);
        QVERIFY(watched.arrives(line.timeAt(back.x())));
        // And by keys.
        line.setFocus();
        const core::Timestamp from = watched.now();
        QTest::keyClick(&line, Qt::Key_Right);
        QVERIFY(watched.arrives(from + std::chrono::seconds(10)));
        QTest::keyClick(&line, Qt::Key_Home);
        QVERIFY(watched.arrives(atStep(0)));
    }

    void tellsWhatIsThereUnderThePointer()
    {
        Watched watched;
        QVERIFY(watched.ok);
        views::TimelineView& line = watched.timeline();
        const QString there = line.textAt(line.xOf(atStep(600)));
        QVERIFY2(there.contains(u"UTC\nspread 0.") && there.contains(u"traded ") && there.endsWith(u" ETH"),
            qPrintable(there));
        const QString night = line.textAt(line.xOf(atStep(1190, 300'000)));
        QVERIFY2(night.contains(u"no book"), qPrintable(night));
        // What is drawn: something at the beginning, nothing at night, and the cursor only where the replay is.
        watched.pause();
        watched.settle();
        const QImage picture = line.grab().toImage();
        const auto colours = [&](core::Timestamp at) {
            QSet<QRgb> seen;
            for (int y = 3; y < line.height() - 14; ++y) {
                seen.insert(picture.pixel(static_cast<int>(line.xOf(at)), y));
            }
            return seen.size();
        };
        QVERIFY(colours(atStep(600)) > 1);
        QCOMPARE(colours(atStep(1190, 600'000)), 1);
    }

    void jumpsToADecisionThatIsClicked()
    {
        Watched watched;
        QVERIFY(watched.ok);
        watched.pause();
        watched.type(u"23:59:25"_s);
        QVERIFY(watched.arrives(atStep(250)));
        watched.engine.decide({.side = core::Side::Bid, .size = core::Quantity::parse("2").value()});
        watched.settle();
        QCOMPARE(watched.window.decisions().rowCount(), 1);
        QCOMPARE(watched.timeline().markCount(), 1);
        const core::Timestamp decided = watched.window.decisions().at(0).decision.time;
        watched.type(u"00:21:10"_s);
        QVERIFY(watched.arrives(atStep(1300)));
        watched.window.showPanel(u"decisions"_s);
        watched.settle();
        auto* const table = watched.window.findChild<QTableView*>(u"decisions"_s);
        QTest::mouseClick(
            table->viewport(), Qt::LeftButton, {}, table->visualRect(table->model()->index(0, 0)).center());
        QVERIFY(watched.arrives(decided));
    }

    void jumpsToAFillThatIsClicked()
    {
        Watched watched;
        QVERIFY(watched.ok);
        watched.pause();
        orders::Fill fill{.market = {core::VenueId("binance-futures"), core::Symbol("ETHUSDT")},
            .time = atStep(420),
            .price = core::Price::parse("3600").value(),
            .size = core::Quantity::parse("1").value()};
        Q_EMIT watched.session.filled(fill);
        watched.window.showPanel(u"blotter"_s);
        auto& tabs = watched.window.blotter().tabs();
        auto* const table = watched.window.findChild<QTableView*>(u"fills"_s);
        tabs.setCurrentWidget(table);
        watched.settle();
        QTest::mouseClick(
            table->viewport(), Qt::LeftButton, {}, table->visualRect(table->model()->index(0, 0)).center());
        QVERIFY(watched.arrives(atStep(420)));
    }

    void asksNothingAsThoughItWereReal()
    {
        Watched watched;
        QVERIFY(watched.ok);
        watched.pause();
        auto* const footer = watched.window.findChild<QPushButton*>(u"send"_s);
        QVERIFY(footer != nullptr);
        QStringList said;
        connect(
            &watched.window.ladderPanel(), &views::LadderPanel::said, this, [&](const QString& text) { said << text; });
        // The ticket, whatever is armed.
        QTRY_VERIFY(footer->isEnabled());
        QTest::mouseClick(footer, Qt::LeftButton);
        watched.settle();
        QCOMPARE(watched.window.orders().rowCount(), 1); // of practice
        QCOMPARE(watched.window.decisions().rowCount(), 1);
        // A click on the ladder, armed to ask.
        said.clear();
        watched.window.orderEntry().setArming(models::Arming::Confirm);
        watched.clock.advance(std::chrono::seconds(1));
        watched.settle();
        QTest::keyClick(&watched.ladder(), Qt::Key_X);
        watched.settle();
        QCOMPARE(watched.window.orders().rowCount(), 2);
        // Far from mid, where a live ladder asks.
        session::OrderIntent far{.side = core::Side::Bid,
            .price = core::Price::parse("100").value(),
            .size = core::Quantity::parse("1").value()};
        watched.session.submit(far);
        watched.settle();
        QVERIFY2(said.last().startsWith(u"Not placed: price further from mid"), qPrintable(said.join(u'|')));
        QVERIFY2(!said.join(u'|').contains(u"Send it"), qPrintable(said.join(u'|')));
        QVERIFY(watched.window.findChildren<QMessageBox*>().isEmpty());
        QVERIFY(QApplication::activeModalWidget() == nullptr);
    }

    void standsInWorkspacesAndFitsASmallScreen()
    {
        Watched watched;
        QVERIFY(watched.ok);
        QVERIFY(watched.bar().isVisible());
        QVERIFY(watched.timeline().width() >= 300);
        QVERIFY(watched.window.width() <= 1280 && watched.window.height() <= 720);
        // Hidden, it is kept hidden.
        watched.bar().toggleViewAction()->trigger();
        QVERIFY(!watched.bar().isVisible());
        const views::Workspace hidden = watched.window.workspace();
        watched.bar().toggleViewAction()->trigger();
        QVERIFY(watched.bar().isVisible());
        watched.window.arrange(hidden, {QRect(0, 0, 1280, 720)});
        QVERIFY(!watched.bar().isVisible());

        // A workspace of a live session knows nothing of it, and it stays; a live session has none.
        tests::TestClock clock;
        session::TradingSession engine({}, clock);
        models::SessionClient session(engine, 30);
        views::MainWindow live(session, clock, {.firstSize = 1});
        live.resize(1280, 720);
        live.show();
        QVERIFY(live.replay() == nullptr);
        QVERIFY(live.findChild<QToolBar*>(u"replay"_s) == nullptr);
        watched.window.arrange(live.workspace(), {QRect(0, 0, 1280, 720)});
        QVERIFY(watched.bar().isVisible());
        live.arrange(watched.window.workspace(), {QRect(0, 0, 1280, 720)}); // nor does it mind one
        QVERIFY(live.isVisible());
    }

    void readsTimesAsPeopleWriteThem()
    {
        const session::ReplayState replay{.now = atStep(100), .first = atStep(0), .last = atStep(1799)};
        const auto read = [&](const char* text) {
            const auto moment = models::momentIn(QLatin1StringView(text), replay);
            return moment ? models::momentText(*moment) : QString();
        };
        QCOMPARE(read("23:59:10"), u"2024-12-03 23:59:10.000"_s);
        QCOMPARE(read(" 23:59:10.25 "), u"2024-12-03 23:59:10.250"_s);
        QCOMPARE(read("23:59"), u"2024-12-03 23:59:00.000"_s);
        QCOMPARE(read("00:21:10"), u"2024-12-04 00:21:10.000"_s);
        QCOMPARE(read("2024-12-04T00:00:01Z"), u"2024-12-04 00:00:01.000"_s);
        QCOMPARE(read("2024-12-04 00:00:01"), u"2024-12-04 00:00:01.000"_s);
        QCOMPARE(read("12:00:00"), u"2024-12-03 12:00:00.000"_s); // before it begins: the beginning is near enough
        for (const char* const nonsense : {"", "noon", "25:00:00", "12", "2024-13-01 00:00:00"}) {
            QVERIFY2(read(nonsense).isEmpty(), nonsense);
        }
    }
};

const QtSuite<ReplayWindowTest> suite{"views/replay/replay_window"};

#include "replay_window_test.moc"
