// SPDX-License-Identifier: MIT
/// A price-time-priority matching engine in ticks and lots.
#pragma once

#include "engine/core/side.h"

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace leadline::sim
{

using Ticks = std::int64_t; ///< price in ticks
using Lots = std::int64_t; ///< size in lots
using OrderHandle = std::uint64_t; ///< unique for the engine's life

enum class TimeInForce : std::uint8_t {
    GoodTillCancel,
    ImmediateOrCancel, ///< what does not fill at once is cancelled
    PostOnly, ///< rejected when it would take (Binance GTX)
};

enum class SubmitResult : std::uint8_t {
    Accepted, ///< filled, resting, or both; fills were reported before
    WouldTake, ///< a post-only order that crosses
    OutOfBand, ///< a price outside the engine's window
};

struct SubmitOutcome {
    SubmitResult result = SubmitResult::Accepted;
    OrderHandle handle = 0;
    Lots filled = 0;
    Lots resting = 0;
};

/// Hears of everything that happens, in order.
class MatchListener
{
public:
    virtual ~MatchListener() = default;
    /// The total at a price changed; zero: the level is gone.
    virtual void levelChanged(core::Side side, Ticks price, Lots total) = 0;
    /// `taker` met the resting `maker` at its price. `makerLeft` is what remains of the maker.
    virtual void matched(
        core::Side takerSide, OrderHandle taker, OrderHandle maker, Ticks price, Lots size, Lots makerLeft) = 0;
};

/// Prices live in a fixed window around the first price: levels are an array indexed by tick, orders a linked list in a
/// pool, so that an event costs no search and, once warm, no allocation.
class MatchingEngine
{
public:
    /// `centre` in ticks; the window reaches `reach` ticks either way.
    MatchingEngine(Ticks centre, Ticks reach, MatchListener& listener);

    SubmitOutcome submit(core::Side side, Ticks price, Lots size, TimeInForce timeInForce);
    /// What was left of the order; nothing when it is not there any more.
    std::optional<Lots> cancel(OrderHandle handle);

    [[nodiscard]] std::optional<Ticks> best(core::Side side) const;
    [[nodiscard]] Lots totalAt(Ticks price) const;
    [[nodiscard]] bool isInBand(Ticks price) const { return price > m_low && price < m_high; }
    [[nodiscard]] std::size_t liveOrders() const { return m_live; }
    /// Side and price of a resting order.
    [[nodiscard]] std::optional<std::pair<core::Side, Ticks>> placeOf(OrderHandle handle) const;
    /// Size standing before the order at its price; nothing when it is gone.
    [[nodiscard]] std::optional<Lots> aheadOf(OrderHandle handle) const;

private:
    using Slot = std::uint32_t;
    static constexpr Slot none = ~Slot{0};

    struct Order {
        Lots left = 0;
        Ticks price = 0;
        Slot next = none;
        Slot previous = none;
        std::uint32_t generation = 0;
        core::Side side = core::Side::Bid;
        bool live = false;
    };
    struct Level {
        Lots total = 0;
        Slot first = none;
        Slot last = none;
    };

    [[nodiscard]] Level& at(Ticks price) { return m_levels[static_cast<std::size_t>(price - m_low)]; }
    [[nodiscard]] const Level& at(Ticks price) const { return m_levels[static_cast<std::size_t>(price - m_low)]; }
    [[nodiscard]] bool crosses(core::Side side, Ticks price) const;
    Lots match(core::Side side, Ticks price, Lots size, OrderHandle taker);
    void rest(Slot slot);
    void unlink(Slot slot);
    void moveBestAway(core::Side side);
    [[nodiscard]] Slot take();
    void give(Slot slot);
    [[nodiscard]] const Order* find(OrderHandle handle) const;
    [[nodiscard]] OrderHandle handleOf(Slot slot) const
    {
        return static_cast<OrderHandle>(m_orders[slot].generation) << 32 | slot;
    }

    MatchListener& m_listener;
    Ticks m_low;
    Ticks m_high;
    Ticks m_bestBid; ///< m_low: no bid
    Ticks m_bestAsk; ///< m_high: no ask
    std::vector<Level> m_levels;
    std::vector<Order> m_orders;
    std::vector<Slot> m_free;
    std::size_t m_live = 0;
};

} // namespace leadline::sim
