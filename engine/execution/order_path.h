// SPDX-License-Identifier: MIT
/// The way that orders of a trader take, wherever it ends: at venues, or in a recording.
#pragma once

#include "engine/core/price.h"
#include "engine/orders/order.h"

namespace leadline::calibration
{
struct JournalledDecision;
struct ParentOrder;
} // namespace leadline::calibration
namespace leadline::orders
{
class OrderManager;
}

namespace leadline::execution
{

class ExecutionTracker;
class PreTradeRisk;

/// Thread: engine.
class OrderPath
{
public:
    virtual ~OrderPath() = default;
    [[nodiscard]] virtual orders::ClientOrderId nextId() = 0;
    /// The gate: what an order is asked before submit() or amend().
    [[nodiscard]] virtual PreTradeRisk& gate() = 0;
    [[nodiscard]] virtual const orders::OrderManager& manager() const = 0;
    /// Fees and the quality of executions.
    [[nodiscard]] virtual ExecutionTracker& executionTracker() = 0;
    virtual void submit(const orders::NewOrder& order, core::Price arrivalMid, const orders::GuardTerms& guard,
        const orders::OrderTimes& times) = 0;
    /// False when it is over, or wanted already. `why` is kept with the order.
    virtual bool cancel(orders::ClientOrderId id, const char* why) = 0;
    /// To that price and size in all. False when the order cannot be changed now.
    virtual bool amend(orders::ClientOrderId id, core::Price price, core::Quantity size) = 0;
    virtual bool setGuard(orders::ClientOrderId id, const orders::GuardTerms& terms) = 0;
    /// Cancels everything; `flattens` then closes positions.
    virtual void stopEverything(bool flattens) = 0;
    /// What was decided about an order, whether it was sent or not.
    virtual void keep(const calibration::JournalledDecision& decision) = 0;
    /// A parent order that no order of ours serves: one on paper.
    virtual void keep(const calibration::ParentOrder& parent) = 0;
};

} // namespace leadline::execution
