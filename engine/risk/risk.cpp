// SPDX-License-Identifier: MIT
#include "engine/risk/risk.h"

#include <cmath>

namespace leadline::risk
{

void StabilityBreaker::update(core::Timestamp time, double stabilityNorm, const RiskLimits& limits)
{
    // An undefined value (NaN) compares false: it neither trips nor resets.
    const bool wouldChange = m_tripped ? stabilityNorm <= limits.breakerReset : stabilityNorm > limits.breakerTrip;
    if (!wouldChange) {
        m_timing = false;
        return;
    }
    if (!m_timing) {
        m_timing = true;
        m_since = time;
    }
    if (time - m_since >= std::chrono::seconds(limits.breakerSeconds)) {
        m_tripped = !m_tripped;
        m_timing = false;
    }
}

void StabilityBreaker::reset()
{
    m_tripped = m_timing = false;
}

void UrgencyBrake::decidedUrgently(core::Timestamp time, const RiskLimits& limits)
{
    const auto window = std::chrono::seconds(limits.urgentWindowSeconds);
    while (!m_recent.empty() && m_recent.front() <= time - window) {
        m_recent.pop_front();
    }
    m_recent.push_back(time);
    if (m_recent.size() >= static_cast<std::size_t>(limits.urgentDecisions)) {
        m_until = time + window;
    }
}

std::string_view describe(OrderCheck check)
{
    switch (check) {
    case OrderCheck::Fine:
        return "fine";
    case OrderCheck::KillSwitch:
        return "the kill switch is on";
    case OrderCheck::TooLarge:
        return "order value above risk.max_order_notional";
    case OrderCheck::TooMany:
        return "open orders at risk.max_open_orders";
    case OrderCheck::OutsideBand:
        return "price further from mid than risk.price_band_percent";
    case OrderCheck::BelowMinimum:
        return "below the venue's smallest order";
    case OrderCheck::OffGrid:
        return "price not on the tick or size not on the lot";
    case OrderCheck::ReplayOnly:
        return "a recording is open: nothing is sent";
    }
    return "";
}

OrderCheck checkOrder(const OrderToCheck& order, const core::Instrument& instrument, const RiskLimits& limits)
{
    if (order.killSwitch) {
        return OrderCheck::KillSwitch;
    }
    const core::Notional value = instrument.value(order.price, order.size);
    if (value.toDoubleLossy() > limits.maxOrderNotional) {
        return OrderCheck::TooLarge;
    }
    if (order.openOrders >= limits.maxOpenOrders) {
        return OrderCheck::TooMany;
    }
    if (order.size.raw() <= 0 || order.price.raw() <= 0 || value < instrument.minimumNotional
        || order.size < instrument.lot) {
        return OrderCheck::BelowMinimum;
    }
    if (instrument.roundPassive(order.price, order.side) != order.price
        || instrument.roundDownToLot(order.size) != order.size) {
        return OrderCheck::OffGrid;
    }
    if (!order.bandConfirmed && order.mid.raw() > 0) {
        const double away =
            std::abs(static_cast<double>((order.price - order.mid).raw())) / static_cast<double>(order.mid.raw()) * 100;
        if (away > limits.priceBandPercent) {
            return OrderCheck::OutsideBand;
        }
    }
    return OrderCheck::Fine;
}

core::Price collarPrice(core::Price mid, core::Side side, const core::Instrument& instrument, const RiskLimits& limits)
{
    const auto reach =
        static_cast<std::int64_t>(std::floor(static_cast<double>(mid.raw()) * limits.maxSlippageBps * 1e-4));
    const core::Price worst =
        side == core::Side::Bid ? mid + core::Price::fromRaw(reach) : mid - core::Price::fromRaw(reach);
    return instrument.roundPassive(worst, side);
}

} // namespace leadline::risk
