// SPDX-License-Identifier: MIT
#include "engine/venues/polygon/polygon_rest.h"

#include "engine/json/tree.h"
#include "engine/venues/signing.h"
#include "engine/venues/stock_items.h"

namespace leadline::venues::polygon
{

namespace
{

using core::defect;
using stocks::fieldOf;
using stocks::StockFields;
using Bound = stocks::StockFields::Bound;

/// `message` tells what is missing of a key's plan, `error` everything else.
const std::string& wordsOf(const json::Tree& answer)
{
    const std::string& message = answer["message"].text();
    return message.empty() ? answer["error"].text() : message;
}

std::unexpected<core::Defect> unexpectedAnswer(const json::Tree& answer, std::string_view wanted)
{
    const std::string& words = wordsOf(answer);
    return defect(words.empty() ? "the answer holds no " + std::string(wanted)
                                : "the venue refused: " + answer["status"].text() + " " + words);
}

/// Capitals are the ask, small letters the bid.
void readQuote(const json::Tree& quote, SizeUnit unit, StockFields& from, core::StockSnapshot& to)
{
    to.quoteTime = from.epochTime(fieldOf(quote, "t"));
    to.bid = from.level(fieldOf(quote, "p"), fieldOf(quote, "s"));
    to.ask = from.level(fieldOf(quote, "P"), fieldOf(quote, "S"));
    to.bid.size = inShares(to.bid, to.quoteTime, unit);
    to.ask.size = inShares(to.ask, to.quoteTime, unit);
}

core::Result<core::StockSnapshot> verdictOn(const StockFields& from, const core::StockSnapshot& snapshot)
{
    if (!from.verdict()) {
        return defect(snapshot.symbol.text() + ": " + from.verdict().error().what);
    }
    return snapshot;
}

core::Result<core::StockSnapshot> snapshotOf(const json::Tree& row, SizeUnit unit)
{
    const json::Tree& trade = row["lastTrade"];
    const json::Tree& minute = row["min"];
    StockFields from;
    core::StockSnapshot snapshot{.symbol = from.symbol(fieldOf(row, "ticker")),
        .last = from.price(fieldOf(trade, "p"), Bound::NotBelowZero),
        .lastSize = from.size(fieldOf(trade, trade["ds"].isThere() ? "ds" : "s")),
        .lastTime = from.epochTime(fieldOf(trade, "t")),
        .previousClose = from.price(fieldOf(row["prevDay"], "c"), Bound::NotBelowZero),
        .minuteHigh = from.price(fieldOf(minute, "h"), Bound::NotBelowZero),
        .minuteLow = from.price(fieldOf(minute, "l"), Bound::NotBelowZero),
        .minuteTime = from.epochTime(fieldOf(minute, "t"))};
    readQuote(row["lastQuote"], unit, from, snapshot);
    return verdictOn(from, snapshot);
}

} // namespace

std::vector<std::pair<std::string, std::string>> headers(const Credentials& credentials)
{
    return {{"Authorization", "Bearer " + credentials.key}};
}

RestError readError(int status, std::string_view body)
{
    RestError error{.kind = kindOfStatus(status)};
    if (const auto tree = json::Tree::parse(body)) {
        error.code = (*tree)["status"].text();
        error.text = wordsOf(*tree);
    }
    if (error.code == "NOT_AUTHORIZED") {
        error.kind = RestError::Kind::Forbidden;
    }
    return error;
}

std::string snapshotsPath(std::span<const core::Symbol> symbols)
{
    std::string list;
    for (const core::Symbol& symbol : symbols) {
        list += (list.empty() ? "" : ",") + symbol.text();
    }
    return "/v2/snapshot/locale/us/markets/stocks/tickers?tickers=" + percentEncoded(list);
}

core::Result<std::vector<core::StockSnapshot>> readSnapshots(std::string_view json, SizeUnit unit)
{
    const auto tree = json::Tree::parse(json);
    if (!tree) {
        return std::unexpected(tree.error());
    }
    const json::Tree& one = (*tree)["ticker"];
    const json::Tree& several = (*tree)["tickers"];
    if (one.kind() != json::Tree::Kind::Object && several.kind() != json::Tree::Kind::List) {
        return unexpectedAnswer(*tree, "tickers");
    }
    std::vector<core::StockSnapshot> snapshots;
    const std::size_t count = one.isThere() ? 1 : several.items().size();
    for (std::size_t i = 0; i < count; ++i) {
        const auto snapshot = snapshotOf(one.isThere() ? one : several.items()[i], unit);
        if (!snapshot) {
            return std::unexpected(snapshot.error());
        }
        snapshots.push_back(*snapshot);
    }
    return snapshots;
}

std::string lastQuotePath(core::Symbol symbol)
{
    return "/v2/last/nbbo/" + percentEncoded(symbol.view());
}

core::Result<core::StockSnapshot> readLastQuote(std::string_view json, SizeUnit unit)
{
    const auto tree = json::Tree::parse(json);
    if (!tree) {
        return std::unexpected(tree.error());
    }
    const json::Tree& results = (*tree)["results"];
    if (results.kind() != json::Tree::Kind::Object) {
        return unexpectedAnswer(*tree, "results");
    }
    StockFields from;
    core::StockSnapshot snapshot{.symbol = from.symbol(fieldOf(results, "T"))};
    readQuote(results, unit, from, snapshot);
    return verdictOn(from, snapshot);
}

std::string marketStatePath()
{
    return "/v1/marketstatus/now";
}

core::Result<MarketState> readMarketState(std::string_view json)
{
    using Phase = MarketState::Phase;
    const auto tree = json::Tree::parse(json);
    if (!tree) {
        return std::unexpected(tree.error());
    }
    const std::string& market = (*tree)["market"].text();
    if (market != "open" && market != "closed" && market != "extended-hours") {
        return market.empty() ? unexpectedAnswer(*tree, "market")
                              : defect("field market is neither open, closed nor extended-hours: " + market);
    }
    StockFields from;
    const MarketState state{.phase = market == "open" ? Phase::Open
            : market == "closed"                      ? Phase::Closed
                                                      : Phase::ExtendedHours,
        .serverTime = from.isoTime(from.needed(*tree, "serverTime"))};
    return from.verdict() ? core::Result<MarketState>(state) : std::unexpected(from.verdict().error());
}

} // namespace leadline::venues::polygon
