// SPDX-License-Identifier: MIT
#include "engine/venues/alpaca/alpaca_protocol.h"

#include "engine/json/writer.h"
#include "engine/venues/stock_connection.h"

namespace leadline::venues::alpaca
{

std::string_view nameOf(Feed feed)
{
    return feed == Feed::Sip ? "sip" : "iex";
}

std::string subscriptionText(SubscriptionChange change, std::span<const core::Symbol> symbols)
{
    json::ObjectWriter text;
    text.text("action", change == SubscriptionChange::Subscribe ? "subscribe" : "unsubscribe");
    const std::string list = json::listOf(symbols, [](core::Symbol symbol) { return json::quoted(symbol.view()); });
    for (const char* const channel : {"trades", "quotes", "statuses", "lulds"}) {
        text.raw(channel, list);
    }
    return text.str();
}

std::string loginText(const Credentials& credentials)
{
    return json::ObjectWriter()
        .text("action", "auth")
        .text("key", credentials.key)
        .text("secret", credentials.secret)
        .str();
}

Endpoints AlpacaProtocol::official() const
{
    return {"wss://stream.data.alpaca.markets", "https://data.alpaca.markets"};
}

FeedLimits AlpacaProtocol::limits() const
{
    // How many symbols a connection carries depends on the key's plan; the venue refuses what is too much.
    return {};
}

std::vector<Connection> AlpacaProtocol::connections(const Endpoints& endpoints, const FeedOptions& options) const
{
    return stocks::connectionsOf(
        endpoints.streams + "/v2/" + std::string(nameOf(m_feed)), loginText(options.credentials), admission);
}

std::vector<std::string> AlpacaProtocol::subscriptionTexts(const SubscriptionRequest& request) const
{
    return stocks::inParts(request, subscriptionText);
}

std::optional<SubscriptionRefusal> AlpacaProtocol::readRefusal(std::string_view json) const
{
    // The list as it was goes on, and none of the new symbols is in it.
    constexpr std::string_view tooMany = R"([{"T":"error","code":405)";
    return json.starts_with(tooMany)
        ? std::optional(SubscriptionRefusal{.symbol = {}, .why = "the key's plan does not carry more symbols"})
        : std::nullopt;
}

} // namespace leadline::venues::alpaca
