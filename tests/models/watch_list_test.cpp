// SPDX-License-Identifier: MIT
#include "models/symbol_search.h"
#include "models/watch_list.h"
#include "models/watch_list_file.h"
#include "tests/support/qt_suite.h"

#include <QAbstractItemModelTester>
#include <QTest>

using namespace leadline;
using namespace leadline::models;

namespace
{

QString textOf(const WatchList& list)
{
    QStringList parts;
    for (const WatchGroup& group : list.groups()) {
        parts << group.name + u':' + group.symbols.join(u' ');
    }
    return parts.join(QStringLiteral(" | "));
}

QStringList problemsOf(const WatchImport& import)
{
    QStringList texts;
    for (const WatchProblem& problem : import.problems) {
        texts << describe(problem);
    }
    return texts;
}

/// ":A B | Majors:C D"
WatchList someList()
{
    WatchList list;
    list.add(QStringLiteral("A"));
    list.add(QStringLiteral("B"));
    list.add(QStringLiteral("C"), QStringLiteral("Majors"));
    list.add(QStringLiteral("D"), QStringLiteral("Majors"));
    return list;
}

core::ListedInstrument listed(const char* base, const char* quote, const char* kind = "spot")
{
    return {.name = std::string(base) + "/" + quote,
        .base = core::Asset(base),
        .quote = core::Asset(quote),
        .kind = kind,
        .venues = {core::VenueId("kraken")}};
}

} // namespace

class WatchListTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aSymbolStandsInItOnce()
    {
        WatchList list = someList();
        QCOMPARE(textOf(list), QStringLiteral(":A B | Majors:C D"));
        QVERIFY(!list.add(QStringLiteral("C")));
        QVERIFY(!list.add(QStringLiteral("A"), QStringLiteral("Majors")));
        QVERIFY(!list.add(QStringLiteral("no symbol")));
        QVERIFY(!list.add(QStringLiteral("lower")));
        QVERIFY(!list.add({}));
        QCOMPARE(textOf(list), QStringLiteral(":A B | Majors:C D"));
        QCOMPARE(list.size(), 4);
        QCOMPARE(list.indexOf(QStringLiteral("D")), 3);
        QCOMPARE(list.indexOf(QStringLiteral("E")), -1);
        QCOMPARE(list.groupOf(QStringLiteral("D")), std::optional(QStringLiteral("Majors")));
        QVERIFY(list.remove(QStringLiteral("C")));
        QVERIFY(!list.remove(QStringLiteral("C")));
        QVERIFY(list.remove(QStringLiteral("D")));
        QCOMPARE(textOf(list), QStringLiteral(":A B | Majors:"));
    }

    void symbolsMoveWithinAndBetweenGroups_data()
    {
        QTest::addColumn<QString>("symbol");
        QTest::addColumn<QString>("next");
        QTest::addColumn<bool>("moves");
        QTest::addColumn<QString>("then");
        const auto row = [](const char* symbol, const char* next, bool moves, const char* then) {
            QTest::addRow("%s before %s", symbol, next)
                << QString::fromLatin1(symbol) << QString::fromLatin1(next) << moves << QString::fromLatin1(then);
        };
        row("B", "A", true, ":B A | Majors:C D");
        row("D", "A", true, ":D A B | Majors:C");
        row("A", "D", true, ":B | Majors:C A D");
        row("B", "C", true, ":A | Majors:B C D"); // the same place, another group
        row("A", "", true, ":B | Majors:C D A");
        row("A", "B", false, ":A B | Majors:C D");
        row("A", "A", false, ":A B | Majors:C D");
        row("D", "", false, ":A B | Majors:C D");
        row("A", "X", false, ":A B | Majors:C D");
        row("X", "A", false, ":A B | Majors:C D");
    }
    void symbolsMoveWithinAndBetweenGroups()
    {
        QFETCH(QString, symbol);
        QFETCH(QString, next);
        QFETCH(bool, moves);
        QFETCH(QString, then);
        WatchList list = someList();
        QCOMPARE(list.moveBefore(symbol, next), moves);
        QCOMPARE(textOf(list), then);
    }

    void groupsComeAndGoAndNoSymbolIsLost()
    {
        WatchList list = someList();
        QVERIFY(list.addGroup(QStringLiteral("Stocks")));
        QVERIFY(!list.addGroup(QStringLiteral("Stocks")));
        QVERIFY(!list.addGroup({}));
        QVERIFY(list.moveToGroup(QStringLiteral("A"), QStringLiteral("Stocks")));
        QVERIFY(!list.moveToGroup(QStringLiteral("A"), QStringLiteral("Stocks")));
        QVERIFY(list.moveToGroup(QStringLiteral("C"), QStringLiteral("New")));
        QCOMPARE(textOf(list), QStringLiteral(":B | Majors:D | Stocks:A | New:C"));
        QVERIFY(list.removeGroup(QStringLiteral("Stocks")));
        QVERIFY(!list.removeGroup(QStringLiteral("Stocks")));
        QVERIFY(!list.removeGroup({}));
        QCOMPARE(textOf(list), QStringLiteral(":B A | Majors:D | New:C"));
        QCOMPARE(list.groupNames(), QStringList({QStringLiteral("Majors"), QStringLiteral("New")}));
    }

    void aFileIsReadWhateverElseStandsInIt()
    {
        const WatchImport import = readWatchFile(QStringLiteral("\uFEFFbtc/usdt\r\n"
                                                                "# what everybody has\n"
                                                                "[Majors]\n"
                                                                "ETH/USDT, SOL/USDT\n"
                                                                "$$$\n"
                                                                "\n"
                                                                "[Stocks\n"
                                                                "BTC/USDT\n"
                                                                "[Stocks]\n"
                                                                "BRK.B\n"
                                                                "  aapl  \n"
                                                                "one two\n"
                                                                "[Empty]\n"));
        QCOMPARE(
            textOf(import.list), QStringLiteral(":BTC/USDT | Majors:ETH/USDT SOL/USDT | Stocks:BRK.B AAPL | Empty:"));
        QCOMPARE(problemsOf(import),
            QStringList({QStringLiteral("line 5: “$$$” is no symbol"),
                QStringLiteral("line 7: “[Stocks” is no heading: write [Majors]"),
                QStringLiteral("line 8: BTC/USDT stands in line 1 already"),
                QStringLiteral("line 12: “one two” is no symbol")}));
    }

    void aTableHasGroupsInItsSecondColumn()
    {
        const WatchImport import = readWatchFile(QStringLiteral("Symbol,Group\n"
                                                                "BTC/USDT,\"Majors, and more\"\n"
                                                                "AAPL,\n"
                                                                "ETH/USDT,Contracts,extra\n"
                                                                "?,Majors\n"));
        QCOMPARE(textOf(import.list), QStringLiteral(":AAPL | Majors, and more:BTC/USDT | Contracts:ETH/USDT"));
        QCOMPARE(problemsOf(import), QStringList{QStringLiteral("line 5: “?” is no symbol")});
    }

    void listsOfOtherProgramsAreRead_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("list");
        const auto row = [](const char* name, const char* file, const char* list) {
            QTest::addRow("%s", name) << QString::fromUtf8(file) << QString::fromLatin1(list);
        };
        row("one line", "AAPL,MSFT,JPM", ":AAPL MSFT JPM");
        row("blanks", "AAPL MSFT JPM", ":AAPL MSFT JPM");
        row("old Macs", "AAPL\rMSFT\r", ":AAPL MSFT");
        row("sections", "###Tech,NASDAQ:AAPL,###Coins,BINANCE:BTC/USDT", ": | Tech:AAPL | Coins:BTC/USDT");
        row("comments", "# my list; made by hand\nAAPL # the fruit, not the music\n", ":AAPL");
        row("cashtags and classes", "$AAPL\nBRK B\nBF/B\n", ":AAPL BRK.B BF.B");
        row("a screen", "\"No.\",\"Ticker\",\"Company\"\n1,\"AAPL\",\"Apple, Inc.\"\n", ":AAPL");
        row("a named separator", "sep=;\nsymbol;group\nAAPL;Tech\n", ": | Tech:AAPL");
    }
    void listsOfOtherProgramsAreRead()
    {
        QFETCH(QString, file);
        QFETCH(QString, list);
        const WatchImport import = readWatchFile(file);
        QCOMPARE(problemsOf(import), QStringList());
        QCOMPARE(textOf(import.list), list);
    }

    void whatIsWrittenIsReadBackTheSame_data()
    {
        QTest::addColumn<bool>("isTable");
        QTest::addRow("text") << false;
        QTest::addRow("table") << true;
    }
    void whatIsWrittenIsReadBackTheSame()
    {
        QFETCH(bool, isTable);
        WatchList list;
        for (const char* const symbol : {"BTC/USDT", "ETH/USDT-PERP", "AAPL"}) {
            list.add(QString::fromLatin1(symbol));
        }
        list.add(QStringLiteral("BRK.B"), QStringLiteral("Stocks, \"the good ones\"; ours"));
        list.add(QStringLiteral("SOL/USDT"), QStringLiteral("Majors"));
        const WatchFileKind kind = watchFileKind(isTable ? QStringLiteral("list.CSV") : QStringLiteral("list.txt"));
        const WatchImport back = readWatchFile(writeWatchFile(list, kind));
        QCOMPARE(problemsOf(back), QStringList());
        QCOMPARE(textOf(back.list), textOf(list));
        QVERIFY(back.list == list);
    }

    void aSearchTakesAnythingUntilAVenueHasListedSomething()
    {
        SymbolSearch search;
        QCOMPARE(search.resolve(QStringLiteral(" btcusdt ")).symbol, QStringLiteral("BTCUSDT"));
        QCOMPARE(search.resolve(QStringLiteral("$")).problem, QStringLiteral("“$” is no symbol"));
    }

    void aSearchNamesWhatIsMeantOrWhatIsNear()
    {
        SymbolSearch search;
        QAbstractItemModelTester tester(&search, QAbstractItemModelTester::FailureReportingMode::QtTest);
        search.add({listed("BTC", "USD"), listed("BTC", "USDT"), listed("ETH", "USDT"), listed("BTCST", "EUR")});
        for (const char* const text : {"btcusdt", "BTC/USDT", "btc-usdt", "btc", "XBT"}) {
            QCOMPARE(search.resolve(QString::fromLatin1(text)).symbol, QStringLiteral("BTC/USDT"));
        }
        QCOMPARE(search.resolve(QStringLiteral("BTCUSTD")).problem,
            QStringLiteral("Unknown symbol BTCUSTD. Did you mean BTC/USDT or BTC/USD?"));
        QCOMPARE(search.resolve(QStringLiteral("ETHUST")).problem,
            QStringLiteral("Unknown symbol ETHUST. Did you mean ETH/USDT?"));
        QCOMPARE(search.resolve(QStringLiteral("BTCS")).problem,
            QStringLiteral("Unknown symbol BTCS. Did you mean BTCST/EUR?"));
        QCOMPARE(search.resolve(QStringLiteral("QQQQQQ")).problem, QStringLiteral("Unknown symbol QQQQQQ."));
        QVERIFY(search.resolve(QStringLiteral("BTCUSTD")).symbol.isEmpty());

        search.search(QStringLiteral("btc"));
        QCOMPARE(search.rowCount(), 3);
        QCOMPARE(search.index(0).data(Qt::EditRole).toString(), QStringLiteral("BTC/USDT"));
        QCOMPARE(search.index(0).data().toString(), QStringLiteral("BTC/USDT  spot, kraken"));
        search.search({});
        QCOMPARE(search.rowCount(), 0);
    }
};

const QtSuite<WatchListTest> suite{"models/watch_list"};

#include "watch_list_test.moc"
