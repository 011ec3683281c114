// SPDX-License-Identifier: MIT
/// Takes orders from the wish to the venue's last word: journal before send, one send, and nothing decided while the
/// venue has not spoken.
#pragma once

#include "engine/orders/journal.h"
#include "engine/orders/manager_timing.h"
#include "engine/orders/order_states.h"

#include <array>
#include <deque>
#include <functional>
#include <map>
#include <set>
#include <span>
#include <unordered_map>

namespace leadline::orders
{

/// The way to one venue. Answers come back through OrderManager, never from inside these calls.
class OrderGateway
{
public:
    virtual ~OrderGateway() = default;
    virtual void submit(const Order& order) = 0;
    /// To order.amendPrice and order.amendSize.
    virtual void amend(const Order& order) = 0;
    virtual void cancel(const Order& order) = 0;
    /// What became of it: a report, Absent when the venue does not know it, unanswered() when there was no answer.
    virtual void query(const Order& order) = 0;
    /// All its fills, those known included.
    virtual void queryFills(const Order& order) = 0;
    /// Requests can go out now.
    [[nodiscard]] virtual bool isUp() const = 0;
};

class OrderListener
{
public:
    virtual ~OrderListener() = default;
    virtual void orderChanged(const Order& order) = 0;
    virtual void filled(const Fill& fill) = 0;
    /// Something a person should know of.
    virtual void troubled(const std::string& what) = 0;
    /// The venue's first word on the order, or its first fill: order.times has it.
    virtual void measured(const Order& /*order*/, bool /*isFill*/) { }
};

/// Counts of what the table let pass, skipped or found wrong.
struct ManagerCounters {
    std::uint64_t ignored = 0;
    std::uint64_t defects = 0;
    std::uint64_t duplicateFills = 0;
    std::uint64_t strayReports = 0; ///< of orders that are not ours
    std::uint64_t unknowns = 0; ///< orders that had to be asked for
    std::uint64_t questions = 0;
};

/// Deterministic: time comes in with the calls. Thread: one, whichever owns it.
class OrderManager
{
public:
    OrderManager(const core::Clock& clock, Journal& journal, OrderListener& listener, const ManagerTiming& timing = {});

    void connect(const core::VenueId& venue, OrderGateway& gateway) { m_gateways[venue] = &gateway; }
    /// Fees paid in this currency are costs of the market.
    void setQuote(const core::MarketId& market, core::Asset quote) { m_quotes[market] = quote; }

    /// ManagerTiming::absentAfter of one venue.
    void setAbsentAfter(const core::VenueId& venue, core::Duration after) { m_absentAfter[venue] = after; }

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

    /// Where a fill's worth in coins and quote units comes from.
    std::function<void(Fill&)> appraise;

    // From gateways:
    /// The request with the order was signed, or is in the socket now.
    void passed(ClientOrderId id, core::Duration OrderTimes::*station);
    void report(const OrderReport& report);
    /// A request about the order brought no answer, or one that tells nothing.
    void unanswered(ClientOrderId id, std::string_view why);
    /// The question was not asked, or not answered; it is repeated.
    void notAsked(ClientOrderId id);
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
    void mustReconcile(const core::VenueId& venue) { m_unreconciled.insert(venue); }

    /// Time passed: answers that did not come, questions that are due. Call it every 50 ms or so.
    void advance();

    [[nodiscard]] const Order* find(ClientOrderId id) const;
    [[nodiscard]] const std::set<ClientOrderId>& live() const { return m_live; }
    [[nodiscard]] const PositionBook& positions() const { return m_positions; }
    [[nodiscard]] PositionBook& positions() { return m_positions; }
    [[nodiscard]] const ManagerCounters& counters() const { return m_counters; }
    /// Nothing is under way: no order unclear, no answer awaited, nothing unwritten.
    [[nodiscard]] bool isQuiet() const;

private:
    struct Record {
        Order order;
        std::set<std::string> executions;
        core::Timestamp answerDue{}; ///< of a request under way; the epoch: none
        core::Timestamp askNext{}; ///< of an Unknown order, or one that lacks fills
        core::Duration askPause{};
        core::Timestamp newest{}; ///< send of the last request that may still arrive
        core::Quantity mayBeSize; ///< what an amendment under way, or one without an answer, may have made of it
        std::uint64_t cancelEntry = 0; ///< the cancel goes out when this is durable
        bool asksForFills = false;
        bool isListed = false; ///< in m_closed
        bool isClearlyTimed = true; ///< the answer is one to its own request, not to a question about it
        core::Timestamp inForceSince{}; ///< the venue's stamp of the newest word about price and size
        core::Timestamp heldAt{}; ///< and of that about Order::isHeld
    };
    enum class Action : std::uint8_t { Submit, Amend, Cancel };
    struct Waiting {
        std::uint64_t entry = 0;
        Action action = Action::Submit;
        ClientOrderId id = 0;
    };

    [[nodiscard]] Record* findRecord(ClientOrderId id);
    /// Of a report, which may name the venue's id alone.
    [[nodiscard]] Record* recordOf(const OrderReport& report);
    /// False when it is known.
    bool learnVenueOrder(Record& record, const std::string& venueOrder);
    void claimOrphans(const Order& order);
    void remember(const Order& order, const std::string& venueOrder);
    void forget(const Order& order);
    [[nodiscard]] OrderGateway* gatewayOf(const Order& order) const;
    /// False when the event meant nothing.
    bool happen(Record& record, OrderEvent event);
    std::uint64_t write(Record& record, std::string_view what, const Fill* fill = nullptr);
    void changed(Record& record, std::string_view what, const Fill* fill = nullptr);
    void time(Record& record, const OrderReport& report);
    /// A report of an order that is not known, or not yet.
    void keepOrphan(const OrderReport& report);
    /// The handler of its kind.
    void apply(Record& record, const OrderReport& report);
    void accepted(Record& record, const OrderReport& report);
    void fill(Record& record, const OrderReport& report);
    void ended(Record& record, const OrderReport& report, OrderEvent how);
    void rejected(Record& record, const OrderReport& report);
    void amended(Record& record, const OrderReport& report);
    void amendRejected(Record& record, const OrderReport& report);
    void amendmentAnswered(Record& record);
    /// Has what the report left open asked for.
    void followUp(Record& record);
    void act(Action action, Record& record);
    void sendCancel(Record& record);
    void becomeUnknown(Record& record, std::string_view why);
    void ask(Record& record);
    void askAgainLater(Record& record);
    void absent(Record& record);
    void watch(Record& record);
    void close(Record& record);
    void forgetOldest();
    void hold(Record& record, const OrderReport& report);
    /// What the venue says of price and size; true when that was another.
    bool putInForce(Record& record, const OrderReport& report);
    void endIfFull(Record& record);

    const core::Clock& m_clock;
    Journal& m_journal;
    OrderListener& m_listener;
    ManagerTiming m_timing;
    std::map<core::VenueId, core::Duration> m_absentAfter; ///< of venues that have one of their own
    std::map<core::VenueId, OrderGateway*> m_gateways;
    std::map<core::MarketId, core::Asset> m_quotes;
    std::unordered_map<ClientOrderId, Record> m_orders;
    std::set<ClientOrderId> m_live;
    std::set<ClientOrderId> m_watched; ///< those that time may concern
    std::deque<ClientOrderId> m_closed; ///< oldest first
    /// Venues that number the orders of each symbol apart use an id more than once.
    std::multimap<std::pair<core::VenueId, std::string>, ClientOrderId> m_byVenueOrder;
    std::deque<OrderReport> m_orphans; ///< under a venue's id that no order of ours has yet: the newest thousand
    std::deque<Waiting> m_waiting; ///< for the journal
    std::set<core::VenueId> m_unreconciled;
    std::set<std::pair<core::VenueId, std::string>> m_strangers; ///< open orders of others that were told of
    std::set<ClientOrderId> m_recovered; ///< of an earlier run, not clear yet
    std::uint64_t m_written = 0; ///< newest entry
    std::uint64_t m_durable = 0; ///< newest record of the journal, ours or not
    PositionBook m_positions;
    ManagerCounters m_counters;
};

} // namespace leadline::orders
