// SPDX-License-Identifier: MIT
/// Closing the main window: what works or is held is asked about, and the program ends with it.
#include "app/window/closing.h"
#include "engine/session/trading_session.h"
#include "tests/app/window/workbench.h"
#include "tests/support/qt_suite.h"
#include "views/blotter/blotter_panel.h"

#include <QMessageBox>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>

using namespace leadline;
using tests::Workbench;

namespace
{

QMessageBox* question(views::MainWindow& window, const char* name = "closing")
{
    for (auto* const box : window.findChildren<QMessageBox*>(QString::fromLatin1(name))) {
        if (box->isVisible()) {
            return box;
        }
    }
    return nullptr;
}

QPushButton* button(QMessageBox* box, const char* name)
{
    return box == nullptr ? nullptr : box->findChild<QPushButton*>(QString::fromLatin1(name));
}

} // namespace

class ClosingTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void withNothingAtStakeTheProgramEnds()
    {
        Workbench bench;
        QVERIFY(bench.ok);
        views::LadderPanel* const stock = bench.openStock("AAPL");
        QVERIFY(stock != nullptr);
        QSignalSpy ended(&bench.workstation, &app::Workstation::ended);

        QVERIFY(bench.window().close());

        QVERIFY(!bench.window().isVisible());
        QCOMPARE(ended.count(), 1);
    }

    void aStocksLadderClosesWithoutAQuestionAndEndsNothing()
    {
        Workbench bench;
        QVERIFY(bench.ok && bench.rests());
        views::LadderPanel* const stock = bench.openStock("AAPL");
        QVERIFY(stock != nullptr);
        QSignalSpy ended(&bench.workstation, &app::Workstation::ended);

        QVERIFY(stock->parentWidget()->close());

        bench.settle();
        QCOMPARE(ended.count(), 0);
        QVERIFY(bench.window().isVisible());
        QCOMPARE(bench.window().orders().at(0).state, orders::OrderState::Working);
    }

    void withAnOrderWorkingItAsksAndStaysByDefault()
    {
        Workbench bench;
        QVERIFY(bench.ok && bench.rests());
        QSignalSpy ended(&bench.workstation, &app::Workstation::ended);

        QVERIFY(!bench.window().close());
        QVERIFY(!bench.window().close()); // one question, however often

        QMessageBox* const box = question(bench.window());
        QVERIFY(box != nullptr);
        QCOMPARE(bench.window().findChildren<QMessageBox*>().size(), 1);
        QVERIFY2(box->text().contains(QStringLiteral("1 order")), qPrintable(box->text()));
        QVERIFY2(box->text().contains(QStringLiteral("end with the program")), qPrintable(box->text()));
        QVERIFY(button(box, "keep") == nullptr); // the embedded market keeps nothing
        QVERIFY(Workbench::activate(*box));
        Workbench::press(*box, Qt::Key_Return);
        bench.settle();
        QVERIFY(bench.window().isVisible());
        QCOMPARE(ended.count(), 0);
        QCOMPARE(bench.window().orders().at(0).state, orders::OrderState::Working);
    }

    void cancelThemAndCloseWaitsForTheVenue()
    {
        Workbench bench;
        QVERIFY(bench.ok && bench.rests());
        views::LadderPanel* const stock = bench.openStock("AAPL");
        QVERIFY(stock != nullptr);
        QSignalSpy ended(&bench.workstation, &app::Workstation::ended);
        QVERIFY(!bench.window().close());

        QTest::mouseClick(button(question(bench.window()), "cancel"), Qt::LeftButton);

        QVERIFY(bench.window().isVisible()); // not before the venue has said so
        QVERIFY(question(bench.window(), "cancelling") != nullptr);
        QVERIFY(tests::runUntil(bench.clock, [&] { return ended.count() == 1; }));
        QCOMPARE(bench.window().orders().at(0).state, orders::OrderState::Cancelled);
        QVERIFY(!bench.window().isVisible());
    }

    void aPositionIsAskedAboutToo()
    {
        Workbench bench;
        QVERIFY(bench.ok);
        bench.window().orderEntry().setArming(models::Arming::Armed);
        bench.clock.advance(std::chrono::seconds(1));
        QSignalSpy filled(&bench.engine, &session::TradingSession::filled);
        bench.window().ladderPanel().ladder().setFocus();
        Workbench::press(bench.window(), Qt::Key_X); // buys at the ask
        QVERIFY(tests::runUntil(bench.clock, [&] { return filled.count() > 0; }) && bench.isNothingWorking());
        auto* const positions = bench.window().blotter().findChild<QTableView*>(QStringLiteral("positions"));
        QVERIFY(tests::runUntil(bench.clock, [&] { return positions->model()->rowCount() == 1; }));
        QSignalSpy ended(&bench.workstation, &app::Workstation::ended);

        QVERIFY(!bench.window().close());

        QMessageBox* const box = question(bench.window());
        QVERIFY(box != nullptr);
        QVERIFY2(box->text().contains(QStringLiteral("Held: ")), qPrintable(box->text()));
        QVERIFY(button(box, "cancel") == nullptr);
        QTest::mouseClick(button(box, "close"), Qt::LeftButton);
        QCOMPARE(ended.count(), 1);
    }

    void escapeStaysAndCancels()
    {
        Workbench bench;
        QVERIFY(bench.ok && bench.rests());
        QVERIFY(!bench.window().close());
        QVERIFY(Workbench::activate(*question(bench.window())));

        Workbench::press(*question(bench.window()), Qt::Key_Escape);

        QVERIFY(question(bench.window()) == nullptr);
        QVERIFY(bench.isNothingWorking());
        QVERIFY(bench.window().isVisible());
    }

    void keepingIsOfferedWhereTheVenueKeeps_data()
    {
        QTest::addColumn<int>("countdown");
        QTest::addColumn<bool>("keeps");
        QTest::addColumn<QString>("words");
        QTest::newRow("no countdown") << 0 << true << QStringLiteral("kept there");
        QTest::newRow("the venue cancels when we are gone") << 60 << false << QStringLiteral("60 s after");
    }
    void keepingIsOfferedWhereTheVenueKeeps()
    {
        QFETCH(int, countdown);
        QFETCH(bool, keeps);
        QFETCH(QString, words);
        Workbench bench;
        QVERIFY(bench.ok && bench.rests());
        app::Closing closing(
            {.isEmbedded = false, .countdown = std::chrono::seconds(countdown)}, bench.window(), nullptr);
        QSignalSpy ended(&closing, &app::Closing::ended);

        QVERIFY(!bench.window().close());

        QMessageBox* const box = question(bench.window());
        QVERIFY2(box->text().contains(words), qPrintable(box->text()));
        QCOMPARE(button(box, "keep") != nullptr, keeps);
        if (keeps) {
            QTest::mouseClick(button(box, "keep"), Qt::LeftButton);
            QCOMPARE(ended.count(), 1);
            QCOMPARE(bench.window().orders().at(0).state, orders::OrderState::Working);
        }
        bench.window().mayClose = nullptr;
    }
};

const QtSuite<ClosingTest> suite{"window/closing"};

#include "closing_test.moc"
