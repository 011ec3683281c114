// SPDX-License-Identifier: MIT
/// Trading Binance USD-M futures: signed REST, and the user data stream of a listen key.
#pragma once

#include "engine/venues/trading_protocol.h"

namespace leadline::venues::binance
{

class BinanceTrading final : public TradingProtocol
{
public:
    [[nodiscard]] std::vector<TradingEnvironment> environments() const override;
    [[nodiscard]] RequestBudget requestBudget() const override;
    [[nodiscard]] RequestBudget orderBudget() const override;
    [[nodiscard]] double requestCost(Ask ask, Reach reach) const override;
    [[nodiscard]] double orderCost(Ask ask, core::Duration age) const override;

    [[nodiscard]] TradingRequest request(const TradingAsk& ask, const Stamp& stamp) const override;
    [[nodiscard]] TradingAnswer read(const TradingAsk& ask, int status, std::string_view body) const override;

    [[nodiscard]] Connection stream(
        const Endpoints& endpoints, const std::string& session, const Credentials& credentials) const override;
    [[nodiscard]] core::Result<PrivateMessage> readMessage(std::string_view text) override;
    [[nodiscard]] bool isReadyWhenConnected() const override { return true; }
    [[nodiscard]] std::chrono::milliseconds renewEvery() const override;
    [[nodiscard]] bool hasPositionsApart() const override { return true; }
    [[nodiscard]] bool hasPositionModes() const override { return true; }
    [[nodiscard]] bool hasReduceOnly() const override { return true; }
    [[nodiscard]] bool cancelsBySymbol() const override { return true; }
    [[nodiscard]] bool listsConditionalApart() const override { return true; }
    [[nodiscard]] bool cancelsConditionalApart() const override { return true; }
};

} // namespace leadline::venues::binance
