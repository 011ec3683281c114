// SPDX-License-Identifier: MIT
/// A venue that trades one pair.
#pragma once

#include "engine/sim/protocol/venue_simulator.h"

namespace leadline::sim
{

/// Thread: its owner's.
class PairSimulator : public VenueSimulator, public PublicEvents
{
public:
    explicit PairSimulator(EmbeddedMarket& market)
        : VenueSimulator(market)
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
