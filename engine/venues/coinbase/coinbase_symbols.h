// SPDX-License-Identifier: MIT
/// Coinbase's names of products: "BTC-USD", "BTC-PERP-INTX" (a perpetual against USDC, sized in coins), and
/// "BIT-27JUN25-CDE", a future that is counted in contracts and whose coin the name does not tell.
#pragma once

#include "engine/core/instrument.h"

namespace leadline::venues::coinbase
{

[[nodiscard]] core::Pair pairOf(core::Symbol symbol);
[[nodiscard]] core::Symbol symbolOf(const core::Pair& pair);
[[nodiscard]] core::Instrument instrumentOf(const core::MarketId& id);

} // namespace leadline::venues::coinbase
