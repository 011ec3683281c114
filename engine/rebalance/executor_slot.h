// SPDX-License-Identifier: MIT
/// One symbol of a run, and what its coroutine waits for. Seen by the executor's own sources only.
#pragma once

#include "engine/rebalance/executor.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>

namespace leadline::rebalance
{

/// The venue said its last word, and every fill it speaks of has come.
[[nodiscard]] inline bool isSettled(const orders::Order& order)
{
    return orders::isFinal(order.state) && !order.lacksFills();
}

struct Executor::Slot {
    Slot(const PlannedOrder& planned, std::size_t place)
        : plan(planned)
        , index(place)
    {
    }

    PlannedOrder plan;
    std::size_t index;
    std::map<orders::ClientOrderId, orders::Order> orders; ///< all that were ever sent, as they are now
    orders::ClientOrderId newest = 0; ///< sent last, until its end was looked at
    core::Price reservePrice; ///< of the order that is out
    core::Timestamp deadline{};
    core::Timestamp failingSince{}; ///< the check of the quote; the epoch: it does not
    int refusals = 0;
    std::set<std::string> said; ///< of the log, since the newest order was sent or moved
    std::string because; ///< why the order that is sent next has its price
    std::string refusal; ///< why the newest order was not let out; empty: it was
    bool isHalted = false;
    bool isStarted = false;
    bool isFinished = false;
    bool isRefused = false;
    bool waitsForCash = false;

    bool isDirty = false; ///< something happened that concerns it
    core::Timestamp until{};
    std::coroutine_handle<> waiting;
    std::optional<QCoro::Task<>> task;

    void resume()
    {
        if (const auto handle = std::exchange(waiting, nullptr)) {
            isDirty = false;
            handle.resume();
        }
    }

    /// Dollars that its working buys may still take: of two prices between which one is being moved, the higher.
    [[nodiscard]] core::Notional held() const
    {
        core::Notional sum;
        for (const auto& [id, order] : orders) {
            if (!isSettled(order)) {
                const core::Price price = std::max({order.request.price, order.amendPrice, reservePrice});
                sum += price * order.remaining();
            }
        }
        return sum;
    }
};

/// Until something happens to the slot, or the time has come.
struct Executor::Wait {
    Slot& slot;
    core::Timestamp until;

    [[nodiscard]] bool await_ready() const
    {
        // What happened while the coroutine was at work is looked at before it rests.
        return std::exchange(slot.isDirty, false);
    }
    void await_suspend(std::coroutine_handle<> handle) const
    {
        slot.until = until;
        slot.waiting = handle;
    }
    void await_resume() const { }
};

} // namespace leadline::rebalance
