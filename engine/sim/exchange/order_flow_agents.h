// SPDX-License-Identifier: MIT
/// The crowd of the embedded market: makers and takers who follow the news.
#pragma once

#include "engine/core/time.h"
#include "engine/sim/exchange/efficient_price.h"
#include "engine/sim/exchange/matching_engine.h"
#include "engine/sim/exchange/random.h"

#include <cstdint>
#include <vector>

namespace leadline::sim
{

/// Rates are events a second at rest. The defaults were fitted to an hour of ETHUSDT perpetual on a busy day; the
/// comparison stands in docs/embedded-market.md.
struct CrowdSettings {
    double placeRate = 240; ///< limit orders
    double takeRate = 19; ///< market orders
    double touchShare = 0.36; ///< share of limit orders placed at the touch
    double depthTicks = 60; ///< mean distance of the others
    double orderLots = 210; ///< median size of a limit order
    double orderSpread = 1.4; ///< standard deviation of its logarithm
    double takeLots = 71;
    double takeSpread = 2.12;
    double lifeSeconds = 1.2; ///< mean life of an order at the touch; it grows with the distance
    double sideMemory = 0.82; ///< probability that a taker follows the one before
};

/// Drives a matching engine with order flow around an efficient price. Event by event in simulated time; the same seed
/// gives the same flow.
class OrderFlowAgents
{
public:
    /// `tick` in quote units; `lag`: how much later than elsewhere the efficient price is known here.
    OrderFlowAgents(MatchingEngine& engine, const CrowdSettings& settings, std::uint64_t seed, const PairPrice& price,
        double tick, core::Duration lag);

    /// Fills the empty book.
    void open(core::Timestamp now);
    /// Everything that happens up to and including `until`, one event after the other.
    void advance(core::Timestamp until);
    /// Shifts everything that is planned by `step`, which may be negative.
    void skip(core::Duration step);
    /// Everybody left, and a new crowd stands around the price of `now`.
    void reopen(core::Timestamp now);
    /// The event in progress, for stamps.
    [[nodiscard]] core::Timestamp now() const { return m_now; }
    /// How much has happened so far: news and deeds of the crowd.
    [[nodiscard]] std::uint64_t events() const { return m_events; }
    /// Moves the efficient price at once: a test's news.
    void shock(Ticks ticks) { m_price.shock(static_cast<double>(ticks) * m_tick); }

private:
    struct Resting {
        OrderHandle handle = 0;
        Ticks price = 0;
        core::Side side = core::Side::Bid;
        core::Timestamp expires;
        bool operator<(const Resting& other) const { return expires > other.expires; }
    };

    void step();
    void place();
    void put(core::Side side, Ticks price, Lots size);
    void take();
    void follow();
    void cancelExpired();
    [[nodiscard]] Lots size(double median, double spread);
    /// The efficient price in ticks, between the two that a fair touch would quote.
    [[nodiscard]] double efficient() const { return m_price.price() / m_tick + 0.5; }

    MatchingEngine& m_engine;
    CrowdSettings m_settings;
    Random m_random;
    PairPrice m_price;
    double m_tick;
    core::Duration m_lag;
    core::Timestamp m_now;
    core::Timestamp m_next;
    core::Side m_lastTaker = core::Side::Bid;
    std::uint64_t m_events = 0;
    std::vector<Resting> m_resting; ///< a heap, the first to expire in front
};

} // namespace leadline::sim
