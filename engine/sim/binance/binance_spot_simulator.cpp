// SPDX-License-Identifier: MIT
#include "engine/sim/binance/binance_spot_simulator.h"

#include "engine/sim/protocol/url_query.h"

#include <charconv>

namespace leadline::sim
{

using core::Side;

namespace
{

constexpr std::string_view socketApiPath = "/ws-api/";
constexpr std::size_t spotFrameLevels = 20;
/// Inbound, of a client.
constexpr std::size_t spotMessagesASecond = 5;

} // namespace

BinanceSpotSimulator::BinanceSpotSimulator(EmbeddedMarkets& markets)
    : PairSimulator(markets)
    , m_account(markets, *this)
    , m_streams(*this, markets, spotMessagesASecond)
{
    m_streams.limitBroken = [this] { countBrokenLimit(); };
}

void BinanceSpotSimulator::connected(ClientId client, std::string_view path, std::string_view query)
{
    if (path.starts_with(socketApiPath)) {
        m_account.connected(client);
    } else {
        m_streams.connected(client, path, query);
    }
}

void BinanceSpotSimulator::received(ClientId client, std::string_view text)
{
    m_account.isKnown(client) ? m_account.received(client, text) : m_streams.received(client, text);
}

void BinanceSpotSimulator::disconnected(ClientId client)
{
    m_account.disconnected(client);
    m_streams.disconnected(client);
}

RestAnswer BinanceSpotSimulator::rest(const RestRequest& request)
{
    const std::string_view path = request.path;
    if (auto answer = m_account.rest(request)) {
        return *answer;
    }
    if (path == "/api/v3/ping") {
        return {200, "{}"};
    }
    if (path == "/api/v3/time") {
        return {200, R"({"serverTime":)" + millisecondsText(venueNow()) + "}"};
    }
    if (path == "/api/v3/exchangeInfo") {
        const std::string symbol = decodedItem(request.query, "symbol");
        const auto place = markets().find(symbol);
        return symbol.empty() || place ? RestAnswer{200, exchangeInfoJson(place)}
                                       : binanceError(-1121, "Invalid symbol.");
    }
    return path == "/api/v3/depth" ? depth(request) : RestAnswer{404, {}};
}

RestAnswer BinanceSpotSimulator::depth(const RestRequest& request) const
{
    if (fault() == ProtocolFault::NoSnapshot) {
        return {429, R"({"code":-1003,"msg":"Too many requests."})"};
    }
    const auto place = markets().find(queryItem(request.query, "symbol"));
    if (!place) {
        return binanceError(-1121, "Invalid symbol.");
    }
    const std::string_view text = queryItem(request.query, "limit");
    constexpr std::size_t most = 5000;
    std::size_t limit = 100;
    const auto [end, bad] = std::from_chars(text.data(), text.data() + text.size(), limit);
    const bool isNumber = text.empty() || (bad == std::errc{} && end == text.data() + text.size());
    if (!isNumber || limit < 1) {
        return binanceError(-1130, "Data sent for parameter 'limit' is not valid.");
    }
    return {200, framesJson(market(*place), std::min(limit, most))};
}

std::string BinanceSpotSimulator::framesJson(const EmbeddedMarket& market, std::size_t limit)
{
    return R"({"lastUpdateId":)" + std::to_string(market.updateId()) + R"(,"bids":)"
        + binanceLevels(market, market.bids(), limit) + R"(,"asks":)" + binanceLevels(market, market.asks(), limit)
        + "}";
}

void BinanceSpotSimulator::traded(std::size_t place, std::span<const MarketTrade> trades, core::Timestamp at)
{
    if (!m_streams.isHeard("", place, {"@trade"})) {
        return;
    }
    const EmbeddedMarket& market = this->market(place);
    const std::string now = millisecondsText(at);
    for (const MarketTrade& trade : trades) {
        m_streams.publish("", place, {"@trade"},
            R"({"e":"trade","E":)" + now + "," + quotedField("s", market.symbol()) + R"(,"t":)"
                + std::to_string(trade.id) + "," + quotedField("p", market.priceText(trade.price)) + ","
                + quotedField("q", market.sizeText(trade.size)) + R"(,"T":)" + now + R"(,"m":)"
                + (trade.taker == Side::Ask ? "true" : "false") + R"(,"M":true})");
    }
}

void BinanceSpotSimulator::touchChanged(
    std::size_t place, const MarketTouch& touch, std::uint64_t updateId, core::Timestamp /*at*/)
{
    if (!m_streams.isHeard("", place, {"@bookTicker"})) {
        return;
    }
    const EmbeddedMarket& market = this->market(place);
    m_streams.publish("", place, {"@bookTicker"},
        R"({"u":)" + std::to_string(updateId) + "," + quotedField("s", market.symbol()) + ","
            + quotedField("b", market.priceText(touch.bid)) + "," + quotedField("B", market.sizeText(touch.bidSize))
            + "," + quotedField("a", market.priceText(touch.ask)) + ","
            + quotedField("A", market.sizeText(touch.askSize)) + "}");
}

void BinanceSpotSimulator::depthChanged(std::size_t place, const DepthChange& change, core::Timestamp at)
{
    // `@depth` alone means a second at the venue; here every diff stream has the market's own interval.
    const std::initializer_list<std::string_view> diffs{"@depth", "@depth@100ms"};
    const std::initializer_list<std::string_view> frames{"@depth20", "@depth20@100ms"};
    const EmbeddedMarket& market = this->market(place);
    if (m_streams.isHeard("", place, diffs) && !takeFault(ProtocolFault::LoseBookMessage)) {
        m_streams.publish("", place, diffs,
            R"({"e":"depthUpdate","E":)" + millisecondsText(at) + "," + quotedField("s", market.symbol()) + R"(,"U":)"
                + std::to_string(change.previousId + 1) + R"(,"u":)" + std::to_string(change.finalId) + R"(,"b":)"
                + binanceLevels(market, change.bids) + R"(,"a":)" + binanceLevels(market, change.asks) + "}");
    }
    if (m_streams.isHeard("", place, frames)) {
        m_streams.publish("", place, frames, framesJson(market, spotFrameLevels));
    }
}

std::string BinanceSpotSimulator::symbolJson(const EmbeddedMarketSettings& listed)
{
    const std::string lot = listed.lot.text();
    return "{" + quotedField("symbol", listed.symbol) + R"(,"status":"TRADING",)"
        + quotedField("baseAsset", listed.pair.base.text()) + R"(,"baseAssetPrecision":8,)"
        + quotedField("quoteAsset", listed.pair.quote.text())
        + R"(,"quotePrecision":8,"quoteAssetPrecision":8,"baseCommissionPrecision":8,"quoteCommissionPrecision":8,)"
          R"("orderTypes":["LIMIT","LIMIT_MAKER","MARKET","STOP_LOSS","STOP_LOSS_LIMIT","TAKE_PROFIT",)"
          R"("TAKE_PROFIT_LIMIT"],"icebergAllowed":false,"ocoAllowed":false,"otoAllowed":false,"opoAllowed":false,)"
          R"("quoteOrderQtyMarketAllowed":true,"allowTrailingStop":true,"cancelReplaceAllowed":true,)"
          R"("amendAllowed":true,"pegInstructionsAllowed":false,"isSpotTradingAllowed":true,)"
          R"("isMarginTradingAllowed":false,"filters":[{"filterType":"PRICE_FILTER",)"
        + quotedField("minPrice", listed.priceText(listed.lowestTicks())) + ","
        + quotedField("maxPrice", listed.priceText(listed.highestTicks())) + ","
        + quotedField("tickSize", listed.tick.text()) + R"(},{"filterType":"LOT_SIZE",)" + quotedField("minQty", lot)
        + "," + quotedField("maxQty", listed.largest.text()) + "," + quotedField("stepSize", lot)
        + R"(},{"filterType":"NOTIONAL",)"
        + quotedField("minNotional", core::decimalText(listed.minimumNotional.raw() / core::decimalScale))
        + R"(,"applyMinToMarket":true,"maxNotional":"9000000","applyMaxToMarket":false,"avgPriceMins":5}],)"
          R"("permissions":[],"permissionSets":[["SPOT"]],"defaultSelfTradePreventionMode":"EXPIRE_MAKER",)"
          R"("allowedSelfTradePreventionModes":["EXPIRE_MAKER"]})";
}

std::string BinanceSpotSimulator::exchangeInfoJson(std::optional<std::size_t> only) const
{
    std::string symbols;
    for (std::size_t i = 0; i < markets().size(); ++i) {
        if (!only || *only == i) {
            symbols += (symbols.empty() ? "" : ",") + symbolJson(markets().settings(i));
        }
    }
    return R"({"timezone":"UTC","serverTime":)" + millisecondsText(markets().now())
        + R"(,"rateLimits":[{"rateLimitType":"REQUEST_WEIGHT","interval":"MINUTE","intervalNum":1,"limit":6000},)"
          R"({"rateLimitType":"ORDERS","interval":"SECOND","intervalNum":10,"limit":100},)"
          R"({"rateLimitType":"ORDERS","interval":"DAY","intervalNum":1,"limit":200000}],"exchangeFilters":[],)"
          R"("symbols":[)"
        + symbols + "]}";
}

} // namespace leadline::sim
