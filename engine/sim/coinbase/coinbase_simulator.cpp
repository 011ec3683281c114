// SPDX-License-Identifier: MIT
#include "engine/sim/coinbase/coinbase_simulator.h"

#include "engine/json/writer.h"

#include <algorithm>

namespace leadline::sim
{

namespace
{

constexpr std::chrono::seconds heartbeatEvery{1};
/// Inbound, of a client.
constexpr std::size_t mostMessagesASecond = 8;

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
            R"({"channel":")" + std::string(channel) + R"(","client_id":"","timestamp":")" + isoText(markets().now())
                + R"(","sequence_num":)" + std::to_string(sequence) + R"(,"events":[)" + events + "]}");
    }
}

std::string CoinbaseSimulator::bookEvent(const EmbeddedMarket& market, const char* type, const std::string& updates)
{
    return R"({"type":")" + std::string(type) + R"(","product_id":")" + market.symbol() + R"(","updates":[)" + updates
        + "]}";
}

void CoinbaseSimulator::connected(ClientId id, std::string_view /*path*/, std::string_view /*query*/)
{
    m_clients[id] = {};
}

void CoinbaseSimulator::disconnected(ClientId client)
{
    m_clients.erase(client);
    watch();
}

void CoinbaseSimulator::watch()
{
    std::vector<bool> wanted(markets().size());
    for (const auto& [id, client] : m_clients) {
        for (const auto* const places : {&client.books, &client.trades}) {
            for (const std::size_t place : *places) {
                wanted[place] = true;
            }
        }
    }
    markets().watch(wanted);
}

void CoinbaseSimulator::refuse(ClientId id, const std::string& why) const
{
    send(id, json::ObjectWriter().text("type", "error").text("message", why).str());
}

void CoinbaseSimulator::received(ClientId id, std::string_view text)
{
    const auto found = m_clients.find(id);
    if (found == m_clients.end()) {
        return;
    }
    if (!found->second.rate.admit(markets().now(), mostMessagesASecond)) {
        countBrokenLimit();
        refuse(id, "rate limit exceeded");
        hangUp(id);
        return;
    }
    const json::Tree request = json::Tree::parse(text).value_or(json::Tree());
    const std::string& type = request["type"].text();
    if (request["channel"].text().empty() || (type != "subscribe" && type != "unsubscribe")) {
        refuse(id, "malformed request");
        return;
    }
    subscribe(id, found->second, request, type == "subscribe");
}

void CoinbaseSimulator::subscribe(ClientId id, Client& client, const json::Tree& request, bool subscribes)
{
    const std::string& channel = request["channel"].text();
    std::vector<std::size_t> places;
    std::string unknown;
    for (const json::Tree& product : request["product_ids"].items()) {
        if (const auto place = markets().find(product.text())) {
            places.push_back(*place);
        } else {
            unknown += (unknown.empty() ? "" : ", ") + product.text();
        }
    }
    std::vector<std::size_t> begun;
    if (channel == "heartbeats") {
        client.wantsHeartbeats = subscribes;
        client.nextHeartbeat = markets().now() + heartbeatEvery;
    } else if (channel == "level2" || channel == "market_trades") {
        std::set<std::size_t>& own = channel == "level2" ? client.books : client.trades;
        for (const std::size_t place : places) {
            static_cast<void>(
                market(place)); // what it missed while nobody looked is played before somebody hears of it
            if (!subscribes) {
                own.erase(place);
            } else if (own.insert(place).second && channel == "level2") {
                begun.push_back(place);
            }
        }
        watch();
    } else if (channel != "status") {
        refuse(id, "no such channel: " + channel);
        return;
    }
    // Those that are known are subscribed all the same.
    if (!unknown.empty() && channel != "heartbeats") {
        refuse(id, "no such product: " + unknown);
    }
    acknowledge(id, client);
    for (const std::size_t place : begun) {
        giveBook(id, client, place);
    }
    if (channel == "status" && subscribes && !places.empty()) {
        say(id, client, "status", statusJson(places));
    }
}

std::string CoinbaseSimulator::symbolsJson(const std::set<std::size_t>& places) const
{
    std::string json;
    for (const std::size_t place : places) {
        json += (json.empty() ? "\"" : ",\"") + markets().settings(place).symbol + "\"";
    }
    return "[" + json + "]";
}

void CoinbaseSimulator::acknowledge(ClientId id, Client& client)
{
    std::string list;
    const auto add = [&](const char* name, bool wanted, const std::string& what) {
        list += wanted ? (list.empty() ? "\"" : ",\"") + std::string(name) + "\":" + what : "";
    };
    add("level2", !client.books.empty(), symbolsJson(client.books));
    add("market_trades", !client.trades.empty(), symbolsJson(client.trades));
    add("heartbeats", client.wantsHeartbeats, R"(["heartbeats"])");
    say(id, client, "subscriptions", R"({"subscriptions":{)" + list + "}}");
}

void CoinbaseSimulator::giveBook(ClientId id, Client& client, std::size_t place)
{
    const EmbeddedMarket& market = this->market(place);
    std::string updates;
    const std::string time = isoText(market.now());
    addUpdates(updates, market, "bid", market.bids(), time);
    addUpdates(updates, market, "offer", market.asks(), time);
    say(id, client, "l2_data", bookEvent(market, "snapshot", updates));
}

std::string CoinbaseSimulator::statusJson(const std::vector<std::size_t>& places) const
{
    std::string products;
    for (const std::size_t place : places) {
        const EmbeddedMarketSettings& listed = markets().settings(place);
        products += (products.empty() ? "" : ",") + std::string(R"({"product_type":"SPOT","id":")") + listed.symbol
            + R"(","base_currency":")" + listed.pair.base.text() + R"(","quote_currency":")" + listed.pair.quote.text()
            + R"(","status":"online","status_message":""})";
    }
    return R"({"type":"snapshot","products":[)" + products + "]}";
}

std::string CoinbaseSimulator::productJson(std::size_t place) const
{
    const EmbeddedMarketSettings& listed = markets().settings(place);
    const EmbeddedMarket* const market = markets().peek(place);
    const bool hasBid = market != nullptr && !market->bids().empty();
    const std::string price = listed.priceText(hasBid ? market->bids().begin()->first : listed.openingTicks());
    const std::string tick = listed.tick.text();
    const std::string lot = listed.lot.text();
    return R"({"product_id":")" + listed.symbol + R"(","price":")" + price + R"(","base_increment":")" + lot
        + R"(","quote_increment":")" + tick + R"(","price_increment":")" + tick + R"(","base_min_size":")" + lot
        + R"(","base_max_size":")" + listed.largest.text() + R"(","quote_min_size":")"
        + core::decimalText(listed.minimumNotional.raw() / core::decimalScale)
        + R"(","quote_max_size":"150000000","status":"online","cancel_only":false,"limit_only":false,)"
        + R"("post_only":false,"trading_disabled":false,"auction_mode":false,"product_type":"SPOT","base_currency_id":")"
        + listed.pair.base.text() + R"(","quote_currency_id":")" + listed.pair.quote.text() + "\"}";
}

RestAnswer CoinbaseSimulator::rest(const RestRequest& request)
{
    const std::string_view path = request.path;
    constexpr std::string_view products = "/api/v3/brokerage/market/products";
    if (path == "/api/v3/brokerage/time") {
        return {200, R"({"iso":")" + isoText(markets().now()) + "\"}"};
    }
    if (path == products) {
        std::string list;
        for (std::size_t i = 0; i < markets().size(); ++i) {
            list += (i == 0 ? "" : ",") + productJson(i);
        }
        return {200, R"({"products":[)" + list + R"(],"num_products":)" + std::to_string(markets().size()) + "}"};
    }
    if (!path.starts_with(products) || path[products.size()] != '/') {
        return {404, {}};
    }
    const auto place = markets().find(path.substr(products.size() + 1));
    if (!place) {
        return {404,
            R"({"error":"NOT_FOUND","error_details":"valid product_id is required","message":"valid product_id is required"})"};
    }
    static_cast<void>(market(*place)); // whoever asks for it wants to know how it stands now
    return {200, productJson(*place)};
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

void CoinbaseSimulator::traded(std::size_t place, std::span<const MarketTrade> trades, core::Timestamp at)
{
    const auto wants = [place](const auto& entry) { return entry.second.trades.contains(place); };
    if (std::ranges::none_of(m_clients, wants)) {
        return;
    }
    const EmbeddedMarket& market = this->market(place);
    std::string json;
    for (const MarketTrade& trade : trades) {
        // The side is the maker's.
        json += (json.empty() ? "" : ",") + std::string(R"({"trade_id":")") + std::to_string(trade.id)
            + R"(","product_id":")" + market.symbol() + R"(","price":")" + market.priceText(trade.price)
            + R"(","size":")" + market.sizeText(trade.size) + R"(","side":")"
            + (trade.taker == core::Side::Bid ? "SELL" : "BUY") + R"(","time":")" + isoText(at) + "\"}";
    }
    for (auto& entry : m_clients) {
        if (wants(entry)) {
            say(entry.first, entry.second, "market_trades", R"({"type":"update","trades":[)" + json + "]}");
        }
    }
}

void CoinbaseSimulator::depthChanged(std::size_t place, const DepthChange& change, core::Timestamp at)
{
    const auto wants = [place](const auto& entry) { return entry.second.books.contains(place); };
    if (std::ranges::none_of(m_clients, wants)) {
        return;
    }
    const EmbeddedMarket& market = this->market(place);
    std::string updates;
    const std::string time = isoText(at);
    addUpdates(updates, market, "bid", change.bids, time);
    addUpdates(updates, market, "offer", change.asks, time);
    const bool isLost = takeFault(ProtocolFault::LoseBookMessage);
    for (auto& entry : m_clients) {
        if (wants(entry)) {
            say(entry.first, entry.second, "l2_data", bookEvent(market, "update", updates), isLost);
        }
    }
}

} // namespace leadline::sim
