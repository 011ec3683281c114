// SPDX-License-Identifier: MIT
/// What a venue holds for us of one asset.
#pragma once

#include "engine/core/pair.h"
#include "engine/core/price.h"

namespace leadline::venues
{

struct Balance {
    core::Asset asset;
    core::Quantity total;
    core::Quantity available;
};

} // namespace leadline::venues
