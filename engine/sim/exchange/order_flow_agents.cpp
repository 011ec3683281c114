// SPDX-License-Identifier: MIT
#include "engine/sim/exchange/order_flow_agents.h"

#include <algorithm>
#include <cmath>

namespace leadline::sim
{

using core::Side;

OrderFlowAgents::OrderFlowAgents(MatchingEngine& engine, const CrowdSettings& settings, std::uint64_t seed,
    const PairPrice& price, double tick, core::Duration lag)
    : m_engine(engine)
    , m_settings(settings)
    , m_random(seed)
    , m_price(price)
    , m_tick(tick)
    , m_lag(lag)
{
}

void OrderFlowAgents::open(core::Timestamp now)
{
    m_now = m_next = now;
    // A book deep enough for large orders: dense at the touch, thinner with the distance.
    const auto centre = static_cast<Ticks>(std::floor(efficient()));
    for (Ticks distance = 0; distance < 1500; ++distance) {
        for (const Side side : {Side::Bid, Side::Ask}) {
            if (distance < 30 || m_random.chance(0.4)) {
                put(side, side == Side::Bid ? centre - distance : centre + 1 + distance,
                    size(m_settings.orderLots, m_settings.orderSpread));
            }
        }
    }
}

void OrderFlowAgents::advance(core::Timestamp until)
{
    while (true) {
        const core::Timestamp news = m_price.next() + m_lag;
        const core::Timestamp next = std::min(m_next, news);
        if (next > until) {
            break;
        }
        m_now = next;
        ++m_events;
        if (news <= m_next) {
            m_price.advance(m_price.next());
            follow();
            continue;
        }
        m_price.advance(m_now - m_lag);
        step();
        const double rate = (m_settings.placeRate + m_settings.takeRate) * m_price.tempo();
        m_next = m_now + std::max(cutSeconds(m_random.exponential() / rate), core::Duration(1));
    }
    m_now = until;
}

void OrderFlowAgents::skip(core::Duration step)
{
    m_now += step;
    m_next += step;
    m_price.skip(step);
    for (Resting& resting : m_resting) {
        resting.expires += step; // all alike: the heap stays one
    }
}

void OrderFlowAgents::reopen(core::Timestamp now)
{
    for (const Resting& resting : m_resting) {
        m_engine.cancel(resting.handle);
    }
    m_resting.clear();
    m_price.advance(now - m_lag);
    open(now);
}

void OrderFlowAgents::step()
{
    cancelExpired();
    if (m_random.uniform() * (m_settings.placeRate + m_settings.takeRate) < m_settings.placeRate) {
        place();
    } else {
        take();
    }
    follow();
}

Lots OrderFlowAgents::size(double median, double spread)
{
    return std::max<Lots>(1, static_cast<Lots>(median * std::exp(spread * m_random.normal())));
}

void OrderFlowAgents::place()
{
    const Side side = m_random.chance(0.5) ? Side::Bid : Side::Ask;
    const auto fair = static_cast<Ticks>(std::floor(efficient()));
    const bool atTouch = m_random.chance(m_settings.touchShare);
    const Ticks distance = atTouch ? 0 : 1 + m_random.geometric(m_settings.depthTicks);
    const Ticks price = side == Side::Bid ? fair - distance : fair + 1 + distance;
    put(side, price, size(m_settings.orderLots * (atTouch ? 1.4 : 1), m_settings.orderSpread));
}

void OrderFlowAgents::put(Side side, Ticks price, Lots lots)
{
    const SubmitOutcome outcome = m_engine.submit(side, price, lots, TimeInForce::PostOnly);
    if (outcome.resting == 0) {
        return;
    }
    const double distance = std::abs(static_cast<double>(price) - efficient());
    const double life = m_settings.lifeSeconds * (1 + distance / 8) * m_random.exponential();
    m_resting.push_back({outcome.handle, price, side, m_now + cutSeconds(life)});
    std::push_heap(m_resting.begin(), m_resting.end());
}

void OrderFlowAgents::take()
{
    const Side side = m_random.chance(m_settings.sideMemory) ? m_lastTaker : core::opposite(m_lastTaker);
    m_lastTaker = side;
    if (const auto best = m_engine.best(core::opposite(side))) {
        // Takers reach a few ticks through the touch and no further, as with a protected market order.
        const Ticks limit = side == Side::Bid ? *best + 20 : *best - 20;
        m_engine.submit(side, limit, size(m_settings.takeLots, m_settings.takeSpread), TimeInForce::ImmediateOrCancel);
    }
}

void OrderFlowAgents::follow()
{
    // Whoever is quicker: makers pull what the news has left on the wrong side, or takers have it.
    const auto fair = static_cast<Ticks>(std::floor(efficient()));
    for (const Side stale : {Side::Bid, Side::Ask}) {
        int pulled = 0;
        for (auto best = m_engine.best(stale); best && (stale == Side::Bid ? *best > fair : *best <= fair);
             best = m_engine.best(stale)) {
            if (m_random.chance(0.25)) {
                m_engine.submit(core::opposite(stale), *best, size(m_settings.takeLots, m_settings.takeSpread),
                    TimeInForce::ImmediateOrCancel);
            }
            bool removed = false;
            for (std::size_t i = 0; i < m_resting.size(); ++i) {
                if (m_resting[i].price == *best && m_resting[i].side == stale && m_engine.cancel(m_resting[i].handle)) {
                    removed = true;
                }
            }
            // What is left belongs to others than the crowd (the user's orders): the crowd takes it, as it would.
            if (!removed) {
                m_engine.submit(core::opposite(stale), *best, std::max<Lots>(1, m_engine.totalAt(*best)),
                    TimeInForce::ImmediateOrCancel);
            }
            if (++pulled > 400) {
                break;
            }
        }
    }
    // Makers quote the new touch at once.
    for (const Side side : {Side::Bid, Side::Ask}) {
        const Ticks touch = side == Side::Bid ? fair : fair + 1;
        if (m_engine.totalAt(touch) == 0 && m_random.chance(0.75)) {
            put(side, touch, size(m_settings.orderLots * 2, m_settings.orderSpread));
        }
    }
}

void OrderFlowAgents::cancelExpired()
{
    while (!m_resting.empty() && m_resting.front().expires <= m_now) {
        m_engine.cancel(m_resting.front().handle);
        std::pop_heap(m_resting.begin(), m_resting.end());
        m_resting.pop_back();
    }
}

} // namespace leadline::sim
