// SPDX-License-Identifier: MIT
#include "engine/orders/order_sender.h"

#include "engine/orders/order_gateway.h"
#include "engine/orders/order_ledger.h"

#include <algorithm>
#include <utility>

namespace leadline::orders
{

OrderSender::OrderSender(OrderLedger& ledger)
    : m_ledger(ledger)
{
}

OrderGateway* OrderSender::gatewayOf(const Order& order) const
{
    const auto found = m_gateways.find(order.request.market.venue);
    return found != m_gateways.end() && found->second->isUp() ? found->second : nullptr;
}

void OrderSender::submit(const Order& order)
{
    if (m_ledger.find(order.request.id) != nullptr) {
        ++m_ledger.counters().defects;
        m_ledger.listener().troubled("order " + clientText(order.request.id) + " was to be sent a second time");
        return;
    }
    m_ledger.forgetOldest();
    OrderRecord& record = m_ledger.add(order);
    if (!m_ledger.journal().isHealthy()) {
        record.order.note = "the journal cannot be written";
        m_ledger.apply(record, OrderEvent::Rejected);
        m_ledger.listener().orderChanged(record.order);
        return;
    }
    m_waiting.push_back({m_ledger.write(record, "new"), Action::Submit, order.request.id});
    m_ledger.listener().orderChanged(record.order);
}

bool OrderSender::cancel(ClientOrderId id, std::string_view why)
{
    OrderRecord* const record = m_ledger.find(id);
    if (record == nullptr || !record->order.isLive() || record->order.cancelWanted) {
        return false;
    }
    record->order.cancelWanted = true;
    record->order.note = why;
    if (record->order.state == OrderState::New) {
        m_ledger.apply(*record, OrderEvent::CancelSent);
        m_ledger.changed(*record, "withdrawn before it was sent: " + std::string(why));
        return true;
    }
    record->cancelEntry = m_ledger.write(*record, "cancel: " + std::string(why));
    if (m_ledger.journal().isHealthy()) {
        m_waiting.push_back({record->cancelEntry, Action::Cancel, id});
    } else {
        // Nothing may keep an order alive that somebody wants gone.
        sendCancel(*record);
    }
    m_ledger.listener().orderChanged(record->order);
    return true;
}

bool OrderSender::amend(ClientOrderId id, core::Price price, core::Quantity size)
{
    OrderRecord* const record = m_ledger.find(id);
    if (record == nullptr || record->order.isAmending || record->order.isHeld || record->order.cancelWanted
        || size <= record->order.filled || !m_ledger.journal().isHealthy()
        || transitionOf(record->order.state, OrderEvent::AmendSent).verdict != Verdict::Allowed) {
        return false;
    }
    m_ledger.apply(*record, OrderEvent::AmendSent);
    record->order.isAmending = true;
    record->order.amendPrice = price;
    record->order.amendSize = size;
    const std::uint64_t entry = m_ledger.write(*record, "amend to " + size.text() + " at " + price.text());
    m_waiting.push_back({entry, Action::Amend, id});
    m_ledger.listener().orderChanged(record->order);
    return true;
}

void OrderSender::journalled(std::uint64_t upTo)
{
    m_durable = std::max(m_durable, upTo);
    while (!m_waiting.empty() && m_waiting.front().entry <= m_durable) {
        const Waiting waiting = m_waiting.front();
        m_waiting.pop_front();
        if (OrderRecord* const record = m_ledger.find(waiting.id)) {
            act(waiting.action, *record);
        }
    }
}

void OrderSender::journalFailed(std::string_view why)
{
    for (const Waiting& waiting : std::exchange(m_waiting, {})) {
        OrderRecord* const record = m_ledger.find(waiting.id);
        if (record == nullptr) {
            continue;
        }
        if (waiting.action == Action::Cancel) {
            sendCancel(*record);
            continue;
        }
        record->order.note = "not sent: " + std::string(why);
        record->order.isAmending = false;
        if (waiting.action == Action::Submit && record->order.state == OrderState::New) {
            m_ledger.apply(*record, OrderEvent::Rejected);
        }
        m_ledger.changed(*record, record->order.note);
    }
}

void OrderSender::act(Action action, OrderRecord& record)
{
    switch (action) {
    case Action::Submit:
        return sendNew(record);
    case Action::Amend:
        return sendAmendment(record);
    case Action::Cancel:
        return sendCancel(record);
    }
}

void OrderSender::sendNew(OrderRecord& record)
{
    Order& order = record.order;
    if (order.state != OrderState::New) {
        return; // withdrawn meanwhile
    }
    OrderGateway* const gateway = gatewayOf(order);
    if (gateway == nullptr) {
        order.note = "not sent: the venue is not connected";
        m_ledger.apply(record, OrderEvent::Rejected);
        return m_ledger.changed(record, order.note);
    }
    const core::Timestamp now = m_ledger.clock().now();
    m_ledger.apply(record, OrderEvent::Written);
    order.sent = record.newest = now;
    order.times.sent = m_ledger.clock().steady();
    record.answerDue = m_ledger.clock().steady() + m_ledger.timing().answerWithin;
    m_ledger.watch(record);
    m_ledger.listener().orderChanged(order);
    gateway->submit(order);
}

void OrderSender::sendAmendment(OrderRecord& record)
{
    Order& order = record.order;
    OrderGateway* const gateway = gatewayOf(order);
    if (!order.rests() || order.cancelWanted || !order.isAmending || gateway == nullptr
        || order.amendSize <= order.filled) {
        order.isAmending = false;
        return m_ledger.listener().orderChanged(order);
    }
    record.newest = m_ledger.clock().now();
    record.mayBeSize = order.amendSize;
    record.answerDue = m_ledger.clock().steady() + m_ledger.timing().answerWithin;
    m_ledger.watch(record);
    gateway->amend(order);
}

void OrderSender::sendCancel(OrderRecord& record)
{
    m_ledger.watch(record); // until it is gone
    OrderGateway* const gateway = gatewayOf(record.order);
    const OrderState state = record.order.state;
    const bool isWritten = record.cancelEntry <= m_durable || !m_ledger.journal().isHealthy();
    if (gateway == nullptr || !isWritten || (state != OrderState::Working && state != OrderState::PartiallyFilled)) {
        return;
    }
    m_ledger.apply(record, OrderEvent::CancelSent);
    record.answerDue = m_ledger.clock().steady() + m_ledger.timing().answerWithin;
    gateway->cancel(record.order);
    m_ledger.listener().orderChanged(record.order);
}

void OrderSender::passed(ClientOrderId id, core::Duration OrderTimes::*station)
{
    OrderRecord* const record = m_ledger.find(id);
    if (record != nullptr && record->order.times.*station == core::Duration{}) {
        record->order.times.*station = m_ledger.clock().steady();
    }
}

bool OrderSender::resend(const Order& sent)
{
    OrderRecord* const record = m_ledger.find(sent.request.id);
    if (record == nullptr || record->order.cancelWanted) {
        return false;
    }
    const Order& order = record->order;
    const bool isWanted = sent.isAmending
        ? order.isAmending && order.amendPrice == sent.amendPrice && order.amendSize == sent.amendSize
        : order.state == OrderState::PendingSubmit;
    if (isWanted) {
        // It may arrive as late as if it went out now for the first time.
        record->newest = m_ledger.clock().now();
        record->answerDue = m_ledger.clock().steady() + m_ledger.timing().answerWithin;
        record->isClearlyTimed = false;
    }
    return isWanted;
}

void OrderSender::notSent(ClientOrderId id, std::string_view why)
{
    OrderRecord* const record = m_ledger.find(id);
    if (record == nullptr) {
        return;
    }
    Order& order = record->order;
    if (order.state == OrderState::PendingSubmit) {
        order.note = "not sent: " + std::string(why);
        m_ledger.apply(*record, OrderEvent::Rejected);
        return m_ledger.changed(*record, order.note);
    }
    if (order.isAmending && order.state != OrderState::PendingCancel) {
        order.isAmending = false;
        order.note = why;
        record->answerDue = {};
        record->mayBeSize = {};
        m_ledger.apply(*record, OrderEvent::AmendRefused);
        m_ledger.changed(*record, "amendment not sent: " + std::string(why));
        return m_ledger.endIfFull(*record);
    }
    // A cancel: asking what stands there comes first, then it is sent again.
    m_ledger.becomeUnknown(*record, why);
}

bool OrderSender::isIdle() const
{
    return m_waiting.empty() && m_durable >= m_ledger.written();
}

} // namespace leadline::orders
