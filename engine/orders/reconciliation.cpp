// SPDX-License-Identifier: MIT
#include "engine/orders/reconciliation.h"

#include "engine/orders/order_gateway.h"
#include "engine/orders/order_ledger.h"
#include "engine/orders/order_sender.h"
#include "engine/orders/report_handler.h"

#include <algorithm>
#include <chrono>

namespace leadline::orders
{

Reconciliation::Reconciliation(OrderLedger& ledger, OrderSender& sender, ReportHandler& reports)
    : m_ledger(ledger)
    , m_sender(sender)
    , m_reports(reports)
{
}

void Reconciliation::openOrders(const core::VenueId& venue, std::span<const OrderReport> open)
{
    std::set<ClientOrderId> there;
    for (const OrderReport& order : open) {
        if (const OrderRecord* const record = m_ledger.find(order)) {
            there.insert(record->order.request.id);
            m_reports.report(order);
        } else if (m_strangers.emplace(venue, order.venueOrder).second) {
            // Once: the venue is asked again and again.
            m_ledger.listener().troubled(
                venue.text() + " holds an order that this journal does not know: " + order.venueOrder);
        }
    }
    const std::set<ClientOrderId> live = m_ledger.live();
    for (const ClientOrderId id : live) {
        OrderRecord& record = *m_ledger.find(id);
        if (record.order.request.market.venue == venue && record.order.rests() && !there.contains(id)) {
            m_ledger.becomeUnknown(record, "not among the venue's open orders");
            m_recovered.insert(id); // nothing new goes there until it is clear
        }
    }
    m_unreconciled.erase(venue);
}

void Reconciliation::recover(const RecoveredState& state)
{
    for (const Position& position : state.positions) {
        m_ledger.positions().restore(position);
    }
    const core::Timestamp now = m_ledger.clock().now();
    for (const RecoveredOrder& recovered : state.orders) {
        OrderRecord& record = m_ledger.add(recovered.order);
        record.order.isAmending = false;
        record.executions.insert(recovered.executions.begin(), recovered.executions.end());
        record.askPause = m_ledger.timing().firstAsk;
        record.askNext = m_ledger.clock().steady();
        // What was written may have been sent a while later, but before now.
        record.newest = std::min(now, recovered.order.changed + std::chrono::minutes(1));
        m_ledger.watch(record);
        m_recovered.insert(recovered.order.request.id);
        if (record.order.isLive()) {
            record.order.state = OrderState::Unknown;
            ++m_ledger.counters().unknowns;
        }
        m_ledger.listener().orderChanged(record.order);
    }
}

bool Reconciliation::isReconciled(const core::VenueId& venue) const
{
    return !m_unreconciled.contains(venue) && std::ranges::none_of(m_recovered, [&](ClientOrderId id) {
        const OrderRecord* const record = m_ledger.find(id);
        return record != nullptr && record->order.request.market.venue == venue
            && (record->order.state == OrderState::Unknown || record->order.lacksFills());
    });
}

void Reconciliation::advance()
{
    const core::Duration now = m_ledger.clock().steady();
    m_ledger.forgetOldest();
    const std::set<ClientOrderId> watched = m_ledger.watched();
    for (const ClientOrderId id : watched) {
        OrderRecord* const record = m_ledger.find(id);
        if (record == nullptr) {
            m_ledger.unwatch(id);
            continue;
        }
        if (record->answerDue != core::Duration{} && now >= record->answerDue) {
            m_ledger.becomeUnknown(*record, "no answer in time");
        }
        const Order& order = record->order;
        const bool mustAsk = order.state == OrderState::Unknown || order.lacksFills();
        if (mustAsk && now >= record->askNext) {
            ask(*record);
        }
        if (order.isLive() && order.cancelWanted) {
            m_sender.sendCancel(*record);
        } else if (!mustAsk && record->answerDue == core::Duration{}) {
            m_ledger.unwatch(id);
            m_recovered.erase(id);
        }
    }
}

void Reconciliation::ask(OrderRecord& record)
{
    if (OrderGateway* const gateway = m_sender.gatewayOf(record.order)) {
        ++m_ledger.counters().questions;
        // Where only fills are missing, the state is known.
        if (record.order.state == OrderState::Unknown) {
            gateway->query(record.order);
        }
        if (record.order.lacksFills()) {
            gateway->queryFills(record.order);
        }
    }
    m_ledger.askLater(record);
}

} // namespace leadline::orders
