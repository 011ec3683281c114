// SPDX-License-Identifier: MIT
/// What a venue of the embedded market publishes of its book and trades: totals by price, and what changed since.
#pragma once

#include "engine/core/time.h"
#include "engine/sim/exchange/matching_engine.h"

#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <vector>

namespace leadline::sim
{

/// Totals by price in ticks, best first, as published books are read far more often than they are rebuilt.
using BidTotals = std::map<Ticks, Lots, std::greater<>>;
using AskTotals = std::map<Ticks, Lots>;

struct MarketTrade {
    std::uint64_t id = 0;
    core::Side taker = core::Side::Bid;
    Ticks price = 0;
    Lots size = 0;
};

struct MarketTouch {
    Ticks bid = 0;
    Ticks ask = 0;
    Lots bidSize = 0;
    Lots askSize = 0;
    bool operator==(const MarketTouch&) const = default;
};

/// What changed since the last such event.
struct DepthChange {
    std::uint64_t previousId = 0; ///< last update id of the event before
    std::uint64_t finalId = 0;
    const BidTotals& bids; ///< new totals; zero: the level is gone
    const AskTotals& asks;
};

/// Receives everything the venue would publish, in order.
class PublicEvents
{
public:
    virtual ~PublicEvents() = default;
    /// All fills of one moment.
    virtual void traded(std::span<const MarketTrade> trades, core::Timestamp at) = 0;
    virtual void touchChanged(const MarketTouch& touch, std::uint64_t updateId, core::Timestamp at) = 0;
    /// On the venue's own interval, when anything changed.
    virtual void depthChanged(const DepthChange& change, core::Timestamp at) = 0;
};

/// Thread: its owner's.
class MarketPublisher
{
public:
    /// Where the events go; set once.
    void publishTo(PublicEvents& events) { m_events = &events; }
    /// The book as it stands is known to everybody: the next depth event begins here.
    void begin();
    /// A new total at a price; zero: the level is gone.
    void levelChanged(core::Side side, Ticks price, Lots total);
    void trade(core::Side taker, Ticks price, Lots size);
    /// Publishes the trades of this moment, and the touch where it changed.
    void settle(core::Timestamp at);
    /// Publishes the levels that changed since the last time, if any.
    void publishDepth(core::Timestamp at);

    [[nodiscard]] const BidTotals& bids() const { return m_bids; }
    [[nodiscard]] const AskTotals& asks() const { return m_asks; }
    [[nodiscard]] std::uint64_t updateId() const { return m_updateId; }

private:
    void publishTouch(core::Timestamp at);

    PublicEvents* m_events = nullptr;
    BidTotals m_bids;
    AskTotals m_asks;
    BidTotals m_changedBids;
    AskTotals m_changedAsks;
    std::uint64_t m_updateId = 5'000'000'000'000;
    std::uint64_t m_publishedId = 0; ///< of the last depth event
    std::uint64_t m_tradeId = 4'000'000'000;
    std::vector<MarketTrade> m_trades;
    MarketTouch m_touch;
};

} // namespace leadline::sim
