// SPDX-License-Identifier: MIT
/// Symbols that venues write without anything between the two coins: "SHIBUSD".
#pragma once

#include "engine/core/pair.h"

#include <span>
#include <string_view>

namespace leadline::venues
{

struct SplitSymbol {
    core::Pair pair; ///< unknown when none of the quotes ends the symbol
    bool isGuessed = false; ///< several of the quotes end it: the venue's own list would tell
};

/// Parts the symbol before one of the quotes, which a venue has in this order of preference. Where several fit, the one
/// that leaves a coin of common name wins ("SHIB/USD", not "SHI/BUSD"), of those the most common, then the preferred.
[[nodiscard]] SplitSymbol splitSymbol(std::string_view symbol, std::span<const std::string_view> quotes);

} // namespace leadline::venues
