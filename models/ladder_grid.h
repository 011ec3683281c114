// SPDX-License-Identifier: MIT
/// The rows of a ladder: prices stand still, the market moves through them.
#pragma once

#include "engine/orders/order.h"
#include "models/ladder_axis.h"
#include "models/ladder_market.h"
#include "models/ladder_row.h"
#include "models/size_changes.h"

#include <optional>
#include <utility>
#include <vector>

namespace leadline::models
{

/// What a ladder does not show on one of its ends; prices of zero: nothing of that kind is there.
struct OffScreen {
    core::Price touch; ///< the nearer of best bid and best ask, where neither is on show
    core::Price distance; ///< from the row at that end to the touch, above zero
    core::Price order; ///< of the nearest own order ...
    int orders = 0; ///< ... and how many there are
    core::Price average; ///< of our position

    bool operator==(const OffScreen&) const = default;
};

/// Fills the rows of an axis with what the market and our own orders have there. Thread: GUI.
class LadderGrid
{
public:
    static constexpr int groupings[] = {1, 2, 5, 10, 25, 50};

    /// The only venue on show; empty: all of them, consolidated.
    void setVenue(core::VenueId venue) { m_market.only = venue; }
    [[nodiscard]] core::VenueId venue() const { return m_market.only; }
    [[nodiscard]] const std::vector<LadderVenue>& venues() const { return m_market.venues; }
    /// Several venues share the rows.
    [[nodiscard]] bool isConsolidated() const { return m_market.isConsolidated(); }

    void setRowCount(int rows);
    void setGrouping(int ticks);
    [[nodiscard]] int grouping() const { return m_axis.grouping(); }
    [[nodiscard]] int rowCount() const { return m_axis.rowCount(); }

    /// Takes the market's state. The prices of rows do not change, except at the first one.
    void show(const session::MarketSnapshot& snapshot);
    /// Of another instrument: rows are empty until it is shown.
    void clear();
    void showOrders(std::vector<orders::Order> live);
    /// Puts the market in the middle. True when that changed the prices of rows.
    bool recentre();
    void scroll(std::int64_t rows);
    /// Puts that price in the middle, as for an order that is not on show.
    void centreOn(core::Price price, core::Side side);
    /// So many rows the market's middle is above that of the ladder, below it: negative; zero without a market.
    [[nodiscard]] std::int64_t marketOffset() const;
    /// From the best bid to the best ask, rows; zero where a side is missing.
    [[nodiscard]] std::int64_t spreadRows() const;
    /// What lies above the first row, or below the last one.
    [[nodiscard]] OffScreen above() const;
    [[nodiscard]] OffScreen below() const;

    [[nodiscard]] const std::vector<LadderRow>& rows() const { return m_rows; }
    [[nodiscard]] core::Price priceAt(int row) const { return m_axis.priceAt(row); }
    /// The row of a price on that side; nothing when it is not on show.
    [[nodiscard]] std::optional<int> rowOf(core::Price price, core::Side side) const
    {
        return m_axis.rowOf(price, side);
    }
    [[nodiscard]] const core::Instrument& instrument() const { return m_market.instrument; }
    /// A side of it, at least.
    [[nodiscard]] bool hasBook() const { return bestBid().raw() > 0 || bestAsk().raw() > 0; }
    [[nodiscard]] core::Price bestBid() const { return m_market.bestBid(); }
    [[nodiscard]] core::Price bestAsk() const { return m_market.bestAsk(); }
    [[nodiscard]] core::Quantity largestSize() const { return m_totals.largestSize; }
    [[nodiscard]] core::Quantity largestProfile() const { return m_totals.largestProfile; }
    [[nodiscard]] core::Quantity totalBids() const { return m_totals.bids; }
    [[nodiscard]] core::Quantity totalAsks() const { return m_totals.asks; }
    /// What we hold at the price of the row that says isAverage; below zero: short.
    [[nodiscard]] core::Quantity position() const { return m_market.position; }
    /// Live own orders at a row.
    [[nodiscard]] std::vector<orders::ClientOrderId> ordersAt(int row) const;
    /// Those of one side.
    [[nodiscard]] std::vector<orders::Order> ownAt(int row, core::Side side) const;
    /// Ours in what is on show.
    [[nodiscard]] std::vector<orders::Order> ordersOnShow() const;

private:
    [[nodiscard]] LadderRow* at(core::Price price, core::Side side);
    void rebuild();
    void addSide(const std::vector<core::Level>& levels, core::Side side);
    void addParts(std::size_t venue, const std::vector<core::Level>& levels, core::Side side);
    void addTraded();
    void addOwn();
    [[nodiscard]] OffScreen beyond(bool isAbove) const;
    /// Of the market; it has a side at least.
    [[nodiscard]] std::pair<core::Price, core::Side> middle() const;
    /// What stands at a row on the order's own venue and side.
    [[nodiscard]] core::Quantity heldWhere(const orders::Order& order, const LadderRow& row) const;

    LadderAxis m_axis;
    LadderMarket m_market;
    std::vector<orders::Order> m_orders;
    std::vector<LadderRow> m_rows;
    LadderTotals m_totals;
    SizeChanges m_changes;
};

} // namespace leadline::models
