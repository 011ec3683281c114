// SPDX-License-Identifier: MIT
/// The embedded market's venues in a thread of their own.
#pragma once

#include "engine/core/pair.h"
#include "engine/core/result.h"
#include "engine/core/time.h"
#include "engine/venues/venue.h"

#include <QObject>
#include <QThread>

#include <map>
#include <vector>

namespace leadline::sim
{
class MarketServer;
struct EmbeddedVenue;
enum class FaultKind : std::uint8_t;
enum class TradeFault : std::uint8_t;
} // namespace leadline::sim

namespace leadline::session
{

/// Thread: engine; the servers live in another.
class EmbeddedHost
{
public:
    explicit EmbeddedHost(const core::Clock& clock);
    ~EmbeddedHost();
    EmbeddedHost(const EmbeddedHost&) = delete;
    EmbeddedHost& operator=(const EmbeddedHost&) = delete;

    /// Serves the pairs at that venue on loopback, those that it has; none: its usual ones. A defect: the embedded
    /// market has no such venue or none of the pairs, or no port is free.
    [[nodiscard]] core::Result<venues::Endpoints> serve(
        const venues::Venue& venue, const std::vector<core::Pair>& pairs, std::uint64_t seed);
    /// Serves the stocks of a whole exchange as that venue. A defect: no port is free.
    [[nodiscard]] core::Result<venues::Endpoints> serveStocks(const core::VenueId& venue, std::uint64_t seed);
    [[nodiscard]] bool serves(const core::VenueId& venue) const { return m_servers.contains(venue); }
    /// From now on.
    void setFault(const core::VenueId& venue, sim::FaultKind kind);
    /// Strikes one request in `oneIn` of its trading side.
    void setTradeFault(const core::VenueId& venue, sim::TradeFault fault, int oneIn, std::uint64_t seed);

private:
    [[nodiscard]] core::Result<venues::Endpoints> listen(const core::VenueId& venue, sim::EmbeddedVenue served);

    const core::Clock& m_clock;
    QThread m_thread;
    std::map<core::VenueId, sim::MarketServer*> m_servers; ///< they live in the thread
};

} // namespace leadline::session
