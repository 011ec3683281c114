// SPDX-License-Identifier: MIT
/// What a ladder shows of the newest state of the market: all venues together, or one alone.
#pragma once

#include "engine/core/instrument.h"
#include "engine/core/level.h"
#include "engine/core/time.h"

#include <vector>

namespace leadline::session
{
struct MarketSnapshot;
struct PositionSnapshot;
struct QueueSnapshot;
struct TradedAt;
} // namespace leadline::session

namespace leadline::models
{

/// A venue as the rows need it.
struct LadderVenue {
    core::MarketId market;
    bool takesPart = false; ///< else its sizes are shown as untrusted, and counted nowhere
    bool isHidden = false; ///< switched off by the user: not shown at all

    bool operator==(const LadderVenue&) const = default;
};

struct VenueLevels {
    std::vector<core::Level> bids;
    std::vector<core::Level> asks;
};

/// Copies of what rows are made of.
struct LadderMarket {
    core::VenueId only; ///< the only venue on show; empty: all of them, consolidated
    core::Instrument instrument; ///< with the tick of the venue on show
    std::vector<LadderVenue> venues;
    std::vector<VenueLevels> parts; ///< by venue; empty for a ladder of one
    std::vector<core::Level> bids; ///< of all that take part
    std::vector<core::Level> asks;
    std::vector<session::QueueSnapshot> queues;
    std::vector<session::TradedAt> recentTrades;
    std::vector<session::TradedAt> profile; ///< since the start, by price
    core::Timestamp profileTime;
    core::Price lastTrade;
    core::Price averagePrice; ///< of our position in what is on show; zero: none, or several with prices of their own
    core::Quantity position; ///< at that price
    core::Timestamp time;

    LadderMarket();
    ~LadderMarket();
    LadderMarket(const LadderMarket&) = delete;
    LadderMarket& operator=(const LadderMarket&) = delete;

    void show(const session::MarketSnapshot& snapshot);
    /// Of another instrument: nothing of the old one stays.
    void clear();
    /// Orders there belong to what is on show.
    [[nodiscard]] bool has(const core::MarketId& market) const;
    [[nodiscard]] bool isEmpty() const { return bids.empty() && asks.empty(); }
    /// Several venues share the rows.
    [[nodiscard]] bool isConsolidated() const { return only.isEmpty() && venues.size() > 1; }
    /// Zero without one.
    [[nodiscard]] core::Price bestBid() const { return bids.empty() ? core::Price{} : bids.front().price; }
    [[nodiscard]] core::Price bestAsk() const { return asks.empty() ? core::Price{} : asks.front().price; }

private:
    void showPosition(const std::vector<session::PositionSnapshot>& positions);
};

} // namespace leadline::models
