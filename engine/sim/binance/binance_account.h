// SPDX-License-Identifier: MIT
/// The trading side of the Binance-like venue: signed REST and the user data stream, as venues/binance-futures.md and
/// the venue's own clients have them.
#pragma once

#include "engine/sim/binance/binance_algo_orders.h"
#include "engine/sim/protocol/venue_simulator.h"

#include <optional>
#include <set>

namespace leadline::sim
{

/// Thread: its owner's.
class BinanceAccount
{
public:
    /// `simulator` sends to the clients.
    BinanceAccount(EmbeddedMarkets& markets, VenueSimulator& simulator);

    [[nodiscard]] TradingAccount& account() { return m_account; }
    /// Nothing for a path that is not of the trading side.
    [[nodiscard]] std::optional<RestAnswer> rest(const RestRequest& request);
    [[nodiscard]] static TradeAction actionOf(const RestRequest& request);

    /// A socket on the private route.
    void connected(ClientId client, std::string_view path, std::string_view query);
    /// SUBSCRIBE to a listen key on a combined stream.
    void subscribe(ClientId client, std::string_view stream);
    void disconnected(ClientId client) { m_streams.erase(client); }
    void endSessions();

private:
    struct Stream {
        std::string listenKey;
        std::set<std::string> events; ///< empty: all
        bool isWrapped = false;
    };

    [[nodiscard]] std::optional<RestAnswer> objectionTo(const RestRequest& request, const BinanceQuery& query) const;
    /// Of a request that is signed as it should be.
    [[nodiscard]] RestAnswer carriedOut(const RestRequest& request, const BinanceQuery& query);
    [[nodiscard]] RestAnswer countdown(const BinanceQuery& query, std::size_t market);
    [[nodiscard]] RestAnswer place(const BinanceQuery& query, std::size_t market);
    [[nodiscard]] RestAnswer amend(const BinanceQuery& query);
    [[nodiscard]] RestAnswer cancel(const BinanceQuery& query);
    [[nodiscard]] RestAnswer query(const BinanceQuery& query) const;
    [[nodiscard]] RestAnswer positionMode(const std::string& method, const BinanceQuery& query);
    [[nodiscard]] RestAnswer listenKey(const std::string& method);
    [[nodiscard]] const AccountOrder* named(const BinanceQuery& query) const;
    [[nodiscard]] std::string orderJson(const AccountOrder& order) const;
    /// Of that market, or of all.
    [[nodiscard]] std::string ordersJson(bool openOnly, std::optional<std::size_t> market) const;
    [[nodiscard]] std::string tradesJson(const BinanceQuery& query, std::size_t market) const;
    [[nodiscard]] std::string accountJson() const;
    [[nodiscard]] std::string assetJson(const core::Asset& asset) const;
    [[nodiscard]] std::string assetsJson() const;
    [[nodiscard]] std::string positionJson(std::size_t market, core::PositionSide side) const;
    /// Of that market, or of all.
    [[nodiscard]] std::string positionsJson(std::optional<std::size_t> only) const;
    [[nodiscard]] std::string bracketsJson(std::optional<std::size_t> only) const;
    [[nodiscard]] std::string accountUpdateJson(std::size_t market) const;
    [[nodiscard]] const std::string& symbolOf(std::size_t market) const { return m_markets.settings(market).symbol; }
    void changed(const AccountEvent& event);
    void tell(const std::string& event, const std::string& payload);
    [[nodiscard]] std::string stamp() const;

    EmbeddedMarkets& m_markets;
    VenueSimulator& m_simulator;
    TradingAccount m_account;
    BinanceAlgoOrders m_algoOrders;
    std::map<ClientId, Stream> m_streams;
    std::string m_listenKey; ///< empty: none is valid
    std::uint64_t m_listenKeys = 0;
};

} // namespace leadline::sim
