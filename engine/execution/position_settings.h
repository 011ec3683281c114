// SPDX-License-Identifier: MIT
/// How positions are compared with the venues', and what is closed where there are coins in their place.
#pragma once

#include "engine/core/pair.h"

#include <chrono>
#include <cstdint>

namespace leadline::execution
{

/// What flattening sells at a venue of coins.
enum class SpotFlatten : std::uint8_t {
    Ours, ///< what our fills add up to, never what was there before
    Balance, ///< all of the coins that are traded there
};

struct PositionSettings {
    std::chrono::seconds checkEvery{30}; ///< venues are asked anew, beside what the private stream tells
    SpotFlatten spotFlatten = SpotFlatten::Ours;
    core::Asset currency{"USD"}; ///< profit of everything, and the day's loss, are told in it
};

} // namespace leadline::execution
