// SPDX-License-Identifier: MIT
/// Every order with what is known of it: found by our id or the venue's, changed by the table of states alone, each
/// change written to the journal.
#pragma once

#include "engine/orders/journal.h"
#include "engine/orders/manager_counters.h"
#include "engine/orders/manager_timing.h"
#include "engine/orders/order_listener.h"
#include "engine/orders/order_states.h"

#include <deque>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace leadline::orders
{

struct OrderRecord {
    Order order;
    std::set<std::string> executions;
    // Waiting goes by the steady clock: the other one may be set while an order has no answer.
    core::Duration answerDue{}; ///< of a request under way; zero: none
    core::Duration askNext{}; ///< of an Unknown order, or one that lacks fills
    core::Duration askPause{};
    core::Timestamp newest{}; ///< send of the last request that may still arrive
    core::Quantity mayBeSize; ///< what an amendment under way, or one without an answer, may have made of it
    std::uint64_t cancelEntry = 0; ///< the cancel goes out when this is durable
    bool asksForFills = false;
    bool isListed = false; ///< among the closed ones
    bool isClearlyTimed = true; ///< the answer is one to its own request, not to a question about it
    core::Timestamp inForceSince{}; ///< the venue's stamp of the newest report on price and size
    core::Timestamp heldAt{}; ///< and of that on Order::isHeld
};

/// Deterministic: time comes in with the calls. Thread: that of the manager.
class OrderLedger
{
public:
    OrderLedger(const core::Clock& clock, Journal& journal, OrderListener& listener, const ManagerTiming& timing);

    [[nodiscard]] const core::Clock& clock() const { return m_clock; }
    [[nodiscard]] Journal& journal() { return m_journal; }
    [[nodiscard]] OrderListener& listener() { return m_listener; }
    [[nodiscard]] const ManagerTiming& timing() const { return m_timing; }
    [[nodiscard]] ManagerCounters& counters() { return m_counters; }
    [[nodiscard]] PositionBook& positions() { return m_positions; }

    /// An order that is not there yet, with the venue's ids that it has.
    OrderRecord& add(const Order& order);
    [[nodiscard]] OrderRecord* find(ClientOrderId id);
    /// Of a report, which may name the venue's id alone; null as well where that is not unique.
    [[nodiscard]] OrderRecord* find(const OrderReport& report);
    /// False when it is known.
    bool learnVenueOrder(OrderRecord& record, const std::string& venueOrder);

    /// False when the event meant nothing.
    bool apply(OrderRecord& record, OrderEvent event);
    /// Gives the number of the entry.
    std::uint64_t write(OrderRecord& record, std::string_view what, const Fill* fill = nullptr);
    /// Writes it, and hands it to the listener.
    void changed(OrderRecord& record, std::string_view what);
    void becomeUnknown(OrderRecord& record, std::string_view why);
    void endIfFull(OrderRecord& record);

    /// Time may concern it.
    void watch(const OrderRecord& record) { m_watched.insert(record.order.request.id); }
    void unwatch(ClientOrderId id) { m_watched.erase(id); }
    /// The next question about it comes after a pause, which is doubled from question to question.
    void askLater(OrderRecord& record);
    /// Beyond ManagerTiming::keptClosed.
    void forgetOldest();

    [[nodiscard]] const std::set<ClientOrderId>& live() const { return m_live; }
    [[nodiscard]] const std::set<ClientOrderId>& watched() const { return m_watched; }
    /// The newest entry.
    [[nodiscard]] std::uint64_t written() const { return m_written; }

private:
    void remember(const Order& order, const std::string& venueOrder);
    void forget(const Order& order);
    void moved(OrderRecord& record, OrderState before);
    void close(OrderRecord& record);

    const core::Clock& m_clock;
    Journal& m_journal;
    OrderListener& m_listener;
    ManagerTiming m_timing;
    std::unordered_map<ClientOrderId, OrderRecord> m_orders;
    std::set<ClientOrderId> m_live;
    std::set<ClientOrderId> m_watched; ///< those that time may concern
    std::deque<ClientOrderId> m_closed; ///< oldest first
    /// Venues that number the orders of each symbol apart use an id more than once.
    std::multimap<std::pair<core::VenueId, std::string>, ClientOrderId> m_byVenueOrder;
    std::uint64_t m_written = 0;
    PositionBook m_positions;
    ManagerCounters m_counters;
};

} // namespace leadline::orders
