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

/// One socket a key and feed. It must log in within ten seconds and is told that it was let in before it may subscribe;
/// without a symbol it subscribes to nothing by itself. Subscribing again changes nothing and is answered, which makes
/// a ping of it where the market is closed. Every quote is the whole touch, so that no book has to begin anew.
/// Instruments are not described: see alpaca_rest.h.
class AlpacaProtocol final : public VenueProtocol
{
public:
    explicit AlpacaProtocol(Feed feed)
        : m_feed(feed)
    {
    }

    [[nodiscard]] Endpoints official() const override;
    [[nodiscard]] std::vector<Connection> connections(
        const Endpoints& endpoints, const Subscription& subscription) const override;

private:
    Feed m_feed;
};

} // namespace leadline::venues::alpaca
