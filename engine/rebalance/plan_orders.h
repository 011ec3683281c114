// SPDX-License-Identifier: MIT
/// From a plan to its orders, and what they would cost: the dry run.
#pragma once

#include "engine/core/stock.h"
#include "engine/equities/market_hours.h"
#include "engine/rebalance/placement_rules.h"
#include "engine/rebalance/plan.h"

#include <limits>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace leadline::rebalance
{

/// What is there before anything is sent.
struct Holdings {
    core::Notional cash; ///< dollars, without what credit would add
    core::Notional buyingPower; ///< as the venue has it
    std::map<core::Symbol, core::Quantity> positions;
    std::set<core::Symbol> withOpenOrders; ///< in them nothing may be sent: an order of the other side is refused there
};

/// What is known of the market.
struct MarketView {
    std::map<core::Symbol, Quote> quotes;
    std::map<core::Symbol, std::string> silent; ///< why there is no quote, where that is known
    std::map<core::Symbol, core::StockAsset> assets;
    std::set<core::Symbol> halted;
    equities::TradingCalendar calendar;
    core::Timestamp now;
};

struct PlannedOrder {
    core::Symbol symbol;
    core::Side side = core::Side::Bid;
    core::Quantity size; ///< shares
    bool isFractional = false; ///< fractions of this stock are traded
    core::Quantity held; ///< before
    core::Quantity target; ///< after
    core::Price reference; ///< mid
    double notional = 0; ///< dollars, at mid
    double limitCost = 0; ///< expected, dollars against mid: a limit at the anchor that fills
    double marketCost = 0; ///< the baseline: a market order against the far side
    Validation validation; ///< of the quote, now

    bool operator==(const PlannedOrder&) const = default;
};

/// A row that leads to no order, and why: too small, nothing to do, not tradable.
struct LeftOut {
    core::Symbol symbol; ///< empty: the plan as a whole
    std::string why;
    bool isRefusal = false; ///< the plan cannot be carried out as it is

    bool operator==(const LeftOut&) const = default;
};

struct PlanPreview {
    std::vector<PlannedOrder> orders; ///< sells first, each in the plan's order
    std::vector<LeftOut> leftOut;
    double equity = 0; ///< cash and positions at mid, dollars
    double sells = 0; ///< dollars
    double buys = 0;
    double cashAfter = 0; ///< once everything filled at mid
    double limitCost = 0; ///< dollars: sums of the orders'
    double marketCost = 0;
    equities::Placement placement; ///< when the first order could go
    std::vector<std::string> warnings;

    [[nodiscard]] bool isRefused() const;
};

/// Dollars; zero: any.
struct OrderLimits {
    double orderNotional = std::numeric_limits<double>::infinity();
    double position = std::numeric_limits<double>::infinity(); ///< in one stock, after the order
};
/// Refuses larger orders, and buys of more in one stock than a position may be.
void refuseBeyond(const OrderLimits& limits, PlanPreview& preview);

/// Orders = targets − positions, at mid; buys are sized for the far side, so that no order costs more than is planned.
/// Rounding never trades more than that, and what is sold wholly is sold with its fraction where fractions are traded.
/// Refusals: symbols that are unknown, untradable, without a quote that names a price, with open orders; short sales;
/// buys that cash and sells do not pay at the far side, or buying power and sells. Weights that can be had at mid never
/// fail for what sells lose to their spreads: the largest buy gives way, and a warning says so. What is halted stays.
[[nodiscard]] PlanPreview planOrders(
    const Plan& plan, const Holdings& holdings, const MarketView& market, const ExecutionSettings& settings);

} // namespace leadline::rebalance
