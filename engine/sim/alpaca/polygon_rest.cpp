// SPDX-License-Identifier: MIT
// Market data of the embedded stocks as Polygon (now Massive) has it.
#include "engine/sim/alpaca/stock_data_rest.h"
#include "engine/sim/protocol/url_query.h"

#include <algorithm>
#include <array>

namespace leadline::sim
{

namespace
{

constexpr std::string_view tickersPath = "/v2/snapshot/locale/us/markets/stocks/tickers";
constexpr std::string_view lastQuotePath = "/v2/last/nbbo/";
constexpr std::string_view statusPath = "/v1/marketstatus/now";

std::string nanos(core::Timestamp time)
{
    return std::to_string(core::nanosecondsOf(time));
}

std::string requestId(core::Timestamp now)
{
    std::string id = uuidOf(static_cast<std::uint64_t>(core::nanosecondsOf(now)), 7);
    std::erase(id, '-');
    return id;
}

std::string exchangeNumber(char code)
{
    constexpr std::array numbers{std::pair{'N', "10"}, std::pair{'P', "11"}, std::pair{'Q', "12"}, std::pair{'Z', "19"},
        std::pair{'K', "21"}, std::pair{'V', "2"}, std::pair{'D', "4"}};
    const auto* const found = std::ranges::find(numbers, code, &std::pair<char, const char*>::first);
    return found == numbers.end() ? "1" : found->second;
}

std::string tapeNumber(char tape)
{
    return tape == 'A' ? "1" : tape == 'B' ? "2" : "3";
}

std::string barJson(const StockMinute& bar)
{
    return json::ObjectWriter()
        .raw("o", bar.open.text())
        .raw("h", bar.high.text())
        .raw("l", bar.low.text())
        .raw("c", bar.close.text())
        .raw("v", bar.volume.text())
        .raw("vw", core::decimalText(static_cast<core::Int128>(bar.averagePrice() * 1e4) * 100'000))
        .str();
}

std::string minuteJson(const StockState& state)
{
    const StockMinute& bar = state.minute.trades > 0 || state.minutes.empty() ? state.minute : state.minutes.back();
    std::string json = barJson(bar);
    json.pop_back();
    return json + R"(,"av":)" + state.day.volume.text() + R"(,"n":)" + std::to_string(bar.trades) + R"(,"t":)"
        + std::to_string(core::millisecondsOf(bar.begins)) + "}";
}

std::string tickerJson(const StockMarket& market, StockIndex stock, const StockDataTrouble& trouble)
{
    const StockListing& listing = stockUniverse()[stock];
    const StockState& state = market.state(stock);
    const core::Price change = state.last.price - state.previousClose;
    const double percent = change.toDoubleLossy() / state.previousClose.toDoubleLossy() * 100;
    json::ObjectWriter json;
    json.text("ticker", listing.symbol)
        .raw("todaysChange", change.text())
        .raw("todaysChangePerc", core::decimalText(static_cast<core::Int128>(percent * 1e4) * 100'000))
        .raw("updated", nanos(std::max(state.quote.time, state.last.time)))
        .raw("day", barJson(state.day))
        .raw("min", minuteJson(state))
        .raw("prevDay", barJson(state.previousDay));
    if (state.quote.bid.price.raw() > 0 && !(trouble.lacksQuotes && stock % quoteless == 0)) {
        json.raw("lastQuote",
            json::ObjectWriter()
                .raw("P", state.quote.ask.price.text())
                .raw("S", state.quote.ask.size.text())
                .raw("p", state.quote.bid.price.text())
                .raw("s", state.quote.bid.size.text())
                .raw("t", nanos(state.quote.time))
                .str());
    }
    return json
        .raw("lastTrade",
            json::ObjectWriter()
                .raw("c", "[0]")
                .text("ds", state.last.size.text(1))
                .text("i", std::to_string(state.last.id))
                .raw("p", state.last.price.text())
                .raw("s", std::to_string(static_cast<std::int64_t>(state.last.size.raw() / core::decimalScale)))
                .raw("t", nanos(state.last.time))
                .raw("x", exchangeNumber(state.last.exchange))
                .str())
        .str();
}

RestAnswer tickers(const RestRequest& request, const StockMarket& market, const StockDataTrouble& trouble)
{
    json::ObjectWriter json;
    json.text("status", "OK").text("request_id", requestId(market.now()));
    if (request.path.size() > tickersPath.size() + 1) {
        const auto stock = findStock(request.path.substr(tickersPath.size() + 1));
        return stock ? RestAnswer{200, json.raw("ticker", tickerJson(market, *stock, trouble)).str()}
                     : polygonError(404, "NotFound");
    }
    const std::string wanted = "," + decodedItem(request.query, "tickers") + ",";
    json::ListWriter list;
    std::size_t count = 0;
    for (StockIndex stock = 0; stock < stockUniverse().size(); ++stock) {
        const StockListing& listing = stockUniverse()[stock];
        const bool isWanted =
            wanted == ",," || wanted.find("," + std::string(listing.symbol) + ",") != std::string::npos;
        if (isWanted && listing.isActive) {
            list.add(tickerJson(market, stock, trouble));
            ++count;
        }
    }
    return {200, json.raw("count", std::to_string(count)).raw("tickers", list.str()).str()};
}

RestAnswer lastQuote(const RestRequest& request, const StockMarket& market, const StockDataTrouble& trouble)
{
    const auto stock = findStock(request.path.substr(lastQuotePath.size()));
    if (!stock || (trouble.lacksQuotes && *stock % quoteless == 0)) {
        return polygonError(404, "NotFound");
    }
    const StockQuote& quote = market.state(*stock).quote;
    const StockListing& listing = stockUniverse()[*stock];
    return {200,
        json::ObjectWriter()
            .text("status", "OK")
            .text("request_id", requestId(market.now()))
            .raw("results",
                json::ObjectWriter()
                    .text("T", listing.symbol)
                    .raw("p", quote.bid.price.text())
                    .raw("s", quote.bid.size.text())
                    .raw("x", exchangeNumber(quote.bidExchange))
                    .raw("P", quote.ask.price.text())
                    .raw("S", quote.ask.size.text())
                    .raw("X", exchangeNumber(quote.askExchange))
                    .raw("t", nanos(quote.time))
                    .raw("y", nanos(quote.time))
                    .raw("q", std::to_string(core::nanosecondsOf(quote.time) / 1'000 % 100'000'000))
                    .raw("z", tapeNumber(listing.tape()))
                    .str())
            .str()};
}

RestAnswer marketStatus(const StockMarket& market)
{
    const equities::MarketSession session = market.phase().session;
    const char* const state = session == equities::MarketSession::Regular ? "open"
        : session == equities::MarketSession::Closed                      ? "closed"
                                                                          : "extended-hours";
    const std::string quoted = json::quoted(state);
    return {200,
        json::ObjectWriter()
            .raw("market", quoted)
            .flag("earlyHours", session == equities::MarketSession::PreMarket)
            .flag("afterHours", session == equities::MarketSession::AfterHours)
            .text("serverTime", newYorkIso(market.now()))
            .raw(
                "exchanges", json::ObjectWriter().raw("nyse", quoted).raw("nasdaq", quoted).text("otc", "closed").str())
            .raw("currencies", R"({"crypto":"open","fx":"open"})")
            .str()};
}

} // namespace

bool isPolygonPath(std::string_view path)
{
    return path.starts_with(tickersPath) || path.starts_with(lastQuotePath) || path == statusPath;
}

RestAnswer polygonError(int status, std::string_view error)
{
    const char* const word = status == 403 ? "NOT_AUTHORIZED" : status == 404 ? "NOT_FOUND" : "ERROR";
    return {status,
        json::ObjectWriter()
            .text("status", word)
            .text("request_id", uuidOf(static_cast<std::uint64_t>(status), 1))
            .text(status == 403 ? "message" : "error", error)
            .str()};
}

std::optional<RestAnswer> polygonData(
    const RestRequest& request, const StockMarket& market, const StockDataTrouble& trouble)
{
    if (!isPolygonPath(request.path)) {
        return std::nullopt;
    }
    if (trouble.answer) {
        return trouble.answer;
    }
    if (request.path == statusPath) {
        return marketStatus(market);
    }
    return request.path.starts_with(tickersPath) ? tickers(request, market, trouble)
                                                 : lastQuote(request, market, trouble);
}

} // namespace leadline::sim
