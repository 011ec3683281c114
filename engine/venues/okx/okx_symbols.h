// SPDX-License-Identifier: MIT
/// OKX's names of instruments: "BTC-USDT", "BTC-USDT-SWAP", "BTC-USD-SWAP", "BTC-USDT-261225".
#pragma once

#include "engine/core/pair.h"

namespace leadline::venues::okx
{

/// Unknown when no known currency ends it.
[[nodiscard]] core::Pair pairOf(core::Symbol symbol);
/// Empty where the venue has nothing of that kind.
[[nodiscard]] core::Symbol symbolOf(const core::Pair& pair);

} // namespace leadline::venues::okx
