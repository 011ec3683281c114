// SPDX-License-Identifier: MIT
/// From a click or a key to the order that goes out: its style, what is said of it before, and one press one order.
#include "engine/session/session_options.h"
#include "engine/venues/venue.h"
#include "tests/support/qt_suite.h"
#include "tests/views/window/station.h"
#include "views/ladder/ladder_note.h"
#include "views/ladder/ladder_panel.h"
#include "views/ticket/ticket_panel.h"

#include <QDoubleSpinBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

using namespace leadline;
using namespace leadline::views;
using models::Arming;
using orders::OrderType;
using tests::Station;
using Column = LadderView::Column;

namespace
{

/// A market whose router takes, or rests, whatever the book looks like.
session::SessionOptions routerThat(bool takes)
{
    session::SessionOptions options = Station::passive();
    options.desk.routing.aggressiveObi = takes ? -1 : 1;
    options.desk.risk.duplicateMs = 0;
    return options;
}

/// Two venues that trade; their books cross now and then.
session::SessionOptions twoVenues()
{
    session::SessionOptions options = routerThat(false);
    options.venues = {{venues::findVenue("binance-spot"), {}}, {venues::findVenue("kraken"), {}}};
    return options;
}

/// A window with its ticket, its questions and what left it.
struct Floor : Station {
    explicit Floor(const session::SessionOptions& options = routerThat(false))
        : Station(options)
    {
        settle();
    }

    TicketPanel& ticket() { return window.ticket(); }
    QDoubleSpinBox& limit() { return *spin(QStringLiteral("Limit price")); }
    QDoubleSpinBox& size() { return *spin(QStringLiteral("Order size")); }
    QPushButton& send() { return *ticket().findChild<QPushButton*>(QStringLiteral("send")); }
    QString label(const char* name)
    {
        const auto* const found = ticket().findChild<QLabel*>(QString::fromLatin1(name));
        return found == nullptr ? QString() : found->text();
    }
    /// On show; null: nothing is asked.
    LadderNote* question()
    {
        LadderNote& note = window.ladderPanel().note();
        return note.isVisible() && note.isQuestion() ? &note : nullptr;
    }
    int leftOrAsked() const { return static_cast<int>(ready.count() + asked.count()); }
    bool hasOrders(int count)
    {
        return tests::runUntil(clock, [&] { return window.orders().rowCount() == count; });
    }
    const orders::Order& newest() { return window.orders().at(0); }
    /// As a user types it: the field is chosen, the text replaced.
    void typeLimit(core::Price price)
    {
        limit().setFocus();
        QTest::keyClick(&limit(), Qt::Key_A, Qt::ControlModifier);
        QTest::keyClicks(&limit(), QString::fromStdString(price.text(2)));
        QTest::keyClick(&limit(), Qt::Key_Tab);
    }
    bool choose(QWidget& where, const char* style)
    {
        auto* const button = where.findChild<QPushButton*>(QString::fromLatin1(style));
        if (button == nullptr) {
            return false;
        }
        QTest::mouseClick(button, Qt::LeftButton);
        settle();
        return true;
    }
    /// Puts the touch on show, and lets the rows stand long enough to be traded.
    void lookAtTheTouch()
    {
        ladder().recentre();
        clock.advance(std::chrono::seconds(1));
    }
    int rowOf(core::Side side)
    {
        const models::LadderGrid& grid = ladder().grid();
        return grid.rowOf(side == core::Side::Bid ? grid.bestBid() : grid.bestAsk(), side).value_or(-1);
    }

    QSignalSpy ready{&entry(), &models::OrderEntry::orderReady};
    QSignalSpy asked{&entry(), &models::OrderEntry::confirmationWanted};

private:
    QDoubleSpinBox* spin(const QString& name)
    {
        for (QDoubleSpinBox* const box : ticket().findChildren<QDoubleSpinBox*>()) {
            if (box->accessibleName() == name) {
                return box;
            }
        }
        return nullptr;
    }
};

void sendKey(QWidget& to, QEvent::Type type, Qt::Key key)
{
    QKeyEvent event(type, key, Qt::NoModifier, QString(QChar(key).toLower()));
    QCoreApplication::sendEvent(&to, &event);
}

/// As X11 repeats a key: a release and a fresh press, neither marked as a repeat.
void repeat(tests::TestClock& clock, QWidget& to, Qt::Key key, int times)
{
    for (int i = 0; i < times; ++i) {
        clock.advance(std::chrono::milliseconds(33));
        sendKey(to, QEvent::KeyRelease, key);
        sendKey(to, QEvent::KeyPress, key);
    }
}

} // namespace

class OrderingTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aJoinNeverTakes_data()
    {
        QTest::addColumn<int>("key");
        QTest::addColumn<int>("side");
        QTest::newRow("Q") << int(Qt::Key_Q) << int(core::Side::Bid);
        QTest::newRow("W") << int(Qt::Key_W) << int(core::Side::Ask);
    }

    void aJoinNeverTakes()
    {
        QFETCH(int, key);
        QFETCH(int, side);
        Floor s(routerThat(true));
        QVERIFY(s.ok);
        s.armed();
        QTest::keyClick(&s.ladder(), static_cast<Qt::Key>(key));
        QVERIFY(s.hasOrders(1));
        QCOMPARE(s.window.decisions().at(0).decision.action, routing::Action::Aggressive);
        QCOMPARE(s.newest().request.side, static_cast<core::Side>(side));
        QCOMPARE(s.newest().request.type, OrderType::PostOnly);
    }

    void aClickAtTheTouchNeverTakes()
    {
        for (const core::Side side : {core::Side::Bid, core::Side::Ask}) {
            Floor s(routerThat(true));
            QVERIFY(s.ok);
            s.armed();
            s.lookAtTheTouch();
            const int row = s.rowOf(side);
            const core::Price clicked = s.ladder().grid().priceAt(row);
            const QPoint place = s.cell(row, side == core::Side::Bid ? Column::BidSize : Column::AskSize);
            const QString tip = s.ladder().tooltipAt(place);
            QVERIFY2(tip.contains(QStringLiteral("AGGRESSIVE")), qPrintable(tip)); // what it would rather do ...
            QVERIFY2(!tip.contains(QStringLiteral("takes")), qPrintable(tip)); // ... is not what is sent
            QTest::mouseClick(&s.ladder(), Qt::LeftButton, {}, place);
            QVERIFY(s.hasOrders(1));
            QCOMPARE(s.newest().request.type, OrderType::PostOnly);
            const core::Price sent = s.newest().request.price;
            QVERIFY(side == core::Side::Bid ? sent <= clicked : sent >= clicked);
        }
    }

    void aJoinIsAtTheTouchOfTheVenueItGoesTo()
    {
        Floor s(twoVenues());
        QVERIFY(s.ok);
        QVERIFY(s.sees([](const session::MarketSnapshot& now) {
            return std::ranges::all_of(now.venues,
                [](const session::VenueSnapshot& venue) { return venue.exclusion == book::Exclusion::None; });
        }));
        s.armed();
        for (int i = 0; i < 8; ++i) {
            QTest::keyClick(&s.ladder(), static_cast<Qt::Key>(Qt::Key_1 + i / 2));
            const bool buys = i % 2 == 0;
            const core::Price seen = buys ? s.ladder().grid().bestBid() : s.ladder().grid().bestAsk();
            QTest::keyClick(&s.ladder(), buys ? Qt::Key_Q : Qt::Key_W);
            QVERIFY(s.hasOrders(i + 1));
            const routing::Decision& decision = s.window.decisions().at(0).decision;
            const orders::NewOrder& sent = s.newest().request;
            QCOMPARE(sent.market, decision.market);
            const core::Price touch = buys ? decision.bestBid : decision.bestAsk;
            QVERIFY2(buys ? sent.price <= std::min(touch, seen) : sent.price >= std::max(touch, seen),
                qPrintable(QStringLiteral("%1 sent, the venue's touch is %2")
                               .arg(QString::fromStdString(sent.price.text()), QString::fromStdString(touch.text()))));
            s.session.cancelAll();
            s.pass(std::chrono::milliseconds(300));
        }
    }

    void smartIsASwitchOnTheLadderAndSaysWhatItWillDo_data()
    {
        QTest::addColumn<bool>("takes");
        QTest::newRow("takes") << true;
        QTest::newRow("rests") << false;
    }

    void smartIsASwitchOnTheLadderAndSaysWhatItWillDo()
    {
        QFETCH(bool, takes);
        Floor s(routerThat(takes));
        QVERIFY(s.ok);
        s.armed();
        LadderPanel& panel = s.window.ladderPanel();
        auto* const limit = panel.findChild<QPushButton*>(QStringLiteral("styleLimit"));
        QVERIFY(limit != nullptr && limit->isChecked());
        QVERIFY(s.choose(panel, "styleSmart"));
        QVERIFY(!limit->isChecked());
        const auto* const joins = panel.findChild<QLabel*>(QStringLiteral("joins"));
        const QString wanted = takes ? QStringLiteral("takes") : QStringLiteral("post-only");
        QVERIFY2(tests::runUntil(s.clock, [&] { return joins->text().contains(wanted); }), qPrintable(joins->text()));

        s.lookAtTheTouch();
        const QString tip = s.ladder().tooltipAt(s.cell(s.rowOf(core::Side::Bid), Column::BidSize));
        QCOMPARE(tip.contains(QStringLiteral("takes")), takes);
        // Behind the touch it rests, however urgent the router is.
        const QString behind = s.ladder().tooltipAt(s.cell(s.rowOf(core::Side::Bid) + 3, Column::BidSize));
        QVERIFY2(!behind.contains(QStringLiteral("takes")), qPrintable(behind));

        QTest::keyClick(&s.ladder(), Qt::Key_Q);
        QVERIFY(s.hasOrders(1));
        const routing::Decision& decision = s.window.decisions().at(0).decision;
        QCOMPARE(s.newest().request.type, takes ? OrderType::MarketableLimit : OrderType::PostOnly);
        QVERIFY(s.newest().request.price <= decision.collar);
        QCOMPARE(s.ready.count(), 1);
    }

    void theTicketIsSmartAndFollowsTheTouch()
    {
        Floor s(routerThat(true));
        QVERIFY(s.ok);
        QVERIFY(s.ticket().findChild<QPushButton*>(QStringLiteral("styleSmart"))->isChecked());
        QCOMPARE(s.label("follows"), QStringLiteral("follows the touch"));
        QVERIFY(s.send().text().contains(QStringLiteral("now")));
        s.armed();
        QTest::mouseClick(&s.send(), Qt::LeftButton);
        QVERIFY(s.hasOrders(1));
        QCOMPARE(s.newest().request.type, OrderType::MarketableLimit);

        // As a limit the same ticket rests, whatever the router would rather do.
        QVERIFY(s.choose(s.ticket(), "styleLimit"));
        QCOMPARE(s.label("follows"), QStringLiteral("follows the touch"));
        QVERIFY(!s.send().text().contains(QStringLiteral("now")));
        QVERIFY(s.label("action").contains(QStringLiteral("RESTS")));
        s.pass(std::chrono::seconds(11));
        QTest::mouseClick(&s.send(), Qt::LeftButton);
        QVERIFY(s.hasOrders(2));
        QCOMPARE(s.newest().request.type, OrderType::PostOnly);
    }

    void whatCancelsTheOrderIsOnTheTicketBefore()
    {
        Floor s;
        QVERIFY(s.ok);
        const auto box = [&](const char* name) {
            return s.ticket().findChild<QDoubleSpinBox*>(QString::fromLatin1(name));
        };
        QVERIFY(box("guardSpread") != nullptr && box("guardAge") != nullptr && box("guardExpiry") != nullptr);
        QCOMPARE(box("guardSpread")->text(), QStringLiteral("spread as set"));
        s.armed();
        QTest::mouseClick(&s.send(), Qt::LeftButton);
        QVERIFY(s.hasOrders(1));
        QCOMPARE(s.newest().guard.maxSpreadBps, 10.); // the settings'
        QCOMPARE(s.newest().guard.expiresAt, core::Timestamp{});
        QCOMPARE(s.newest().guard.maxAge, core::Duration{});

        s.pass(std::chrono::seconds(11));
        box("guardSpread")->setValue(7.5);
        box("guardAge")->setValue(90);
        box("guardExpiry")->setValue(60);
        const core::Timestamp before = s.clock.now();
        QTest::mouseClick(&s.send(), Qt::LeftButton);
        QVERIFY(s.hasOrders(2));
        QCOMPARE(s.newest().guard.maxSpreadBps, 7.5);
        QCOMPARE(s.newest().guard.maxAge, core::Duration(std::chrono::seconds(90)));
        QVERIFY(s.newest().guard.expiresAt >= before + std::chrono::seconds(60));
        QVERIFY(s.newest().guard.expiresAt <= s.clock.now() + std::chrono::seconds(60));
        s.pass(std::chrono::seconds(11));
        box("guardSpread")->setValue(0);
        QTest::mouseClick(&s.send(), Qt::LeftButton);
        QVERIFY(s.hasOrders(3));
        QCOMPARE(s.newest().guard.maxSpreadBps, 0.); // never for the spread, whatever the settings say
    }

    void theTicketShowsTheRulesThatCountFirst()
    {
        Floor s;
        QVERIFY(s.ok);
        s.window.resize(1500, 940);
        s.settle();
        auto* const table = s.ticket().findChild<QTableView*>(QStringLiteral("trace"));
        QVERIFY(table != nullptr && table->isVisible());
        const auto* const model = table->model();
        QVERIFY(model->rowCount() >= 4 && model->rowCount() < 12);
        const QModelIndex last = model->index(model->rowCount() - 1, 0);
        QVERIFY2(last.data().toString().contains(QStringLiteral("more")), qPrintable(last.data().toString()));
        // All of them are in sight, down to the row that stands for the quiet ones.
        const QRect shown = table->visualRect(last);
        QVERIFY2(table->viewport()->rect().contains(shown.center()),
            qPrintable(QStringLiteral("%1 of %2").arg(shown.bottom()).arg(table->viewport()->height())));
        QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, shown.center());
        QVERIFY(model->rowCount() >= 12);
    }

    void inASmallWindowTheFieldsScrollAndTheButtonStays()
    {
        Floor s;
        QVERIFY(s.ok);
        s.window.resize(1280, 720);
        s.settle();
        QVERIFY(s.ticket().rect().contains(s.send().geometry()));
        QVERIFY(!s.send().visibleRegion().isEmpty());
        for (const QDoubleSpinBox* const box : s.ticket().findChildren<QDoubleSpinBox*>()) {
            QVERIFY2(box->height() >= box->fontMetrics().height(), qPrintable(box->objectName()));
        }
        for (const QPushButton* const button : s.ticket().findChildren<QPushButton*>()) {
            QVERIFY2(button->height() >= button->fontMetrics().height(), qPrintable(button->text()));
        }
    }

    void theTicketSendsNothingInView()
    {
        Floor s;
        QVERIFY(s.ok);
        QCOMPARE(s.entry().arming(), Arming::View);
        QTest::mouseClick(&s.send(), Qt::LeftButton);
        s.settle();
        QCOMPARE(s.window.orders().rowCount(), 0);
        QCOMPARE(s.window.decisions().rowCount(), 0);
        s.armed();
        QTest::mouseClick(&s.send(), Qt::LeftButton);
        QVERIFY(s.hasOrders(1));
    }

    void theTicketAsksInConfirmAndNamesTheOrder()
    {
        Floor s;
        QVERIFY(s.ok);
        s.entry().setArming(Arming::Confirm);
        for (const bool yes : {false, true}) {
            s.pass(std::chrono::seconds(1));
            QTest::mouseClick(&s.send(), Qt::LeftButton);
            QVERIFY(s.question() != nullptr);
            const QString text = s.question()->text();
            for (const char* const word : {"BUY", "1", "ETHUSDT", "binance-futures", "post-only", "PAPER"}) {
                QVERIFY2(text.contains(QLatin1String(word)), qPrintable(text));
            }
            QVERIFY2(text.contains(s.limit().text()), qPrintable(text));
            QTest::mouseClick(yes ? &s.question()->sendButton() : &s.question()->dropButton(), Qt::LeftButton);
            s.settle();
            QCOMPARE(s.window.orders().rowCount(), yes ? 1 : 0);
        }
    }

    void theLaddersQuestionNamesTheOrderToo()
    {
        Floor s(twoVenues());
        QVERIFY(s.ok);
        s.entry().setArming(Arming::Confirm);
        s.pass(std::chrono::seconds(1));
        QTest::keyClick(&s.ladder(), Qt::Key_W);
        QVERIFY(s.question() != nullptr);
        const QString text = s.question()->text();
        for (const char* const word : {"SELL", "1", "ETH", "post-only", "PAPER"}) {
            QVERIFY2(text.contains(QLatin1String(word)), qPrintable(text));
        }
        // The venue that is named is the one it goes to, however long the answer takes.
        s.pass(std::chrono::seconds(3));
        QTest::mouseClick(&s.question()->sendButton(), Qt::LeftButton);
        QVERIFY(s.hasOrders(1));
        QVERIFY2(text.contains(QString::fromStdString(s.newest().request.market.venue.text())), qPrintable(text));
        QCOMPARE(s.newest().request.type, OrderType::PostOnly);
    }

    void aTabThroughTheLimitFreezesNothing()
    {
        Floor s;
        QVERIFY(s.ok);
        s.limit().setFocus();
        QTest::keyClick(&s.limit(), Qt::Key_Tab);
        const QString before = s.limit().text();
        QVERIFY(s.sees([&](const session::MarketSnapshot& now) {
            return !now.bids.empty() && QString::fromStdString(now.bids.front().price.text(2)) != before;
        }));
        QVERIFY(tests::runUntil(s.clock, [&] {
            return s.limit().text() != before
                && s.limit().text() == QString::fromStdString(s.ladder().grid().bestBid().text(2));
        }));
        QCOMPARE(s.label("follows"), QStringLiteral("follows the touch"));
    }

    void aLimitThatWasTypedIsFixedAndSaysSo()
    {
        Floor s;
        QVERIFY(s.ok);
        const core::Price far = s.ladder().grid().bestBid() - core::Price::fromRaw(50'000'000'000);
        s.typeLimit(far);
        s.settle();
        QCOMPARE(s.label("follows"), QStringLiteral("fixed at %1").arg(QString::fromStdString(far.text(2))));
        s.pass(std::chrono::seconds(2));
        QCOMPARE(s.limit().text(), QString::fromStdString(far.text(2)));
        s.armed();
        QTest::mouseClick(&s.send(), Qt::LeftButton);
        QVERIFY(s.hasOrders(1));
        QCOMPARE(s.newest().request.price, far);

        auto* const follow = s.ticket().findChild<QAbstractButton*>(QStringLiteral("follow"));
        QVERIFY(follow != nullptr);
        QTest::mouseClick(follow, Qt::LeftButton);
        s.settle();
        QCOMPARE(s.label("follows"), QStringLiteral("follows the touch"));
    }

    void aLimitThroughTheMarketIsCalledTakingAndAsksFirst()
    {
        Floor s;
        QVERIFY(s.ok);
        s.armed();
        const core::Price through = s.ladder().grid().bestAsk() + core::Price::fromRaw(6'000'000'000);
        s.typeLimit(through);
        s.settle();
        QVERIFY2(!s.label("action").contains(QStringLiteral("PASSIVE")), qPrintable(s.label("action")));
        QVERIFY(s.label("action").contains(QStringLiteral("TAKES")));
        QVERIFY(s.send().text().contains(QStringLiteral("now")));
        QTest::mouseClick(&s.send(), Qt::LeftButton);
        QVERIFY(s.question() != nullptr);
        QVERIFY2(s.question()->text().contains(QStringLiteral("ticks through the market")),
            qPrintable(s.question()->text()));
        s.settle();
        QCOMPARE(s.window.orders().rowCount(), 0);
        QTest::mouseClick(&s.question()->dropButton(), Qt::LeftButton);
    }

    void aHeldKeySendsOneOrder_data()
    {
        QTest::addColumn<int>("key");
        for (const Qt::Key key : {Qt::Key_Q, Qt::Key_W, Qt::Key_X, Qt::Key_Z, Qt::Key_Return, Qt::Key_Enter}) {
            QTest::newRow(qPrintable(QKeySequence(key).toString())) << int(key);
        }
    }

    void aHeldKeySendsOneOrder()
    {
        QFETCH(int, key);
        const auto pressed = static_cast<Qt::Key>(key);
        Floor s;
        QVERIFY(s.ok);
        s.armed();
        QTest::keyClick(&s.ladder(), Qt::Key_Down); // a row for Enter
        s.pass(std::chrono::milliseconds(300));
        sendKey(s.ladder(), QEvent::KeyPress, pressed);
        QCOMPARE(s.leftOrAsked(), 1);
        s.clock.advance(std::chrono::milliseconds(500));
        repeat(s.clock, s.ladder(), pressed, 20);
        QCOMPARE(s.leftOrAsked(), 1);
        // Some come without a release.
        for (int i = 0; i < 5; ++i) {
            s.clock.advance(std::chrono::milliseconds(200));
            sendKey(s.ladder(), QEvent::KeyPress, pressed);
        }
        QCOMPARE(s.leftOrAsked(), 1);
    }

    void aKeyCountsAgainWhenItWasUpFor150Milliseconds_data()
    {
        QTest::addColumn<int>("upMs");
        QTest::addColumn<int>("sent");
        QTest::newRow("repeated") << 0 << 1;
        QTest::newRow("too soon") << 149 << 1;
        QTest::newRow("at the limit") << 150 << 2;
        QTest::newRow("later") << 1000 << 2;
    }

    void aKeyCountsAgainWhenItWasUpFor150Milliseconds()
    {
        QFETCH(int, upMs);
        QFETCH(int, sent);
        Floor s;
        QVERIFY(s.ok);
        s.armed();
        QTest::keyPress(&s.ladder(), Qt::Key_Q);
        s.clock.advance(std::chrono::milliseconds(400));
        QTest::keyRelease(&s.ladder(), Qt::Key_Q);
        s.clock.advance(std::chrono::milliseconds(upMs));
        QTest::keyPress(&s.ladder(), Qt::Key_Q);
        QCOMPARE(s.leftOrAsked(), sent);
    }

    void aKeyHeldElsewhereSendsNothingHere()
    {
        Floor s;
        QVERIFY(s.ok);
        s.armed();
        sendKey(s.size(), QEvent::KeyPress, Qt::Key_Q);
        s.clock.advance(std::chrono::milliseconds(500));
        repeat(s.clock, s.ladder(), Qt::Key_Q, 5);
        sendKey(s.ladder(), QEvent::KeyPress, Qt::Key_Q);
        QCOMPARE(s.leftOrAsked(), 0);
    }

    void aHeldSpaceOnTheTicketsButtonSendsOneOrder()
    {
        Floor s;
        QVERIFY(s.ok);
        s.armed();
        s.send().setFocus();
        sendKey(s.send(), QEvent::KeyPress, Qt::Key_Space);
        s.clock.advance(std::chrono::milliseconds(500));
        repeat(s.clock, s.send(), Qt::Key_Space, 20);
        sendKey(s.send(), QEvent::KeyRelease, Qt::Key_Space);
        QCOMPARE(s.leftOrAsked(), 1);
        s.clock.advance(std::chrono::milliseconds(150));
        QTest::keyClick(&s.send(), Qt::Key_Space);
        QCOMPARE(s.leftOrAsked(), 2);
    }
};

const QtSuite<OrderingTest> suite{"views/ticket/ordering"};

#include "ordering_test.moc"
