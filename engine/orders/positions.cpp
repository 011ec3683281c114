// SPDX-License-Identifier: MIT
#include "engine/orders/positions.h"

namespace leadline::orders
{

namespace
{

using core::Int128;
using core::Notional;
using core::Quantity;

/// value · part / whole, which does not fit 128 bits on the way: in long double, exact to one in 1e19 of the value.
/// What is rounded off stays in the rest of the position, so that nothing is lost over its life.
Notional share(Notional value, Quantity part, Quantity whole)
{
    if (part == whole) {
        return value;
    }
    const long double ratio = static_cast<long double>(part.raw()) / static_cast<long double>(whole.raw());
    return Notional::fromRaw(static_cast<Int128>(static_cast<long double>(value.raw()) * ratio));
}

} // namespace

core::Price Position::averagePrice() const
{
    return size.isZero() ? core::Price{}
                         : core::Price::fromRaw(static_cast<std::int64_t>(openValue.raw() / size.raw()));
}

double Position::profit(core::Price mid) const
{
    const double open = size.toDoubleLossy() * mid.toDoubleLossy() - openValue.toDoubleLossy();
    return realised.toDoubleLossy() + (size.isZero() ? 0 : open) - fees.toDoubleLossy();
}

Position& PositionBook::apply(const Fill& fill, Notional feeInQuote)
{
    Position& position = add(fill, feeInQuote);
    if (!fill.feeInBase.isZero()) {
        takeOff(position, fill.feeInBase, fill.price);
    }
    return position;
}

void PositionBook::takeOff(Position& position, Quantity fee, core::Price price)
{
    // What the venue kept of the coins is not held: what is left has cost the whole price.
    const Int128 before = position.size.raw();
    position.size -= fee;
    const Int128 after = position.size.raw();
    const bool isSameSide = (before > 0 && after > 0) || (before < 0 && after < 0);
    if (isSameSide) {
        return;
    }
    // Nothing is left to carry the cost, so that it is a loss; what lies beyond flat opens at the fill's price.
    const Notional beyond = price * Quantity::fromRaw(after < 0 ? -after : after);
    const Notional open = Notional::fromRaw(after < 0 ? -beyond.raw() : beyond.raw());
    position.realised += open - position.openValue;
    position.openValue = open;
}

Position& PositionBook::add(const Fill& fill, Notional feeInQuote)
{
    Position& position = m_positions[fill.market];
    position.market = fill.market;
    if (position.day == 0) {
        // The day it was opened began flat.
        position.day = std::chrono::floor<std::chrono::days>(fill.time).time_since_epoch().count();
    }
    position.fees += feeInQuote;
    const Int128 sign = fill.side == core::Side::Bid ? 1 : -1;
    const Quantity change = Quantity::fromRaw(fill.size.raw() * sign);
    const Notional value = Notional::fromRaw((fill.price * fill.size).raw() * sign);
    const Int128 before = position.size.raw();
    if (before == 0 || (before > 0) == (sign > 0)) {
        position.size += change;
        position.openValue += value;
        return position;
    }
    // It closes, wholly or in part; what is beyond flat opens the other way at the fill's price.
    const Int128 open = before > 0 ? before : -before;
    const Int128 closed = std::min(open, fill.size.raw());
    const Notional cost = share(position.openValue, Quantity::fromRaw(closed), Quantity::fromRaw(open));
    const Notional brought = fill.price * Quantity::fromRaw(closed);
    const Notional signedBrought = Notional::fromRaw(brought.raw() * -sign);
    position.realised += signedBrought - cost;
    position.openValue = position.openValue - cost;
    position.size += change;
    if (closed < fill.size.raw()) {
        position.openValue = fill.price * Quantity::fromRaw(fill.size.raw() - closed);
        position.openValue = Notional::fromRaw(position.openValue.raw() * sign);
    }
    return position;
}

Position PositionBook::of(const core::MarketId& market) const
{
    const auto found = m_positions.find(market);
    return found == m_positions.end() ? Position{.market = market} : found->second;
}

std::vector<Position> PositionBook::all() const
{
    std::vector<Position> list;
    list.reserve(m_positions.size());
    for (const auto& [market, position] : m_positions) {
        list.push_back(position);
    }
    return list;
}

double PositionBook::profitToday(const core::MarketId& market, core::Price mid, core::Timestamp now)
{
    const auto found = m_positions.find(market);
    if (found == m_positions.end() || mid.raw() <= 0) {
        return 0;
    }
    Position& position = found->second;
    const double profit = position.profit(mid);
    const std::int64_t day = std::chrono::floor<std::chrono::days>(now).time_since_epoch().count();
    if (day > position.day) {
        position.dayStart = position.day == 0 ? 0 : profit;
        position.day = day;
    }
    return profit - position.dayStart;
}

} // namespace leadline::orders
