// SPDX-License-Identifier: MIT
#include "engine/sim/venues/embedded_venues.h"

#include "engine/sim/alpaca/alpaca_simulator.h"
#include "engine/sim/binance/binance_simulator.h"
#include "engine/sim/binance/binance_spot_simulator.h"
#include "engine/sim/coinbase/coinbase_simulator.h"
#include "engine/sim/kraken/kraken_simulator.h"

#include <array>
#include <cassert>

namespace leadline::sim
{

namespace
{

constexpr std::array<std::string_view, 5> names{"binance-futures", "kraken", "coinbase", "binance-spot", "alpaca"};

core::Notional quoteUnits(std::int64_t units)
{
    return core::Notional::fromRaw(static_cast<core::Int128>(units) * 1'000'000'000'000'000'000);
}

} // namespace

std::span<const std::string_view> embeddedVenues()
{
    return names;
}

std::optional<EmbeddedMarketSettings> embeddedSettings(
    std::string_view venue, const std::string& symbol, const core::Pair& pair, std::uint64_t seed)
{
    EmbeddedMarketSettings settings{.symbol = symbol, .pair = pair, .seed = seed, .crowdSeed = seed};
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
        settings.crowdSeed = seed + 3'000'003;
        settings.lag = std::chrono::milliseconds(5);
        return settings;
    }
    return std::nullopt;
}

EmbeddedVenue makeEmbeddedVenue(std::string_view venue, const EmbeddedMarketSettings& settings, core::Timestamp start)
{
    EmbeddedVenue made;
    auto account = std::make_shared<TradingAccount*>(nullptr);
    auto market = std::make_unique<EmbeddedMarket>(settings, start, [account](const ClientOrderEvent& event) {
        if (*account != nullptr) {
            (*account)->heard(event);
        }
    });
    if (venue == names[0]) {
        made.simulator = std::make_unique<BinanceSimulator>(*market);
    } else if (venue == names[1]) {
        made.simulator = std::make_unique<KrakenSimulator>(*market);
    } else if (venue == names[3]) {
        made.simulator = std::make_unique<BinanceSpotSimulator>(*market);
    } else {
        assert(venue == names[2] && "embeddedSettings() names the venues there are");
        made.simulator = std::make_unique<CoinbaseSimulator>(*market);
    }
    *account = made.simulator->account();
    made.market = std::move(market);
    return made;
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
