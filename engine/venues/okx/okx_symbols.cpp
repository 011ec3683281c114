// SPDX-License-Identifier: MIT
#include "engine/venues/okx/okx_symbols.h"

#include <string>
#include <string_view>

namespace leadline::venues::okx
{

namespace
{

constexpr std::string_view swap = "SWAP";
constexpr std::int32_t century = 20'000'000;

} // namespace

core::Pair pairOf(core::Symbol symbol)
{
    const std::string_view text = symbol.view();
    const auto first = text.find('-');
    if (first == std::string_view::npos) {
        return {};
    }
    const auto second = text.find('-', first + 1);
    const std::string coins = std::string(text.substr(0, first)) + "/"
        + std::string(text.substr(first + 1, second == std::string_view::npos ? second : second - first - 1));
    if (second == std::string_view::npos) {
        return core::Pair::parse(coins).value_or(core::Pair{});
    }
    const std::string form(text.substr(second + 1));
    return core::Pair::parse(coins + (form == swap ? "-PERP" : "-20" + form)).value_or(core::Pair{});
}

core::Symbol symbolOf(const core::Pair& pair)
{
    const std::string coins = pair.base.text() + "-" + pair.quote.text();
    switch (pair.kind) {
    case core::Kind::Spot:
        return core::Symbol(coins);
    case core::Kind::LinearPerpetual:
    case core::Kind::InversePerpetual:
        return core::Symbol(coins + "-" + std::string(swap));
    case core::Kind::Future:
        return core::Symbol(coins + "-" + std::to_string(pair.delivery - century));
    case core::Kind::Stock:
        return {};
    }
    return {};
}

} // namespace leadline::venues::okx
