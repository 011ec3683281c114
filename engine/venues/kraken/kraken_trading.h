// SPDX-License-Identifier: MIT
/// Trading Kraken spot: orders over the authenticated WebSocket v2, questions over signed REST.
#pragma once

#include "engine/venues/trading_protocol.h"

namespace leadline::venues::kraken
{

/// base64(HMAC_SHA512(base64_decode(secret), path + SHA256(nonce + body))), the header API-Sign. Empty when the secret
/// is no base64.
[[nodiscard]] std::string signature(
    std::string_view secret, std::string_view path, std::string_view nonce, std::string_view body);

class KrakenTrading final : public TradingProtocol
{
public:
    [[nodiscard]] std::vector<TradingEnvironment> environments() const override;
    [[nodiscard]] RequestBudget requestBudget() const override;
    [[nodiscard]] RequestBudget orderBudget() const override;
    /// Its budget refills by one in three seconds: a question an order would take minutes after an outage.
    [[nodiscard]] bool answersForAll(Ask what) const override
    {
        return what == Ask::Query || what == Ask::QueryClosed || what == Ask::Fills;
    }
    [[nodiscard]] double requestCost(Ask ask, Reach reach) const override;
    [[nodiscard]] double orderCost(Ask ask, core::Duration age) const override;

    [[nodiscard]] TradingRequest request(const TradingAsk& ask, const Stamp& stamp) const override;
    [[nodiscard]] TradingAnswer read(const TradingAsk& ask, int status, std::string_view body) const override;

    [[nodiscard]] Connection stream(
        const Endpoints& endpoints, const std::string& session, const Credentials& credentials) const override;
    [[nodiscard]] core::Result<PrivateMessage> readMessage(std::string_view text) override;
    void restart() override;
    [[nodiscard]] bool keepsQueueWhenReduced() const override { return true; }
    [[nodiscard]] bool keepsPositions() const override { return false; }
    [[nodiscard]] bool cancelsBySymbol() const override { return false; }

private:
    std::int64_t m_sequence = 0; ///< of the executions; zero: none yet
};

} // namespace leadline::venues::kraken
