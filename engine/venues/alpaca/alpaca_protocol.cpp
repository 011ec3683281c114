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

std::vector<Connection> AlpacaProtocol::connections(const Endpoints& endpoints, const Subscription& subscription) const
{
    const std::string request = subscription.symbol.isEmpty()
        ? std::string()
        : subscriptionText(SubscriptionChange::Subscribe, {&subscription.symbol, 1});
    return stocks::connectionsOf(endpoints.streams + "/v2/" + std::string(nameOf(m_feed)),
        loginText(subscription.credentials), admission, request);
}

} // namespace leadline::venues::alpaca
