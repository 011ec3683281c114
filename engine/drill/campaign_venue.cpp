// SPDX-License-Identifier: MIT
#include "engine/drill/campaign_venue.h"

#include "engine/execution/execution_engine.h"
#include "engine/execution/market_prices.h"
#include "engine/feeds/trading_timing.h"
#include "engine/sim/alpaca/alpaca_simulator.h"
#include "engine/sim/protocol/trade_faults.h"
#include "engine/sim/protocol/venue_simulator.h"
#include "engine/sim/server/market_server.h"
#include "engine/sim/venues/embedded_venues.h"
#include "engine/venues/alpaca/alpaca_decoder.h"

#include <array>

namespace leadline::drill
{

namespace
{

constexpr std::array<std::string_view, 3> coinVenues{"binance-futures", "binance-spot", "kraken"};

core::Pair campaignPair()
{
    return {core::Asset("ETH"), core::Asset("USDT")};
}

core::Instrument instrumentOf(const venues::Venue& venue, const sim::EmbeddedMarketSettings& settings)
{
    core::Instrument instrument = venue.instrumentOf({venue.id, venue.symbolOf(settings.pair)});
    instrument.pair = settings.pair;
    instrument.tick = settings.tick;
    instrument.lot = settings.lot;
    instrument.minimumNotional = settings.minimumNotional;
    return instrument;
}

venues::Endpoints endpointsAt(const std::string& address)
{
    return {"ws://" + address, "http://" + address};
}

void serve(CampaignVenue& place)
{
    place.endpoints = endpointsAt("127.0.0.1:" + std::to_string(place.server->listen(0)));
}

CampaignVenue openStocks(std::uint64_t seed, const core::Clock& clock)
{
    sim::AlpacaSettings settings;
    settings.market.seed = settings.terms.seed = seed;
    settings.tradingRequests = settings.dataRequests = 0;
    // A process that was killed may hold its streams for a moment.
    settings.streams.connections = 8;
    CampaignVenue place;
    place.venue = venues::findVenue(venues::alpaca::sipVenue.view());
    place.server =
        std::make_unique<sim::MarketServer>(sim::makeEmbeddedStocks(settings, clock.now()), clock, sim::Fault{});
    serve(place);
    return place;
}

/// How often a fault strikes.
int oneIn(sim::TradeFault fault)
{
    // What costs a whole connection, or seconds, strikes less often.
    switch (fault) {
    case sim::TradeFault::DropRequest:
    case sim::TradeFault::LoseAnswer:
    case sim::TradeFault::Delay:
    case sim::TradeFault::ServerError:
        return 12;
    case sim::TradeFault::SessionExpires:
    case sim::TradeFault::ClockSkew:
    case sim::TradeFault::TooManyRequests:
        return 40;
    case sim::TradeFault::Banned:
        return 150;
    default:
        return 5;
    }
}

} // namespace

CampaignVenue::CampaignVenue() = default;
CampaignVenue::CampaignVenue(CampaignVenue&& other) noexcept = default;
CampaignVenue::~CampaignVenue() = default;

bool CampaignVenue::hasStocks() const
{
    return venue->id == venues::alpaca::sipVenue;
}

core::Timestamp campaignTime()
{
    using namespace std::chrono_literals;
    return std::chrono::sys_days(2024y / 8 / 12) + 14h;
}

feeds::TradingTiming campaignTiming()
{
    using std::chrono::milliseconds;
    return {.requestValidFor = milliseconds(1000),
        .answerWithin = milliseconds(400),
        .accountEvery = milliseconds(2000),
        .transport = {.firstRetry = milliseconds(30), .longestRetry = milliseconds(200)}};
}

std::vector<CampaignVenue> openVenues(std::uint64_t seed, const core::Clock& clock)
{
    std::vector<CampaignVenue> opened;
    const core::Pair pair = campaignPair();
    for (const std::string_view name : coinVenues) {
        CampaignVenue& place = opened.emplace_back();
        place.venue = venues::findVenue(name);
        const core::Pair there = venues::asTradedAt(*place.venue, pair);
        const auto settings = *sim::embeddedSettings(name, place.venue->symbolOf(there).text(), there, seed);
        place.instrument = instrumentOf(*place.venue, settings);
        place.server = std::make_unique<sim::MarketServer>(std::string(name), settings, clock, sim::Fault{});
        serve(place);
    }
    opened.push_back(openStocks(seed, clock));
    return opened;
}

core::Result<CampaignVenue> connectVenue(const std::string& text)
{
    const auto equals = text.find('=');
    CampaignVenue place;
    place.venue = venues::findVenue(std::string_view(text).substr(0, equals));
    if (place.venue == nullptr || equals == std::string::npos) {
        return core::defect("--connect " + text + ": must be venue=127.0.0.1:port");
    }
    place.endpoints = endpointsAt(text.substr(equals + 1));
    if (place.hasStocks()) {
        return place;
    }
    const core::Pair pair = venues::asTradedAt(*place.venue, campaignPair());
    const auto settings = sim::embeddedSettings(place.venue->id.view(), place.venue->symbolOf(pair).text(), pair, 1);
    if (!settings) {
        return core::defect("--connect " + text + ": no campaign trades there");
    }
    place.instrument = instrumentOf(*place.venue, *settings);
    return place;
}

core::Result<void> addVenue(
    execution::ExecutionEngine& engine, const CampaignVenue& place, const execution::MarketPrices& prices)
{
    const bool isKraken = place.venue->id.view() == "kraken";
    return engine.addVenue(*place.venue,
        {.name = "embedded", .isLive = false, .endpoints = place.endpoints, .isLimited = false},
        {std::string(sim::embeddedKey), isKraken ? sim::embeddedSecretBase64() : std::string(sim::embeddedSecret)},
        place.instrument, campaignTiming(), prices);
}

void setFault(const CampaignVenue& venue, sim::TradeFault fault, std::uint64_t seed)
{
    venue.server->setTradeFault(fault, oneIn(fault), seed);
}

} // namespace leadline::drill
