// SPDX-License-Identifier: MIT
/// How many venues one book is made of at most.
#pragma once

#include <cstddef>

namespace leadline::book
{

inline constexpr std::size_t mostVenues = 8;

} // namespace leadline::book
