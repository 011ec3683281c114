// SPDX-License-Identifier: MIT
#include "engine/drill/campaign_trader.h"

#include "engine/drill/waiting.h"
#include "engine/execution/pre_trade_risk.h"

namespace leadline::drill
{

namespace
{

constexpr std::chrono::milliseconds engineBeat{5};

} // namespace

CampaignTrader::CampaignTrader(
    const std::string& journal, const StormSettings& storm, const core::Clock& clock, MidOf mid)
    : m_engine(stormOptions(journal, storm.seed), clock)
    , m_storm(m_engine, clock, storm, std::move(mid))
    , m_rebalances(m_engine, clock, storm)
{
    QObject::connect(&m_beat, &QTimer::timeout, &m_engine, &execution::ExecutionEngine::tick);
}

core::Result<void> CampaignTrader::open()
{
    auto opened = m_engine.open();
    if (opened) {
        // Two storms at once, whose losses are no news.
        m_engine.gate().setLimits({.maxOpenOrders = 1'000, .maxDailyLoss = 1e12});
        m_beat.start(engineBeat);
    }
    return opened;
}

core::Result<void> CampaignTrader::add(const CampaignVenue& venue)
{
    if (venue.hasStocks()) {
        m_rebalances.open(venue, m_engine.gate().limits());
        return {};
    }
    m_storm.addMarket(venue.instrument);
    return addVenue(m_engine, venue, m_storm);
}

void CampaignTrader::start()
{
    m_storm.start();
    m_rebalances.start();
}

bool CampaignTrader::settle()
{
    // A switch that no other program reads: it cannot fail to turn.
    [[maybe_unused]] const auto turned = m_engine.killSwitch().turn(true);
    m_engine.stopEverything(false);
    return runUntil([this] { return m_engine.receipt()->isComplete && m_engine.isQuiet() && m_rebalances.isQuiet(); },
        settleWithin);
}

std::string CampaignTrader::unsettled() const
{
    const execution::KillReceipt& receipt = *m_engine.receipt();
    return !receipt.isComplete    ? "not stopped: " + receipt.steps.back().what.toStdString()
        : !m_engine.isQuiet()     ? "an order is unclear, or not written"
        : !m_rebalances.isReady() ? "account, assets and calendar of the stocks did not come"
                                  : "a rebalance is not over";
}

} // namespace leadline::drill
