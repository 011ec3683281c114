// SPDX-License-Identifier: MIT
/// The embedded venues that a campaign trades at, served on this machine.
#pragma once

#include "engine/core/instrument.h"
#include "engine/core/result.h"
#include "engine/core/time.h"
#include "engine/venues/venue.h"

#include <memory>
#include <string>
#include <vector>

namespace leadline::execution
{
class ExecutionEngine;
class MarketPrices;
} // namespace leadline::execution

namespace leadline::feeds
{
struct TradingTiming;
} // namespace leadline::feeds

namespace leadline::sim
{
class MarketServer;
enum class TradeFault : std::uint8_t;
} // namespace leadline::sim

namespace leadline::drill
{

struct CampaignVenue {
    const venues::Venue* venue = nullptr;
    core::Instrument instrument;
    std::unique_ptr<sim::MarketServer> server; ///< null in a process that only trades
    venues::Endpoints endpoints;

    CampaignVenue();
    CampaignVenue(CampaignVenue&& other) noexcept;
    ~CampaignVenue();

    /// Its orders are those of rebalances; `instrument` is not set.
    [[nodiscard]] bool hasStocks() const;
};

/// When campaigns begin: ten o'clock in New York, on a day of trading.
[[nodiscard]] core::Timestamp campaignTime();
/// With answers awaited as briefly as a machine of its own allows.
[[nodiscard]] feeds::TradingTiming campaignTiming();
/// Three venues of one pair and one of stocks, each with a server of its own.
[[nodiscard]] std::vector<CampaignVenue> openVenues(std::uint64_t seed, const core::Clock& clock);
/// A venue that another process serves: "kraken=127.0.0.1:1234".
[[nodiscard]] core::Result<CampaignVenue> connectVenue(const std::string& text);
/// The way to a venue of coins.
[[nodiscard]] core::Result<void> addVenue(
    execution::ExecutionEngine& engine, const CampaignVenue& venue, const execution::MarketPrices& prices);
/// The fault strikes there, as often as it can be borne; `None`: no more of them.
void setFault(const CampaignVenue& venue, sim::TradeFault fault, std::uint64_t seed);

} // namespace leadline::drill
