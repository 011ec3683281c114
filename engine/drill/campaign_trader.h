// SPDX-License-Identifier: MIT
/// The side of a campaign that trades: an execution engine and a storm of orders through it.
#pragma once

#include "engine/drill/campaign_venue.h"
#include "engine/drill/order_storm.h"

namespace leadline::drill
{

/// Thread: the one that made it, whose events it needs.
class CampaignTrader
{
public:
    using MidOf = std::function<core::Price(const core::MarketId&)>;

    /// `mid` is asked where the market stands.
    CampaignTrader(const std::string& journal, const StormSettings& storm, const core::Clock& clock, MidOf mid);

    core::Result<void> open();
    core::Result<void> add(const CampaignVenue& venue);
    void start() { m_storm.start(); }
    [[nodiscard]] bool hasSentAll() const { return m_storm.isOver(); }
    /// Stops everything; false when something is still unclear after `settleWithin`.
    bool settle();
    [[nodiscard]] const execution::ExecutionEngine& engine() const { return m_engine; }

    static constexpr std::chrono::seconds settleWithin{90};

private:
    execution::ExecutionEngine m_engine;
    QTimer m_beat;
    OrderStorm m_storm;
};

} // namespace leadline::drill
