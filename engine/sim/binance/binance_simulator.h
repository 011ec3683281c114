// SPDX-License-Identifier: MIT
/// Binance USD-M futures.
#pragma once

#include "engine/sim/binance/binance_account.h"
#include "engine/sim/protocol/pair_simulator.h"

#include <map>
#include <set>
#include <vector>

namespace leadline::sim
{

/// Routes as Binance has them: /public carries depth, bookTicker and trade, /market aggTrade, /private the account's
/// events; a subscription on the wrong route is acknowledged and stays silent.
class BinanceSimulator final : public PairSimulator
{
public:
    explicit BinanceSimulator(EmbeddedMarket& market);

    void connected(ClientId client, std::string_view path, std::string_view query) override;
    void received(ClientId client, std::string_view text) override;
    void disconnected(ClientId client) override;
    [[nodiscard]] RestAnswer rest(const RestRequest& request) override;
    [[nodiscard]] TradingAccount* account() override { return &m_account.account(); }
    [[nodiscard]] TradeAction actionOf(const RestRequest& request) const override
    {
        return BinanceAccount::actionOf(request);
    }
    [[nodiscard]] std::optional<RestAnswer> refusal(TradeFault fault, const RestRequest& /*request*/) override
    {
        return m_account.refusal(fault);
    }
    void endSessions() override { m_account.endSessions(); }
    void tick(core::Timestamp now) override { m_account.account().tick(now); }

    void traded(std::span<const MarketTrade> trades, core::Timestamp at) override;
    void touchChanged(const MarketTouch& touch, std::uint64_t updateId, core::Timestamp at) override;
    void depthChanged(const DepthChange& change, core::Timestamp at) override;

private:
    struct Client {
        std::string route; ///< "public", "market" or "private"
        bool combined = false; ///< payloads are wrapped with their stream's name
        std::set<std::string, std::less<>> streams;
    };

    void publish(std::string_view route, std::initializer_list<std::string_view> suffixes, const std::string& payload);
    [[nodiscard]] std::string tradeJson(const MarketTrade& trade, core::Timestamp at) const;
    [[nodiscard]] std::string depthJson(std::size_t limit) const;
    [[nodiscard]] std::string exchangeInfoJson() const;

    BinanceAccount m_account;
    std::map<ClientId, Client> m_clients;
    std::string m_stream; ///< the symbol in small letters
    std::uint64_t m_aggregateId = 2'000'000'000;
};

} // namespace leadline::sim
