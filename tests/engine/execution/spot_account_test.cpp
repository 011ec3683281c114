// SPDX-License-Identifier: MIT
/// The engine at the embedded Binance spot market: a venue of coins that takes its fees of what is bought.
#include "tests/support/embedded_account.h"
#include "tests/support/our_side.h"
#include "tests/support/qt_suite.h"

#include <QTest>

#include <algorithm>

using namespace leadline;
using core::Side;
using orders::OrderState;
using tests::size;

namespace
{

using Spot = tests::OurSide<tests::EmbeddedSpot>;

const std::string orderPath = "/api/v3/order";

} // namespace

class SpotAccountTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void holdsWhatTheFeeLeftAndSellsNoMore()
    {
        Spot s;
        QVERIFY(s.isOpen);
        const core::Quantity before = s.account.coins();
        QVERIFY(s.fills(Side::Bid, "0.7"));
        QVERIFY(s.account.coins() == before + size("0.6993"));
        QVERIFY(s.engine->manager().positions().of(s.market).size == size("0.6993"));
        QVERIFY(s.until([&] {
            const auto& balances = s.engine->gatewayOf(s.market.venue)->account()->balances;
            const auto coins = std::ranges::find(balances, core::Asset("ETH"), &venues::Balance::asset);
            return coins != balances.end() && coins->total == s.account.coins();
        }));

        QVERIFY2(s.stops(true), qPrintable(s.receipt()));
        QVERIFY2(s.account.coins() == before, qPrintable(s.receipt()));
        QVERIFY2(s.receipt().contains(
                     QStringLiteral("Binance spot says: no open orders; nothing of what we bought is left")),
            qPrintable(s.receipt()));
    }

    void saysWhatIsTooSmallToBeSold()
    {
        Spot s;
        QVERIFY(s.isOpen);
        QVERIFY(s.fills(Side::Bid, "0.0123")); // its fee is no whole lot
        QVERIFY(s.engine->manager().positions().of(s.market).size == size("0.0122877"));
        QVERIFY(!s.stops(true, 2500));
        QVERIFY(s.engine->manager().positions().of(s.market).size == size("0.0000877"));
        QVERIFY2(s.receipt().contains(QStringLiteral("still open: ETHUSDT 0.0000877: too small to be closed")),
            qPrintable(s.receipt()));
    }

    void makesOrdersSmallerAndLeavesThemOtherwise()
    {
        Spot s;
        QVERIFY(s.isOpen);
        const auto id = s.rests("0.5");
        QVERIFY(id != 0);
        const auto order = [&] { return *s.engine->manager().find(id); };
        const std::string venueOrder = order().venueOrder;
        const core::Price price = order().request.price;

        QVERIFY(s.engine->amend(id, price, size("0.3")));
        QVERIFY(s.until([&] { return !order().isAmending; }));
        QVERIFY(order().request.size == size("0.3") && order().state == OrderState::Working);
        QCOMPARE(order().venueOrder, venueOrder);

        QVERIFY(s.engine->amend(id, s.account.at(0.89), size("0.3")));
        QVERIFY(s.until([&] { return !order().isAmending; }));
        QVERIFY(order().request.price == price && order().state == OrderState::Working);
        QVERIFY2(order().note.find("smaller") != std::string::npos, order().note.c_str());
        const auto open = s.account.server.account()->openOrders();
        QVERIFY(open.size() == 1 && open[0]->price == price && open[0]->size == size("0.3"));
        QVERIFY2(s.stops(false), qPrintable(s.receipt()));
    }

    void rejectsAPostOnlyOrderThatWouldTakeInTheVenuesWords()
    {
        Spot s;
        QVERIFY(s.isOpen);
        const auto id = s.send(Side::Bid, "0.5", s.account.at(1.01), orders::OrderType::PostOnly);
        QVERIFY(s.becomes(id, OrderState::Rejected));
        const std::string note = s.engine->manager().find(id)->note;
        QVERIFY2(note.find("-2010 Order would immediately match and take.") != std::string::npos, note.c_str());
    }

    void isUpAgainAfterItsStreamEnded()
    {
        Spot s;
        QVERIFY(s.isOpen);
        const auto id = s.rests();
        QVERIFY(id != 0);
        s.account.server.setTradeFault(sim::TradeFault::SessionExpires, 1, 1);
        const auto& list = s.engine->gatewayOf(s.market.venue);
        list->askAccount(); // strikes it
        QVERIFY(s.until([&] { return !list->isUp(); }));
        s.account.server.setTradeFault(sim::TradeFault::None, 1, 1);
        QVERIFY(s.until([&] { return list->isUp() && s.engine->isReconciled(s.market.venue); }));
        QVERIFY(s.stateOf(id) == OrderState::Working);
        QVERIFY(s.fills(Side::Bid, "0.1"));
    }

    void seesAndCancelsWhatAnotherClientLeaves()
    {
        Spot s;
        QVERIFY(s.isOpen);
        const auto& line = *s.engine->gatewayOf(s.market.venue);
        const auto conditional = [&] { return line.openOrders() ? line.openOrders()->conditional() : -1; };
        QVERIFY(s.until([&] { return conditional() == 0; }));
        s.account.other("POST", orderPath,
            "symbol=ETHUSDT&side=SELL&type=STOP_LOSS&quantity=0.5&stopPrice=" + s.account.at(0.9).text());
        QVERIFY(s.until([&] { return conditional() == 1; }, 400)); // by the stream
        const venues::VenueOrder row = line.openOrders()->rows[0];
        QVERIFY(row.ours == 0 && row.trigger == s.account.at(0.9) && row.size == size("0.5"));
        s.account.other("POST", orderPath,
            "symbol=ETHUSDT&side=BUY&type=LIMIT_MAKER&quantity=0.5&price=" + s.account.at(0.9).text());
        QVERIFY2(s.stops(false), qPrintable(s.receipt()));
        QVERIFY(s.account.server.account()->openOrders().empty());
        QVERIFY(s.engine->receipt()->isComplete);
    }

    void takesBackWhatACrashLeft()
    {
        const QTemporaryDir folder;
        Spot s(1, folder.filePath(QStringLiteral("journal.sqlite")).toStdString());
        QVERIFY(s.isOpen);
        QVERIFY(s.fills(Side::Bid, "0.7"));
        const auto id = s.rests();
        s.end();
        s.begin();
        QVERIFY(s.isOpen);
        QVERIFY(s.engine->manager().positions().of(s.market).size == size("0.6993")); // as the journal has it
        QVERIFY(s.becomes(id, OrderState::Working));
        QVERIFY2(s.stops(true), qPrintable(s.receipt()));
    }
};

const QtSuite<SpotAccountTest> suite{"engine/spot_account"};

#include "spot_account_test.moc"
