// SPDX-License-Identifier: MIT
#include "engine/session/market_snapshot.h"
#include "models/ladder_grid.h"
#include "models/roles.h"
#include "tests/support/builders.h"
#include "tests/support/qt_suite.h"
#include "views/ladder/ladder_picture.h"
#include "views/widgets/tone_delegate.h"

#include <QHeaderView>
#include <QStandardItemModel>
#include <QTableView>
#include <QTest>

#include <vector>

using namespace leadline;

namespace
{

/// What a market looks like: where it trades, its tick, and the size of a level.
struct Market {
    const char* name;
    const char* bid;
    const char* tick;
    const char* size;
    int decimals;
};

session::MarketSnapshot snapshotOf(const Market& market)
{
    session::MarketSnapshot shown;
    const core::Price tick = tests::price(market.tick);
    shown.instrument.id = {core::VenueId("a"), core::Symbol("X")};
    shown.instrument.tick = tick;
    shown.priceDecimals = market.decimals;
    shown.hasBook = shown.isValid = true;
    core::Price price = tests::price(market.bid);
    core::Quantity size = tests::size(market.size);
    for (int i = 0; i < 8; ++i) {
        shown.bids.push_back({price - core::Price::fromRaw(tick.raw() * i), size});
        shown.asks.push_back({price + core::Price::fromRaw(tick.raw() * (i + 1)), size});
        shown.profile.push_back({price + core::Price::fromRaw(tick.raw() * i), size, size});
        size += core::Quantity::fromRaw(size.raw() / 3 + 7);
    }
    shown.recentTrades = shown.profile;
    return shown;
}

class OpenDelegate final : public views::ToneDelegate
{
public:
    using ToneDelegate::ToneDelegate;
    [[nodiscard]] QString shown(QStyleOptionViewItem option, const QModelIndex& index) const
    {
        initStyleOption(&option, index);
        return option.text;
    }
};

} // namespace

/// A number that does not fit is written shorter, and never cut.
class FiguresTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aLadderCutsNoFigure_data()
    {
        QTest::addColumn<int>("market");
        QTest::addColumn<int>("width");
        for (std::size_t i = 0; i < markets.size(); ++i) {
            for (const int width : {420, 504, 700, 1200}) {
                QTest::addRow("%s, %d px", markets[i].name, width) << static_cast<int>(i) << width;
            }
        }
    }
    void aLadderCutsNoFigure()
    {
        QFETCH(int, market);
        QFETCH(int, width);
        const Market& of = markets[static_cast<std::size_t>(market)];
        models::LadderGrid grid;
        grid.setRowCount(21);
        session::MarketSnapshot shown = snapshotOf(of);
        grid.show(shown);
        // A size that changes shows its change, too.
        for (auto* const side : {&shown.bids, &shown.asks}) {
            for (core::Level& level : *side) {
                level.size = core::Quantity::fromRaw(level.size.raw() / 7);
            }
        }
        grid.show(shown);
        orders::Order own{.request = {.id = 9,
                              .market = shown.instrument.id,
                              .side = core::Side::Bid,
                              .price = tests::price(of.bid),
                              .size = tests::size(of.size)}};
        own.queueAhead = tests::size(of.size);
        own.state = orders::OrderState::Working;
        grid.showOrders({own});

        views::LadderColumns columns;
        columns.fitPrices(static_cast<int>(shown.bids.front().price.text(of.decimals).size()));
        views::LadderPicture picture(grid, columns, views::Theme::of(QPalette()));
        picture.setState(desk::Trust::Good, book::Cross::None);
        QVERIFY(picture.isStale());
        picture.draw({.size = QSize(width, 21 * views::LadderColumns::rowHeight), .decimals = of.decimals});
        QCOMPARE(picture.charactersCut(), std::size_t(0));
        // Columns of a narrow ladder hold no size of a ten-thousandth: it says that there is one, by a #.
        QVERIFY2(width < 1200 || picture.figuresLeftOut() == 0, qPrintable(QString::number(picture.figuresLeftOut())));
    }

    void aColumnOfFiguresGrowsOnceAndThenStaysAsTheUserHasIt()
    {
        QStandardItemModel model(1, 2);
        model.setData(model.index(0, 0), QStringLiteral("119234.48"));
        model.setData(model.index(0, 0), models::alignmentOf(true), Qt::TextAlignmentRole);
        model.setData(model.index(0, 1), QStringLiteral("a text that may well be cut off"));
        QTableView table;
        views::prepareTable(table);
        table.setModel(&model);
        table.horizontalHeader()->setStretchLastSection(false);
        table.setColumnWidth(0, 40);
        table.setColumnWidth(1, 40);
        table.resize(400, 200);
        table.show();
        QVERIFY(QTest::qWaitForWindowExposed(&table));
        QTRY_VERIFY(table.columnWidth(0) >= QFontMetrics(table.font()).horizontalAdvance(QStringLiteral("119234.48")));
        QCOMPARE(table.columnWidth(1), 40);

        // Made narrow by hand, it stays, and the figure has fewer decimals.
        table.setColumnWidth(0, QFontMetrics(table.font()).horizontalAdvance(QStringLiteral("1192345")) + 8);
        const int narrow = table.columnWidth(0);
        table.repaint();
        QCoreApplication::processEvents();
        QCOMPARE(table.columnWidth(0), narrow);
        OpenDelegate delegate(&table);
        QStyleOptionViewItem option;
        option.initFrom(&table);
        option.widget = &table;
        option.font = table.font();
        option.fontMetrics = QFontMetrics(table.font());
        option.rect = QRect(0, 0, narrow, 20);
        QCOMPARE(delegate.shown(option, model.index(0, 0)), QStringLiteral("119234"));
        option.rect.setWidth(option.fontMetrics.horizontalAdvance(u'0') * 4 + 8);
        QCOMPARE(delegate.shown(option, model.index(0, 0)), QStringLiteral("119k"));

        // A longer figure has its room.
        model.setData(model.index(0, 0), QStringLiteral("1600000000.00"));
        QTRY_VERIFY(
            table.columnWidth(0) >= QFontMetrics(table.font()).horizontalAdvance(QStringLiteral("1600000000.00")));
    }

private:
    const std::vector<Market> markets{{"PEPE", "0.00000804", "0.00000001", "763254321.12", 8},
        {"SHIB", "0.00002512", "0.00000001", "98765432.1", 8}, {"DOGE", "0.31423", "0.00001", "86123", 5},
        {"BTC", "119234.48", "0.01", "0.00012345", 2}, {"BTC/IDR", "1934567890", "1000", "0.0123456", 0},
        {"1MBABYDOGE", "0.0023412", "0.0000001", "1234567890123", 7}};
};

const QtSuite<FiguresTest> suite{"views/figures"};

#include "figures_test.moc"
