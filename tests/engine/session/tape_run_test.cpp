// SPDX-License-Identifier: MIT
/// The engine on a recording of packets, as the window opens it.
#include "engine/session/market_snapshot.h"
#include "engine/session/session_options.h"
#include "engine/session/trading_session.h"
#include "tests/support/iex_writer.h"
#include "tests/support/test_clock.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace leadline;
namespace wire = tests::iex;

namespace
{

constexpr std::int64_t begin = 1'517'063'400'000'000'000;

/// Two symbols of DEEP, the second one dearer, ten seconds long.
QString record(const QTemporaryDir& folder)
{
    tests::iex::Stream stream(wire::deep);
    tests::CaptureWriter writer;
    writer.packet(begin,
        stream.segment({wire::systemEvent('O', begin), wire::directory(begin, "AAPL", 1'000'000),
            wire::directory(begin, "MSFT", 2'000'000), wire::systemEvent('S', begin)}));
    for (int i = 0; i < 100; ++i) {
        const std::int64_t at = begin + std::int64_t{i} * 100'000'000;
        writer.packet(at,
            stream.segment(
                {wire::level('8', 0, at, "AAPL", 100, 1'000'000), wire::level('5', 1, at, "AAPL", 200, 1'000'100),
                    wire::level('8', 0, at, "MSFT", 300, 2'000'000), wire::level('5', 1, at, "MSFT", 400, 2'000'100)}));
    }
    QFile file(folder.filePath(QStringLiteral("day.pcap")));
    if (!file.open(QIODevice::WriteOnly)) {
        return {};
    }
    file.write(QByteArray::fromStdString(writer.bytes));
    return file.fileName();
}

/// An engine that plays a recording as fast as it can, on the test's clock.
class Replay
{
public:
    Replay(const QString& tape, std::vector<core::Symbol> symbols)
        : engine(
            {.source = session::SourceKind::Tape, .tapes = {tape}, .tapeSymbols = std::move(symbols), .tapeSpeed = 0},
            clock)
        , ended(&engine, &session::TradingSession::tapeEnded)
        , troubled(&engine, &session::TradingSession::troubled)
    {
        engine.start();
        tests::runUntil(clock, [this] {
            if (const session::MarketSnapshot* const taken = engine.snapshots().take()) {
                seen = *taken;
            }
            return !ended.isEmpty() && (seen.hasBook || !troubled.isEmpty());
        });
    }
    ~Replay() { engine.stop(); }

    tests::TestClock clock;
    session::TradingSession engine;
    QSignalSpy ended;
    QSignalSpy troubled;
    session::MarketSnapshot seen;
};

} // namespace

class TapeRunTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void playsTheSymbolThatWasAskedFor()
    {
        const QTemporaryDir folder;
        const Replay replay(record(folder), {core::Symbol("MSFT")});
        QCOMPARE(replay.ended.size(), 1);
        QVERIFY(replay.troubled.isEmpty());
        QCOMPARE(replay.seen.instrument.id.symbol.text(), std::string("MSFT"));
        QCOMPARE(replay.seen.instrument.id.venue.text(), std::string("iex"));
        QVERIFY(replay.seen.hasBook);
        QVERIFY(!replay.seen.bids.empty());
        QCOMPARE(replay.seen.bids.front().price.text(), std::string("200"));
        QCOMPARE(replay.seen.bids.front().size.text(), std::string("300"));
    }

    void saysHowManySymbolsThereAreToChooseFrom()
    {
        const QTemporaryDir folder;
        const Replay replay(record(folder), {});
        QVERIFY(!replay.troubled.isEmpty());
        const QString said = replay.troubled.first().first().toString();
        QVERIFY2(said.contains(QStringLiteral("holds 2 symbols (AAPL, MSFT)")), qPrintable(said));
        QVERIFY2(said.contains(QStringLiteral("--tape-symbol")), qPrintable(said));
        QVERIFY(!replay.seen.hasBook);
    }
};

int runTapeTests(int argc, char** argv)
{
    TapeRunTest tapes;
    return QTest::qExec(&tapes, argc, argv);
}

#include "tape_run_test.moc"
