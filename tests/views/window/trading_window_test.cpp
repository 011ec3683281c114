// SPDX-License-Identifier: MIT
/// Orders in the window: moved, guarded, stopped and counted, by mouse and keys.
#include "engine/calibration/report_content.h"
#include "engine/execution/latency_tracker.h"
#include "engine/session/report_worker.h"
#include "models/account_model.h"
#include "models/fill_model.h"
#include "models/latency_model.h"
#include "models/order_model.h"
#include "models/position_model.h"
#include "models/roles.h"
#include "tests/support/qt_suite.h"
#include "tests/views/window/station.h"
#include "views/blotter/blotter_panel.h"
#include "views/charts/latency_panel.h"
#include "views/settings/credentials_dialog.h"
#include "views/widgets/hold_button.h"
#include "views/window/stop_corner.h"
#include "views/window/stop_panel.h"

#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTableView>

using namespace leadline;
using namespace leadline::views;
using tests::Station;
using Column = LadderView::Column;
using orders::OrderState;

namespace
{

/// A resting buy, two rows above the bottom of the ladder.
struct Resting : Station {
    Resting()
    {
        armed();
        row = ladder().grid().rowCount() - 6;
        QTest::mouseClick(&ladder(), Qt::LeftButton, {}, cell(row, Column::BidSize));
        works = tests::runUntil(
            clock, [&] { return window.orders().rowCount() == 1 && order().state == OrderState::Working; });
        settle();
    }
    const orders::Order& order() { return window.orders().at(0); }
    void drag(int toRow, Column toColumn)
    {
        QTest::mousePress(&ladder(), Qt::LeftButton, {}, cell(row, Column::OwnBuy));
        for (const int at : {row - 1, toRow}) {
            const QPoint place = cell(at, Column::OwnBuy);
            QMouseEvent move(
                QEvent::MouseMove, place, ladder().mapToGlobal(place), Qt::NoButton, Qt::LeftButton, Qt::NoModifier);
            QCoreApplication::sendEvent(&ladder(), &move);
        }
        QTest::mouseRelease(&ladder(), Qt::LeftButton, {}, cell(toRow, toColumn));
    }
    void type(models::OrderModel::Column column, const QString& text)
    {
        QTableView& table = window.blotter().orderTable();
        window.blotter().show();
        const QModelIndex index = window.orders().index(0, static_cast<int>(column));
        table.setCurrentIndex(index);
        table.edit(index);
        auto* const editor = table.findChild<QLineEdit*>();
        QVERIFY(editor != nullptr);
        editor->selectAll();
        QTest::keyClicks(editor, text);
        QTest::keyClick(editor, Qt::Key_Return);
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    }

    int row = 0;
    bool works = false;
};

QStringList textsOf(const QListWidget& list)
{
    QStringList texts;
    for (int i = 0; i < list.count(); ++i) {
        texts << list.item(i)->text();
    }
    return texts;
}

} // namespace

class TradingWindowTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void draggingAnOwnOrderMovesIt()
    {
        Resting s;
        QVERIFY(s.works);
        const orders::ClientOrderId id = s.order().request.id;
        const core::Price wanted = s.ladder().grid().priceAt(s.row - 3);
        s.drag(s.row - 3, Column::OwnBuy);
        QVERIFY(tests::runUntil(
            s.clock, [&] { return s.order().request.price == wanted && s.order().state == OrderState::Working; }));
        QCOMPARE(s.order().request.id, id);
        QCOMPARE(s.window.orders().rowCount(), 1);
        QVERIFY(!s.order().isAmending);
    }

    void aDragThatEndsElsewhereOrUnarmedMovesNothing()
    {
        Resting s;
        QVERIFY(s.works);
        const core::Price before = s.order().request.price;
        s.drag(s.row - 3, Column::AskSize);
        s.settle();
        s.entry().setArming(models::Arming::View);
        s.drag(s.row - 3, Column::OwnBuy);
        s.settle();
        QCOMPARE(s.order().request.price, before);
        QCOMPARE(s.window.orders().rowCount(), 1);
    }

    void keysFindAndMoveOwnOrders()
    {
        Resting s;
        QVERIFY(s.works);
        const core::Price wanted = s.ladder().grid().priceAt(s.row - 1);
        s.ladder().setFocus();
        QTest::keyClick(&s.ladder(), Qt::Key_Tab);
        QTest::keyClick(&s.ladder(), Qt::Key_Up, Qt::ShiftModifier);
        QVERIFY(tests::runUntil(
            s.clock, [&] { return s.order().request.price == wanted && s.order().state == OrderState::Working; }));
    }

    void theTooltipOfAnOwnOrderTellsItsQueue()
    {
        Resting s;
        QVERIFY(s.works);
        QVERIFY(tests::runUntil(s.clock,
            [&] { return s.ladder().tooltipAt(s.cell(s.row, Column::OwnBuy)).contains(QStringLiteral("before it")); }));
    }

    void theGuardIsEditedInPlaceAndCancels()
    {
        Resting s;
        QVERIFY(s.works);
        s.type(models::OrderModel::Column::SpreadLimit, QStringLiteral("wide"));
        s.settle();
        QCOMPARE(s.order().guard.maxSpreadBps, 10.0);
        // The embedded market's spread is about 0.04 bps.
        s.type(models::OrderModel::Column::SpreadLimit, QStringLiteral("0.001"));
        QVERIFY(tests::runUntil(s.clock, [&] { return s.order().state == OrderState::Cancelled; }));
        QVERIFY2(s.order().note.starts_with("spread "), s.order().note.c_str());
        QVERIFY(!(s.window.orders().flags(
                      s.window.orders().index(0, static_cast<int>(models::OrderModel::Column::SpreadLimit)))
            & Qt::ItemIsEditable));
    }

    void aLetterInTheBlotterEditsNothing()
    {
        Resting s;
        QVERIFY(s.works);
        QTableView& table = s.window.blotter().orderTable();
        table.setFocus();
        table.setCurrentIndex(s.window.orders().index(0, static_cast<int>(models::OrderModel::Column::SpreadLimit)));
        QTest::keyClicks(&table, QStringLiteral("5"));
        QVERIFY(table.findChild<QLineEdit*>() == nullptr);
        QTest::keyClick(&table, Qt::Key_F2);
        QVERIFY(table.findChild<QLineEdit*>() != nullptr);
    }

    void anExpiryThatIsTypedInEndsTheOrder()
    {
        Resting s;
        QVERIFY(s.works);
        s.type(models::OrderModel::Column::Expires, QStringLiteral("2"));
        QVERIFY(tests::runUntil(s.clock, [&] { return s.order().state == OrderState::Cancelled; }));
        QCOMPARE(s.order().note, std::string("expired"));
    }

    void aHeldButtonKillsAndAShortPressDoesNot_data()
    {
        QTest::addColumn<bool>("isInCorner");
        QTest::newRow("in its panel") << false;
        QTest::newRow("in the corner of the window") << true;
    }
    void aHeldButtonKillsAndAShortPressDoesNot()
    {
        QFETCH(bool, isInCorner);
        Resting s;
        QVERIFY(s.works);
        auto& corner = *s.window.findChild<views::StopCorner*>();
        HoldButton& kill = isInCorner ? corner.killButton() : s.window.stopPanel().killButton();
        const auto orders = [&] { return corner.findChild<QLabel*>(QStringLiteral("open-orders"))->text(); };
        QTRY_COMPARE(orders(), QStringLiteral("1"));
        // Whatever is in the window, it ends in that corner.
        const QPoint end = corner.mapTo(&s.window, corner.rect().bottomRight());
        QVERIFY2(end.x() > s.window.width() - 20 && end.y() < 120,
            qPrintable(QStringLiteral("%1, %2").arg(end.x()).arg(end.y())));
        QSignalSpy held(&kill, &HoldButton::held);
        QTest::mousePress(&kill, Qt::LeftButton);
        QTest::mouseRelease(&kill, Qt::LeftButton);
        s.settle();
        QCOMPARE(held.count(), 0);
        QCOMPARE(s.order().state, OrderState::Working);

        QTest::mousePress(&kill, Qt::LeftButton);
        QVERIFY(held.wait(5000));
        QTest::mouseRelease(&kill, Qt::LeftButton);
        QVERIFY(tests::runUntil(s.clock, [&] {
            return textsOf(s.window.stopPanel().steps()).join(u' ').contains(QStringLiteral("nothing is working"));
        }));
        QCOMPARE(held.count(), 1);
        QCOMPARE(s.order().state, OrderState::Cancelled);
        const QString receipt = textsOf(s.window.stopPanel().steps()).join(u'\n');
        const auto at = [&](const char* words) { return receipt.indexOf(QLatin1String(words)); };
        QVERIFY2(at("new orders stopped") < at("cancels sent for 1") && at("cancels sent for 1") < at("confirmed over")
                && at("confirmed over") < at("says: no open orders"),
            qPrintable(receipt));
    }

    void flattenClosesWhatIsHeld()
    {
        Resting s;
        QVERIFY(s.works);
        QTest::keyClick(&s.ladder(), Qt::Key_X); // buys at the ask
        QVERIFY(
            tests::runUntil(s.clock, [&] { return s.window.orders().rowCount() == 2 && !s.order().filled.isZero(); }));
        QSignalSpy held(&s.window.stopPanel().flattenButton(), &HoldButton::held);
        QTest::mousePress(&s.window.stopPanel().flattenButton(), Qt::LeftButton);
        QVERIFY(held.wait(5000));
        QTest::mouseRelease(&s.window.stopPanel().flattenButton(), Qt::LeftButton);
        QVERIFY(tests::runUntil(s.clock, [&] {
            const QStringList steps = textsOf(s.window.stopPanel().steps());
            return !steps.isEmpty() && steps.last().endsWith(QStringLiteral("flat"));
        }));
        QVERIFY(textsOf(s.window.stopPanel().steps())
                    .join(u' ')
                    .contains(QStringLiteral("says: no open orders, no position")));
        QVERIFY(s.window.orders().liveOrders().empty());
        // What was bought was sold: the table of positions says flat.
        auto* const positions = s.window.blotter().findChild<QTableView*>(QStringLiteral("positions"));
        QVERIFY(positions != nullptr);
        QVERIFY(tests::runUntil(s.clock, [&] {
            return positions->model()->rowCount() == 1
                && positions->model()->index(0, static_cast<int>(models::PositionModel::Column::Size)).data()
                == QStringLiteral("0");
        }));
    }

    void fillsPositionsAndAccountsAreShown()
    {
        Station s;
        QVERIFY(s.ok);
        s.armed();
        QTest::keyClick(&s.ladder(), Qt::Key_X);
        const auto table = [&](const char* name) {
            return s.window.blotter().findChild<QTableView*>(QString::fromLatin1(name))->model();
        };
        QVERIFY(tests::runUntil(s.clock, [&] {
            return table("fills")->rowCount() > 0 && table("positions")->rowCount() == 1
                && table("accounts")->rowCount() > 0;
        }));
        QCOMPARE(table("fills")->index(0, static_cast<int>(models::FillModel::Column::Role)).data().toString(),
            QStringLiteral("taker"));
        QVERIFY(tests::runUntil(s.clock, [&] {
            return table("accounts")->index(0, static_cast<int>(models::AccountModel::Column::State)).data().toString()
                == QStringLiteral("ready");
        }));
    }

    void whatWasExecutedIsMeasured()
    {
        qRegisterMetaType<session::SharedReport>();
        Station s;
        QVERIFY(s.ok);
        s.armed();
        QSignalSpy fills(&s.engine, &session::TradingSession::filled);
        for (int i = 1; i <= 3; ++i) {
            QTest::keyClick(&s.ladder(), Qt::Key_X);
            QVERIFY(tests::runUntil(
                s.clock, [&] { return s.window.orders().rowCount() == i && !s.window.orders().at(0).isLive(); }));
            s.pass(std::chrono::seconds(11)); // beyond the guards against repeats
        }
        // Mark-outs are due up to half a minute after the last fill.
        s.clock.advance(std::chrono::seconds(31));
        s.settle();
        QSignalSpy reports(&s.engine, &session::TradingSession::reportReady);
        s.engine.makeReport(s.clock.now() - std::chrono::hours(1), s.clock.now());
        QVERIFY(tests::runUntil(s.clock, [&] { return reports.count() == 1; }));
        const auto report = reports[0][0].value<session::SharedReport>();
        QCOMPARE(report->executions, static_cast<std::size_t>(fills.count()));
        QCOMPARE(report->orders, 3U);
        const calibration::VenueCalibration& venue = report->venues.front().figures;
        QCOMPARE(venue.acknowledged.samples, 3U);
        double filled = 0;
        std::size_t withFills = 0;
        for (int row = 0; row < 3; ++row) {
            const orders::Order& order = s.window.orders().at(row);
            filled += order.filled.toDoubleLossy() / order.request.size.toDoubleLossy() / 3;
            withFills += order.filled.isZero() ? 0 : 1;
        }
        QCOMPARE(venue.filled.samples, withFills);
        QCOMPARE(venue.taker.samples, static_cast<std::size_t>(fills.count()));
        QCOMPARE(venue.taker.isMeasured, fills.count() >= 10);
        QVERIFY(venue.alarms.empty()); // the embedded market charges what it publishes
        const calibration::QualityFigures& all = report->quality.front().figures;
        QVERIFY(std::abs(all.fillRate - filled) < 1e-9);
        QCOMPARE(all.makerShare, 0.0);
        QVERIFY(all.slippageBps > 4 && all.baselineBps > 4); // the taker fee at least
        QVERIFY(std::isfinite(all.markOutBps[0]) && std::isfinite(all.markOutBps[2]));
        QVERIFY(all.signalToFillSeconds >= 0);

        // Every leg of the way is in the panel, and so is the window's own.
        auto* const panel = s.window.findChild<LatencyPanel*>();
        QVERIFY(tests::runUntil(s.clock, [&] {
            const QAbstractItemModel& rows = *panel->model();
            bool isWhole = rows.rowCount() == static_cast<int>(execution::legs) + 2; // market data and pixels
            for (int row = 0; row < rows.rowCount(); ++row) {
                isWhole = isWhole && rows.index(row, 1).data().toInt() > 0;
            }
            return isWhole;
        }));
    }

    void theBannerStaysAndRealMoneyWantsTheButtonHeld()
    {
        Station s;
        QVERIFY(s.ok);
        auto* const banner = s.window.findChild<QLabel*>(QStringLiteral("banner"));
        QVERIFY(banner->isVisible() && banner->text().startsWith(QStringLiteral("PAPER")));
        QPushButton* arm = nullptr;
        for (QPushButton* const button : s.window.ladderPanel().findChildren<QPushButton*>()) {
            arm = button->text() == QStringLiteral("Armed") ? button : arm;
        }
        QTest::mouseClick(arm, Qt::LeftButton);
        QCOMPARE(s.entry().arming(), models::Arming::Armed); // paper arms at once

        Q_EMIT s.engine.liveVenuesChanged({QStringLiteral("kraken")});
        QVERIFY(banner->isVisible() && banner->text().contains(QStringLiteral("LIVE - real money at kraken")));
        QCOMPARE(s.entry().arming(), models::Arming::View);
        QTest::mouseClick(arm, Qt::LeftButton);
        QCOMPARE(s.entry().arming(), models::Arming::View);
        QSignalSpy armed(&s.entry(), &models::OrderEntry::armingChanged);
        QTest::mousePress(arm, Qt::LeftButton);
        QVERIFY(armed.wait(5000));
        QTest::mouseRelease(arm, Qt::LeftButton);
        QCOMPARE(s.entry().arming(), models::Arming::Armed);
        QVERIFY(s.window.ladderPanel()
                    .findChild<QLabel*>(QStringLiteral("mode"))
                    ->text()
                    .startsWith(QStringLiteral("LIVE")));
    }

    void credentialsAreTakenWholeAndNeverShown()
    {
        CredentialsDialog dialog({{.id = QStringLiteral("kraken"),
            .name = QStringLiteral("Kraken"),
            .environments = {QStringLiteral("off"), QStringLiteral("live")},
            .chosen = QStringLiteral("off")}});
        dialog.show();
        QSignalSpy saved(&dialog, &CredentialsDialog::saved);
        auto* const key = dialog.findChild<QLineEdit*>(QStringLiteral("key"));
        auto* const secret = dialog.findChild<QLineEdit*>(QStringLiteral("secret"));
        auto* const save = dialog.findChildren<QPushButton*>().at(0);
        QTest::keyClicks(key, QStringLiteral("my-key"));
        QTest::mouseClick(save, Qt::LeftButton);
        QCOMPARE(saved.count(), 0);
        QTest::keyClicks(secret, QStringLiteral("my-secret"));
        QVERIFY(!secret->displayText().contains(QStringLiteral("secret")));
        QVERIFY(!key->displayText().contains(QStringLiteral("my-key")));
        dialog.findChild<QComboBox*>(QStringLiteral("environment"))->setCurrentText(QStringLiteral("live"));
        QTest::mouseClick(save, Qt::LeftButton);
        QCOMPARE(saved.count(), 1);
        QCOMPARE(saved[0][1].toString(), QStringLiteral("live"));
        QCOMPARE(saved[0][3].toString(), QStringLiteral("my-secret"));
        QVERIFY(key->text().isEmpty() && secret->text().isEmpty());
    }

    void theModelsTellWhatChangedAndNothingElse()
    {
        using models::AccountModel;
        using models::FillModel;
        using models::PositionModel;
        FillModel fills(3);
        QAbstractItemModelTester fillTester(&fills);
        for (int i = 0; i < 5; ++i) {
            fills.add({.order = static_cast<orders::ClientOrderId>(i + 1), .execution = std::to_string(i)});
        }
        QCOMPARE(fills.rowCount(), 3);
        QCOMPARE(fills.index(0, static_cast<int>(FillModel::Column::Execution)).data().toString(), QStringLiteral("4"));

        PositionModel positions;
        QAbstractItemModelTester positionTester(&positions);
        QSignalSpy changed(&positions, &QAbstractItemModel::dataChanged);
        QSignalSpy reset(&positions, &QAbstractItemModel::modelReset);
        session::PositionSnapshot one{
            .market = {core::VenueId("kraken"), core::Symbol("ETH/USDT")}, .size = tests::size("1"), .unrealised = 5};
        session::PositionSnapshot two = one;
        two.market.venue = core::VenueId("binance-futures");
        positions.show({one, two});
        changed.clear();
        positions.show({one, two});
        QCOMPARE(changed.count(), 0);
        two.unrealised = 6;
        positions.show({one, two});
        QCOMPARE(changed.count(), 1);
        QCOMPARE(changed[0][0].toModelIndex().row(), 1);
        positions.show({two});
        QCOMPARE(positions.rowCount(), 1);
        // Venue, ours and the difference: an alarm where it is more than a lot.
        two.size = tests::size("2");
        two.ours = tests::size("0.5");
        two.side = core::PositionSide::Long;
        two.isTold = two.differs = true;
        positions.show({two});
        const auto cell = [&](PositionModel::Column column) { return positions.index(0, static_cast<int>(column)); };
        QCOMPARE(cell(PositionModel::Column::Symbol).data().toString(), QStringLiteral("ETH/USDT LONG"));
        QCOMPARE(cell(PositionModel::Column::Size).data().toString(), QStringLiteral("2"));
        QCOMPARE(cell(PositionModel::Column::Ours).data().toString(), QStringLiteral("0.5"));
        QCOMPARE(cell(PositionModel::Column::Difference).data().toString(), QStringLiteral("1.5"));
        QCOMPARE(cell(PositionModel::Column::Difference).data(models::ToneRole).toInt(),
            static_cast<int>(models::Tone::Bad));
        two.side = core::PositionSide::Net;
        two.isMargin = true;
        positions.show({two});
        QCOMPARE(cell(PositionModel::Column::Symbol).data().toString(), QStringLiteral("ETH/USDT MARGIN"));
        positions.show({});
        QCOMPARE(positions.rowCount(), 0);
        QCOMPARE(reset.count(), 0);

        AccountModel accounts;
        QAbstractItemModelTester accountTester(&accounts);
        session::TradingSnapshot venue{.venue = core::VenueId("kraken"), .environment = "live", .isLive = true};
        accounts.show({venue});
        QCOMPARE(accounts.rowCount(), 1);
        venue.balances = {{core::Asset("USD"), tests::size("10"), tests::size("9")},
            {core::Asset("ETH"), tests::size("1"), tests::size("1")}};
        venue.isUp = venue.isReconciled = true;
        accounts.show({venue});
        QCOMPARE(accounts.rowCount(), 2);
        QCOMPARE(accounts.index(0, static_cast<int>(AccountModel::Column::State)).data().toString(),
            QStringLiteral("ready"));
        QCOMPARE(accounts.index(0, static_cast<int>(AccountModel::Column::Environment)).data().toString(),
            QStringLiteral("LIVE"));

        models::LatencyModel latencies;
        QAbstractItemModelTester latencyTester(&latencies);
        const auto lines = [](std::initializer_list<session::LatencyLine> some) {
            return std::make_shared<const std::vector<session::LatencyLine>>(some);
        };
        latencies.drawn(std::chrono::milliseconds(7));
        const auto early = lines({{"signed", 3, 0.5, 1, 2}, {"first fill", 0, 0, 0, 0}});
        latencies.show(early);
        QCOMPARE(latencies.rowCount(), 3);
        QSignalSpy renewed(&latencies, &QAbstractItemModel::dataChanged);
        latencies.show(early);
        QCOMPARE(renewed.count(), 0);
        latencies.show(lines({{"signed", 4, 0.6, 1, 2}, {"first fill", 0, 0, 0, 0}}));
        QCOMPARE(renewed.count(), 1);
        QCOMPARE(latencies.index(0, 2).data().toString(), QStringLiteral("0.600"));
        QCOMPARE(latencies.index(1, 4).data().toString(), QStringLiteral("–"));
        QCOMPARE(latencies.index(2, 4).data().toString(), QStringLiteral("7.000"));

        models::OrderModel orderModel(3);
        QAbstractItemModelTester orderTester(&orderModel);
        for (std::size_t i = 1; i <= 6; ++i) {
            orderModel.update({.request = {.id = i}, .state = OrderState::Cancelled});
        }
        orderModel.update({.request = {.id = 1'000'000}, .state = OrderState::Working});
        QCOMPARE(orderModel.rowCount(), 4);
        QVERIFY(orderModel.find(3) == nullptr && orderModel.find(4) != nullptr);
    }
};

const QtSuite<TradingWindowTest> suite{"views/window/trading_window"};

#include "trading_window_test.moc"
