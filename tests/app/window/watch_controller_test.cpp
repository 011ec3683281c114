// SPDX-License-Identifier: MIT
/// Many instruments in one window: typed, watched, chosen, traded each from its own ladder, and kept.
#include "app/window/watch_controller.h"
#include "engine/venues/venue.h"
#include "models/market_view.h"
#include "models/order_entry.h"
#include "models/order_model.h"
#include "models/session_client.h"
#include "models/watch_list.h"
#include "tests/app/window/workbench.h"
#include "tests/support/qt_suite.h"
#include "views/blotter/blotter_panel.h"
#include "views/blotter/log_panels.h"
#include "views/charts/monitor_panel.h"
#include "views/ladder/ladder_header.h"
#include "views/ladder/ladder_panel.h"
#include "views/ladder/ladder_view.h"
#include "views/ladder/venue_panel.h"
#include "views/ticket/ticket_panel.h"
#include "views/watch/watch_panel.h"
#include "views/watch/watch_table.h"

#include <QComboBox>
#include <QDockWidget>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTableView>

#include <algorithm>

using namespace leadline;
using namespace Qt::StringLiterals;
using tests::Workbench;
using views::LadderColumn;

namespace
{

core::Pair pairOf(const char* name)
{
    return *core::Pair::parse(name);
}

const core::Pair ether = pairOf("ETH/USDT");
const core::Pair bitcoin = pairOf("BTC/USDT");
const core::Pair contract = pairOf("ETH/USDT-PERP");

std::vector<orders::Order> allOf(const models::OrderModel& model)
{
    std::vector<orders::Order> all;
    for (int row = 0; row < model.rowCount(); ++row) {
        all.push_back(model.at(row));
    }
    return all;
}

/// A window that watches a coin and its contract.
struct Floor : Workbench {
    explicit Floor(const std::string& more = "market.seed=5")
        : Workbench({"market.venues=binance-spot,kraken,binance-futures", more})
    {
        isListed = runUntil(clock, [this] { return !watch().search().isEmpty(); });
    }
    views::WatchPanel& watch() { return window().watchPanel(); }
    views::LadderPanel& first() { return window().ladderPanel(); }
    QStringList list() { return watch().model().list().symbols(); }
    /// The watch list in front, its field in focus, and the letters.
    void type(const char* text)
    {
        window().showPanel(u"watch"_s);
        QTest::qWait(1);
        watch().focusAddField();
        auto* const field = watch().findChild<QLineEdit*>(u"add"_s);
        QTest::keyClicks(field, QString::fromUtf8(text));
        QWidget* const popup = QApplication::activePopupWidget();
        QTest::keyClick(popup != nullptr ? popup : field, Qt::Key_Return);
        settle();
    }
    /// A click on its line.
    void choose(const QString& name)
    {
        window().showPanel(u"watch"_s);
        QTest::qWait(1);
        views::WatchTable& table = watch().table();
        for (int row = 0; row < table.model()->rowCount(); ++row) {
            const QModelIndex at = table.model()->index(row, 0);
            if (at.data().toString() == name) {
                table.scrollTo(at);
                QTest::mouseClick(table.viewport(), Qt::LeftButton, {}, table.visualRect(at).center());
            }
        }
    }
    bool shows(views::LadderPanel& ladder, const core::Pair& pair)
    {
        return runUntil(clock, [&] {
            return ladder.view().pair() == pair && ladder.ladder().grid().hasBook()
                && ladder.ladder().grid().instrument().pair == pair;
        });
    }
    /// Where a press buys at the bid.
    QPoint bidCell(views::LadderPanel& ladder)
    {
        const models::LadderGrid& grid = ladder.ladder().grid();
        if (!grid.rowOf(grid.bestBid(), core::Side::Bid)) {
            ladder.ladder().recentre(); // rows move by hand alone here
            clock.advance(std::chrono::seconds(1));
        }
        const auto row = grid.rowOf(grid.bestBid(), core::Side::Bid);
        return ladder.ladder().cellRect(row.value_or(0), LadderColumn::BidSize).center();
    }
    int working(const core::Pair& pair)
    {
        return static_cast<int>(std::ranges::count_if(window().orders().liveOrders(), [&](const orders::Order& order) {
            const auto* const venue = venues::findVenue(order.request.market.venue.view());
            return venue->pairOf(order.request.market.symbol) == pair;
        }));
    }
    QString ticketName() { return window().findChild<QLabel*>(u"instrument"_s)->text(); }

    bool isListed = false;
};

} // namespace

class WatchControllerTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aTypedSymbolIsWatchedChosenAndKept()
    {
        Floor s;
        QVERIFY(s.ok && s.isListed);
        QCOMPARE(s.list(), QStringList({u"ETH/USDT"_s, u"ETH/USDT-PERP"_s}));
        s.type("btcusdt");
        QVERIFY2(s.list().contains(u"BTC/USDT"_s), qPrintable(s.list().join(u' ')));
        QVERIFY(
            tests::runUntil(s.clock, [&] { return !s.watch().model().isWaiting(s.list().indexOf(u"BTC/USDT"_s)); }));
        s.choose(u"BTC/USDT"_s);
        QVERIFY(s.shows(s.first(), bitcoin));
        QCOMPARE(s.ticketName(), u"BTC/USDT"_s);

        // Another window of the same settings begins with the same list.
        const models::WatchList again = app::startingWatchList(s.settings, session::SourceKind::Embedded);
        QCOMPARE(again.symbols(), s.list());
        QCOMPARE(app::pairsOf(again).size(), std::size_t(3));
    }

    void symbolsOfTheCommandLineLeaveTheKeptListAsItIs()
    {
        const QTemporaryDir folder;
        const app::LoadedSettings plain = Workbench::load(folder.path().toStdString(), {});
        QFile kept(QString::fromStdString(app::watchListFile(plain, session::SourceKind::Embedded).string()));
        QVERIFY(kept.open(QIODevice::WriteOnly) && kept.write("SOL/USDT\n") > 0);
        kept.close();
        app::LoadedSettings once = plain;
        QVERIFY(!app::overrideSetting(once, "market.symbols", "BTC/USDT,AAPL", "--symbol"));
        QVERIFY(app::watchListFile(once, session::SourceKind::Embedded).empty());
        QCOMPARE(app::startingWatchList(once, session::SourceKind::Embedded).symbols(),
            QStringList({u"BTC/USDT"_s, u"AAPL"_s}));
        QCOMPARE(app::startingWatchList(plain, session::SourceKind::Embedded).symbols(), QStringList(u"SOL/USDT"_s));
        QVERIFY(app::startingWatchList(plain, session::SourceKind::Tape).isEmpty());
    }

    void kindsSideBySideShowTheirBasis()
    {
        Floor s("consolidated.equal_kinds=yes");
        QVERIFY(s.ok);
        QVERIFY(tests::runUntil(s.clock, [&] { return s.first().ladder().grid().venues().size() == 3; }));
        auto* const label = s.first().findChild<QLabel*>(u"cross"_s);
        QVERIFY(tests::runUntil(s.clock, [&] { return label->text().startsWith(u"basis "_s); }));
    }

    void anUnknownSymbolIsAnsweredWithNearOnes()
    {
        Floor s;
        QVERIFY(s.ok && s.isListed);
        const QStringList before = s.list();
        s.type("BTCUSTD");
        QCOMPARE(s.list(), before);
        const QString said = s.watch().findChild<QLabel*>(u"message"_s)->text();
        QVERIFY2(said.contains(u"BTC/USDT"_s), qPrintable(said));
    }

    /// The order goes on working, the ladder of the new instrument is in View, and that of its own keeps its arming.
    void aSwitchDisarmsTheLadderThatSwitchesAndNoOther()
    {
        Floor s;
        QVERIFY(s.ok);
        QVERIFY(s.rests());
        views::LadderPanel& beside = s.window().openLadderFor(contract);
        QVERIFY(s.shows(beside, contract));
        beside.ladder().setFocus();
        Q_EMIT beside.findChild<views::LadderHeader*>()->armingChosen(models::Arming::Armed);
        QCOMPARE(s.window().orderEntry().arming(), models::Arming::Armed);

        s.type("BTC/USDT");
        s.choose(u"BTC/USDT"_s);
        QVERIFY(s.shows(s.first(), bitcoin));
        QCOMPARE(s.window().orderEntry().arming(), models::Arming::View);
        QCOMPARE(beside.view().pair(), contract);
        QCOMPARE(s.working(ether), 1);
        QCOMPARE(s.first().ladder().grid().ordersOnShow().size(), std::size_t(0));

        // The ladder beside is armed still: a press there buys the contract, and nothing else.
        s.clock.advance(std::chrono::seconds(1));
        QTest::mouseClick(&beside.ladder(), Qt::LeftButton, {}, s.bidCell(beside));
        QVERIFY(tests::runUntil(s.clock, [&] {
            return std::ranges::any_of(allOf(s.window().orders()),
                [](const orders::Order& order) { return order.request.market.venue.view() == "binance-futures"; });
        }));
        s.choose(u"ETH/USDT"_s);
        QVERIFY(s.shows(s.first(), ether));
        QCOMPARE(s.first().ladder().grid().ordersOnShow().size(), std::size_t(1));
    }

    void panelsFollowTheirGroup()
    {
        Floor s;
        QVERIFY(s.ok);
        views::LadderPanel& beside = s.window().openLadderFor(contract);
        beside.setLink(u"B"_s);
        views::VenuePanel& venues = s.window().venuePanel();
        views::MonitorPanel& monitor = s.window().monitor();
        s.window().showPanel(u"venues"_s);
        QVERIFY(tests::runUntil(s.clock, [&] { return venues.model().rowCount() == 2; })); // the coin's
        const auto* const dock = s.window().findChild<QDockWidget*>(u"venues"_s);
        QCOMPARE(dock->windowTitle(), u"Venues"_s);

        venues.linkActions().at(1)->trigger();
        monitor.setLink(u"B"_s);
        beside.view().show(contract);
        QVERIFY(s.shows(beside, contract));
        QVERIFY(tests::runUntil(s.clock, [&] {
            return venues.model().rowCount() == 1 && venues.model().venueAt(0).view() == "binance-futures"
                && monitor.model().rowCount() == 1;
        }));
        QCOMPARE(dock->windowTitle(), u"Venues \u2013 B"_s);
        QCOMPARE(s.first().view().pair(), ether);

        // Decisions of all instruments, or of a group's.
        QVERIFY(s.rests());
        auto& log = *s.window().findChild<views::DecisionLogPanel*>();
        const auto* const table = log.findChild<QTableView*>(u"decisions"_s);
        auto* const groups = log.findChild<QComboBox*>(u"group"_s);
        QCOMPARE(table->model()->rowCount(), 1);
        groups->setCurrentIndex(groups->findData(u"B"_s));
        QCOMPARE(table->model()->rowCount(), 0);
        beside.view().show(ether);
        QTRY_COMPARE(table->model()->rowCount(), 1);
    }

    /// The ticket sends by the first ladder's arming, and is about the first ladder's instrument.
    void theTicketGoesWithTheFirstLadderToAnotherGroup()
    {
        Floor s;
        QVERIFY(s.ok);
        s.window().session().group(1).show(contract);
        s.first().setLink(u"B"_s);
        QVERIFY(s.shows(s.first(), contract));
        QCOMPARE(s.ticketName(), u"ETH/USDT-PERP"_s);
        s.window().orderEntry().setArming(models::Arming::Armed);
        s.clock.advance(std::chrono::seconds(1));
        auto* const send = s.window().ticket().findChild<QPushButton*>(u"send"_s);
        QVERIFY(tests::runUntil(s.clock, [&] { return send->isEnabled(); }));
        QTest::mouseClick(send, Qt::LeftButton);
        QVERIFY(tests::runUntil(s.clock, [&] { return s.window().orders().rowCount() == 1; }));
        QCOMPARE(s.window().orders().at(0).request.market.venue.view(), std::string_view("binance-futures"));

        // From a view of its own, which ends with that, into a group again.
        s.first().setLink({});
        QVERIFY(s.shows(s.first(), contract));
        QCOMPARE(s.window().orderEntry().arming(), models::Arming::View);
        s.first().setLink(u"A"_s);
        QVERIFY(s.shows(s.first(), ether));
        QCOMPARE(s.ticketName(), u"ETH/USDT"_s);
        QVERIFY(tests::runUntil(s.clock, [&] { return send->isEnabled(); }));
    }

    void profitInAllIsToldInTheCurrencyOfTheSettings()
    {
        Floor s("positions.currency=ETH");
        QVERIFY(s.ok);
        s.window().orderEntry().setArming(models::Arming::Armed);
        s.clock.advance(std::chrono::seconds(1));
        // The market moves between a look and a click: until something was bought.
        const auto& grid = s.grid();
        const auto buy = [&] {
            s.window().orderEntry().click({.side = core::Side::Bid,
                .price = grid.bestAsk() + core::Price::fromRaw(grid.instrument().tick.raw() * 5),
                .bestBid = grid.bestBid(),
                .bestAsk = grid.bestAsk(),
                .takes = true});
            return tests::runUntil(
                s.clock,
                [&] {
                    const auto all = allOf(s.window().orders());
                    return std::ranges::any_of(all, [](const orders::Order& order) { return !order.filled.isZero(); });
                },
                std::chrono::milliseconds(5), 300);
        };
        QVERIFY(buy() || buy() || buy());
        const auto* const label = s.window().blotter().findChild<QLabel*>(u"inAll"_s);
        const bool isTold = tests::runUntil(s.clock, [&] {
            return label->text().contains(u" ETH "_s) && label->text().contains(u"USDT × 0.000"_s)
                && label->text().contains(u"(ETH/USDT)"_s);
        });
        QVERIFY2(isTold, qPrintable(label->text()));
    }

    /// Pressed on the old instrument, released on the new one: nothing is sent.
    void aPressOnTheOldInstrumentTradesNothingAfterASwitch()
    {
        Floor s;
        QVERIFY(s.ok);
        s.type("BTC/USDT");
        s.window().orderEntry().setArming(models::Arming::Armed);
        s.clock.advance(std::chrono::seconds(1));
        const QPoint cell = s.bidCell(s.first());
        QTest::mousePress(&s.first().ladder(), Qt::LeftButton, {}, cell);
        s.window().showInstrument(bitcoin);
        QTest::mouseRelease(&s.first().ladder(), Qt::LeftButton, {}, cell);
        QVERIFY(s.shows(s.first(), bitcoin));
        s.settle();
        QCOMPARE(s.window().orders().rowCount(), 0);

        // Armed for the new one, an order that was planned for the old one names the old one.
        s.window().orderEntry().setArming(models::Arming::Armed);
        s.clock.advance(std::chrono::seconds(1));
        QTest::mouseClick(&s.first().ladder(), Qt::LeftButton, {}, s.bidCell(s.first()));
        QVERIFY(tests::runUntil(s.clock, [&] { return s.window().orders().rowCount() > 0; }));
        QCOMPARE(s.window().orders().at(0).request.market.symbol.view().substr(0, 3), std::string_view("BTC"));
    }

    void theKillSwitchCancelsInEveryInstrumentAndEscapeInOne()
    {
        Floor s;
        QVERIFY(s.ok);
        QVERIFY(s.rests());
        s.type("BTC/USDT");
        s.choose(u"BTC/USDT"_s);
        QVERIFY(s.shows(s.first(), bitcoin));
        QVERIFY(s.rests());
        QCOMPARE(s.working(ether), 1);
        QCOMPARE(s.working(bitcoin), 1);
        s.first().ladder().setFocus();
        s.press(s.window(), Qt::Key_Escape);
        QVERIFY(tests::runUntil(s.clock, [&] { return s.working(bitcoin) == 0; }));
        QCOMPARE(s.working(ether), 1);
        QVERIFY(s.rests());
        s.pressKill(s.window());
        QVERIFY(s.isNothingWorking());
    }

    void whatIsRemovedIsNotWatchedAnyMoreAndTheFileSaysSo()
    {
        Floor s;
        QVERIFY(s.ok);
        s.choose(QString::fromStdString(contract.text()));
        QTest::keyClick(&s.watch().table(), Qt::Key_Delete);
        s.settle();
        QCOMPARE(s.list(), QStringList(u"ETH/USDT"_s));
        QFile kept(QString::fromStdString(app::watchListFile(s.settings, session::SourceKind::Embedded).string()));
        QVERIFY(kept.open(QIODevice::ReadOnly));
        QVERIFY(!kept.readAll().contains("PERP"));
    }
};

const QtSuite<WatchControllerTest> suite{"window/watch_controller"};

#include "watch_controller_test.moc"
