// SPDX-License-Identifier: MIT
/// Many venues as one book: an update against merging anew, and the memory of a whole desk.
#include "engine/book/consolidated_book.h"
#include "engine/desk/desk.h"
#include "engine/routing/order_split.h"

#include <benchmark/benchmark.h>

#include <unistd.h>

#include <array>
#include <cstdio>
#include <fstream>
#include <map>
#include <vector>

namespace
{

using namespace leadline;

constexpr std::size_t venueCount = 4;
constexpr int levelCount = 50;

/// The same stream of updates for every way: one venue, three levels near its touch.
class Stream
{
public:
    struct Update {
        std::size_t venue = 0;
        std::array<core::Level, 3> bids;
        std::array<core::Level, 3> asks;
    };

    Update next()
    {
        Update update{.venue = draw(venueCount)};
        for (std::size_t i = 0; i < update.bids.size(); ++i) {
            update.bids[i] = {core::Price::fromRaw(100'000 - static_cast<int>(std::min(draw(64), draw(64)))), size()};
            update.asks[i] = {core::Price::fromRaw(100'001 + static_cast<int>(std::min(draw(64), draw(64)))), size()};
        }
        return update;
    }
    std::size_t draw(std::size_t limit)
    {
        m_random = m_random * 6364136223846793005U + 1442695040888963407U;
        return static_cast<std::size_t>(m_random >> 33) % limit;
    }

private:
    core::Quantity size() { return core::Quantity::fromRaw(static_cast<int>(draw(5))); }

    std::uint64_t m_random = 1;
};

struct Books {
    Books()
    {
        for (auto& venue : venues) {
            for (int i = 0; i < levelCount; ++i) {
                const std::array bid{core::Level{core::Price::fromRaw(100'000 - i), core::Quantity::fromRaw(3)}};
                const std::array ask{core::Level{core::Price::fromRaw(100'001 + i), core::Quantity::fromRaw(3)}};
                venue.apply(bid, ask);
            }
        }
    }
    std::array<book::OrderBook, venueCount> venues;
};

std::vector<core::Level> levelsOf(const book::BookSide& side)
{
    std::vector<core::Level> levels;
    for (std::size_t i = 0; i < side.size(); ++i) {
        levels.push_back(side[i]);
    }
    return levels;
}

/// What the engine does: the venue's book, and its part of the consolidated one. Six levels an update.
void consolidatedUpdate(benchmark::State& state)
{
    Books books;
    book::ConsolidatedBook all;
    for (std::size_t i = 0; i < venueCount; ++i) {
        all.assign(i, levelsOf(books.venues[i].bids()), levelsOf(books.venues[i].asks()));
    }
    Stream stream;
    for (auto _ : state) {
        const Stream::Update update = stream.next();
        books.venues[update.venue].apply(update.bids, update.asks);
        all.apply(update.venue, update.bids, update.asks);
        benchmark::DoNotOptimize(all.bids()[0].price);
    }
}
BENCHMARK(consolidatedUpdate);

/// The bound: the venue's book alone.
void venueUpdateAlone(benchmark::State& state)
{
    Books books;
    Stream stream;
    for (auto _ : state) {
        const Stream::Update update = stream.next();
        books.venues[update.venue].apply(update.bids, update.asks);
        benchmark::DoNotOptimize(books.venues[update.venue].bids()[0].price);
    }
}
BENCHMARK(venueUpdateAlone);

/// The other way: all four books merged anew after each update.
void fullMerge(benchmark::State& state)
{
    Books books;
    Stream stream;
    std::array<std::vector<core::Level>, 2> levels;
    for (auto _ : state) {
        const Stream::Update update = stream.next();
        books.venues[update.venue].apply(update.bids, update.asks);
        book::ConsolidatedBook all;
        for (std::size_t i = 0; i < venueCount; ++i) {
            all.assign(i, levelsOf(books.venues[i].bids()), levelsOf(books.venues[i].asks()));
        }
        benchmark::DoNotOptimize(all.bids()[0].price);
    }
}
BENCHMARK(fullMerge);

/// And the plain one: a map from price to what each venue holds.
void mapMerge(benchmark::State& state)
{
    Books books;
    Stream stream;
    for (auto _ : state) {
        const Stream::Update update = stream.next();
        books.venues[update.venue].apply(update.bids, update.asks);
        std::array<std::map<core::Price, std::array<core::Quantity, venueCount>>, 2> all;
        for (std::size_t i = 0; i < venueCount; ++i) {
            for (std::size_t n = 0; n < books.venues[i].bids().size(); ++n) {
                all[0][books.venues[i].bids()[n].price][i] = books.venues[i].bids()[n].size;
            }
            for (std::size_t n = 0; n < books.venues[i].asks().size(); ++n) {
                all[1][books.venues[i].asks()[n].price][i] = books.venues[i].asks()[n].size;
            }
        }
        benchmark::DoNotOptimize(all[0].rbegin()->first);
    }
}
BENCHMARK(mapMerge);

/// Reading the best twenty levels of both sides, as a ladder or a router would.
void readTheBestTwenty(benchmark::State& state)
{
    Books books;
    book::ConsolidatedBook all;
    for (std::size_t i = 0; i < venueCount; ++i) {
        all.assign(i, levelsOf(books.venues[i].bids()), levelsOf(books.venues[i].asks()));
    }
    for (auto _ : state) {
        core::Quantity sum;
        for (std::size_t n = 0; n < 20; ++n) {
            sum += all.bids()[n].total + all.asks()[n].total;
        }
        benchmark::DoNotOptimize(sum);
    }
}
BENCHMARK(readTheBestTwenty);

/// Dividing an order over four books; the sizes are no multiple of anybody's lot.
void divideAnOrder(benchmark::State& state)
{
    Books books;
    std::array<core::Instrument, venueCount> instruments;
    std::vector<routing::Candidate> candidates;
    for (std::size_t i = 0; i < venueCount; ++i) {
        instruments[i] = {.id = {core::VenueId(std::string(1, static_cast<char>('a' + i))), core::Symbol("X")},
            .lot = core::Quantity::fromRaw(i % 2 == 0 ? 1 : 10)};
        candidates.push_back({.market = instruments[i].id,
            .instrument = &instruments[i],
            .book = &books.venues[i],
            .terms = {.takerFeeBps = 5.0 + static_cast<double>(i % 2)}});
    }
    Stream stream;
    for (auto _ : state) {
        benchmark::DoNotOptimize(routing::splitOrder(
            candidates, core::Side::Bid, core::Quantity::fromRaw(static_cast<int>(50 + stream.draw(400)))));
    }
}
BENCHMARK(divideAnOrder)->Unit(benchmark::kMicrosecond);

class Quiet final : public desk::MarketListener
{
public:
    void sampled(const desk::Market& /*market*/, const features::FeatureSet& /*features*/) override { }
    void traded(const desk::Market& /*market*/, const core::Trade& /*trade*/) override { }
    void bookMoved(const desk::Market& /*market*/, const core::BookUpdate* /*update*/) override { }
};

long residentKilobytes()
{
    std::ifstream file("/proc/self/statm");
    long total = 0;
    long resident = 0;
    file >> total >> resident;
    return resident * (sysconf(_SC_PAGESIZE) / 1024);
}

/// A hundred and fifty symbols on four venues, books of that many levels a side, with everything a market keeps.
void printMemory(int levels)
{
    const long before = residentKilobytes();
    Quiet quiet;
    desk::Desk desk({}, quiet);
    const std::array<const char*, venueCount> venues{"binance-futures", "binance-spot", "kraken", "coinbase"};
    for (int symbol = 0; symbol < 150; ++symbol) {
        for (const char* const venue : venues) {
            const core::Asset base("S" + std::to_string(symbol));
            desk::Market& market = desk.open(
                {.id = {core::VenueId(venue), core::Symbol(base.view())}, .pair = {base, core::Asset("USDT")}},
                {book::SequenceRule::Unnumbered, book::RefereeRule::None, book::ChecksumForm::None});
            core::MarketMessage message;
            message.kind = core::MarketMessage::Kind::Book;
            message.receiveTime = core::fromMilliseconds(1'723'161'256'000);
            for (int i = 0; i < levels; ++i) {
                message.bids.push_back({core::Price::fromRaw(100'000'000 - i * 1000), core::Quantity::fromRaw(3)});
                message.asks.push_back({core::Price::fromRaw(100'001'000 + i * 1000), core::Quantity::fromRaw(3)});
            }
            message.book = {.kind = core::BookUpdateKind::Snapshot,
                .eventTime = message.receiveTime,
                .bids = message.bids,
                .asks = message.asks};
            market.apply(message);
        }
    }
    const long used = residentKilobytes() - before;
    std::printf("150 symbols x 4 venues x %4d levels a side: %6.1f MiB, %5.1f KiB a market, %.0f bytes a level\n",
        levels, static_cast<double>(used) / 1024, static_cast<double>(used) / 600,
        static_cast<double>(used) * 1024 / (600.0 * 2 * levels));
}

} // namespace

int main(int argc, char** argv)
{
    for (const int levels : {50, 500, 1000}) {
        printMemory(levels);
    }
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
}
