// SPDX-License-Identifier: MIT
/// OKX's names of instruments: "BTC-USDT", "BTC-USDT-SWAP", "BTC-USD-SWAP", "BTC-USDT-261225".
#pragma once

#include "engine/core/instrument.h"

namespace leadline::venues::okx
{

/// Unknown for what is neither a pair of coins nor a swap or future on one (options).
[[nodiscard]] core::Pair pairOf(core::Symbol symbol);
/// Empty where the venue has nothing of that kind.
[[nodiscard]] core::Symbol symbolOf(const core::Pair& pair);
/// Whatever has a third part in its name is counted in contracts. What one is worth (`ctVal`, `ctMult`) the venue says
/// for each; without its word, a table of common ones tells, and of others it is not known.
[[nodiscard]] core::Instrument instrumentOf(const core::MarketId& id);

} // namespace leadline::venues::okx
