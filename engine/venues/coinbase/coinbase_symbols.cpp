// SPDX-License-Identifier: MIT
#include "engine/venues/coinbase/coinbase_symbols.h"

#include <string_view>

namespace leadline::venues::coinbase
{

namespace
{

constexpr std::string_view perpetual = "PERP-INTX";

} // namespace

core::Pair pairOf(core::Symbol symbol)
{
    const std::string_view text = symbol.view();
    const auto dash = text.find('-');
    if (dash == std::string_view::npos) {
        return {};
    }
    const core::Asset base(text.substr(0, dash));
    const std::string_view quote = text.substr(dash + 1);
    if (quote == perpetual) {
        return {base, core::Asset("USDC"), core::Kind::LinearPerpetual};
    }
    return quote.find('-') == std::string_view::npos ? core::Pair{base, core::Asset(quote)} : core::Pair{};
}

core::Symbol symbolOf(const core::Pair& pair)
{
    return pair.kind == core::Kind::Spot ? core::Symbol(pair.base.text() + "-" + pair.quote.text()) : core::Symbol();
}

core::Instrument instrumentOf(const core::MarketId& id)
{
    core::Instrument instrument{.id = id, .pair = pairOf(id.symbol)};
    if (id.symbol.view().ends_with("-CDE")) {
        instrument.countsContracts = true;
        instrument.contractSize = {};
    }
    return instrument;
}

} // namespace leadline::venues::coinbase
