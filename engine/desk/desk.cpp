// SPDX-License-Identifier: MIT
#include "engine/desk/desk.h"

#include <algorithm>

namespace leadline::desk
{

Desk::Desk(const DeskSettings& settings, MarketListener& listener)
    : m_settings(settings)
    , m_listener(listener)
{
    m_settings.routing.book = m_settings.features.book;
}

Market& Desk::open(const core::Instrument& instrument, Market::Rules rules)
{
    if (Market* const known = find(instrument.id)) {
        return *known;
    }
    m_markets.push_back(std::make_unique<Market>(instrument, rules, m_settings.features, m_settings.risk, m_listener));
    return *m_markets.back();
}

Market* Desk::find(const core::MarketId& id)
{
    const auto found =
        std::ranges::find_if(m_markets, [&](const auto& market) { return market->instrument().id == id; });
    return found == m_markets.end() ? nullptr : found->get();
}

routing::Decision Desk::decide(const Market& market, const routing::RouteRequest& request, core::Duration silence) const
{
    const routing::RouteContext context{
        .market = market.instrument().id,
        .instrument = &market.instrument(),
        .book = &market.book(),
        .inSync = market.tracker().isInSync(),
        .time = market.time(),
        .bookAge = market.bookAge(silence),
        .killSwitch = m_killSwitch,
        .breakerOpen = market.breaker().isTripped(),
        .urgencyBrake = m_urgency.isOn(market.time()),
    };
    return routing::decide(request, context, m_settings.routing, m_settings.risk);
}

void Desk::commit(const routing::Decision& decision)
{
    if (decision.action == routing::Action::Aggressive) {
        m_urgency.decidedUrgently(decision.time, m_settings.risk);
    }
}

void Desk::setSettings(const DeskSettings& settings)
{
    const bool featuresChanged = !(settings.features == m_settings.features);
    m_settings = settings;
    m_settings.routing.book = m_settings.features.book;
    for (const auto& market : m_markets) {
        market->setRiskLimits(settings.risk);
        if (featuresChanged) {
            market->setFeatureSettings(settings.features);
        }
    }
}

} // namespace leadline::desk
