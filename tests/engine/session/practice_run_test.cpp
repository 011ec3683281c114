// SPDX-License-Identifier: MIT
/// Practice in a replay: the same clicks at the same moments give the same fills, whatever way the recording is played.
#include "engine/execution/kill_receipt.h"
#include "engine/execution/kill_switch.h"
#include "engine/session/market_snapshot.h"
#include "engine/session/order_intent.h"
#include "engine/session/replay_keyframe.h"
#include "engine/session/replay_state.h"
#include "engine/session/seek_indexer.h"
#include "engine/session/session_options.h"
#include "engine/session/trading_session.h"
#include "tests/support/qt_suite.h"
#include "tests/support/replay_tape.h"
#include "tests/support/test_clock.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <map>
#include <memory>

using namespace leadline;
using namespace Qt::StringLiterals;
using orders::OrderState;
using tests::ReplayTape;
using Kind = session::ReplayCommand::Kind;

namespace
{

core::Timestamp stepTime(int step)
{
    return core::fromNanoseconds(ReplayTape::msAt(step) * 1'000'000);
}

core::Quantity unitsOf(const char* text)
{
    return core::Quantity::parse(text).value();
}

/// A session in this thread that stands at a moment, with what became of its orders.
class Practised
{
public:
    Practised(const ReplayTape& tape, int step, const QString& signals = {}, std::uint64_t keyframeEvery = 1U << 14)
        : engine({.source = session::SourceKind::Tape,
                     .tapes = tape.files(),
                     .tapeSymbols = {core::Symbol("ETHUSDT")},
                     .keyframeEvery = keyframeEvery,
                     .framesPerSecond = 200,
                     .orders = {.killSwitch = real},
                     .signal = {.file = signals, .sends = session::SignalOptions::Sends::Everything}},
            clock)
        , ended(&engine, &session::TradingSession::practiceEnded)
        , troubled(&engine, &session::TradingSession::troubled)
    {
        using session::TradingSession;
        QObject::connect(
            &engine, &TradingSession::replayChanged, &engine, [this](const session::ReplayState& now) { state = now; });
        QObject::connect(&engine, &TradingSession::filled, &engine, [this](const orders::Fill& fill) {
            fills << u"%1 %2 %3@%4 fee %5 %6"_s.arg(fill.order)
                         .arg(core::nanosecondsOf(fill.time))
                         .arg(QString::fromStdString(fill.size.text()), QString::fromStdString(fill.price.text()),
                             QString::fromStdString(fill.fee.text()), fill.isMaker ? u"maker"_s : u"taker"_s);
        });
        QObject::connect(&engine, &TradingSession::orderChanged, &engine,
            [this](const orders::Order& order) { orders[order.request.id] = order; });
        QObject::connect(&engine, &TradingSession::refused, &engine,
            [this](const session::Refusal& refusal) { refusals << refusal.text; });
        QObject::connect(&engine, &TradingSession::receiptChanged, &engine,
            [this](const execution::KillReceipt& made) { receipt = made; });
        engine.start();
        drive({.kind = Kind::Pause});
        ok = goesTo(step);
    }
    ~Practised() { engine.stop(); }

    void look()
    {
        if (const session::MarketSnapshot* const taken = engine.snapshots().take()) {
            seen = *taken;
        }
    }
    template <class Condition> bool run(Condition condition)
    {
        return tests::runUntil(clock, [&] {
            look();
            return condition();
        });
    }
    void settle()
    {
        for (int i = 0; i < 30; ++i) {
            clock.advance(std::chrono::milliseconds(5));
            QTest::qWait(1);
            look();
        }
    }
    void drive(const session::ReplayCommand& command) { engine.drive(command); }
    bool goesTo(int step)
    {
        drive({.kind = Kind::Seek, .time = stepTime(step)});
        const bool hasArrived = run([&] { return !state.isSeeking && state.now == stepTime(step); });
        settle();
        return hasArrived;
    }
    void send(core::Side side, core::Price price, const char* size, desk::Reach reach)
    {
        engine.submit({.side = side,
            .price = price,
            .size = unitsOf(size),
            .reach = reach,
            .venue = seen.instrument.id.venue,
            .guard = {.maxSpreadBps = 0}});
    }
    /// Rests at both touches and takes a little.
    void place()
    {
        send(core::Side::Bid, seen.bids[0].price, "2", desk::Reach::Rest);
        send(core::Side::Ask, seen.asks[0].price, "3", desk::Reach::Rest);
        send(core::Side::Bid, seen.asks[0].price, "1", desk::Reach::Cross);
        settle();
    }

    std::shared_ptr<execution::KillSwitch> real = std::make_shared<execution::KillSwitch>();
    tests::TestClock clock;
    session::TradingSession engine;
    QSignalSpy ended;
    QSignalSpy troubled;
    session::ReplayState state;
    session::MarketSnapshot seen;
    std::map<quint64, orders::Order> orders;
    QStringList fills;
    QStringList refusals;
    execution::KillReceipt receipt;
    bool ok = false;
};

} // namespace

class PracticeRunTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void takesTheRecordedBookWhileTheReplayStands()
    {
        const ReplayTape tape;
        Practised run(tape, 400);
        QVERIFY(run.ok);
        const core::Level ask = run.seen.asks[0];
        run.send(core::Side::Bid, ask.price, "1", desk::Reach::Cross);
        run.settle();
        QVERIFY2(run.refusals.isEmpty(), qPrintable(run.refusals.join(u'|')));
        QCOMPARE(run.fills.size(), 1);
        QVERIFY2(run.fills[0].contains(u" 1@%1 "_s.arg(QString::fromStdString(ask.price.text())))
                && run.fills[0].endsWith(u"taker"),
            qPrintable(run.fills[0]));
        QCOMPARE(run.orders.begin()->second.state, OrderState::Filled);
        QCOMPARE(run.orders.begin()->second.changed, stepTime(400)); // by the time of the recording
        QCOMPARE(run.seen.position, unitsOf("1"));
        QCOMPARE(run.seen.asks[0].size, ask.size); // the recording does not see it
        QCOMPARE(run.seen.trading.front().environment, std::string("replay"));
        QVERIFY(!run.seen.trading.front().isLive);
    }

    void fillsTheSameAtAnySpeed()
    {
        const ReplayTape tape;
        QStringList first;
        core::Quantity held;
        for (const double speed : {0.0, 1.0, 20.0, 500.0}) {
            Practised run(tape, 400);
            QVERIFY(run.ok);
            run.place();
            if (speed > 0) {
                run.drive({.kind = Kind::SetSpeed, .speed = speed});
                run.drive({.kind = Kind::Play});
                QVERIFY(run.run([&] { return run.state.now >= stepTime(440); }));
                run.drive({.kind = Kind::Pause});
                run.drive({.kind = Kind::StepMessage});
            }
            QVERIFY(run.state.now < stepTime(1150));
            QVERIFY(run.goesTo(1150));
            QVERIFY2(run.refusals.isEmpty(), qPrintable(run.refusals.join(u'|')));
            QCOMPARE(run.orders.size(), std::size_t{3});
            if (first.isEmpty()) {
                first = run.fills;
                held = run.seen.position;
                QVERIFY2(first.size() >= 3, qPrintable(first.join(u'|')));
            }
            QCOMPARE(run.fills, first);
            QCOMPARE(run.seen.position, held);
            QVERIFY(run.ended.isEmpty()); // it was only played forward
        }
    }

    void fillsTheSameWhereStatesWereKept()
    {
        const ReplayTape tape;
        Practised played(tape, 400);
        constexpr std::uint64_t often = 40;
        Practised kept(tape, 400, {}, often);
        auto* const index = kept.engine.findChild<session::SeekIndexer*>();
        QVERIFY(played.ok && kept.ok && kept.run([&] { return index->isWhole(); }));
        const session::SharedKeyframe onTheWay = index->atOrBefore(stepTime(1150));
        QVERIFY(onTheWay != nullptr && onTheWay->time > stepTime(400));
        for (Practised* const run : {&played, &kept}) {
            run->place();
            QVERIFY(run->goesTo(1150));
            QVERIFY(run->ended.isEmpty());
        }
        QVERIFY(kept.fills.size() >= 3);
        QCOMPARE(kept.fills, played.fills);
        // Back, it is over, and what was kept helps again.
        QVERIFY(kept.goesTo(380));
        QCOMPARE(kept.ended.size(), 1);
    }

    void endsWhenTheReplayGoesBack()
    {
        const ReplayTape tape;
        Practised run(tape, 400);
        QVERIFY(run.ok);
        run.place();
        QVERIFY(!run.seen.position.isZero());
        QVERIFY(run.goesTo(380));
        QCOMPARE(run.ended.size(), 1);
        QCOMPARE(run.ended[0][0].toString(),
            u"The replay went back: the practice is over, 3 order(s) and what they filled are gone"_s);
        QVERIFY(run.seen.position.isZero());
        QCOMPARE(run.seen.openOrders, 0);
        QVERIFY(run.seen.queues.empty());
        const auto fills = run.fills.size();
        QVERIFY(run.goesTo(1150));
        QCOMPARE(run.fills.size(), fills); // nothing of it works any more
        QVERIFY(run.goesTo(380));
        QCOMPARE(run.ended.size(), 1); // there was nothing to end
    }

    void judgesASignalOfTodayAndSendsNothing()
    {
        const ReplayTape tape;
        const QTemporaryDir folder;
        const QString path = folder.filePath(u"signals.jsonl"_s);
        Practised run(tape, 400, path);
        QVERIFY(run.ok);
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("{\"symbol\":\"ETHUSDT\",\"side\":\"buy\",\"strength\":0.9,\"size\":\"1\",\"id\":\"a1\"}\n");
        file.close();
        const auto says = [&] {
            return std::ranges::any_of(run.troubled, [](const QList<QVariant>& one) {
                return one[0].toString() == u"Signal a1 was judged and not sent: a replay"_s;
            });
        };
        QVERIFY(run.run(says));
        run.settle();
        QVERIFY(run.orders.empty());
    }

    void killsPracticeAndLeavesTheRealSwitchAlone()
    {
        const ReplayTape tape;
        Practised run(tape, 400);
        QVERIFY(run.ok);
        run.place();
        run.engine.flatten();
        run.settle();
        QVERIFY(!run.real->isOn());
        QVERIFY(run.seen.killSwitch);
        QVERIFY(run.seen.position.isZero());
        QCOMPARE(run.seen.openOrders, 0);
        QVERIFY(run.receipt.isComplete);
        run.send(core::Side::Bid, run.seen.bids[0].price, "1", desk::Reach::Rest);
        run.settle();
        QCOMPARE(run.refusals.size(), 1);
        run.engine.setKillSwitch(false);
        run.send(core::Side::Bid, run.seen.bids[0].price, "1", desk::Reach::Rest);
        run.settle();
        QCOMPARE(run.seen.openOrders, 1);
        QCOMPARE(run.seen.queues.size(), std::size_t{1});
        QCOMPARE(run.seen.queues[0].ahead, run.seen.bids[0].size);
    }
};

const QtSuite<PracticeRunTest> suite{"engine/practice_run"};

#include "practice_run_test.moc"
