// SPDX-License-Identifier: MIT
/// The deterministic middle: markets in, samples and decisions out. No sockets, no widgets, no wall clock.
#pragma once

#include "engine/desk/market.h"
#include "engine/routing/router.h"

#include <memory>
#include <vector>

namespace leadline::desk
{

/// Every threshold the desk obeys.
struct DeskSettings {
    features::FeatureSettings features;
    routing::RoutingPolicy routing;
    risk::RiskLimits risk;
};

/// Thread: one, whichever owns it.
class Desk
{
public:
    Desk(const DeskSettings& settings, MarketListener& listener);

    /// The market of that instrument; created at the first call.
    Market& open(const core::Instrument& instrument, Market::Rules rules);
    [[nodiscard]] Market* find(const core::MarketId& id);
    [[nodiscard]] const std::vector<std::unique_ptr<Market>>& markets() const { return m_markets; }

    /// What the router says now. Pure with respect to the market; `commit` tells that it is acted on.
    [[nodiscard]] routing::Decision decide(
        const Market& market, const routing::RouteRequest& request, core::Duration silence = {}) const;
    /// The user or a rule acts on the decision: urgent ones count towards the urgency brake.
    void commit(const routing::Decision& decision);

    void setKillSwitch(bool on) { m_killSwitch = on; }
    [[nodiscard]] bool killSwitch() const { return m_killSwitch; }
    [[nodiscard]] const DeskSettings& settings() const { return m_settings; }
    /// New thresholds hold from the next message on.
    void setSettings(const DeskSettings& settings);

private:
    DeskSettings m_settings;
    MarketListener& m_listener;
    std::vector<std::unique_ptr<Market>> m_markets;
    risk::UrgencyBrake m_urgency;
    bool m_killSwitch = false;
};

} // namespace leadline::desk
