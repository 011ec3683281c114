// SPDX-License-Identifier: MIT
/// Who took, where the tape does not tell.
#pragma once

#include "engine/core/names.h"
#include "engine/core/price.h"
#include "engine/core/side.h"

#include <unordered_map>

namespace leadline::venues
{

/// The quote rule of Lee and Ready (1991): a trade above the middle of the newest quote of its symbol was a buyer's,
/// one below it a seller's. At the middle, and where no two-sided quote is known, the tick rule: above the last trade
/// at another price a buyer's, below it a seller's. With neither, a buyer's: somebody has to be named.
class AggressorRule
{
public:
    /// The touch as it is from now on; zero where nobody stands.
    void quoted(const core::Symbol& symbol, core::Price bid, core::Price ask);
    /// The side that took in a trade at `price`, which is the last one from now on.
    [[nodiscard]] core::Side traded(const core::Symbol& symbol, core::Price price);
    /// Forgets every quote and trade.
    void restart() { m_known.clear(); }

private:
    struct Known {
        core::Price bid;
        core::Price ask;
        core::Price last; ///< zero: no trade yet
        core::Side tick = core::Side::Bid; ///< where the last change of price went
    };

    std::unordered_map<core::Symbol, Known> m_known;
};

} // namespace leadline::venues
