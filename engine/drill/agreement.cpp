// SPDX-License-Identifier: MIT
#include "engine/drill/agreement.h"

#include "engine/execution/execution_engine.h"
#include "engine/journal/journal_reader.h"
#include "engine/sim/exchange/trading_account.h"
#include "engine/sim/server/market_server.h"

#include <unordered_map>

namespace leadline::drill
{

namespace
{

using OrdersAtVenue = std::unordered_map<std::string, const sim::AccountOrder*>;

core::Result<std::vector<journal::JournalledOrder>> readOrders(const std::string& journal)
{
    const auto url = journal::JournalUrl::parse(journal);
    return url ? journal::readJournal(*url) : std::unexpected(url.error());
}

std::string expectedState(const sim::AccountOrder& order)
{
    return std::string(order.isOpen()                         ? "working"
            : order.status == sim::AccountOrderStatus::Filled ? "filled"
                                                              : "over");
}

OrdersAtVenue ordersAt(std::span<const CampaignVenue> venues, Agreement& result)
{
    OrdersAtVenue atVenue;
    for (const CampaignVenue& place : venues) {
        for (const auto& [id, order] : place.server->account()->orders()) {
            if (!atVenue.emplace(order.clientId, &order).second) {
                result.complainOf(result.duplicates, order.clientId + " is at " + place.venue->id.text() + " twice");
            }
            if (order.isOpen()) {
                result.complainOf(result.leftWorking, order.clientId + " is working at " + place.venue->id.text());
            }
        }
        result.fills += static_cast<int>(place.server->account()->fills().size());
    }
    return atVenue;
}

void compareAbsent(const journal::JournalledOrder& order, Agreement& result)
{
    ++result.neverArrived;
    if (order.isOpen || !order.filled.isZero() || (order.state != "rejected" && order.state != "cancelled")) {
        result.complainOf(
            result.disagreements, order.clientId + ": the journal says " + order.state + ", the venue never had it");
    }
}

void compareOrder(const journal::JournalledOrder& order, const sim::AccountOrder& atVenue, Agreement& result)
{
    const std::string says = expectedState(atVenue);
    if (!fits(says, order.state)) {
        result.complainOf(
            result.disagreements, order.clientId + ": the journal says " + order.state + ", the venue " + says);
    }
    if (order.filled != atVenue.filled) {
        result.complainOf(result.lostFills,
            order.clientId + ": the journal says " + order.filled.text() + " is filled, the venue "
                + atVenue.filled.text());
    }
}

} // namespace

bool Agreement::holds() const
{
    return duplicates == 0 && lostFills == 0 && leftWorking == 0 && disagreements == 0;
}

void Agreement::complainOf(int& counter, const std::string& what)
{
    ++counter;
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
    disagreements += other.disagreements;
    examples.insert(examples.end(), other.examples.begin(), other.examples.end());
    return *this;
}

bool fits(const std::string& venueSays, const std::string& journalSays)
{
    return venueSays == "filled" ? journalSays == "filled"
        : venueSays == "over"    ? journalSays == "cancelled" || journalSays == "expired"
                                 : false;
}

core::Result<Agreement> compareWithVenues(const std::string& journal, std::span<const CampaignVenue> venues)
{
    const auto journalled = readOrders(journal);
    if (!journalled) {
        return std::unexpected(journalled.error());
    }
    Agreement result;
    OrdersAtVenue atVenue = ordersAt(venues, result);
    int fills = 0;
    for (const journal::JournalledOrder& order : *journalled) {
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
        compareOrder(order, *found->second, result);
        atVenue.erase(found);
    }
    for (const auto& [clientId, order] : atVenue) {
        result.complainOf(result.disagreements, clientId + " is at a venue, and not in the journal");
    }
    if (fills != result.fills) {
        result.complainOf(result.lostFills,
            "the venues count " + std::to_string(result.fills) + " fills, the journal " + std::to_string(fills));
    }
    return result;
}

core::Result<void> compareWithManager(
    const std::string& journal, const execution::ExecutionEngine& engine, Agreement& result)
{
    const auto journalled = readOrders(journal);
    if (!journalled) {
        return std::unexpected(journalled.error());
    }
    for (const journal::JournalledOrder& order : *journalled) {
        const auto id = orders::clientIdOf(order.clientId);
        const orders::Order* const known = id ? engine.manager().find(*id) : nullptr;
        if (known == nullptr || std::string(orders::describe(known->state)) != order.state
            || known->filled != order.filled) {
            result.complainOf(result.disagreements, order.clientId + ": manager and journal differ");
        }
    }
    return {};
}

} // namespace leadline::drill
