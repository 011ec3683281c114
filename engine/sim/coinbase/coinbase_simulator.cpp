// SPDX-License-Identifier: MIT
#include "engine/sim/coinbase/coinbase_simulator.h"

#include "engine/json/tree.h"
#include "engine/json/writer.h"

#include <algorithm>

namespace leadline::sim
{

namespace
{

constexpr std::chrono::seconds heartbeatEvery{1};

/// Adds `{"side":...}` for each level.
template <class Totals>
void addUpdates(
    std::string& json, const EmbeddedMarket& market, const char* side, const Totals& totals, const std::string& time)
{
    for (const auto& [price, size] : totals) {
        json += (json.empty() ? "" : ",") + std::string(R"({"side":")") + side + R"(","event_time":")" + time
            + R"(","price_level":")" + market.priceText(price) + R"(","new_quantity":")" + market.sizeText(size)
            + "\"}";
    }
}

} // namespace

void CoinbaseSimulator::say(
    ClientId id, Client& client, std::string_view channel, const std::string& events, bool isLost)
{
    const std::uint64_t sequence = client.sequence++;
    if (!isLost) {
        send(id,
            R"({"channel":")" + std::string(channel) + R"(","client_id":"","timestamp":")" + isoText(market().now())
                + R"(","sequence_num":)" + std::to_string(sequence) + R"(,"events":[)" + events + "]}");
    }
}

std::string CoinbaseSimulator::bookEvent(const char* type, const std::string& updates) const
{
    return R"({"type":")" + std::string(type) + R"(","product_id":")" + market().symbol() + R"(","updates":[)" + updates
        + "]}";
}

void CoinbaseSimulator::connected(ClientId id, std::string_view /*path*/, std::string_view /*query*/)
{
    m_clients[id] = {};
}

void CoinbaseSimulator::received(ClientId id, std::string_view text)
{
    const auto found = m_clients.find(id);
    if (found == m_clients.end()) {
        return;
    }
    const auto refuse = [&](const std::string& why) {
        send(id, json::ObjectWriter().text("type", "error").text("message", why).str());
    };
    const json::Tree request = json::Tree::parse(text).value_or(json::Tree());
    const std::string& type = request["type"].text();
    const std::string& channel = request["channel"].text();
    if (channel.empty() || (type != "subscribe" && type != "unsubscribe")) {
        refuse("malformed request");
        return;
    }
    Client& client = found->second;
    const bool subscribes = type == "subscribe";
    const bool isOurs = std::ranges::any_of(request["product_ids"].items(),
        [this](const json::Tree& product) { return product.text() == market().symbol(); });
    bool beginsBook = false;
    if (channel == "heartbeats") {
        client.wantsHeartbeats = subscribes;
        client.nextHeartbeat = market().now() + heartbeatEvery;
    } else if (channel == "level2") {
        beginsBook = subscribes && isOurs && !client.wantsBook;
        client.wantsBook = isOurs ? subscribes : client.wantsBook;
    } else if (channel == "market_trades") {
        client.wantsTrades = isOurs ? subscribes : client.wantsTrades;
    } else if (channel != "status") {
        refuse("no such channel: " + channel);
        return;
    }
    // Unknown products produce no data; the answer lists all that is subscribed.
    std::string list;
    const auto add = [&](const char* name, bool wanted) {
        list += wanted ? (list.empty() ? "\"" : ",\"") + std::string(name) + R"(":[")" + market().symbol() + "\"]" : "";
    };
    add("level2", client.wantsBook);
    add("market_trades", client.wantsTrades);
    list += client.wantsHeartbeats ? (list.empty() ? "" : ",") + std::string(R"("heartbeats":["heartbeats"])") : "";
    say(id, client, "subscriptions", R"({"subscriptions":{)" + list + "}}");
    if (beginsBook) {
        std::string updates;
        const std::string time = isoText(market().now());
        addUpdates(updates, market(), "bid", market().bids(), time);
        addUpdates(updates, market(), "offer", market().asks(), time);
        say(id, client, "l2_data", bookEvent("snapshot", updates));
    }
    if (channel == "status" && subscribes && isOurs) {
        say(id, client, "status",
            R"({"type":"snapshot","products":[{"product_type":"SPOT","id":")" + market().symbol()
                + R"(","base_currency":")" + market().settings().pair.base.text() + R"(","quote_currency":")"
                + market().settings().pair.quote.text() + R"(","status":"online","status_message":""}]})");
    }
}

RestAnswer CoinbaseSimulator::rest(const RestRequest& request)
{
    const std::string_view path = request.path;
    constexpr std::string_view products = "/api/v3/brokerage/market/products";
    if (path == "/api/v3/brokerage/time") {
        return {200, R"({"iso":")" + isoText(market().now()) + "\"}"};
    }
    if (path == products) {
        return {200, R"({"products":[)" + productJson() + R"(],"num_products":1})"};
    }
    if (!path.starts_with(products)) {
        return {404, {}};
    }
    if (path.substr(products.size()) != "/" + market().symbol()) {
        return {404,
            R"({"error":"NOT_FOUND","error_details":"valid product_id is required","message":"valid product_id is required"})"};
    }
    return {200, productJson()};
}

std::string CoinbaseSimulator::productJson() const
{
    const EmbeddedMarketSettings& settings = market().settings();
    const std::string tick = settings.tick.text();
    const std::string lot = settings.lot.text();
    return R"({"product_id":")" + market().symbol() + R"(","price":")"
        + market().priceText(market().bids().begin()->first) + R"(","base_increment":")" + lot
        + R"(","quote_increment":")" + tick + R"(","price_increment":")" + tick + R"(","base_min_size":")" + lot
        + R"(","base_max_size":"3400","quote_min_size":")"
        + core::decimalText(settings.minimumNotional.raw() / core::decimalScale)
        + R"(","quote_max_size":"150000000","status":"online","cancel_only":false,"limit_only":false,)"
        + R"("post_only":false,"trading_disabled":false,"auction_mode":false,"product_type":"SPOT"})";
}

void CoinbaseSimulator::tick(core::Timestamp now)
{
    for (auto& [id, client] : m_clients) {
        if (client.wantsHeartbeats && now >= client.nextHeartbeat) {
            client.nextHeartbeat = now + heartbeatEvery;
            say(id, client, "heartbeats",
                R"({"current_time":")" + isoText(now) + R"(","heartbeat_counter":)"
                    + std::to_string(client.heartbeats++) + "}");
        }
    }
}

void CoinbaseSimulator::traded(std::span<const MarketTrade> trades, core::Timestamp at)
{
    std::string json;
    for (const MarketTrade& trade : trades) {
        // The side is the maker's.
        json += (json.empty() ? "" : ",") + std::string(R"({"trade_id":")") + std::to_string(trade.id)
            + R"(","product_id":")" + market().symbol() + R"(","price":")" + market().priceText(trade.price)
            + R"(","size":")" + market().sizeText(trade.size) + R"(","side":")"
            + (trade.taker == core::Side::Bid ? "SELL" : "BUY") + R"(","time":")" + isoText(at) + "\"}";
    }
    for (auto& [id, client] : m_clients) {
        if (client.wantsTrades) {
            say(id, client, "market_trades", R"({"type":"update","trades":[)" + json + "]}");
        }
    }
}

void CoinbaseSimulator::depthChanged(const DepthChange& change, core::Timestamp at)
{
    std::string updates;
    const std::string time = isoText(at);
    addUpdates(updates, market(), "bid", change.bids, time);
    addUpdates(updates, market(), "offer", change.asks, time);
    const bool isLost = takeFault(ProtocolFault::LoseBookMessage);
    for (auto& [id, client] : m_clients) {
        if (client.wantsBook) {
            say(id, client, "l2_data", bookEvent("update", updates), isLost);
        }
    }
}

} // namespace leadline::sim
