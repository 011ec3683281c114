// SPDX-License-Identifier: MIT
#include "engine/core/instrument.h"

#include "engine/core/stock.h"

#include <algorithm>
#include <cmath>

namespace leadline::core
{

Notional Instrument::value(Price price, Quantity size) const
{
    if (kind == ContractKind::Inverse) {
        return Price::fromRaw(static_cast<std::int64_t>(contractSize.raw())) * size;
    }
    const Notional plain = price * size;
    if (contractSize.raw() == decimalScale) {
        return plain;
    }
    // The contract size counts billionths too. Dividing first would lose digits, multiplying first could overflow.
    const Int128 whole = plain.raw() / decimalScale;
    const Int128 part = plain.raw() % decimalScale;
    return Notional::fromRaw(whole * contractSize.raw() + part * contractSize.raw() / decimalScale);
}

Quantity Instrument::baseSize(Price price, Quantity size) const
{
    if (kind == ContractKind::Inverse) {
        // contracts × value ÷ price; the units cancel to billionths of a coin.
        return price.raw() <= 0 ? Quantity{} : Quantity::fromRaw(size.raw() * contractSize.raw() / price.raw());
    }
    if (contractSize.raw() == decimalScale) {
        return size;
    }
    const Int128 whole = size.raw() / decimalScale;
    const Int128 part = size.raw() % decimalScale;
    return Quantity::fromRaw(whole * contractSize.raw() + part * contractSize.raw() / decimalScale);
}

Quantity Instrument::unitsForBase(Price price, Quantity base) const
{
    if (contractSize.raw() <= 0 || price.raw() <= 0) {
        return {};
    }
    if (kind == ContractKind::Inverse) {
        return roundDownToLot(Quantity::fromRaw(base.raw() * price.raw() / contractSize.raw()));
    }
    return roundDownToLot(
        contractSize.raw() == decimalScale ? base : Quantity::fromRaw(base.raw() * decimalScale / contractSize.raw()));
}

Quantity Instrument::smallestOrder(Price price) const
{
    const auto upToLot = [this](Int128 raw) {
        return Quantity::fromRaw(lot.isZero() ? raw : (raw + lot.raw() - 1) / lot.raw() * lot.raw());
    };
    Quantity least = std::max(lot, upToLot(minimumSize.raw()));
    const Notional unit = value(price, Quantity::fromRaw(decimalScale));
    if (minimumNotional.raw() > 0 && unit.raw() > 0) {
        const double units = minimumNotional.toDoubleLossy() / unit.toDoubleLossy();
        // A hair below the quotient, so that 20 / 0.1 does not become 201 lots.
        least = std::max(least, upToLot(static_cast<Int128>(std::ceil(units * decimalScale * (1 - 1e-15)))));
    }
    return least;
}

Quantity Instrument::roundDownToLot(Quantity size) const
{
    return lot.isZero() ? size : Quantity::fromRaw(size.raw() - size.raw() % lot.raw());
}

Price Instrument::roundPassive(Price price, Side side) const
{
    if (tick.raw() <= 0) {
        return price;
    }
    const std::int64_t step = pair.kind == Kind::Stock ? std::max(tick, stockTick(price)).raw() : tick.raw();
    const std::int64_t above = price.raw() % step;
    if (above == 0) {
        return price;
    }
    const std::int64_t down = price.raw() - above;
    return Price::fromRaw(side == Side::Bid ? down : down + step);
}

Quantity Instrument::sizeForNotional(double notional, Price price) const
{
    if (price.raw() <= 0 || !(notional > 0) || !isSizeKnown()) {
        return {};
    }
    const double unit = kind == ContractKind::Inverse ? contractSize.toDoubleLossy()
                                                      : price.toDoubleLossy() * contractSize.toDoubleLossy();
    const double units = std::min(notional / unit, 1e18);
    // A hair above the quotient, so that 0.29 / 0.01 does not become 28 lots.
    return roundDownToLot(Quantity::fromRaw(static_cast<Int128>(std::floor(units * decimalScale * (1 + 1e-15)))));
}

void inferSteps(Instrument& instrument, std::span<const Level> bids, std::span<const Level> asks)
{
    const auto gcd = [](Int128 a, Int128 b) {
        while (b != 0) {
            const Int128 rest = a % b;
            a = b;
            b = rest;
        }
        return a;
    };
    Int128 tick = 0;
    Int128 lot = 0;
    for (const auto side : {bids, asks}) {
        for (const Level& level : side) {
            tick = gcd(tick, level.price.raw());
            lot = gcd(lot, level.size.raw());
        }
    }
    if (instrument.tick.raw() == 0) {
        instrument.tick = Price::fromRaw(static_cast<std::int64_t>(tick));
    }
    if (instrument.lot.isZero()) {
        instrument.lot = Quantity::fromRaw(lot);
    }
}

} // namespace leadline::core
