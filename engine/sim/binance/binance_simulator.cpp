// SPDX-License-Identifier: MIT
#include "engine/sim/binance/binance_simulator.h"

#include "engine/sim/protocol/url_query.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace leadline::sim
{

namespace
{

using core::Side;

std::string stamp(core::Timestamp at)
{
    return std::to_string(core::millisecondsOf(at));
}

RestAnswer error(int code, const char* text)
{
    return {400, R"({"code":)" + std::to_string(code) + R"(,"msg":")" + text + "\"}"};
}

} // namespace

BinanceSimulator::BinanceSimulator(EmbeddedMarket& market)
    : PairSimulator(market)
    , m_account(market, *this)
    , m_streams(*this, market.symbol())
{
    m_streams.privateRoute = "private";
    m_streams.subscribedPrivately = [this](ClientId client, const std::string& stream) {
        m_account.subscribe(client, stream);
    };
}

void BinanceSimulator::connected(ClientId client, std::string_view path, std::string_view query)
{
    if (m_streams.connected(client, path, query)) {
        m_account.connected(client, path, query);
    }
}

void BinanceSimulator::disconnected(ClientId client)
{
    m_streams.disconnected(client);
    m_account.disconnected(client);
}

RestAnswer BinanceSimulator::rest(const RestRequest& request)
{
    const std::string_view path = request.path;
    const std::string_view query = request.query;
    if (auto answer = m_account.rest(request)) {
        return *answer;
    }
    if (path == "/fapi/v1/ping") {
        return {200, "{}"};
    }
    if (path == "/fapi/v1/time") {
        return {200, R"({"serverTime":)" + stamp(venueNow()) + "}"};
    }
    if (path == "/fapi/v1/exchangeInfo") {
        return {200, exchangeInfoJson()};
    }
    if (path != "/fapi/v1/depth") {
        return {404, {}};
    }
    if (fault() == ProtocolFault::NoSnapshot) {
        return {429, R"({"code":-1003,"msg":"Too many requests."})"};
    }
    if (queryItem(query, "symbol") != market().symbol()) {
        return error(-1121, "Invalid symbol.");
    }
    const std::string_view text = queryItem(query, "limit");
    std::size_t limit = 500;
    constexpr std::array<std::size_t, 7> allowed{5, 10, 20, 50, 100, 500, 1000};
    const auto [end, bad] = std::from_chars(text.data(), text.data() + text.size(), limit);
    const bool isNumber = text.empty() || (bad == std::errc{} && end == text.data() + text.size());
    if (!isNumber || std::ranges::find(allowed, limit) == allowed.end()) {
        return error(-1130, "Data sent for parameter 'limit' is not valid.");
    }
    return {200, depthJson(limit)};
}

std::string BinanceSimulator::tradeJson(const MarketTrade& trade, core::Timestamp at) const
{
    return R"({"e":"trade","E":)" + stamp(at) + R"(,"T":)" + stamp(at) + R"(,"s":")" + market().symbol() + R"(","t":)"
        + std::to_string(trade.id) + R"(,"p":")" + market().priceText(trade.price) + R"(","q":")"
        + market().sizeText(trade.size) + R"(","X":"MARKET","m":)" + (trade.taker == Side::Ask ? "true" : "false")
        + R"(,"st":1})";
}

void BinanceSimulator::traded(std::span<const MarketTrade> trades, core::Timestamp at)
{
    for (const MarketTrade& trade : trades) {
        m_streams.publish("public", {"@trade"}, tradeJson(trade, at));
    }
    // Fills of one taker at one price are one aggregate.
    for (std::size_t begin = 0; begin < trades.size();) {
        std::size_t end = begin;
        Lots total = 0;
        while (end < trades.size() && trades[end].price == trades[begin].price
            && trades[end].taker == trades[begin].taker) {
            total += trades[end++].size;
        }
        const std::string size = market().sizeText(total);
        m_streams.publish("market", {"@aggTrade"},
            R"({"e":"aggTrade","E":)" + stamp(at) + R"(,"a":)" + std::to_string(m_aggregateId++) + R"(,"s":")"
                + market().symbol() + R"(","p":")" + market().priceText(trades[begin].price) + R"(","q":")" + size
                + R"(","nq":")" + size + R"(","f":)" + std::to_string(trades[begin].id) + R"(,"l":)"
                + std::to_string(trades[end - 1].id) + R"(,"T":)" + stamp(at) + R"(,"m":)"
                + (trades[begin].taker == Side::Ask ? "true" : "false") + R"(,"st":1})");
        begin = end;
    }
}

void BinanceSimulator::touchChanged(const MarketTouch& touch, std::uint64_t updateId, core::Timestamp at)
{
    m_streams.publish("public", {"@bookTicker"},
        R"({"e":"bookTicker","u":)" + std::to_string(updateId) + R"(,"s":")" + market().symbol() + R"(","b":")"
            + market().priceText(touch.bid) + R"(","B":")" + market().sizeText(touch.bidSize) + R"(","a":")"
            + market().priceText(touch.ask) + R"(","A":")" + market().sizeText(touch.askSize) + R"(","T":)" + stamp(at)
            + R"(,"E":)" + stamp(at) + R"(,"st":1})");
}

void BinanceSimulator::depthChanged(const DepthChange& change, core::Timestamp at)
{
    const std::string head = R"({"e":"depthUpdate","E":)" + stamp(at) + R"(,"T":)" + stamp(at) + R"(,"s":")"
        + market().symbol() + R"(","ps":")" + market().symbol() + R"(","st":1,"U":)"
        + std::to_string(change.previousId + 1) + R"(,"u":)" + std::to_string(change.finalId) + R"(,"pu":)"
        + std::to_string(change.previousId);
    // `@depth` alone means 250 ms at the venue; here every diff stream has the market's own interval.
    if (!takeFault(ProtocolFault::LoseBookMessage)) {
        m_streams.publish("public", {"@depth", "@depth@100ms"},
            head + R"(,"b":)" + binanceLevels(market(), change.bids) + R"(,"a":)" + binanceLevels(market(), change.asks)
                + "}");
    }
    m_streams.publish("public", {"@depth20", "@depth20@100ms"},
        head + R"(,"b":)" + binanceLevels(market(), market().bids(), 20) + R"(,"a":)"
            + binanceLevels(market(), market().asks(), 20) + "}");
}

std::string BinanceSimulator::depthJson(std::size_t limit) const
{
    const std::string now = stamp(market().now());
    return R"({"lastUpdateId":)" + std::to_string(market().updateId()) + R"(,"E":)" + now + R"(,"T":)" + now
        + R"(,"bids":)" + binanceLevels(market(), market().bids(), limit) + R"(,"asks":)"
        + binanceLevels(market(), market().asks(), limit) + "}";
}

std::string BinanceSimulator::exchangeInfoJson() const
{
    const EmbeddedMarketSettings& settings = market().settings();
    const Ticks opening = settings.openingPrice.raw() / settings.tick.raw();
    const auto decimals = [](const std::string& step) { return std::to_string(core::writtenDecimals(step)); };
    const std::string tick = settings.tick.text();
    const std::string lot = settings.lot.text();
    return R"({"timezone":"UTC","serverTime":)" + stamp(market().now())
        + R"(,"rateLimits":[{"rateLimitType":"REQUEST_WEIGHT","interval":"MINUTE","intervalNum":1,"limit":2400},)"
          R"({"rateLimitType":"ORDERS","interval":"MINUTE","intervalNum":1,"limit":1200}],"exchangeFilters":[],)"
          R"("symbols":[{"symbol":")"
        + market().symbol() + R"(","pair":")" + market().symbol()
        + R"(","contractType":"PERPETUAL","status":"TRADING","baseAsset":")" + settings.pair.base.text()
        + R"(","quoteAsset":")" + settings.pair.quote.text() + R"(","marginAsset":")" + settings.pair.quote.text()
        + R"(","pricePrecision":)" + decimals(tick) + R"(,"quantityPrecision":)" + decimals(lot)
        + R"(,"filters":[{"filterType":"PRICE_FILTER","minPrice":")" + market().priceText(opening * 3 / 5)
        + R"(","maxPrice":")" + market().priceText(opening * 7 / 5) + R"(","tickSize":")" + tick
        + R"("},{"filterType":"LOT_SIZE","minQty":")" + lot + R"(","maxQty":"10000","stepSize":")" + lot
        + R"("},{"filterType":"MIN_NOTIONAL","notional":")"
        + core::decimalText(settings.minimumNotional.raw() / core::decimalScale)
        + R"("}],"orderTypes":["LIMIT","MARKET","STOP","STOP_MARKET","TAKE_PROFIT",)"
          R"("TAKE_PROFIT_MARKET","TRAILING_STOP_MARKET"],"timeInForce":["GTC","IOC","FOK","GTX"]}]})";
}

} // namespace leadline::sim
