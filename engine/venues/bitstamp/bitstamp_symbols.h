// SPDX-License-Identifier: MIT
/// Bitstamp's names of pairs, as its REST answers and channels spell them, in capitals: "BTCUSD".
#pragma once

#include "engine/core/instrument.h"

namespace leadline::venues::bitstamp
{

/// By Bitstamp's own quote currencies, which have no BUSD and no TUSD; unknown when none fits.
[[nodiscard]] core::Pair pairOf(core::Symbol symbol);
/// Empty where the venue has nothing of that kind.
[[nodiscard]] core::Symbol symbolOf(const core::Pair& pair);
[[nodiscard]] core::Instrument instrumentOf(const core::MarketId& id);

} // namespace leadline::venues::bitstamp
