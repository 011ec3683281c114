// SPDX-License-Identifier: MIT
/// What was traded at a price.
#pragma once

#include "engine/core/price.h"

namespace leadline::session
{

/// Volume traded at one price, by aggressor.
struct TradedAt {
    core::Price price;
    core::Quantity bought;
    core::Quantity sold;
};

} // namespace leadline::session
