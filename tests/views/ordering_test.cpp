// SPDX-License-Identifier: MIT
/// From a click or a key to the order that goes out: its style, what is said of it before, and one press one order.
#include "tests/views/station.h"
#include "views/ticket_panel.h"

#include <QDoubleSpinBox>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QSignalSpy>
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
engine::EngineOptions routerThat(bool takes)
{
    engine::EngineOptions options = Station::passive();
    options.desk.routing.aggressiveObi = takes ? -1 : 1;
    options.desk.risk.duplicateMs = 0;
    return options;
}

/// Two venues that trade; their books cross now and then.
engine::EngineOptions twoVenues()
{
    engine::EngineOptions options = routerThat(false);
    options.venues.push_back({venues::findVenue("kraken"), {}});
    return options;
}

/// A window with its ticket, its questions and what left it.
struct Floor : Station {
    explicit Floor(const engine::EngineOptions& options = routerThat(false))
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
    QMessageBox* question() { return window.findChild<QMessageBox*>(); }
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

    QSignalSpy ready{&desk(), &models::LadderDesk::orderReady};
    QSignalSpy asked{&desk(), &models::LadderDesk::confirmationWanted};

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

int runOrderingTests(int argc, char** argv)
{
    OrderingTest tests;
    return QTest::qExec(&tests, argc, argv);
}

#include "ordering_test.moc"
