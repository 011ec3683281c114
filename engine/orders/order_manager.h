// SPDX-License-Identifier: MIT
/// Takes orders from their first line in the journal to the venue's final report: journal before send, one send, and
/// nothing decided while the venue has not answered.
#pragma once

#include "engine/core/time.h"
#include "engine/orders/manager_timing.h"
#include "engine/orders/order.h"

#include <functional>
#include <memory>
#include <set>
#include <span>
#include <string_view>

namespace leadline::orders
{

class Journal;
class OrderGateway;
class OrderLedger;
class OrderListener;
class OrderSender;
class PositionBook;
class Reconciliation;
class ReportHandler;
struct ManagerCounters;
struct RecoveredState;

/// Deterministic: time comes in with the calls. Thread: one, whichever owns it.
class OrderManager
{
public:
    OrderManager(const core::Clock& clock, Journal& journal, OrderListener& listener, const ManagerTiming& timing = {});
    ~OrderManager();

    void connect(const core::VenueId& venue, OrderGateway& gateway);
    /// Fees paid in this currency are costs of the market. Those in a third one count as they were expected.
    void setQuote(const core::MarketId& market, core::Asset quote);
    /// ManagerTiming::absentAfter of one venue.
    void setAbsentAfter(const core::VenueId& venue, core::Duration after);
    /// Where a fill's worth in coins and quote units comes from.
    void setAppraisal(std::function<void(Fill&)> appraise);

    /// Writes the intent and, once that is durable, sends it. Risk was asked before.
    void submit(const NewOrder& order, core::Price arrivalMid, const GuardTerms& guard, const OrderTimes& times = {});
    /// False when it is over, or wanted already. `why` is kept with the order.
    bool cancel(ClientOrderId id, std::string_view why);
    /// Price and size in all, filled parts included. False when the order cannot be amended now.
    bool amend(ClientOrderId id, core::Price price, core::Quantity size);
    bool setGuard(ClientOrderId id, const GuardTerms& terms);
    /// The guard would have cancelled it.
    void flag(ClientOrderId id, std::string_view why);

    /// From the journal: everything up to that entry is durable.
    void journalled(std::uint64_t upTo);
    /// From the journal: it cannot write. Intents that wait are refused, cancels go out all the same.
    void journalFailed(std::string_view why);

    // From gateways:
    /// The request with the order was signed, or is in the socket now.
    void passed(ClientOrderId id, core::Duration OrderTimes::*station);
    void report(const OrderReport& report);
    /// A request about the order brought no answer, or one that leaves its state open. A question needs no such call:
    /// it is repeated until a report answers it.
    void unanswered(ClientOrderId id, std::string_view why);
    /// An order or an amendment, as it was sent, was turned away for its stamp and can go out anew: everything counts
    /// from now on. False where nobody waits for it any more, and it must not.
    [[nodiscard]] bool resend(const Order& sent);
    /// Never left us, or was turned away at the door for a reason that passes: a cancel is repeated, orders and
    /// amendments are refused.
    void notSent(ClientOrderId id, std::string_view why);
    /// All orders that venue holds for us; ours that are missing are asked for.
    void openOrders(const core::VenueId& venue, std::span<const OrderReport> open);

    /// Takes over what an earlier run left, and asks the venues about it.
    void recover(const RecoveredState& state);
    /// Nothing of an earlier run, or of a connection that was cut, is unclear at that venue.
    [[nodiscard]] bool isReconciled(const core::VenueId& venue) const;
    /// Until openOrders() came, nothing is known for certain there.
    void mustReconcile(const core::VenueId& venue);

    /// Time passed: answers that did not come, questions that are due. Call it every 50 ms or so.
    void advance();

    [[nodiscard]] const Order* find(ClientOrderId id) const;
    [[nodiscard]] const std::set<ClientOrderId>& live() const;
    [[nodiscard]] const PositionBook& positions() const;
    [[nodiscard]] PositionBook& positions();
    [[nodiscard]] const ManagerCounters& counters() const;
    /// Nothing is under way: no order unclear, no answer awaited, nothing unwritten.
    [[nodiscard]] bool isQuiet() const;

private:
    std::unique_ptr<OrderLedger> m_ledger;
    std::unique_ptr<OrderSender> m_sender;
    std::unique_ptr<ReportHandler> m_reports;
    std::unique_ptr<Reconciliation> m_reconciliation;
};

} // namespace leadline::orders
