// SPDX-License-Identifier: MIT
/// Who listens to which streams of public data: named in the address, or by SUBSCRIBE on a living connection.
#pragma once

#include "engine/json/tree.h"
#include "engine/sim/exchange/embedded_markets.h"
#include "engine/sim/protocol/message_rate.h"
#include "engine/sim/protocol/venue_simulator.h"

#include <functional>
#include <initializer_list>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace leadline::sim
{

/// The venue takes streams that it does not have without a word. A client that sends more messages than it may is
/// disconnected; streams beyond the limit are refused. Thread: its owner's.
class BinanceStreams
{
public:
    static constexpr std::size_t mostStreams = 1024; ///< a connection

    /// `venue` sends to the clients; `messagesASecond`: how many a client may send.
    BinanceStreams(VenueSimulator& venue, EmbeddedMarkets& markets, std::size_t messagesASecond);

    /// Of a route that is not public: its clients' subscriptions are somebody else's.
    std::string privateRoute;
    bool hasRoutes = true; ///< else one address has all streams, whatever its path
    std::function<void(ClientId client, const std::string& stream)> subscribedPrivately;
    /// A client broke a limit.
    std::function<void()> limitBroken;

    /// "/public/stream?streams=a/b" wraps payloads, "/public/ws/a/b" does not; the route may be missing. True where the
    /// route is the private one.
    bool connected(ClientId client, std::string_view path, std::string_view query);
    void received(ClientId client, std::string_view text);
    void disconnected(ClientId client);
    /// Whether anybody on that route listens to one of the market's streams of such names.
    [[nodiscard]] bool isHeard(
        std::string_view route, std::size_t market, std::initializer_list<std::string_view> suffixes) const;
    /// To all on that route who listen to the market's stream of such a name: "@trade".
    void publish(std::string_view route, std::size_t market, std::initializer_list<std::string_view> suffixes,
        const std::string& payload);

private:
    struct Client {
        std::string route; ///< "public", "market" or "private"; empty where the venue has one
        bool isCombined = false; ///< payloads are wrapped with their stream's name
        std::set<std::string, std::less<>> streams;
        MessageRate rate;
    };

    [[nodiscard]] std::optional<std::size_t> marketOf(std::string_view stream) const;
    void subscribe(ClientId id, Client& client, const std::string& stream);
    /// It is among the client's no more, or the client goes.
    void unsubscribe(ClientId id, const Client& client, const std::string& stream);
    /// Why the request is refused; empty: it is not.
    [[nodiscard]] static std::string objectionTo(const json::Tree& request, const Client& client);
    [[nodiscard]] std::string answerTo(const json::Tree& request, ClientId id, Client& client);
    /// Markets whose streams nobody has any more are not played, and others are.
    void watch();

    VenueSimulator& m_venue;
    EmbeddedMarkets& m_markets;
    std::size_t m_messagesASecond;
    std::vector<std::string> m_symbols; ///< by market, in small letters
    std::map<ClientId, Client> m_clients;
    /// Who has a stream: "public ethusdt@trade".
    std::map<std::string, std::set<ClientId>, std::less<>> m_listeners;
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
