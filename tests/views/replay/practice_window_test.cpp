// SPDX-License-Identifier: MIT
/// Practice in the window on recordings, by real clicks and keys: orders that the recorded book fills, marked as such.
#include "models/fill_model.h"
#include "models/order_entry.h"
#include "models/order_model.h"
#include "tests/support/qt_suite.h"
#include "tests/views/replay/watched_replay.h"
#include "views/blotter/blotter_panel.h"
#include "views/window/trading_banner.h"

#include <QLabel>
#include <QTabWidget>
#include <QTableView>

using namespace leadline;
using namespace Qt::StringLiterals;
using Column = views::LadderView::Column;
using orders::OrderState;
using tests::atStep;

namespace
{

/// Stands at a moment with its ladder armed.
class PracticeBench final : public tests::WatchedReplay
{
public:
    explicit PracticeBench(const char* time = "23:59:45")
    {
        pause();
        type(QString::fromUtf8(time));
        ok = ok && arrives(atStep(450));
        window.orderEntry().setArming(models::Arming::Armed);
        QObject::connect(
            &window.ladderPanel(), &views::LadderPanel::said, &window, [this](const QString& text) { said << text; });
        QObject::connect(&session, &models::SessionClient::framed, &window,
            [this](const session::MarketSnapshot& snapshot) { shown = snapshot; });
        ok = ok && tests::runUntil(clock, [this] {
            return shown.time == atStep(450) && !shown.bids.empty() && ladder().grid().bestBid() == shown.bids[0].price;
        });
        rest();
    }
    /// Until what was done has come about, the rows stand still, and a click is no longer too soon for what they show.
    void rest()
    {
        constexpr int enough = 8;
        core::Price top;
        for (int still = 0, turn = 0; still < enough && turn < 400; ++turn) {
            settle(5);
            const core::Price now = ladder().grid().priceAt(0);
            still = now == top ? still + 1 : 0;
            top = now;
        }
        clock.advance(std::chrono::seconds(1));
    }
    [[nodiscard]] int rowOf(core::Price price, core::Side side)
    {
        return ladder().grid().rowOf(price, side).value_or(-1);
    }
    void click(core::Price price, core::Side side, Column column, Qt::MouseButton button = Qt::LeftButton)
    {
        const QPoint spot = ladder().cellRect(rowOf(price, side), column).center();
        QTest::mouseClick(&ladder(), button, {}, spot);
        rest();
    }
    /// Buys by a click two rows above the best offer.
    void takeAbove()
    {
        const int row = rowOf(ladder().grid().bestAsk(), core::Side::Ask) - 2;
        QTest::mouseClick(&ladder(), Qt::LeftButton, {}, ladder().cellRect(row, Column::BidSize).center());
        rest();
    }
    const orders::Order& order(int row) { return window.orders().at(row); }
    QString venueOf(int row)
    {
        return window.orders().index(row, static_cast<int>(models::OrderModel::Column::Venue)).data().toString();
    }

    QStringList said;
    session::MarketSnapshot shown;
};

} // namespace

class PracticeWindowTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void placesByAClickAndCancelsByAnother()
    {
        PracticeBench bench;
        QVERIFY(bench.ok);
        const core::Price bid = bench.ladder().grid().bestBid();
        bench.click(bid, core::Side::Bid, Column::BidSize);
        QVERIFY2(bench.window.orders().rowCount() == 1, qPrintable(bench.said.join(u'|')));
        QCOMPARE(bench.order(0).state, OrderState::Working);
        QCOMPARE(bench.order(0).request.price, bench.ladder().grid().priceAt(bench.rowOf(bid, core::Side::Bid)));
        QCOMPARE(bench.order(0).sent, atStep(450)); // by the time of the recording
        const models::LadderRow row =
            bench.ladder().grid().rows()[static_cast<std::size_t>(bench.rowOf(bid, core::Side::Bid))];
        QCOMPARE(row.ownBuy, bench.order(0).request.size);
        bench.click(bid, core::Side::Bid, Column::OwnBuy, Qt::RightButton);
        QCOMPARE(bench.order(0).state, OrderState::Cancelled);
    }

    void takesWhatStandsThere()
    {
        PracticeBench bench;
        QVERIFY(bench.ok);
        bench.takeAbove();
        QVERIFY2(bench.window.orders().rowCount() == 1, qPrintable(bench.said.join(u'|')));
        QCOMPARE(bench.order(0).state, OrderState::Filled);
        QVERIFY(!bench.shown.position.isZero());
        QVERIFY2(bench.said.join(u'|').contains(u"Practice: bought 1 at "), qPrintable(bench.said.join(u'|')));
        auto* const fills = bench.window.findChild<QTableView*>(u"fills"_s);
        QCOMPARE(fills->model()->rowCount(), 1);
        QVERIFY(fills->model()
                    ->index(0, static_cast<int>(models::FillModel::Column::Venue))
                    .data()
                    .toString()
                    .endsWith(u"(replay)"));
    }

    void isMarkedEverywhere()
    {
        PracticeBench bench;
        QVERIFY(bench.ok);
        bench.click(bench.ladder().grid().bestBid(), core::Side::Bid, Column::BidSize);
        QVERIFY2(bench.window.orders().rowCount() == 1, qPrintable(bench.said.join(u'|')));
        QCOMPARE(bench.venueOf(0), QString::fromStdString(bench.order(0).request.market.venue.text()) + u" (replay)"_s);
        QVERIFY(bench.window.findChild<views::TradingBanner*>(u"banner"_s)
                    ->accessibleName()
                    .startsWith(u"REPLAY - orders are practice"));
        const auto says = [&](const QString& word) {
            const auto labels = bench.window.findChildren<QLabel*>();
            return std::ranges::any_of(labels, [&](const QLabel* label) { return label->text().contains(word); });
        };
        QVERIFY(says(u"REPLAY - ARMED"_s)); // the ladder
        QVERIFY(says(u"REPLAY \u2013 Practice: it fills on the recording, nothing is sent"_s)); // the ticket
        QVERIFY(!says(u"PAPER"_s) && !says(u"LIVE"_s));
        QCOMPARE(bench.shown.trading.front().environment, std::string("replay"));
    }

    void movesByADrag()
    {
        PracticeBench bench;
        QVERIFY(bench.ok);
        const core::Price bid = bench.ladder().grid().bestBid();
        bench.click(bid, core::Side::Bid, Column::BidSize);
        QVERIFY2(bench.window.orders().rowCount() == 1, qPrintable(bench.said.join(u'|')));
        const int from = bench.rowOf(bid, core::Side::Bid);
        const core::Price lower = bench.ladder().grid().priceAt(from + 2);
        const QPoint there = bench.ladder().cellRect(from + 2, Column::OwnBuy).center();
        QTest::mousePress(&bench.ladder(), Qt::LeftButton, {}, bench.ladder().cellRect(from, Column::OwnBuy).center());
        QMouseEvent move(
            QEvent::MouseMove, there, bench.ladder().mapToGlobal(there), Qt::LeftButton, Qt::LeftButton, {});
        QCoreApplication::sendEvent(&bench.ladder(), &move);
        QTest::mouseRelease(&bench.ladder(), Qt::LeftButton, {}, there);
        bench.rest();
        QCOMPARE(bench.order(0).request.price, lower);
        QCOMPARE(bench.order(0).state, OrderState::Working);
    }

    void staysWhereABlotterRowIsClickedAndEndsWhereTheUserGoesBack()
    {
        PracticeBench bench;
        QVERIFY(bench.ok);
        bench.takeAbove();
        bench.type(u"23:59:50"_s);
        QVERIFY(bench.arrives(atStep(500)));
        QCOMPARE(bench.window.orders().rowCount(), 1); // forward it lives on
        bench.window.showPanel(u"blotter"_s);
        auto* const fills = bench.window.findChild<QTableView*>(u"fills"_s);
        bench.window.blotter().tabs().setCurrentWidget(fills);
        bench.settle();
        QTest::mouseClick(
            fills->viewport(), Qt::LeftButton, {}, fills->visualRect(fills->model()->index(0, 0)).center());
        bench.settle();
        QCOMPARE(bench.now(), atStep(500));
        QVERIFY(bench.said.last().contains(u"going back ends the practice"));
        const int marks = bench.timeline().markCount();
        bench.type(u"23:59:40"_s);
        QVERIFY(bench.arrives(atStep(400)));
        QCOMPARE(bench.window.orders().rowCount(), 0);
        QCOMPARE(fills->model()->rowCount(), 0);
        QVERIFY(bench.timeline().markCount() < marks); // the decision stays
        QCOMPARE(bench.timeline().markCount(), 1);
        QVERIFY(bench.shown.position.isZero());
        QVERIFY2(bench.said.contains(
                     u"The replay went back: the practice is over, 1 order(s) and what they filled are gone"_s),
            qPrintable(bench.said.join(u'|')));
    }
};

const QtSuite<PracticeWindowTest> suite{"views/replay/practice_window"};

#include "practice_window_test.moc"
