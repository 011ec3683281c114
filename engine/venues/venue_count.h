// SPDX-License-Identifier: MIT
/// How many venues the program knows.
#pragma once

#include <cstddef>

namespace leadline::venues
{

inline constexpr std::size_t venueCount = 12;

} // namespace leadline::venues
