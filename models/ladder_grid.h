// SPDX-License-Identifier: MIT
/// The rows of a ladder: prices stand still, the market moves through them.
#pragma once

#include "engine/orders/order.h"
#include "engine/session/market_snapshot.h"

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

namespace leadline::models
{

/// Sizes of one row by venue, in the order of the snapshot's venues.
using VenueSizes = std::array<core::Quantity, book::mostVenues>;

/// What one row shows. Values only: equal rows need no new picture.
struct LadderRow {
    core::Price price;
    core::Quantity bidSize; ///< of the venues that take part
    core::Quantity askSize;
    VenueSizes bidParts; ///< of all venues, those that take no part included
    VenueSizes askParts;
    core::Quantity bidChange; ///< since the last full second, in either direction
    core::Quantity askChange;
    core::Quantity cumulative; ///< size from the touch to here, on the side of this row
    core::Quantity ownBuy; ///< remaining size of own buys here
    core::Quantity ownSell;
    core::Quantity queueBuy; ///< estimated size ahead of the first own buy
    core::Quantity queueSell;
    double buyConfidence = 0; ///< in the estimate: 1 when only trades moved it
    double sellConfidence = 0;
    orders::OrderState buyState = orders::OrderState::Filled; ///< of the least settled own buy; Filled: none
    orders::OrderState sellState = orders::OrderState::Filled;
    core::Quantity sold; ///< by aggressors at this price within the window
    core::Quantity bought;
    core::Quantity profile; ///< since the start
    bool isBestBid = false;
    bool isBestAsk = false;
    bool isLastTrade = false;

    bool operator==(const LadderRow&) const = default;
};

/// Rows are computed from a whole-number bucket: `grouping` ticks a row, bids floored and asks ceiled into theirs.
/// Thread: GUI.
class LadderGrid
{
public:
    static constexpr int groupings[] = {1, 2, 5, 10, 25, 50};

    /// A venue as the rows need it.
    struct Venue {
        core::MarketId market;
        bool takesPart = false; ///< else its sizes are shown as untrusted, and counted nowhere
        bool isHidden = false; ///< switched off by the user: not shown at all

        bool operator==(const Venue&) const = default;
    };

    /// The only venue on show; empty: all of them, consolidated.
    void setVenue(core::VenueId venue) { m_only = venue; }
    [[nodiscard]] core::VenueId venue() const { return m_only; }
    [[nodiscard]] const std::vector<Venue>& venues() const { return m_venues; }
    /// Several venues share the rows.
    [[nodiscard]] bool isConsolidated() const { return m_only.isEmpty() && m_venues.size() > 1; }

    void setRowCount(int rows);
    void setGrouping(int ticks);
    [[nodiscard]] int grouping() const { return m_grouping; }
    [[nodiscard]] int rowCount() const { return static_cast<int>(m_rows.size()); }

    /// Takes the market's state. The prices of rows do not change, except at the first one.
    void show(const session::MarketSnapshot& snapshot);
    void showOrders(std::vector<orders::Order> live);
    /// Puts the market in the middle. True when that changed the prices of rows.
    bool recentre();
    void scroll(int rows);
    /// Both touches lie outside the rows.
    [[nodiscard]] bool isLost() const;

    [[nodiscard]] const std::vector<LadderRow>& rows() const { return m_rows; }
    [[nodiscard]] core::Price priceAt(int row) const;
    /// The row of a price on that side; nothing when it is not on show.
    [[nodiscard]] std::optional<int> rowOf(core::Price price, core::Side side) const;
    [[nodiscard]] const core::Instrument& instrument() const { return m_instrument; }
    [[nodiscard]] core::Price bestBid() const { return m_bestBid; }
    [[nodiscard]] core::Price bestAsk() const { return m_bestAsk; }
    [[nodiscard]] core::Quantity largestSize() const { return m_largest; }
    [[nodiscard]] core::Quantity largestProfile() const { return m_largestProfile; }
    [[nodiscard]] core::Quantity totalBids() const { return m_totalBids; }
    [[nodiscard]] core::Quantity totalAsks() const { return m_totalAsks; }
    /// Live own orders at a row.
    [[nodiscard]] std::vector<orders::ClientOrderId> ordersAt(int row) const;
    /// Those of one side.
    [[nodiscard]] std::vector<orders::Order> ownAt(int row, core::Side side) const;
    [[nodiscard]] const std::vector<orders::Order>& ordersOnShow() const { return m_orders; }

private:
    [[nodiscard]] std::int64_t step() const { return m_instrument.tick.raw() * m_grouping; }
    [[nodiscard]] std::int64_t bucketOf(core::Price price, core::Side side) const;
    [[nodiscard]] LadderRow* at(core::Price price, core::Side side);
    void rebuild();
    void addSide(const std::vector<core::Level>& levels, core::Side side);
    void addParts(std::size_t venue, const std::vector<core::Level>& levels, core::Side side);
    void addTraded();
    void addOwn();
    /// What stands at a row on the order's own venue and side.
    [[nodiscard]] core::Quantity heldWhere(const orders::Order& order, const LadderRow& row) const;
    void addChanges();

    core::Instrument m_instrument;
    int m_grouping = 1;
    std::int64_t m_top = 0; ///< bucket of the first row
    bool m_placed = false;
    std::vector<LadderRow> m_rows;
    std::vector<orders::Order> m_orders;

    core::VenueId m_only;
    std::vector<Venue> m_venues;

    // What rebuild() needs of the newest snapshot.
    struct VenueLevels {
        std::vector<core::Level> bids;
        std::vector<core::Level> asks;
    };
    std::vector<VenueLevels> m_parts; ///< by venue; empty for a ladder of one
    std::vector<core::Level> m_bids; ///< of all that take part
    std::vector<core::Level> m_asks;
    std::vector<session::QueueSnapshot> m_queues;
    std::vector<session::TradedAt> m_recent;
    std::vector<session::TradedAt> m_profileTrades;
    core::Timestamp m_profileTime;
    core::Price m_lastTrade;
    core::Price m_bestBid;
    core::Price m_bestAsk;
    core::Timestamp m_time;

    core::Quantity m_largest;
    core::Quantity m_largestProfile;
    core::Quantity m_totalBids;
    core::Quantity m_totalAsks;

    struct Baseline {
        core::Quantity bid;
        core::Quantity ask;
    };
    std::vector<Baseline> m_baseline; ///< sizes at the last full second, a row each
    std::int64_t m_baselineSecond = 0;
    std::int64_t m_baselineTop = 0;
};

} // namespace leadline::models
