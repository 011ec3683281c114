// SPDX-License-Identifier: MIT
/// A venue that lists any number of symbols and speaks Binance's protocol, for what concerns subscriptions and not
/// prices. It counts what its clients ask for, and goes on with a stream for a while after it was left.
#pragma once

#include "engine/json/tree.h"
#include "engine/sim/protocol/url_query.h"
#include "engine/sim/protocol/venue_simulator.h"
#include "engine/sim/venues/embedded_venues.h"

#include <algorithm>
#include <cctype>
#include <deque>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace leadline::tests
{

/// It only keeps the time.
class TimeKeeper final : public sim::PlayedMarket
{
public:
    explicit TimeKeeper(core::Timestamp start)
        : m_now(start)
    {
    }
    void advance(core::Timestamp now) override { m_now = now; }
    void skipTo(core::Timestamp now) override { m_now = now; }
    [[nodiscard]] core::Timestamp now() const override { return m_now; }
    void shock(std::int64_t /*steps*/) override { }
    [[nodiscard]] std::int64_t stepsOf(double /*share*/) const override { return 0; }

private:
    core::Timestamp m_now;
};

/// What lies in a sliding window of time, and the most that ever did.
class WindowCount
{
public:
    explicit WindowCount(core::Duration length)
        : m_length(length)
    {
    }
    void add(core::Timestamp now, double amount)
    {
        m_entries.emplace_back(now, amount);
        m_sum += amount;
        while (now - m_entries.front().first >= m_length) {
            m_sum -= m_entries.front().second;
            m_entries.pop_front();
        }
        m_most = std::max(m_most, m_sum);
    }
    [[nodiscard]] double most() const { return m_most; }

private:
    core::Duration m_length;
    std::deque<std::pair<core::Timestamp, double>> m_entries;
    double m_sum = 0;
    double m_most = 0;
};

/// USD-M or spot: addresses make no difference here. A symbol's number is its price: "S7USDT" trades at 7.
class ListedVenue final : public sim::VenueSimulator
{
public:
    ListedVenue(sim::PlayedMarket& time, int symbols)
        : VenueSimulator(time)
        , m_time(time)
    {
        for (int number = 1; number <= symbols; ++number) {
            m_numbers["s" + std::to_string(number) + "usdt"] = number;
        }
    }

    void connected(sim::ClientId client, std::string_view /*path*/, std::string_view /*query*/) override
    {
        m_clients[client];
        ++connections;
    }
    void disconnected(sim::ClientId client) override { m_clients.erase(client); }
    void received(sim::ClientId id, std::string_view text) override
    {
        Client& client = m_clients.at(id);
        client.messages.add(m_time.now(), 1);
        mostMessages = std::max(mostMessages, client.messages.most());
        longestMessage = std::max(longestMessage, text.size());
        const json::Tree request = json::Tree::parse(text).value_or(json::Tree());
        const bool adds = request["method"].text() == "SUBSCRIBE";
        ++(adds ? subscriptions : unsubscriptions);
        for (const json::Tree& stream : request["params"].items()) {
            if (adds) {
                isConfused = !client.streams.insert(stream.text()).second || isConfused;
                client.left.erase(stream.text());
            } else {
                isConfused = client.streams.erase(stream.text()) == 0 || isConfused;
                client.left[stream.text()] = lateMessages;
            }
        }
        mostStreams = std::max(mostStreams, client.streams.size());
        send(id, R"({"result":null,"id":)" + request["id"].text() + "}");
    }
    /// Some of the streams have something to say.
    void tick(core::Timestamp now) override
    {
        ++m_ticks;
        for (auto& [id, client] : m_clients) {
            for (const std::string& stream : client.streams) {
                if ((std::hash<std::string>{}(stream) + m_ticks) % 8 == 0) {
                    publish(id, stream, now);
                }
            }
            for (auto& [stream, rest] : client.left) {
                publish(id, stream, now);
                --rest;
            }
            std::erase_if(client.left, [](const auto& entry) { return entry.second == 0; });
        }
    }
    [[nodiscard]] sim::RestAnswer rest(const sim::RestRequest& request) override
    {
        const sim::RestAnswer invalid{400, R"({"code":-1121,"msg":"Invalid symbol."})"};
        std::string symbol(sim::queryItem(request.query, "symbol"));
        std::ranges::transform(symbol, symbol.begin(), [](unsigned char c) { return std::tolower(c); });
        const auto found = m_numbers.find(symbol);
        if (request.path.ends_with("/exchangeInfo")) {
            m_weight.add(m_time.now(), 1);
            ++descriptions;
            // One that is not known costs the list.
            const bool namesUnknown = request.query.find("UNKNOWN") != std::string::npos;
            return namesUnknown ? invalid : sim::RestAnswer{200, exchangeInfo()};
        }
        m_weight.add(m_time.now(), 20);
        if (!request.path.ends_with("/depth") || found == m_numbers.end()) {
            return invalid;
        }
        ++snapshots[found->second];
        const std::string price = std::to_string(found->second);
        return {200,
            R"({"lastUpdateId":)" + std::to_string(m_ticks) + R"(,"E":1589436922972,"T":1589436922959,"bids":[[")"
                + price + R"(","1"]],"asks":[[")" + price + R"(.5","1"]]})"};
    }
    [[nodiscard]] std::size_t streamsNow() const
    {
        std::size_t sum = 0;
        for (const auto& [id, client] : m_clients) {
            sum += client.streams.size();
        }
        return sum;
    }
    [[nodiscard]] double mostWeight() const { return m_weight.most(); }
    void cut(sim::ClientId client) const { hangUp(client); }

    int connections = 0;
    int subscriptions = 0;
    int unsubscriptions = 0;
    int descriptions = 0;
    std::map<int, int> snapshots; ///< by symbol's number
    double mostMessages = 0; ///< of a client in a second
    std::size_t mostStreams = 0; ///< of a client
    std::size_t longestMessage = 0;
    bool isConfused = false; ///< a stream was subscribed to twice, or left without having been there

private:
    static constexpr int lateMessages = 20;

    struct Client {
        std::set<std::string> streams;
        std::map<std::string, int> left; ///< messages that still come
        WindowCount messages{std::chrono::seconds(1)};
    };

    void publish(sim::ClientId client, const std::string& stream, core::Timestamp now)
    {
        const std::string name = stream.substr(0, stream.find('@'));
        const auto found = m_numbers.find(name);
        if (found == m_numbers.end() || stream.ends_with("bookTicker")) {
            return;
        }
        std::string symbol = name;
        std::ranges::transform(symbol, symbol.begin(), [](unsigned char c) { return std::toupper(c); });
        const std::string time = std::to_string(core::millisecondsOf(now));
        const std::string price = std::to_string(found->second);
        const std::string id = std::to_string(m_ticks);
        const std::string payload = stream.ends_with("rade")
            ? R"({"e":")" + stream.substr(stream.find('@') + 1) + R"(","E":)" + time + R"(,"s":")" + symbol
                + R"(","a":)" + id + R"(,"p":")" + price + R"(","q":"1","f":1,"l":1,"T":)" + time + R"(,"m":true})"
            : R"({"e":"depthUpdate","E":)" + time + R"(,"T":)" + time + R"(,"s":")" + symbol + R"(","U":)" + id
                + R"(,"u":)" + id + R"(,"pu":)" + id + R"(,"b":[[")" + price + R"(","2"]],"a":[]})";
        send(client, R"({"stream":")" + stream + R"(","data":)" + payload + "}");
    }
    [[nodiscard]] std::string exchangeInfo() const
    {
        std::string list;
        for (const auto& [name, number] : m_numbers) {
            list += std::string(list.empty() ? "" : ",") + R"({"symbol":"S)" + std::to_string(number)
                + R"(USDT","baseAsset":"S)" + std::to_string(number)
                + R"(","quoteAsset":"USDT","filters":[{"filterType":"PRICE_FILTER","tickSize":"0.)"
                + std::string(static_cast<std::size_t>(number % 3), '0')
                + R"(1"},{"filterType":"LOT_SIZE","stepSize":"0.1","minQty":"0.1"}]})";
        }
        return R"({"symbols":[)" + list + "]}";
    }

    sim::PlayedMarket& m_time;
    std::map<std::string, int> m_numbers; ///< by name in small letters
    std::map<sim::ClientId, Client> m_clients;
    WindowCount m_weight{std::chrono::minutes(1)};
    std::uint64_t m_ticks = 1;
};

} // namespace leadline::tests
