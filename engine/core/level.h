// SPDX-License-Identifier: MIT
#pragma once

#include "engine/core/price.h"

namespace leadline::core
{

/// One price level; as part of an update, `size` is the new absolute size and zero removes the level.
struct Level {
    Price price;
    Quantity size;

    bool operator==(const Level&) const = default;
};

} // namespace leadline::core
