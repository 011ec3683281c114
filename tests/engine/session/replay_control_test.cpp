// SPDX-License-Identifier: MIT
/// A replay that is driven: whatever way a moment is reached, the state there is the same, bit by bit.
#include "engine/desk/desk_settings.h"
#include "engine/session/market_snapshot.h"
#include "engine/session/replay_state.h"
#include "engine/session/seek_indexer.h"
#include "engine/session/session_options.h"
#include "engine/session/trading_session.h"
#include "engine/session/watch_line.h"
#include "models/feature_series_model.h"
#include "tests/support/builders.h"
#include "tests/support/qt_suite.h"
#include "tests/support/replay_tape.h"
#include "tests/support/test_clock.h"

#include <QSignalSpy>
#include <QTest>

#include <bit>
#include <map>
#include <random>
#include <sstream>
#include <string>

using namespace leadline;
using namespace Qt::StringLiterals;
using session::ReplayCommand;
using Kind = ReplayCommand::Kind;
using tests::ReplayTape;

namespace
{

core::Timestamp atStep(int step, std::int64_t moreMs = 0)
{
    return core::fromNanoseconds((ReplayTape::msAt(step) + moreMs) * 1'000'000);
}

std::string bits(double value)
{
    return std::to_string(std::bit_cast<std::uint64_t>(value)) + ' ';
}

void put(std::ostream& out, const std::vector<core::Level>& levels)
{
    for (const core::Level& level : levels) {
        out << level.price.text() << 'x' << level.size.text() << ' ';
    }
    out << '\n';
}

void put(std::ostream& out, const std::vector<session::TradedAt>& traded)
{
    for (const session::TradedAt& at : traded) {
        out << at.price.text() << ' ' << at.bought.text() << ' ' << at.sold.text() << ' ';
    }
    out << '\n';
}

void put(std::ostream& out, const features::FeatureSet& sample)
{
    out << core::nanosecondsOf(sample.time) << ' ' << sample.mid.text() << ' ';
    for (std::size_t i = 0; i < features::featureCount; ++i) {
        out << bits(sample[static_cast<features::Feature>(i)]);
    }
    out << '\n';
}

void put(std::ostream& out, const routing::Decision& decision)
{
    out << static_cast<int>(decision.action) << ' ' << static_cast<int>(decision.reason) << ' '
        << core::nanosecondsOf(decision.time) << ' ' << decision.size.text() << ' ' << decision.market.venue.text();
    for (const auto& step : decision.trace) {
        out << ' ' << static_cast<int>(step.rule) << ' ' << bits(step.observed) << bits(step.limit);
    }
    out << '\n';
}

/// Everything of a market that is on the screen, but for what is measured with the machine's own clock: when a frame
/// came, and how long data took.
std::string textOf(const session::MarketSnapshot& shown)
{
    std::ostringstream out;
    out << shown.instrument.id.symbol.text() << ' ' << shown.pair.text() << ' ' << core::nanosecondsOf(shown.time)
        << ' ' << shown.hasBook << shown.isValid << static_cast<int>(shown.trust) << shown.trustText << ' '
        << bits(shown.bookAgeSeconds) << bits(shown.receiveLatencyMs) << static_cast<int>(shown.cross)
        << bits(shown.messagesPerSecond) << shown.breakerOpen << shown.counters.messages << ' '
        << shown.counters.book.gaps << ' ' << shown.lastTrade.text() << '\n';
    put(out, shown.bids);
    put(out, shown.asks);
    put(out, shown.recentTrades);
    put(out, shown.profile);
    for (const session::VenueSnapshot& venue : shown.venues) {
        out << venue.name << static_cast<int>(venue.trust) << venue.trustText << static_cast<int>(venue.exclusion)
            << bits(venue.ageSeconds) << bits(venue.delayMs) << bits(venue.weight) << venue.counters.messages << '\n';
        put(out, venue.bids);
        put(out, venue.asks);
        put(out, venue.recentTrades);
        out << bits(venue.buy.impactBps) << bits(venue.sell.impactBps);
    }
    for (const session::MonitorSnapshot& monitor : shown.monitor) {
        out << monitor.market.venue.text() << bits(monitor.flow) << static_cast<int>(monitor.recommended[0])
            << monitor.isTripped << core::nanosecondsOf(monitor.changesAt) << '\n';
    }
    for (const session::OrderPreview& preview : shown.previews) {
        put(out, preview.smart[0]);
        put(out, preview.taking[1]);
    }
    for (const session::ChartSample& sample : shown.samples) {
        out << sample.number << ' ';
        put(out, sample.features);
    }
    return out.str();
}

std::string textOf(const session::WatchLines& lines)
{
    std::ostringstream out;
    for (const session::WatchLine& line : lines) {
        out << line.name << ' ' << line.bid.text() << ' ' << line.ask.text() << ' ' << bits(line.spreadBps)
            << bits(line.changePercent) << bits(line.activity) << line.isBreakerOpen;
        for (const session::WatchVenue& venue : line.venues) {
            out << ' ' << venue.venue.text() << static_cast<int>(venue.trust) << venue.trustText;
        }
        out << '\n';
    }
    return out.str();
}

std::string textOf(const models::FeatureSeriesModel& charts)
{
    std::string text;
    for (int row = 0; row < charts.rowCount(); ++row) {
        for (int column = 0; column < charts.columnCount(); ++column) {
            text += charts.index(row, column).data(Qt::DisplayRole).toString().toStdString() + ' ';
        }
    }
    return text;
}

/// What a window would show at one moment.
struct Picture {
    std::string market;
    std::string lines;
    std::string charts;
};

session::SessionOptions optionsOf(const ReplayTape& tape, double speed)
{
    session::SessionOptions options{
        .source = session::SourceKind::Tape, .tapes = tape.files(), .tapeSpeed = speed, .framesPerSecond = 200};
    options.desk.equalKinds = true; // one book of two markets
    return options;
}

/// A session in this thread on the test's clock, with what a window keeps of it.
class Driven
{
public:
    explicit Driven(const ReplayTape& tape, double speed = 1)
        : Driven(optionsOf(tape, speed))
    {
    }
    explicit Driven(const session::SessionOptions& options)
        : engine(options, clock)
        , ended(&engine, &session::TradingSession::tapeEnded)
        , troubled(&engine, &session::TradingSession::troubled)
    {
        QObject::connect(
            &engine, &session::TradingSession::replayChanged, &engine, [this](const session::ReplayState& now) {
                state = now;
                ++states;
            });
        engine.start();
        engine.setPreview(core::Quantity::parse("3").value());
    }
    ~Driven() { engine.stop(); }

    void look()
    {
        if (const session::MarketSnapshot* const taken = engine.snapshots().take()) {
            seen = *taken;
            if (seen.moment != moment) {
                moment = seen.moment;
                charts.replace(*seen.history);
            }
            charts.append(seen.samples);
            times.push_back(core::nanosecondsOf(seen.time));
        }
        if (const session::WatchLines* const taken = engine.watchLines().take()) {
            lines = *taken;
        }
    }
    template <class Condition> bool run(Condition condition, core::Duration step = std::chrono::milliseconds(5))
    {
        return tests::runUntil(
            clock,
            [&] {
                look();
                return condition();
            },
            step);
    }
    /// Lets the frame of a moment come, with the lines.
    void settle()
    {
        for (int i = 0; i < 60; ++i) {
            clock.advance(std::chrono::milliseconds(5));
            QTest::qWait(1);
            look();
        }
    }
    [[nodiscard]] session::SeekIndexer& index() { return *engine.findChild<session::SeekIndexer*>(); }
    void drive(const ReplayCommand& command) { engine.drive(command); }
    bool seek(core::Timestamp to)
    {
        drive({.kind = Kind::Seek, .time = to});
        const bool hasArrived = run([&] { return !state.isSeeking && state.now == to; });
        settle();
        return hasArrived;
    }
    [[nodiscard]] Picture picture() const { return {textOf(seen), textOf(lines), textOf(charts)}; }

    tests::TestClock clock;
    session::TradingSession engine;
    QSignalSpy ended;
    QSignalSpy troubled;
    session::ReplayState state;
    int states = 0;
    session::MarketSnapshot seen;
    session::WatchLines lines;
    models::FeatureSeriesModel charts;
    std::uint64_t moment = 0;
    std::vector<std::int64_t> times; ///< of the snapshots that came
};

} // namespace

class ReplayControlTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void reachesTheSameStateByEveryWay()
    {
        const ReplayTape tape;
        // Played, and stopped at some moments: while the book is lost, just after it healed, before the night, in the
        // second after it, and near the end.
        Driven played(tape, 20);
        std::map<core::Timestamp, Picture> pictures;
        for (const int step : {315, 352, 1190, 1203, 1700}) {
            QVERIFY(played.run([&] { return played.state.now >= atStep(step); }));
            played.drive({.kind = Kind::Pause});
            played.settle();
            QVERIFY(!played.state.isPlaying);
            pictures[played.state.now] = played.picture();
            played.drive({.kind = Kind::Play});
        }
        QCOMPARE(pictures.size(), std::size_t{5});
        QVERIFY(pictures.begin()->second.market != std::next(pictures.begin())->second.market);

        // Sought, forward and back, from the first frame on.
        Driven sought(tape, 1);
        sought.drive({.kind = Kind::Pause});
        std::vector<core::Timestamp> order;
        for (const auto& [time, picture] : pictures) {
            order.push_back(time);
        }
        for (const std::size_t which : {4, 0, 3, 1, 2, 4, 2}) {
            const core::Timestamp time = order[which];
            QVERIFY(sought.seek(time));
            const Picture now = sought.picture();
            const Picture& then = pictures[time];
            QVERIFY2(now.market == then.market, (now.market + "\nand played\n" + then.market).c_str());
            QVERIFY2(now.lines == then.lines, (now.lines + "\nand played\n" + then.lines).c_str());
            QVERIFY2(now.charts == then.charts, qPrintable(u"%1: %2 rows"_s.arg(which).arg(sought.charts.rowCount())));
        }
        QVERIFY(played.troubled.isEmpty() && sought.troubled.isEmpty());
    }

    void reachesTheSameStateFromStatesThatWereKept_data()
    {
        QTest::addColumn<QStringList>("files");
        QTest::addColumn<quint64>("every");
        const auto shared = [](const char* name) { return QString::fromStdString(tests::sharedData(name)); };
        QTest::newRow("made") << QStringList() << quint64{40};
        QTest::newRow("futures") << QStringList{shared("tapes/binance-futures_btcusdt_20230404.gz")} << quint64{500};
        QTest::newRow("delivery") << QStringList{shared("tapes/binance-coinm_ethusd_perp_20240808.gz")} << quint64{900};
        QTest::newRow("frames") << QStringList{shared(
            "tapes/derived_depth20/DERIVED_ethusdt_20240808_depth20_100ms.gz")}
                                << quint64{100};
        QTest::newRow("the day before") << QStringList{shared("tapes/binance-spot_ethusdt_20240809.gz")}
                                        << quint64{1000};
        QTest::newRow("kraken") << QStringList{shared("captures/cryptofeed/split/KRAKEN.ws.50.0.dev")} << quint64{100};
        QTest::newRow("coinbase") << QStringList{shared("captures/cryptofeed/split/COINBASE.ws.28.0.dev")}
                                  << quint64{100};
    }
    /// Random moments, forward and back, by a session that plays from the first message and by one that need not.
    void reachesTheSameStateFromStatesThatWereKept()
    {
        QFETCH(const QStringList, files);
        QFETCH(const quint64, every);
        if (files.contains(QString())) {
            QSKIP("a shared recording is absent");
        }
        const ReplayTape made;
        session::SessionOptions options = optionsOf(made, 0);
        options.tapes = files.isEmpty() ? made.files() : files;
        options.keyframeEvery = every;
        Driven kept(options);
        options.keyframeEvery = quint64{1} << 40;
        Driven played(options);
        QVERIFY(kept.run([&] { return kept.index().isWhole() && !kept.ended.isEmpty(); }));
        QVERIFY(played.run([&] { return !played.ended.isEmpty(); }));
        const session::ReplayState whole = kept.state;
        QVERIFY(whole.first < whole.now);
        std::mt19937_64 random(every);
        int fromKept = 0;
        for (int goal = 0; goal < 6; ++goal) {
            const auto time = whole.first
                + core::Duration(static_cast<std::int64_t>(
                    random() % static_cast<std::uint64_t>((whole.now - whole.first).count())));
            fromKept += kept.index().atOrBefore(time) ? 1 : 0;
            QVERIFY(!played.index().atOrBefore(time));
            QVERIFY(kept.seek(time) && played.seek(time));
            const Picture now = kept.picture();
            const Picture then = played.picture();
            QVERIFY2(now.market == then.market, (now.market + "\nand played\n" + then.market).c_str());
            QVERIFY2(now.lines == then.lines, (now.lines + "\nand played\n" + then.lines).c_str());
            QVERIFY(now.charts == then.charts);
        }
        QVERIFY2(fromKept > 3, qPrintable(QString::number(fromKept)));
    }

    void keepsStatesAnewWhereTheRulesAreOthers()
    {
        const ReplayTape tape;
        session::SessionOptions options = optionsOf(tape, 0);
        options.keyframeEvery = 40;
        Driven replay(options);
        QVERIFY(replay.run([&] { return replay.index().isWhole() && !replay.ended.isEmpty(); }));
        const session::SharedKeyframe before = replay.index().atOrBefore(atStep(1000));
        QVERIFY(before != nullptr);
        replay.engine.setVenueOn(u"binance-spot"_s, false);
        QVERIFY(replay.index().atOrBefore(atStep(1000)) == nullptr);
        QVERIFY(replay.run([&] { return replay.index().isWhole(); }));
        const session::SharedKeyframe after = replay.index().atOrBefore(atStep(1000));
        QVERIFY(after != nullptr && after != before);
        QCOMPARE(after->time, before->time);
    }

    void showsNothingOfTheWay()
    {
        const ReplayTape tape;
        Driven replay(tape);
        QVERIFY(replay.run([&] { return replay.seen.hasBook; }));
        replay.drive({.kind = Kind::Pause});
        replay.settle();
        const std::int64_t before = core::nanosecondsOf(replay.seen.time);
        replay.times.clear();
        QVERIFY(replay.seek(atStep(1500, 50)));
        QVERIFY(!replay.times.empty());
        for (const std::int64_t time : replay.times) {
            QVERIFY(time == before || time == core::nanosecondsOf(atStep(1500)));
        }
        QVERIFY(!replay.state.isPlaying);
    }

    void goesWhereTheLastSeekSays()
    {
        const ReplayTape tape;
        Driven replay(tape);
        QVERIFY(replay.run([&] { return replay.seen.hasBook; }));
        replay.drive({.kind = Kind::Seek, .time = atStep(1799)});
        QVERIFY(replay.run([&] { return replay.state.isSeeking && replay.state.progress > 0; }));
        replay.drive({.kind = Kind::Seek, .time = atStep(100)}); // back, from the middle of the way
        replay.drive({.kind = Kind::Seek, .time = atStep(900)}); // and on, before it has arrived
        replay.drive({.kind = Kind::Pause});
        QVERIFY(replay.run([&] { return !replay.state.isSeeking && replay.state.now == atStep(900); }));
        replay.settle();
        QCOMPARE(replay.state.now, atStep(900));
        QCOMPARE(replay.seen.time, atStep(900));
        QVERIFY(replay.ended.isEmpty());
        // A time before the first message is that of the first.
        replay.drive({.kind = Kind::Seek, .time = atStep(0, -3'600'000)});
        QVERIFY(replay.run([&] { return !replay.state.isSeeking && replay.state.now == atStep(0); }));
    }

    void tellsHowASeekGetsOn()
    {
        const ReplayTape tape;
        Driven replay(tape);
        QVERIFY(replay.run([&] { return replay.seen.hasBook; }));
        const int before = replay.states;
        replay.drive({.kind = Kind::Pause});
        replay.drive({.kind = Kind::Seek, .time = atStep(1799)});
        bool wasSeeking = false;
        QVERIFY(replay.run([&] {
            wasSeeking = wasSeeking || replay.state.isSeeking;
            if (replay.state.isSeeking) {
                return replay.state.sought != atStep(1799) || replay.state.progress < 0 || replay.state.progress > 1;
            }
            return replay.state.now == atStep(1799);
        }));
        QVERIFY(wasSeeking && !replay.state.isSeeking);
        QCOMPARE(replay.state.first, atStep(0));
        QVERIFY(replay.states > before);
        const int after = replay.states;
        replay.settle();
        QCOMPARE(replay.states, after); // nothing changes: nothing is told
    }

    void stepsByMessageAndByDecision()
    {
        const ReplayTape tape;
        Driven replay(tape);
        QVERIFY(replay.run([&] { return replay.state.now >= atStep(20); }));
        replay.drive({.kind = Kind::StepMessage});
        replay.settle();
        QVERIFY(!replay.state.isPlaying);
        const std::uint64_t messages =
            replay.seen.venues[0].counters.messages + replay.seen.venues[1].counters.messages;
        for (std::uint64_t step = 1; step <= 5; ++step) {
            replay.drive({.kind = Kind::StepMessage});
            replay.settle();
            QCOMPARE(
                replay.seen.venues[0].counters.messages + replay.seen.venues[1].counters.messages, messages + step);
        }
        for (int step = 0; step < 5; ++step) {
            const std::uint64_t sample = replay.seen.samples.back().number;
            replay.drive({.kind = Kind::StepDecision, .pair = replay.seen.instrument.pair});
            replay.settle();
            QCOMPARE(replay.seen.samples.back().number, sample + 1);
            QVERIFY(!replay.state.isPlaying && !replay.state.isSeeking);
        }
    }

    void playsAtTheSpeedThatWasAskedForAndStandsWhenPaused()
    {
        const ReplayTape tape;
        Driven replay(tape);
        QVERIFY(replay.run([&] { return replay.seen.hasBook; }));
        replay.drive({.kind = Kind::Pause});
        QVERIFY(replay.seek(atStep(100)));
        replay.settle();
        QCOMPARE(replay.state.now, atStep(100));
        replay.drive({.kind = Kind::SetSpeed, .speed = 0.25});
        replay.drive({.kind = Kind::Play});
        const core::Timestamp from = replay.clock.now();
        QVERIFY(replay.run([&] { return replay.clock.now() - from >= std::chrono::seconds(4); }));
        replay.drive({.kind = Kind::Pause});
        replay.settle();
        const double went = std::chrono::duration<double>(replay.state.now - atStep(100)).count();
        QVERIFY2(went > 0.9 && went < 1.1, qPrintable(QString::number(went)));
        QCOMPARE(replay.state.speed, 0.25);
    }

    void playsAgainWhatHasEnded()
    {
        const ReplayTape tape;
        Driven replay(tape, 0);
        QVERIFY(replay.run([&] { return !replay.ended.isEmpty(); }));
        replay.settle();
        QVERIFY(replay.state.hasEnded && !replay.state.isPlaying);
        QCOMPARE(replay.state.now, atStep(1799));
        QVERIFY(replay.seek(atStep(500)));
        QVERIFY(!replay.state.hasEnded);
        replay.drive({.kind = Kind::Play});
        QVERIFY(replay.run([&] { return replay.ended.size() == 2; }));
        replay.settle();
        QVERIFY(replay.state.hasEnded);
        replay.drive({.kind = Kind::SetSpeed, .speed = 1});
        replay.drive({.kind = Kind::Play}); // from the beginning
        QVERIFY(replay.run([&] { return replay.state.isPlaying && replay.state.now < atStep(100); }));
    }

    void leavesViewsAndWhatNobodyWatchesAlone()
    {
        const ReplayTape tape;
        session::SessionOptions options = optionsOf(tape, 0);
        options.desk.equalKinds = false; // two instruments
        tests::TestClock clock;
        session::TradingSession engine(options, clock);
        const QSignalSpy ended(&engine, &session::TradingSession::tapeEnded);
        session::ReplayState state;
        connect(&engine, &session::TradingSession::replayChanged, this, [&](const auto& now) { state = now; });
        engine.start();
        QVERIFY(tests::runUntil(clock, [&] { return !ended.isEmpty(); }));
        const core::Pair spot = core::Pair::parse("ETH/USDT").value();
        engine.show(0, spot);
        engine.unwatch(core::Pair::parse("ETH/USDT-PERP").value());
        engine.drive({.kind = Kind::Seek, .time = atStep(50)});
        session::MarketSnapshot seen;
        session::WatchLines lines;
        QVERIFY(tests::runUntil(clock, [&] {
            if (const auto* const taken = engine.snapshots().take()) {
                seen = *taken;
            }
            if (const auto* const taken = engine.watchLines().take()) {
                lines = *taken;
            }
            return state.now == atStep(50) && seen.time == atStep(50) && lines.size() == 1;
        }));
        QCOMPARE(seen.pair, spot);
        QCOMPARE(lines.front().name, std::string("ETH/USDT"));
        engine.stop();
    }
};

const QtSuite<ReplayControlTest> suite{"engine/replay_control"};

#include "replay_control_test.moc"
