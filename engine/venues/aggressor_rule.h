// SPDX-License-Identifier: MIT
/// Who took, where the tape does not tell.
#pragma once

#include "engine/core/names.h"
#include "engine/core/price.h"
#include "engine/core/side.h"

#include <unordered_map>

namespace leadline::venues
{

/// After Lee & Ready, "Inferring trade direction from intraday data" (1991), for one instrument: a trade above the
/// middle of the last quote was a buyer's, below it a seller's. At the middle, or without both sides of a quote, the
/// tick decides: up from the last other price a buyer, down from it a seller, and a buyer while there is none.
class QuoteRule
{
public:
    /// The best prices from now on; zero where nobody quotes.
    void quoted(core::Price bid, core::Price ask)
    {
        m_bid = bid;
        m_ask = ask;
    }

    /// To be asked once a trade, in order: the tick rule remembers.
    [[nodiscard]] core::Side aggressorOf(core::Price price)
    {
        if (price != m_last) {
            m_lastTick = price > m_last ? core::Side::Bid : core::Side::Ask;
            m_last = price;
        }
        if (m_bid.raw() > 0 && m_ask.raw() > 0) {
            // Twice the middle, so that nothing is rounded.
            const core::Price both = m_bid + m_ask;
            const core::Price twice = price + price;
            if (twice != both) {
                return twice > both ? core::Side::Bid : core::Side::Ask;
            }
        }
        return m_lastTick;
    }

private:
    core::Price m_bid;
    core::Price m_ask;
    core::Price m_last;
    core::Side m_lastTick = core::Side::Bid;
};

/// The quote rule of each symbol of a stream.
class AggressorRule
{
public:
    /// The touch as it is from now on; zero where nobody stands.
    void quoted(const core::Symbol& symbol, core::Price bid, core::Price ask) { m_known[symbol].quoted(bid, ask); }
    /// The side that took in a trade at `price`, which is the last one from now on.
    [[nodiscard]] core::Side traded(const core::Symbol& symbol, core::Price price)
    {
        return m_known[symbol].aggressorOf(price);
    }
    /// Forgets every quote and trade.
    void restart() { m_known.clear(); }

private:
    std::unordered_map<core::Symbol, QuoteRule> m_known;
};

} // namespace leadline::venues
