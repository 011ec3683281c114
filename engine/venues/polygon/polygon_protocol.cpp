// SPDX-License-Identifier: MIT
#include "engine/venues/polygon/polygon_protocol.h"

#include "engine/venues/json_text.h"

namespace leadline::venues::polygon
{

namespace
{

std::string action(std::string_view name, std::string_view parameters)
{
    return R"({"action":)" + jsonQuoted(name) + R"(,"params":)" + jsonQuoted(parameters) + "}";
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

std::vector<Connection> PolygonProtocol::connections(const Endpoints& endpoints, const Subscription& subscription) const
{
    std::vector<std::string> requests;
    if (!subscription.symbol.isEmpty()) {
        requests.push_back(subscriptionText(SubscriptionChange::Subscribe, {&subscription.symbol, 1}));
    }
    return {{.url = endpoints.streams + "/stocks",
        .greeting = {loginText(subscription.credentials)},
        .admission = std::string(admission),
        .requests = requests,
        .ping = requests.empty() ? "" : requests.front(),
        .carriesBook = true,
        .mayBeQuiet = true}};
}

} // namespace leadline::venues::polygon
