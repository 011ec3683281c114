// SPDX-License-Identifier: MIT
/// Binance futures, USD-M and the market data of COIN-M.
#pragma once

#include "engine/sim/binance/binance_account.h"
#include "engine/sim/binance/binance_streams.h"
#include "engine/sim/protocol/pair_simulator.h"

namespace leadline::sim
{

/// Paths and words in which the two kinds of futures differ.
struct BinanceFuturesKind {
    std::string_view api; ///< "/fapi/v1/"
    std::string_view type; ///< "1" in every payload
    bool hasRoutes; ///< else one address has all streams
    bool canTrade;
};
inline constexpr BinanceFuturesKind dollarMargined{
    .api = "/fapi/v1/", .type = "1", .hasRoutes = true, .canTrade = true};
/// Sizes are whole contracts of so many dollars. Its orders are not simulated yet.
inline constexpr BinanceFuturesKind coinMargined{
    .api = "/dapi/v1/", .type = "2", .hasRoutes = false, .canTrade = false};

/// Routes as Binance has them: /public carries depth, bookTicker and trade, /market aggTrade, /private the account's
/// events; a subscription on the wrong route is acknowledged and stays silent.
class BinanceSimulator final : public PairSimulator
{
public:
    explicit BinanceSimulator(EmbeddedMarkets& markets, const BinanceFuturesKind& kind = dollarMargined);

    void connected(ClientId client, std::string_view path, std::string_view query) override;
    void received(ClientId client, std::string_view text) override { m_streams.received(client, text); }
    void disconnected(ClientId client) override;
    [[nodiscard]] RestAnswer rest(const RestRequest& request) override;
    [[nodiscard]] TradingAccount* account() override { return m_kind.canTrade ? &m_account.account() : nullptr; }
    [[nodiscard]] TradeAction actionOf(const RestRequest& request) const override
    {
        return BinanceAccount::actionOf(request);
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
    [[nodiscard]] std::string tradeJson(
        const EmbeddedMarket& market, const MarketTrade& trade, core::Timestamp at) const;
    [[nodiscard]] std::string aggregateJson(
        const EmbeddedMarket& market, std::uint64_t id, std::span<const MarketTrade> fills, core::Timestamp at) const;
    [[nodiscard]] RestAnswer depth(std::string_view query);
    [[nodiscard]] std::string symbolJson(const EmbeddedMarketSettings& listed) const;
    [[nodiscard]] std::string exchangeInfoJson() const;

    BinanceFuturesKind m_kind;
    BinanceAccount m_account;
    BinanceStreams m_streams;
    std::uint64_t m_aggregateId = 2'000'000'000;
};

} // namespace leadline::sim
