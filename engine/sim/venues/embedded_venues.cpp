// SPDX-License-Identifier: MIT
#include "engine/sim/venues/embedded_venues.h"

#include "engine/sim/alpaca/alpaca_simulator.h"
#include "engine/sim/binance/binance_simulator.h"
#include "engine/sim/binance/binance_spot_simulator.h"
#include "engine/sim/coinbase/coinbase_simulator.h"
#include "engine/sim/kraken/kraken_simulator.h"
#include "engine/sim/venues/pair_profiles.h"

#include <algorithm>
#include <array>
#include <cassert>

namespace leadline::sim
{

namespace
{

constexpr std::array<std::string_view, 6> names{
    "binance-futures", "kraken", "coinbase", "binance-spot", "binance-coinm", "alpaca"};

/// What a venue serves when nobody names pairs.
struct UsualSymbols {
    std::string_view venue;
    std::vector<std::string_view> symbols;
};
const std::vector<UsualSymbols>& usualSymbols()
{
    static const std::vector<UsualSymbols> usual{
        {"binance-futures", {"ETHUSDT", "BTCUSDT", "SOLUSDT", "PEPEUSDT"}},
        {"binance-spot", {"ETHUSDT", "BTCUSDT", "SOLUSDT", "PEPEUSDT"}},
        {"binance-coinm", {"BTCUSD_PERP"}},
        {"kraken", {"ETH/USDT", "ETH/USD", "BTC/USDT", "BTC/USD", "SOL/USDT", "SOL/USD", "PEPE/USD"}},
        {"coinbase", {"ETH-USDT", "ETH-USD", "BTC-USDT", "BTC-USD", "SOL-USDT", "SOL-USD", "PEPE-USD"}},
    };
    return usual;
}

core::Quantity wholeCoins(std::int64_t count)
{
    return core::Quantity::fromRaw(static_cast<core::Int128>(count) * core::decimalScale);
}

core::Notional quoteUnits(std::int64_t units)
{
    return core::Notional::fromRaw(static_cast<core::Int128>(units) * 1'000'000'000'000'000'000);
}

/// As each venue has it for ether; nothing when the embedded market has none of the name.
std::optional<EmbeddedMarketSettings> referenceSettings(std::string_view venue, std::uint64_t seed)
{
    EmbeddedMarketSettings settings{.seed = seed, .crowdSeed = seed};
    if (venue == "binance-futures") {
        return settings;
    }
    if (venue == "kraken") {
        // A coarser tick, a quarter of the traffic, and news 40 ms later.
        settings.tick = core::Price::fromRaw(50'000'000);
        settings.lot = core::Quantity::fromRaw(10'000);
        settings.minimumNotional = quoteUnits(1);
        settings.crowd.placeRate = 60;
        settings.crowd.takeRate = 4;
        settings.crowd.depthTicks = 40;
        settings.crowd.orderLots = 15'000;
        settings.crowd.takeLots = 6'000;
        settings.crowd.lifeSeconds = 3;
        settings.crowdSeed = seed + 1'000'003;
        settings.lag = std::chrono::milliseconds(40);
        settings.depthInterval = std::chrono::milliseconds(20);
        return settings;
    }
    if (venue == "coinbase") {
        settings.lot = core::Quantity::fromRaw(100'000);
        settings.minimumNotional = quoteUnits(1);
        settings.crowd.placeRate = 110;
        settings.crowd.takeRate = 8;
        settings.crowd.depthTicks = 80;
        settings.crowd.orderLots = 1'400;
        settings.crowd.takeLots = 600;
        settings.crowd.lifeSeconds = 2;
        settings.largest = wholeCoins(3'400);
        settings.crowdSeed = seed + 2'000'003;
        settings.lag = std::chrono::milliseconds(15);
        settings.depthInterval = std::chrono::milliseconds(50);
        return settings;
    }
    if (venue == "binance-spot") {
        // The busiest market of coins: finer sizes than the futures', and news just after them.
        settings.lot = core::Quantity::fromRaw(100'000);
        settings.minimumNotional = quoteUnits(5);
        settings.crowd.placeRate = 140;
        settings.crowd.takeRate = 10;
        settings.crowd.orderLots = 1'800;
        settings.crowd.takeLots = 700;
        settings.largest = wholeCoins(9'000);
        settings.crowdSeed = seed + 3'000'003;
        settings.lag = std::chrono::milliseconds(5);
        return settings;
    }
    if (venue == "binance-coinm") {
        // A quieter market than the other futures, of contracts of ten dollars; those of bitcoin have a hundred.
        settings.contractSize = wholeCoins(10);
        settings.lot = wholeCoins(1);
        settings.minimumNotional = quoteUnits(0);
        settings.largest = wholeCoins(1'000'000);
        settings.crowd.placeRate = 120;
        settings.crowd.takeRate = 9;
        settings.crowd.orderLots = 56;
        settings.crowd.takeLots = 19;
        settings.crowdSeed = seed + 4'000'003;
        settings.lag = std::chrono::milliseconds(3);
        return settings;
    }
    return std::nullopt;
}

} // namespace

std::span<const std::string_view> embeddedVenues()
{
    return names;
}

std::vector<core::Pair> usualPairs(const venues::Venue& venue)
{
    std::vector<core::Pair> usual;
    const auto known = std::ranges::find(usualSymbols(), venue.id.view(), &UsualSymbols::venue);
    if (known != usualSymbols().end()) {
        for (const std::string_view symbol : known->symbols) {
            usual.push_back(venue.pairOf(core::Symbol(symbol)));
        }
    }
    return usual;
}

std::optional<EmbeddedMarketSettings> embeddedSettings(
    std::string_view venue, const std::string& symbol, const core::Pair& pair, std::uint64_t seed)
{
    std::optional<EmbeddedMarketSettings> settings = referenceSettings(venue, seed);
    if (!settings) {
        return std::nullopt;
    }
    settings->symbol = symbol;
    settings->pair = pair;
    if (!settings->contractSize.isZero() && pair.base.view() == "BTC") {
        settings->contractSize = wholeCoins(100);
    }
    if (!isReference(pair)) {
        fitTo(*settings, pair, seed);
    }
    return settings;
}

std::vector<EmbeddedMarketSettings> embeddedSettings(
    const venues::Venue& venue, std::span<const core::Pair> pairs, std::uint64_t seed)
{
    const std::vector<core::Pair> usual = usualPairs(venue);
    if (pairs.empty()) {
        pairs = usual;
    }
    std::vector<EmbeddedMarketSettings> listed;
    for (const core::Pair& pair : pairs) {
        const std::string symbol = venue.symbolOf(pair).text();
        auto settings = embeddedSettings(venue.id.view(), symbol, pair, seed);
        const bool isThere = std::ranges::find(listed, symbol, &EmbeddedMarketSettings::symbol) != listed.end();
        if (!settings || symbol.empty() || isThere) {
            continue;
        }
        // Ether has one crowd at a venue, whatever it is traded against; a second market of it needs another.
        if (std::ranges::find(listed, settings->crowdSeed, &EmbeddedMarketSettings::crowdSeed) != listed.end()) {
            settings->crowdSeed = mixedSeed(settings->crowdSeed, symbol);
        }
        listed.push_back(std::move(*settings));
    }
    return listed;
}

EmbeddedVenue makeEmbeddedVenue(
    std::string_view venue, std::vector<EmbeddedMarketSettings> listed, core::Timestamp start)
{
    EmbeddedVenue made;
    auto markets = std::make_unique<EmbeddedMarkets>(std::move(listed), start);
    if (venue == "binance-futures") {
        made.simulator = std::make_unique<BinanceSimulator>(*markets);
    } else if (venue == "binance-coinm") {
        made.simulator = std::make_unique<BinanceSimulator>(*markets, coinMargined);
    } else if (venue == "kraken") {
        made.simulator = std::make_unique<KrakenSimulator>(*markets);
    } else if (venue == "binance-spot") {
        made.simulator = std::make_unique<BinanceSpotSimulator>(*markets);
    } else {
        assert(venue == "coinbase" && "embeddedSettings() names the venues there are");
        made.simulator = std::make_unique<CoinbaseSimulator>(*markets);
    }
    if (TradingAccount* const account = made.simulator->account()) {
        markets->orderEvents = [account](const ClientOrderEvent& event) { account->heard(event); };
    }
    made.market = std::move(markets);
    return made;
}

EmbeddedVenue makeEmbeddedVenue(std::string_view venue, const EmbeddedMarketSettings& market, core::Timestamp start)
{
    return makeEmbeddedVenue(venue, std::vector{market}, start);
}

EmbeddedVenue makeEmbeddedStocks(const AlpacaSettings& settings, core::Timestamp start)
{
    EmbeddedVenue made;
    auto market = std::make_unique<StockMarket>(settings.market, start);
    made.simulator = std::make_unique<AlpacaSimulator>(*market, settings);
    made.market = std::move(market);
    return made;
}

} // namespace leadline::sim
