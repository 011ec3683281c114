// SPDX-License-Identifier: MIT
/// What typing a name costs among twenty thousand instruments. The bound is one walk over their names.
#include "tests/support/many_instruments.h"

#include <benchmark/benchmark.h>

namespace
{

using namespace leadline;

const core::InstrumentIndex& instruments()
{
    static const core::InstrumentIndex index = [] {
        core::InstrumentIndex made;
        made.add(tests::twentyThousandInstruments());
        return made;
    }();
    return index;
}

void walk(benchmark::State& state)
{
    const auto all = tests::twentyThousandInstruments();
    for (auto _ : state) {
        std::size_t found = 0;
        for (const core::ListedInstrument& one : all) {
            found += one.name.find("BBAH") != std::string::npos ? 1 : 0;
        }
        benchmark::DoNotOptimize(found);
    }
    state.counters["names"] = static_cast<double>(all.size());
}
BENCHMARK(walk)->Unit(benchmark::kMicrosecond);

void find(benchmark::State& state, const char* text)
{
    for (auto _ : state) {
        benchmark::DoNotOptimize(instruments().find(text));
    }
}
BENCHMARK_CAPTURE(find, coin, "BBAH")->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(find, letter, "B")->Unit(benchmark::kMicrosecond);

void named(benchmark::State& state)
{
    for (auto _ : state) {
        benchmark::DoNotOptimize(instruments().named("BBAH/USDT"));
    }
}
BENCHMARK(named)->Unit(benchmark::kMicrosecond);

/// Once, after a name that nobody has.
void near(benchmark::State& state)
{
    for (auto _ : state) {
        benchmark::DoNotOptimize(instruments().near("BBAHUDST"));
    }
}
BENCHMARK(near)->Unit(benchmark::kMicrosecond);

} // namespace

BENCHMARK_MAIN();
