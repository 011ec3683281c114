// SPDX-License-Identifier: MIT
#include "engine/venues/binance/binance_symbols.h"

#include "engine/venues/symbol_split.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>
#include <string_view>

namespace leadline::venues::binance
{

namespace
{

constexpr std::string_view dollar = "USD";
constexpr std::string_view perpetual = "PERP";
constexpr std::size_t deliveryDigits = 6;
constexpr std::int32_t century = 20'000'000;

/// Longer ones before those that end them. USD is what Binance.US has.
constexpr auto quotes = std::to_array<std::string_view>(
    {"FDUSD", "USDT", "USDC", "USD1", "BUSD", "TUSD", "USDP", "USDS", "PAX", "USD", "EURI", "EUR", "AEUR", "GBP", "TRY",
        "BRL", "JPY", "PLN", "AUD", "MXN", "ARS", "ZAR", "UAH", "RON", "CZK", "COP", "RUB", "NGN", "BKRW", "BVND",
        "BIDR", "IDRT", "IDR", "BTC", "ETH", "BNB", "DAI", "VAI", "UST", "TRX", "XRP", "DOGE", "SOL"});

bool isGuessed(std::string_view symbol)
{
    return splitSymbol(symbol.substr(0, symbol.find('_')), quotes).isGuessed;
}

/// What follows the underscore: "PERP", "261225"; empty where there is none.
std::string_view deliveryText(std::string_view symbol, std::size_t underscore)
{
    return underscore == std::string_view::npos ? std::string_view() : symbol.substr(underscore + 1);
}

/// The contract with that day of delivery, "261225"; the perpetual one where it is empty.
core::Pair delivered(core::Pair pair, core::Kind perpetual, std::string_view day)
{
    if (!pair.isKnown() || day.empty()) {
        pair.kind = perpetual;
        return pair.isKnown() ? pair : core::Pair{};
    }
    return core::Pair::parse(pair.text() + "-20" + std::string(day)).value_or(core::Pair{});
}

/// "_261225".
std::string deliverySuffix(const core::Pair& pair)
{
    return "_" + std::to_string(pair.delivery - century);
}

} // namespace

core::Pair pairOf(core::Symbol symbol)
{
    return splitSymbol(symbol.view(), quotes).pair;
}

bool isCoinMargined(std::string_view symbol)
{
    const auto underscore = symbol.find('_');
    const std::string_view form = deliveryText(symbol, underscore);
    return underscore != std::string_view::npos && symbol.substr(0, underscore).ends_with(dollar)
        && (form == perpetual || (form.size() == deliveryDigits && std::ranges::all_of(form, [](unsigned char c) {
               return std::isdigit(c) != 0;
           })));
}

core::Pair futuresPairOf(core::Symbol symbol)
{
    const std::string_view text = symbol.view();
    const auto underscore = text.find('_');
    return delivered(
        pairOf(core::Symbol(text.substr(0, underscore))), core::Kind::LinearPerpetual, deliveryText(text, underscore));
}

core::Pair coinMarginedPairOf(core::Symbol symbol)
{
    const std::string_view text = symbol.view();
    const auto underscore = text.find('_');
    const std::string_view name = text.substr(0, underscore);
    if (name.size() <= dollar.size() || !name.ends_with(dollar)) {
        return {};
    }
    const core::Pair pair{core::Asset(name.substr(0, name.size() - dollar.size())), core::Asset(dollar)};
    const std::string_view form = deliveryText(text, underscore);
    return delivered(pair, core::Kind::InversePerpetual, form == perpetual ? std::string_view() : form);
}

core::Symbol symbolOf(const core::Pair& pair)
{
    return pair.kind == core::Kind::Spot ? core::Symbol(pair.base.text() + pair.quote.text()) : core::Symbol();
}

core::Symbol futuresSymbolOf(const core::Pair& pair)
{
    const std::string name = pair.base.text() + pair.quote.text();
    return pair.kind == core::Kind::LinearPerpetual                      ? core::Symbol(name)
        : pair.kind == core::Kind::Future && pair.quote.view() != dollar ? core::Symbol(name + deliverySuffix(pair))
                                                                         : core::Symbol();
}

core::Symbol coinMarginedSymbolOf(const core::Pair& pair)
{
    const std::string name = pair.base.text() + pair.quote.text();
    return pair.kind == core::Kind::InversePerpetual                     ? core::Symbol(name + "_PERP")
        : pair.kind == core::Kind::Future && pair.quote.view() == dollar ? core::Symbol(name + deliverySuffix(pair))
                                                                         : core::Symbol();
}

core::Instrument instrumentOf(const core::MarketId& id)
{
    return {.id = id, .pair = pairOf(id.symbol), .isPairGuessed = isGuessed(id.symbol.view())};
}

core::Instrument futuresInstrumentOf(const core::MarketId& id)
{
    if (isCoinMargined(id.symbol.view())) {
        return coinMarginedInstrumentOf(id); // whatever the recording was called: USD-M has nothing of that name
    }
    return {.id = id, .pair = futuresPairOf(id.symbol), .isPairGuessed = isGuessed(id.symbol.view())};
}

core::Instrument coinMarginedInstrumentOf(const core::MarketId& id)
{
    core::Instrument instrument{.id = id, .pair = coinMarginedPairOf(id.symbol)};
    instrument.kind = core::ContractKind::Inverse;
    instrument.countsContracts = true;
    const std::int64_t dollars = id.symbol.view().starts_with("BTCUSD") ? 100 : 10;
    instrument.contractSize = core::Quantity::fromRaw(static_cast<core::Int128>(dollars) * core::decimalScale);
    return instrument;
}

} // namespace leadline::venues::binance
