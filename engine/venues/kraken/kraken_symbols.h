// SPDX-License-Identifier: MIT
/// Kraken's names of pairs: "BTC/USD" on v2, "XBT/USD" on v1.
#pragma once

#include "engine/core/pair.h"

namespace leadline::venues::kraken
{

[[nodiscard]] core::Pair pairOf(core::Symbol symbol);
/// As v2 names it.
[[nodiscard]] core::Symbol symbolOf(const core::Pair& pair);
/// As v2 names what REST calls "XBTUSD" or "XXBTZUSD"; the same text where that cannot be told.
[[nodiscard]] core::Symbol symbolOfRest(std::string_view pair);
/// REST says XXBT, XETH and ZUSD where the streams say BTC, ETH and USD.
[[nodiscard]] core::Asset restAsset(std::string_view name);

} // namespace leadline::venues::kraken
