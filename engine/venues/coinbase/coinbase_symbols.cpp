// SPDX-License-Identifier: MIT
#include "engine/venues/coinbase/coinbase_symbols.h"

namespace leadline::venues::coinbase
{

core::Pair pairOf(core::Symbol symbol)
{
    const std::string_view text = symbol.view();
    const auto dash = text.find('-');
    return dash == std::string_view::npos
        ? core::Pair{}
        : core::Pair{core::Asset(text.substr(0, dash)), core::Asset(text.substr(dash + 1))};
}

core::Symbol symbolOf(const core::Pair& pair)
{
    return pair.kind == core::Kind::Spot ? core::Symbol(pair.base.text() + "-" + pair.quote.text()) : core::Symbol();
}

} // namespace leadline::venues::coinbase
