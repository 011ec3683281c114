// SPDX-License-Identifier: MIT
/// Trading Binance's spot market: signed REST, and the user data stream of the WebSocket API.
#pragma once

#include "engine/venues/trading_protocol.h"

namespace leadline::venues::binance
{

/// A venue of coins: it keeps balances, and conditional orders among the others. It amends nothing but sizes,
/// downwards.
class BinanceSpotTrading final : public TradingProtocol
{
public:
    [[nodiscard]] std::vector<TradingEnvironment> environments() const override;
    [[nodiscard]] RequestBudget requestBudget() const override;
    [[nodiscard]] RequestBudget orderBudget() const override;
    [[nodiscard]] double requestCost(Ask ask, Reach reach) const override;
    [[nodiscard]] double orderCost(Ask ask, core::Duration age) const override;

    [[nodiscard]] TradingRequest request(const TradingAsk& ask, const Stamp& stamp) const override;
    [[nodiscard]] TradingAnswer read(const TradingAsk& ask, int status, std::string_view body) const override;

    /// `session` is the venue's time in milliseconds: the subscription is stamped with it.
    [[nodiscard]] Connection stream(
        const Endpoints& endpoints, const std::string& session, const Credentials& credentials) const override;
    [[nodiscard]] core::Result<PrivateMessage> readMessage(std::string_view text) override;
    [[nodiscard]] bool hasCountdown() const override { return false; }
    [[nodiscard]] bool keepsQueueWhenReduced() const override { return true; }
    [[nodiscard]] bool keepsPositions() const override { return false; }
    /// Its cancel-all is of one symbol and takes conditional orders along. Said so, the account's is asked for symbol
    /// by symbol; the second request of each symbol finds nothing left, which is no refusal.
    [[nodiscard]] bool cancelsBySymbol() const override { return true; }
};

} // namespace leadline::venues::binance
