// SPDX-License-Identifier: MIT
#include "engine/venues/polygon/polygon_protocol.h"

#include "engine/json/writer.h"
#include "engine/venues/stock_connection.h"

namespace leadline::venues::polygon
{

namespace
{

std::string action(std::string_view name, std::string_view parameters)
{
    return json::ObjectWriter().text("action", name).text("params", parameters).str();
}

} // namespace

std::string subscriptionText(SubscriptionChange change, std::span<const core::Symbol> symbols)
{
    std::string list;
    for (const core::Symbol& symbol : symbols) {
        for (const char* const channel : {"T.", "Q.", "LULD."}) {
            list += (list.empty() ? "" : ",") + std::string(channel) + symbol.text();
        }
    }
    return action(change == SubscriptionChange::Subscribe ? "subscribe" : "unsubscribe", list);
}

std::string loginText(const Credentials& credentials)
{
    return action("auth", credentials.key);
}

Endpoints PolygonProtocol::official() const
{
    return {"wss://socket.massive.com", "https://api.massive.com"};
}

FeedLimits PolygonProtocol::limits() const
{
    return {};
}

std::vector<Connection> PolygonProtocol::connections(const Endpoints& endpoints, const FeedOptions& options) const
{
    return stocks::connectionsOf(endpoints.streams + "/stocks", loginText(options.credentials), admission);
}

std::vector<std::string> PolygonProtocol::subscriptionTexts(const SubscriptionRequest& request) const
{
    return stocks::inParts(request, subscriptionText);
}

} // namespace leadline::venues::polygon
