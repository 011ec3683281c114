// SPDX-License-Identifier: MIT
/// A venue that trades pairs.
#pragma once

#include "engine/sim/exchange/embedded_markets.h"
#include "engine/sim/protocol/venue_simulator.h"

namespace leadline::sim
{

/// Thread: its owner's.
class PairSimulator : public VenueSimulator, public VenueEvents
{
public:
    explicit PairSimulator(EmbeddedMarkets& markets)
        : VenueSimulator(markets)
        , m_markets(markets)
    {
        markets.publishTo(*this);
    }

    /// How often a client went beyond what the venue lets it do: messages a second, streams a connection.
    [[nodiscard]] std::uint64_t limitsBroken() const { return m_limitsBroken; }

protected:
    [[nodiscard]] EmbeddedMarkets& markets() const { return m_markets; }
    /// The market as it is now.
    [[nodiscard]] EmbeddedMarket& market(std::size_t place) const { return m_markets.at(place); }
    void countBrokenLimit() { ++m_limitsBroken; }

private:
    EmbeddedMarkets& m_markets;
    std::uint64_t m_limitsBroken = 0;
};

} // namespace leadline::sim
