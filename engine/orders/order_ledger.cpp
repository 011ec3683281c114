// SPDX-License-Identifier: MIT
#include "engine/orders/order_ledger.h"

#include <algorithm>

namespace leadline::orders
{

OrderLedger::OrderLedger(
    const core::Clock& clock, Journal& journal, OrderListener& listener, const ManagerTiming& timing)
    : m_clock(clock)
    , m_journal(journal)
    , m_listener(listener)
    , m_timing(timing)
{
}

OrderRecord& OrderLedger::add(const Order& order)
{
    OrderRecord& record = m_orders[order.request.id];
    record.order = order;
    for (const std::string& venueOrder : order.earlierVenueOrders) {
        remember(order, venueOrder);
    }
    if (!order.venueOrder.empty()) {
        remember(order, order.venueOrder);
    }
    if (order.isLive()) {
        m_live.insert(order.request.id);
    }
    return record;
}

OrderRecord* OrderLedger::find(ClientOrderId id)
{
    const auto found = m_orders.find(id);
    return found == m_orders.end() ? nullptr : &found->second;
}

OrderRecord* OrderLedger::find(const OrderReport& report)
{
    if (report.id != 0) {
        return find(report.id);
    }
    if (report.venueOrder.empty()) {
        return nullptr;
    }
    const core::Symbol& symbol = report.market.symbol;
    OrderRecord* known = nullptr;
    const auto [first, last] = m_byVenueOrder.equal_range({report.market.venue, report.venueOrder});
    for (auto at = first; at != last; ++at) {
        OrderRecord* const record = find(at->second);
        if (record == nullptr || (!symbol.isEmpty() && symbol != record->order.request.market.symbol)) {
            continue;
        }
        if (known != nullptr) {
            return nullptr; // it may be either
        }
        known = record;
    }
    return known;
}

void OrderLedger::remember(const Order& order, const std::string& venueOrder)
{
    m_byVenueOrder.emplace(std::pair(order.request.market.venue, venueOrder), order.request.id);
}

void OrderLedger::forget(const Order& order)
{
    const auto forgetOne = [&](const std::string& venueOrder) {
        const auto [first, last] = m_byVenueOrder.equal_range({order.request.market.venue, venueOrder});
        const auto found =
            std::find_if(first, last, [&](const auto& known) { return known.second == order.request.id; });
        if (found != last) {
            m_byVenueOrder.erase(found);
        }
    };
    std::ranges::for_each(order.earlierVenueOrders, forgetOne);
    forgetOne(order.venueOrder);
}

bool OrderLedger::learnVenueOrder(OrderRecord& record, const std::string& venueOrder)
{
    Order& order = record.order;
    // Where an order was replaced by another, late reports may still name the older one.
    const auto& earlier = order.earlierVenueOrders;
    if (venueOrder.empty() || order.venueOrder == venueOrder
        || std::ranges::find(earlier, venueOrder) != earlier.end()) {
        return false;
    }
    if (!order.venueOrder.empty()) {
        order.earlierVenueOrders.push_back(order.venueOrder);
    }
    order.venueOrder = venueOrder;
    remember(order, venueOrder);
    return true;
}

bool OrderLedger::apply(OrderRecord& record, OrderEvent event)
{
    Order& order = record.order;
    const OrderState before = order.state;
    const Transition transition = transitionOf(before, event);
    if (transition.verdict == Verdict::Ignored) {
        ++m_counters.ignored;
        return false;
    }
    if (transition.verdict == Verdict::Defect) {
        ++m_counters.defects;
        m_listener.troubled("order " + clientText(order.request.id) + " is " + std::string(describe(before))
            + ", and the venue says: " + std::string(describe(event)));
    }
    order.state = transition.next;
    if (order.state == OrderState::Working && !order.filled.isZero()) {
        order.state = OrderState::PartiallyFilled;
    }
    if (order.state != before) {
        moved(record, before);
    }
    return true;
}

void OrderLedger::moved(OrderRecord& record, OrderState before)
{
    Order& order = record.order;
    if (before == OrderState::Rejected) {
        // Declared absent, and there all the same: it is not wanted any more.
        m_live.insert(order.request.id);
        order.cancelWanted = true;
        watch(record);
    }
    if (before == OrderState::PendingSubmit || before == OrderState::PendingCancel || !order.isLive()) {
        record.answerDue = {};
    }
    if (order.state == OrderState::Unknown) {
        ++m_counters.unknowns;
        record.isClearlyTimed = false;
        record.answerDue = {};
        record.askPause = m_timing.firstAsk;
        record.askNext = m_clock.steady();
        order.isAmending = false;
        watch(record);
    }
    if (!order.isLive()) {
        close(record);
    }
}

std::uint64_t OrderLedger::write(OrderRecord& record, std::string_view what, const Fill* fill)
{
    record.order.changed = m_clock.now();
    JournalEntry entry{.order = record.order, .what = std::string(what), .at = record.order.changed};
    if (fill != nullptr) {
        entry.fill = *fill;
        entry.position = m_positions.of(fill->market);
    }
    m_written = m_journal.write(std::move(entry));
    return m_written;
}

void OrderLedger::changed(OrderRecord& record, std::string_view what)
{
    write(record, what);
    m_listener.orderChanged(record.order);
}

void OrderLedger::becomeUnknown(OrderRecord& record, std::string_view why)
{
    const OrderState before = record.order.state;
    if (apply(record, OrderEvent::TimedOut) && before != record.order.state) {
        if (!record.order.cancelWanted) {
            record.order.note = why;
        }
        changed(record, why);
    }
    record.answerDue = {};
}

void OrderLedger::endIfFull(OrderRecord& record)
{
    Order& order = record.order;
    const bool isClear = order.isLive() && order.state != OrderState::New && record.mayBeSize.isZero();
    if (isClear && !order.filled.isZero() && order.filled >= order.request.size
        && apply(record, OrderEvent::FullFill)) {
        changed(record, "filled");
    }
}

void OrderLedger::askLater(OrderRecord& record)
{
    record.askNext = m_clock.steady() + record.askPause;
    record.askPause = std::min(std::max(record.askPause, m_timing.firstAsk) * 2, m_timing.longestAsk);
}

void OrderLedger::close(OrderRecord& record)
{
    m_live.erase(record.order.request.id);
    record.mayBeSize = {};
    if (!std::exchange(record.isListed, true)) {
        m_closed.push_back(record.order.request.id);
    }
}

void OrderLedger::forgetOldest()
{
    for (std::size_t tries = m_closed.size(); tries > 0 && m_closed.size() > m_timing.keptClosed; --tries) {
        const ClientOrderId oldest = m_closed.front();
        m_closed.pop_front();
        OrderRecord* const found = find(oldest);
        if (found == nullptr) {
            continue;
        }
        if (found->order.isLive() || found->order.lacksFills()) {
            m_closed.push_back(oldest); // it lives again, or is not complete
            continue;
        }
        forget(found->order);
        m_watched.erase(oldest);
        m_orders.erase(oldest);
    }
}

} // namespace leadline::orders
