// SPDX-License-Identifier: MIT
/// How long a replay takes to a moment of a long recording: one of updates of a futures book, in frames of zstd as our
/// own recordings are.
///
/// usage: seek_bench [MESSAGES] [SEEKS]
#include "engine/session/replay_state.h"
#include "engine/session/seek_indexer.h"
#include "engine/session/session_options.h"
#include "engine/session/trading_session.h"

#include <zstd.h>

#include <QCoreApplication>
#include <QTemporaryDir>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <random>
#include <string>
#include <vector>

using namespace leadline;

namespace
{

constexpr std::int64_t firstMs = 1'733'270'340'000;
constexpr std::int64_t stepMs = 8; // ten million of them are a day
constexpr std::size_t frameBytes = std::size_t{1} << 20;

class SystemClock final : public core::Clock
{
public:
    [[nodiscard]] core::Timestamp now() const override
    {
        return std::chrono::time_point_cast<core::Duration>(std::chrono::system_clock::now());
    }
    [[nodiscard]] core::Duration steady() const override { return std::chrono::steady_clock::now().time_since_epoch(); }
};

std::string levelsFrom(int cents, int step)
{
    std::string levels;
    for (int i = 0; i < 200; ++i) {
        const int price = cents + i * step;
        levels += (i == 0 ? "[\"" : ",[\"") + std::to_string(price / 100) + '.' + std::to_string(price / 10 % 10)
            + std::to_string(price % 10) + "\",\"5\"]";
    }
    return levels;
}

std::string lineOf(std::int64_t ms, const std::string& json)
{
    return std::to_string(ms + 5) + "000000 " + json + '\n';
}

void write(const std::string& path, std::uint64_t messages)
{
    std::ofstream file(path, std::ios::binary);
    std::string text;
    const auto flush = [&] {
        std::string frame(ZSTD_compressBound(text.size()), '\0');
        frame.resize(ZSTD_compress(frame.data(), frame.size(), text.data(), text.size(), 1));
        file << frame;
        text.clear();
    };
    text = lineOf(firstMs,
        R"({"lastUpdateId":1,"E":)" + std::to_string(firstMs) + R"(,"bids":[)" + levelsFrom(359'999, -1)
            + R"(],"asks":[)" + levelsFrom(360'001, 1) + "]}");
    std::mt19937 random(5);
    for (std::uint64_t id = 2; id <= messages; ++id) {
        const std::int64_t at = firstMs + static_cast<std::int64_t>(id) * stepMs;
        const std::string time = std::to_string(at);
        const auto price = [&](int sign) {
            const int cents = 360'000 + sign * static_cast<int>(2 + random() % 190);
            return "[[\"" + std::to_string(cents / 100) + '.' + std::to_string(cents / 10 % 10)
                + std::to_string(cents % 10) + "\",\"" + std::to_string(1 + random() % 90) + "\"]]";
        };
        if (id % 5 == 0) {
            text += lineOf(at,
                R"({"stream":"ethusdt@trade","data":{"e":"trade","E":)" + time + R"(,"T":)" + time
                    + R"(,"s":"ETHUSDT","t":)" + std::to_string(id) + R"(,"p":"3600.01","q":")"
                    + std::to_string(1 + random() % 9) + R"(","X":"MARKET","m":false}})");
            continue;
        }
        const std::uint64_t before = (id - 1) % 5 == 0 ? id - 2 : id - 1;
        text += lineOf(at,
            R"({"stream":"ethusdt@depth@0ms","data":{"e":"depthUpdate","E":)" + time + R"(,"T":)" + time
                + R"(,"s":"ETHUSDT","U":)" + std::to_string(id) + R"(,"u":)" + std::to_string(id) + R"(,"pu":)"
                + std::to_string(before) + R"(,"b":)" + price(-1) + R"(,"a":)" + price(1) + "}}");
        if (text.size() > frameBytes) {
            flush();
        }
    }
    flush();
}

double millisecondsSince(std::chrono::steady_clock::time_point then)
{
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - then).count();
}

template <class Condition> void runUntil(Condition condition)
{
    while (!condition()) {
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    }
}

} // namespace

int main(int argc, char** argv)
{
    const QCoreApplication application(argc, argv);
    const std::uint64_t messages = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 10'000'000;
    const int seeks = argc > 2 ? std::atoi(argv[2]) : 200;
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("binance-futures_ethusdt_20241203.zst"));
    write(path.toStdString(), messages);

    const SystemClock clock;
    session::TradingSession engine(
        {.source = session::SourceKind::Tape, .tapes = {path}, .tapeSpeed = 1, .framesPerSecond = 200}, clock);
    session::ReplayState state;
    QObject::connect(&engine, &session::TradingSession::replayChanged, &engine,
        [&state](const session::ReplayState& now) { state = now; });
    const auto opened = std::chrono::steady_clock::now();
    engine.start();
    runUntil([&] { return state.first != core::Timestamp{}; });
    engine.drive({.kind = session::ReplayCommand::Kind::Pause});
    const auto* const index = engine.findChild<session::SeekIndexer*>();
    runUntil([&] { return index->isWhole(); });
    std::printf(
        "%llu messages, index %.1f s\n", static_cast<unsigned long long>(messages), millisecondsSince(opened) / 1e3);

    std::vector<double> times;
    std::mt19937_64 random(3);
    for (int i = 0; i < seeks; ++i) {
        const core::Timestamp goal =
            core::fromMilliseconds(firstMs + static_cast<std::int64_t>(random() % messages) * stepMs);
        const auto from = std::chrono::steady_clock::now();
        engine.drive({.kind = session::ReplayCommand::Kind::Seek, .time = goal});
        runUntil([&] { return !state.isSeeking && state.now == std::max(goal, state.first); });
        times.push_back(millisecondsSince(from));
    }
    std::ranges::sort(times);
    std::printf("%d seeks: p50 %.0f ms, p95 %.0f ms, max %.0f ms\n", seeks, times[times.size() / 2],
        times[times.size() * 95 / 100], times.back());
    engine.stop();
}
