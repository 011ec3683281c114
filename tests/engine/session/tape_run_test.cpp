// SPDX-License-Identifier: MIT
/// The engine on a recording of packets, as the window opens it.
#include "engine/session/market_snapshot.h"
#include "engine/session/session_options.h"
#include "engine/session/trading_session.h"
#include "engine/session/watch_line.h"
#include "engine/tape/tape_reader.h"
#include "tests/support/iex_writer.h"
#include "tests/support/qt_suite.h"
#include "tests/support/test_clock.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <array>
#include <filesystem>
#include <map>
#include <string>

using namespace leadline;
using namespace Qt::StringLiterals;
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

    void watchesEverySymbolOfAFolderEachByItsKind()
    {
        // As a recorder left them: spot and perpetual of one coin, another coin, and a file of somebody else.
        const QTemporaryDir folder;
        const auto write = [&](const QString& name, const QByteArray& message) {
            QFile file(folder.filePath(name));
            return file.open(QIODevice::WriteOnly) && file.write("1733184000000000000 " + message + '\n') > 0;
        };
        QVERIFY(write(u"binance-spot_ethusdt_20241203.txt"_s,
            R"({"stream":"ethusdt@depth20@100ms","data":{"lastUpdateId":10,"bids":[["3600","2"]],"asks":[["3602","3"]]}})"));
        QVERIFY(write(u"binance-futures_ethusdt_20241203.txt"_s,
            R"({"stream":"ethusdt@depth20@100ms","data":{"e":"depthUpdate","E":1733184000000,"T":1733184000000,)"
            R"("s":"ETHUSDT","U":1,"u":2,"pu":0,"b":[["3601","2"]],"a":[["3603","3"]]}})"));
        QVERIFY(write(u"binance-spot_btcusdt_20241203.txt"_s,
            R"({"stream":"btcusdt@depth20@100ms","data":{"lastUpdateId":10,"bids":[["96000","2"]],"asks":[["96002","3"]]}})"));
        QFile other(folder.filePath(u"notes.txt"_s));
        QVERIFY(other.open(QIODevice::WriteOnly) && other.write("what I thought that day\n") > 0);
        const std::array<std::filesystem::path, 1> asked{folder.path().toStdString()};
        const auto tapes = tape::recordingsOf(asked);
        QVERIFY(tapes && tapes->size() == 3);

        tests::TestClock clock;
        QStringList files;
        for (const auto& tape : *tapes) {
            files.push_back(QString::fromStdString(tape.string()));
        }
        session::TradingSession engine({.source = session::SourceKind::Tape, .tapes = files, .tapeSpeed = 0}, clock);
        const QSignalSpy troubled(&engine, &session::TradingSession::troubled);
        std::map<std::string, std::string> bids;
        engine.start();
        tests::runUntil(clock, [&] {
            if (const session::WatchLines* const lines = engine.watchLines().take()) {
                for (const session::WatchLine& line : *lines) {
                    bids[line.name] = line.bid.text();
                }
            }
            return bids.size() == 3 && bids.at("BTC/USDT") != "0";
        });
        engine.stop();
        QVERIFY(troubled.isEmpty());
        const std::map<std::string, std::string> expected{
            {"BTC/USDT", "96000"}, {"ETH/USDT", "3600"}, {"ETH/USDT-PERP", "3601"}};
        std::string seen;
        for (const auto& [name, bid] : bids) {
            seen += name + " " + bid + ' ';
        }
        QVERIFY2(bids == expected, seen.c_str());
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

const QtSuite<TapeRunTest> suite{"engine/tape_run"};

#include "tape_run_test.moc"
