// SPDX-License-Identifier: MIT
#include "engine/sim/binance/binance_streams.h"

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

std::string inSmallLetters(std::string text)
{
    std::ranges::transform(text, text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

std::string listenersKey(std::string_view route, std::string_view stream)
{
    return std::string(route).append(" ").append(stream);
}

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

BinanceStreams::BinanceStreams(VenueSimulator& venue, EmbeddedMarkets& markets, std::size_t messagesASecond)
    : m_venue(venue)
    , m_markets(markets)
    , m_messagesASecond(messagesASecond)
{
    for (std::size_t i = 0; i < markets.size(); ++i) {
        m_symbols.push_back(inSmallLetters(markets.settings(i).symbol));
    }
}

bool BinanceStreams::connected(ClientId id, std::string_view path, std::string_view query)
{
    std::vector<std::string> parts = split(path);
    Client& client = m_clients[id];
    if (!parts.empty() && parts.front() != plainWord && parts.front() != combinedWord) {
        client.route = hasRoutes ? parts.front() : "";
        parts.erase(parts.begin());
    }
    client.isCombined = !parts.empty() && parts.front() == combinedWord;
    const std::vector<std::string> named = client.isCombined ? split(queryItem(query, "streams"))
        : parts.size() > 1                                   ? std::vector<std::string>(parts.begin() + 1, parts.end())
                                                             : std::vector<std::string>{};
    if (!privateRoute.empty() && client.route == privateRoute) {
        return true;
    }
    if (named.size() > mostStreams) {
        limitBroken();
        m_venue.hangUp(id);
        return false;
    }
    for (const std::string& stream : named) {
        subscribe(id, client, stream);
    }
    watch();
    return false;
}

std::optional<std::size_t> BinanceStreams::marketOf(std::string_view stream) const
{
    const auto found = std::ranges::find(m_symbols, stream.substr(0, stream.find('@')));
    return found == m_symbols.end() ? std::nullopt : std::optional(static_cast<std::size_t>(found - m_symbols.begin()));
}

void BinanceStreams::subscribe(ClientId id, Client& client, const std::string& stream)
{
    if (client.streams.insert(stream).second) {
        // What its market missed while nobody looked is played before somebody hears of it.
        if (const auto market = marketOf(stream)) {
            static_cast<void>(m_markets.at(*market));
        }
        m_listeners[listenersKey(client.route, stream)].insert(id);
    }
}

void BinanceStreams::unsubscribe(ClientId id, const Client& client, const std::string& stream)
{
    const auto found = m_listeners.find(listenersKey(client.route, stream));
    if (found != m_listeners.end()) {
        found->second.erase(id);
        if (found->second.empty()) {
            m_listeners.erase(found);
        }
    }
}

void BinanceStreams::disconnected(ClientId id)
{
    const auto found = m_clients.find(id);
    if (found == m_clients.end()) {
        return;
    }
    for (const std::string& stream : found->second.streams) {
        unsubscribe(id, found->second, stream);
    }
    m_clients.erase(found);
    watch();
}

void BinanceStreams::watch()
{
    std::vector<bool> wanted(m_symbols.size());
    for (const auto& [key, clients] : m_listeners) {
        if (const auto market = marketOf(std::string_view(key).substr(key.find(' ') + 1))) {
            wanted[*market] = true;
        }
    }
    m_markets.watch(wanted);
}

std::string BinanceStreams::objectionTo(const json::Tree& request, const Client& client)
{
    std::set<std::string, std::less<>> all = client.streams;
    for (const json::Tree& stream : request["params"].items()) {
        all.insert(stream.text());
    }
    return request["method"].text() == "SUBSCRIBE" && all.size() > mostStreams
        ? "Invalid request: a connection has at most " + std::to_string(mostStreams) + " streams"
        : std::string();
}

void BinanceStreams::received(ClientId id, std::string_view text)
{
    const auto found = m_clients.find(id);
    if (found == m_clients.end()) {
        return;
    }
    Client& client = found->second;
    if (!client.rate.admit(m_markets.now(), m_messagesASecond)) {
        limitBroken();
        m_venue.hangUp(id);
        return;
    }
    const auto request = json::Tree::parse(text);
    if (!request || request->kind() != json::Tree::Kind::Object) {
        return;
    }
    m_venue.send(id, answerTo(*request, id, client));
}

std::string BinanceStreams::answerTo(const json::Tree& request, ClientId id, Client& client)
{
    const std::string& method = request["method"].text();
    const std::string requestId = json::textOf(request["id"]);
    if (const std::string objection = objectionTo(request, client); !objection.empty()) {
        limitBroken();
        const std::string error = json::ObjectWriter().whole("code", 2).text("msg", objection).str();
        return json::ObjectWriter().raw("error", error).raw("id", requestId).str();
    }
    if (method == "LIST_SUBSCRIPTIONS") {
        std::string list;
        for (const std::string& stream : client.streams) {
            list += (list.empty() ? "\"" : ",\"") + stream + "\"";
        }
        return json::ObjectWriter().raw("id", requestId).raw("result", "[" + list + "]").str();
    }
    for (const json::Tree& name : request["params"].items()) {
        if (name.kind() != json::Tree::Kind::Text) {
            continue;
        }
        const std::string& stream = name.text();
        if (method == "SUBSCRIBE" && !privateRoute.empty() && client.route == privateRoute) {
            subscribedPrivately(id, stream);
        } else if (method == "SUBSCRIBE") {
            subscribe(id, client, stream);
        } else if (method == "UNSUBSCRIBE" && client.streams.erase(stream) > 0) {
            unsubscribe(id, client, stream);
        }
    }
    watch();
    // As at the venue, the answer is the same for streams that do not exist.
    return json::ObjectWriter().raw("id", requestId).null("result").str();
}

bool BinanceStreams::isHeard(
    std::string_view route, std::size_t market, std::initializer_list<std::string_view> suffixes) const
{
    return std::ranges::any_of(suffixes, [&](std::string_view suffix) {
        return m_listeners.contains(listenersKey(route, m_symbols[market]).append(suffix));
    });
}

void BinanceStreams::publish(std::string_view route, std::size_t market,
    std::initializer_list<std::string_view> suffixes, const std::string& payload)
{
    for (const std::string_view suffix : suffixes) {
        const std::string stream = m_symbols[market] + std::string(suffix);
        const auto found = m_listeners.find(listenersKey(route, stream));
        if (found == m_listeners.end()) {
            continue;
        }
        for (const ClientId id : found->second) {
            const bool isWrapped = m_clients.at(id).isCombined;
            m_venue.send(id, isWrapped ? R"({"stream":")" + stream + R"(","data":)" + payload + "}" : payload);
        }
    }
}

} // namespace leadline::sim
