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
    client.lastSent = markets().now();
    send(id, std::move(text));
}

void KrakenSimulator::connected(ClientId id, std::string_view /*path*/, std::string_view /*query*/)
{
    say(id, m_clients[id],
        R"({"channel":"status","type":"update","data":[{"version":"2.0.0","system":"online","api_version":"v2",)"
        R"("connection_id":)"
            + std::to_string(id) + "}]}");
}

void KrakenSimulator::refuse(
    ClientId id, Client& client, const std::string& method, const std::string& why, const std::string& end)
{
    say(id, client,
        json::ObjectWriter().text("error", why).text("method", method).flag("success", false).append(end).str());
}

void KrakenSimulator::received(ClientId id, std::string_view text)
{
    const auto found = m_clients.find(id);
    const json::Tree request = json::Tree::parse(text).value_or(json::Tree());
    const std::string& method = request["method"].text();
    if (found == m_clients.end() || method.empty()) {
        return;
    }
    if (auto answer = m_account.answer(id, request)) {
        say(id, found->second, std::move(*answer));
        m_account.greet(id, request);
        return;
    }
    const bool hasId = request["req_id"].kind() == json::Tree::Kind::Number;
    const std::string now = isoText(markets().now());
    const std::string end = (hasId ? R"(,"req_id":)" + request["req_id"].text() : std::string()) + R"(,"time_in":")"
        + now + R"(","time_out":")" + now + "\"";
    const json::Tree& params = request["params"];
    if (method == "ping") {
        say(id, found->second, R"({"method":"pong")" + end + "}");
    } else if ((method != "subscribe" && method != "unsubscribe") || params["channel"].text().empty()) {
        refuse(id, found->second, method, "Method not supported", end);
    } else {
        subscribe(id, found->second, params, method == "subscribe", end);
    }
}

void KrakenSimulator::subscribe(
    ClientId id, Client& client, const json::Tree& params, bool subscribes, const std::string& end)
{
    const std::string method = subscribes ? "subscribe" : "unsubscribe";
    const std::string& channel = params["channel"].text();
    const bool namesDepth = params["depth"].kind() == json::Tree::Kind::Number;
    const std::size_t depth = namesDepth ? static_cast<std::size_t>(params["depth"].whole()) : 10;
    if (channel == "book" && std::ranges::find(depths, depth) == depths.end()) {
        refuse(id, client, method, "Subscription depth not supported", end);
        return;
    }
    if (channel == "instrument") {
        acknowledge(id, client, subscribes, R"("channel":"instrument")", end);
        if (subscribes) {
            say(id, client, instrumentJson());
        }
        return;
    }
    if (params["symbol"].kind() != json::Tree::Kind::List) {
        refuse(id, client, method, "Symbol(s) not found", end);
        return;
    }
    for (const json::Tree& symbol : params["symbol"].items()) {
        if (const auto place = markets().find(symbol.text())) {
            subscribe(id, client, channel, *place, depth, subscribes, end);
        } else {
            refuse(id, client, method, "Currency pair not supported " + symbol.text(),
                ",\"symbol\":" + json::textOf(symbol) + end);
        }
    }
}

void KrakenSimulator::acknowledge(
    ClientId id, Client& client, bool subscribes, const std::string& result, const std::string& end)
{
    say(id, client,
        R"({"method":")" + std::string(subscribes ? "subscribe" : "unsubscribe") + R"(","result":{)" + result
            + R"(},"success":true)" + end + "}");
}

void KrakenSimulator::subscribe(ClientId id, Client& client, std::string_view channel, std::size_t place,
    std::size_t depth, bool subscribes, const std::string& end)
{
    const bool isBook = channel == "book";
    acknowledge(id, client, subscribes,
        R"("channel":")" + std::string(channel) + "\"" + (isBook ? R"(,"depth":)" + std::to_string(depth) : "")
            + R"(,"symbol":")" + markets().settings(place).symbol + "\""
            + (subscribes && isBook ? R"(,"snapshot":true)" : ""),
        end);
    // What the market missed while nobody looked is played before somebody hears of it.
    static_cast<void>(market(place));
    if (isBook && subscribes) {
        client.bookDepths[place] = depth;
    } else if (isBook) {
        client.bookDepths.erase(place);
    } else if (channel == "trade" && subscribes) {
        client.trades.insert(place);
    } else if (channel == "trade") {
        client.trades.erase(place);
    }
    watch();
    if (isBook && subscribes) {
        giveBook(id, client, {place, depth});
    }
}

void KrakenSimulator::giveBook(ClientId id, Client& client, Book book)
{
    const EmbeddedMarket& market = this->market(book.first);
    // Everybody of one depth hears the same updates, so that a newcomer starts from what they know.
    const auto [view, isNew] = m_views.try_emplace(book);
    if (isNew) {
        view->second = viewOf(market, book.second);
    }
    say(id, client,
        bookJson(market, "snapshot", levelsJson(market, view->second.bids), levelsJson(market, view->second.asks),
            checksumOf(market, view->second), market.now()));
}

void KrakenSimulator::watch()
{
    std::vector<bool> wanted(markets().size());
    std::set<Book> books;
    for (const auto& [id, client] : m_clients) {
        for (const Book book : client.bookDepths) {
            wanted[book.first] = true;
            books.insert(book);
        }
        for (const std::size_t place : client.trades) {
            wanted[place] = true;
        }
    }
    std::erase_if(m_views, [&books](const auto& view) { return !books.contains(view.first); });
    markets().watch(wanted);
}

KrakenSimulator::View KrakenSimulator::viewOf(const EmbeddedMarket& market, std::size_t depth)
{
    View view;
    copyBest(market.bids(), depth, view.bids);
    copyBest(market.asks(), depth, view.asks);
    return view;
}

std::string KrakenSimulator::levelJson(const EmbeddedMarket& market, const Level& level)
{
    return R"({"price":)" + market.priceText(level.price) + R"(,"qty":)" + market.sizeText(level.size) + "}";
}

std::string KrakenSimulator::levelsJson(const EmbeddedMarket& market, const std::vector<Level>& levels)
{
    std::string json = "[";
    for (const Level& level : levels) {
        json += (json.size() > 1 ? "," : "") + levelJson(market, level);
    }
    return json + "]";
}

std::string KrakenSimulator::bookJson(const EmbeddedMarket& market, const char* type, const std::string& bids,
    const std::string& asks, std::uint32_t checksum, core::Timestamp at)
{
    return R"({"channel":"book","type":")" + std::string(type) + R"(","data":[{"symbol":")" + market.symbol()
        + R"(","bids":)" + bids + R"(,"asks":)" + asks + R"(,"checksum":)" + std::to_string(checksum)
        + R"(,"timestamp":")" + isoText(at) + R"("}]})";
}

std::uint32_t KrakenSimulator::checksumOf(const EmbeddedMarket& market, const View& view)
{
    std::string text;
    const auto add = [&](const std::vector<Level>& levels) {
        for (std::size_t i = 0; i < std::min(checkedLevels, levels.size()); ++i) {
            for (std::string number : {market.priceText(levels[i].price), market.sizeText(levels[i].size)}) {
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

void KrakenSimulator::depthChanged(std::size_t place, const DepthChange& /*change*/, core::Timestamp at)
{
    const EmbeddedMarket& market = this->market(place);
    for (auto known = m_views.lower_bound({place, 0}); known != m_views.end() && known->first.first == place; ++known) {
        const std::size_t depth = known->first.second;
        View& view = known->second;
        const View now = viewOf(market, depth);
        // New and changed levels, and those that nobody holds any more.
        const auto changes = [&market](const auto& before, const auto& after, const auto& totals, auto isBetter) {
            std::string json = "[";
            const auto add = [&](const Level& level) {
                json += (json.size() > 1 ? "," : "") + levelJson(market, level);
            };
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
        const std::string bids = changes(view.bids, now.bids, market.bids(), std::greater<>{});
        const std::string asks = changes(view.asks, now.asks, market.asks(), std::less<>{});
        view = now;
        if (bids == "[]" && asks == "[]") {
            continue;
        }
        const std::uint32_t wrong = takeFault(ProtocolFault::WrongChecksum) ? 1 : 0;
        const std::string text = bookJson(market, "update", bids, asks, checksumOf(market, view) ^ wrong, at);
        if (takeFault(ProtocolFault::LoseBookMessage)) {
            continue;
        }
        for (auto& [id, client] : m_clients) {
            const auto own = client.bookDepths.find(place);
            if (own != client.bookDepths.end() && own->second == depth) {
                say(id, client, text);
            }
        }
    }
}

void KrakenSimulator::traded(std::size_t place, std::span<const MarketTrade> trades, core::Timestamp at)
{
    const auto wants = [place](const auto& entry) { return entry.second.trades.contains(place); };
    if (std::ranges::none_of(m_clients, wants)) {
        return;
    }
    const EmbeddedMarket& market = this->market(place);
    std::string json;
    for (const MarketTrade& trade : trades) {
        json += (json.empty() ? "" : ",") + std::string(R"({"symbol":")") + market.symbol() + R"(","side":")"
            + (trade.taker == core::Side::Bid ? "buy" : "sell") + R"(","price":)" + market.priceText(trade.price)
            + R"(,"qty":)" + market.sizeText(trade.size) + R"(,"ord_type":"market","trade_id":)"
            + std::to_string(trade.id) + R"(,"timestamp":")" + isoText(at) + "\"}";
    }
    for (auto& entry : m_clients) {
        if (wants(entry)) {
            say(entry.first, entry.second, R"({"channel":"trade","type":"update","data":[)" + json + "]}");
        }
    }
}

void KrakenSimulator::disconnected(ClientId client)
{
    m_clients.erase(client);
    m_account.disconnected(client);
    watch();
}

void KrakenSimulator::tick(core::Timestamp now)
{
    m_account.account().tick(now);
    for (auto& [id, client] : m_clients) {
        const bool isSubscribed = !client.bookDepths.empty() || !client.trades.empty();
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
        return {200, R"({"error":[],"result":{"status":"online","timestamp":")" + isoText(markets().now()) + "\"}}"};
    }
    return {404, {}};
}

std::string KrakenSimulator::instrumentJson() const
{
    const auto decimals = [](const std::string& step) { return std::to_string(core::writtenDecimals(step)); };
    std::string pairs;
    for (std::size_t i = 0; i < markets().size(); ++i) {
        const EmbeddedMarketSettings& listed = markets().settings(i);
        const std::string tick = listed.tick.text();
        const std::string lot = listed.lot.text();
        pairs += (i == 0 ? "" : ",") + std::string(R"({"symbol":")") + listed.symbol + R"(","base":")"
            + listed.pair.base.text() + R"(","quote":")" + listed.pair.quote.text()
            + R"(","status":"online","qty_precision":)" + decimals(lot) + R"(,"qty_increment":)" + lot
            + R"(,"price_precision":)" + decimals(tick)
            + R"(,"cost_precision":5,"marginable":false,"has_index":true,"cost_min":)"
            + core::decimalText(listed.minimumNotional.raw() / core::decimalScale) + R"(,"price_increment":)" + tick
            + R"(,"qty_min":)" + lot + "}";
    }
    return R"({"channel":"instrument","type":"snapshot","data":{"assets":[],"pairs":[)" + pairs + "]}}";
}

} // namespace leadline::sim
