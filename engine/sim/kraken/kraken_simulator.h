// SPDX-License-Identifier: MIT
/// Kraken spot, WebSocket v2.
#pragma once

#include "engine/sim/kraken/kraken_account.h"
#include "engine/sim/protocol/pair_simulator.h"

#include <map>
#include <vector>

namespace leadline::sim
{

/// book (10, 25, 100, 500, 1000, each update with its checksum), trade, instrument, status, ping and heartbeats.
/// A level that leaves the subscribed depth is not told; one that enters it is.
class KrakenSimulator final : public PairSimulator
{
public:
    explicit KrakenSimulator(EmbeddedMarket& market)
        : PairSimulator(market)
        , m_account(market, *this)
    {
    }

    void connected(ClientId client, std::string_view path, std::string_view query) override;
    void received(ClientId client, std::string_view text) override;
    void disconnected(ClientId client) override;
    [[nodiscard]] RestAnswer rest(const RestRequest& request) override;
    [[nodiscard]] TradingAccount* account() override { return &m_account.account(); }
    [[nodiscard]] TradeAction actionOf(const RestRequest& request) const override
    {
        return KrakenAccount::actionOf(request);
    }
    [[nodiscard]] TradeAction actionOfText(std::string_view text) const override
    {
        return KrakenAccount::actionOf(text);
    }
    [[nodiscard]] std::optional<RestAnswer> refusal(TradeFault fault, const RestRequest& /*request*/) override
    {
        return m_account.refusal(fault);
    }
    [[nodiscard]] std::optional<std::string> refusalText(TradeFault fault, std::string_view text) override
    {
        return m_account.refusal(fault, text);
    }
    void endSessions() override { m_account.endSessions(); }
    void tick(core::Timestamp now) override;

    void traded(std::span<const MarketTrade> trades, core::Timestamp at) override;
    void touchChanged(const MarketTouch& /*touch*/, std::uint64_t /*updateId*/, core::Timestamp /*at*/) override { }
    void depthChanged(const DepthChange& change, core::Timestamp at) override;

private:
    struct Level {
        Ticks price = 0;
        Lots size = 0;
    };
    /// What clients of one depth have been told so far.
    struct View {
        std::vector<Level> bids; ///< best first
        std::vector<Level> asks;
    };
    struct Client {
        std::size_t bookDepth = 0; ///< zero: not subscribed
        bool wantsTrades = false;
        bool wantsInstruments = false;
        core::Timestamp lastSent;
    };

    void say(ClientId id, Client& client, std::string text);
    void subscribe(ClientId id, Client& client, std::string_view channel, std::size_t depth, bool subscribes,
        const std::string& requestId);
    [[nodiscard]] View viewOf(std::size_t depth) const;
    [[nodiscard]] std::string levelJson(const Level& level) const;
    [[nodiscard]] std::string levelsJson(const std::vector<Level>& levels) const;
    [[nodiscard]] std::string bookJson(const char* type, const std::string& bids, const std::string& asks,
        std::uint32_t checksum, core::Timestamp at) const;
    [[nodiscard]] std::uint32_t checksumOf(const View& view) const;
    [[nodiscard]] std::string instrumentJson() const;

    KrakenAccount m_account;
    std::map<ClientId, Client> m_clients;
    std::map<std::size_t, View> m_views; ///< by depth
};

} // namespace leadline::sim
