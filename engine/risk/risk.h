// SPDX-License-Identifier: MIT
/// Limits that stand between a decision and the venue.
#pragma once

#include "engine/core/instrument.h"
#include "engine/core/time.h"
#include "engine/risk/order_check.h"
#include "engine/risk/risk_limits.h"

#include <algorithm>
#include <cstdint>
#include <deque>
#include <optional>
#include <string_view>
#include <utility>

namespace leadline::risk
{

/// Halts new orders on a symbol whose spread stays unstable: above the trip level without a break for the given time,
/// until at or below the reset level for as long, or until the user resets it.
class StabilityBreaker
{
public:
    void update(core::Timestamp time, double stabilityNorm, const RiskLimits& limits);
    void reset();
    [[nodiscard]] bool isTripped() const { return m_tripped; }
    /// Since when the condition that would change the state holds without a break; nothing: it does not hold.
    [[nodiscard]] std::optional<core::Timestamp> timingSince() const
    {
        return m_timing ? std::optional(m_since) : std::nullopt;
    }
    /// As an earlier run of the program left it: what was tripped stays so until it has been calm for the given time.
    void restore(bool isTripped);

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
    [[nodiscard]] core::Timestamp until() const { return m_until; }
    [[nodiscard]] const std::deque<core::Timestamp>& recent() const { return m_recent; }
    void reset();
    void restore(std::deque<core::Timestamp> recent, core::Timestamp until);

private:
    std::deque<core::Timestamp> m_recent;
    core::Timestamp m_until;
};

/// Decisions raised to market, by flow or by the user, in any rolling window (an hour): those of (time - window, time]
/// count.
class OverrideBudget
{
public:
    void take(core::Timestamp time, const RiskLimits& limits);
    [[nodiscard]] int used(core::Timestamp time, const RiskLimits& limits) const;
    [[nodiscard]] int left(core::Timestamp time, const RiskLimits& limits) const
    {
        return std::max(0, limits.maxOverrides - used(time, limits));
    }
    [[nodiscard]] const std::deque<core::Timestamp>& taken() const { return m_taken; }
    void reset() { m_taken.clear(); }
    void restore(std::deque<core::Timestamp> taken) { m_taken = std::move(taken); }

private:
    std::deque<core::Timestamp> m_taken; ///< ascending
};

/// The way to a venue, as far as it forbids something.
struct VenueReadiness {
    bool isTradingOn = true;
    bool isJournalUp = true;
    bool isReconciled = true;
    bool hasBudget = true;
    bool mayShort = true; ///< the account may sell stocks that it does not hold
};

struct OrderToCheck {
    core::Side side = core::Side::Bid;
    core::Price price;
    core::Quantity size;
    core::Price mid; ///< zero when there is none: the band is not checked
    int openOrders = 0;
    bool killSwitch = false;
    bool bandConfirmed = false;
    bool repeats = false; ///< the same order was sent within duplicateMs
    core::Quantity held; ///< of the instrument, less what is being sold already; counts for stocks
    double position = 0; ///< signed, quote units at mid, what is open for the same side included
    double positionLimit = 0; ///< quote units; see positionLimit()
    double lossToday = 0; ///< quote units; a profit is negative
    VenueReadiness venue;
};

/// max_position · min(1, R / fullResilience), × dispersedFactor when C < leastConcentration (semantics §5). R is
/// book_resilience, C volume_concentration; one that is not defined takes nothing off.
[[nodiscard]] double positionLimit(const RiskLimits& limits, double resilience, double concentration);

/// The first limit that an order breaks, in the order of the enum.
[[nodiscard]] OrderCheck checkOrder(
    const OrderToCheck& order, const core::Instrument& instrument, const RiskLimits& limits);

/// The worst price a marketable order may reach: mid plus (buy) or minus (sell) the collar, rounded inside to the tick.
[[nodiscard]] core::Price collarPrice(
    core::Price mid, core::Side side, const core::Instrument& instrument, const RiskLimits& limits);

} // namespace leadline::risk
