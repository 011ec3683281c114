// SPDX-License-Identifier: MIT
#include "engine/venues/bitstamp/bitstamp_symbols.h"

#include "engine/venues/symbol_split.h"

#include <array>
#include <string_view>

namespace leadline::venues::bitstamp
{

namespace
{

constexpr auto quotes = std::to_array<std::string_view>(
    {"PYUSD", "RLUSD", "USDT", "USDC", "USD", "EUR", "GBP", "BTC", "ETH", "PAX", "DAI"});

} // namespace

core::Pair pairOf(core::Symbol symbol)
{
    return splitSymbol(symbol.view(), quotes).pair;
}

core::Symbol symbolOf(const core::Pair& pair)
{
    return pair.kind == core::Kind::Spot ? core::Symbol(pair.base.text() + pair.quote.text()) : core::Symbol();
}

core::Instrument instrumentOf(const core::MarketId& id)
{
    const SplitSymbol split = splitSymbol(id.symbol.view(), quotes);
    return {.id = id, .pair = split.pair, .isPairGuessed = split.isGuessed};
}

} // namespace leadline::venues::bitstamp
