// SPDX-License-Identifier: MIT
#include "engine/drill/campaign_venue.h"

#include "engine/execution/execution_engine.h"
#include "engine/feeds/trading_line.h"
#include "engine/sim/protocol/trade_faults.h"
#include "engine/sim/protocol/venue_simulator.h"
#include "engine/sim/server/market_server.h"
#include "engine/sim/venues/embedded_venues.h"

namespace leadline::drill
{

namespace
{

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

std::vector<CampaignVenue> openVenues(std::uint64_t seed, const core::Clock& clock)
{
    std::vector<CampaignVenue> opened;
    const core::Pair pair = campaignPair();
    for (const char* const name : {"binance-futures", "kraken"}) {
        CampaignVenue& place = opened.emplace_back();
        place.venue = venues::findVenue(name);
        const auto settings = *sim::embeddedSettings(name, place.venue->symbolOf(pair).text(), pair, seed);
        place.instrument = instrumentOf(*place.venue, settings);
        place.server = std::make_unique<sim::MarketServer>(name, settings, clock, sim::Fault{});
        const quint16 port = place.server->listen(0);
        const std::string address = "127.0.0.1:" + std::to_string(port);
        place.endpoints = {"ws://" + address, "http://" + address};
    }
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
    const core::Pair pair = campaignPair();
    place.instrument = instrumentOf(
        *place.venue, *sim::embeddedSettings(place.venue->id.view(), place.venue->symbolOf(pair).text(), pair, 1));
    const std::string address = text.substr(equals + 1);
    place.endpoints = {"ws://" + address, "http://" + address};
    return place;
}

core::Result<void> addVenue(
    execution::ExecutionEngine& engine, const CampaignVenue& place, const execution::MarketPrices& prices)
{
    const bool isKraken = place.venue->id.view() == "kraken";
    const feeds::TradingTiming timing{.requestValidFor = std::chrono::milliseconds(1000),
        .answerWithin = std::chrono::milliseconds(400),
        .accountEvery = std::chrono::milliseconds(2000),
        .transport = {.firstRetry = std::chrono::milliseconds(30), .longestRetry = std::chrono::milliseconds(200)}};
    return engine.addVenue(*place.venue,
        {.name = "embedded", .isLive = false, .endpoints = place.endpoints, .isLimited = false},
        {std::string(sim::embeddedKey), isKraken ? sim::embeddedSecretBase64() : std::string(sim::embeddedSecret)},
        place.instrument, timing, prices);
}

void setFault(const CampaignVenue& venue, sim::TradeFault fault, std::uint64_t seed)
{
    venue.server->setTradeFault(static_cast<int>(fault), oneIn(fault), seed);
}

} // namespace leadline::drill
