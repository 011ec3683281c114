// SPDX-License-Identifier: MIT
/// Asking Kraken spot for market data over WebSocket v2.
#pragma once

#include "engine/venues/venue_protocol.h"

namespace leadline::venues::kraken
{

/// One socket carries everything: instrument, book and trade; status comes unasked. Each symbol is answered by itself.
class KrakenProtocol final : public VenueProtocol
{
public:
    [[nodiscard]] Endpoints official() const override;
    [[nodiscard]] FeedLimits limits() const override;
    [[nodiscard]] std::vector<Connection> connections(
        const Endpoints& endpoints, const FeedOptions& options) const override;
    [[nodiscard]] std::vector<std::string> subscriptionTexts(const SubscriptionRequest& request) const override;
    [[nodiscard]] std::optional<SubscriptionRefusal> readRefusal(std::string_view json) const override;
    [[nodiscard]] std::vector<std::string> bookRenewalTexts(std::span<const core::Symbol> symbols) const override;
    /// The stream describes them too, one connection after the other: this is for whoever has none.
    [[nodiscard]] std::string cataloguePath() const override;
    [[nodiscard]] core::Result<InstrumentCatalogue> readCatalogue(std::string_view json) const override;
};

} // namespace leadline::venues::kraken
