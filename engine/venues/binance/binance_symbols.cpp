// SPDX-License-Identifier: MIT
#include "engine/venues/binance/binance_symbols.h"

namespace leadline::venues::binance
{

core::Pair pairOf(core::Symbol symbol)
{
    const std::string_view text = symbol.view();
    for (const std::string_view quote : {"FDUSD", "USDT", "USDC", "BUSD", "TUSD", "USD", "EUR", "GBP", "TRY", "BRL",
             "JPY", "PLN", "AUD", "MXN", "ARS", "ZAR", "UAH", "RON", "CZK", "COP", "BTC", "ETH", "BNB", "DAI"}) {
        if (text.size() > quote.size() && text.ends_with(quote)) {
            return {core::Asset(text.substr(0, text.size() - quote.size())), core::Asset(quote)};
        }
    }
    return {};
}

core::Pair coinMarginedPairOf(core::Symbol symbol)
{
    const std::string_view text = symbol.view().substr(0, symbol.view().find('_')); // "_PERP" and delivery dates
    return text.size() > 3 && text.ends_with("USD")
        ? core::Pair{core::Asset(text.substr(0, text.size() - 3)), core::Asset("USD")}
        : core::Pair{};
}

core::Symbol symbolOf(const core::Pair& pair)
{
    return core::Symbol(pair.base.text() + pair.quote.text());
}

core::Symbol coinMarginedSymbolOf(const core::Pair& pair)
{
    return pair.quote.view() == "USD" ? core::Symbol(pair.base.text() + "USD_PERP") : core::Symbol{};
}

core::Instrument instrumentOf(const core::MarketId& id)
{
    return {.id = id, .pair = pairOf(id.symbol)};
}

core::Instrument coinMarginedInstrumentOf(const core::MarketId& id)
{
    core::Instrument instrument{.id = id, .pair = coinMarginedPairOf(id.symbol)};
    instrument.kind = core::ContractKind::Inverse;
    const std::int64_t dollars = id.symbol.view().starts_with("BTC") ? 100 : 10;
    instrument.contractSize = core::Quantity::fromRaw(static_cast<core::Int128>(dollars) * core::decimalScale);
    return instrument;
}

} // namespace leadline::venues::binance
