// SPDX-License-Identifier: MIT
/// Coinbase Advanced Trade.
#pragma once

#include "engine/json/tree.h"
#include "engine/sim/protocol/message_rate.h"
#include "engine/sim/protocol/pair_simulator.h"

#include <map>
#include <set>
#include <vector>

namespace leadline::sim
{

/// level2, market_trades, status and heartbeats; every message of a connection carries the next number. The whole book
/// comes first, then its changes. Products are described over REST.
class CoinbaseSimulator final : public PairSimulator
{
public:
    explicit CoinbaseSimulator(EmbeddedMarkets& markets)
        : PairSimulator(markets)
    {
    }

    void connected(ClientId client, std::string_view path, std::string_view query) override;
    void received(ClientId client, std::string_view text) override;
    void disconnected(ClientId client) override;
    [[nodiscard]] RestAnswer rest(const RestRequest& request) override;
    void tick(core::Timestamp now) override;

    void traded(std::size_t place, std::span<const MarketTrade> trades, core::Timestamp at) override;
    void touchChanged(std::size_t /*place*/, const MarketTouch& /*touch*/, std::uint64_t /*updateId*/,
        core::Timestamp /*at*/) override
    {
    }
    void depthChanged(std::size_t place, const DepthChange& change, core::Timestamp at) override;

private:
    struct Client {
        std::set<std::size_t> books; ///< markets
        std::set<std::size_t> trades;
        bool wantsHeartbeats = false;
        std::uint64_t sequence = 0;
        std::uint64_t heartbeats = 0;
        core::Timestamp nextHeartbeat;
        MessageRate rate;
    };

    void say(ClientId id, Client& client, std::string_view channel, const std::string& events, bool isLost = false);
    void refuse(ClientId id, const std::string& why) const;
    void subscribe(ClientId id, Client& client, const json::Tree& request, bool subscribes);
    /// The list of all that the client has.
    void acknowledge(ClientId id, Client& client);
    void giveBook(ClientId id, Client& client, std::size_t place);
    /// Markets that nobody listens to any more are not played, and others are.
    void watch();
    [[nodiscard]] std::string symbolsJson(const std::set<std::size_t>& places) const;
    [[nodiscard]] std::string statusJson(const std::vector<std::size_t>& places) const;
    /// Its price is the best bid as it was last.
    [[nodiscard]] std::string productJson(std::size_t place) const;
    [[nodiscard]] static std::string bookEvent(
        const EmbeddedMarket& market, const char* type, const std::string& updates);

    std::map<ClientId, Client> m_clients;
};

} // namespace leadline::sim
