// SPDX-License-Identifier: MIT
/// Finding a price among levels that are sorted worst first, best last.
#pragma once

#include "engine/core/price.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace leadline::book
{

/// The index of the first entry not worse than `price`. `sign` is 1 for bids and -1 for asks, so that a better price is
/// always the larger key.
template <class Entry>
[[nodiscard]] std::size_t positionOf(const std::vector<Entry>& entries, core::Price price, std::int64_t sign)
{
    const std::int64_t key = price.raw() * sign;
    // A short walk from the touch finds most updates without the mispredicted branches of a binary search.
    constexpr std::size_t walk = 8;
    std::size_t index = entries.size();
    const std::size_t stop = index > walk ? index - walk : 0;
    while (index > stop && entries[index - 1].price.raw() * sign >= key) {
        --index;
    }
    if (index > stop || index == 0) {
        return index;
    }
    // Halving without branches to mispredict: the condition becomes a conditional move.
    const Entry* base = entries.data();
    std::size_t left = index;
    while (left > 1) {
        const std::size_t half = left / 2;
        base = base[half - 1].price.raw() * sign < key ? base + half : base;
        left -= half;
    }
    return static_cast<std::size_t>(base - entries.data()) + (base->price.raw() * sign < key ? 1 : 0);
}

} // namespace leadline::book
