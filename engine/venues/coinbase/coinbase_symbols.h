// SPDX-License-Identifier: MIT
/// Coinbase's names of products: "BTC-USD".
#pragma once

#include "engine/core/pair.h"

namespace leadline::venues::coinbase
{

[[nodiscard]] core::Pair pairOf(core::Symbol symbol);
[[nodiscard]] core::Symbol symbolOf(const core::Pair& pair);

} // namespace leadline::venues::coinbase
