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
    std::string list;
    for (const core::Symbol& symbol : symbols) {
        list += (list.empty() ? "" : ",") + json::quoted(symbol.view());
    }
    std::string text =
        std::string(R"({"action":")") + (change == SubscriptionChange::Subscribe ? "subscribe" : "unsubscribe") + '"';
    for (const char* const channel : {"trades", "quotes", "statuses", "lulds"}) {
        text += std::string(",\"") + channel + "\":[" + list + "]";
    }
    return text + "}";
}

std::string loginText(const Credentials& credentials)
{
    return R"({"action":"auth","key":)" + json::quoted(credentials.key) + R"(,"secret":)"
        + json::quoted(credentials.secret) + "}";
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
