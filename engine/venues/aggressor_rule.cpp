// SPDX-License-Identifier: MIT
#include "engine/venues/aggressor_rule.h"

namespace leadline::venues
{

void AggressorRule::quoted(const core::Symbol& symbol, core::Price bid, core::Price ask)
{
    Known& known = m_known[symbol];
    known.bid = bid;
    known.ask = ask;
}

core::Side AggressorRule::traded(const core::Symbol& symbol, core::Price price)
{
    Known& known = m_known[symbol];
    if (known.last != core::Price{} && price != known.last) {
        known.tick = price > known.last ? core::Side::Bid : core::Side::Ask;
    }
    known.last = price;
    const bool hasMiddle = known.bid != core::Price{} && known.ask != core::Price{};
    // Compared by distances, which are exact where a middle would be rounded.
    const core::Price above = price - known.bid;
    const core::Price below = known.ask - price;
    if (!hasMiddle || above == below) {
        return known.tick;
    }
    return above > below ? core::Side::Bid : core::Side::Ask;
}

} // namespace leadline::venues
