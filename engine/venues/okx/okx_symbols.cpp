// SPDX-License-Identifier: MIT
#include "engine/venues/okx/okx_symbols.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace leadline::venues::okx
{

namespace
{

constexpr std::string_view swap = "SWAP";
constexpr std::string_view dollar = "USD";
constexpr std::int32_t century = 20'000'000;

/// A contract against USDT, in thousandths of its coin.
struct ContractValue {
    std::string_view coin;
    std::int64_t thousandths;
};

/// Of November 2026, swaps and futures alike. Only what recordings and published clients agree on: a wrong value would
/// be worse than none, which the user is asked for.
constexpr auto contractValues =
    std::to_array<ContractValue>({{"BTC", 10}, {"ETH", 100}, {"SOL", 1000}, {"DOGE", 1'000'000}});

core::Quantity contractSizeOf(const core::Pair& pair)
{
    if (pair.quote.view() == dollar) {
        // Inverse ones are worth so many dollars.
        const std::int64_t dollars = pair.base.view() == "BTC" ? 100 : 10;
        return core::Quantity::fromRaw(static_cast<core::Int128>(dollars) * core::decimalScale);
    }
    const auto* const found = std::ranges::find(contractValues, pair.base.view(), &ContractValue::coin);
    return pair.quote.view() != "USDT" || found == contractValues.end()
        ? core::Quantity{}
        : core::Quantity::fromRaw(static_cast<core::Int128>(found->thousandths) * (core::decimalScale / 1000));
}

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

core::Instrument instrumentOf(const core::MarketId& id)
{
    core::Instrument instrument{.id = id, .pair = pairOf(id.symbol)};
    if (std::ranges::count(id.symbol.view(), '-') < 2) {
        return instrument;
    }
    instrument.countsContracts = true;
    instrument.contractSize = instrument.pair.isKnown() ? contractSizeOf(instrument.pair) : core::Quantity{};
    if (instrument.pair.quote.view() == dollar) {
        instrument.kind = core::ContractKind::Inverse;
    }
    return instrument;
}

} // namespace leadline::venues::okx
