// SPDX-License-Identifier: MIT
/// decode -> book -> features -> decision on recordings, against two bounds measured in the same run: a copy of the
/// bytes, and a simdjson walk that touches every level and does nothing with it. Variants are interleaved, at least 7
/// rounds; what counts is the ratio of the fastest rounds.
#include "engine/desk/desk.h"
#include "engine/sim/exchange/embedded_market.h"
#include "engine/tape/tape_reader.h"
#include "engine/venues/binance/binance_decoder.h"
#include "engine/venues/venue.h"

#include <benchmark/benchmark.h>
#include <simdjson.h>

#include <time.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <functional>
#include <limits>
#include <new>
#include <vector>

namespace
{

std::atomic<std::uint64_t> allocations{0};

} // namespace

// The compiler knows no pair of ours when it inlines one half: it need not.
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"
void* operator new(std::size_t size)
{
    ++allocations;
    if (void* const memory = std::malloc(size)) {
        return memory;
    }
    throw std::bad_alloc();
}
void operator delete(void* memory) noexcept
{
    std::free(memory);
}
void operator delete(void* memory, std::size_t /*size*/) noexcept
{
    std::free(memory);
}

namespace
{

using namespace leadline;

/// Messages of a recording, padded as the decoder wants them.
struct Recording {
    std::vector<std::string> messages;
    std::size_t bytes = 0;
};

Recording load(const std::string& path, std::string_view only)
{
    Recording recording;
    auto reader = tape::TapeReader::open(path);
    if (!reader) {
        std::fprintf(stderr, "%s\n", reader.error().what.c_str());
        std::exit(2);
    }
    while (reader->next() == tape::TapeReader::Step::Line) {
        const std::string_view json = reader->line().json;
        if (json.find(only) == std::string_view::npos && json.find("lastUpdateId") == std::string_view::npos) {
            continue;
        }
        recording.bytes += json.size();
        recording.messages.emplace_back(json);
        recording.messages.back().append(venues::MarketDecoder::padding, ' ');
    }
    return recording;
}

std::string_view view(const std::string& padded)
{
    return std::string_view(padded).substr(0, padded.size() - venues::MarketDecoder::padding);
}

class Quiet final : public desk::MarketListener
{
public:
    void sampled(const desk::Market& market, const features::FeatureSet& /*features*/) override
    {
        sampledMarket = &market;
    }
    void traded(const desk::Market& /*market*/, const core::Trade& /*trade*/) override { }
    void bookMoved(const desk::Market& /*market*/, const core::BookUpdate* /*update*/) override { }
    const desk::Market* sampledMarket = nullptr;
};

void copyBytes(const Recording& recording)
{
    static std::string sink(std::size_t{16} << 20, ' ');
    for (const std::string& message : recording.messages) {
        std::memcpy(sink.data(), message.data(), message.size());
        benchmark::DoNotOptimize(sink.data());
    }
}

/// Touches every number of every level, as text, and nothing else.
void walk(const Recording& recording)
{
    static simdjson::ondemand::parser parser;
    std::uint64_t touched = 0;
    const auto levels = [&](simdjson::ondemand::value value) {
        for (auto level : value.get_array()) {
            for (auto text : level.get_array()) {
                touched += static_cast<unsigned char>(*text.get_raw_json_string().value().raw());
            }
        }
    };
    for (const std::string& message : recording.messages) {
        auto document = parser.iterate(simdjson::padded_string_view(view(message), message.size()));
        simdjson::ondemand::object object = document.get_object();
        simdjson::ondemand::object data;
        if (object.find_field("data").get_object().get(data) == simdjson::SUCCESS) {
            levels(data.find_field("b").value());
            levels(data.find_field("a").value());
        }
    }
    benchmark::DoNotOptimize(touched);
}

/// What the engine does: everything up to a decision for every sample.
class Pipeline
{
public:
    explicit Pipeline(const char* symbol)
        : m_symbol(symbol)
    {
    }
    void run(const Recording& recording)
    {
        Quiet listener;
        desk::Desk desk({}, listener);
        const venues::Venue& venue = *venues::findVenue("binance-futures");
        desk::Market& market = desk.open({.id = {venue.id, core::Symbol(m_symbol)}}, venue.rules);
        const auto decoder = venue.makeDecoder();
        decoder->setDefaultSymbol(core::Symbol(m_symbol));
        core::MarketMessage message;
        const std::size_t warm = recording.messages.size() / 2;
        for (std::size_t i = 0; i < recording.messages.size(); ++i) {
            if (i == warm) {
                m_allocationsAtHalf = allocations;
            }
            if (decoder->decode(view(recording.messages[i]), message)) {
                market.apply(message);
                if (listener.sampledMarket != nullptr) {
                    listener.sampledMarket = nullptr;
                    benchmark::DoNotOptimize(
                        desk.decide(market, {.side = core::Side::Bid, .size = {}, .notional = 10'000}));
                }
            }
        }
        allocationsWhenWarm = static_cast<double>(allocations - m_allocationsAtHalf)
            / static_cast<double>(recording.messages.size() - warm);
    }
    double allocationsWhenWarm = 0;

private:
    const char* m_symbol;
    std::uint64_t m_allocationsAtHalf = 0;
};

void decodeOnly(const Recording& recording)
{
    static venues::binance::BinanceDecoder decoder(venues::binance::futuresVenue);
    decoder.setDefaultSymbol(core::Symbol("ETHUSDT"));
    static core::MarketMessage message;
    for (const std::string& text : recording.messages) {
        benchmark::DoNotOptimize(decoder.decode(view(text), message).has_value());
    }
}

double threadSeconds()
{
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

void compare(const char* name, const Recording& recording, const char* symbol)
{
    constexpr int rounds = 9;
    Pipeline pipeline(symbol);
    const std::vector<std::function<void()>> variants{[&] { copyBytes(recording); }, [&] { walk(recording); },
        [&] { decodeOnly(recording); }, [&] { pipeline.run(recording); }};
    std::vector<double> best(variants.size(), std::numeric_limits<double>::infinity());
    for (int round = 0; round < rounds; ++round) {
        for (std::size_t i = 0; i < variants.size(); ++i) {
            const double begin = threadSeconds();
            variants[i]();
            best[i] = std::min(best[i], threadSeconds() - begin);
        }
    }
    const auto count = static_cast<double>(recording.messages.size());
    std::printf(
        "%-28s %6.0f messages of %5.0f bytes | copy %6.3f  walk %6.3f  decode %6.3f  pipeline %6.3f us a message | "
        "%8.0f messages/s | pipeline / copy %5.1f  pipeline / walk %5.2f | %.3f allocations a message once warm\n",
        name, count, static_cast<double>(recording.bytes) / count, best[0] / count * 1e6, best[1] / count * 1e6,
        best[2] / count * 1e6, best[3] / count * 1e6, count / best[3], best[3] / best[0], best[3] / best[1],
        pipeline.allocationsWhenWarm);
}

class NullListener final : public sim::MatchListener
{
public:
    void levelChanged(core::Side /*side*/, sim::Ticks /*price*/, sim::Lots total) override
    {
        benchmark::DoNotOptimize(total);
    }
    void matched(core::Side /*side*/, sim::OrderHandle /*taker*/, sim::OrderHandle /*maker*/, sim::Ticks /*price*/,
        sim::Lots size, sim::Lots /*left*/) override
    {
        benchmark::DoNotOptimize(size);
    }
};

void matchingEngineEvent(benchmark::State& state)
{
    NullListener listener;
    sim::MatchingEngine engine(100'000, 50'000, listener);
    std::vector<sim::OrderHandle> live(4096);
    std::uint64_t random = 1;
    std::size_t at = 0;
    for (auto _ : state) {
        random = random * 6364136223846793005U + 1442695040888963407U;
        engine.cancel(live[at % live.size()]);
        const bool bid = (random >> 60 & 1) != 0;
        const auto distance = static_cast<sim::Ticks>(random >> 33 & 63);
        live[at++ % live.size()] =
            engine
                .submit(bid ? core::Side::Bid : core::Side::Ask, bid ? 100'010 - distance : 99'990 + distance,
                    static_cast<sim::Lots>(1 + (random >> 40 & 31)), sim::TimeInForce::GoodTillCancel)
                .handle;
    }
    state.SetItemsProcessed(state.iterations() * 2);
}
BENCHMARK(matchingEngineEvent);

void bookLevelUpdate(benchmark::State& state)
{
    book::BookSide side(core::Side::Bid);
    for (int i = 0; i < 1000; ++i) {
        side.set({core::Price::fromRaw(1'000'000 + i * 10), core::Quantity::fromRaw(5)});
    }
    std::uint64_t random = 1;
    for (auto _ : state) {
        random = random * 6364136223846793005U + 1442695040888963407U;
        // Most updates are near the touch: the smaller of two draws.
        const auto a = static_cast<int>(random >> 33 & 1023);
        const auto b = static_cast<int>(random >> 45 & 1023);
        side.set({core::Price::fromRaw(1'000'000 + (1023 - std::min(a, b)) * 10),
            core::Quantity::fromRaw(static_cast<int>(random >> 60 & 3))});
    }
}
BENCHMARK(bookLevelUpdate);

} // namespace

int main(int argc, char** argv)
{
    const char* const folder = std::getenv("LEADLINE_SHARED_DATA");
    const std::string tapes =
        std::string(folder != nullptr ? folder : LEADLINE_SOURCE_DIR "/../shared/data") + "/tapes/";
    if (std::ifstream(tapes + "binance-futures_ethusdt_20240808.gz")) {
        compare("depth20 frames (ETH)",
            load(tapes + "derived_depth20/DERIVED_ethusdt_20240808_depth20_100ms.gz", "@depth20"), "ETHUSDT");
        compare("depth diffs (ETH)", load(tapes + "binance-futures_ethusdt_20240808.gz", "depthUpdate"), "ETHUSDT");
        compare("depth diffs (BTC)", load(tapes + "binance-futures_btcusdt_20230404.gz", "depthUpdate"), "BTCUSDT");
    } else {
        std::printf("skipped: no recordings in %s\n", tapes.c_str());
    }
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
}
