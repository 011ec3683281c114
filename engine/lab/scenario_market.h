// SPDX-License-Identifier: MIT
/// A market on a matching engine whose quotes follow a script, watched by a real desk: for putting the desk into
/// exactly the conditions that a rule is about.
#pragma once

#include "engine/desk/desk.h"
#include "engine/desk/order_plan.h"
#include "engine/sim/exchange/matching_engine.h"

#include <cstddef>
#include <map>
#include <span>
#include <utility>
#include <vector>

namespace leadline::lab
{

/// How the touch moves from sample to sample.
struct QuoteScript {
    sim::Ticks narrow = 2; ///< the spread of every other sample ...
    sim::Ticks wide = 2; ///< ... and of those between
    enum class Walk : std::uint8_t {
        None, ///< the ask goes up and comes back: no net order flow
        Up, ///< the ask goes up and the bid follows: all order flow is buying
    };
    Walk walk = Walk::None;
};

/// An order of ours that was sent into the matching engine.
struct ScenarioOrder {
    desk::OrderPlan plan;
    core::Side side = core::Side::Bid;
    sim::OrderHandle handle = 0;
    bool wasRejected = false; ///< post-only, and it would have taken
    sim::Lots ahead = 0; ///< in the queue, when it came to rest
    sim::Lots size = 0;
    sim::Lots filled = 0;
    sim::Lots filledAsMaker = 0;
    double value = 0; ///< of the fills, quote units
    core::Price worst; ///< of the fills; zero: none

    [[nodiscard]] double averagePrice() const;
};

/// ETH/USDT at 1000.00: ticks of 0.01, lots of 0.001. Every step is 100 ms of event time, after which the desk hears of
/// the trades and of the best twenty levels a side. Thread: the desk's.
class ScenarioMarket final : private sim::MatchListener, private desk::MarketListener
{
public:
    explicit ScenarioMarket(const desk::DeskSettings& settings = {});

    /// Sizes of the ten quoted levels a side, in lots, the touch first.
    void setShape(std::span<const sim::Lots> bids, std::span<const sim::Lots> asks);
    /// So many samples of that script, from where the market is.
    void run(const QuoteScript& script, int samples);
    /// Nothing changes for that long, but for a sample every second.
    void wait(std::chrono::seconds time);
    /// Somebody sells that many lots to the bids.
    void sell(sim::Lots lots);

    [[nodiscard]] routing::Decision decide(const routing::RouteRequest& request);
    /// Sends what the decision becomes, its first slice where it goes in slices, and tells the desk of it. Orders live
    /// as long as the market.
    std::vector<const ScenarioOrder*> send(const routing::Decision& decision);
    const ScenarioOrder* send(const desk::OrderPlan& plan, core::Side side);

    [[nodiscard]] desk::Desk& desk() { return m_desk; }
    [[nodiscard]] const desk::Market& market() const { return m_market; }
    [[nodiscard]] const features::FeatureSet& sample() const { return m_sample; }
    [[nodiscard]] double value(features::Feature feature) const { return m_sample[feature]; }
    [[nodiscard]] core::Timestamp now() const { return m_now; }
    [[nodiscard]] int samples() const { return m_samples; }
    [[nodiscard]] core::Price priceOf(sim::Ticks ticks) const;
    [[nodiscard]] sim::Ticks bid() const { return m_bid; }
    [[nodiscard]] sim::Ticks ask() const { return m_ask; }

private:
    struct Quote {
        sim::OrderHandle handle = 0;
        sim::Lots left = 0;
    };
    using Place = std::pair<core::Side, sim::Ticks>;

    void levelChanged(core::Side side, sim::Ticks price, sim::Lots total) override;
    void matched(core::Side takerSide, sim::OrderHandle taker, sim::OrderHandle maker, sim::Ticks price, sim::Lots size,
        sim::Lots makerLeft) override;
    void sampled(const desk::Market& market, const features::FeatureSet& features) override;
    void traded(const desk::Market& market, const core::Trade& trade) override;
    void bookMoved(const desk::Market& market, const core::BookUpdate* update) override;

    void quote();
    void publish(core::Duration after);
    void tellOwnOrders();
    [[nodiscard]] std::vector<core::Level> levelsOf(core::Side side) const;

    sim::MatchingEngine m_engine;
    desk::Desk m_desk;
    desk::Market& m_market;
    std::vector<sim::Lots> m_bidSizes;
    std::vector<sim::Lots> m_askSizes;
    std::map<Place, Quote> m_quotes;
    std::vector<std::unique_ptr<ScenarioOrder>> m_own;
    ScenarioOrder* m_taking = nullptr; ///< ours, while it is being sent
    std::vector<core::Trade> m_trades; ///< not yet told
    sim::Ticks m_bid;
    sim::Ticks m_ask;
    bool m_isWide = false;
    core::Timestamp m_now;
    features::FeatureSet m_sample;
    int m_samples = 0;
    std::uint64_t m_ids = 0;
};

} // namespace leadline::lab
