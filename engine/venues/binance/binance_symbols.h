// SPDX-License-Identifier: MIT
/// Binance's names of instruments: "BTCUSDT" on spot and USD-M, "BTCUSD_PERP" on COIN-M.
#pragma once

#include "engine/core/instrument.h"

namespace leadline::venues::binance
{

/// Told by the known quote currencies at the end; unknown when none fits.
[[nodiscard]] core::Pair pairOf(core::Symbol symbol);
/// Always against USD.
[[nodiscard]] core::Pair coinMarginedPairOf(core::Symbol symbol);
[[nodiscard]] core::Symbol symbolOf(const core::Pair& pair);
/// The perpetual contract; empty unless the quote is USD.
[[nodiscard]] core::Symbol coinMarginedSymbolOf(const core::Pair& pair);
[[nodiscard]] core::Instrument instrumentOf(const core::MarketId& id);
/// Inverse contracts of the published size: 100 USD for BTC, 10 USD otherwise.
[[nodiscard]] core::Instrument coinMarginedInstrumentOf(const core::MarketId& id);

} // namespace leadline::venues::binance
