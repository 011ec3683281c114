// SPDX-License-Identifier: MIT
/// Bybit's names of contracts: "BTCUSDT" and "BTCPERP" (against USDC) are linear, "BTCUSD" is inverse, and so is
/// "BTCUSDZ26", delivered on the last Friday of December 2026; "BTCUSDT-25DEC26" and "BTC-25DEC26" (USDC) are linear
/// futures. Its spot market has the same names, and recordings of it are not told apart.
#pragma once

#include "engine/core/instrument.h"

namespace leadline::venues::bybit
{

/// Unknown when no known currency ends it.
[[nodiscard]] core::Pair pairOf(core::Symbol symbol);
/// Empty where the venue has nothing of that kind.
[[nodiscard]] core::Symbol symbolOf(const core::Pair& pair);
/// Linear contracts are sized in coins; of inverse ones each is worth one dollar.
[[nodiscard]] core::Instrument instrumentOf(const core::MarketId& id);

} // namespace leadline::venues::bybit
