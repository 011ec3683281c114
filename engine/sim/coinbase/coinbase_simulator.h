// SPDX-License-Identifier: MIT
/// Coinbase Advanced Trade.
#pragma once

#include "engine/sim/protocol/pair_simulator.h"

#include <map>

namespace leadline::sim
{

/// level2, market_trades, status and heartbeats; every message of a connection carries the next number. The whole book
/// comes first, then its changes. Products are described over REST.
class CoinbaseSimulator final : public PairSimulator
{
public:
    explicit CoinbaseSimulator(EmbeddedMarket& market)
        : PairSimulator(market)
    {
    }

    void connected(ClientId client, std::string_view path, std::string_view query) override;
    void received(ClientId client, std::string_view text) override;
    void disconnected(ClientId client) override { m_clients.erase(client); }
    [[nodiscard]] RestAnswer rest(const RestRequest& request) override;
    void tick(core::Timestamp now) override;

    void traded(std::span<const MarketTrade> trades, core::Timestamp at) override;
    void touchChanged(const MarketTouch& /*touch*/, std::uint64_t /*updateId*/, core::Timestamp /*at*/) override { }
    void depthChanged(const DepthChange& change, core::Timestamp at) override;

private:
    struct Client {
        bool wantsBook = false;
        bool wantsTrades = false;
        bool wantsHeartbeats = false;
        std::uint64_t sequence = 0;
        std::uint64_t heartbeats = 0;
        core::Timestamp nextHeartbeat;
    };

    void say(ClientId id, Client& client, std::string_view channel, const std::string& events, bool isLost = false);
    [[nodiscard]] std::string productJson() const;
    [[nodiscard]] std::string bookEvent(const char* type, const std::string& updates) const;

    std::map<ClientId, Client> m_clients;
};

} // namespace leadline::sim
