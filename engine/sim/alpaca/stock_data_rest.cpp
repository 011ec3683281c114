// SPDX-License-Identifier: MIT
#include "engine/sim/alpaca/stock_data_rest.h"

#include "engine/sim/alpaca/alpaca_query.h"
#include "engine/sim/protocol/url_query.h"

#include <algorithm>
#include <vector>

namespace leadline::sim
{

namespace
{

constexpr std::string_view head = "/v2/stocks/";
/// IEX has about that part of all trades.
constexpr int iexShare = 30;
constexpr std::size_t usualLimit = 1'000;

RestAnswer dataError(int status, const std::string& message)
{
    return {status, json::ObjectWriter().text("message", message).str()};
}

/// One request's view of the market.
class AlpacaData
{
public:
    AlpacaData(const StockMarket& market, StockFeed feed, const StockDataTrouble& trouble)
        : m_market(market)
        , m_feed(feed)
        , m_trouble(trouble)
    {
    }

    [[nodiscard]] std::string quote(StockIndex stock) const
    {
        const StockQuote& newest = m_market.state(stock).quote;
        if (newest.bid.price.raw() == 0 || (m_trouble.lacksQuotes && stock % quoteless == 0)) {
            return {};
        }
        json::ObjectWriter json;
        addQuote(json, stockUniverse()[stock], m_feed == StockFeed::Iex ? iexQuote(newest) : newest);
        return json.str();
    }
    [[nodiscard]] std::string trade(StockIndex stock) const
    {
        StockTrade newest = m_market.state(stock).last;
        newest.exchange = m_feed == StockFeed::Iex ? 'V' : newest.exchange;
        json::ObjectWriter json;
        addTrade(json, stockUniverse()[stock], newest);
        return json.str();
    }
    [[nodiscard]] std::string bar(StockMinute minute) const
    {
        if (minute.trades == 0) {
            return {};
        }
        if (m_feed == StockFeed::Iex) {
            minute.volume = core::Quantity::fromRaw(minute.volume.raw() / iexShare);
            minute.value = core::Notional::fromRaw(minute.value.raw() / iexShare);
            minute.trades = minute.trades / iexShare + 1;
        }
        json::ObjectWriter json;
        addMinute(json, minute);
        return json.str();
    }
    [[nodiscard]] std::string minute(StockIndex stock) const
    {
        const StockState& state = m_market.state(stock);
        return bar(state.minute.trades > 0 || state.minutes.empty() ? state.minute : state.minutes.back());
    }
    [[nodiscard]] StockMinute day(StockIndex stock) const
    {
        StockMinute today = m_market.state(stock).day;
        today.begins = equities::fromNewYork(m_market.phase().day.day, {});
        return today;
    }
    [[nodiscard]] StockMinute dayBefore(StockIndex stock) const
    {
        StockMinute before = m_market.state(stock).previousDay;
        before.begins = equities::fromNewYork(equities::tradingDayBefore(m_market.phase().day.day).day, {});
        return before;
    }
    void addSnapshot(json::ObjectWriter& json, StockIndex stock) const
    {
        const auto add = [&json](std::string_view name, const std::string& value) {
            if (!value.empty()) {
                json.raw(name, value);
            }
        };
        add("latestTrade", trade(stock));
        add("latestQuote", quote(stock));
        add("minuteBar", minute(stock));
        add("dailyBar", bar(day(stock)));
        add("prevDailyBar", bar(dayBefore(stock)));
    }
    [[nodiscard]] std::string snapshot(StockIndex stock) const
    {
        json::ObjectWriter json;
        addSnapshot(json, stock);
        return json.str();
    }

private:
    const StockMarket& m_market;
    StockFeed m_feed;
    const StockDataTrouble& m_trouble;
};

std::vector<StockIndex> namedStocks(const std::string& symbols)
{
    std::vector<StockIndex> found;
    for (std::size_t begin = 0; begin < symbols.size();) {
        const std::size_t end = std::min(symbols.find(',', begin), symbols.size());
        if (const auto stock = findStock(symbols.substr(begin, end - begin))) {
            found.push_back(*stock);
        }
        begin = end + 1;
    }
    std::ranges::sort(found, {}, [](StockIndex stock) { return stockUniverse()[stock].symbol; });
    found.erase(std::ranges::unique(found).begin(), found.end());
    return found;
}

/// Bars of some stocks, a page of them: by symbol, then by time.
class BarPage
{
public:
    BarPage(const StockMarket& market, const AlpacaData& data, std::string_view query)
        : m_market(market)
        , m_data(data)
        , m_isDaily(queryItem(query, "timeframe") == "1Day")
        , m_isNewestFirst(queryItem(query, "sort") == "desc")
        , m_token(decodedItem(query, "page_token"))
        , m_limit(numberItem(query, "limit", usualLimit))
    {
        m_from = timeItem(query, "start").value_or(equities::fromNewYork(market.phase().day.day, {}));
        m_to = timeItem(query, "end").value_or(market.now());
    }
    [[nodiscard]] bool isKnown(std::string_view query) const
    {
        return m_isDaily || queryItem(query, "timeframe") == "1Min";
    }
    /// Empty where none of the stock's bars belong to the page.
    [[nodiscard]] std::string barsOf(StockIndex stock)
    {
        const StockState& state = m_market.state(stock);
        std::vector<StockMinute> bars(state.minutes.begin(), state.minutes.end());
        if (m_isDaily) {
            bars = {m_data.dayBefore(stock), m_data.day(stock)};
        } else if (state.minute.trades > 0) {
            bars.push_back(state.minute);
        }
        if (m_isNewestFirst) {
            std::ranges::reverse(bars);
        }
        json::ListWriter list;
        bool isEmpty = true;
        for (const StockMinute& bar : bars) {
            const std::string place = std::string(stockUniverse()[stock].symbol) + "|" + isoText(bar.begins);
            const bool isBefore = !m_token.empty() && !m_isPast;
            m_isPast = m_isPast || place == m_token;
            if (bar.begins < m_from || bar.begins > m_to || bar.trades == 0 || isBefore) {
                continue;
            }
            if (m_count == m_limit) {
                m_next = m_last;
                break;
            }
            list.add(m_data.bar(bar));
            isEmpty = false;
            m_last = place;
            ++m_count;
        }
        return isEmpty ? std::string() : list.str();
    }
    [[nodiscard]] const std::string& next() const { return m_next; }

private:
    const StockMarket& m_market;
    const AlpacaData& m_data;
    bool m_isDaily;
    bool m_isNewestFirst;
    std::string m_token; ///< the last bar of the page before
    std::size_t m_limit;
    core::Timestamp m_from;
    core::Timestamp m_to;
    std::size_t m_count = 0;
    bool m_isPast = false;
    std::string m_last;
    std::string m_next;
};

RestAnswer bars(const StockMarket& market, const AlpacaData& data, std::string_view query,
    const std::vector<StockIndex>& stocks, bool isSingle)
{
    BarPage page(market, data, query);
    if (!page.isKnown(query)) {
        return dataError(400, "invalid timeframe: " + decodedItem(query, "timeframe"));
    }
    json::ObjectWriter lists;
    std::string only = "[]";
    for (const StockIndex stock : stocks) {
        if (const std::string list = page.barsOf(stock); !list.empty()) {
            lists.raw(stockUniverse()[stock].symbol, list);
            only = list;
        }
    }
    json::ObjectWriter json;
    json.raw("bars", isSingle ? only : lists.str());
    if (isSingle) {
        json.text("symbol", stockUniverse()[stocks.front()].symbol);
    }
    return {200, json.textOrNull("next_page_token", page.next()).str()};
}

template <class Write>
RestAnswer latest(
    std::string_view one, std::string_view many, const std::vector<StockIndex>& stocks, bool isSingle, Write write)
{
    if (isSingle) {
        const std::string value = write(stocks.front());
        return {200,
            json::ObjectWriter()
                .text("symbol", stockUniverse()[stocks.front()].symbol)
                .raw(one, value.empty() ? "null" : value)
                .str()};
    }
    json::ObjectWriter values;
    for (const StockIndex stock : stocks) {
        if (const std::string value = write(stock); !value.empty()) {
            values.raw(stockUniverse()[stock].symbol, value);
        }
    }
    return {200, json::ObjectWriter().raw(many, values.str()).str()};
}

} // namespace

std::optional<RestAnswer> alpacaData(
    const RestRequest& request, const StockMarket& market, StockFeed usualFeed, const StockDataTrouble& trouble)
{
    if (!request.path.starts_with(head)) {
        return std::nullopt;
    }
    if (trouble.answer) {
        return trouble.answer;
    }
    const std::string_view query = request.query;
    const std::string feed = decodedItem(query, "feed");
    if (!feed.empty() && feed != "sip" && feed != "iex" && feed != "delayed_sip") {
        return dataError(400, "invalid feed: " + feed);
    }
    if (feed == "sip" && usualFeed == StockFeed::Iex) {
        return dataError(403, "subscription does not permit querying recent SIP data");
    }
    const AlpacaData data(market, feed == "iex" ? StockFeed::Iex : feed.empty() ? usualFeed : StockFeed::Sip, trouble);
    std::string what = request.path.substr(head.size());
    if (what == "meta/exchanges") {
        return RestAnswer{200,
            R"({"A":"NYSE American","D":"FINRA ADF","K":"Cboe EDGX","N":"New York Stock Exchange","P":"NYSE Arca",)"
            R"("Q":"NASDAQ OMX","V":"IEX","Z":"Cboe BZX"})"};
    }
    std::vector<StockIndex> stocks = namedStocks(decodedItem(query, "symbols"));
    bool isSingle = false;
    if (const auto slash = what.find('/'); slash != std::string::npos || what == "bars" || what == "snapshots") {
        const std::string first = what.substr(0, slash);
        if (first != "bars" && first != "quotes" && first != "trades" && first != "snapshots") {
            const auto stock = findStock(first);
            if (!stock) {
                return dataError(404, "symbol not found: " + first);
            }
            stocks = {*stock};
            isSingle = true;
            what = what.substr(slash + 1);
        }
    }
    if (!isSingle && queryItem(query, "symbols").empty()) {
        return dataError(400, "symbols is required");
    }
    if (what == "snapshot" && isSingle) {
        json::ObjectWriter json;
        json.text("symbol", stockUniverse()[stocks.front()].symbol);
        data.addSnapshot(json, stocks.front());
        return RestAnswer{200, json.str()};
    }
    if (what == "snapshots") {
        json::ObjectWriter json;
        for (const StockIndex stock : stocks) {
            json.raw(stockUniverse()[stock].symbol, data.snapshot(stock));
        }
        return RestAnswer{200, json.str()};
    }
    if (what == "quotes/latest") {
        return latest("quote", "quotes", stocks, isSingle, [&](StockIndex stock) { return data.quote(stock); });
    }
    if (what == "trades/latest") {
        return latest("trade", "trades", stocks, isSingle, [&](StockIndex stock) { return data.trade(stock); });
    }
    if (what == "bars/latest") {
        return latest("bar", "bars", stocks, isSingle, [&](StockIndex stock) { return data.minute(stock); });
    }
    if (what == "bars") {
        return bars(market, data, query, stocks, isSingle);
    }
    return dataError(404, "not found");
}

} // namespace leadline::sim
