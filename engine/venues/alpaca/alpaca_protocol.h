// SPDX-License-Identifier: MIT
/// Asking Alpaca for market data of US stocks.
#pragma once

#include "engine/venues/venue_protocol.h"

#include <cstdint>
#include <span>

namespace leadline::venues::alpaca
{

enum class Feed : std::uint8_t {
    Sip, ///< every US exchange, by the consolidated tape; a paid plan
    Iex, ///< IEX alone, free
};
/// As addresses have it: "sip", "iex".
[[nodiscard]] std::string_view nameOf(Feed feed);

/// How many symbols the free plan streams.
inline constexpr std::size_t freeStreamSymbols = 30;

/// Trades, quotes, statuses and price bands of the symbols. The venue adds to, or takes from, what a connection has,
/// and answers with the whole list.
[[nodiscard]] std::string subscriptionText(SubscriptionChange change, std::span<const core::Symbol> symbols);
/// The first words of a connection; the answer holds `admission`.
[[nodiscard]] std::string loginText(const Credentials& credentials);
inline constexpr std::string_view admission = R"("authenticated")";

/// One socket a key and feed. It must log in within ten seconds and is told that it was let in before it may subscribe.
/// Every quote is the whole touch, so that no book has to begin anew.
/// Instruments are not described: see alpaca_rest.h.
class AlpacaProtocol final : public VenueProtocol
{
public:
    explicit AlpacaProtocol(Feed feed)
        : m_feed(feed)
    {
    }

    [[nodiscard]] Endpoints official() const override;
    [[nodiscard]] FeedLimits limits() const override;
    [[nodiscard]] std::vector<Connection> connections(
        const Endpoints& endpoints, const FeedOptions& options) const override;
    [[nodiscard]] std::vector<std::string> subscriptionTexts(const SubscriptionRequest& request) const override;
    [[nodiscard]] std::optional<SubscriptionRefusal> readRefusal(std::string_view json) const override;

private:
    Feed m_feed;
};

} // namespace leadline::venues::alpaca
