// SPDX-License-Identifier: MIT
#include "engine/session/market_snapshot.h"
#include "engine/session/order_intent.h"
#include "engine/session/promptness_text.h"
#include "models/decision_model.h"
#include "models/feature_series_model.h"
#include "models/format.h"
#include "models/ladder_grid.h"
#include "models/order_entry.h"
#include "models/order_model.h"
#include "models/planned_order.h"
#include "models/roles.h"
#include "models/threshold_model.h"
#include "models/trace_model.h"
#include "models/venue_model.h"
#include "tests/support/builders.h"
#include "tests/support/qt_suite.h"
#include "tests/support/test_clock.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

#include <cmath>

using namespace leadline;
using namespace leadline::models;
using tests::price;
using tests::size;

namespace
{

session::MarketSnapshot snapshot(
    std::initializer_list<tests::LevelText> bids, std::initializer_list<tests::LevelText> asks)
{
    session::MarketSnapshot made;
    made.instrument = tests::ethereum();
    made.priceDecimals = 2;
    made.hasBook = made.isValid = true;
    made.bids = tests::levels(bids);
    made.asks = tests::levels(asks);
    return made;
}

/// One venue of several, as the engine shows it.
session::VenueSnapshot venueOf(const char* name, std::initializer_list<tests::LevelText> bids,
    std::initializer_list<tests::LevelText> asks, book::Exclusion exclusion = book::Exclusion::None)
{
    session::VenueSnapshot made;
    made.market = {core::VenueId(name), core::Symbol("X")};
    made.name = name;
    made.exclusion = exclusion;
    made.trust = exclusion == book::Exclusion::None ? desk::Trust::Good : desk::Trust::Bad;
    made.tick = price("0.01");
    made.terms.isOn = exclusion != book::Exclusion::SwitchedOff;
    made.bids = tests::levels(bids);
    made.asks = tests::levels(asks);
    return made;
}

orders::Order order(orders::ClientOrderId id, core::Side side, const char* at, const char* amount)
{
    orders::Order made;
    made.request = {.id = id, .side = side, .price = price(at), .size = size(amount)};
    made.state = orders::OrderState::Working;
    return made;
}

} // namespace

class ModelsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void traceTellsOnlyTheRowsThatChanged()
    {
        TraceModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        routing::Decision decision;
        for (std::size_t i = 0; i < routing::ruleCount; ++i) {
            decision.trace.push({.rule = static_cast<routing::Rule>(i), .limit = 1});
        }
        model.show(decision);
        QSignalSpy changed(&model, &TraceModel::dataChanged);
        QSignalSpy reset(&model, &TraceModel::modelReset);

        model.show(decision);
        QCOMPARE(changed.count(), 0);
        decision.trace[3].observed = 0.5;
        model.show(decision);

        QCOMPARE(changed.count(), 1);
        QCOMPARE(changed[0][0].toModelIndex().row(), 3);
        QCOMPARE(changed[0][1].toModelIndex().row(), 3);
        QCOMPARE(reset.count(), 0);
        QCOMPARE(model.index(3, static_cast<int>(TraceModel::Column::Margin)).data(UnitsRole).toDouble(), 0.5);
        decision.trace[3].observed = std::nan("");
        model.show(decision);
        model.show(decision);
        QCOMPARE(changed.count(), 2); // NaN equals itself here
    }

    void aFoldedTraceShowsWhatDecidedAndWhatIsNearest()
    {
        using Outcome = routing::RuleLine::Outcome;
        TraceModel model;
        model.setFolding(true);
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        routing::Decision decision;
        for (std::size_t i = 0; i < routing::microRules; ++i) {
            decision.trace.push({.rule = static_cast<routing::Rule>(i), .limit = i < 3 ? 0. : 1.});
        }
        const auto line = [&](routing::Rule rule) -> routing::RuleLine& {
            return decision.trace[static_cast<std::size_t>(rule)];
        };
        const auto names = [&model] {
            QStringList all;
            for (int row = 0; row < model.rowCount(); ++row) {
                all << model.index(row, 0).data().toString();
            }
            return all.join(u' ');
        };
        line(routing::Rule::LiquidityRatio).outcome = Outcome::Applied;
        line(routing::Rule::BookImbalance).outcome = Outcome::Decided;
        line(routing::Rule::Spread).outcome = Outcome::Overruled;
        line(routing::Rule::ImpactCost).observed = .9;
        line(routing::Rule::BookFresh).observed = .5;
        line(routing::Rule::MinimumSize) = {
            .rule = routing::Rule::MinimumSize, .observed = 1.2, .firesAbove = false, .limit = 1};
        model.show(decision);
        QCOMPARE(names(), QStringLiteral("obi liquidity_ratio spread_pct impact_cost size book_age_seconds + 6 more"));
        QVERIFY(model.isFoldRow(6));

        // Values tick: no row moves while the same rules stand on top.
        QSignalSpy changed(&model, &TraceModel::dataChanged);
        QSignalSpy reset(&model, &TraceModel::modelReset);
        line(routing::Rule::ImpactCost).observed = .7;
        model.show(decision);
        QCOMPARE(reset.count(), 0);
        QCOMPARE(changed.count(), 1);
        QCOMPARE(changed[0][0].toModelIndex().row(), 3);
        QVERIFY(names().startsWith(QStringLiteral("obi liquidity_ratio spread_pct impact_cost size")));
        // One that decides comes up.
        line(routing::Rule::BookImbalance).outcome = Outcome::Quiet;
        line(routing::Rule::KillSwitch).outcome = Outcome::Decided;
        model.show(decision);
        QVERIFY2(names().startsWith(QStringLiteral("kill_switch liquidity_ratio spread_pct")), qPrintable(names()));

        model.setUnfolded(true);
        QCOMPARE(model.rowCount(), static_cast<int>(routing::microRules) + 1);
        QVERIFY(model.isFoldRow(model.rowCount() - 1));
        model.setUnfolded(false);
        QCOMPARE(model.rowCount(), 7);
    }

    void aSlowVenueSaysSinceWhenAndWhatBringsItBack()
    {
        const core::Timestamp noon = core::fromMilliseconds(1'723'118'400'000);
        QCOMPARE(session::promptnessText({.share = .25,
                     .answers = 16,
                     .slow = 12,
                     .slowMs = 100,
                     .slowSince = noon + std::chrono::seconds(60),
                     .backAt = noon + std::chrono::seconds(395)}),
            QStringLiteral(
                "12 of 16 answers since 12:01:00 took over 100 ms; back at 12:06:35 UTC, when they are past"));
    }

    void theVenuesSayWhereTheWeightedSizeDecided()
    {
        VenueModel model;
        session::MarketSnapshot shown = snapshot({{"100.00", "5"}}, {{"100.01", "7"}});
        shown.venues = {venueOf("kraken", {{"100.00", "5"}}, {{"100.01", "7"}}),
            venueOf("coinbase", {{"100.00", "5"}}, {{"100.01", "7"}})};
        for (session::VenueSnapshot& venue : shown.venues) {
            venue.buy = {
                .market = venue.market, .fills = true, .impactBps = 1, .allInPrice = 100.06, .weightedSize = 2};
            venue.sell = {.market = venue.market, .fills = true, .impactBps = 1, .allInPrice = 99.95};
        }
        shown.venues[1].buy.weightedSize = 3;
        shown.venues[0].sell.allInPrice = 99.96;
        model.show(shown);
        const auto text = [&](int row, VenueModel::Column column) {
            return model.index(row, static_cast<int>(column)).data(Qt::DisplayRole).toString();
        };
        QCOMPARE(text(0, VenueModel::Column::Buy), QStringLiteral("1.00"));
        QCOMPARE(text(1, VenueModel::Column::Buy), QStringLiteral("1.00 best by weight"));
        QCOMPARE(text(0, VenueModel::Column::Sell), QStringLiteral("1.00 best"));
        QCOMPARE(text(1, VenueModel::Column::Sell), QStringLiteral("1.00"));
    }

    void aVenueTellsInItsTooltipWhatStandsAsideOfItsBook()
    {
        VenueModel model;
        session::MarketSnapshot shown = snapshot({{"100.00", "5"}}, {{"100.01", "7"}});
        shown.venues = {venueOf("kraken", {{"100.00", "5"}}, {{"100.01", "7"}})};
        const auto tooltip = [&] {
            model.show(shown);
            return model.index(0, 0).data(Qt::ToolTipRole).toString();
        };
        const QString before = tooltip();
        shown.venues[0].levelsAside = 3;
        QCOMPARE(
            tooltip(), before + tr("\n3 level(s) of its book are too large or too fine to be held and stand aside"));
        shown.venues[0].levelsAside = 0; // gone, however many there were
        shown.venues[0].counters.book.levelsSetAside = 3;
        QCOMPARE(tooltip(), before);
    }

    void decisionsComeNewestFirstAndStayBounded()
    {
        DecisionModel model(30);
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        for (int i = 0; i < 35; ++i) {
            model.add({.number = static_cast<quint64>(i)});
        }
        QCOMPARE(model.rowCount(), 30);
        QCOMPARE(model.at(0).number, static_cast<quint64>(34));
    }

    void ordersChangeInPlace()
    {
        OrderModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.update(order(1, core::Side::Bid, "100", "2"));
        model.update(order(2, core::Side::Ask, "101", "3"));
        QSignalSpy changed(&model, &OrderModel::dataChanged);
        QSignalSpy inserted(&model, &OrderModel::rowsInserted);

        orders::Order filled = order(1, core::Side::Bid, "100", "2");
        filled.state = orders::OrderState::Filled;
        model.update(filled);

        QCOMPARE(changed.count(), 1);
        QCOMPARE(changed[0][0].toModelIndex().row(), 1);
        QCOMPARE(inserted.count(), 0);
        QCOMPARE(model.liveOrders().size(), std::size_t(1));
        QCOMPARE(
            model.index(1, static_cast<int>(OrderModel::Column::State)).data().toString(), QStringLiteral("filled"));
    }

    void venuesTellOnlyTheCellsThatChanged()
    {
        VenueModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        session::MarketSnapshot shown = snapshot({{"100.00", "1"}}, {{"100.02", "1"}});
        shown.venues = {venueOf("a", {{"100.00", "1"}}, {{"100.02", "1"}}), venueOf("b", {{"99.99", "1"}}, {})};
        model.show(shown);
        QCOMPARE(model.rowCount(), 2);
        QSignalSpy changed(&model, &VenueModel::dataChanged);
        QSignalSpy reset(&model, &VenueModel::modelReset);

        model.show(shown);
        QCOMPARE(changed.count(), 0);
        shown.venues[1].ageSeconds = 1.23;
        model.show(shown);
        QCOMPARE(changed.count(), 1);
        QCOMPARE(changed[0][0].toModelIndex(), model.index(1, static_cast<int>(VenueModel::Column::Age)));
        QCOMPARE(changed[0][1].toModelIndex(), model.index(1, static_cast<int>(VenueModel::Column::Age)));
        shown.venues[1].ageSeconds = 1.24; // reads the same
        model.show(shown);
        QCOMPARE(changed.count(), 1);
        shown.venues[0].trust = desk::Trust::Bad;
        model.show(shown);
        QCOMPARE(changed.count(), 2);
        QCOMPARE(changed[1][1].toModelIndex().column(), VenueModel::columns - 1); // the trust colours the row
        QCOMPARE(
            model.index(0, static_cast<int>(VenueModel::Column::Spread)).data().toString(), QStringLiteral("2.00"));
        QCOMPARE(model.index(1, static_cast<int>(VenueModel::Column::Ask)).data().toString(), QStringLiteral("–"));
        QCOMPARE(
            model.index(0, static_cast<int>(VenueModel::Column::Buy)).data().toString(), QStringLiteral("too short"));
        shown.venues.pop_back();
        model.show(shown);
        QCOMPARE(model.rowCount(), 1);
        shown.venues.clear();
        model.show(shown);
        QCOMPARE(model.rowCount(), 0);
        QCOMPARE(reset.count(), 0);
    }

    void ladderStacksVenuesAndCountsOnlyThoseThatTakePart()
    {
        LadderGrid grid;
        grid.setRowCount(11);
        session::MarketSnapshot shown = snapshot({{"100.00", "4"}}, {{"100.02", "2"}});
        shown.venues = {venueOf("a", {{"100.00", "1"}}, {{"100.02", "2"}}),
            venueOf("b", {{"100.00", "3"}}, {{"100.04", "9"}}, book::Exclusion::None),
            venueOf("c", {{"100.03", "7"}}, {{"100.02", "5"}}, book::Exclusion::Outlier),
            venueOf("d", {{"100.01", "7"}}, {{"100.05", "5"}}, book::Exclusion::SwitchedOff)};
        grid.show(shown);
        QVERIFY(grid.isConsolidated());
        const auto& at = [&](const char* where) -> const LadderRow& {
            return grid.rows()[static_cast<std::size_t>(*grid.rowOf(price(where), core::Side::Bid))];
        };
        QCOMPARE(at("100.00").bidSize, size("4"));
        QCOMPARE(at("100.00").bidParts[0], size("1"));
        QCOMPARE(at("100.00").bidParts[1], size("3"));
        QCOMPARE(at("100.02").askSize, size("2"));
        QCOMPARE(at("100.02").askParts[2], size("5")); // seen, and counted nowhere
        QCOMPARE(at("100.03").bidParts[2], size("7"));
        QCOMPARE(at("100.03").bidSize, core::Quantity{});
        QCOMPARE(at("100.01").bidParts[3], core::Quantity{}); // switched off: not even seen
        QCOMPARE(grid.totalBids(), size("4"));
        QCOMPARE(grid.bestBid(), price("100.00"));

        LadderGrid one;
        one.setRowCount(11);
        one.setVenue(core::VenueId("b"));
        one.show(shown);
        QVERIFY(!one.isConsolidated());
        QCOMPARE(one.bestAsk(), price("100.04"));
        QCOMPARE(one.totalBids(), size("3"));
        orders::Order there = order(1, core::Side::Bid, "100.00", "1");
        there.request.market = {core::VenueId("b"), core::Symbol("X")};
        orders::Order elsewhere = order(2, core::Side::Bid, "100.00", "2");
        elsewhere.request.market = {core::VenueId("a"), core::Symbol("X")};
        one.showOrders({there, elsewhere});
        const int row = *one.rowOf(price("100.00"), core::Side::Bid);
        QCOMPARE(one.rows()[static_cast<std::size_t>(row)].ownBuy, size("1"));
        QCOMPARE(one.ordersAt(row), std::vector<orders::ClientOrderId>{1});
    }

    void seriesAppendsWhatIsNewAndDropsWhatIsOld()
    {
        FeatureSeriesModel model(100);
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        std::vector<session::ChartSample> batch(20);
        std::uint64_t number = 0;
        for (int round = 0; round < 10; ++round) {
            for (auto& sample : batch) {
                sample.number = ++number;
                sample.features.time = core::fromMilliseconds(static_cast<std::int64_t>(number) * 100);
                sample.features[features::Feature::Obi] = std::sin(static_cast<double>(number) / 5);
            }
            model.append(batch);
            model.append(batch); // the same frame again brings nothing
        }
        QCOMPARE(model.rowCount(), 100);
        QCOMPARE(model.newest(), 20'000);
        const auto points = model.curve(features::Feature::Obi, 10'000, 20'000, 20);
        QVERIFY(points.size() <= 42);
        double low = 1;
        double high = -1;
        for (const QPointF& point : points) {
            low = std::min(low, point.y());
            high = std::max(high, point.y());
        }
        QVERIFY(low < -0.98 && high > 0.98); // no peak is lost
        QVERIFY(model.curve(features::Feature::Vpin, 0, 20'000, 50).empty()); // undefined leaves a hole
    }

    void thresholdsTakeOnlyWhatTheCheckAllows()
    {
        ThresholdModel model(
            {{.key = QStringLiteral("a"), .value = QStringLiteral("1"), .defaultValue = QStringLiteral("2")}},
            [](const QString&, const QString& value) { return value == u"bad" ? QStringLiteral("no") : QString(); });
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        const QModelIndex value = model.index(0, static_cast<int>(ThresholdModel::Column::Value));
        QSignalSpy refused(&model, &ThresholdModel::refused);
        QSignalSpy changed(&model, &ThresholdModel::dataChanged);

        QVERIFY(!model.setData(value, QStringLiteral("bad")));
        QCOMPARE(refused.count(), 1);
        QCOMPARE(changed.count(), 0);
        QVERIFY(model.setData(value, QStringLiteral(" 3 ")));
        QCOMPARE(value.data().toString(), QStringLiteral("3"));
        QVERIFY(model.isChanged());
        QVERIFY(!model.setData(model.index(0, 0), QStringLiteral("x")));
        model.resetToDefaults();
        QCOMPARE(value.data().toString(), QStringLiteral("2"));
        model.accept();
        QVERIFY(!model.isChanged());
    }

    void thresholdsShowThousandsAndKeepPlainNumbers()
    {
        ThresholdModel model(
            {{.key = QStringLiteral("a"),
                 .value = QStringLiteral("100000"),
                 .defaultValue = QStringLiteral("2000000.5"),
                 .isNumber = true},
                {.key = QStringLiteral("b"), .value = QStringLiteral("100000"), .defaultValue = QStringLiteral("x")}},
            [](const QString&, QString& value) {
                value.remove(u',');
                return QString();
            });
        const int column = static_cast<int>(ThresholdModel::Column::Value);
        const QModelIndex value = model.index(0, column);
        QCOMPARE(value.data().toString(), QStringLiteral("100,000"));
        QCOMPARE(value.data(Qt::EditRole).toString(), QStringLiteral("100000"));
        QCOMPARE(model.index(0, static_cast<int>(ThresholdModel::Column::Default)).data().toString(),
            QStringLiteral("2,000,000.5"));
        QCOMPARE(model.index(1, column).data().toString(), QStringLiteral("100000"));
        QVERIFY(model.setData(value, QStringLiteral("250,000")));
        QCOMPARE(model.thresholds().front().value, QStringLiteral("250000"));
        QVERIFY(model.setData(value, QStringLiteral("100,000")));
        QVERIFY2(!model.isChanged(), "what is typed in another way is no other value");
    }

    void gridStandsStillWhileTheMarketMoves()
    {
        LadderGrid grid;
        grid.setRowCount(11);
        grid.show(snapshot({{"100.00", "5"}}, {{"100.01", "7"}}));
        QCOMPARE(grid.priceAt(5).text(2), std::string("100.00"));
        QVERIFY(grid.rows()[5].isBestBid);
        QCOMPARE(grid.rows()[4].askSize.text(), std::string("7"));

        grid.show(snapshot({{"100.03", "5"}}, {{"100.04", "7"}}));

        QCOMPARE(grid.priceAt(5).text(2), std::string("100.00"));
        QVERIFY(grid.rows()[2].isBestBid);
        grid.show(snapshot({{"101.00", "5"}}, {{"101.01", "7"}}));
        QCOMPARE(grid.marketOffset(), std::int64_t{100});
        QCOMPARE(grid.above().touch.text(2), std::string("101.00"));
        QCOMPARE(grid.above().distance.text(2), std::string("0.95")); // the first row is at 100.05
        QVERIFY(grid.below() == models::OffScreen{});
        QVERIFY(grid.recentre());
        QVERIFY(grid.above() == models::OffScreen{});
        QCOMPARE(grid.priceAt(5).text(2), std::string("101.00"));
        QVERIFY(!grid.recentre());
    }

    void gridFloorsBidsAndCeilsAsksWhenGrouped_data()
    {
        QTest::addColumn<int>("ticks");
        QTest::addColumn<QString>("bidRow");
        QTest::addColumn<QString>("askRow");
        QTest::newRow("1") << 1 << "100.07"
                           << "100.08";
        QTest::newRow("2") << 2 << "100.06"
                           << "100.08";
        QTest::newRow("5") << 5 << "100.05"
                           << "100.10";
        QTest::newRow("10") << 10 << "100.00"
                            << "100.10";
        QTest::newRow("50") << 50 << "100.00"
                            << "100.50";
    }

    void gridFloorsBidsAndCeilsAsksWhenGrouped()
    {
        QFETCH(int, ticks);
        QFETCH(QString, bidRow);
        QFETCH(QString, askRow);
        LadderGrid grid;
        grid.setRowCount(21);
        grid.setGrouping(ticks);
        grid.show(snapshot({{"100.07", "5"}, {"100.06", "1"}}, {{"100.08", "7"}, {"100.09", "2"}}));
        core::Quantity bids;
        core::Quantity asks;
        for (const LadderRow& row : grid.rows()) {
            bids += row.bidSize;
            asks += row.askSize;
            if (row.isBestBid) {
                QCOMPARE(QString::fromStdString(row.price.text(2)), bidRow);
            }
            if (row.isBestAsk) {
                QCOMPARE(QString::fromStdString(row.price.text(2)), askRow);
            }
        }
        QCOMPARE(bids.text(), std::string("6"));
        QCOMPARE(asks.text(), std::string("9"));
    }

    void gridShowsOwnOrdersAndNeverMoreQueueThanStandsThere()
    {
        LadderGrid grid;
        grid.setRowCount(11);
        session::MarketSnapshot shown = snapshot({{"100.00", "5"}, {"99.99", "3"}}, {{"100.01", "7"}});
        shown.venues = {venueOf("a", {{"100.00", "5"}, {"99.99", "3"}}, {{"100.01", "7"}})};
        grid.show(shown);
        orders::Order mine = order(9, core::Side::Bid, "99.99", "2");
        mine.request.market = shown.venues[0].market;
        mine.queueAhead = size("10");
        orders::Order elsewhere = order(10, core::Side::Bid, "99.99", "4");
        elsewhere.request.market = {mine.request.market.venue, core::Symbol("ANOTHER")};
        grid.showOrders({mine, elsewhere});
        QCOMPARE(grid.ordersOnShow().size(), std::size_t(1)); // the other one is of an instrument that is not on show
        QCOMPARE(grid.rows()[6].ownBuy.text(), std::string("2"));
        QCOMPARE(grid.rows()[6].queueBuy.text(), std::string("1"));
        QCOMPARE(grid.ordersAt(6), std::vector<orders::ClientOrderId>{9});
        QVERIFY(grid.ordersAt(5).empty());
    }

    void numbersAreWrittenShorterAndNeverCut_data()
    {
        QTest::addColumn<QString>("number");
        QTest::addColumn<int>("room");
        QTest::addColumn<QString>("shown");
        const auto row = [](const char* number, int room, const char* shown) {
            QTest::addRow("%s in %d", number, room) << QString::fromLatin1(number) << room << QString::fromUtf8(shown);
        };
        row("763.25M", 7, "763.25M");
        row("763.25M", 6, "763.3M");
        row("763.25M", 5, "763M");
        row("763.25M", 4, "763M");
        row("763.25M", 3, ".8B");
        row("-763.25M", 5, "-763M");
        row("+763.25M", 5, "+763M");
        row("119234.48", 9, "119234.48");
        row("119234.48", 8, "119234.5");
        row("119234.48", 6, "119234");
        row("119234.48", 5, "119k");
        row("12,345.67", 8, "12345.67");
        row("0.02", 3, ".02");
        row("+0.02", 4, "+.02");
        row("0.02", 2, "##");
        row("1.67737e-07", 8, "1.68e-07");
        row("1.67737e-07", 5, "2e-07");
        row("1600000000", 5, "1600M");
        row("1600000000", 4, "1.6B");
        row("24.845 bps", 8, "24.8 bps");
        row("12.34 %", 6, "12.3 %");
        row("waiting for a snapshot", 5, "waiting for a snapshot"); // no number
        row("0.00", 3, ".00");
    }
    void numbersAreWrittenShorterAndNeverCut()
    {
        QFETCH(QString, number);
        QFETCH(int, room);
        QFETCH(QString, shown);
        QCOMPARE(numberTextWithin(number, room), shown);
    }

    void aSizeKeepsItsSuffixInAnyRoom()
    {
        for (const char* const text : {"763254321", "1473000000", "0.00000012", "0.859", "12.5", "999999", "86000",
                 "-5300610000", "1000000000000"}) {
            const core::Quantity amount = size(text);
            for (int room = 3; room <= 12; ++room) {
                const QString shown = sizeTextWithin(amount, room);
                QVERIFY2(shown.size() <= room, qPrintable(shown));
                if (shown.startsWith(u'#')) {
                    QVERIFY2(room < 5 || amount.toDoubleLossy() < 0, qPrintable(shown));
                    continue;
                }
                // What is shown is the size, to the digits that are shown.
                double worth = 1;
                QString digits = shown;
                for (const auto& [suffix, unit] :
                    {std::pair(u'k', 1e3), std::pair(u'M', 1e6), std::pair(u'B', 1e9), std::pair(u'T', 1e12)}) {
                    if (digits.endsWith(suffix)) {
                        digits.chop(1);
                        worth = unit;
                    }
                }
                const double told = digits.toDouble() * worth;
                QVERIFY2(std::abs(told - amount.toDoubleLossy()) <= 0.5 * std::abs(amount.toDoubleLossy()),
                    qPrintable(shown));
            }
        }
    }

    void sizesAreShortAndNeverZeroForSomething()
    {
        QCOMPARE(sizeText(size("0.00000001")), QStringLiteral("0.00000001"));
        QCOMPARE(sizeText(size("17.000")), QStringLiteral("17"));
        QCOMPARE(sizeText(size("12345")), QStringLiteral("12.3k"));
        QCOMPARE(sizeText(size("763254321")), QStringLiteral("763.25M"));
        QCOMPARE(sizeText(size("-5300610000")), QStringLiteral("-5.30B"));
        QCOMPARE(sizeText(size("1234567890123")), QStringLiteral("1.23T"));
        QCOMPARE(valueText(std::nan("")), QStringLiteral("–"));
        QCOMPARE(valueText(INFINITY), QStringLiteral("∞"));
    }
};

/// Arming, the wrong-row guard, one press one order: with the clock in hand.
class OrderEntryTest final : public QObject
{
    Q_OBJECT

    struct Desk {
        tests::TestClock clock;
        OrderEntry desk{clock, {}};
        QSignalSpy ready{&desk, &OrderEntry::orderReady};
        QSignalSpy asked{&desk, &OrderEntry::confirmationWanted};
        QSignalSpy ticket{&desk, &OrderEntry::ticketWanted};
        QSignalSpy held{&desk, &OrderEntry::held};
        Desk()
        {
            desk.setInstrument(tests::ethereum());
            desk.setSize(size("1"));
        }
        LadderClick click(core::Side side, const char* at) const
        {
            return {side, price(at), clock.now() - std::chrono::seconds(1), price("100.00"), price("100.01")};
        }
    };

private Q_SLOTS:
    void fillsTheTicketUntilItIsArmed()
    {
        Desk d;
        d.desk.click(d.click(core::Side::Bid, "99.99"));
        QCOMPARE(d.ticket.count(), 1);
        QCOMPARE(d.ready.count(), 0);
        d.desk.setArming(Arming::Confirm);
        d.desk.click(d.click(core::Side::Bid, "99.99"));
        QCOMPARE(d.asked.count(), 1);
        QCOMPARE(d.ready.count(), 0);
        d.desk.setArming(Arming::Armed);
        d.desk.click(d.click(core::Side::Bid, "99.99"));
        QCOMPARE(d.ready.count(), 1);
        const auto intent = d.ready[0][0].value<session::OrderIntent>();
        QCOMPARE(intent.price, price("99.99"));
        QCOMPARE(intent.size, size("1"));
    }

    void aYesAfterItWasDisarmedSendsNothing()
    {
        Desk d;
        d.desk.setArming(Arming::Confirm);
        d.desk.click(d.click(core::Side::Bid, "99.99"));
        const auto intent = d.asked[0][0].value<session::OrderIntent>();
        d.desk.disarm();
        d.desk.confirm(intent);
        QCOMPARE(d.ready.count(), 0);
        QCOMPARE(d.held.last()[0].toString(), QStringLiteral("Not sent: disarmed since it was asked"));
        d.desk.setArming(Arming::Confirm);
        d.desk.confirm(intent);
        QCOMPARE(d.ready.count(), 1);
    }

    void holdsAClickOnARowThatHasJustChanged_data()
    {
        QTest::addColumn<int>("ageMs");
        QTest::addColumn<bool>("sent");
        QTest::newRow("just moved") << 0 << false;
        QTest::newRow("within") << 249 << false;
        QTest::newRow("at the limit") << 250 << true;
        QTest::newRow("after") << 251 << true;
    }

    void holdsAClickOnARowThatHasJustChanged()
    {
        QFETCH(int, ageMs);
        QFETCH(bool, sent);
        Desk d;
        d.desk.setArming(Arming::Armed);
        LadderClick click = d.click(core::Side::Bid, "99.99");
        click.rowSince = d.clock.now() - std::chrono::milliseconds(ageMs);
        d.desk.click(click);
        QCOMPARE(d.ready.count(), sent ? 1 : 0);
        QCOMPARE(d.held.count(), sent ? 0 : 1);
    }

    void asksBeforeGoingFarThroughTheMarket_data()
    {
        QTest::addColumn<QString>("at");
        QTest::addColumn<bool>("asks");
        QTest::newRow("at the ask") << "100.01" << false;
        QTest::newRow("ten through") << "100.11" << false;
        QTest::newRow("eleven through") << "100.12" << true;
        QTest::newRow("far below") << "90.00" << false;
    }

    void asksBeforeGoingFarThroughTheMarket()
    {
        QFETCH(QString, at);
        QFETCH(bool, asks);
        Desk d;
        d.desk.setArming(Arming::Armed);
        d.desk.click(d.click(core::Side::Bid, at.toUtf8().constData()));
        QCOMPARE(d.asked.count(), asks ? 1 : 0);
        QCOMPARE(d.ready.count(), asks ? 0 : 1);
    }

    void asksOnceForTheSameOrderWithinTenSeconds()
    {
        Desk d;
        d.desk.setArming(Arming::Armed);
        d.desk.click(d.click(core::Side::Bid, "99.99"));
        d.clock.advance(std::chrono::milliseconds(9999));
        d.desk.click(d.click(core::Side::Bid, "99.99"));
        QCOMPARE(d.ready.count(), 1);
        QCOMPARE(d.asked.count(), 1);
        d.desk.click(d.click(core::Side::Ask, "100.02"));
        QCOMPARE(d.ready.count(), 2); // another side is another order
        d.clock.advance(std::chrono::milliseconds(1));
        d.desk.click(d.click(core::Side::Bid, "99.99"));
        QCOMPARE(d.ready.count(), 3); // the first is ten seconds old now
        d.desk.click(d.click(core::Side::Ask, "100.02"));
        QCOMPARE(d.asked.count(), 2); // an order between does not hide the repeat
        d.desk.sendFromTicket({.side = core::Side::Ask, .price = price("100.02"), .size = size("1")});
        QCOMPARE(d.asked.count(), 3); // nor does the ticket's button
        QCOMPARE(d.ready.count(), 3);
    }

    void whatACrossedMarketMeansForAClick_data()
    {
        QTest::addColumn<int>("side");
        QTest::addColumn<QString>("at");
        QTest::addColumn<int>("reach");
        // Bids up to 100.02 at one venue, asks from 100.00 at another.
        using core::Side;
        QTest::newRow("behind its touch") << int(Side::Bid) << "99.99" << int(desk::Reach::Rest);
        QTest::newRow("at another's ask") << int(Side::Bid) << "100.00" << int(desk::Reach::Rest);
        QTest::newRow("at its touch") << int(Side::Bid) << "100.02" << int(desk::Reach::Rest);
        QTest::newRow("through both") << int(Side::Bid) << "100.03" << int(desk::Reach::Cross);
        QTest::newRow("sell behind") << int(Side::Ask) << "100.03" << int(desk::Reach::Rest);
        QTest::newRow("sell at its touch") << int(Side::Ask) << "100.00" << int(desk::Reach::Rest);
        QTest::newRow("sell through both") << int(Side::Ask) << "99.99" << int(desk::Reach::Cross);
    }

    void whatACrossedMarketMeansForAClick()
    {
        QFETCH(int, side);
        QFETCH(QString, at);
        QFETCH(int, reach);
        Desk d;
        LadderClick click = d.click(static_cast<core::Side>(side), at.toUtf8().constData());
        click.bestBid = price("100.02");
        click.bestAsk = price("100.00");
        QCOMPARE(int(d.desk.planOf(click).intent.reach), reach);
        click.joins = true;
        QCOMPARE(int(d.desk.planOf(click).intent.reach), int(desk::Reach::Join));
        click.joins = false;
        click.takes = true;
        QCOMPARE(int(d.desk.planOf(click).intent.reach), int(desk::Reach::Cross));
        // What takes where venues cross is asked about.
        d.desk.setArming(Arming::Armed);
        d.desk.click(click);
        QCOMPARE(d.asked.count(), 1);
    }

    void smartIsForTheTouchAlone()
    {
        Desk d;
        d.desk.setStyle(desk::Style::Smart);
        const auto styleAt = [&](const char* at) { return d.desk.planOf(d.click(core::Side::Bid, at)).intent.style; };
        QCOMPARE(styleAt("99.99"), desk::Style::Limit);
        QCOMPARE(styleAt("100.00"), desk::Style::Smart);
        QCOMPARE(styleAt("100.01"), desk::Style::Limit); // at the ask: the price says how far
        // Nothing goes out that the router has not spoken of.
        d.desk.setArming(Arming::Armed);
        d.desk.click(d.click(core::Side::Bid, "100.00"));
        QCOMPARE(d.ready.count(), 0);
        QCOMPARE(d.held.count(), 1);
        d.desk.click(d.click(core::Side::Bid, "99.99"));
        QCOMPARE(d.ready.count(), 1);
    }

    void anOrderForAStockIsALimitForTheDay()
    {
        Desk d;
        session::MarketSnapshot shown = snapshot({{"100.00", "5"}}, {{"100.01", "7"}});
        shown.pair = {core::Asset("X"), core::Asset("USD"), core::Kind::Stock};
        shown.venues = {venueOf("alpaca-sip", {{"100.00", "5"}}, {{"100.01", "7"}})};
        session::OrderPreview& preview = shown.previews.emplace_back();
        preview.about.size = size("1");
        for (routing::Decision* const each : {&preview.smart[0], &preview.resting[0], &preview.taking[0]}) {
            *each = {.market = shown.venues[0].market,
                .action = routing::Action::Passive,
                .reason = routing::Reason::EarnTheSpread,
                .size = size("1"),
                .collar = price("100.505"),
                .bestBid = price("100.00"),
                .bestAsk = price("100.01"),
                .marketBid = price("100.00"),
                .marketAsk = price("100.01"),
                .onlyLimits = true};
        }
        d.desk.show(shown);
        LadderClick join = d.click(core::Side::Bid, "100.00");
        join.joins = true;
        const auto& planner = d.desk.planner();
        QCOMPARE(planner.describe(d.desk.planOf(join)), QStringLiteral("rests 1 on alpaca-sip limit at 100.00"));
        QCOMPARE(planner.brief(d.desk.planOf(join)), QStringLiteral("BUY 1 limit at 100.00"));
        QVERIFY2(planner.sentence(d.desk.planOf(join)).endsWith(u", limit at 100.00, for the day"),
            qPrintable(planner.sentence(d.desk.planOf(join))));
        shown.hasExtendedHours = true;
        d.desk.show(shown);
        QVERIFY(planner.sentence(d.desk.planOf(join)).endsWith(u", for the day, extended hours too"));

        const models::PlannedOrder taking = d.desk.planOf(d.click(core::Side::Bid, "100.01"));
        QVERIFY(taking.takes);
        QVERIFY2(planner.sentence(taking).contains(u"what does not fill at once rests there"),
            qPrintable(planner.sentence(taking)));
    }

    void whatSmartTakesIsBoundedByWhatWasShown()
    {
        Desk d;
        session::MarketSnapshot shown = snapshot({{"100.00", "5"}}, {{"100.01", "7"}});
        shown.venues = {venueOf("kraken", {{"100.00", "5"}}, {{"100.01", "7"}})};
        session::OrderPreview& preview = shown.previews.emplace_back();
        preview.about.size = size("1");
        for (routing::Decision* const each : {&preview.smart[0], &preview.resting[0], &preview.taking[0]}) {
            *each = {.market = shown.venues[0].market,
                .action = routing::Action::Aggressive,
                .reason = routing::Reason::ImbalanceFavoursTaking,
                .size = size("1"),
                .collar = price("100.505"),
                .bestBid = price("100.00"),
                .bestAsk = price("100.01"),
                .marketBid = price("100.00"),
                .marketAsk = price("100.01")};
        }
        d.desk.show(shown);
        LadderClick join = d.click(core::Side::Bid, "100.00");
        join.joins = true;
        QCOMPARE(
            d.desk.planner().describe(d.desk.planOf(join)), QStringLiteral("rests 1 on kraken post-only at 100.00"));
        d.desk.setStyle(desk::Style::Smart);
        QCOMPARE(d.desk.planner().describe(d.desk.planOf(join)), QStringLiteral("takes 1 on kraken up to 100.50"));
        d.desk.setArming(Arming::Armed);
        d.desk.click(join);
        QCOMPARE(d.ready.count(), 1);
        auto sent = d.ready[0][0].value<session::OrderIntent>();
        QCOMPARE(sent.reach, desk::Reach::Cross);
        QCOMPARE(sent.style, desk::Style::Limit);
        QCOMPARE(sent.price, price("100.50"));

        // A question names the venue and the price, and holds to both.
        d.desk.setArming(Arming::Confirm);
        d.desk.setStyle(desk::Style::Limit);
        d.desk.click(join);
        QCOMPARE(d.asked.count(), 1);
        const QString question = d.asked[0][1].toString();
        QVERIFY2(question.startsWith(QStringLiteral("NOT TRADING: BUY 1 X on kraken, post-only at 100.00")),
            qPrintable(question));
        sent = d.asked[0][0].value<session::OrderIntent>();
        QCOMPARE(sent.venue.text(), std::string("kraken"));
        QCOMPARE(sent.reach, desk::Reach::Rest);
        QCOMPARE(sent.price, price("100.00"));
        for (const bool isLive : {false, true}) {
            shown.trading = {{.venue = core::VenueId("kraken"), .isLive = isLive},
                {.venue = core::VenueId("coinbase"), .isLive = !isLive}};
            d.desk.show(shown);
            d.desk.click(join);
            QVERIFY(
                d.asked.last()[1].toString().startsWith(isLive ? QStringLiteral("LIVE: ") : QStringLiteral("PAPER: ")));
        }
    }

    void anOrderThatRestsIsNotToldToTake()
    {
        // A ladder of one venue at its touch, in the Smart style, while another venue bids more: the router would take.
        Desk d;
        session::MarketSnapshot shown = snapshot({{"100.05", "5"}}, {{"100.06", "7"}});
        shown.venues = {venueOf("kraken", {{"100.00", "5"}}, {{"100.07", "7"}}),
            venueOf("coinbase", {{"100.05", "5"}}, {{"100.06", "7"}})};
        session::OrderPreview& preview = shown.previews.emplace_back();
        preview.about = {size("1"), core::VenueId("kraken")};
        for (routing::Decision* const each : {&preview.smart[0], &preview.resting[0], &preview.taking[0]}) {
            *each = {.market = shown.venues[0].market,
                .action = routing::Action::Aggressive,
                .reason = routing::Reason::ImbalanceFavoursTaking,
                .size = size("1"),
                .collar = price("100.50"),
                .bestBid = price("100.00"),
                .bestAsk = price("100.07"),
                .marketBid = price("100.05"),
                .marketAsk = price("100.06")};
        }
        d.desk.show(shown);
        d.desk.setStyle(desk::Style::Smart);
        LadderClick click = d.click(core::Side::Bid, "100.00");
        click.venue = core::VenueId("kraken");
        const PlannedOrder planned = d.desk.planOf(click);
        const OrderWords words = d.desk.planner().words(planned);
        QCOMPARE(words.headline, QStringLiteral("RESTS"));
        QCOMPARE(words.button, QStringLiteral("BUY 1 post-only at 100.00"));
        QCOMPARE(words.reason, QStringLiteral("router: AGGRESSIVE, would rather take (imbalance); your price waits"));
        QCOMPARE(words.tooltip, QStringLiteral("AGGRESSIVE, would rather take; rests 1 on kraken post-only at 100.00"));
    }

    void disarmsAfterFifteenIdleMinutes()
    {
        Desk d;
        d.desk.setArming(Arming::Armed);
        d.clock.advance(std::chrono::minutes(15) - std::chrono::nanoseconds(1));
        d.desk.tick();
        QCOMPARE(d.desk.arming(), Arming::Armed);
        d.clock.advance(std::chrono::nanoseconds(1));
        d.desk.tick();
        QCOMPARE(d.desk.arming(), Arming::View);
    }

    void sendsNothingWithoutASize()
    {
        Desk d;
        d.desk.setArming(Arming::Armed);
        d.desk.setSize({});
        d.desk.click(d.click(core::Side::Bid, "99.99"));
        QCOMPARE(d.ready.count(), 0);
        QCOMPARE(d.held.count(), 1);
    }
};

const QtSuite<ModelsTest> suite{"models/models"};
const QtSuite<OrderEntryTest> orderEntrySuite{"models/order_entry"};

#include "models_test.moc"
