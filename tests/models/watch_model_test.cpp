// SPDX-License-Identifier: MIT
#include "models/watch_model.h"
#include "tests/support/qt_suite.h"
#include "tests/support/watch_builder.h"
#include "tests/support/watched_model.h"

#include <QMimeData>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <memory>

using namespace leadline;
using namespace leadline::models;
using tests::watchLine;
using tests::watchLines;

namespace
{

using Column = WatchModel::Column;

/// Under the tester, with a list and the signals of its moves.
struct Shown : tests::Watched<WatchModel> {
    explicit Shown(const QStringList& symbols = {})
    {
        for (const QString& symbol : symbols) {
            model.add(symbol);
        }
        clear();
    }
    void clear()
    {
        for (QSignalSpy* const spy : {&changed, &inserted, &removed, &reset, &moved, &listChanged}) {
            spy->clear();
        }
    }
    QString symbols() { return column(Column::Symbol).join(u' '); }
    /// The regions that changed, in order.
    QStringList changes()
    {
        QStringList texts;
        for (int i = 0; i < changed.size(); ++i) {
            texts << change(i);
        }
        return texts;
    }

    QSignalSpy moved{&model, &QAbstractItemModel::rowsMoved};
    QSignalSpy listChanged{&model, &WatchModel::listChanged};
};

QStringList some()
{
    return {QStringLiteral("BTC/USDT"), QStringLiteral("ETH/USDT"), QStringLiteral("AAPL")};
}

} // namespace

class WatchModelTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatTheSessionHasNotPublishedWaits()
    {
        Shown s(some());
        QCOMPARE(s.text(0, Column::Venues), QStringLiteral("waiting …"));
        QCOMPARE(s.text(0, Column::Bid), QStringLiteral("–"));
        QCOMPARE(s.tone(0, Column::Symbol), Tone::Faint);
        QVERIFY(s.at(0, Column::Symbol).data(Qt::AccessibleTextRole).toString().contains(QStringLiteral("waiting")));

        s.model.show({watchLine("ETH/USDT"), watchLine("NOT/IN-THE-LIST")});
        QVERIFY(s.model.isWaiting(0));
        QVERIFY(!s.model.isWaiting(1));
        QCOMPARE(s.text(1, Column::Bid), QStringLiteral("100.00"));
        QCOMPARE(s.model.rowCount(), 3);

        s.clear();
        s.model.show({});
        QVERIFY(s.model.isWaiting(1));
        QCOMPARE(s.text(1, Column::Venues), QStringLiteral("waiting …"));
        // The dashes too: their hints say something else now.
        QCOMPARE(s.changes(), QStringList(QStringLiteral("1:0-1:10")));
    }

    void aLineReadsAsItStands()
    {
        Shown s(some());
        session::WatchLine line = watchLine("BTC/USDT", 60'912.1, 60'912.2);
        line.venues[1].trust = desk::Trust::Bad;
        line.venues[1].trustText = "gap in the stream";
        line.changePercent = -0.504;
        line.activity = 812.4;
        line.position = core::Quantity::fromRaw(-250'000'000);
        line.profit = 1234.5;
        line.workingOrders = 3;
        line.isBreakerOpen = true;
        s.model.show({line});

        QStringList cells;
        for (int column = 0; column < WatchModel::columns; ++column) {
            cells << s.model.index(0, column).data().toString();
        }
        QCOMPARE(cells.join(u'|'),
            QStringLiteral("BTC/USDT|60912.10|60912.20|0.02|-0.50 %|-0.25|+1,234.50|3|✓✗|812|⚠ open"));
        QCOMPARE(s.model.venuesAt(0), QStringLiteral("binance-spot kraken"));
        QCOMPARE(s.at(0, Column::Venues).data(Qt::AccessibleTextRole).toString(),
            QStringLiteral("Venues binance-spot trusted, kraken not trusted"));
        QCOMPARE(s.at(0, Column::Profit).data(Qt::ToolTipRole).toString(), QStringLiteral("P&L +1,234.50 USDT"));
        QCOMPARE(s.tone(0, Column::Venues), Tone::Warning);
        QCOMPARE(s.tone(0, Column::Change), Tone::Bad);
        QCOMPARE(s.tone(0, Column::Profit), Tone::Good);
        QCOMPARE(s.tone(0, Column::Breaker), Tone::Warning);
        QCOMPARE(s.units(0, Column::Bid).toDouble(), 60'912.1);
        QCOMPARE(s.units(0, Column::Change).toDouble(), -0.504);
        QCOMPARE(s.units(0, Column::Position).toDouble(), -0.25);
        QCOMPARE(s.units(0, Column::Orders).toDouble(), 3.0);
        QCOMPARE(s.units(0, Column::Breaker).toDouble(), 1.0);
        QVERIFY(s.at(0, Column::Venues)
                    .data(Qt::ToolTipRole)
                    .toString()
                    .contains(QStringLiteral("✗ kraken: gap in the stream")));
        const QString summary = s.at(0, Column::Symbol).data(Qt::AccessibleTextRole).toString();
        for (const char* const part : {"BTC/USDT", "binance-spot trusted", "kraken not trusted", "Bid 60912.10",
                 "Change -0.50 %", "Position -0.25", "P&L +1,234.50 USDT", "Orders 3", "Breaker ⚠ open"}) {
            QVERIFY2(summary.contains(QString::fromUtf8(part)), qPrintable(summary));
        }
        QCOMPARE(s.at(0, Column::Bid).data(Qt::AccessibleTextRole).toString(), QStringLiteral("Bid 60912.10"));
    }

    void whatIsNotThereIsADash()
    {
        Shown s(some());
        session::WatchLine line = watchLine("BTC/USDT");
        line.bid = {};
        line.spreadBps = line.changePercent = std::nan("");
        line.venues.clear();
        s.model.show({line});
        for (const Column column :
            {Column::Bid, Column::Spread, Column::Change, Column::Position, Column::Profit, Column::Orders}) {
            QCOMPARE(s.text(0, column), QStringLiteral("–"));
        }
        QCOMPARE(s.text(0, Column::Venues), QStringLiteral("✗ none"));
        QVERIFY(std::isnan(s.units(0, Column::Bid).toDouble()));
        QVERIFY(std::isnan(s.units(0, Column::Change).toDouble()));
        line.changePercent = 0.001;
        s.model.show({line});
        QCOMPARE(s.text(0, Column::Change), QStringLiteral("0.00 %"));
    }

    void onlyCellsThatLookOtherwiseAreTold()
    {
        Shown s;
        session::WatchLines lines = watchLines(210);
        s.model.setList(tests::watchListOf(lines));
        QCOMPARE(s.model.rowCount(), 210);
        QCOMPARE(s.reset.size(), 1);
        s.clear();
        s.model.show(lines);
        // Rows that waited are told whole, since their hints change too.
        QCOMPARE(s.changes(), QStringList(QStringLiteral("0:0-209:10")));
        for (int row = 0; row < 210; ++row) {
            QVERIFY(!s.model.isWaiting(row));
        }

        // A frame with nothing new: not a number is not new either.
        lines[7].changePercent = std::nan("");
        s.model.show(lines);
        s.clear();
        s.model.show(lines);
        QCOMPARE(s.changed.size(), 0);

        // Two cells apart from each other in one row; a neighbouring pair of rows; one figure too small to be read.
        lines[3].bid = lines[3].bid + core::Price::fromRaw(1'000'000'000);
        lines[3].workingOrders = 9;
        lines[100].changePercent = 9.99;
        lines[101].changePercent = 9.99;
        lines[200].activity += 0.2;
        s.model.show(lines);
        QCOMPARE(s.changes(),
            QStringList({QStringLiteral("3:1-3:1"), QStringLiteral("3:7-3:7"), QStringLiteral("100:4-101:4")}));
        QCOMPARE(s.units(200, Column::Activity).toDouble(), lines[200].activity);
        QVERIFY(s.inserted.isEmpty() && s.removed.isEmpty() && s.reset.isEmpty() && s.listChanged.isEmpty());

        // The order in which the session tells them does not matter.
        s.clear();
        std::reverse(lines.begin(), lines.end());
        s.model.show(lines);
        QCOMPARE(s.changed.size(), 0);
    }

    void rowsComeAndGoOneByOne()
    {
        Shown s(some());
        s.model.show({watchLine("BTC/USDT"), watchLine("AAPL", 200)});
        s.clear();
        QVERIFY(s.model.add(QStringLiteral("SOL/USDT"), QStringLiteral("Majors")));
        QVERIFY(!s.model.add(QStringLiteral("SOL/USDT")));
        QVERIFY(s.model.add(QStringLiteral("XRP/USDT")));
        QCOMPARE(s.symbols(), QStringLiteral("BTC/USDT ETH/USDT AAPL XRP/USDT SOL/USDT"));
        QCOMPARE(s.model.groupAt(4), QStringLiteral("Majors"));
        QVERIFY(s.model.remove(QStringLiteral("ETH/USDT")));
        QVERIFY(!s.model.remove(QStringLiteral("ETH/USDT")));
        QCOMPARE(s.symbols(), QStringLiteral("BTC/USDT AAPL XRP/USDT SOL/USDT"));
        QCOMPARE(s.text(1, Column::Bid), QStringLiteral("200.00"));
        QCOMPARE(s.inserted.size(), 2);
        QCOMPARE(s.removed.size(), 1);
        QCOMPARE(s.listChanged.size(), 3);
        s.model.show({watchLine("AAPL", 201)});
        QCOMPARE(s.text(1, Column::Bid), QStringLiteral("201.00"));
        s.model.setList({});
        QCOMPARE(s.model.rowCount(), 0);
        s.model.show({watchLine("AAPL", 202)});
        QCOMPARE(s.model.rowCount(), 0);
    }

    void rowsMoveWithTheirFigures()
    {
        Shown s(some());
        s.model.show({watchLine("BTC/USDT", 1), watchLine("ETH/USDT", 2), watchLine("AAPL", 3)});
        s.clear();
        QVERIFY(s.model.moveBefore(QStringLiteral("AAPL"), QStringLiteral("BTC/USDT")));
        QCOMPARE(s.symbols(), QStringLiteral("AAPL BTC/USDT ETH/USDT"));
        QCOMPARE(s.column(Column::Bid).join(u' '), QStringLiteral("3.00 1.00 2.00"));
        QVERIFY(s.model.moveBefore(QStringLiteral("AAPL"), {}));
        QCOMPARE(s.column(Column::Bid).join(u' '), QStringLiteral("1.00 2.00 3.00"));
        QVERIFY(!s.model.moveBefore(QStringLiteral("AAPL"), {}));
        QCOMPARE(s.moved.size(), 2);
        QVERIFY(s.changed.isEmpty() && s.reset.isEmpty());

        QVERIFY(s.model.moveToGroup(QStringLiteral("BTC/USDT"), QStringLiteral("Majors")));
        QVERIFY(s.model.moveToGroup(QStringLiteral("AAPL"), QStringLiteral("Stocks")));
        QVERIFY(s.model.moveToGroup(QStringLiteral("ETH/USDT"), QStringLiteral("Majors")));
        QCOMPARE(s.symbols(), QStringLiteral("BTC/USDT ETH/USDT AAPL"));
        QCOMPARE(s.model.groupAt(1), QStringLiteral("Majors"));
        QVERIFY(s.at(1, Column::Symbol).data(Qt::AccessibleTextRole).toString().contains(QStringLiteral("Majors")));
        QVERIFY(s.model.add(QStringLiteral("SOL/USDT")));
        QVERIFY(s.model.removeGroup(QStringLiteral("Stocks")));
        QCOMPARE(s.symbols(), QStringLiteral("SOL/USDT AAPL BTC/USDT ETH/USDT"));
        QVERIFY(s.model.removeGroup(QStringLiteral("Majors")));
        QCOMPARE(s.symbols(), QStringLiteral("SOL/USDT AAPL BTC/USDT ETH/USDT"));
        QCOMPARE(s.model.groupAt(2), QString());
        QCOMPARE(s.column(Column::Bid).join(u' '), QStringLiteral("– 3.00 1.00 2.00"));
        QVERIFY(s.model.addGroup(QStringLiteral("Empty")));
        QVERIFY(s.model.removeGroup(QStringLiteral("Empty")));
    }

    void aRowIsDroppedBetweenOthers()
    {
        Shown s(some());
        const auto drop = [&](int from, int row) {
            const std::unique_ptr<QMimeData> data(s.model.mimeData({s.at(from, Column::Bid)}));
            return s.model.dropMimeData(data.get(), Qt::MoveAction, row, 0, {});
        };
        QVERIFY(s.at(0, Column::Symbol).flags() & Qt::ItemIsDragEnabled);
        QVERIFY(!(s.at(0, Column::Symbol).flags() & Qt::ItemIsDropEnabled));
        QVERIFY(s.model.flags({}) & Qt::ItemIsDropEnabled);
        QVERIFY(drop(2, 0));
        QCOMPARE(s.symbols(), QStringLiteral("AAPL BTC/USDT ETH/USDT"));
        QVERIFY(drop(0, 3));
        QCOMPARE(s.symbols(), QStringLiteral("BTC/USDT ETH/USDT AAPL"));
        QVERIFY(drop(0, -1));
        QCOMPARE(s.symbols(), QStringLiteral("ETH/USDT AAPL BTC/USDT"));
        QVERIFY(!drop(0, 0));
        QMimeData foreign;
        foreign.setText(QStringLiteral("AAPL"));
        QVERIFY(!s.model.dropMimeData(&foreign, Qt::MoveAction, 0, 0, {}));
    }

    void everyColumnHasAName()
    {
        const Shown s;
        for (int column = 0; column < WatchModel::columns; ++column) {
            QVERIFY(!s.model.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString().isEmpty());
        }
        QVERIFY(!s.model.headerData(WatchModel::columns, Qt::Horizontal, Qt::DisplayRole).isValid());
    }
};

const QtSuite<WatchModelTest> suite{"models/watch_model"};

#include "watch_model_test.moc"
