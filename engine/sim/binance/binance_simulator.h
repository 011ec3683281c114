// SPDX-License-Identifier: MIT
/// Binance USD-M futures.
#pragma once

#include "engine/sim/binance/binance_account.h"
#include "engine/sim/binance/binance_streams.h"
#include "engine/sim/protocol/pair_simulator.h"

namespace leadline::sim
{

/// Routes as Binance has them: /public carries depth, bookTicker and trade, /market aggTrade, /private the account's
/// events; a subscription on the wrong route is acknowledged and stays silent.
class BinanceSimulator final : public PairSimulator
{
public:
    explicit BinanceSimulator(EmbeddedMarket& market);

    void connected(ClientId client, std::string_view path, std::string_view query) override;
    void received(ClientId client, std::string_view text) override { m_streams.received(client, text); }
    void disconnected(ClientId client) override;
    [[nodiscard]] RestAnswer rest(const RestRequest& request) override;
    [[nodiscard]] TradingAccount* account() override { return &m_account.account(); }
    [[nodiscard]] TradeAction actionOf(const RestRequest& request) const override
    {
        return BinanceAccount::actionOf(request);
    }
    [[nodiscard]] std::optional<RestAnswer> refusal(TradeFault fault, const RestRequest& /*request*/) override
    {
        return binanceFault(fault, market().now());
    }
    void endSessions() override { m_account.endSessions(); }
    void tick(core::Timestamp now) override { m_account.account().tick(now); }

    void traded(std::span<const MarketTrade> trades, core::Timestamp at) override;
    void touchChanged(const MarketTouch& touch, std::uint64_t updateId, core::Timestamp at) override;
    void depthChanged(const DepthChange& change, core::Timestamp at) override;

private:
    [[nodiscard]] std::string tradeJson(const MarketTrade& trade, core::Timestamp at) const;
    [[nodiscard]] std::string depthJson(std::size_t limit) const;
    [[nodiscard]] std::string exchangeInfoJson() const;

    BinanceAccount m_account;
    BinanceStreams m_streams;
    std::uint64_t m_aggregateId = 2'000'000'000;
};

} // namespace leadline::sim
