// SPDX-License-Identifier: MIT
/// Asking Massive (Polygon) for market data of US stocks.
#pragma once

#include "engine/venues/venue_protocol.h"

#include <span>

namespace leadline::venues::polygon
{

/// Trades, quotes and price bands of the symbols, added to or taken from what a connection has.
[[nodiscard]] std::string subscriptionText(SubscriptionChange change, std::span<const core::Symbol> symbols);
/// The first words of a connection; the answer holds `admission`. The key's secret is not used: there is none.
[[nodiscard]] std::string loginText(const Credentials& credentials);
inline constexpr std::string_view admission = R"("auth_success")";

/// One socket a key, which subscribes once it was let in. Every quote is the whole touch. Hosts that were polygon.io
/// serve the same: see the endpoints.
class PolygonProtocol final : public VenueProtocol
{
public:
    [[nodiscard]] Endpoints official() const override;
    [[nodiscard]] FeedLimits limits() const override;
    [[nodiscard]] std::vector<Connection> connections(
        const Endpoints& endpoints, const FeedOptions& options) const override;
    [[nodiscard]] std::vector<std::string> subscriptionTexts(const SubscriptionRequest& request) const override;
};

} // namespace leadline::venues::polygon
