// SPDX-License-Identifier: MIT
// What the account holds, what it is worth and what it may spend.
#include "engine/sim/alpaca/alpaca_account.h"

#include <algorithm>
#include <cassert>

namespace leadline::sim
{

using core::Int128;
using core::Notional;
using core::Price;
using core::Quantity;
using core::Side;

namespace
{

Quantity magnitude(Quantity size)
{
    return size.isNegative() ? Quantity{} - size : size;
}

} // namespace

Price AlpacaPosition::averagePrice() const
{
    return size.isZero() ? Price{} : Price::fromRaw(static_cast<std::int64_t>(cost.raw() / size.raw()));
}

Quantity AlpacaAccount::positionOf(StockIndex stock) const
{
    const auto found = m_positions.find(stock);
    return found == m_positions.end() ? Quantity{} : found->second.size;
}

Quantity AlpacaAccount::availableOf(StockIndex stock) const
{
    const Quantity position = positionOf(stock);
    const Side closes = position.isNegative() ? Side::Bid : Side::Ask;
    const Quantity left = magnitude(position) - closingSize(stock, closes, nullptr);
    return position.isNegative() ? Quantity{} - left : left;
}

Notional AlpacaAccount::longValue() const
{
    Notional sum;
    for (const auto& [stock, position] : m_positions) {
        sum += position.size.isNegative() ? Notional{} : worthOf(stock) * position.size;
    }
    return sum;
}

Notional AlpacaAccount::shortValue() const
{
    Notional sum;
    for (const auto& [stock, position] : m_positions) {
        sum += position.size.isNegative() ? worthOf(stock) * position.size : Notional{};
    }
    return sum;
}

Notional AlpacaAccount::equity() const
{
    return m_cash + longValue() + shortValue();
}

Notional AlpacaAccount::buyingPower() const
{
    const Notional all = Notional::fromRaw(equity().raw() * m_terms.multiplier);
    return std::max(all - longValue() + shortValue() - reserved(), Notional{});
}

void AlpacaAccount::movePosition(StockIndex stock, Side side, Price price, Quantity size)
{
    AlpacaPosition& position = m_positions[stock];
    const Quantity signedSize = side == Side::Bid ? size : Quantity{} - size;
    const Int128 before = position.size.raw();
    const bool opens = before == 0 || (before > 0) == (signedSize.raw() > 0);
    if (opens) {
        position.cost += price * signedSize;
    } else {
        // Part of it goes at its average price; orders that close never go further than to nothing.
        assert(magnitude(signedSize) <= magnitude(position.size) && "a closing order closes what is there");
        const Quantity after = position.size + signedSize;
        position.cost = after.isZero() ? Notional{} : position.averagePrice() * after;
    }
    position.size += signedSize;
    if (position.size.isZero()) {
        m_positions.erase(stock);
    }
}

} // namespace leadline::sim
