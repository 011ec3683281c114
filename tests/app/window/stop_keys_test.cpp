// SPDX-License-Identifier: MIT
/// The kill key, whatever windows there are.
#include "engine/session/order_intent.h"
#include "engine/session/trading_session.h"
#include "models/market_view.h"
#include "models/order_model.h"
#include "models/session_client.h"
#include "tests/app/window/workbench.h"
#include "tests/support/qt_suite.h"
#include "views/blotter/blotter_panel.h"
#include "views/ladder/ladder_note.h"
#include "views/ladder/ladder_panel.h"
#include "views/settings/settings_dialog.h"
#include "views/ticket/ticket_panel.h"
#include "views/widgets/hold_button.h"
#include "views/window/stop_panel.h"

#include <QAbstractSpinBox>
#include <QFileDialog>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QMenuBar>
#include <QMessageBox>
#include <QSignalSpy>
#include <QTableView>
#include <QTimer>

#include <functional>

using namespace leadline;
using tests::Workbench;

namespace
{

QString receiptOf(views::MainWindow& window)
{
    QString text;
    for (int i = 0; i < window.stopPanel().steps().count(); ++i) {
        text += window.stopPanel().steps().item(i)->text() + u'\n';
    }
    return text;
}

/// What stands between the key and the window that trades.
enum class Before {
    Ladder,
    Field,
    TableEditor,
    MenuBar,
    ContextMenu,
    Question,
    BehindAQuestion,
    MessageBoxExec,
    DialogExec,
    FileDialog,
    SettingsEditor,
};

void addCases()
{
    QTest::addColumn<Before>("before");
    QTest::newRow("the ladder") << Before::Ladder;
    QTest::newRow("a text field") << Before::Field;
    QTest::newRow("an editor in a table") << Before::TableEditor;
    QTest::newRow("a menu of the menu bar") << Before::MenuBar;
    QTest::newRow("a menu under the pointer") << Before::ContextMenu;
    QTest::newRow("a question of the ladder") << Before::Question;
    QTest::newRow("the window behind a question") << Before::BehindAQuestion;
    QTest::newRow("QMessageBox::exec") << Before::MessageBoxExec;
    QTest::newRow("QDialog::exec of nobody's dialog") << Before::DialogExec;
    QTest::newRow("a file dialog") << Before::FileDialog;
    QTest::newRow("the settings with an open editor") << Before::SettingsEditor;
}

/// Runs a dialog's own event loop, with the press inside.
void inside(QDialog& dialog, const std::function<void(QWidget&)>& press)
{
    QTimer::singleShot(0, &dialog, [&] {
        QVERIFY(Workbench::activate(dialog));
        press(dialog);
        QTest::qWait(1);
        if (dialog.isVisible()) {
            dialog.reject();
        }
    });
    dialog.exec();
}

/// Puts it there, presses in it, and takes away what is left of it. Whether it is gone by the press alone.
bool pressBefore(Workbench& bench, Before before, const std::function<void(QWidget&)>& press)
{
    views::MainWindow& window = bench.window();
    switch (before) {
    case Before::Ladder:
        window.ladderPanel().ladder().setFocus();
        press(window);
        return true;
    case Before::Field:
        window.ticket().findChild<QLineEdit*>()->setFocus();
        press(window);
        return true;
    case Before::TableEditor: {
        window.showPanel(QStringLiteral("blotter"));
        QTableView& table = window.blotter().orderTable();
        const QModelIndex index = window.orders().index(0, static_cast<int>(models::OrderModel::Column::MaxAge));
        table.setCurrentIndex(index);
        table.edit(index);
        auto* const editor = table.findChild<QLineEdit*>();
        if (editor == nullptr || QApplication::focusWidget() != editor) {
            return false;
        }
        press(window);
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        return table.findChild<QLineEdit*>() == nullptr;
    }
    case Before::MenuBar: {
        QMenu* const menu = window.menuBar()->actions().front()->menu();
        menu->popup(window.mapToGlobal(QPoint(20, 20)));
        QTest::qWait(1);
        press(window);
        const bool isGone = !menu->isVisible();
        menu->close();
        return isGone;
    }
    case Before::ContextMenu: {
        bool isGone = false;
        QTimer::singleShot(0, &window, [&] {
            QTest::qWait(1);
            QWidget* const menu = QApplication::activePopupWidget();
            press(window);
            isGone = menu != nullptr && !menu->isVisible();
            if (QWidget* const left = QApplication::activePopupWidget()) {
                left->close();
            }
        });
        Q_EMIT window.ladderPanel().ladder().menuRequested(window.mapToGlobal(QPoint(40, 40)));
        return isGone;
    }
    case Before::Question:
    case Before::BehindAQuestion: {
        window.orderEntry().setArming(models::Arming::Confirm);
        bench.clock.advance(std::chrono::seconds(1));
        const core::Price away = core::Price::fromRaw(bench.grid().instrument().tick.raw() * 500);
        window.orderEntry().click({core::Side::Bid, bench.grid().bestBid() - away, core::Timestamp{},
            bench.grid().bestBid(), bench.grid().bestAsk()});
        views::LadderNote& note = window.ladderPanel().note();
        if (!note.isVisible() || !note.isQuestion()) {
            return false;
        }
        QWidget& focused = before == Before::Question ? static_cast<QWidget&>(note.sendButton()) : window;
        focused.setFocus();
        press(focused);
        const bool isOpen = note.isVisible();
        note.withdraw();
        return before == Before::BehindAQuestion || !isOpen;
    }
    case Before::MessageBoxExec: {
        QMessageBox box(QMessageBox::Question, QStringLiteral("?"), QStringLiteral("?"),
            QMessageBox::Yes | QMessageBox::No, &window);
        bool isGone = false;
        inside(box, [&](QWidget& dialog) {
            press(dialog);
            isGone = !dialog.isVisible();
        });
        return isGone;
    }
    case Before::DialogExec: {
        QDialog dialog;
        bool isGone = false;
        inside(dialog, [&](QWidget& shown) {
            press(shown);
            isGone = !shown.isVisible();
        });
        return isGone;
    }
    case Before::FileDialog: {
        QFileDialog dialog(&window);
        bool isGone = false;
        inside(dialog, [&](QWidget& shown) {
            press(shown);
            isGone = !shown.isVisible();
        });
        return isGone && !dialog.testOption(QFileDialog::DontUseNativeDialog)
            && QCoreApplication::testAttribute(Qt::AA_DontUseNativeDialogs);
    }
    case Before::SettingsEditor: {
        Workbench::press(window, Qt::Key_Comma, Qt::ControlModifier);
        auto* const dialog = window.findChild<views::SettingsDialog*>();
        if (dialog == nullptr || !Workbench::activate(*dialog)) {
            return false;
        }
        QTableView& table = dialog->table();
        const QModelIndex index = table.model()->index(0, static_cast<int>(models::ThresholdModel::Column::Value));
        table.setCurrentIndex(index);
        table.edit(index);
        QWidget* const editor = QApplication::focusWidget();
        if (editor == nullptr || editor == &table || !table.isAncestorOf(editor)) {
            return false;
        }
        const QPointer<QWidget> known(editor);
        press(*dialog);
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        dialog->close();
        return known.isNull();
    }
    }
    return false;
}

} // namespace

Q_DECLARE_METATYPE(Before)

class StopKeysTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theKillKeyStopsCoinsFromAStocksLadder()
    {
        Workbench bench;
        QVERIFY(bench.ok && bench.rests());
        views::LadderPanel* const stock = bench.openStock("AAPL");
        QVERIFY(stock != nullptr);
        bench.window().orderEntry().setArming(models::Arming::Armed);
        stock->ladder().setFocus();

        Workbench::pressKill(bench.window());

        QVERIFY(bench.isNothingWorking());
        QCOMPARE(bench.window().orders().at(0).state, orders::OrderState::Cancelled);
        QCOMPARE(bench.window().orderEntry().arming(), models::Arming::View);
        QVERIFY(bench.says(bench.window(), "kill", QStringLiteral("KILL SWITCH ON")));
        QVERIFY(std::filesystem::exists(bench.marker()));
    }

    void stocksThatBeginLaterKnowThatTheSwitchIsOn()
    {
        Workbench bench;
        QVERIFY(bench.ok);
        Workbench::pressKill(bench.window());
        QVERIFY(bench.says(bench.window(), "kill", QStringLiteral("KILL SWITCH ON")));
        QSignalSpy refused(&bench.engine, &session::TradingSession::refused);
        views::LadderPanel* const stock = bench.openStock("AAPL");
        QVERIFY(stock != nullptr);
        const auto buy = [&] {
            bench.engine.submit({.pair = stock->view().pair(),
                .price = stock->ladder().grid().bestBid(),
                .size = *core::Quantity::parse("1")});
        };

        buy();
        QVERIFY(tests::runUntil(bench.clock, [&] { return refused.size() == 1; }));
        QCOMPARE(bench.window().orders().rowCount(), 0);

        Q_EMIT bench.window().killSwitchRequested(false); // off for everything, too
        QVERIFY(tests::runUntil(
            bench.clock, [&] { return bench.window().findChild<QLabel*>(QStringLiteral("kill"))->text().isEmpty(); }));
        QVERIFY(!std::filesystem::exists(bench.marker()));
        buy();
        QVERIFY(tests::runUntil(bench.clock, [&] { return bench.window().orders().rowCount() == 1; }));
    }

    void oneReceiptIsOfCoinsAndStocks()
    {
        Workbench bench;
        QVERIFY(bench.ok && bench.rests());
        views::LadderPanel* const stock = bench.openStock("AAPL");
        QVERIFY(stock != nullptr);
        stock->ladder().setFocus();

        Workbench::pressKill(bench.window());

        QVERIFY2(tests::runUntil(bench.clock,
                     [&] {
                         const QString text = receiptOf(bench.window());
                         return text.contains(QStringLiteral("cancels sent for 1"))
                             && text.contains(QStringLiteral("Binance USD-M: every order of ours is confirmed over"))
                             && text.contains(QStringLiteral("Alpaca"))
                             && text.contains(QStringLiteral("nothing is working anywhere"));
                     }),
            qPrintable(receiptOf(bench.window())));
        QVERIFY(bench.window().stopPanel().flattenButton().isEnabled());
    }

    void theKillKeyReachesTheSwitchThrough_data() { addCases(); }
    void theKillKeyReachesTheSwitchThrough()
    {
        QFETCH(Before, before);
        Workbench bench;
        QVERIFY(bench.ok && bench.rests());
        QSignalSpy receipts(&bench.engine, &session::TradingSession::killSwitchChanged);

        pressBefore(bench, before, [](QWidget& widget) { Workbench::pressKill(widget); });

        QVERIFY(bench.isNothingWorking());
        QVERIFY(bench.says(bench.window(), "kill", QStringLiteral("KILL SWITCH ON")));
        QCOMPARE(receipts.count(), 1);
    }

    void escapeCancelsThrough_data() { addCases(); }
    void escapeCancelsThrough()
    {
        QFETCH(Before, before);
        Workbench bench;
        QVERIFY(bench.ok && bench.rests());

        const bool isGone =
            pressBefore(bench, before, [](QWidget& widget) { Workbench::press(widget, Qt::Key_Escape); });

        QVERIFY(isGone);
        QVERIFY(bench.isNothingWorking());
        QCOMPARE(bench.window().orders().at(0).state, orders::OrderState::Cancelled);
        QCOMPARE(bench.window().orders().rowCount(), 1); // the question was answered with no
    }

    void escapeOfAStocksLadderLeavesCoinsAlone()
    {
        Workbench bench;
        QVERIFY(bench.ok && bench.rests());
        views::LadderPanel* const stock = bench.openStock("AAPL");
        QVERIFY(stock != nullptr);
        QSignalSpy wanted(&bench.window().session(), &models::SessionClient::cancelAllRequested);
        bench.engine.submit({.pair = stock->view().pair(),
            .price = stock->ladder().grid().bestBid() - core::Price::fromRaw(core::decimalScale),
            .size = *core::Quantity::parse("1")});
        QVERIFY(tests::runUntil(bench.clock, [&] {
            return bench.window().orders().rowCount() == 2
                && bench.window().orders().at(0).state == orders::OrderState::Working;
        }));
        QVERIFY(Workbench::activate(bench.window()));
        stock->ladder().setFocus();

        Workbench::press(bench.window(), Qt::Key_Escape);

        QVERIFY(wanted.count() > 0);
        QVERIFY(tests::runUntil(bench.clock, [&] { return bench.window().orders().liveOrders().size() == 1; }));
        bench.settle();
        QCOMPARE(bench.window().orders().liveOrders().size(), 1U);
        QCOMPARE(
            bench.window().orders().liveOrders().front().request.market.venue.text(), std::string("binance-futures"));
    }

    void oneEscapeIsOneCommandAndAHeldOneNone()
    {
        Workbench bench;
        QVERIFY(bench.ok);
        bench.window().ticket().findChild<QLineEdit*>()->setFocus();
        QSignalSpy wanted(&bench.window().session(), &models::SessionClient::cancelAllRequested);

        Workbench::press(bench.window(), Qt::Key_Escape);
        QCOMPARE(wanted.count(), 1);
        QKeyEvent repeat(QEvent::KeyPress, Qt::Key_Escape, Qt::NoModifier, {}, true);
        QCoreApplication::sendEvent(QApplication::focusWidget(), &repeat);
        QCOMPARE(wanted.count(), 1);
        Workbench::press(bench.window(), Qt::Key_Escape);
        QCOMPARE(wanted.count(), 2);
    }
};

const QtSuite<StopKeysTest> suite{"window/stop_keys"};

#include "stop_keys_test.moc"
