// SPDX-License-Identifier: MIT
/// Currencies that are worth a dollar, near enough where no pair of theirs says better.
#pragma once

#include "engine/core/pair.h"

#include <algorithm>
#include <array>

namespace leadline::core
{

inline constexpr std::array dollarCurrencies{Asset("USD"), Asset("USDT"), Asset("USDC"), Asset("FDUSD"), Asset("DAI")};

[[nodiscard]] constexpr bool isDollar(const Asset& asset)
{
    return std::ranges::find(dollarCurrencies, asset) != dollarCurrencies.end();
}

} // namespace leadline::core
