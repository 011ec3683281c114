// SPDX-License-Identifier: MIT
/// Orders of signals that are not sent, traded on paper beside those that are: on the same books, planned the same way.
#pragma once

#include "engine/execution/execution_tracker.h"
#include "engine/lab/paper_venue.h"
#include "engine/routing/decision.h"

#include <functional>
#include <map>
#include <vector>

namespace leadline::desk
{
class Desk;
class Market;
} // namespace leadline::desk

namespace leadline::session
{

/// What becomes of an order is told by lab::PaperVenue, on the careful side; what it was worth is measured as of those
/// that are sent. The spread guard does not watch it: it rests until its age is up. Thread: engine.
class PaperTrader
{
public:
    /// Where the settings name no age, so long.
    static constexpr core::Duration longestLife = std::chrono::hours(1);

    /// Both must outlive it.
    PaperTrader(desk::Desk& desk, const core::Clock& clock);

    /// Parent orders for the journal, when they are over and when more is known of them.
    void keepWith(std::function<void(const calibration::ParentOrder&)> keep);
    /// Of a slice.
    std::function<orders::ClientOrderId()> nextId;
    /// Zero: longestLife.
    void setMaxAge(core::Duration age) { m_maxAge = age; }

    /// An order as it would have gone out: `orders` are its children, or its first slice.
    void begin(calibration::ParentOrder parent, const routing::Decision& decision,
        const std::vector<orders::NewOrder>& orders);
    void bookMoved(const desk::Market& market);
    void traded(const desk::Market& market, const core::Trade& trade);
    /// Time passed: what is over, slices that are due.
    void advance();
    /// Cancels what is working: the session ends.
    void end();

    /// The newest parent orders that are over.
    [[nodiscard]] const std::deque<calibration::ParentOrder>& recent() const { return m_tracker.recent(); }

private:
    struct Slices {
        routing::Decision decision;
        core::Quantity remaining;
        std::uint64_t decisionId = 0;
        orders::ClientOrderId first = 0;
        orders::ClientOrderId current = 0; ///< 0: the one before has filled
        core::Timestamp filled; ///< when that was
    };

    [[nodiscard]] bool isWorking() const { return !m_orders.empty() || !m_slices.empty(); }
    void submit(const orders::NewOrder& request);
    void collect();
    void take(const orders::OrderReport& report);
    void isOver(const orders::Order& order);
    /// False: nothing more of it is sent.
    [[nodiscard]] bool sendSlice(Slices& slices);

    desk::Desk& m_desk;
    const core::Clock& m_clock;
    core::Duration m_maxAge{};
    lab::PaperVenue m_venue;
    execution::ExecutionTracker m_tracker;
    std::map<orders::ClientOrderId, orders::Order> m_orders; ///< working
    std::vector<Slices> m_slices;
};

} // namespace leadline::session
