// SPDX-License-Identifier: MIT
#include "engine/sim/binance/binance_streams.h"

#include "engine/json/tree.h"
#include "engine/json/writer.h"
#include "engine/sim/protocol/url_query.h"

#include <algorithm>
#include <cctype>
#include <vector>

namespace leadline::sim
{

namespace
{

constexpr std::string_view plainWord = "ws";
constexpr std::string_view combinedWord = "stream";

/// The parts of "a/b/c" without empty ones.
std::vector<std::string> split(std::string_view text)
{
    std::vector<std::string> parts;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find('/', begin), text.size());
        if (end > begin) {
            parts.emplace_back(text.substr(begin, end - begin));
        }
        begin = end + 1;
    }
    return parts;
}

} // namespace

BinanceStreams::BinanceStreams(VenueSimulator& venue, std::string_view symbol)
    : m_venue(venue)
    , m_symbol(symbol)
{
    std::ranges::transform(
        m_symbol, m_symbol.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
}

bool BinanceStreams::connected(ClientId id, std::string_view path, std::string_view query)
{
    std::vector<std::string> parts = split(path);
    Client& client = m_clients[id];
    if (!parts.empty() && parts.front() != plainWord && parts.front() != combinedWord) {
        client.route = parts.front();
        parts.erase(parts.begin());
    }
    client.isCombined = !parts.empty() && parts.front() == combinedWord;
    const std::vector<std::string> named = client.isCombined ? split(queryItem(query, "streams"))
        : parts.size() > 1                                   ? std::vector<std::string>(parts.begin() + 1, parts.end())
                                                             : std::vector<std::string>{};
    client.streams.insert(named.begin(), named.end());
    return !privateRoute.empty() && client.route == privateRoute;
}

void BinanceStreams::received(ClientId id, std::string_view text)
{
    const auto found = m_clients.find(id);
    const auto request = json::Tree::parse(text);
    if (found == m_clients.end() || !request || request->kind() != json::Tree::Kind::Object) {
        return;
    }
    const std::string& method = (*request)["method"].text();
    for (const json::Tree& name : (*request)["params"].items()) {
        if (name.kind() != json::Tree::Kind::Text) {
            continue;
        }
        const std::string& stream = name.text();
        if (method == "SUBSCRIBE" && !privateRoute.empty() && found->second.route == privateRoute) {
            subscribedPrivately(id, stream);
        } else if (method == "SUBSCRIBE") {
            found->second.streams.emplace(stream);
        } else if (method == "UNSUBSCRIBE") {
            found->second.streams.erase(stream);
        }
    }
    // As at the venue, the answer is the same for streams that do not exist.
    m_venue.send(id, json::ObjectWriter().raw("id", json::textOf((*request)["id"])).null("result").str());
}

void BinanceStreams::publish(
    std::string_view route, std::initializer_list<std::string_view> suffixes, const std::string& payload)
{
    for (const auto& [id, client] : m_clients) {
        if (client.route != route) {
            continue;
        }
        for (const std::string_view suffix : suffixes) {
            const std::string name = m_symbol + std::string(suffix);
            if (client.streams.contains(name)) {
                m_venue.send(
                    id, client.isCombined ? R"({"stream":")" + name + R"(","data":)" + payload + "}" : payload);
            }
        }
    }
}

} // namespace leadline::sim
