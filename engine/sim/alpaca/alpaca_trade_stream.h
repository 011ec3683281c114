// SPDX-License-Identifier: MIT
/// The account's stream of the Alpaca-like venue: trade_updates, in binary frames as the paper environment sends them.
#pragma once

#include "engine/sim/alpaca/alpaca_account.h"
#include "engine/sim/protocol/venue_simulator.h"

#include <map>
#include <string>
#include <vector>

namespace leadline::sim
{

/// Thread: its owner's.
class AlpacaTradeStream
{
public:
    explicit AlpacaTradeStream(VenueSimulator& simulator)
        : m_simulator(simulator)
    {
    }

    [[nodiscard]] static bool isOurs(std::string_view path) { return path == "/stream"; }
    void connected(ClientId client) { m_clients[client] = {}; }
    [[nodiscard]] bool has(ClientId client) const { return m_clients.contains(client); }
    void received(ClientId client, std::string_view text);
    void disconnected(ClientId client) { m_clients.erase(client); }
    /// Every connection is closed.
    void endSessions();
    void tell(const AlpacaEvent& event, core::Timestamp now);

private:
    struct Client {
        bool isAuthorized = false;
        bool listens = false;
    };

    VenueSimulator& m_simulator;
    std::map<ClientId, Client> m_clients;
    std::uint64_t m_events = 0;
};

} // namespace leadline::sim
