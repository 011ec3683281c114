// SPDX-License-Identifier: MIT
#include "engine/session/embedded_host.h"

#include "engine/sim/alpaca/alpaca_simulator.h"
#include "engine/sim/server/market_server.h"
#include "engine/sim/venues/embedded_venues.h"

namespace leadline::session
{

EmbeddedHost::EmbeddedHost(const core::Clock& clock)
    : m_clock(clock)
{
    m_thread.setObjectName(QStringLiteral("embedded market"));
    m_thread.start();
}

EmbeddedHost::~EmbeddedHost()
{
    for (const auto& [venue, server] : m_servers) {
        server->deleteLater();
    }
    m_thread.quit();
    m_thread.wait();
}

core::Result<venues::Endpoints> EmbeddedHost::serve(
    const venues::Venue& venue, const std::vector<core::Pair>& pairs, std::uint64_t seed)
{
    auto markets = sim::embeddedSettings(venue, pairs, seed);
    if (markets.empty()) {
        const bool isKnown = sim::embeddedSettings(venue.id.view(), {}, {}, seed).has_value();
        return core::defect("The embedded market has no " + venue.id.text() + (isKnown ? " of such pairs" : ""));
    }
    return listen(venue.id, sim::makeEmbeddedVenue(venue.id.view(), std::move(markets), m_clock.now()));
}

core::Result<venues::Endpoints> EmbeddedHost::serveStocks(const core::VenueId& venue, std::uint64_t seed)
{
    sim::AlpacaSettings settings;
    settings.market.seed = settings.terms.seed = seed;
    settings.tradingRequests = settings.dataRequests = 0;
    return listen(venue, sim::makeEmbeddedStocks(settings, m_clock.now()));
}

core::Result<venues::Endpoints> EmbeddedHost::listen(const core::VenueId& venue, sim::EmbeddedVenue served)
{
    auto* const server = new sim::MarketServer(std::move(served), m_clock, {});
    server->moveToThread(&m_thread);
    quint16 port = 0;
    QMetaObject::invokeMethod(
        server, [server] { return server->listen(0); }, Qt::BlockingQueuedConnection, &port);
    if (port == 0) {
        server->deleteLater();
        return core::defect("The embedded market finds no free port on 127.0.0.1");
    }
    m_servers[venue] = server;
    const std::string address = "127.0.0.1:" + std::to_string(port);
    return venues::Endpoints{"ws://" + address, "http://" + address};
}

void EmbeddedHost::setFault(const core::VenueId& venue, sim::FaultKind kind)
{
    if (const auto found = m_servers.find(venue); found != m_servers.end()) {
        QMetaObject::invokeMethod(
            found->second, [server = found->second, kind] { server->setFault(kind); }, Qt::QueuedConnection);
    }
}

void EmbeddedHost::setTradeFault(const core::VenueId& venue, sim::TradeFault fault, int oneIn, std::uint64_t seed)
{
    if (const auto found = m_servers.find(venue); found != m_servers.end()) {
        QMetaObject::invokeMethod(
            found->second, [server = found->second, fault, oneIn, seed] { server->setTradeFault(fault, oneIn, seed); },
            Qt::QueuedConnection);
    }
}

} // namespace leadline::session
