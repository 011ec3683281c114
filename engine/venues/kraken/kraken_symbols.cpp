// SPDX-License-Identifier: MIT
#include "engine/venues/kraken/kraken_symbols.h"

namespace leadline::venues::kraken
{

namespace
{

/// v1 kept ISO-like names of its own for a few coins.
core::Asset assetOf(std::string_view name)
{
    return core::Asset(name == "XBT" ? "BTC" : name == "XDG" ? "DOGE" : name);
}

} // namespace

core::Pair pairOf(core::Symbol symbol)
{
    const std::string_view text = symbol.view();
    const auto slash = text.find('/');
    return slash == std::string_view::npos
        ? core::Pair{}
        : core::Pair{assetOf(text.substr(0, slash)), assetOf(text.substr(slash + 1))};
}

core::Symbol symbolOf(const core::Pair& pair)
{
    return core::Symbol(pair.text());
}

} // namespace leadline::venues::kraken
