// SPDX-License-Identifier: MIT
/// DEEP: segments to books, against a bound measured in the same run: a walk over the lengths of the same messages.
/// Variants are interleaved; what counts is the ratio of the fastest rounds.
#include "engine/book/book_tracker.h"
#include "engine/venues/iex/iex_decoder.h"
#include "engine/venues/venue.h"

#include <benchmark/benchmark.h>

#include <time.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstring>
#include <functional>
#include <limits>
#include <string>
#include <unordered_map>
#include <vector>

namespace
{

using namespace leadline;

constexpr std::size_t symbolCount = 500;
constexpr int segmentCount = 20'000;
constexpr int messagesASegment = 20;

void append(std::string& to, const void* bytes, std::size_t size)
{
    to.append(static_cast<const char*>(bytes), size);
}
template <class Number> void append(std::string& to, Number number)
{
    append(to, &number, sizeof(number));
}

/// A session: most updates near the touch and complete in themselves, one trade in twenty. Little endian machines only.
class Session
{
public:
    Session()
    {
        std::uint64_t sequence = 1;
        for (int i = 0; i < segmentCount; ++i) {
            std::string payload;
            for (int n = 0; n < messagesASegment; ++n) {
                const std::string message = draw(20) == 0 ? trade(i) : level(i);
                append(payload, static_cast<std::uint16_t>(message.size()));
                payload += message;
            }
            std::string segment;
            append(segment, std::uint16_t{1});
            append(segment, std::uint16_t{0x8004});
            append(segment, std::uint32_t{1});
            append(segment, std::uint32_t{1});
            append(segment, static_cast<std::uint16_t>(payload.size()));
            append(segment, static_cast<std::uint16_t>(messagesASegment));
            append(segment, std::uint64_t{0});
            append(segment, sequence);
            append(segment, timeOf(i));
            sequence += messagesASegment;
            segments.push_back(segment + payload + std::string(venues::MarketDecoder::padding, ' '));
        }
    }
    [[nodiscard]] static std::string_view view(const std::string& padded)
    {
        return std::string_view(padded).substr(0, padded.size() - venues::MarketDecoder::padding);
    }

    std::vector<std::string> segments;

private:
    static std::int64_t timeOf(int segment) { return 1'517'063'400'000'000'000 + segment * std::int64_t{1'000'000}; }

    std::uint64_t draw(std::uint64_t limit)
    {
        m_random = m_random * 6364136223846793005U + 1442695040888963407U;
        return (m_random >> 33) % limit;
    }
    std::string head(char type, char mark, int segment)
    {
        std::string message{type, mark};
        append(message, timeOf(segment));
        std::string symbol = "S" + std::to_string(draw(symbolCount));
        symbol.resize(8, ' ');
        return message + symbol;
    }
    std::string level(int segment)
    {
        const bool isBid = draw(2) == 0;
        const auto distance = static_cast<std::int64_t>(std::min(draw(64), draw(64)));
        std::string message = head(isBid ? '8' : '5', draw(10) == 0 ? 0 : 1, segment);
        append(message, static_cast<std::uint32_t>(draw(4) * 100));
        append(message, std::int64_t{1'000'000} + (isBid ? -distance : distance + 1) * 100);
        return message;
    }
    std::string trade(int segment)
    {
        std::string message = head('T', 0, segment);
        append(message, std::uint32_t{100});
        append(message, std::int64_t{1'000'100});
        append(message, std::int64_t{1});
        return message;
    }

    std::uint64_t m_random = 1;
};

class Quiet final : public book::BookListener
{
public:
    void bookWillChange(core::Timestamp /*eventTime*/) override { }
    void bookChanged(const core::BookUpdate& /*update*/) override { }
    void bookRestarted() override { }
};

/// Nothing but finding where the next message begins.
void walk(const Session& session)
{
    std::size_t bytes = 0;
    for (const std::string& segment : session.segments) {
        venues::iex::SegmentWalk messages(Session::view(segment).substr(venues::iex::segmentHeaderBytes));
        while (const auto message = messages.next()) {
            bytes += message->size() + static_cast<unsigned char>(message->front());
        }
    }
    benchmark::DoNotOptimize(bytes);
}

template <class Hear> void decode(const Session& session, std::vector<core::Symbol> wanted, Hear hear)
{
    venues::iex::IexDecoder decoder;
    decoder.setWanted(wanted);
    core::MarketMessage message;
    for (const std::string& segment : session.segments) {
        bool hasMore = decoder.decode(Session::view(segment), message).has_value();
        for (; hasMore; hasMore = decoder.next(message)) {
            hear(message);
        }
    }
}

void decodeAll(const Session& session)
{
    decode(session, {}, [](const core::MarketMessage& message) { benchmark::DoNotOptimize(message.book.bids.data()); });
}

/// Every symbol's book.
void decodeAndKeep(const Session& session)
{
    Quiet quiet;
    std::unordered_map<core::Symbol, book::BookTracker> books;
    decode(session, {}, [&](const core::MarketMessage& message) {
        if (message.kind == core::MarketMessage::Kind::Book) {
            auto& tracker = books.try_emplace(message.symbol, venues::findVenue("iex")->rules).first->second;
            tracker.apply(message.book, quiet);
        }
    });
    benchmark::DoNotOptimize(books.size());
}

/// What a replay does: the book of one symbol out of all.
void decodeAndKeepOne(const Session& session)
{
    Quiet quiet;
    book::BookTracker tracker(venues::findVenue("iex")->rules);
    decode(session, {core::Symbol("S7")}, [&](const core::MarketMessage& message) {
        if (message.kind == core::MarketMessage::Kind::Book) {
            tracker.apply(message.book, quiet);
        }
    });
    benchmark::DoNotOptimize(tracker.book().bids().size());
}

double threadSeconds()
{
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

void compare(const Session& session)
{
    constexpr int rounds = 9;
    const std::array variants{walk, decodeAll, decodeAndKeep, decodeAndKeepOne};
    std::array<double, variants.size()> best{};
    best.fill(std::numeric_limits<double>::infinity());
    for (int round = 0; round < rounds; ++round) {
        for (std::size_t i = 0; i < variants.size(); ++i) {
            const double begin = threadSeconds();
            variants[i](session);
            best[i] = std::min(best[i], threadSeconds() - begin);
        }
    }
    constexpr double messages = static_cast<double>(segmentCount) * messagesASegment;
    const auto nanoseconds = [&](std::size_t variant) { return best[variant] / messages * 1e9; };
    std::printf(
        "DEEP, %zu symbols: walk %.1f ns a message, decode %.1f, decode and book %.1f (%.1f x walk, %.1f million a "
        "second), one symbol of them %.1f (%.1f x walk)\n",
        symbolCount, nanoseconds(0), nanoseconds(1), nanoseconds(2), best[2] / best[0], messages / best[2] / 1e6,
        nanoseconds(3), best[3] / best[0]);
}

const Session& session()
{
    static const Session made;
    return made;
}

template <void (*variant)(const Session&)> void timed(benchmark::State& state)
{
    for (auto _ : state) {
        variant(session());
    }
    state.SetItemsProcessed(state.iterations() * segmentCount * messagesASegment);
}
BENCHMARK(timed<walk>)->Name("walk")->Unit(benchmark::kMillisecond);
BENCHMARK(timed<decodeAll>)->Name("decode")->Unit(benchmark::kMillisecond);
BENCHMARK(timed<decodeAndKeep>)->Name("decodeAndBook")->Unit(benchmark::kMillisecond);
BENCHMARK(timed<decodeAndKeepOne>)->Name("decodeAndBookOfOne")->Unit(benchmark::kMillisecond);

} // namespace

int main(int argc, char** argv)
{
    compare(session());
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
}
