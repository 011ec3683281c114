// SPDX-License-Identifier: MIT
/// Names of US stocks: "AAPL" is AAPL/USD, and a class of shares has a dot: "BRK.B". Services that sell the tape share
/// them.
#pragma once

#include "engine/core/instrument.h"

namespace leadline::venues::stocks
{

[[nodiscard]] core::Pair pairOf(core::Symbol symbol);
/// Empty for what is not paid in US dollars.
[[nodiscard]] core::Symbol symbolOf(const core::Pair& pair);
/// A cent, a billionth of a share, orders from a dollar up. Below one dollar prices step finer: core::stockTick.
[[nodiscard]] core::Instrument instrumentOf(const core::MarketId& id);

} // namespace leadline::venues::stocks
