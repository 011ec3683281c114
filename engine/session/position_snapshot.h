// SPDX-License-Identifier: MIT
/// What the window sees of a position.
#pragma once

#include "engine/core/names.h"
#include "engine/core/price.h"
#include "engine/core/side.h"

namespace leadline::session
{

/// What we hold at one venue.
struct PositionSnapshot {
    core::MarketId market;
    core::Quantity size; ///< the position: the venue's word where it keeps positions, else what our fills add up to
    core::PositionSide side = core::PositionSide::Net; ///< Long and Short: the venue keeps two of the market
    core::Quantity ours; ///< what our fills add up to
    bool isTold = false; ///< `size` is the venue's word
    bool isMargin = false; ///< borrowed, at a venue of coins
    bool differs = false; ///< from `ours`, by more than a lot
    core::Price averagePrice;
    double unrealised = 0; ///< quote units
    double realised = 0;
    double fees = 0;
    double today = 0; ///< profit since UTC midnight

    bool operator==(const PositionSnapshot&) const = default;
};

} // namespace leadline::session
