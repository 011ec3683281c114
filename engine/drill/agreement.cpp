// SPDX-License-Identifier: MIT
#include "engine/drill/agreement.h"

#include "engine/execution/execution_engine.h"
#include "engine/journal/journal_reader.h"
#include "engine/rebalance/executor.h"
#include "engine/sim/alpaca/alpaca_account.h"
#include "engine/sim/exchange/trading_account.h"
#include "engine/sim/server/market_server.h"

#include <map>
#include <utility>

namespace leadline::drill
{

namespace
{

template <class Read> auto readFrom(const std::string& journal, Read read)
{
    const auto url = journal::JournalUrl::parse(journal);
    return url ? read(*url) : std::unexpected(url.error());
}

std::string expectedState(const OrderAtVenue& order)
{
    return order.isFilled ? "filled" : "over";
}

void add(const CampaignVenue& place, const std::string& clientId, const OrderAtVenue& order, OrdersAtVenue& atVenue,
    Agreement& result)
{
    if (!atVenue.emplace(clientId, order).second) {
        result.complainOf(result.duplicates, clientId + " is at " + place.venue->id.text() + " twice");
    }
    if (order.isOpen) {
        result.complainOf(result.leftWorking, clientId + " is working at " + place.venue->id.text());
    }
}

void addCoins(const CampaignVenue& place, OrdersAtVenue& atVenue, Agreement& result)
{
    const sim::TradingAccount& account = *place.server->account();
    for (const auto& [id, order] : account.orders()) {
        const bool isFilled = order.status == sim::AccountOrderStatus::Filled;
        add(place, order.clientId, {order.isOpen(), isFilled, order.filled}, atVenue, result);
    }
    result.fills += static_cast<int>(account.fills().size());
}

/// Where orders that replace each other are one of ours: those that replace another are named after it.
std::string ourName(const std::string& clientId)
{
    return clientId.substr(0, clientId.find('-'));
}

/// The one at the end of the replacements; one that came too late took no place.
const sim::AlpacaOrder& newestOf(const sim::AlpacaAccount& account, const sim::AlpacaOrder& first)
{
    const sim::AlpacaOrder* order = &first;
    while (order->status == sim::AlpacaOrderStatus::Replaced) {
        order = account.find(order->replacedBy);
    }
    return *order;
}

void addStocks(const CampaignVenue& place, OrdersAtVenue& atVenue, Agreement& result)
{
    const sim::AlpacaAccount& account = *place.server->stockAccount();
    std::unordered_map<std::string, core::Quantity> filled;
    for (const sim::AlpacaFill& fill : account.fills()) {
        filled[ourName(account.find(fill.orderId)->clientId)] += fill.size;
    }
    for (const sim::AlpacaOrder& order : account.orders()) {
        if (!order.replaces.empty()) {
            if (ourName(order.clientId) != ourName(account.find(order.replaces)->clientId)) {
                result.complainOf(result.disagreements, order.clientId + " replaces an order of another name");
            }
            if (order.isOpen()) {
                result.complainOf(result.leftWorking, order.clientId + " is working at " + place.venue->id.text());
            }
            continue;
        }
        const sim::AlpacaOrder& newest = newestOf(account, order);
        const bool isFilled = newest.status == sim::AlpacaOrderStatus::Filled;
        add(place, order.clientId, {order.isOpen(), isFilled, filled[ourName(order.clientId)]}, atVenue, result);
    }
    result.fills += static_cast<int>(account.fills().size());
}

OrdersAtVenue ordersAt(std::span<const CampaignVenue> venues, Agreement& result)
{
    OrdersAtVenue atVenue;
    for (const CampaignVenue& place : venues) {
        place.hasStocks() ? addStocks(place, atVenue, result) : addCoins(place, atVenue, result);
    }
    return atVenue;
}

void compareAbsent(const journal::JournalledOrder& order, Agreement& result)
{
    ++result.neverArrived;
    if (order.isOpen) {
        result.complainOf(result.unsettled, order.clientId + " is " + order.state + ", and the venue never had it");
        return;
    }
    if (!order.filled.isZero() || (order.state != "rejected" && order.state != "cancelled")) {
        result.complainOf(
            result.disagreements, order.clientId + ": the journal says " + order.state + ", the venue never had it");
    }
}

void compareOrder(const journal::JournalledOrder& order, const OrderAtVenue& atVenue, Agreement& result)
{
    if (atVenue.isOpen) {
        return; // left working, and counted as that
    }
    const std::string says = expectedState(atVenue);
    if (order.isOpen) {
        // Its fills may be on their way, too.
        result.complainOf(result.unsettled,
            order.clientId + " is " + order.state + " with " + order.filled.text() + " filled, at the venue " + says
                + " with " + atVenue.filled.text());
        return;
    }
    if (order.filled != atVenue.filled) {
        // What was not told may be why the end is another one.
        result.complainOf(result.lostFills,
            order.clientId + ": the journal says " + order.filled.text() + " is filled, the venue "
                + atVenue.filled.text());
    } else if (!fits(says, order.state)) {
        result.complainOf(
            result.disagreements, order.clientId + ": the journal says " + order.state + ", the venue " + says);
    }
}

} // namespace

bool Agreement::holds() const
{
    return duplicates == 0 && lostFills == 0 && leftWorking == 0 && unsettled == 0 && disagreements == 0
        && beyondPlan == 0;
}

void Agreement::complainOf(int& counter, const std::string& what)
{
    ++counter;
    if (examples.size() < mostExamples) {
        examples.push_back(what);
    }
}

void Agreement::lackEnd(const std::string& what)
{
    if (unsettled == 0 && leftWorking == 0) {
        return complainOf(unsettled, what);
    }
    if (examples.size() < mostExamples) {
        examples.push_back(what);
    }
}

Agreement& Agreement::operator+=(const Agreement& other)
{
    orders += other.orders;
    fills += other.fills;
    neverArrived += other.neverArrived;
    duplicates += other.duplicates;
    lostFills += other.lostFills;
    leftWorking += other.leftWorking;
    unsettled += other.unsettled;
    disagreements += other.disagreements;
    rebalances += other.rebalances;
    rebalanced += other.rebalanced;
    beyondPlan += other.beyondPlan;
    examples.insert(examples.end(), other.examples.begin(), other.examples.end());
    return *this;
}

bool fits(const std::string& venueSays, const std::string& journalSays)
{
    return venueSays == "filled" ? journalSays == "filled"
        : venueSays == "over"    ? journalSays == "cancelled" || journalSays == "expired"
                                 : false;
}

void compareWithPlans(
    std::span<const journal::JournalledOrder> orders, std::span<const journal::JournalledRun> runs, Agreement& result)
{
    using Symbols = std::map<core::Symbol, core::Quantity>;
    std::map<std::string, Symbols> filled;
    for (const journal::JournalledOrder& order : orders) {
        if (!order.run.empty()) {
            ++result.rebalanced;
            filled[order.run][order.market.symbol] += order.filled;
        }
    }
    for (const journal::JournalledRun& run : runs) {
        ++result.rebalances;
        const auto request = rebalance::readRunRequest(run.plan);
        if (!request) {
            result.complainOf(result.disagreements, "rebalance " + run.run + ": " + request.error().what);
        } else if (!run.isOver) {
            result.complainOf(result.unsettled, "rebalance " + run.run + " is not over");
        }
        Symbols planned;
        for (const rebalance::PlannedOrder& order :
            request ? request->orders : std::vector<rebalance::PlannedOrder>{}) {
            planned[order.symbol] += order.size;
        }
        for (const auto& [symbol, size] : filled[run.run]) {
            if (size > planned[symbol]) {
                result.complainOf(result.beyondPlan,
                    "rebalance " + run.run + ": " + size.text() + " of " + planned[symbol].text() + " " + symbol.text()
                        + " are filled");
            }
        }
        filled.erase(run.run);
    }
    for (const auto& [run, symbols] : filled) {
        result.complainOf(result.disagreements, "rebalance " + run + " is not in the journal, and its orders are");
    }
}

void compareWithOrders(std::span<const journal::JournalledOrder> orders, OrdersAtVenue atVenue, Agreement& result)
{
    int fills = 0;
    for (const journal::JournalledOrder& order : orders) {
        ++result.orders;
        fills += order.fillCount;
        if (order.filled != order.fills) {
            result.complainOf(result.lostFills,
                order.clientId + ": filled " + order.filled.text() + ", its fills are " + order.fills.text());
        }
        const auto found = atVenue.find(order.clientId);
        if (found == atVenue.end()) {
            compareAbsent(order, result);
            continue;
        }
        compareOrder(order, found->second, result);
        atVenue.erase(found);
    }
    for (const auto& [clientId, order] : atVenue) {
        result.complainOf(result.disagreements, clientId + " is at a venue, and not in the journal");
    }
    // Orders that lack some are counted already, and what is unsettled may.
    const bool isExplained = result.lostFills > 0 || result.unsettled > 0 || result.leftWorking > 0;
    if (fills != result.fills && !isExplained) {
        result.complainOf(result.lostFills,
            "the venues count " + std::to_string(result.fills) + " fills, the journal " + std::to_string(fills));
    }
}

core::Result<Agreement> compareWithVenues(const std::string& journal, std::span<const CampaignVenue> venues)
{
    const auto journalled = readFrom(journal, journal::readJournal);
    const auto runs = journalled ? readFrom(journal, journal::readRuns) : std::unexpected(journalled.error());
    if (!runs) {
        return std::unexpected(runs.error());
    }
    Agreement result;
    OrdersAtVenue atVenue = ordersAt(venues, result);
    compareWithOrders(*journalled, std::move(atVenue), result);
    compareWithPlans(*journalled, *runs, result);
    return result;
}

core::Result<void> compareWithManager(
    const std::string& journal, const execution::ExecutionEngine& engine, Agreement& result)
{
    const auto journalled = readFrom(journal, journal::readJournal);
    if (!journalled) {
        return std::unexpected(journalled.error());
    }
    for (const journal::JournalledOrder& order : *journalled) {
        const auto id = orders::clientIdOf(order.clientId);
        const orders::Order* const known = id ? engine.manager().find(*id) : nullptr;
        if (known != nullptr && known->isLive() && order.isOpen) {
            continue; // unsettled or left working, and its newest word may be on its way to the disk
        }
        if (known == nullptr || std::string(orders::describe(known->state)) != order.state
            || known->filled != order.filled) {
            result.complainOf(result.disagreements, order.clientId + ": manager and journal differ");
        }
    }
    return {};
}

} // namespace leadline::drill
