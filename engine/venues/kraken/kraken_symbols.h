// SPDX-License-Identifier: MIT
/// Kraken's names of pairs: "BTC/USD" on v2, "XBT/USD" on v1.
#pragma once

#include "engine/core/pair.h"

namespace leadline::venues::kraken
{

[[nodiscard]] core::Pair pairOf(core::Symbol symbol);
/// As v2 names it.
[[nodiscard]] core::Symbol symbolOf(const core::Pair& pair);

} // namespace leadline::venues::kraken
