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

/// Inbound, of a client.
constexpr std::size_t futuresMessagesASecond = 10;
constexpr std::size_t frameLevels = 20;

std::string numberField(std::string_view name, std::uint64_t value)
{
    return "\"" + std::string(name) + "\":" + std::to_string(value);
}

/// `"E":1723161256000,"T":1723161256000`
std::string timeFields(core::Timestamp at)
{
    const std::string time = millisecondsText(at);
    return R"("E":)" + time + R"(,"T":)" + time;
}

std::string takerField(const MarketTrade& trade)
{
    return std::string(R"("m":)") + (trade.taker == Side::Ask ? "true" : "false");
}

/// "BTCUSD" of "BTCUSD_PERP".
std::string underlyingOf(const std::string& symbol)
{
    return symbol.substr(0, symbol.find('_'));
}

} // namespace

BinanceSimulator::BinanceSimulator(EmbeddedMarkets& markets, const BinanceFuturesKind& kind)
    : PairSimulator(markets)
    , m_kind(kind)
    , m_account(markets, *this)
    , m_streams(*this, markets, futuresMessagesASecond)
{
    m_streams.hasRoutes = kind.hasRoutes;
    m_streams.privateRoute = kind.canTrade ? "private" : "";
    m_streams.subscribedPrivately = [this](ClientId client, const std::string& stream) {
        m_account.subscribe(client, stream);
    };
    m_streams.limitBroken = [this] { countBrokenLimit(); };
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
    if (m_kind.canTrade) {
        if (auto answer = m_account.rest(request)) {
            return *answer;
        }
    }
    if (!request.path.starts_with(m_kind.api)) {
        return {404, {}};
    }
    const std::string_view call = std::string_view(request.path).substr(m_kind.api.size());
    if (call == "ping") {
        return {200, "{}"};
    }
    if (call == "time") {
        return {200, R"({"serverTime":)" + millisecondsText(venueNow()) + "}"};
    }
    if (call == "exchangeInfo") {
        return {200, exchangeInfoJson()};
    }
    return call == "depth" ? depth(request.query) : RestAnswer{404, {}};
}

RestAnswer BinanceSimulator::depth(std::string_view query)
{
    if (fault() == ProtocolFault::NoSnapshot) {
        return {429, R"({"code":-1003,"msg":"Too many requests."})"};
    }
    const auto place = markets().find(queryItem(query, "symbol"));
    if (!place) {
        return binanceError(-1121, "Invalid symbol.");
    }
    const std::string_view text = queryItem(query, "limit");
    std::size_t limit = 500;
    constexpr std::array<std::size_t, 7> allowed{5, 10, 20, 50, 100, 500, 1000};
    const auto [end, bad] = std::from_chars(text.data(), text.data() + text.size(), limit);
    const bool isNumber = text.empty() || (bad == std::errc{} && end == text.data() + text.size());
    if (!isNumber || std::ranges::find(allowed, limit) == allowed.end()) {
        return binanceError(-1130, "Data sent for parameter 'limit' is not valid.");
    }
    const EmbeddedMarket& market = this->market(*place);
    return {200,
        "{" + numberField("lastUpdateId", market.updateId()) + "," + timeFields(market.now()) + R"(,"bids":)"
            + binanceLevels(market, market.bids(), limit) + R"(,"asks":)" + binanceLevels(market, market.asks(), limit)
            + "}"};
}

std::string BinanceSimulator::tradeJson(
    const EmbeddedMarket& market, const MarketTrade& trade, core::Timestamp at) const
{
    return R"({"e":"trade",)" + timeFields(at) + "," + quotedField("s", market.symbol()) + ","
        + numberField("t", trade.id) + "," + quotedField("p", market.priceText(trade.price)) + ","
        + quotedField("q", market.sizeText(trade.size)) + R"(,"X":"MARKET",)" + takerField(trade) + R"(,"st":)"
        + std::string(m_kind.type) + "}";
}

std::string BinanceSimulator::aggregateJson(
    const EmbeddedMarket& market, std::uint64_t id, std::span<const MarketTrade> fills, core::Timestamp at) const
{
    Lots total = 0;
    for (const MarketTrade& fill : fills) {
        total += fill.size;
    }
    const std::string size = market.sizeText(total);
    return R"({"e":"aggTrade","E":)" + millisecondsText(at) + "," + numberField("a", id) + ","
        + quotedField("s", market.symbol()) + "," + quotedField("p", market.priceText(fills.front().price)) + ","
        + quotedField("q", size) + "," + quotedField("nq", size) + "," + numberField("f", fills.front().id) + ","
        + numberField("l", fills.back().id) + R"(,"T":)" + millisecondsText(at) + "," + takerField(fills.front())
        + R"(,"st":)" + std::string(m_kind.type) + "}";
}

void BinanceSimulator::traded(std::size_t place, std::span<const MarketTrade> trades, core::Timestamp at)
{
    const std::string_view publicRoute = m_kind.hasRoutes ? "public" : "";
    const std::string_view marketRoute = m_kind.hasRoutes ? "market" : "";
    const EmbeddedMarket& market = this->market(place);
    if (m_streams.isHeard(publicRoute, place, {"@trade"})) {
        for (const MarketTrade& trade : trades) {
            m_streams.publish(publicRoute, place, {"@trade"}, tradeJson(market, trade, at));
        }
    }
    // Fills of one taker at one price are one aggregate.
    for (std::size_t begin = 0; begin < trades.size();) {
        std::size_t end = begin;
        while (end < trades.size() && trades[end].price == trades[begin].price
            && trades[end].taker == trades[begin].taker) {
            ++end;
        }
        const std::uint64_t id = m_aggregateId++;
        if (m_streams.isHeard(marketRoute, place, {"@aggTrade"})) {
            m_streams.publish(
                marketRoute, place, {"@aggTrade"}, aggregateJson(market, id, trades.subspan(begin, end - begin), at));
        }
        begin = end;
    }
}

void BinanceSimulator::touchChanged(
    std::size_t place, const MarketTouch& touch, std::uint64_t updateId, core::Timestamp at)
{
    const std::string_view route = m_kind.hasRoutes ? "public" : "";
    if (!m_streams.isHeard(route, place, {"@bookTicker"})) {
        return;
    }
    const EmbeddedMarket& market = this->market(place);
    const std::string time = millisecondsText(at);
    m_streams.publish(route, place, {"@bookTicker"},
        R"({"e":"bookTicker",)" + numberField("u", updateId) + "," + quotedField("s", market.symbol()) + ","
            + (m_kind.hasRoutes ? "" : quotedField("ps", underlyingOf(market.symbol())) + ",")
            + quotedField("b", market.priceText(touch.bid)) + "," + quotedField("B", market.sizeText(touch.bidSize))
            + "," + quotedField("a", market.priceText(touch.ask)) + ","
            + quotedField("A", market.sizeText(touch.askSize)) + R"(,"T":)" + time + R"(,"E":)" + time + R"(,"st":)"
            + std::string(m_kind.type) + "}");
}

void BinanceSimulator::depthChanged(std::size_t place, const DepthChange& change, core::Timestamp at)
{
    // `@depth` alone means 250 ms at the venue; here every diff stream has the market's own interval.
    const std::initializer_list<std::string_view> diffs{"@depth", "@depth@100ms"};
    const std::initializer_list<std::string_view> frames{"@depth20", "@depth20@100ms"};
    const std::string_view route = m_kind.hasRoutes ? "public" : "";
    const EmbeddedMarket& market = this->market(place);
    const std::string head = R"({"e":"depthUpdate",)" + timeFields(at) + "," + quotedField("s", market.symbol()) + ","
        + quotedField("ps", underlyingOf(market.symbol())) + R"(,"st":)" + std::string(m_kind.type) + ","
        + numberField("U", change.previousId + 1) + "," + numberField("u", change.finalId) + ","
        + numberField("pu", change.previousId);
    if (m_streams.isHeard(route, place, diffs) && !takeFault(ProtocolFault::LoseBookMessage)) {
        m_streams.publish(route, place, diffs,
            head + R"(,"b":)" + binanceLevels(market, change.bids) + R"(,"a":)" + binanceLevels(market, change.asks)
                + "}");
    }
    if (m_streams.isHeard(route, place, frames)) {
        m_streams.publish(route, place, frames,
            head + R"(,"b":)" + binanceLevels(market, market.bids(), frameLevels) + R"(,"a":)"
                + binanceLevels(market, market.asks(), frameLevels) + "}");
    }
}

std::string BinanceSimulator::symbolJson(const EmbeddedMarketSettings& listed) const
{
    const bool isInverse = !listed.contractSize.isZero();
    const auto decimals = [](const std::string& step) { return std::to_string(core::writtenDecimals(step)); };
    const std::string tick = listed.tick.text();
    const std::string lot = listed.lot.text();
    const std::string status = std::string(isInverse ? R"("contractStatus")" : R"("status")") + R"(:"TRADING")"
        + (isInverse ? R"(,"contractSize":)" + listed.contractSize.text() : "");
    return "{" + quotedField("symbol", listed.symbol) + "," + quotedField("pair", underlyingOf(listed.symbol))
        + R"(,"contractType":"PERPETUAL",)" + status + "," + quotedField("baseAsset", listed.pair.base.text()) + ","
        + quotedField("quoteAsset", listed.pair.quote.text()) + ","
        + quotedField("marginAsset", (isInverse ? listed.pair.base : listed.pair.quote).text())
        + R"(,"pricePrecision":)" + decimals(tick) + R"(,"quantityPrecision":)" + decimals(lot)
        + R"(,"filters":[{"filterType":"PRICE_FILTER",)"
        + quotedField("minPrice", listed.priceText(listed.lowestTicks())) + ","
        + quotedField("maxPrice", listed.priceText(listed.highestTicks())) + "," + quotedField("tickSize", tick)
        + R"(},{"filterType":"LOT_SIZE",)" + quotedField("minQty", lot) + ","
        + quotedField("maxQty", listed.largest.text()) + "," + quotedField("stepSize", lot) + "}"
        + (isInverse ? ""
                     : R"(,{"filterType":"MIN_NOTIONAL",)"
                    + quotedField("notional", core::decimalText(listed.minimumNotional.raw() / core::decimalScale))
                    + "}")
        + R"(],"orderTypes":["LIMIT","MARKET","STOP","STOP_MARKET","TAKE_PROFIT",)"
          R"("TAKE_PROFIT_MARKET","TRAILING_STOP_MARKET"],"timeInForce":["GTC","IOC","FOK","GTX"]})";
}

std::string BinanceSimulator::exchangeInfoJson() const
{
    std::string symbols;
    for (std::size_t i = 0; i < markets().size(); ++i) {
        symbols += (i == 0 ? "" : ",") + symbolJson(markets().settings(i));
    }
    return R"({"timezone":"UTC","serverTime":)" + millisecondsText(markets().now())
        + R"(,"rateLimits":[{"rateLimitType":"REQUEST_WEIGHT","interval":"MINUTE","intervalNum":1,"limit":2400},)"
          R"({"rateLimitType":"ORDERS","interval":"MINUTE","intervalNum":1,"limit":1200}],"exchangeFilters":[],)"
          R"("symbols":[)"
        + symbols + "]}";
}

} // namespace leadline::sim
