// SPDX-License-Identifier: MIT
#include "engine/session/risk_memory.h"

#include "engine/desk/desk.h"

#include <algorithm>

namespace leadline::session
{

namespace
{

RiskState stateOf(const desk::Desk& desk, const signals::RolloutDay& signalsSent)
{
    RiskState state{.urgent = desk.urgency().recent(),
        .brakedUntil = desk.urgency().until(),
        .overrides = desk.overrides().taken(),
        .signalsSent = signalsSent};
    for (const auto& market : desk.markets()) {
        if (market->breaker().isTripped()) {
            state.tripped.push_back(market->instrument().id);
        }
    }
    std::ranges::sort(state.tripped);
    return state;
}

} // namespace

void RiskMemory::restore(const RiskState& state, desk::Desk& desk, core::Timestamp now)
{
    m_restored = countedAt(state, now, std::chrono::seconds(desk.settings().risk.urgentWindowSeconds));
    desk.urgency().restore(m_restored.urgent, m_restored.brakedUntil);
    desk.overrides().restore(m_restored.overrides);
    for (const auto& market : desk.markets()) {
        restore(*market);
    }
    m_last = stateOf(desk, m_restored.signalsSent);
}

void RiskMemory::restore(desk::Market& market)
{
    // Once: what it says from then on is newer.
    if (std::erase(m_restored.tripped, market.instrument().id) > 0) {
        market.breaker().restore(true);
    }
}

std::optional<RiskState> RiskMemory::changed(const desk::Desk& desk, const signals::RolloutDay& signalsSent)
{
    RiskState now = stateOf(desk, signalsSent);
    if (now == m_last) {
        return {};
    }
    m_last = now;
    // What is not on the desk in this run keeps what an earlier one left.
    for (const core::MarketId& id : m_restored.tripped) {
        const auto& markets = desk.markets();
        if (std::ranges::none_of(markets, [&](const auto& market) { return market->instrument().id == id; })) {
            now.tripped.push_back(id);
        }
    }
    return now;
}

} // namespace leadline::session
