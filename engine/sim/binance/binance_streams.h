// SPDX-License-Identifier: MIT
/// Who listens to which streams of public data: named in the address, or by SUBSCRIBE.
#pragma once

#include "engine/sim/protocol/venue_simulator.h"

#include <functional>
#include <initializer_list>
#include <map>
#include <set>
#include <string>
#include <string_view>

namespace leadline::sim
{

/// Thread: its owner's.
class BinanceStreams
{
public:
    /// `symbol` as the venue writes it; `venue` sends to the clients.
    BinanceStreams(VenueSimulator& venue, std::string_view symbol);

    /// Of a route that is not public: its clients' subscriptions are somebody else's.
    std::string privateRoute;
    std::function<void(ClientId client, const std::string& stream)> subscribedPrivately;

    /// "/public/stream?streams=a/b" wraps payloads, "/public/ws/a/b" does not; the route may be missing. True where the
    /// route is the private one.
    bool connected(ClientId client, std::string_view path, std::string_view query);
    void received(ClientId client, std::string_view text);
    void disconnected(ClientId client) { m_clients.erase(client); }
    /// To all on that route who listen to the symbol's stream of such a name: "@trade".
    void publish(std::string_view route, std::initializer_list<std::string_view> suffixes, const std::string& payload);

private:
    struct Client {
        std::string route; ///< "public", "market" or "private"; empty where the venue has one
        bool isCombined = false; ///< payloads are wrapped with their stream's name
        std::set<std::string, std::less<>> streams;
    };

    VenueSimulator& m_venue;
    std::string m_symbol; ///< in small letters
    std::map<ClientId, Client> m_clients;
};

/// `[["price","size"],...]`, at most `limit` levels.
template <class Levels>
[[nodiscard]] std::string binanceLevels(
    const EmbeddedMarket& market, const Levels& levels, std::size_t limit = static_cast<std::size_t>(-1))
{
    std::string json = "[";
    for (const auto& [price, total] : levels) {
        if (limit-- == 0) {
            break;
        }
        json += (json.size() > 1 ? ",[\"" : "[\"") + market.priceText(price) + "\",\"" + market.sizeText(total) + "\"]";
    }
    return json + "]";
}

} // namespace leadline::sim
