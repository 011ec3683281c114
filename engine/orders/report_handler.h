// SPDX-License-Identifier: MIT
/// What the reports of the venues make of our orders: states, fills and positions.
#pragma once

#include "engine/orders/order.h"
#include "engine/orders/order_states.h"

#include <deque>
#include <functional>
#include <map>
#include <utility>

namespace leadline::orders
{

class OrderLedger;
struct OrderRecord;

/// Thread: that of the manager. See OrderManager for what its calls mean.
class ReportHandler
{
public:
    explicit ReportHandler(OrderLedger& ledger);

    void setQuote(const core::MarketId& market, core::Asset quote) { m_quotes[market] = quote; }
    void setAbsentAfter(const core::VenueId& venue, core::Duration after) { m_absentAfter[venue] = after; }
    void setAppraisal(std::function<void(Fill&)> appraise) { m_appraise = std::move(appraise); }

    void report(const OrderReport& report);

private:
    /// Reports that came before it was known whose order they are about.
    void claimOrphans(const Order& order);
    /// A report of an order that is not known, or not yet.
    void keepOrphan(const OrderReport& report);
    void time(OrderRecord& record, const OrderReport& report);
    /// By its kind.
    void handle(OrderRecord& record, const OrderReport& report);
    void accepted(OrderRecord& record, const OrderReport& report);
    void fill(OrderRecord& record, const OrderReport& report);
    /// Adds it to the order and to the position.
    void book(Order& order, const Fill& fill);
    /// Of its fee, what is a cost in the quote currency beside the position.
    [[nodiscard]] core::Notional costOf(const Fill& fill) const;
    void ended(OrderRecord& record, const OrderReport& report, OrderEvent how);
    void rejected(OrderRecord& record, const OrderReport& report);
    void amended(OrderRecord& record, const OrderReport& report);
    void amendRejected(OrderRecord& record, const OrderReport& report);
    /// Of one before the amendment that is under way or without an answer, or of somebody else's: two of the same price
    /// and size are the same here.
    [[nodiscard]] static bool isOfEarlierAmendment(const OrderRecord& record, const OrderReport& report);
    static void amendmentAnswered(OrderRecord& record);
    void absent(OrderRecord& record, const OrderReport& report);
    /// Has what the report left open asked for.
    void followUp(OrderRecord& record);
    static void hold(OrderRecord& record, const OrderReport& report);
    /// Price and size as the venue has them; true when they were others.
    static bool putInForce(OrderRecord& record, const OrderReport& report);

    OrderLedger& m_ledger;
    std::map<core::MarketId, core::Asset> m_quotes;
    std::map<core::VenueId, core::Duration> m_absentAfter; ///< of venues that have one of their own
    std::function<void(Fill&)> m_appraise;
    std::deque<OrderReport> m_orphans; ///< under a venue's id that no order of ours has yet: the newest thousand
};

} // namespace leadline::orders
