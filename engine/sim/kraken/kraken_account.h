// SPDX-License-Identifier: MIT
/// The trading side of the Kraken-like venue: private REST, and orders, executions and balances over WebSocket v2.
#pragma once

#include "engine/json/tree.h"
#include "engine/sim/protocol/venue_simulator.h"

#include <optional>
#include <set>

namespace leadline::sim
{

/// Thread: its owner's.
class KrakenAccount
{
public:
    KrakenAccount(EmbeddedMarkets& markets, VenueSimulator& simulator);

    [[nodiscard]] TradingAccount& account() { return m_account; }
    /// Nothing for a path that is not of the trading side.
    [[nodiscard]] std::optional<RestAnswer> rest(const RestRequest& request);
    [[nodiscard]] static TradeAction actionOf(const RestRequest& request);
    [[nodiscard]] static TradeAction actionOf(std::string_view text);
    [[nodiscard]] std::optional<RestAnswer> refusal(TradeFault fault) const;
    [[nodiscard]] std::optional<std::string> refusal(TradeFault fault, std::string_view text) const;

    /// The answer to a private request on a socket; nothing when it is none.
    [[nodiscard]] std::optional<std::string> answer(ClientId client, const json::Tree& request);
    /// What a new subscription is told first; empty when there is nothing.
    void greet(ClientId client, const json::Tree& request);
    void disconnected(ClientId client);
    void endSessions();

private:
    struct Stream {
        bool wantsExecutions = false;
        bool wantsBalances = false;
        std::uint64_t sequence = 0;
    };

    [[nodiscard]] const AccountOrder* named(std::string_view id, std::string_view clientId) const;

    [[nodiscard]] std::string addOrder(const json::Tree& params, std::string& error);
    [[nodiscard]] std::string amendOrder(const json::Tree& params, std::string& error);
    [[nodiscard]] std::string cancelOrders(const json::Tree& params, std::string& error);
    [[nodiscard]] std::optional<RestAnswer> publicRest(const RestRequest& request) const;
    [[nodiscard]] std::string assetsJson() const;
    [[nodiscard]] std::string pairJson(const EmbeddedMarketSettings& listed) const;
    [[nodiscard]] std::string restResult(std::string_view call, std::string_view form, std::string& error);
    [[nodiscard]] std::string restAddOrder(std::string_view form, std::string& error);
    void changed(const AccountEvent& event);
    void tellExecution(const std::string& entry, const char* type = "update");
    void tellBalances();

    EmbeddedMarkets& m_markets;
    VenueSimulator& m_simulator;
    TradingAccount m_account;
    std::map<ClientId, Stream> m_streams;
    std::string m_token;
    std::uint64_t m_tokens = 0;
    std::uint64_t m_nonce = 0;
};

} // namespace leadline::sim
