// SPDX-License-Identifier: MIT
#include "engine/core/instrument.h"

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

Quantity Instrument::roundDownToLot(Quantity size) const
{
    return lot.isZero() ? size : Quantity::fromRaw(size.raw() - size.raw() % lot.raw());
}

Price Instrument::roundPassive(Price price, Side side) const
{
    if (tick.raw() <= 0) {
        return price;
    }
    const std::int64_t above = price.raw() % tick.raw();
    if (above == 0) {
        return price;
    }
    const std::int64_t down = price.raw() - above;
    return Price::fromRaw(side == Side::Bid ? down : down + tick.raw());
}

Quantity Instrument::sizeForNotional(double notional, Price price) const
{
    if (price.raw() <= 0 || !(notional > 0)) {
        return {};
    }
    const double unit = kind == ContractKind::Inverse ? contractSize.toDoubleLossy()
                                                      : price.toDoubleLossy() * contractSize.toDoubleLossy();
    const double units = std::min(notional / unit, 1e18);
    // A hair above the quotient, so that 0.29 / 0.01 does not become 28 lots.
    return roundDownToLot(Quantity::fromRaw(static_cast<Int128>(std::floor(units * decimalScale * (1 + 1e-15)))));
}

Instrument instrumentFromTape(const MarketId& id)
{
    Instrument instrument{.id = id};
    if (id.venue.view() == "binance-coinm") {
        instrument.kind = ContractKind::Inverse;
        const std::int64_t dollars = id.symbol.view().starts_with("BTC") ? 100 : 10;
        instrument.contractSize = Quantity::fromRaw(static_cast<Int128>(dollars) * decimalScale);
    }
    return instrument;
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
