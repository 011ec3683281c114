// SPDX-License-Identifier: MIT
/// The journal as orders see it: what we mean to do is in it before it is done, what the venue answered after.
#pragma once

#include "engine/orders/order.h"
#include "engine/orders/positions.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace leadline::orders
{

/// An order as it stands after something happened to it, and what that was.
struct JournalEntry {
    Order order;
    std::string what; ///< "cancel asked by the user", "partial fill"; never a secret
    core::Timestamp at;
    std::optional<Fill> fill; ///< with the position it left
    Position position;
};

/// What was known when the program ended, as far as it still matters.
struct RecoveredOrder {
    Order order;
    std::vector<std::string> executions; ///< fills that are counted already
};
/// Many orders that serve one plan, a rebalance: what it means to do is kept before its first order.
struct RunRecord {
    std::uint64_t id = 0; ///< one of the identifiers of orders, and of no order
    core::VenueId venue;
    std::string plan; ///< what it means to do, and later what became of it: JSON
    core::Timestamp began;
    core::Timestamp ended{}; ///< the epoch: it goes on
};
struct RecoveredRun {
    RunRecord record;
    std::vector<Order> orders; ///< all it ever sent, oldest first
};
struct RecoveredState {
    std::vector<RecoveredOrder> orders; ///< not final, or lacking fills
    std::vector<Position> positions;
    std::vector<RecoveredRun> runs; ///< that have not ended
};

class Journal
{
public:
    virtual ~Journal() = default;
    /// Queues the entry; numbers rise by one from 1. The manager is told through journalled() once it is durable.
    virtual std::uint64_t write(JournalEntry entry) = 0;
    /// False while nothing can be written: new orders wait for better times, cancels do not.
    [[nodiscard]] virtual bool isHealthy() const = 0;
};

} // namespace leadline::orders
