// SPDX-License-Identifier: MIT
/// What recording costs: 20,000 messages a second through the recorder into files, in processor time and bytes, beside
/// what compressing the same bytes alone takes.
///
/// usage: recorder_bench TAPE [SECONDS]
/// The texts are those of the recording, again and again, as of eight symbols.
#include "engine/recorder/tape_recorder.h"
#include "engine/tape/tape_reader.h"

#include <zstd.h>

#include <sys/resource.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

using namespace leadline;

namespace
{

constexpr std::uint64_t perSecond = 20'000;
constexpr std::size_t symbolCount = 8;

class SteadyClock final : public core::Clock
{
public:
    [[nodiscard]] core::Timestamp now() const override
    {
        return std::chrono::time_point_cast<core::Duration>(std::chrono::system_clock::now());
    }
    [[nodiscard]] core::Duration steady() const override { return std::chrono::steady_clock::now().time_since_epoch(); }
};

double processorSeconds()
{
    rusage used{};
    getrusage(RUSAGE_SELF, &used);
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return seconds(used.ru_utime) + seconds(used.ru_stime);
}

std::vector<std::string> textsOf(const char* path)
{
    std::vector<std::string> texts;
    auto reader = tape::TapeReader::open(path);
    while (reader && texts.size() < 200'000) {
        const auto step = reader->next();
        if (step == tape::TapeReader::Step::Line) {
            texts.emplace_back(reader->line().json);
        } else if (step != tape::TapeReader::Step::Skipped) {
            break;
        }
    }
    return texts;
}

/// Processor seconds of compressing them in frames of a megabyte, and the bytes that remain.
std::pair<double, std::size_t> compressAlone(const std::vector<std::string>& texts, std::uint64_t messages)
{
    constexpr std::size_t frame = std::size_t{1} << 20;
    const double before = processorSeconds();
    std::string waiting;
    std::string out(ZSTD_compressBound(2 * frame), '\0');
    std::size_t written = 0;
    const auto compress = [&] {
        written += ZSTD_compress(out.data(), out.size(), waiting.data(), waiting.size(), ZSTD_CLEVEL_DEFAULT);
        waiting.clear();
    };
    for (std::uint64_t i = 0; i < messages; ++i) {
        waiting += "1796040000000000000 ";
        waiting += texts[i % texts.size()];
        waiting += '\n';
        if (waiting.size() > frame) {
            compress();
        }
    }
    compress();
    return {processorSeconds() - before, written};
}

} // namespace

int main(int argc, char** argv)
{
    const std::vector<std::string> texts = argc > 1 ? textsOf(argv[1]) : std::vector<std::string>();
    if (texts.empty()) {
        std::fputs("usage: recorder_bench TAPE [SECONDS]\n", stderr);
        return 2;
    }
    const int seconds = argc > 2 ? std::max(1, std::atoi(argv[2])) : 10;
    const std::filesystem::path folder =
        std::filesystem::temp_directory_path() / ("recorder-bench-" + std::to_string(getpid()));
    std::filesystem::create_directories(folder);
    std::vector<std::array<core::Symbol, 1>> symbols;
    for (std::size_t i = 0; i < symbolCount; ++i) {
        symbols.push_back({core::Symbol("COIN" + std::to_string(i) + "USDT")});
    }

    const SteadyClock clock;
    const double before = processorSeconds();
    const auto began = std::chrono::steady_clock::now();
    recorder::RecordStatistics statistics;
    {
        recorder::TapeRecorder tapes({.folder = folder}, clock);
        const std::uint64_t messages = perSecond * static_cast<std::uint64_t>(seconds);
        for (std::uint64_t sent = 0; sent < messages;) {
            // A hundredth of a second at a time.
            for (std::uint64_t i = 0; i < perSecond / 100; ++i, ++sent) {
                tapes.heard({.venue = core::VenueId("binance-futures"),
                    .receiveTime = clock.now(),
                    .symbols = symbols[sent % symbolCount],
                    .text = texts[sent % texts.size()]});
            }
            std::this_thread::sleep_until(began + std::chrono::milliseconds(1000 * sent / perSecond));
        }
        tapes.close();
        statistics = tapes.statistics();
    }
    const double took = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
    const double used = processorSeconds() - before;
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
    const auto [alone, packed] = compressAlone(texts, statistics.all.messages);

    const auto messages = static_cast<double>(statistics.all.messages);
    std::printf("%.0f messages in %.1f s, %llu dropped\n", messages, took,
        static_cast<unsigned long long>(statistics.dropped()));
    std::printf("processor: %.1f %% of a core, %.2f us a message; compressing alone %.2f us (%.2f times that)\n",
        100 * used / took, 1e6 * used / messages, 1e6 * alone / messages, used / alone);
    std::printf("bytes a message: %.0f of text, %.1f written (%.1f %%); in frames of a megabyte it would be %.1f\n",
        static_cast<double>(statistics.all.rawBytes) / messages,
        static_cast<double>(statistics.all.writtenBytes) / messages,
        100 * static_cast<double>(statistics.all.writtenBytes) / static_cast<double>(statistics.all.rawBytes),
        static_cast<double>(packed) / messages);
    return statistics.dropped() == 0 ? 0 : 1;
}
