// SPDX-License-Identifier: MIT
/// Asking Coinbase Advanced Trade for market data.
#pragma once

#include "engine/venues/venue_protocol.h"

namespace leadline::venues::coinbase
{

/// One socket for level2, market_trades, status and heartbeats; the first request must come within five seconds, and
/// without heartbeats the venue closes quiet channels. Products are described over REST.
class CoinbaseProtocol final : public VenueProtocol
{
public:
    [[nodiscard]] Endpoints official() const override;
    [[nodiscard]] FeedLimits limits() const override;
    [[nodiscard]] std::vector<Connection> connections(
        const Endpoints& endpoints, const FeedOptions& options) const override;
    [[nodiscard]] std::vector<std::string> subscriptionTexts(const SubscriptionRequest& request) const override;
    [[nodiscard]] std::vector<std::string> bookRenewalTexts(std::span<const core::Symbol> symbols) const override;
    /// USDC products send the data of the USD product.
    [[nodiscard]] core::Symbol dataSymbol(core::Symbol symbol) const override;
    [[nodiscard]] std::string instrumentPath(std::span<const core::Symbol> symbols) const override;
    [[nodiscard]] core::Result<InstrumentList> readInstruments(
        std::string_view json, std::span<const core::Symbol> symbols) const override;
    [[nodiscard]] std::string cataloguePath() const override;
    [[nodiscard]] core::Result<InstrumentCatalogue> readCatalogue(std::string_view json) const override;
};

} // namespace leadline::venues::coinbase
