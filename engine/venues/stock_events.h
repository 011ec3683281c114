// SPDX-License-Identifier: MIT
/// What the decoders of stock feeds have in common: frames are lists of events, which are given one by one.
#pragma once

#include "engine/core/events.h"
#include "engine/venues/aggressor_rule.h"

#include <cstddef>
#include <variant>
#include <vector>

namespace leadline::venues
{

/// The events of one frame in their order. Quotes become books of at most one level a side, complete in themselves; a
/// trade's aggressor is told by AggressorRule when it is given, from what was given before it.
class StockEvents
{
public:
    struct Quote {
        core::Timestamp eventTime;
        core::Level bid; ///< price or size zero: nobody bids
        core::Level ask;
        int decimals = 0; ///< after the point, as written
    };
    struct Print {
        core::Trade trade;
        int decimals = 0;
    };
    struct Heartbeat {
    };

    /// Forgets the frame before this one.
    void begin();
    void add(const core::Symbol& symbol, const Quote& quote) { m_events.push_back({symbol, quote}); }
    void add(const core::Symbol& symbol, const Print& print) { m_events.push_back({symbol, print}); }
    void add(const core::Symbol& symbol, const core::HaltNotice& halt) { m_events.push_back({symbol, halt}); }
    void add(const core::Symbol& symbol, const core::PriceBands& bands) { m_events.push_back({symbol, bands}); }
    void addHeartbeat() { m_events.push_back({{}, Heartbeat{}}); }

    /// The next event, into the message; false when there is none.
    [[nodiscard]] bool give(core::MarketMessage& message);
    /// The connection was made anew: quotes and trades before it say nothing about those that come.
    void restart();

private:
    struct Event {
        core::Symbol symbol;
        std::variant<Heartbeat, Quote, Print, core::HaltNotice, core::PriceBands> what;
    };

    void tell(const Quote& quote, core::MarketMessage& message);
    void tell(const Print& print, core::MarketMessage& message);
    static void tell(const core::HaltNotice& halt, core::MarketMessage& message);
    static void tell(const core::PriceBands& bands, core::MarketMessage& message);
    static void tell(Heartbeat heartbeat, core::MarketMessage& message);

    std::vector<Event> m_events;
    std::size_t m_given = 0;
    AggressorRule m_aggressors;
};

} // namespace leadline::venues
