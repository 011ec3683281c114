// SPDX-License-Identifier: MIT
#include "models/print_model.h"

#include "models/roles.h"
#include "tests/support/builders.h"
#include "tests/support/qt_suite.h"
#include "views/charts/print_panel.h"

#include <QAbstractItemModelTester>
#include <QTest>

using namespace leadline;
using models::PrintModel;
using session::Print;
using std::chrono::milliseconds;

namespace
{

const core::Timestamp noon = core::fromMilliseconds(1'796'040'000'000);

Print print(std::uint64_t number, int ms, const char* size, core::Side aggressor = core::Side::Bid,
    const char* cost = "100.5", const char* venue = "kraken")
{
    return {.number = number,
        .time = noon + milliseconds(ms),
        .market = {core::VenueId(venue), core::Symbol("ETH/USD")},
        .price = tests::price(cost),
        .size = tests::size(size),
        .aggressor = aggressor};
}

/// "BUY 100.50 3 x2 kraken" a line.
QStringList linesOf(const QAbstractItemModel& model)
{
    QStringList lines;
    for (int row = 0; row < model.rowCount(); ++row) {
        const auto text = [&](PrintModel::Column column) {
            return model.index(row, static_cast<int>(column)).data().toString();
        };
        using Column = PrintModel::Column;
        lines << text(Column::Side) + u' ' + text(Column::Price) + u' ' + text(Column::Size) + QStringLiteral(" x")
                + text(Column::Trades) + u' ' + text(Column::Venue);
    }
    return lines;
}

} // namespace

class PrintModelTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void showsWhatOneOrderTookAsOneLine()
    {
        PrintModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.show({print(1, 0, "1"), print(2, 100, "2"), print(3, 150, "4", core::Side::Ask)}, 2);
        QCOMPARE(linesOf(model).join(u'|'), QStringLiteral("SELL 100.50 4 x1 kraken|BUY 100.50 3 x2 kraken"));
        // What comes again is passed over, what continues the newest line grows it.
        model.show({print(2, 100, "2"), print(3, 150, "4", core::Side::Ask), print(4, 250, "1", core::Side::Ask),
                       print(5, 351, "1", core::Side::Ask)},
            2);
        QCOMPARE(linesOf(model).join(u'|'),
            QStringLiteral("SELL 100.50 1 x1 kraken|SELL 100.50 5 x2 kraken|BUY 100.50 3 x2 kraken"));
        // Another venue, or another price, is another line.
        model.show({print(6, 352, "1", core::Side::Ask, "100.5", "coinbase"),
                       print(7, 353, "1", core::Side::Ask, "100.4", "coinbase")},
            2);
        QCOMPARE(
            linesOf(model).mid(0, 2).join(u'|'), QStringLiteral("SELL 100.40 1 x1 coinbase|SELL 100.50 1 x1 coinbase"));
        QCOMPARE(model.missed(), std::uint64_t{0});
        model.show({print(10, 400, "1")}, 2);
        QCOMPARE(model.missed(), std::uint64_t{2});
        model.setMerging(false);
        model.show({print(11, 401, "1")}, 2);
        QCOMPARE(linesOf(model).mid(0, 2).join(u'|'), QStringLiteral("BUY 100.50 1 x1 kraken|BUY 100.50 1 x1 kraken"));
        model.clear();
        QCOMPARE(model.rowCount(), 0);
        model.show({print(5, 0, "1")}, 2); // another instrument counts anew
        QCOMPARE(model.rowCount(), 1);
    }

    void keepsABoundedNumberOfLines()
    {
        PrintModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setMerging(false);
        for (int i = 0; i < 12; ++i) {
            std::vector<Print> prints;
            for (int k = 0; k < 100; ++k) {
                prints.push_back(print(static_cast<std::uint64_t>(i * 100 + k + 1), i * 100 + k, "1"));
            }
            model.show(prints, 2);
        }
        QCOMPARE(model.rowCount(), static_cast<int>(PrintModel::most));
    }

    void marksLargeLinesAndLeavesSmallOnesOut()
    {
        PrintModel model;
        views::PrintOrder order;
        order.setSourceModel(&model);
        const QAbstractItemModelTester tester(&order, QAbstractItemModelTester::FailureReportingMode::QtTest);
        order.setLeast(2);
        model.setLarge(5);
        model.show({print(1, 0, "1.9"), print(2, 200, "2", core::Side::Ask), print(3, 400, "5")}, 2);
        QCOMPARE(linesOf(order).join(u'|'), QStringLiteral("BUY 100.50 \u25c6 5 x1 kraken|SELL 100.50 2 x1 kraken"));
        const QModelIndex size = order.index(0, static_cast<int>(PrintModel::Column::Size));
        QVERIFY(size.data(Qt::FontRole).value<QFont>().bold());
        QVERIFY(!size.siblingAtRow(1).data(Qt::FontRole).isValid());
        // A line that grows above the filter is shown.
        model.show({print(4, 900, "1"), print(5, 950, "1")}, 2);
        QCOMPARE(order.rowCount(), 3);
        order.setLeast(0);
        QCOMPARE(order.rowCount(), 4);
    }
};

const QtSuite<PrintModelTest> suite{"models/print_model"};

#include "print_model_test.moc"
