// SPDX-License-Identifier: MIT
#include "engine/drill/fault_campaign.h"

#include "engine/drill/campaign_trader.h"
#include "engine/drill/waiting.h"
#include "engine/orders/order_manager.h"
#include "engine/sim/exchange/trading_account.h"
#include "engine/sim/protocol/trade_faults.h"
#include "engine/sim/server/market_server.h"

#include <QTemporaryDir>

#include <algorithm>

namespace leadline::drill
{

namespace
{

constexpr int rebalancedOneIn = 4; ///< orders

} // namespace

core::Result<FaultResult> FaultCampaign::run(sim::TradeFault fault, int orders) const
{
    const QTemporaryDir folder;
    const std::string journal = "sqlite:" + folder.filePath(QStringLiteral("journal.sqlite")).toStdString();
    const std::uint64_t seed = m_seed + static_cast<std::uint64_t>(fault);
    const std::vector<CampaignVenue> venues = openVenues(seed, m_clock);
    CampaignTrader trader(journal, {.orders = orders, .rebalanced = orders / rebalancedOneIn, .seed = seed}, m_clock,
        [&](const core::MarketId& market) {
            const auto at =
                std::ranges::find_if(venues, [&](const CampaignVenue& v) { return v.instrument.id == market; });
            return at->server->account()->markPrice();
        });
    if (auto opened = trader.open(); !opened) {
        return std::unexpected(opened.error());
    }
    for (const CampaignVenue& venue : venues) {
        if (auto added = trader.add(venue); !added) {
            return std::unexpected(added.error());
        }
        if (!venue.hasStocks()) {
            setFault(venue, fault, seed);
        }
    }
    // Assets and calendar are asked for once, by another way than orders: they come first.
    if (!runUntil([&] { return trader.isReady(); }, CampaignTrader::settleWithin)) {
        return core::defect("the stocks' account, assets and calendar did not come");
    }
    for (const CampaignVenue& venue : venues) {
        setFault(venue, fault, seed);
    }
    trader.start();
    const bool sent = runUntil([&] { return trader.hasSentAll(); }, std::chrono::minutes(20));
    FaultResult result;
    for (const CampaignVenue& venue : venues) {
        result.injected += venue.server->tradeFaultsStruck();
    }
    // The faults go on while everything is being stopped: half of the campaign is the kill switch under fire.
    const bool settled = sent && trader.settle();
    for (const CampaignVenue& venue : venues) {
        setFault(venue, sim::TradeFault::None, 0);
    }
    const bool isClean = settled || trader.settle();
    auto agreement = compareWithVenues(journal, venues);
    if (!agreement) {
        return std::unexpected(agreement.error());
    }
    if (auto compared = compareWithManager(journal, trader.engine(), *agreement); !compared) {
        return std::unexpected(compared.error());
    }
    if (!isClean) {
        agreement->lackEnd(trader.unsettled() + ", after 90 s");
    }
    result.agreement = std::move(*agreement);
    result.counters = trader.engine().manager().counters();
    return result;
}

} // namespace leadline::drill
