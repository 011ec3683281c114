// SPDX-License-Identifier: MIT
/// What a venue says of a market of one pair.
#pragma once

#include "engine/sim/protocol/venue_front.h"

namespace leadline::sim
{

/// Thread: its owner's.
class PairFront : public VenueFront, public PublicEvents
{
public:
    explicit PairFront(EmbeddedMarket& market)
        : VenueFront(market)
        , m_market(market)
    {
        market.publishTo(*this);
    }

protected:
    [[nodiscard]] EmbeddedMarket& market() const { return m_market; }

private:
    EmbeddedMarket& m_market;
};

} // namespace leadline::sim
