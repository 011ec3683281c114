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

void StabilityBreaker::restore(bool isTripped)
{
    m_tripped = isTripped;
    m_timing = false; // nobody saw what happened meanwhile
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

void UrgencyBrake::reset()
{
    m_recent.clear();
    m_until = {};
}

void UrgencyBrake::restore(std::deque<core::Timestamp> recent, core::Timestamp until)
{
    m_recent = std::move(recent);
    m_until = until;
}

void OverrideBudget::take(core::Timestamp time, const RiskLimits& limits)
{
    while (!m_taken.empty() && m_taken.front() <= time - std::chrono::seconds(limits.overrideWindowSeconds)) {
        m_taken.pop_front();
    }
    m_taken.push_back(time);
}

int OverrideBudget::used(core::Timestamp time, const RiskLimits& limits) const
{
    const core::Timestamp since = time - std::chrono::seconds(limits.overrideWindowSeconds);
    return static_cast<int>(std::ranges::count_if(m_taken, [since](core::Timestamp taken) { return taken > since; }));
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
        return "no order can be placed here: no market, or no journal, is open";
    case OrderCheck::TradingOff:
        return "trading at this venue is not turned on";
    case OrderCheck::JournalDown:
        return "the journal cannot be written: nothing new is sent";
    case OrderCheck::NotReconciled:
        return "the venue has not told yet what is working there";
    case OrderCheck::Duplicate:
        return "the same order was sent within risk.duplicate_ms";
    case OrderCheck::ShortSale:
        return "sells more than is held, and account or stock allow no short sale of it";
    case OrderCheck::PositionLimit:
        return "position would exceed risk.max_position as the book allows it";
    case OrderCheck::DailyLoss:
        return "today's loss is at risk.max_daily_loss";
    case OrderCheck::RateLimit:
        return "the venue's request budget is used up";
    }
    return "";
}

std::string_view codeOf(OrderCheck check)
{
    switch (check) {
    case OrderCheck::Fine:
        return "risk.fine";
    case OrderCheck::KillSwitch:
        return "risk.kill_switch";
    case OrderCheck::TooLarge:
        return "risk.too_large";
    case OrderCheck::TooMany:
        return "risk.too_many";
    case OrderCheck::OutsideBand:
        return "risk.outside_band";
    case OrderCheck::BelowMinimum:
        return "risk.below_minimum";
    case OrderCheck::OffGrid:
        return "risk.off_grid";
    case OrderCheck::ReplayOnly:
        return "risk.replay_only";
    case OrderCheck::TradingOff:
        return "risk.trading_off";
    case OrderCheck::JournalDown:
        return "risk.journal_down";
    case OrderCheck::NotReconciled:
        return "risk.not_reconciled";
    case OrderCheck::Duplicate:
        return "risk.duplicate";
    case OrderCheck::ShortSale:
        return "risk.short_sale";
    case OrderCheck::PositionLimit:
        return "risk.position_limit";
    case OrderCheck::DailyLoss:
        return "risk.daily_loss";
    case OrderCheck::RateLimit:
        return "risk.rate_limit";
    }
    return "";
}

namespace
{

/// A broker lends whole shares, and not to who holds some: those are sold first, by an order of their own.
bool isBarredShortSale(const OrderToCheck& order, const core::Instrument& instrument)
{
    const bool isShort =
        instrument.pair.kind == core::Kind::Stock && order.side == core::Side::Ask && order.held < order.size;
    const bool isWhole = order.size.raw() % core::decimalScale == 0;
    const bool holds = order.held > core::Quantity{};
    return isShort && (holds || !isWhole || !instrument.isShortable || !order.venue.mayShort);
}

} // namespace

double positionLimit(const RiskLimits& limits, double resilience, double concentration)
{
    const double scale = resilience < limits.fullResilience ? resilience / limits.fullResilience : 1;
    return limits.maxPosition * scale * (concentration < limits.leastConcentration ? limits.dispersedFactor : 1);
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
        || order.size < instrument.lot || order.size < instrument.minimumSize) {
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
    if (!order.venue.isTradingOn) {
        return OrderCheck::TradingOff;
    }
    if (!order.venue.isJournalUp) {
        return OrderCheck::JournalDown;
    }
    if (!order.venue.isReconciled) {
        return OrderCheck::NotReconciled;
    }
    if (order.repeats) {
        return OrderCheck::Duplicate;
    }
    if (isBarredShortSale(order, instrument)) {
        return OrderCheck::ShortSale;
    }
    // What makes a position smaller, and does not turn it round, is always allowed. What is not known (NaN) is not.
    const double sign = order.side == core::Side::Bid ? 1 : -1;
    const double after = order.position + sign * value.toDoubleLossy();
    const bool reduces = after * order.position >= 0 && std::abs(after) < std::abs(order.position);
    if (!reduces && !(std::abs(after) <= order.positionLimit)) {
        return OrderCheck::PositionLimit;
    }
    if (!reduces && !(order.lossToday < limits.maxDailyLoss)) {
        return OrderCheck::DailyLoss;
    }
    return order.venue.hasBudget ? OrderCheck::Fine : OrderCheck::RateLimit;
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
