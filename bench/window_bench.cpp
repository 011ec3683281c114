// SPDX-License-Identifier: MIT
/// The ladder's paint, the hand-over from engine to window, and a chart's curve.
#include "app/settings/system_clock.h"
#include "engine/core/latest.h"
#include "engine/session/market_snapshot.h"
#include "models/feature_series_model.h"
#include "models/order_entry.h"
#include "views/ladder/ladder_view.h"

#include <benchmark/benchmark.h>

#include <QApplication>
#include <QImage>
#include <QPainter>

#include <cmath>
#include <cstring>
#include <memory>
#include <vector>

namespace
{

using namespace leadline;

session::MarketSnapshot snapshotWith(int seed)
{
    session::MarketSnapshot snapshot;
    snapshot.instrument = {.id = {core::VenueId("binance-futures"), core::Symbol("ETHUSDT")},
        .tick = core::Price::fromRaw(10'000'000),
        .lot = core::Quantity::fromRaw(1'000'000)};
    snapshot.priceDecimals = 2;
    snapshot.hasBook = snapshot.isValid = true;
    snapshot.trust = desk::Trust::Good;
    for (int i = 0; i < 500; ++i) {
        const auto size = [&](int k) {
            return core::Quantity::fromRaw(
                static_cast<core::Int128>((i * 7919 + seed * 31 + k) % 90'000 + 1) * 1'000'000);
        };
        snapshot.bids.push_back({core::Price::fromRaw((268'162 - i) * std::int64_t{10'000'000}), size(1)});
        snapshot.asks.push_back({core::Price::fromRaw((268'163 + i) * std::int64_t{10'000'000}), size(2)});
        snapshot.recentTrades.push_back(
            {core::Price::fromRaw((268'130 + i % 64) * std::int64_t{10'000'000}), size(3), size(4)});
    }
    return snapshot;
}

/// A bound: what filling the same picture costs.
void fillThePicture(benchmark::State& state)
{
    QImage image(620, 60 * 18, QImage::Format_RGB32);
    int value = 0;
    for (auto _ : state) {
        std::memset(image.bits(), ++value & 0xff, static_cast<std::size_t>(image.sizeInBytes()));
        benchmark::ClobberMemory();
    }
}
BENCHMARK(fillThePicture)->Unit(benchmark::kMicrosecond);

/// Sixty rows, every one of them changed, from snapshot to pixels.
void paintSixtyRows(benchmark::State& state)
{
    const app::SystemClock clock;
    models::OrderEntry entry(clock, {});
    views::LadderView view(entry, clock);
    view.resize(620, 60 * 18);
    view.show();
    const std::array snapshots{snapshotWith(1), snapshotWith(2)};
    QImage target(view.size(), QImage::Format_RGB32);
    std::size_t turn = 0;
    for (auto _ : state) {
        view.showMarket(snapshots[++turn % 2]);
        view.render(&target, {}, {}, QWidget::DrawWindowBackground);
    }
}
BENCHMARK(paintSixtyRows)->Unit(benchmark::kMicrosecond);

/// The same market at three venues, a fifth of the sizes untrusted.
session::MarketSnapshot consolidatedWith(int seed)
{
    session::MarketSnapshot snapshot = snapshotWith(seed);
    for (const char* const name : {"binance-futures", "kraken", "coinbase", "okx"}) {
        session::VenueSnapshot venue;
        venue.market = {core::VenueId(name), core::Symbol("X")};
        venue.name = name;
        venue.exclusion = snapshot.venues.size() == 3 ? book::Exclusion::Late : book::Exclusion::None;
        venue.tick = snapshot.instrument.tick;
        venue.trust = desk::Trust::Good;
        for (std::size_t i = snapshot.venues.size(); i < snapshot.bids.size(); i += 2) {
            venue.bids.push_back(snapshot.bids[i]);
            venue.asks.push_back(snapshot.asks[i]);
        }
        snapshot.venues.push_back(venue);
    }
    return snapshot;
}

/// One frame of a window with eight consolidated ladders of sixty rows: all of them, from snapshot to pixels.
/// `range(0)`: every row changed, or four of them, which is a quiet market's frame.
void frameOfEightLadders(benchmark::State& state)
{
    const app::SystemClock clock;
    models::OrderEntry entry(clock, {});
    std::vector<std::unique_ptr<views::LadderView>> ladders;
    std::vector<QImage> targets;
    for (int i = 0; i < 8; ++i) {
        ladders.push_back(std::make_unique<views::LadderView>(entry, clock));
        ladders.back()->resize(620, 60 * 18);
        ladders.back()->show();
        targets.emplace_back(ladders.back()->size(), QImage::Format_RGB32);
    }
    std::array snapshots{consolidatedWith(1), consolidatedWith(2)};
    if (state.range(0) == 0) {
        snapshots[1] = snapshots[0];
        for (std::size_t i = 0; i < 4; ++i) {
            snapshots[1].venues[0].bids[i].size += core::Quantity::fromRaw(1'000'000'000);
            snapshots[1].bids[i].size += core::Quantity::fromRaw(1'000'000'000);
        }
    }
    std::size_t turn = 0;
    for (auto _ : state) {
        ++turn;
        for (std::size_t i = 0; i < ladders.size(); ++i) {
            ladders[i]->showMarket(snapshots[turn % 2]);
            ladders[i]->render(&targets[i], {}, {}, QWidget::DrawWindowBackground);
        }
    }
}
BENCHMARK(frameOfEightLadders)->Arg(1)->Arg(0)->Unit(benchmark::kMillisecond);

void handOverASnapshot(benchmark::State& state)
{
    struct Value {
        std::array<double, 16> figures{};
    };
    core::Latest<Value> latest;
    for (auto _ : state) {
        latest.draft().figures[0] += 1;
        latest.publish();
        benchmark::DoNotOptimize(latest.take());
    }
}
BENCHMARK(handOverASnapshot);

void curveOfThreeThousandSamples(benchmark::State& state)
{
    models::FeatureSeriesModel model;
    std::vector<session::ChartSample> samples(3000);
    for (std::size_t i = 0; i < samples.size(); ++i) {
        samples[i].number = i + 1;
        samples[i].features.time = core::fromMilliseconds(static_cast<std::int64_t>(i) * 100);
        samples[i].features[features::Feature::Obi] = std::sin(static_cast<double>(i));
    }
    model.append(samples);
    for (auto _ : state) {
        benchmark::DoNotOptimize(model.curve(features::Feature::Obi, 0, 300'000, 400));
    }
}
BENCHMARK(curveOfThreeThousandSamples)->Unit(benchmark::kMicrosecond);

} // namespace

int main(int argc, char** argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
}
