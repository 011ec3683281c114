// SPDX-License-Identifier: MIT
#include "engine/sim/venues/pair_profiles.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace leadline::sim
{

namespace
{

/// Of ether, to which the crowds and their steps were fitted.
constexpr double referencePrice = 2681.62;
constexpr double referenceTick = 0.01;
constexpr std::int64_t finestTick = 10; ///< 1e-8, in raw units of prices
constexpr std::int64_t finestLot = 10;

struct KnownCoin {
    std::string_view name;
    PairProfile profile;
};
constexpr std::array knownCoins{
    KnownCoin{"ETH", {.price = referencePrice}},
    KnownCoin{"BTC", {.price = 61'234.5, .marketShare = 0.8, .ownBps = 0.4, .traffic = 1}},
    KnownCoin{"SOL", {.price = 146.27, .marketShare = 1.1, .ownBps = 0.7, .traffic = 0.5}},
    KnownCoin{"PEPE", {.price = 0.00001234, .marketShare = 1.3, .ownBps = 1.2, .traffic = 0.3}},
    KnownCoin{"DOGE", {.price = 0.1034, .marketShare = 1.1, .ownBps = 0.9, .traffic = 0.2}},
    KnownCoin{"XRP", {.price = 0.5861, .marketShare = 0.9, .ownBps = 0.8, .traffic = 0.2}},
    KnownCoin{"ADA", {.price = 0.3372, .marketShare = 1, .ownBps = 0.8, .traffic = 0.1}},
    KnownCoin{"LTC", {.price = 60.15, .marketShare = 0.8, .ownBps = 0.6, .traffic = 0.1}},
};

/// Between the two, evenly; `index` tells apart what one name has several of.
double drawn(std::string_view name, std::uint64_t index, double low, double high)
{
    return low + Random(mixedSeed(index, name)).uniform() * (high - low);
}

/// The power of ten next to a value, as raw billionths.
std::int64_t powerOfTen(double value)
{
    const double exponent = std::clamp(std::round(std::log10(value)), -9.0, 9.0);
    return std::llround(std::pow(10, exponent) * core::decimalScale);
}

void fitSteps(EmbeddedMarketSettings& settings, double price)
{
    // As fine as ether's in shares of the price, and coarser by as much where the venue is; prices of meme coins end at
    // the eighth decimal.
    const std::int64_t usual = std::max(powerOfTen(price * referenceTick / referencePrice), finestTick);
    const std::int64_t coarser = settings.tick.raw() * 100 / core::decimalScale;
    const std::int64_t tick = usual == finestTick ? usual : usual * coarser;
    // The same price at every venue: on the coarsest of their ticks.
    constexpr std::int64_t coarsest = 5;
    const std::int64_t step = usual == finestTick ? usual : usual * coarsest;
    settings.tick = core::Price::fromRaw(tick);
    settings.openingPrice =
        core::Price::fromRaw(std::llround(price * core::decimalScale / static_cast<double>(step)) * step);
    if (settings.contractSize.isZero()) {
        const double lot = settings.lot.toDoubleLossy() * referencePrice / price;
        settings.lot = core::Quantity::fromRaw(std::clamp(powerOfTen(lot), finestLot, core::decimalScale));
    }
}

void fitCrowd(EmbeddedMarketSettings& settings, const EmbeddedMarketSettings& before, const PairProfile& profile)
{
    const auto dollarsOfLot = [](const EmbeddedMarketSettings& of, double price) {
        return of.lot.toDoubleLossy() * (of.contractSize.isZero() ? price : of.contractSize.toDoubleLossy());
    };
    constexpr double tenDollars = 10; // the contract that the crowd was made for
    const double scale = (before.contractSize.isZero() ? dollarsOfLot(before, referencePrice) : tenDollars)
        / dollarsOfLot(settings, profile.price);
    CrowdSettings& crowd = settings.crowd;
    crowd.orderLots *= scale;
    crowd.takeLots *= scale;
    crowd.placeRate *= profile.traffic;
    crowd.takeRate *= profile.traffic;
    crowd.lifeSeconds /= profile.traffic; // so that the book is as deep
    const double tickShare = settings.tick.toDoubleLossy() / profile.price;
    const double tickShareBefore = before.tick.toDoubleLossy() / referencePrice;
    constexpr double leastDepth = 5;
    constexpr double mostDepth = 200;
    crowd.depthTicks = std::clamp(crowd.depthTicks * tickShareBefore / tickShare, leastDepth, mostDepth);
}

} // namespace

std::uint64_t mixedSeed(std::uint64_t seed, std::string_view name)
{
    std::uint64_t state = 0xcbf29ce484222325 ^ (seed * 0x9e3779b97f4a7c15);
    for (const char letter : name) {
        state = (state ^ static_cast<unsigned char>(letter)) * 0x100000001b3;
    }
    state = (state ^ (state >> 30)) * 0xbf58476d1ce4e5b9;
    return state ^ (state >> 27);
}

PairProfile profileOf(const core::Pair& pair)
{
    const std::string_view name = pair.base.view();
    const auto* const known = std::ranges::find(knownCoins, name, &KnownCoin::name);
    if (known != knownCoins.end()) {
        return known->profile;
    }
    return {.price = std::pow(10, drawn(name, 1, -2, 2)),
        .marketShare = drawn(name, 2, 0.7, 1.3),
        .ownBps = drawn(name, 3, 0.5, 1.2),
        .traffic = drawn(name, 4, 0.04, 0.15)};
}

bool isReference(const core::Pair& pair)
{
    return pair.base.view() == knownCoins.front().name || !pair.isKnown();
}

void fitTo(EmbeddedMarketSettings& settings, const core::Pair& pair, std::uint64_t seed)
{
    const EmbeddedMarketSettings before = settings;
    const PairProfile profile = profileOf(pair);
    const double dearer = profile.price / referencePrice;
    fitSteps(settings, profile.price);
    fitCrowd(settings, before, profile);
    settings.largest = core::Quantity::fromRaw(
        static_cast<core::Int128>(powerOfTen(std::min(before.largest.toDoubleLossy() / dearer, 1e9))));
    // As much as three hundred ether are worth, and no less than three hundred.
    const double coins = std::floor(before.coins.toDoubleLossy() * std::max(1.0, 1 / dearer));
    settings.coins = core::Quantity::fromRaw(static_cast<core::Int128>(coins) * core::decimalScale);
    settings.marketShare = profile.marketShare;
    settings.ownNews = NewsSettings{.newsRate = 0.7, .newsBps = profile.ownBps, .burstRate = 0};
    settings.ownSeed = mixedSeed(seed, pair.base.view());
    settings.crowdSeed = mixedSeed(before.crowdSeed, pair.base.text() + "/" + pair.quote.text());
}

} // namespace leadline::sim
