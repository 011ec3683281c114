// SPDX-License-Identifier: MIT
/// What an earlier run of the program left working at the venues, and what became of it until this one asked.
#pragma once

#include "engine/orders/journal.h"
#include "engine/orders/order.h"

#include <map>
#include <string>
#include <vector>

namespace leadline::orders
{
class OrderManager;
}

namespace leadline::execution
{

/// Deterministic. Thread: one.
class TakenOver
{
public:
    struct Finding {
        core::VenueId venue;
        std::string text; ///< "2 orders of ours are still working, 1 was filled while away: BUY 0.5 ETHUSDT at 2000.1"
    };

    /// Before the manager takes it over.
    void begin(const orders::RecoveredState& state);
    [[nodiscard]] bool isEmpty() const { return m_left.empty(); }
    /// Of venues that have become clear since the last call; each is told of once.
    [[nodiscard]] std::vector<Finding> newFindings(const orders::OrderManager& manager);

private:
    std::map<core::VenueId, std::vector<orders::Order>> m_left; ///< as the journal had them, of venues not told of yet
};

/// The orders as they were left, and as they are now, in the same order.
[[nodiscard]] std::string describeTakenOver(
    const std::vector<orders::Order>& left, const std::vector<orders::Order>& now);

} // namespace leadline::execution
