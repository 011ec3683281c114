// SPDX-License-Identifier: MIT
/// Kraken spot, WebSocket v2.
#pragma once

#include "engine/sim/kraken/kraken_account.h"
#include "engine/sim/protocol/pair_simulator.h"

#include <map>
#include <set>
#include <utility>
#include <vector>

namespace leadline::sim
{

/// book (10, 25, 100, 500, 1000, each update with its checksum), trade, instrument, status, ping and heartbeats.
/// A level that leaves the subscribed depth is not told; one that enters it is.
class KrakenSimulator final : public PairSimulator
{
public:
    explicit KrakenSimulator(EmbeddedMarkets& markets)
        : PairSimulator(markets)
        , m_account(markets, *this)
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

    void traded(std::size_t place, std::span<const MarketTrade> trades, core::Timestamp at) override;
    void touchChanged(std::size_t /*place*/, const MarketTouch& /*touch*/, std::uint64_t /*updateId*/,
        core::Timestamp /*at*/) override
    {
    }
    void depthChanged(std::size_t place, const DepthChange& change, core::Timestamp at) override;

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
    /// A market's place, and a depth.
    using Book = std::pair<std::size_t, std::size_t>;
    struct Client {
        std::map<std::size_t, std::size_t> bookDepths; ///< by market
        std::set<std::size_t> trades; ///< markets
        core::Timestamp lastSent;
    };

    void say(ClientId id, Client& client, std::string text);
    /// `end`: the request's id and times, as every answer has them.
    void subscribe(ClientId id, Client& client, const json::Tree& params, bool subscribes, const std::string& end);
    /// The same to one market.
    void subscribe(ClientId id, Client& client, std::string_view channel, std::size_t place, std::size_t depth,
        bool subscribes, const std::string& end);
    void acknowledge(ClientId id, Client& client, bool subscribes, const std::string& result, const std::string& end);
    void refuse(ClientId id, Client& client, const std::string& method, const std::string& why, const std::string& end);
    void giveBook(ClientId id, Client& client, Book book);
    /// Markets that nobody listens to any more are not played, and others are.
    void watch();
    [[nodiscard]] static View viewOf(const EmbeddedMarket& market, std::size_t depth);
    [[nodiscard]] static std::string levelJson(const EmbeddedMarket& market, const Level& level);
    [[nodiscard]] static std::string levelsJson(const EmbeddedMarket& market, const std::vector<Level>& levels);
    [[nodiscard]] static std::string bookJson(const EmbeddedMarket& market, const char* type, const std::string& bids,
        const std::string& asks, std::uint32_t checksum, core::Timestamp at);
    [[nodiscard]] static std::uint32_t checksumOf(const EmbeddedMarket& market, const View& view);
    [[nodiscard]] std::string instrumentJson() const;

    KrakenAccount m_account;
    std::map<ClientId, Client> m_clients;
    std::map<Book, View> m_views; ///< of those that somebody has
};

} // namespace leadline::sim
