// SPDX-License-Identifier: MIT
#include "engine/venues/bybit/bybit_symbols.h"

#include "engine/venues/binance/binance_symbols.h"

namespace leadline::venues::bybit
{

core::Pair pairOf(core::Symbol symbol)
{
    core::Pair pair = binance::pairOf(symbol);
    if (pair.isKnown()) {
        pair.kind = pair.quote.view() == "USD" ? core::Kind::InversePerpetual : core::Kind::LinearPerpetual;
    }
    return pair;
}

core::Symbol symbolOf(const core::Pair& pair)
{
    const bool isPerpetual = pair.kind == core::Kind::LinearPerpetual || pair.kind == core::Kind::InversePerpetual;
    return isPerpetual ? core::Symbol(pair.base.text() + pair.quote.text()) : core::Symbol();
}

} // namespace leadline::venues::bybit
