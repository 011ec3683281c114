// SPDX-License-Identifier: MIT
/// The side of a campaign that trades: an execution engine, a storm of orders and one of rebalances through it.
#pragma once

#include "engine/drill/campaign_venue.h"
#include "engine/drill/order_storm.h"
#include "engine/drill/rebalance_storm.h"

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
    /// What a rebalance needs to begin is known.
    [[nodiscard]] bool isReady() const { return m_rebalances.isReady(); }
    void start();
    [[nodiscard]] bool hasSentAll() const { return m_storm.isOver() && m_rebalances.isOver(); }
    /// Stops everything; false when something is still unclear after `settleWithin`.
    bool settle();
    /// What settle() waited for in vain.
    [[nodiscard]] std::string unsettled() const;
    [[nodiscard]] const execution::ExecutionEngine& engine() const { return m_engine; }
    [[nodiscard]] const RebalanceStorm& rebalances() const { return m_rebalances; }

    static constexpr std::chrono::seconds settleWithin{90};

private:
    execution::ExecutionEngine m_engine;
    QTimer m_beat;
    OrderStorm m_storm;
    RebalanceStorm m_rebalances;
};

} // namespace leadline::drill
