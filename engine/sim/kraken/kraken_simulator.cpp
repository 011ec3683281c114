// SPDX-License-Identifier: MIT
#include "engine/sim/kraken/kraken_simulator.h"

#include "engine/json/tree.h"
#include "engine/json/writer.h"

#include <zlib.h>

#include <algorithm>
#include <array>

namespace leadline::sim
{

namespace
{

constexpr std::array<std::size_t, 5> depths{10, 25, 100, 500, 1000};
constexpr std::size_t checkedLevels = 10;
constexpr std::chrono::seconds heartbeatAfter{1};

template <class Totals, class Level> void copyBest(const Totals& totals, std::size_t depth, std::vector<Level>& to)
{
    for (const auto& [price, size] : totals) {
        if (to.size() == depth) {
            break;
        }
        to.push_back({price, size});
    }
}

} // namespace

void KrakenSimulator::say(ClientId id, Client& client, std::string text)
{
    client.lastSent = market().now();
    send(id, std::move(text));
}

void KrakenSimulator::connected(ClientId id, std::string_view /*path*/, std::string_view /*query*/)
{
    say(id, m_clients[id],
        R"({"channel":"status","type":"update","data":[{"version":"2.0.0","system":"online","api_version":"v2",)"
        R"("connection_id":)"
            + std::to_string(id) + "}]}");
}

void KrakenSimulator::received(ClientId id, std::string_view text)
{
    const auto found = m_clients.find(id);
    const json::Tree request = json::Tree::parse(text).value_or(json::Tree());
    const std::string& method = request["method"].text();
    if (found == m_clients.end() || method.empty()) {
        return;
    }
    const bool hasId = request["req_id"].kind() == json::Tree::Kind::Number;
    const std::string requestId = hasId ? R"(,"req_id":)" + request["req_id"].text() : std::string();
    if (auto answer = m_account.answer(id, request)) {
        say(id, found->second, std::move(*answer));
        m_account.greet(id, request);
        return;
    }
    const std::string times =
        R"(,"time_in":")" + isoText(market().now()) + R"(","time_out":")" + isoText(market().now()) + "\"";
    if (method == "ping") {
        say(id, found->second, R"({"method":"pong")" + requestId + times + "}");
        return;
    }
    const auto refuse = [&](const std::string& why) {
        say(id, found->second,
            json::ObjectWriter()
                .text("error", why)
                .text("method", method)
                .flag("success", false)
                .append(requestId + times)
                .str());
    };
    const json::Tree& params = request["params"];
    const std::string& channel = params["channel"].text();
    if ((method != "subscribe" && method != "unsubscribe") || channel.empty()) {
        refuse("Method not supported");
        return;
    }
    const bool namesDepth = params["depth"].kind() == json::Tree::Kind::Number;
    const std::size_t depth = namesDepth ? static_cast<std::size_t>(params["depth"].whole()) : 10;
    if (channel == "book" && std::ranges::find(depths, depth) == depths.end()) {
        refuse("Subscription depth not supported");
        return;
    }
    if (channel == "instrument") {
        subscribe(id, found->second, channel, depth, method == "subscribe", requestId + times);
        return;
    }
    if (params["symbol"].kind() != json::Tree::Kind::List) {
        refuse("Symbol(s) not found");
        return;
    }
    for (const json::Tree& symbol : params["symbol"].items()) {
        if (symbol.text() != market().symbol()) {
            refuse("Currency pair not supported " + symbol.text());
            continue;
        }
        subscribe(id, found->second, channel, depth, method == "subscribe", requestId + times);
    }
}

void KrakenSimulator::subscribe(ClientId id, Client& client, std::string_view channel, std::size_t depth,
    bool subscribes, const std::string& requestIdAndTimes)
{
    const bool isBook = channel == "book";
    std::string result = R"("channel":")" + std::string(channel) + "\"";
    result += isBook ? R"(,"depth":)" + std::to_string(depth) : "";
    result += channel == "instrument" ? "" : R"(,"symbol":")" + market().symbol() + "\"";
    say(id, client,
        R"({"method":")" + std::string(subscribes ? "subscribe" : "unsubscribe") + R"(","result":{)" + result
            + (subscribes && isBook ? R"(,"snapshot":true)" : "") + R"(},"success":true)" + requestIdAndTimes + "}");
    if (isBook) {
        client.bookDepth = subscribes ? depth : 0;
        if (subscribes) {
            // Everybody of one depth hears the same updates, so that a newcomer starts from what they know.
            const auto [view, isNew] = m_views.try_emplace(depth);
            if (isNew) {
                view->second = viewOf(depth);
            }
            say(id, client,
                bookJson("snapshot", levelsJson(view->second.bids), levelsJson(view->second.asks),
                    checksumOf(view->second), market().now()));
        }
    } else if (channel == "trade") {
        client.wantsTrades = subscribes;
    } else if (channel == "instrument" && subscribes) {
        say(id, client, instrumentJson());
    }
}

KrakenSimulator::View KrakenSimulator::viewOf(std::size_t depth) const
{
    View view;
    copyBest(market().bids(), depth, view.bids);
    copyBest(market().asks(), depth, view.asks);
    return view;
}

std::string KrakenSimulator::levelJson(const Level& level) const
{
    return R"({"price":)" + market().priceText(level.price) + R"(,"qty":)" + market().sizeText(level.size) + "}";
}

std::string KrakenSimulator::levelsJson(const std::vector<Level>& levels) const
{
    std::string json = "[";
    for (const Level& level : levels) {
        json += (json.size() > 1 ? "," : "") + levelJson(level);
    }
    return json + "]";
}

std::string KrakenSimulator::bookJson(const char* type, const std::string& bids, const std::string& asks,
    std::uint32_t checksum, core::Timestamp at) const
{
    return R"({"channel":"book","type":")" + std::string(type) + R"(","data":[{"symbol":")" + market().symbol()
        + R"(","bids":)" + bids + R"(,"asks":)" + asks + R"(,"checksum":)" + std::to_string(checksum)
        + R"(,"timestamp":")" + isoText(at) + R"("}]})";
}

std::uint32_t KrakenSimulator::checksumOf(const View& view) const
{
    std::string text;
    const auto add = [&](const std::vector<Level>& levels) {
        for (std::size_t i = 0; i < std::min(checkedLevels, levels.size()); ++i) {
            for (std::string number : {market().priceText(levels[i].price), market().sizeText(levels[i].size)}) {
                std::erase(number, '.');
                text += number.substr(std::min(number.find_first_not_of('0'), number.size()));
            }
        }
    };
    add(view.asks);
    add(view.bids);
    return static_cast<std::uint32_t>(
        crc32(0, reinterpret_cast<const Bytef*>(text.data()), static_cast<uInt>(text.size())));
}

void KrakenSimulator::depthChanged(const DepthChange& /*change*/, core::Timestamp at)
{
    for (auto& [depth, view] : m_views) {
        const View now = viewOf(depth);
        // New and changed levels, and those that nobody holds any more.
        const auto changes = [this](const auto& before, const auto& after, const auto& totals, auto isBetter) {
            std::string json = "[";
            const auto add = [&](const Level& level) { json += (json.size() > 1 ? "," : "") + levelJson(level); };
            auto old = before.begin();
            for (const Level& level : after) {
                for (; old != before.end() && isBetter(old->price, level.price); ++old) {
                    add({old->price, 0});
                }
                const bool isKnown = old != before.end() && old->price == level.price;
                if (!isKnown || old->size != level.size) {
                    add(level);
                }
                old += isKnown ? 1 : 0;
            }
            for (; old != before.end(); ++old) {
                if (!totals.contains(old->price)) {
                    add({old->price, 0});
                }
            }
            return json + "]";
        };
        const std::string bids = changes(view.bids, now.bids, market().bids(), std::greater<>{});
        const std::string asks = changes(view.asks, now.asks, market().asks(), std::less<>{});
        view = now;
        if (bids == "[]" && asks == "[]") {
            continue;
        }
        const std::uint32_t wrong = takeFault(ProtocolFault::WrongChecksum) ? 1 : 0;
        const std::string text = bookJson("update", bids, asks, checksumOf(view) ^ wrong, at);
        if (takeFault(ProtocolFault::LoseBookMessage)) {
            continue;
        }
        for (auto& [id, client] : m_clients) {
            if (client.bookDepth == depth) {
                say(id, client, text);
            }
        }
    }
}

void KrakenSimulator::traded(std::span<const MarketTrade> trades, core::Timestamp at)
{
    std::string json;
    for (const MarketTrade& trade : trades) {
        json += (json.empty() ? "" : ",") + std::string(R"({"symbol":")") + market().symbol() + R"(","side":")"
            + (trade.taker == core::Side::Bid ? "buy" : "sell") + R"(","price":)" + market().priceText(trade.price)
            + R"(,"qty":)" + market().sizeText(trade.size) + R"(,"ord_type":"market","trade_id":)"
            + std::to_string(trade.id) + R"(,"timestamp":")" + isoText(at) + "\"}";
    }
    for (auto& [id, client] : m_clients) {
        if (client.wantsTrades) {
            say(id, client, R"({"channel":"trade","type":"update","data":[)" + json + "]}");
        }
    }
}

void KrakenSimulator::disconnected(ClientId client)
{
    m_clients.erase(client);
    m_account.disconnected(client);
}

void KrakenSimulator::tick(core::Timestamp now)
{
    m_account.account().tick(now);
    for (auto& [id, client] : m_clients) {
        const bool isSubscribed = client.bookDepth > 0 || client.wantsTrades;
        if (isSubscribed && now - client.lastSent >= heartbeatAfter) {
            say(id, client, R"({"channel":"heartbeat"})");
        }
    }
}

RestAnswer KrakenSimulator::rest(const RestRequest& request)
{
    if (auto answer = m_account.rest(request)) {
        return *answer;
    }
    if (request.path == "/0/public/SystemStatus") {
        return {200, R"({"error":[],"result":{"status":"online","timestamp":")" + isoText(market().now()) + "\"}}"};
    }
    return {404, {}};
}

std::string KrakenSimulator::instrumentJson() const
{
    const EmbeddedMarketSettings& settings = market().settings();
    const std::string tick = settings.tick.text();
    const std::string lot = settings.lot.text();
    const auto decimals = [](const std::string& step) { return std::to_string(core::writtenDecimals(step)); };
    return R"({"channel":"instrument","type":"snapshot","data":{"assets":[],"pairs":[{"symbol":")" + market().symbol()
        + R"(","base":")" + settings.pair.base.text() + R"(","quote":")" + settings.pair.quote.text()
        + R"(","status":"online","qty_precision":)" + decimals(lot) + R"(,"qty_increment":)" + lot
        + R"(,"price_precision":)" + decimals(tick) + R"(,"cost_precision":5,"marginable":false,"has_index":true,)"
        + R"("cost_min":)" + core::decimalText(settings.minimumNotional.raw() / core::decimalScale)
        + R"(,"price_increment":)" + tick + R"(,"qty_min":)" + lot + "}]}}";
}

} // namespace leadline::sim
