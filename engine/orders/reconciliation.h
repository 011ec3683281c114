// SPDX-License-Identifier: MIT
/// What is not certain is asked for: after a restart, after a lost connection, after a request without an answer.
#pragma once

#include "engine/orders/order.h"

#include <set>
#include <span>
#include <string>
#include <utility>

namespace leadline::orders
{

class OrderLedger;
class OrderSender;
class ReportHandler;
struct OrderRecord;
struct RecoveredState;

/// Thread: that of the manager. See OrderManager for what its calls mean.
class Reconciliation
{
public:
    Reconciliation(OrderLedger& ledger, OrderSender& sender, ReportHandler& reports);

    void openOrders(const core::VenueId& venue, std::span<const OrderReport> open);
    void recover(const RecoveredState& state);
    [[nodiscard]] bool isReconciled(const core::VenueId& venue) const;
    void mustReconcile(const core::VenueId& venue) { m_unreconciled.insert(venue); }
    void advance();

private:
    void ask(OrderRecord& record);

    OrderLedger& m_ledger;
    OrderSender& m_sender;
    ReportHandler& m_reports;
    std::set<core::VenueId> m_unreconciled;
    std::set<std::pair<core::VenueId, std::string>> m_strangers; ///< open orders of others that were reported
    std::set<ClientOrderId> m_recovered; ///< of an earlier run, not clear yet
};

} // namespace leadline::orders
