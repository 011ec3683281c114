// SPDX-License-Identifier: MIT
/// Binance's names of instruments: "BTCUSDT" on spot and USD-M (there a perpetual), "BTCUSDT_261225" with a day of
/// delivery, "BTCUSD_PERP" on COIN-M.
#pragma once

#include "engine/core/instrument.h"

#include <string_view>

namespace leadline::venues::binance
{

/// The coins, told by the known quote currencies at the end, see splitSymbol(); unknown when none fits.
[[nodiscard]] core::Pair pairOf(core::Symbol symbol);
/// USD-M: perpetual, or with a day of delivery.
[[nodiscard]] core::Pair futuresPairOf(core::Symbol symbol);
/// COIN-M: always against USD.
[[nodiscard]] core::Pair coinMarginedPairOf(core::Symbol symbol);
/// Empty where the venue has nothing of that kind, as the next two.
[[nodiscard]] core::Symbol symbolOf(const core::Pair& pair);
[[nodiscard]] core::Symbol futuresSymbolOf(const core::Pair& pair);
[[nodiscard]] core::Symbol coinMarginedSymbolOf(const core::Pair& pair);
[[nodiscard]] core::Instrument instrumentOf(const core::MarketId& id);
[[nodiscard]] core::Instrument futuresInstrumentOf(const core::MarketId& id);
/// "BTCUSD_PERP", "ETHUSD_261225": only COIN-M has such.
[[nodiscard]] bool isCoinMargined(std::string_view symbol);
/// Inverse contracts of the published size: 100 USD for BTC, 10 USD otherwise.
[[nodiscard]] core::Instrument coinMarginedInstrumentOf(const core::MarketId& id);

} // namespace leadline::venues::binance
