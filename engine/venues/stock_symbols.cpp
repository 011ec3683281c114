// SPDX-License-Identifier: MIT
#include "engine/venues/stock_symbols.h"

namespace leadline::venues::stocks
{

namespace
{

constexpr std::string_view dollar = "USD";
constexpr core::Price oneDollar = core::Price::fromRaw(core::decimalScale);

} // namespace

core::Pair pairOf(core::Symbol symbol)
{
    // With a slash it is a coin.
    const bool isStock = !symbol.isEmpty() && symbol.view().find('/') == std::string_view::npos;
    return isStock ? core::Pair{core::Asset(symbol.view()), core::Asset(dollar), core::Kind::Stock} : core::Pair{};
}

core::Symbol symbolOf(const core::Pair& pair)
{
    return pair.kind == core::Kind::Stock ? core::Symbol(pair.base.view()) : core::Symbol{};
}

core::Instrument instrumentOf(const core::MarketId& id)
{
    return {.id = id,
        .pair = pairOf(id.symbol),
        .tick = core::Price::fromRaw(core::decimalScale / 100),
        .lot = core::Quantity::fromRaw(1),
        .minimumNotional = oneDollar * core::Quantity::fromRaw(core::decimalScale)};
}

} // namespace leadline::venues::stocks
