// SPDX-License-Identifier: MIT
#pragma once

#include "engine/core/price.h"

#include <string_view>

namespace leadline::core
{

/// One price level; as part of an update, `size` is the new absolute size and zero removes the level.
struct Level {
    Price price;
    Quantity size;

    bool operator==(const Level&) const = default;
};

/// The texts of a level as the venue wrote them; checksums are made of these.
struct LevelText {
    std::string_view price;
    std::string_view size;
};

/// A level that Level cannot hold: its price or size is too large, or has more than nine decimals. It stands aside of
/// the book, which goes on without it.
struct LevelAside {
    Int128 price = 0; ///< wideDecimal() of its text
    bool isRemoved = false; ///< its size is zero: it is gone
    LevelText text; ///< looks into the message
};

} // namespace leadline::core
