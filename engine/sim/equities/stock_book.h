// SPDX-License-Identifier: MIT
/// One stock's market: what a crowd shows at the touch and holds behind it, and clients' orders among it.
#pragma once

#include "engine/sim/equities/stock_events.h"

#include <array>
#include <cstdint>
#include <vector>

namespace leadline::sim
{

enum class StockOrderLife : std::uint8_t {
    Rests,
    Immediate, ///< what does not fill at once is cancelled
    AllOrNone, ///< fills at once and whole, or is cancelled
};

/// An order of a client as the market sees it.
struct StockOrder {
    std::uint64_t id = 0; ///< unique for ever; the client's choice
    core::Side side = core::Side::Bid;
    core::Price limit; ///< zero: a market order
    core::Quantity size; ///< shares, fractions too
    core::Notional budget; ///< dollars, never exceeded, in place of a size or beside it; zero: by size alone
    StockOrderLife life = StockOrderLife::Rests;
};

/// Hears of fills while they happen.
class StockBookEvents
{
public:
    virtual ~StockBookEvents() = default;
    virtual void bookTraded(core::Price price, core::Quantity size, core::Side taker) = 0;
    virtual void bookOrderChanged(const StockOrderEvent& event) = 0;
};

/// Price and time decide, the crowd's shares at a price being ahead of those that join it later. What the touch lacks
/// comes from levels behind it that are dearer by half the spread each. Thread: its owner's.
class StockBook
{
public:
    /// What the crowd shows from now on. Orders of clients that it runs into are filled at their own price.
    void requote(const StockQuote& quote, core::Price tick, StockBookEvents& events);
    /// Somebody of the crowd takes up to that much at the best price.
    void take(core::Side taker, core::Quantity size, StockBookEvents& events);
    /// Levels it went through; what is left rests or is cancelled. Nothing matches while isMatching() is false.
    int submit(const StockOrder& order, StockBookEvents& events);
    /// False when it is not resting.
    bool cancel(std::uint64_t id);
    /// Somebody takes half of a resting order out of turn. False when it is not resting, or too small to be parted.
    bool fillPart(std::uint64_t id, StockBookEvents& events);

    void setMatching(bool matches) { m_isMatching = matches; }
    [[nodiscard]] bool isMatching() const { return m_isMatching; }
    /// Nothing trades outside of them; zero: no band.
    void setBands(core::Price lower, core::Price upper);
    /// The best of crowd and clients; shares of clients count in whole ones.
    [[nodiscard]] StockQuote best() const;
    [[nodiscard]] bool holds(std::uint64_t id) const;
    /// Between levels behind the touch.
    [[nodiscard]] core::Price step() const { return m_step; }

private:
    struct Resting {
        StockOrder order;
        core::Quantity ahead; ///< of the crowd's shares at its price
    };
    struct Touch {
        core::Price price;
        core::Quantity size;
        char exchange = 'Q';
        core::Quantity next; ///< size of the level behind
    };

    [[nodiscard]] Touch& touch(core::Side side) { return m_touches[static_cast<std::size_t>(side)]; }
    [[nodiscard]] const Touch& touch(core::Side side) const { return m_touches[static_cast<std::size_t>(side)]; }
    [[nodiscard]] std::vector<Resting>& resting(core::Side side) { return m_resting[static_cast<std::size_t>(side)]; }
    [[nodiscard]] const std::vector<Resting>& resting(core::Side side) const
    {
        return m_resting[static_cast<std::size_t>(side)];
    }
    [[nodiscard]] static core::Quantity wanted(const StockOrder& order, core::Price price);
    [[nodiscard]] bool accepts(const StockOrder& order, core::Price price) const;
    /// The worst price it may take now.
    [[nodiscard]] core::Price reachOf(const StockOrder& order) const;
    [[nodiscard]] bool fillsWhole(const StockOrder& order) const;
    void fill(StockOrder& order, core::Price price, core::Quantity size, bool isMaker, StockBookEvents& events);
    void retreat(core::Side side, Touch& touch) const;
    void rest(const StockOrder& order);
    void meetCrowd(core::Side side, StockBookEvents& events);
    void dropDone(core::Side side);

    std::array<Touch, 2> m_touches{};
    std::array<std::vector<Resting>, 2> m_resting{}; ///< best first, market orders before all
    core::Price m_tick = core::Price::fromRaw(10'000'000);
    core::Price m_step = m_tick;
    core::Price m_lower;
    core::Price m_upper;
    bool m_isMatching = false;
};

} // namespace leadline::sim
