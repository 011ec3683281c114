// SPDX-License-Identifier: MIT
/// The three witnesses of a campaign: the journal, the manager and the venues.
#pragma once

#include "engine/core/result.h"
#include "engine/drill/campaign_venue.h"

#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace leadline::journal
{
struct JournalledOrder;
struct JournalledRun;
} // namespace leadline::journal

namespace leadline::drill
{

/// What the three witnesses say against each other.
struct Agreement {
    int orders = 0;
    int fills = 0;
    int neverArrived = 0;
    int duplicates = 0; ///< orders the venue has twice
    int lostFills = 0; ///< fills of the venue that the journal lacks, or the other way round
    int leftWorking = 0; ///< at a venue, whatever is thought of them
    int unsettled = 0; ///< orders and rebalances that are not over for us when time is up; no other counter has them
    int disagreements = 0; ///< about an order's end
    int rebalances = 0;
    int rebalanced = 0; ///< orders that they sent
    int beyondPlan = 0; ///< symbols of a rebalance of which more was filled than was planned
    std::vector<std::string> examples;

    static constexpr std::size_t mostExamples = 5; ///< of one comparison

    /// Nothing is twice, lost, left working, unsettled, seen differently or beyond its plan.
    [[nodiscard]] bool holds() const;
    void complainOf(int& counter, const std::string& what);
    /// Everything was to be over, and `what` was not in time: counted where no order or rebalance was for it.
    void lackEnd(const std::string& what);
    Agreement& operator+=(const Agreement& other);
};

/// An order of ours as its venue has it.
struct OrderAtVenue {
    bool isOpen = false;
    bool isFilled = false; ///< whole
    core::Quantity filled;
};
using OrdersAtVenue = std::unordered_map<std::string, OrderAtVenue>; ///< by our ids

/// Whether a journal's word for an order's end fits the venue's: "filled", or "over" in any other way.
[[nodiscard]] bool fits(const std::string& venueSays, const std::string& journalSays);
/// What the journal says of each order against what its venue has, whose open orders and fills are in `result` by then;
/// what differs is added, once an order.
void compareWithOrders(std::span<const journal::JournalledOrder> orders, OrdersAtVenue atVenue, Agreement& result);
/// Of no symbol of a rebalance more was filled than was planned, and every rebalance is over; what differs is added.
void compareWithPlans(
    std::span<const journal::JournalledOrder> orders, std::span<const journal::JournalledRun> runs, Agreement& result);
/// The journal, by its address, against the venues' accounts.
[[nodiscard]] core::Result<Agreement> compareWithVenues(
    const std::string& journal, std::span<const CampaignVenue> venues);
/// The manager against the journal; what differs is added.
[[nodiscard]] core::Result<void> compareWithManager(
    const std::string& journal, const execution::ExecutionEngine& engine, Agreement& result);

} // namespace leadline::drill
