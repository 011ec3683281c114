// SPDX-License-Identifier: MIT
/// The window on an engine of its own, driven with mouse and keys.
#include "engine/session/order_intent.h"
#include "engine/session/session_options.h"
#include "engine/session/trading_session.h"
#include "engine/venues/venue.h"
#include "models/order_entry.h"
#include "tests/support/builders.h"
#include "tests/support/qt_suite.h"
#include "tests/support/test_clock.h"
#include "tests/views/window/station.h"
#include "views/charts/chart_panel.h"
#include "views/charts/print_panel.h"
#include "views/ladder/glyph_canvas.h"
#include "views/ladder/ladder_note.h"
#include "views/ladder/ladder_panel.h"
#include "views/ladder/venue_panel.h"
#include "views/settings/settings_dialog.h"
#include "views/window/command_palette.h"
#include "views/window/main_window.h"

#include <QAction>
#include <QDockWidget>
#include <QHelpEvent>
#include <QImage>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>
#include <QTimer>
#include <QToolButton>

#include <algorithm>

using namespace leadline;
using namespace leadline::views;
using models::Arming;
using tests::Station;
using Column = LadderView::Column;

class WindowTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void ctrlPFindsAPanelByTyping()
    {
        Station s;
        QVERIFY(s.ok);
        s.window.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&s.window));
        auto* const dock = s.window.findChild<QDockWidget*>(QStringLiteral("calibration"));
        QVERIFY(dock != nullptr);
        dock->hide();
        QTest::keyClick(&s.window, Qt::Key_P, Qt::ControlModifier);
        auto* const palette = s.window.findChild<views::CommandPalette*>();
        QVERIFY(palette != nullptr && palette->isVisible());
        auto* const field = palette->findChild<QLineEdit*>();
        QTest::keyClicks(field, QStringLiteral("calib panel"));
        QVERIFY(palette->commands().rowCount() > 0);
        QTest::keyClick(field, Qt::Key_Return);
        QVERIFY(!palette->isVisible());
        QTRY_VERIFY(dock->isVisible());

        // Menus are found, too: with their keys.
        QApplication::setActiveWindow(&s.window); // as a window manager does when a dialog has gone
        QTest::keyClick(&s.window, Qt::Key_P, Qt::ControlModifier);
        QTest::keyClicks(field, QStringLiteral("credentials"));
        QVERIFY(palette->isVisible() && palette->commands().rowCount() > 0);
        QCOMPARE(palette->commands().at(0)->kind, QStringLiteral("Trade"));
        QTest::keyClick(field, Qt::Key_Escape);
        QVERIFY(!palette->isVisible());
    }

    void timeAndSalesSayWhatTheyDoNotShow()
    {
        Station s;
        QVERIFY(s.ok);
        auto& panel = *s.window.findChild<views::PrintPanel*>();
        const auto* const missed = panel.findChild<QLabel*>(QStringLiteral("missed"));
        session::MarketSnapshot snapshot;
        snapshot.time = s.clock.now() + std::chrono::hours(1);
        panel.model().clear();
        snapshot.prints = {{.number = 7}};
        panel.showMarket(snapshot);
        QCOMPARE(missed->text(), QString());
        snapshot.prints = {{.number = 11}};
        panel.showMarket(snapshot);
        QCOMPARE(missed->text(), QStringLiteral("3 not shown"));
    }

    void anArrowTellsWhereTheMarketIsAndLeadsThere()
    {
        Station s;
        QVERIFY(s.ok);
        s.armed();
        QSignalSpy sent(&s.entry(), &models::OrderEntry::orderReady);
        using Beyond = views::LadderView::Beyond;
        const QRect arrow = s.ladder().arrowRect(Beyond::Market, true);
        QCOMPARE(arrow, s.ladder().cellRect(0, views::LadderView::Column::Price));
        QVERIFY(s.ladder().arrowRect(Beyond::Market, false).isEmpty());
        const core::Price first = s.ladder().grid().priceAt(0);
        const core::Price distance = s.ladder().grid().bestBid() - first;
        QCOMPARE(s.ladder().arrowText(Beyond::Market, true),
            QChar(0x25b2) + QStringLiteral(" ") + QString::fromStdString(distance.text(2)));
        QTest::mouseClick(&s.ladder(), Qt::LeftButton, {}, arrow.center());
        QVERIFY(s.ladder().grid().rowOf(s.ladder().grid().bestBid(), core::Side::Bid).has_value());
        QVERIFY(s.ladder().arrowRect(Beyond::Market, true).isEmpty());
        QVERIFY(sent.isEmpty());
    }

    void rowsFollowTheMarketOnceThePointerHasRested()
    {
        Station s;
        QVERIFY(s.ok);
        const auto isOnShow = [&s] {
            return s.ladder().grid().rowOf(s.ladder().grid().bestBid(), core::Side::Bid).has_value();
        };
        s.lookFarBelow(); // a second ago
        models::LadderRules rules = s.entry().rules();
        rules.centring = {};
        s.entry().setRules(rules);
        s.pass(std::chrono::seconds(3));
        QVERIFY(!isOnShow());
        QVERIFY(!s.ladder().arrowRect(views::LadderView::Beyond::Market, true).isEmpty());
        s.pass(std::chrono::seconds(4));
        QVERIFY(isOnShow());
        QVERIFY(s.ladder().arrowRect(views::LadderView::Beyond::Market, true).isEmpty());
    }

    void theFirstStartShowsThreeVenuesAsOne()
    {
        session::SessionOptions options = Station::passive();
        options.venues.clear();
        for (const char* const name : {"binance-spot", "kraken", "coinbase"}) {
            options.venues.push_back({venues::findVenue(name), {}});
        }
        Station s(options);
        QVERIFY(s.ok);
        QVERIFY(tests::runUntil(s.clock, [&] {
            const auto& venues = s.ladder().grid().venues();
            return venues.size() == 3 && std::ranges::all_of(venues, &models::LadderVenue::takesPart);
        }));
        QVERIFY(s.ladder().grid().isConsolidated());
        auto* const chip = s.window.ladderPanel().findChild<QToolButton*>(QStringLiteral("trust-kraken"));
        QVERIFY(chip != nullptr);
        QVERIFY(tests::runUntil(s.clock, [&] { return chip->text().startsWith(QChar(0x25cf)); }));

        // A click on a chip takes the venue out of book and routing, another one lets it in again.
        QTest::mouseClick(chip, Qt::LeftButton);
        QVERIFY(tests::runUntil(s.clock, [&] { return s.ladder().grid().venues()[1].isHidden; }));
        QVERIFY(!chip->isChecked());
        QTest::mouseClick(chip, Qt::LeftButton);
        QVERIFY(tests::runUntil(s.clock, [&] { return s.ladder().grid().venues()[1].takesPart; }));

        // The tooltip of a cell names every venue that holds something there, with size, age and price after the fee.
        s.ladder().recentre();
        QString tip;
        QVERIFY(tests::runUntil(s.clock, [&] {
            for (int row = 0; row < s.ladder().grid().rowCount() && !tip.contains(QStringLiteral("Kraken")); ++row) {
                tip = s.ladder().tooltipAt(s.cell(row, Column::BidSize));
            }
            return tip.contains(QStringLiteral("Kraken"));
        }));
        QVERIFY2(tip.contains(QStringLiteral("after the taker's fee")), qPrintable(tip));
        QVERIFY2(tip.contains(QStringLiteral("s old")), qPrintable(tip));

        // Side by side: a row a venue, with what the notional costs there.
        const models::VenueModel& venues = s.window.venuePanel().model();
        QCOMPARE(venues.rowCount(), 3);
        QVERIFY(tests::runUntil(s.clock, [&] {
            return venues.index(0, static_cast<int>(models::VenueModel::Column::Buy)).data().toString()
                != QStringLiteral("too short");
        }));

        // A ladder of one venue sends there and nowhere else.
        LadderPanel& one = s.window.openLadder(QStringLiteral("kraken"));
        QVERIFY(tests::runUntil(s.clock, [&] { return one.ladder().grid().bestBid().raw() > 0; }));
        QVERIFY(!one.ladder().grid().isConsolidated());
        QVERIFY(one.ladder().grid().instrument().tick == tests::price("0.05"));
        one.chooseSize(1);
        auto* const arm = one.findChildren<QPushButton*>().at(2);
        QCOMPARE(arm->text(), QStringLiteral("Armed"));
        QTest::mouseClick(arm, Qt::LeftButton);
        const QPoint middle = one.ladder().rect().center();
        QMouseEvent move(
            QEvent::MouseMove, middle, one.ladder().mapToGlobal(middle), Qt::NoButton, Qt::NoButton, Qt::NoModifier);
        QCoreApplication::sendEvent(&one.ladder(), &move);
        QWheelEvent wheel(
            middle, one.ladder().mapToGlobal(middle), {}, {0, -40 * 300}, {}, {}, Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(&one.ladder(), &wheel);
        s.clock.advance(std::chrono::seconds(1));
        QTest::mouseClick(&one.ladder(), Qt::LeftButton, {}, one.ladder().cellRect(4, Column::BidSize).center());
        QVERIFY(tests::runUntil(s.clock, [&] { return !s.window.orders().liveOrders().empty(); }));
        QCOMPARE(s.window.orders().liveOrders().front().request.market.venue.text(), std::string("kraken"));
        QCOMPARE(s.window.orders().liveOrders().front().request.price, one.ladder().grid().priceAt(4));
        one.parentWidget()->close();
        s.settle();
    }

    void aPriceIsNeverCut()
    {
        const tests::TestClock clock;
        models::OrderEntry entry(clock, {});
        LadderView view(entry, clock);
        view.resize(480, 400);
        view.show();
        session::MarketSnapshot snapshot;
        snapshot.instrument = {.tick = tests::price("0.00000001"), .lot = tests::size("1")};
        snapshot.priceDecimals = 8;
        snapshot.bids = tests::levels({{"0.00002288", "1"}});
        snapshot.asks = tests::levels({{"0.00002290", "1"}});
        view.showMarket(snapshot);
        const QFontMetrics figures(Theme::figures(12));
        QVERIFY(view.cellRect(0, Column::Price).width() > figures.horizontalAdvance(QStringLiteral("0.00002288")));
        QCOMPARE(view.cellRect(0, Column::OwnBuy).left(), 0);
        QCOMPARE(view.cellRect(0, Column::Profile).right(), view.width() - 1);
    }

    void clickInViewFillsTheTicketAndSendsNothing()
    {
        Station s;
        QVERIFY(s.ok);
        s.clock.advance(std::chrono::seconds(1)); // no row is new, so that none is held
        QSignalSpy ticket(&s.entry(), &models::OrderEntry::ticketWanted);
        QTest::mouseClick(&s.ladder(), Qt::LeftButton, {}, s.cell(5, Column::BidSize));
        s.settle();
        QCOMPARE(ticket.count(), 1);
        QCOMPARE(s.window.orders().rowCount(), 0);
    }

    void clickWhenArmedBuysAtThePaintedPriceAndRightClickCancels()
    {
        Station s;
        QVERIFY(s.ok);
        s.armed();
        const int row = s.ladder().grid().rowCount() - 2;
        const core::Price painted = s.ladder().grid().priceAt(row);

        QTest::mouseClick(&s.ladder(), Qt::LeftButton, {}, s.cell(row, Column::BidSize));
        QVERIFY(tests::runUntil(s.clock, [&] { return s.window.orders().rowCount() == 1; }));
        const orders::Order sent = s.window.orders().at(0);
        QCOMPARE(sent.request.side, core::Side::Bid);
        QCOMPARE(sent.request.price, painted);
        QCOMPARE(sent.request.size, tests::size("1"));
        QVERIFY(s.window.decisions().rowCount() == 1);
        QCOMPARE(s.window.decisions().at(0).order, sent.request.id);
        QVERIFY(tests::runUntil(s.clock, [&] { return s.window.orders().at(0).state == orders::OrderState::Working; }));
        QVERIFY(!s.ladder().grid().rows()[static_cast<std::size_t>(row)].ownBuy.isZero());

        QTest::mouseClick(&s.ladder(), Qt::RightButton, {}, s.cell(row, Column::OwnBuy));
        QVERIFY(
            tests::runUntil(s.clock, [&] { return s.window.orders().at(0).state == orders::OrderState::Cancelled; }));
        QVERIFY(s.ladder().grid().rows()[static_cast<std::size_t>(row)].ownBuy.isZero());
    }

    void passiveOrderQueuesAndIsFilledByTheMarket()
    {
        Station s;
        QVERIFY(s.ok);
        s.armed();
        QTest::keyClick(&s.ladder(), Qt::Key_Q); // join the bid
        QVERIFY(tests::runUntil(s.clock, [&] { return s.window.orders().rowCount() == 1; }));
        QVERIFY(tests::runUntil(
            s.clock, [&] { return !s.window.orders().at(0).isLive(); }, std::chrono::milliseconds(50)));
        const orders::Order& done = s.window.orders().at(0);
        QVERIFY2(done.state == orders::OrderState::Filled || done.state == orders::OrderState::Rejected,
            std::string(orders::describe(done.state)).c_str());
    }

    void pressAndReleaseInDifferentCellsSendNothing()
    {
        Station s;
        QVERIFY(s.ok);
        s.armed();
        const int row = s.ladder().grid().rowCount() - 3;
        QTest::mousePress(&s.ladder(), Qt::LeftButton, {}, s.cell(row, Column::BidSize));
        QTest::mouseRelease(&s.ladder(), Qt::LeftButton, {}, s.cell(row + 1, Column::BidSize));
        QTest::mouseClick(&s.ladder(), Qt::LeftButton, {}, s.cell(row, Column::Price));
        QTest::mouseClick(&s.ladder(), Qt::LeftButton, {}, s.cell(row, Column::Profile));
        s.settle();
        QCOMPARE(s.window.orders().rowCount(), 0);
    }

    void rowThatChangedUnderThePointerSendsNothing()
    {
        Station s;
        QVERIFY(s.ok);
        s.armed();
        QSignalSpy held(&s.entry(), &models::OrderEntry::held);
        const QPoint place = s.cell(s.ladder().grid().rowCount() - 2, Column::BidSize);
        QWheelEvent wheel(place, s.ladder().mapToGlobal(place), {}, {0, 120}, {}, {}, Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(&s.ladder(), &wheel);
        QTest::mouseClick(&s.ladder(), Qt::LeftButton, {}, place);
        QCOMPARE(held.count(), 1);
        // A press before and a release after the move belong to no cell at all.
        s.clock.advance(std::chrono::seconds(1));
        QTest::mousePress(&s.ladder(), Qt::LeftButton, {}, place);
        QCoreApplication::sendEvent(&s.ladder(), &wheel);
        s.clock.advance(std::chrono::seconds(1));
        QTest::mouseRelease(&s.ladder(), Qt::LeftButton, {}, place);
        s.settle();
        QCOMPARE(s.window.orders().rowCount(), 0);
    }

    void keyHeldDownSendsOneOrder()
    {
        Station s;
        QVERIFY(s.ok);
        s.armed();
        QTest::keyPress(&s.ladder(), Qt::Key_Q);
        for (int i = 0; i < 10; ++i) {
            QKeyEvent repeat(QEvent::KeyPress, Qt::Key_Q, Qt::NoModifier, QStringLiteral("q"), true);
            QCoreApplication::sendEvent(&s.ladder(), &repeat);
        }
        s.settle();
        QCOMPARE(s.window.orders().rowCount(), 1);
    }

    void rightClickIsNeverAnOrder()
    {
        Station s;
        QVERIFY(s.ok);
        s.armed();
        QObject::disconnect(&s.ladder(), &LadderView::menuRequested, nullptr, nullptr);
        QSignalSpy menu(&s.ladder(), &LadderView::menuRequested);
        QTest::mouseClick(&s.ladder(), Qt::RightButton, {}, s.cell(s.ladder().grid().rowCount() - 2, Column::BidSize));
        s.settle();
        QCOMPARE(menu.count(), 1);
        QCOMPARE(s.window.orders().rowCount(), 0);
    }

    void confirmAsksAndNoMeansNo()
    {
        Station s;
        QVERIFY(s.ok);
        s.entry().setArming(Arming::Confirm);
        s.clock.advance(std::chrono::seconds(1));
        const QPoint place = s.cell(s.ladder().grid().rowCount() - 2, Column::BidSize);
        for (const bool yes : {false, true}) {
            s.lookFarBelow(); // the question takes the pointer away, and the rows follow the market
            QTest::mouseClick(&s.ladder(), Qt::LeftButton, {}, place);
            LadderNote& note = s.window.ladderPanel().note();
            QVERIFY(note.isVisible() && note.isQuestion());
            QVERIFY(!note.geometry().contains(place)); // a second click hits no button
            QTest::mouseClick(yes ? &note.sendButton() : &note.dropButton(), Qt::LeftButton);
            QVERIFY(!note.isVisible());
            s.settle();
            QCOMPARE(s.window.orders().rowCount(), yes ? 1 : 0);
            s.clock.advance(std::chrono::seconds(1)); // what was covered trades after the reaction time
        }
    }

    void aQuestionThatIsOlderThanADisarmingSendsNothing()
    {
        Station s;
        QVERIFY(s.ok);
        s.entry().setArming(Arming::Confirm);
        s.clock.advance(std::chrono::seconds(1));
        QTest::mouseClick(&s.ladder(), Qt::LeftButton, {}, s.cell(s.ladder().grid().rowCount() - 2, Column::BidSize));
        LadderNote& note = s.window.ladderPanel().note();
        QVERIFY(note.isVisible() && note.isQuestion());
        s.entry().disarm(); // as after a reconnect
        QTest::mouseClick(&note.sendButton(), Qt::LeftButton);
        s.settle();
        QCOMPARE(s.window.orders().rowCount(), 0);
        QVERIFY(note.isVisible() && !note.isQuestion());
        QCOMPARE(note.text(), QStringLiteral("Not sent: disarmed since it was asked"));
    }

    void aQuestionTakesNothingFromTheLadder()
    {
        Station s;
        QVERIFY(s.ok);
        LadderPanel& panel = s.window.ladderPanel();
        int sounds = 0;
        panel.sound = [&] { ++sounds; };
        s.entry().setArming(Arming::Confirm);
        s.clock.advance(std::chrono::seconds(1));
        s.lookFarBelow();
        const QRect before = s.ladder().geometry();
        const QPoint place = s.cell(s.ladder().grid().rowCount() - 2, Column::BidSize);
        QTest::mouseClick(&s.ladder(), Qt::LeftButton, {}, place);
        QVERIFY(panel.note().isVisible() && panel.note().isQuestion());
        QCOMPARE(sounds, 1);
        QCOMPARE(s.ladder().geometry(), before);
        QVERIFY(QApplication::activeModalWidget() == nullptr);
        const QString first = panel.note().text();
        // Another click is another question, and the first is answered with no.
        const QPoint other = s.cell(s.ladder().grid().rowCount() - 5, Column::BidSize);
        QTest::mouseClick(&s.ladder(), Qt::LeftButton, {}, other);
        QVERIFY(panel.note().text() != first);
        // What becomes of other orders meanwhile takes no question away.
        Q_EMIT s.entry().held(QStringLiteral("held"));
        QVERIFY(panel.note().isQuestion());
        // Keys answer it while the ladder has the focus.
        s.ladder().setFocus();
        QTest::keyClick(&s.ladder(), Qt::Key_N);
        QVERIFY(!panel.note().isVisible());
        s.settle();
        QCOMPARE(s.window.orders().rowCount(), 0);
        const auto askAgain = [&] {
            s.clock.advance(std::chrono::seconds(1));
            QTest::mouseClick(&s.ladder(), Qt::LeftButton, {}, other);
            return panel.note().isVisible() && panel.note().isQuestion();
        };
        QVERIFY(askAgain());
        QTest::keyClick(&s.ladder(), Qt::Key_Y);
        s.settle();
        QCOMPARE(s.window.orders().rowCount(), 1);
        // What is not answered within ten seconds is not sent.
        QVERIFY(askAgain());
        auto* const end = panel.note().findChild<QTimer*>(QString(), Qt::FindDirectChildrenOnly);
        QVERIFY(end != nullptr && end->isActive());
        QCOMPARE(end->interval(), 10'000);
        end->start(0);
        QTRY_VERIFY(!panel.note().isVisible());
        QTest::keyClick(&s.ladder(), Qt::Key_Y);
        s.settle();
        QCOMPARE(s.window.orders().rowCount(), 1);
        // Silent where the rules say so.
        models::LadderRules rules = s.entry().rules();
        rules.isAudible = false;
        s.entry().setRules(rules);
        const int heard = sounds;
        QVERIFY(askAgain());
        QCOMPARE(sounds, heard);
    }

    void noClickGoesThroughANote()
    {
        Station s;
        QVERIFY(s.ok);
        s.armed();
        s.lookFarBelow();
        LadderNote& note = s.window.ladderPanel().note();
        Q_EMIT s.engine.refused({.check = risk::OrderCheck::Duplicate, .text = QStringLiteral("no")});
        QTRY_VERIFY(note.isVisible() && !note.isQuestion());
        const QPoint below = note.geometry().center();
        QTest::mouseClick(&note, Qt::LeftButton);
        QVERIFY(!note.isVisible()); // a press takes it away, and does nothing else
        QTest::mouseClick(&s.ladder(), Qt::LeftButton, {}, {s.cell(0, Column::BidSize).x(), below.y()});
        s.settle();
        QCOMPARE(s.window.orders().rowCount(), 0); // the row came to light within the reaction time
    }

    void aQuestionAboutAFarPriceSendsNothingAfterADisarming()
    {
        Station s;
        QVERIFY(s.ok);
        const core::Price bid = s.ladder().grid().bestBid();
        session::Refusal refusal{.check = risk::OrderCheck::OutsideBand, .text = QStringLiteral("far away")};
        refusal.intent.price = core::Price::fromRaw(bid.raw() / 100 * 90);
        refusal.intent.size = tests::size("1");
        for (const bool isArmed : {false, true}) {
            s.entry().setArming(isArmed ? Arming::Armed : Arming::View);
            Q_EMIT s.engine.refused(refusal);
            LadderNote& note = s.window.ladderPanel().note();
            QVERIFY(note.isVisible() && note.isQuestion());
            QTest::mouseClick(&note.sendButton(), Qt::LeftButton);
            s.settle();
            QCOMPARE(s.window.orders().rowCount(), isArmed ? 1 : 0);
        }
    }

    void killSwitchCancelsDisarmsAndRefuses()
    {
        Station s;
        QVERIFY(s.ok);
        s.armed();
        const QPoint place = s.cell(s.ladder().grid().rowCount() - 2, Column::BidSize);
        QTest::mouseClick(&s.ladder(), Qt::LeftButton, {}, place);
        QVERIFY(tests::runUntil(s.clock, [&] {
            return s.window.orders().rowCount() == 1 && s.window.orders().at(0).state == orders::OrderState::Working;
        }));
        QTest::keyClick(&s.ladder(), Qt::Key_K, Qt::ControlModifier | Qt::ShiftModifier);
        QTest::keyClick(&s.ladder(), Qt::Key_K, Qt::ControlModifier | Qt::ShiftModifier); // twice is still on
        QVERIFY(
            tests::runUntil(s.clock, [&] { return s.window.orders().at(0).state == orders::OrderState::Cancelled; }));
        QCOMPARE(s.entry().arming(), Arming::View);
        QVERIFY(s.window.findChild<QLabel*>(QStringLiteral("kill"))->text().contains(QStringLiteral("KILL SWITCH ON")));
        s.armed();
        const QPoint elsewhere = s.cell(s.ladder().grid().rowCount() - 4, Column::BidSize);
        QTest::mouseClick(&s.ladder(), Qt::LeftButton, {}, elsewhere);
        QVERIFY(tests::runUntil(s.clock, [&] { return s.window.decisions().rowCount() == 2; }));
        QCOMPARE(s.window.orders().rowCount(), 1);
        QCOMPARE(s.window.decisions().at(0).decision.reason, routing::Reason::KillSwitch);
        Q_EMIT s.window.killSwitchRequested(false);
        QVERIFY(tests::runUntil(
            s.clock, [&] { return s.window.findChild<QLabel*>(QStringLiteral("kill"))->text().isEmpty(); }));
    }

    void escapeCancelsAllAndDigitsChooseTheSize()
    {
        Station s;
        QVERIFY(s.ok);
        s.armed();
        QTest::keyClick(&s.ladder(), Qt::Key_3);
        QCOMPARE(s.entry().size(), tests::size("5"));
        for (const int up : {2, 4}) {
            QTest::mouseClick(
                &s.ladder(), Qt::LeftButton, {}, s.cell(s.ladder().grid().rowCount() - up, Column::BidSize));
        }
        QVERIFY(tests::runUntil(s.clock, [&] { return s.window.orders().liveOrders().size() == 2; }));
        QTest::keyClick(&s.ladder(), Qt::Key_Escape);
        QVERIFY(tests::runUntil(s.clock, [&] { return s.window.orders().liveOrders().empty(); }));
    }

    void changedSettingsDisarm()
    {
        Station s;
        QVERIFY(s.ok);
        s.armed();
        desk::DeskSettings settings;
        settings.routing.aggressiveObi = 0;
        s.session.setSettings(settings);
        QVERIFY(tests::runUntil(s.clock, [&] { return s.entry().arming() == Arming::View; }));
    }

    void theProgramsPictureIsOnItsWindowsAndInAbout()
    {
        Station s;
        for (const int size : {16, 32, 256}) {
            const QImage image = s.window.windowIcon().pixmap(size, size).toImage();
            QCOMPARE(image.size(), QSize(size, size));
            QCOMPARE(image.pixelColor(size / 2, size / 2).alpha(), 255);
            QCOMPARE(image.pixelColor(0, 0).alpha(), 0); // its corners are round
        }
        for (QAction* const action : s.window.findChildren<QAction*>()) {
            if (action->text() == QStringLiteral("&About Leadline")) {
                action->trigger();
            }
        }
        auto* const about = s.window.findChild<QMessageBox*>(QStringLiteral("about"));
        QVERIFY(about != nullptr);
        QVERIFY(!about->iconPixmap().isNull());
        about->close();
    }

    void tooltipStatesTheExactOrder()
    {
        Station s;
        QVERIFY(s.ok);
        s.settle();
        const int row = s.ladder().grid().rowCount() - 2;
        const QString text = s.ladder().tooltipAt(s.cell(row, Column::BidSize));
        QVERIFY2(text.startsWith(
                     QStringLiteral("BUY 1 LMT ") + QString::fromStdString(s.ladder().grid().priceAt(row).text(2))),
            qPrintable(text));
        QVERIFY(text.contains(QStringLiteral("router: ")));
        QVERIFY(s.ladder().tooltipAt(s.cell(row, Column::Price)).isEmpty());
    }

    void paintsOnlyWhatIsShownAndSurvivesEverySize()
    {
        Station s;
        QVERIFY(s.ok);
        for (const QSize size : {QSize(640, 400), QSize(1280, 800), QSize(2560, 1440)}) {
            s.window.resize(size);
            s.settle();
            const QImage image = s.ladder().grab().toImage();
            QSet<QRgb> colours;
            for (int y = 0; y < image.height(); y += 3) {
                for (int x = 0; x < image.width(); x += 3) {
                    colours.insert(image.pixel(x, y));
                }
            }
            QVERIFY(colours.size() > 10); // bars, figures, lines: not an empty area
        }
    }

    void settingsDialogEditsChecksAndApplies()
    {
        models::ThresholdModel model({{.key = QStringLiteral("routing.aggressive_obi"),
                                         .value = QStringLiteral("0.55"),
                                         .defaultValue = QStringLiteral("0.55")}},
            [](const QString&, const QString& value) {
                return value.toDouble() > 1 ? QStringLiteral("routing.aggressive_obi = 2: must be a number from 0 to 1")
                                            : QString();
            });
        QString applied;
        SettingsDialog dialog(model, [&](const models::ThresholdModel& m) {
            applied = m.thresholds().front().value;
            return QString();
        });
        dialog.show();
        const auto type = [&](const QString& text) {
            const QModelIndex cell =
                dialog.table().model()->index(0, static_cast<int>(models::ThresholdModel::Column::Value));
            dialog.table().setCurrentIndex(cell);
            dialog.table().edit(cell);
            QWidget* const editor =
                dialog.table().findChild<QWidget*>(QStringLiteral("qt_editor"), Qt::FindChildrenRecursively);
            QWidget* const field = editor != nullptr ? editor : QApplication::focusWidget();
            QTest::keyClick(field, Qt::Key_A, Qt::ControlModifier);
            QTest::keyClicks(field, text);
            QTest::keyClick(field, Qt::Key_Return);
            QCoreApplication::processEvents();
        };
        dialog.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&dialog));
        type(QStringLiteral("2"));
        QVERIFY(dialog.findChild<QLabel*>(QStringLiteral("state"))->text().contains(QStringLiteral("must be")));
        type(QStringLiteral("0.6"));
        QTest::mouseClick(dialog.findChild<QPushButton*>(), Qt::LeftButton);
        for (QPushButton* const button : dialog.findChildren<QPushButton*>()) {
            if (button->text().contains(QStringLiteral("Apply"))) {
                QTest::mouseClick(button, Qt::LeftButton);
            }
        }
        QCOMPARE(applied, QStringLiteral("0.6"));
    }

    void theFilterOfTheSettingsFindsAndEditsNothing()
    {
        models::ThresholdModel model({{.key = QStringLiteral("routing.aggressive_obi"),
                                          .value = QStringLiteral("0.55"),
                                          .defaultValue = QStringLiteral("0.55")},
                                         {.key = QStringLiteral("risk.max_open_orders"),
                                             .value = QStringLiteral("50"),
                                             .defaultValue = QStringLiteral("50")}},
            [](const QString&, const QString&) { return QString(); });
        int applied = 0;
        SettingsDialog dialog(model, [&](const models::ThresholdModel&) {
            ++applied;
            return QString();
        });
        dialog.show();
        dialog.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&dialog));
        QTableView& table = dialog.table();
        const int column = static_cast<int>(models::ThresholdModel::Column::Value);
        const auto cell = [&](int row) { return table.visualRect(table.model()->index(row, column)).center(); };
        const auto values = [&] {
            QStringList all;
            for (const models::Threshold& each : model.thresholds()) {
                all << each.value;
            }
            return all;
        };
        // An edit, as a user makes it: double click, text, Enter.
        QTest::mouseClick(table.viewport(), Qt::LeftButton, {}, cell(0));
        QTest::mouseDClick(table.viewport(), Qt::LeftButton, {}, cell(0));
        auto* const editor = qobject_cast<QLineEdit*>(QApplication::focusWidget());
        QVERIFY(editor != nullptr);
        editor->selectAll();
        QTest::keyClicks(editor, QStringLiteral("0.6"));
        QTest::keyClick(editor, Qt::Key_Return);
        QCoreApplication::processEvents();
        const QStringList edited{QStringLiteral("0.6"), QStringLiteral("50")};
        QCOMPARE(values(), edited);

        // Keys go where the focus is, as they do for a user.
        QLineEdit* filter = nullptr;
        for (QLineEdit* const line : dialog.findChildren<QLineEdit*>()) {
            filter = line->placeholderText() == QStringLiteral("Filter settings") ? line : filter;
        }
        QTest::mouseClick(filter, Qt::LeftButton);
        for (const QChar letter : QStringLiteral("risk 77")) {
            QTest::keyClicks(QApplication::focusWidget(), QString(letter));
            QCoreApplication::processEvents();
        }
        QCOMPARE(QApplication::focusWidget(), static_cast<QWidget*>(filter));
        QCOMPARE(filter->text(), QStringLiteral("risk 77"));
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
        QCoreApplication::processEvents();
        QVERIFY(dialog.isVisible());
        QCOMPARE(values(), edited);
        QCOMPARE(applied, 0);

        // A click, a letter or an arrow in the table edits nothing either; F2 does.
        filter->clear();
        QTest::mouseClick(table.viewport(), Qt::LeftButton, {}, cell(1));
        QTest::mouseClick(table.viewport(), Qt::LeftButton, {}, cell(1));
        QTest::keyClick(&table, Qt::Key_Up);
        QTest::keyClicks(&table, QStringLiteral("9"));
        QCOMPARE(QApplication::focusWidget(), static_cast<QWidget*>(&table));
        table.setCurrentIndex(table.model()->index(1, column));
        QTest::keyClick(&table, Qt::Key_F2);
        QVERIFY(qobject_cast<QLineEdit*>(QApplication::focusWidget()) != nullptr);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
        QVERIFY(dialog.isVisible());
        QCOMPARE(values(), edited);
    }
};

const QtSuite<WindowTest> suite{"views/window/window"};

#include "window_test.moc"
