// SPDX-License-Identifier: MIT
/// Limits that stand between a decision and the venue.
#pragma once

#include "engine/core/instrument.h"
#include "engine/core/time.h"

#include <cstdint>
#include <deque>
#include <string_view>

namespace leadline::risk
{

/// All editable; none is ever off without being shown.
struct RiskLimits {
    double maxSlippageBps = 50; ///< the collar: a marketable limit reaches this far from the arrival mid
    double priceBandPercent = 5; ///< a limit further from mid asks first
    double maxOrderNotional = 1'000'000; ///< quote units
    int maxOpenOrders = 50;
    double breakerTrip = 0.8; ///< spread_stability_norm_100 above this ...
    double breakerReset = 0.6; ///< ... until it is at or below this
    int breakerSeconds = 60; ///< without a break, for both
    int urgentDecisions = 3; ///< this many urgent decisions within the window halve the size ...
    int urgentWindowSeconds = 60; ///< ... for this long
};

/// Halts new orders on a symbol whose spread stays unstable: above the trip level without a break for the given time,
/// until at or below the reset level for as long, or until the user resets it.
class StabilityBreaker
{
public:
    void update(core::Timestamp time, double stabilityNorm, const RiskLimits& limits);
    void reset();
    [[nodiscard]] bool isTripped() const { return m_tripped; }

private:
    bool m_tripped = false;
    bool m_timing = false; ///< the condition that would change the state holds since m_since
    core::Timestamp m_since;
};

/// Halves the size after several urgent (aggressive) decisions in a short time.
class UrgencyBrake
{
public:
    void decidedUrgently(core::Timestamp time, const RiskLimits& limits);
    [[nodiscard]] bool isOn(core::Timestamp time) const { return time < m_until; }

private:
    std::deque<core::Timestamp> m_recent;
    core::Timestamp m_until;
};

enum class OrderCheck : std::uint8_t {
    Fine,
    KillSwitch,
    TooLarge, ///< notional above the limit
    TooMany, ///< open orders at the limit
    OutsideBand, ///< price far from mid: needs the user's confirmation
    BelowMinimum, ///< the venue's smallest lot or notional
    OffGrid, ///< price not on the tick or size not on the lot
    ReplayOnly, ///< a recording is open: nothing can be sent
};

[[nodiscard]] std::string_view describe(OrderCheck check);

struct OrderToCheck {
    core::Side side = core::Side::Bid;
    core::Price price;
    core::Quantity size;
    core::Price mid; ///< zero when there is none: the band is not checked
    int openOrders = 0;
    bool killSwitch = false;
    bool bandConfirmed = false;
};

/// The first limit that an order breaks, in the order of the enum.
[[nodiscard]] OrderCheck checkOrder(
    const OrderToCheck& order, const core::Instrument& instrument, const RiskLimits& limits);

/// The worst price a marketable order may reach: mid plus (buy) or minus (sell) the collar, rounded inside to the tick.
[[nodiscard]] core::Price collarPrice(
    core::Price mid, core::Side side, const core::Instrument& instrument, const RiskLimits& limits);

} // namespace leadline::risk
