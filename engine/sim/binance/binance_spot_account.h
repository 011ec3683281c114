// SPDX-License-Identifier: MIT
/// The trading side of the Binance-like spot market: signed REST, and the user data stream of the WebSocket API, as
/// venues/binance-spot-trading.md and the venue's own clients have them.
#pragma once

#include "engine/json/tree.h"
#include "engine/sim/binance/binance_query.h"
#include "engine/sim/protocol/venue_simulator.h"

#include <map>
#include <optional>
#include <set>
#include <string>

namespace leadline::sim
{

/// An account of coins: who buys pays the fee in what was bought. Orders that wait for a price are among the others,
/// lock what they need, and nothing triggers them yet. Thread: its owner's.
class BinanceSpotAccount
{
public:
    /// `simulator` sends to the clients.
    BinanceSpotAccount(EmbeddedMarkets& markets, VenueSimulator& simulator);

    [[nodiscard]] TradingAccount& account() { return m_account; }
    /// Nothing for a path that is not of the trading side.
    [[nodiscard]] std::optional<RestAnswer> rest(const RestRequest& request);
    [[nodiscard]] static TradeAction actionOf(const RestRequest& request);

    /// A socket of the WebSocket API.
    void connected(ClientId client) { m_streams[client]; }
    [[nodiscard]] bool isKnown(ClientId client) const { return m_streams.contains(client); }
    void received(ClientId client, std::string_view text);
    void disconnected(ClientId client) { m_streams.erase(client); }
    void endSessions();

private:
    /// Of a request that is signed as it should be.
    [[nodiscard]] RestAnswer carriedOut(const RestRequest& request, const BinanceQuery& query);
    [[nodiscard]] RestAnswer place(const BinanceQuery& query, std::size_t market);
    [[nodiscard]] std::optional<RestAnswer> objectionToTrigger(
        std::string_view type, const AccountRequest& request) const;
    [[nodiscard]] core::Quantity sizeOf(const BinanceQuery& query, std::size_t market) const;
    [[nodiscard]] core::Price triggerOf(const BinanceQuery& query, std::size_t market, core::Side side) const;
    [[nodiscard]] RestAnswer amend(const BinanceQuery& query);
    [[nodiscard]] RestAnswer cancel(const BinanceQuery& query);
    [[nodiscard]] RestAnswer cancelAll(std::size_t market);
    [[nodiscard]] RestAnswer cancelReplace(const BinanceQuery& query, std::size_t market);
    [[nodiscard]] const AccountOrder* named(const BinanceQuery& query) const;
    /// Cancels it, as the request of that name.
    [[nodiscard]] std::optional<std::string> cancelled(std::uint64_t id, const std::string& requestName);
    [[nodiscard]] std::string answerTo(const json::Tree& request, ClientId client);

    [[nodiscard]] std::string orderFields(const AccountOrder& order) const;
    [[nodiscard]] std::string orderJson(const AccountOrder& order) const;
    [[nodiscard]] std::string placedJson(const AccountOrder& order, const std::string& responseType) const;
    /// Of that market, or of all.
    [[nodiscard]] std::string ordersJson(bool openOnly, std::optional<std::size_t> market) const;
    [[nodiscard]] std::string tradesJson(const BinanceQuery& query, std::size_t market) const;
    [[nodiscard]] std::string accountJson() const;
    [[nodiscard]] std::string commissionJson(std::size_t market) const;
    [[nodiscard]] std::string executionJson(const AccountEvent& event) const;
    /// Of what such an order trades.
    [[nodiscard]] std::string balancesJson(std::size_t market) const;
    /// `"commission":"0.0005","commissionAsset":"ETH"`, under the names that are given.
    [[nodiscard]] std::string commissionFields(
        const AccountFill& fill, std::string_view amount, std::string_view asset) const;
    [[nodiscard]] const std::string& symbolOf(std::size_t market) const { return m_markets.settings(market).symbol; }
    void changed(const AccountEvent& event);
    void tell(const std::string& event);
    [[nodiscard]] std::string stamp() const;

    EmbeddedMarkets& m_markets;
    VenueSimulator& m_simulator;
    TradingAccount m_account;
    std::map<ClientId, std::set<std::uint64_t>> m_streams; ///< subscriptions of each socket
    std::uint64_t m_lastSubscription = 0;
    std::uint64_t m_lastRequest = 0; ///< names what its client did not name
    std::string m_requestName; ///< of the cancel or amendment at hand ...
    std::string m_nameBefore; ///< ... and what the order was called before it
};

} // namespace leadline::sim
