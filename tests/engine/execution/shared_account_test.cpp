// SPDX-License-Identifier: MIT
/// Accounts of coins and of stocks that somebody else uses as well: what they leave is seen, closed where it is ours to
/// close, and named where it is not.
#include "tests/support/embedded_account.h"
#include "tests/support/our_side.h"
#include "tests/support/qt_suite.h"

#include <QTest>

#include <algorithm>

using namespace leadline;
using core::Side;
using tests::size;

namespace
{

using Coins = tests::OurSide<tests::EmbeddedCoins>;
using Stocks = tests::OurSide<tests::EmbeddedStocks>;

template <class Ours> int conditional(const Ours& s)
{
    const auto& list = s.engine->gatewayOf(s.market.venue)->openOrders();
    return list ? list->conditional() : -1;
}

QString lastStep(const execution::KillReceipt& receipt)
{
    return receipt.steps[receipt.steps.size() - 2].what; // before "flat", which is ours
}

} // namespace

class SharedAccountTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sellsOnlyTheCoinsThatWeBought()
    {
        Coins s;
        QVERIFY(s.isOpen);
        const core::Quantity before = s.account.coins();
        QVERIFY(before > core::Quantity{});
        QVERIFY(s.fills(Side::Bid, "0.7"));
        QVERIFY(s.account.coins() == before + size("0.7"));
        QVERIFY(s.stops(true));
        QVERIFY2(s.account.coins() == before, qPrintable(s.receipt()));
        QCOMPARE(lastStep(*s.engine->receipt()),
            QStringLiteral("Kraken says: no open orders; nothing of what we bought is left"));
    }

    void sellsTheWholeBalanceWhereThatIsSet()
    {
        Coins s;
        QVERIFY(s.isOpen);
        QVERIFY(s.fills(Side::Bid, "0.7"));
        // While it runs, as the dialog does it.
        s.engine->setPositionSettings({.spotFlatten = execution::SpotFlatten::Balance});
        QVERIFY2(s.stops(true, 40'000), qPrintable(s.receipt()));
        QVERIFY2(s.account.coins().isZero(), qPrintable(s.receipt()));
        QVERIFY2(
            lastStep(*s.engine->receipt()).endsWith(QStringLiteral("nothing left of the coins that are traded there")),
            qPrintable(s.receipt()));
    }

    void asksForPositionsAsOftenAsIsSet()
    {
        Coins s;
        QVERIFY(s.isOpen);
        const auto isSeen = [&] { return !s.engine->keeper().rows().empty(); };
        s.account.other("AddOrder", "pair=ETHUSDT&type=buy&ordertype=market&volume=0.5&leverage=2&userref=1");
        QVERIFY(!s.account.borrowed().isZero());
        s.account.other("AddOrder", "pair=ETHUSDT&type=sell&ordertype=market&volume=0.5&leverage=2&reduce_only=true");
        QVERIFY(s.account.borrowed().isZero());
        // The stream told of fills, so that it was asked once more; from here on nothing moves.
        QVERIFY(s.until(
            [&, end = s.account.clock.now() + std::chrono::seconds(2)] { return s.account.clock.now() > end; }));
        QVERIFY(!isSeen());
        s.engine->setPositionSettings({.checkEvery = std::chrono::seconds(2)});
        const auto& list = s.engine->gatewayOf(s.market.venue)->positions();
        const core::Timestamp first = list->asked;
        QVERIFY(s.until([&] { return list->asked > first; }, 600));
        const core::Timestamp second = list->asked;
        QVERIFY(s.until([&] { return list->asked > second; }, 600));
        QVERIFY(list->asked - second <= std::chrono::milliseconds(2100));
        s.engine->setPositionSettings({.checkEvery = std::chrono::seconds(30)});
        const core::Timestamp last = list->asked;
        QVERIFY(!s.until([&] { return list->asked > last; }, 4000)); // 20 s
    }

    void namesAPositionOnMarginAndLeavesIt()
    {
        Coins s;
        QVERIFY(s.isOpen);
        const core::Quantity before = s.account.coins();
        s.account.other("AddOrder", "pair=ETHUSDT&type=buy&ordertype=market&volume=0.5&leverage=2");
        QVERIFY(s.account.borrowed() == size("0.5"));
        QVERIFY(s.account.coins() == before);
        QVERIFY(s.until([&] { return !s.engine->keeper().rows().empty(); }));
        const auto rows = s.engine->keeper().rows();
        QVERIFY(rows.size() == 1 && rows[0].isMargin && rows[0].size() == size("0.5"));
        QVERIFY2(!s.problems.isEmpty() && s.problems[0].contains(QStringLiteral("positions on margin")),
            qPrintable(s.problems.join(QLatin1Char('\n'))));

        QVERIFY(!s.stops(true, 1500));
        QVERIFY2(s.receipt().contains(QStringLiteral("Kraken: still open: ETH/USDT 0.5: on margin")),
            qPrintable(s.receipt()));
        QVERIFY(s.account.borrowed() == size("0.5"));
        s.account.other("AddOrder", "pair=ETHUSDT&type=sell&ordertype=market&volume=0.5&leverage=2&reduce_only=true");
        QVERIFY2(s.until([&] { return s.isComplete(); }), qPrintable(s.receipt()));
        QCOMPARE(s.engine->receipt()->steps.back().what, QStringLiteral("flat"));
        QVERIFY(s.account.coins() == before);
    }

    void followsTriggersThatAnotherClientLeavesAtKraken()
    {
        Coins s;
        QVERIFY(s.isOpen);
        QVERIFY(s.until([&] { return conditional(s) == 0; })); // the venue has said so
        s.account.other(
            "AddOrder", "pair=ETHUSDT&type=sell&ordertype=stop-loss&volume=0.5&price=" + s.account.at(0.9).text());
        QVERIFY(s.until([&] { return conditional(s) == 1; }, 400));
        const venues::VenueOrder row = s.engine->gatewayOf(s.market.venue)->openOrders()->rows[0];
        QVERIFY(row.isConditional && row.ours == 0 && row.trigger == s.account.at(0.9) && row.size == size("0.5"));
        s.account.other("CancelAll", "x=1");
        QVERIFY(s.until([&] { return conditional(s) == 0; }, 400));

        s.account.other(
            "AddOrder", "pair=ETHUSDT&type=sell&ordertype=take-profit&volume=0.5&price=" + s.account.at(1.1).text());
        QVERIFY(s.stops(false));
        QVERIFY2(s.receipt().contains(QStringLiteral("Kraken still holds 1 order(s), 1 of them conditional")),
            qPrintable(s.receipt()));
        QVERIFY(s.account.server.account()->openOrders().empty());
    }

    void followsStopsAndLegsThatAnotherClientLeavesAtAlpaca()
    {
        Stocks s;
        QVERIFY(s.isOpen);
        QVERIFY(s.until([&] { return conditional(s) == 0; })); // the venue has said so
        const auto order = [&](const std::string& more) {
            return s.account.other(
                "POST", "/v2/orders", R"({"symbol":"KO","qty":"10","side":"buy","time_in_force":"gtc",)" + more + "}");
        };
        const auto priced = [&](const char* field, double share) {
            return "\"" + std::string(field) + "\":\"" + s.account.at(share).text() + "\"";
        };
        const QJsonObject stop = order(R"("type":"stop",)" + priced("stop_price", 1.2));
        QVERIFY(s.until([&] { return conditional(s) == 1; }, 400));
        s.account.other("DELETE", "/v2/orders/" + stop[QStringLiteral("id")].toString().toStdString());
        QVERIFY(s.until([&] { return conditional(s) == 0; }, 400));

        order(R"("type":"limit","order_class":"bracket",)" + priced("limit_price", 0.9) + ",\"take_profit\":{"
            + priced("limit_price", 1.2) + "},\"stop_loss\":{" + priced("stop_price", 0.8) + "}");
        QVERIFY(s.until([&] { return conditional(s) == 2; }, 400));
        QVERIFY(s.stops(false));
        QVERIFY2(s.receipt().contains(QStringLiteral("still holds 3 order(s), 2 of them conditional")),
            qPrintable(s.receipt()));
        QVERIFY(s.until([&] { return conditional(s) == 0; }, 400));
    }

    void showsAndClosesSharesThatAnotherClientBought()
    {
        Stocks s;
        QVERIFY(s.isOpen);
        QVERIFY(s.account.at(1).raw() > 0);
        s.account.other(
            "POST", "/v2/orders", R"({"symbol":"KO","qty":"10","side":"buy","type":"market","time_in_force":"day"})");
        const core::Timestamp before = s.account.clock.now();
        QVERIFY(s.until([&] { return s.engine->keeper().sizeOf(s.market) == size("10"); }));
        QVERIFY(s.account.clock.now() - before <= std::chrono::seconds(1));
        QVERIFY2(s.stops(true), qPrintable(s.receipt()));
        QVERIFY2(lastStep(*s.engine->receipt()).endsWith(QStringLiteral("says: no open orders, no position")),
            qPrintable(s.receipt()));
    }
};

const QtSuite<SharedAccountTest> suite{"engine/shared_account"};

#include "shared_account_test.moc"
