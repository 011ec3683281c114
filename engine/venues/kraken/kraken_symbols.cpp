// SPDX-License-Identifier: MIT
#include "engine/venues/kraken/kraken_symbols.h"

#include <algorithm>
#include <array>

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
    return pair.kind == core::Kind::Spot ? core::Symbol(pair.text()) : core::Symbol();
}

core::Asset restAsset(std::string_view name)
{
    constexpr std::size_t codeLength = 4;
    if (name.size() == codeLength && (name.front() == 'X' || name.front() == 'Z')) {
        name.remove_prefix(1);
    }
    return assetOf(name);
}

core::Symbol symbolOfRest(std::string_view pair)
{
    // The old names have four letters a side.
    constexpr std::size_t half = 4;
    constexpr std::array<std::string_view, 8> oldQuotes{"ZUSD", "ZEUR", "ZGBP", "ZJPY", "ZCAD", "ZAUD", "XXBT", "XETH"};
    if (pair.size() == 2 * half && std::ranges::find(oldQuotes, pair.substr(half)) != oldQuotes.end()) {
        return symbolOf({restAsset(pair.substr(0, half)), restAsset(pair.substr(half))});
    }
    constexpr std::array<std::string_view, 14> quotes{
        "PYUSD", "USDT", "USDC", "USDG", "RLUSD", "USD", "EUR", "GBP", "JPY", "CAD", "AUD", "CHF", "XBT", "ETH"};
    for (const std::string_view quote : quotes) {
        if (pair.size() > quote.size() && pair.ends_with(quote)) {
            return symbolOf({assetOf(pair.substr(0, pair.size() - quote.size())), assetOf(quote)});
        }
    }
    return core::Symbol(pair);
}

} // namespace leadline::venues::kraken
