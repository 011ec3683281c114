// SPDX-License-Identifier: MIT
/// The gate that every order passes, whoever asks for it (semantics 6a).
#pragma once

#include "engine/core/instrument.h"
#include "engine/core/time.h"
#include "engine/execution/kill_switch.h"
#include "engine/orders/order.h"
#include "engine/risk/risk.h"

#include <deque>
#include <functional>
#include <memory>

namespace leadline::orders
{
class OrderManager;
}

namespace leadline::execution
{

enum class GatePurpose : std::uint8_t {
    New,
    Amendment, ///< what a working order shall become: it is open already, and no duplicate of itself
    Slice, ///< the next one of an order that goes out in slices: it equals the one before
};

/// An order, or what one shall be changed to, with what is known of its market.
struct GateRequest {
    orders::NewOrder order;
    core::Instrument instrument;
    core::Price mid; ///< zero: there is none
    double resilience = 1; ///< book_resilience of the market
    double concentration = 1; ///< volume_concentration
    int before = 0; ///< orders of the same intent that were let through and are not sent yet
    bool bandConfirmed = false;
    GatePurpose purpose = GatePurpose::New;
};

/// Deterministic: the time comes in with the calls. Thread: that of the manager.
class PreTradeRisk
{
public:
    PreTradeRisk(std::shared_ptr<const KillSwitch> killSwitch, const orders::OrderManager& manager);

    /// How far the way to a venue is open; nothing is sent without it.
    std::function<risk::VenueReadiness(const core::VenueId&)> readiness;
    /// What is held there, before what works counts; absent: what our own fills add up to.
    std::function<core::Quantity(const core::MarketId&)> held;
    /// The loss of everything that is traded, since UTC midnight, quote units.
    std::function<double()> lossToday;

    void setLimits(const risk::RiskLimits& limits) { m_limits = limits; }
    [[nodiscard]] const risk::RiskLimits& limits() const { return m_limits; }

    /// The first rule that it breaks.
    [[nodiscard]] risk::OrderCheck check(const GateRequest& request, core::Timestamp now);
    /// It was handed to the manager: the same once more is a duplicate for a while.
    void sent(const orders::NewOrder& order, core::Timestamp now);

private:
    struct Sent {
        orders::NewOrder order;
        core::Timestamp at;
    };

    [[nodiscard]] bool repeats(const orders::NewOrder& order, core::Timestamp now);
    /// Of the one that shall be changed: its size counts what is sold and no longer held.
    [[nodiscard]] core::Quantity filledOf(const orders::NewOrder& order) const;
    [[nodiscard]] core::Quantity heldWith(const orders::NewOrder& order) const;

    std::shared_ptr<const KillSwitch> m_killSwitch;
    const orders::OrderManager& m_manager;
    risk::RiskLimits m_limits;
    std::deque<Sent> m_recent;
};

} // namespace leadline::execution
