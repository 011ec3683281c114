// SPDX-License-Identifier: MIT
/// Bybit's names of contracts: "BTCUSDT" is linear, "BTCUSD" inverse. Its spot market has the same names, and
/// recordings of it are not told apart.
#pragma once

#include "engine/core/pair.h"

namespace leadline::venues::bybit
{

/// Unknown when no known currency ends it.
[[nodiscard]] core::Pair pairOf(core::Symbol symbol);
/// Empty where the venue has nothing of that kind.
[[nodiscard]] core::Symbol symbolOf(const core::Pair& pair);

} // namespace leadline::venues::bybit
