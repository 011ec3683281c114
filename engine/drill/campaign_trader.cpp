// SPDX-License-Identifier: MIT
#include "engine/drill/campaign_trader.h"

#include "engine/drill/waiting.h"

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
{
    QObject::connect(&m_beat, &QTimer::timeout, &m_engine, &execution::ExecutionEngine::tick);
}

core::Result<void> CampaignTrader::open()
{
    auto opened = m_engine.open();
    if (opened) {
        m_beat.start(engineBeat);
    }
    return opened;
}

core::Result<void> CampaignTrader::add(const CampaignVenue& venue)
{
    m_storm.addMarket(venue.instrument);
    return addVenue(m_engine, venue, m_storm);
}

bool CampaignTrader::settle()
{
    m_engine.stopEverything(false);
    return runUntil([this] { return m_engine.receipt()->isComplete && m_engine.isQuiet(); }, settleWithin);
}

} // namespace leadline::drill
