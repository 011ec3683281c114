// SPDX-License-Identifier: MIT
/// Binance spot.
#pragma once

#include "engine/sim/binance/binance_spot_account.h"
#include "engine/sim/binance/binance_streams.h"
#include "engine/sim/protocol/pair_simulator.h"

namespace leadline::sim
{

/// One address for all streams, `/stream` and `/ws`; `/ws-api/v3` is the WebSocket API, which carries the account's
/// events. A diff names the ids it covers and not the one before.
class BinanceSpotSimulator final : public PairSimulator
{
public:
    explicit BinanceSpotSimulator(EmbeddedMarkets& markets);

    void connected(ClientId client, std::string_view path, std::string_view query) override;
    void received(ClientId client, std::string_view text) override;
    void disconnected(ClientId client) override;
    [[nodiscard]] RestAnswer rest(const RestRequest& request) override;
    [[nodiscard]] TradingAccount* account() override { return &m_account.account(); }
    [[nodiscard]] TradeAction actionOf(const RestRequest& request) const override
    {
        return BinanceSpotAccount::actionOf(request);
    }
    [[nodiscard]] std::optional<RestAnswer> refusal(TradeFault fault, const RestRequest& /*request*/) override
    {
        return binanceFault(fault, markets().now());
    }
    void endSessions() override { m_account.endSessions(); }
    void tick(core::Timestamp now) override { m_account.account().tick(now); }

    void traded(std::size_t place, std::span<const MarketTrade> trades, core::Timestamp at) override;
    void touchChanged(std::size_t place, const MarketTouch& touch, std::uint64_t updateId, core::Timestamp at) override;
    void depthChanged(std::size_t place, const DepthChange& change, core::Timestamp at) override;

private:
    [[nodiscard]] RestAnswer depth(const RestRequest& request) const;
    [[nodiscard]] static std::string framesJson(const EmbeddedMarket& market, std::size_t limit);
    [[nodiscard]] static std::string symbolJson(const EmbeddedMarketSettings& listed);
    /// All of them, or that one.
    [[nodiscard]] std::string exchangeInfoJson(std::optional<std::size_t> only) const;

    BinanceSpotAccount m_account;
    BinanceStreams m_streams;
};

} // namespace leadline::sim
