// SPDX-License-Identifier: MIT
#include "engine/sim/exchange/margin_positions.h"

#include <algorithm>

namespace leadline::sim
{

using core::Int128;
using core::Notional;
using core::Price;
using core::Quantity;

Price MarginPositions::Held::entryPrice() const
{
    return size.isZero() ? Price{} : Price::fromRaw(static_cast<std::int64_t>(cost.raw() / size.raw()));
}

Quantity MarginPositions::Held::magnitude() const
{
    return size.isNegative() ? Quantity{} - size : size;
}

Quantity MarginPositions::net() const
{
    Quantity sum;
    for (const Held& held : m_held) {
        sum += held.size;
    }
    return sum;
}

Quantity MarginPositions::gross() const
{
    Quantity sum;
    for (const Held& held : m_held) {
        sum += held.magnitude();
    }
    return sum;
}

Notional MarginPositions::cost() const
{
    Notional sum;
    for (const Held& held : m_held) {
        sum += held.cost;
    }
    return sum;
}

Notional MarginPositions::fill(core::PositionSide side, core::Side order, Price price, Quantity size)
{
    Held& held = m_held[static_cast<std::size_t>(side)];
    Notional realised;
    const bool buys = order == core::Side::Bid;
    const Int128 sign = buys ? 1 : -1;
    const Int128 before = held.size.raw();
    const Int128 open = before < 0 ? -before : before;
    const Int128 closed = before == 0 || (before > 0) == buys ? 0 : std::min(open, size.raw());
    if (closed > 0) {
        const Notional cost = closed == open
            ? held.cost
            : Notional::fromRaw(static_cast<Int128>(static_cast<long double>(held.cost.raw())
                * (static_cast<long double>(closed) / static_cast<long double>(open))));
        const Notional brought = Notional::fromRaw((price * Quantity::fromRaw(closed)).raw() * -sign);
        realised = brought - cost;
        held.cost = held.cost - cost;
    }
    held.cost += Notional::fromRaw((price * Quantity::fromRaw(size.raw() - closed)).raw() * sign);
    held.size = Quantity::fromRaw(before + size.raw() * sign);
    return realised;
}

} // namespace leadline::sim
