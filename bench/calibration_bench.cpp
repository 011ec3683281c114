// SPDX-License-Identifier: MIT
/// What a record costs, in time and memory, and what a venue's figures cost, as history grows. The bound is to sort
/// the same numbers anew, once.
#include "engine/calibration/calibrator.h"

#include <benchmark/benchmark.h>

#include <malloc.h>

#include <algorithm>
#include <memory>
#include <random>

namespace
{

using namespace leadline;
using calibration::Calibrator;
using calibration::Execution;

const core::VenueId venue("kraken");
const core::Timestamp start = core::fromMilliseconds(1'700'000'000'000);

Execution record(std::int64_t number, std::mt19937_64& random)
{
    return {.time = start + std::chrono::milliseconds(number * 2),
        .market = {venue, core::Symbol("ETH/USD")},
        .isMaker = random() % 3 == 0,
        .price = core::Price::fromRaw(2'600'000'000'000),
        .size = core::Quantity::fromRaw(1'000'000'000),
        .notional = 2600,
        .fee = static_cast<double>(random() % 1000) / 1000,
        .order = "LL" + std::to_string(number),
        .execution = std::to_string(number),
        .workstation = "desk"};
}

std::unique_ptr<Calibrator> filled(std::int64_t records)
{
    std::mt19937_64 random(1);
    auto made = std::make_unique<Calibrator>();
    for (std::int64_t i = 0; i < records; ++i) {
        made->add(record(i, random));
        made->add(calibration::LatencySample{.time = start + std::chrono::milliseconds(i * 2),
            .market = {venue, core::Symbol("ETH/USD")},
            .took = core::Duration(static_cast<std::int64_t>(random() % 100'000'000)),
            .order = "LL" + std::to_string(i)});
    }
    return made;
}

void addOne(benchmark::State& state)
{
    const std::size_t before = mallinfo2().uordblks + mallinfo2().hblkhd;
    const auto made = filled(state.range(0));
    state.counters["bytes_a_fill_with_its_answer"] =
        static_cast<double>(mallinfo2().uordblks + mallinfo2().hblkhd - before) / static_cast<double>(state.range(0));
    std::mt19937_64 random(2);
    std::int64_t number = state.range(0);
    for (auto _ : state) {
        const Execution next = record(number++, random);
        benchmark::DoNotOptimize(made->add(next));
    }
}
BENCHMARK(addOne)->RangeMultiplier(10)->Range(1000, 1'000'000);

void figures(benchmark::State& state)
{
    const auto made = filled(state.range(0));
    for (auto _ : state) {
        benchmark::DoNotOptimize(made->of(venue).taker.bps);
    }
}
BENCHMARK(figures)->RangeMultiplier(10)->Range(1000, 1'000'000);

void sortAnew(benchmark::State& state)
{
    std::mt19937_64 random(3);
    std::vector<double> values(static_cast<std::size_t>(state.range(0)));
    for (auto _ : state) {
        state.PauseTiming();
        std::ranges::generate(values, [&] { return static_cast<double>(random()); });
        state.ResumeTiming();
        std::ranges::sort(values);
        benchmark::DoNotOptimize(values[values.size() / 2]);
    }
}
BENCHMARK(sortAnew)->RangeMultiplier(10)->Range(1000, 1'000'000);

} // namespace

BENCHMARK_MAIN();
