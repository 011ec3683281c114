// SPDX-License-Identifier: MIT
/// The window's door to an engine: in one thread, as in most tests, and in two, as in the program.
#include "engine/session/order_intent.h"
#include "engine/session/session_options.h"
#include "engine/session/trading_session.h"
#include "engine/venues/venue.h"
#include "models/market_view.h"
#include "models/session_client.h"
#include "tests/support/builders.h"
#include "tests/support/qt_suite.h"
#include "tests/support/test_clock.h"

#include <QMetaMethod>
#include <QSignalSpy>
#include <QTest>
#include <QThread>

namespace leadline::models
{

using session::TradingSession;

class SessionClientTest final : public QObject
{
    Q_OBJECT

    static session::SessionOptions embedded()
    {
        return {.venues = {{venues::findVenue("binance-futures"), {}}}, .seed = 5};
    }

private Q_SLOTS:
    void showsTheNewestStateOnceAFrameAndNoneAfterTheWindowCloses()
    {
        tests::TestClock clock;
        TradingSession engine(embedded(), clock);
        SessionClient client(engine, 1000);
        engine.start();
        QSignalSpy frames(&client, &SessionClient::framed);

        QVERIFY(tests::runUntil(clock, [&] { return frames.count() > 1; }));
        client.stopFrames();
        const auto before = frames.count();
        for (int i = 0; i < 20; ++i) {
            clock.advance(std::chrono::milliseconds(50));
            QTest::qWait(1);
        }

        QCOMPARE(frames.count(), before);
        QVERIFY(tests::runUntil(clock, [&] {
            client.poll(); // who asks is answered all the same
            return frames.count() > before;
        }));
        engine.stop();
    }

    void commandsReachAnEngineInAnotherThreadAndTheirAnswersComeBack()
    {
        tests::TestClock clock;
        QThread thread;
        TradingSession engine({}, clock);
        engine.moveToThread(&thread);
        SessionClient client(engine, 30);
        QSignalSpy applied(&client, &SessionClient::settingsApplied);
        QSignalSpy refused(&client, &SessionClient::refused);
        thread.start();

        client.setSettings({});
        QCOMPARE(applied.count(), 0); // not in this thread
        QTRY_COMPARE(applied.count(), 1);
        client.submit({.price = tests::price("100"), .size = tests::size("1")});
        QTRY_COMPARE(refused.count(), 1);
        QCOMPARE(refused[0][0].value<session::Refusal>().intent.size, tests::size("1"));
        thread.quit();
        thread.wait();
    }

    void saysThatMoneyIsRealBeforeAnybodyHearsWhere()
    {
        tests::TestClock clock;
        TradingSession engine({}, clock);
        SessionClient client(engine, 30);
        QVERIFY(!client.isLive());
        bool wasLive = false;
        connect(&client, &SessionClient::liveVenuesChanged, this, [&] { wasLive = client.isLive(); });

        Q_EMIT engine.liveVenuesChanged({QStringLiteral("kraken")});
        QVERIFY(wasLive && client.isLive());
        Q_EMIT engine.liveVenuesChanged({});
        QVERIFY(!wasLive && !client.isLive());
    }

    void everyLadderHasAPlaceForPreviewsThatIsNotTheTickets()
    {
        tests::TestClock clock;
        TradingSession engine({}, clock);
        SessionClient client(engine, 30);
        const int one = client.view().newPreviewPlace();
        const int other = client.view().newPreviewPlace();
        QVERIFY(one > 0 && other > 0 && one != other);
    }

    void everyEventOfTheEngineIsPassedOn_data()
    {
        QTest::addColumn<QByteArray>("signal");
        for (const char* const signal : {"started(QString)", "troubled(QString)", "connectionChanged(bool,QString)",
                 "killSwitchChanged(bool)", "keyCanWithdraw(QString)", "settingsApplied()", "tapeEnded()"}) {
            QTest::newRow(signal) << QByteArray(signal);
        }
    }
    void everyEventOfTheEngineIsPassedOn()
    {
        QFETCH(QByteArray, signal);
        tests::TestClock clock;
        TradingSession engine({}, clock);
        SessionClient client(engine, 30);
        QSignalSpy passed(&client, QByteArray("2" + signal).constData());
        QMetaMethod method = engine.metaObject()->method(engine.metaObject()->indexOfSignal(signal.constData()));
        QVERIFY(method.isValid() && passed.isValid());

        const bool on = true;
        const QString text = QStringLiteral("kraken");
        const auto argument = [&](int at) {
            const bool isBool = at < method.parameterCount() && method.parameterMetaType(at).id() == QMetaType::Bool;
            return at >= method.parameterCount() ? QGenericArgument()
                : isBool                         ? QGenericArgument("bool", &on)
                                                 : QGenericArgument("QString", &text);
        };
        method.invoke(&engine, Qt::DirectConnection, argument(0), argument(1));

        QCOMPARE(passed.count(), 1);
    }
};

} // namespace leadline::models

const QtSuite<leadline::models::SessionClientTest> suite{"models/session_client"};

#include "session_client_test.moc"
