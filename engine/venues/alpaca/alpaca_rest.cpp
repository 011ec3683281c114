// SPDX-License-Identifier: MIT
#include "engine/venues/alpaca/alpaca_rest.h"

#include "engine/core/number_text.h"
#include "engine/core/time_text.h"
#include "engine/json/tree.h"
#include "engine/venues/signing.h"
#include "engine/venues/stock_items.h"
#include "engine/venues/stock_symbols.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace leadline::venues::alpaca
{

namespace
{

using core::defect;
using stocks::fieldOf;
using stocks::StockFields;
using Bound = stocks::StockFields::Bound;

constexpr int mostBarsOfAPage = 10'000;

std::string listOf(std::span<const core::Symbol> symbols)
{
    std::string list;
    for (const core::Symbol& symbol : symbols) {
        list += (list.empty() ? "" : ",") + symbol.text();
    }
    return percentEncoded(list);
}

/// An answer of the wrong kind may be the words of an error.
std::unexpected<core::Defect> unexpectedAnswer(const json::Tree& answer, std::string_view wanted)
{
    const std::string& text = answer["message"].text();
    return defect(text.empty() ? "the answer holds no " + std::string(wanted)
                               : "the venue refused: " + answer["code"].text() + " " + text);
}

std::unexpected<core::Defect> about(std::string_view subject, const core::Defect& what)
{
    return defect(std::string(subject) + ": " + what.what);
}

std::chrono::year_month_day dayOf(core::Timestamp time)
{
    return equities::newYorkTime(time).day;
}

core::Result<core::StockSnapshot> snapshotOf(std::string_view name, const json::Tree& parts)
{
    const json::Tree& quote = parts["latestQuote"];
    const json::Tree& trade = parts["latestTrade"];
    const json::Tree& minute = parts["minuteBar"];
    StockFields from;
    core::StockSnapshot snapshot{.symbol = from.symbol({"symbol", true, name, true}),
        .bid = from.level(fieldOf(quote, "bp"), fieldOf(quote, "bs")),
        .ask = from.level(fieldOf(quote, "ap"), fieldOf(quote, "as")),
        .quoteTime = from.isoTime(fieldOf(quote, "t")),
        .last = from.price(fieldOf(trade, "p"), Bound::NotBelowZero),
        .lastSize = from.size(fieldOf(trade, "s")),
        .lastTime = from.isoTime(fieldOf(trade, "t")),
        .minuteHigh = from.price(fieldOf(minute, "h"), Bound::NotBelowZero),
        .minuteLow = from.price(fieldOf(minute, "l"), Bound::NotBelowZero),
        .minuteTime = from.isoTime(fieldOf(minute, "t"))};
    // Until the open there is no bar of the day yet: the newest is of the day before.
    const json::Tree& newest = parts["dailyBar"];
    const core::Timestamp day = from.isoTime(fieldOf(newest, "t"));
    const core::Timestamp now = std::max(snapshot.quoteTime, snapshot.lastTime);
    const bool isOver = newest.isThere() && now != core::Timestamp{} && dayOf(day) < dayOf(now);
    snapshot.previousClose = from.price(fieldOf(isOver ? newest : parts["prevDailyBar"], "c"), Bound::NotBelowZero);
    if (!from.verdict()) {
        return about(name, from.verdict().error());
    }
    return snapshot;
}

core::Result<core::StockBar> barOf(std::string_view name, const json::Tree& bar)
{
    StockFields from;
    const core::StockBar read{.symbol = from.symbol({"symbol", true, name, true}),
        .begins = from.isoTime(from.needed(bar, "t")),
        .open = from.price(from.needed(bar, "o"), Bound::AboveZero),
        .high = from.price(from.needed(bar, "h"), Bound::AboveZero),
        .low = from.price(from.needed(bar, "l"), Bound::AboveZero),
        .close = from.price(from.needed(bar, "c"), Bound::AboveZero),
        .volume = from.size(from.needed(bar, "v"))};
    return from.verdict() ? core::Result<core::StockBar>(read) : about(name, from.verdict().error());
}

/// One symbol's bars: a list, one alone, or null where there are none.
core::Result<void> addBars(std::string_view name, const json::Tree& bars, std::vector<core::StockBar>& to)
{
    const bool isOne = bars.kind() == json::Tree::Kind::Object;
    for (std::size_t i = 0; i < (isOne ? 1 : bars.items().size()); ++i) {
        const auto bar = barOf(name, isOne ? bars : bars.items()[i]);
        if (!bar) {
            return std::unexpected(bar.error());
        }
        to.push_back(*bar);
    }
    return {};
}

/// "09:30" or "0930".
std::optional<equities::TimeOfDay> timeOfDay(std::string text)
{
    std::erase(text, ':');
    const int number = core::numberIn<int>(text).value_or(-1);
    if (text.size() != 4 || number < 0 || number / 100 > 23 || number % 100 > 59) {
        return std::nullopt;
    }
    return std::chrono::hours(number / 100) + std::chrono::minutes(number % 100);
}

std::optional<std::chrono::year_month_day> dateOf(const std::string& text)
{
    const auto midnight = json::isoTime(text + "T00:00:00Z", "date");
    return midnight && text.size() == std::string_view("2026-11-20").size()
        ? std::optional<std::chrono::year_month_day>(std::chrono::floor<std::chrono::days>(*midnight))
        : std::nullopt;
}

std::string dateText(std::chrono::year_month_day day)
{
    return core::isoDate(std::chrono::sys_days(day));
}

core::Result<equities::MarketDay> marketDayOf(const json::Tree& row)
{
    const std::string& date = row["date"].text();
    const auto day = dateOf(date);
    if (!day) {
        return defect("field date is not a date: " + date);
    }
    const auto opens = timeOfDay(row["open"].text());
    const auto closes = timeOfDay(row["close"].text());
    if (!opens || !closes) {
        return about(date, {"field " + std::string(opens ? "close" : "open") + " is not a time of day"});
    }
    if (*closes <= *opens) {
        return about(date, {"field close is not after field open"});
    }
    return equities::marketDay(*day, *opens, *closes);
}

} // namespace

std::vector<std::pair<std::string, std::string>> headers(const Credentials& credentials)
{
    return {{"APCA-API-KEY-ID", credentials.key}, {"APCA-API-SECRET-KEY", credentials.secret}};
}

RestError readError(int status, std::string_view body)
{
    RestError error{.kind = kindOfStatus(status)};
    if (const auto tree = json::Tree::parse(body)) {
        error.code = (*tree)["code"].text();
        error.text = (*tree)["message"].text();
    }
    return error;
}

std::string snapshotsPath(std::span<const core::Symbol> symbols, Feed feed)
{
    return "/v2/stocks/snapshots?symbols=" + listOf(symbols) + "&feed=" + std::string(nameOf(feed));
}

core::Result<std::vector<core::StockSnapshot>> readSnapshots(std::string_view json)
{
    const auto tree = json::Tree::parse(json);
    if (!tree) {
        return std::unexpected(tree.error());
    }
    std::vector<core::StockSnapshot> snapshots;
    const auto add = [&snapshots](std::string_view name, const json::Tree& parts) -> core::Result<void> {
        const auto snapshot = snapshotOf(name, parts);
        if (!snapshot) {
            return std::unexpected(snapshot.error());
        }
        snapshots.push_back(*snapshot);
        return {};
    };
    if ((*tree)["symbol"].kind() == json::Tree::Kind::Text) {
        const auto added = add((*tree)["symbol"].text(), *tree);
        return added ? core::Result<std::vector<core::StockSnapshot>>(snapshots) : std::unexpected(added.error());
    }
    if (tree->kind() != json::Tree::Kind::Object) {
        return unexpectedAnswer(*tree, "snapshots");
    }
    for (const auto& [name, parts] : tree->fields()) {
        if (parts.kind() == json::Tree::Kind::Null) {
            continue;
        }
        if (parts.kind() != json::Tree::Kind::Object) {
            return unexpectedAnswer(*tree, "snapshots");
        }
        if (const auto added = add(name, parts); !added) {
            return std::unexpected(added.error());
        }
    }
    return snapshots;
}

std::string barsPath(const BarsQuestion& question)
{
    const auto time = [](core::Timestamp when) { return percentEncoded(core::isoText(when, 9)); };
    return "/v2/stocks/bars?symbols=" + listOf(question.symbols) + "&timeframe=1Min&start=" + time(question.start)
        + "&end=" + time(question.end) + "&limit=" + std::to_string(mostBarsOfAPage)
        + "&adjustment=raw&feed=" + std::string(nameOf(question.feed)) + "&sort=asc"
        + (question.page.empty() ? "" : "&page_token=" + percentEncoded(question.page));
}

core::Result<BarsPage> readBars(std::string_view json)
{
    const auto tree = json::Tree::parse(json);
    if (!tree) {
        return std::unexpected(tree.error());
    }
    const bool isOne = (*tree)["bar"].kind() != json::Tree::Kind::Missing;
    const json::Tree& bars = (*tree)[isOne ? "bar" : "bars"];
    if (bars.kind() == json::Tree::Kind::Missing) {
        return unexpectedAnswer(*tree, "bars");
    }
    BarsPage page{.bars = {}, .nextPage = (*tree)["next_page_token"].text()};
    if (isOne || bars.kind() == json::Tree::Kind::List) {
        const auto added = addBars((*tree)["symbol"].text(), bars, page.bars);
        return added ? core::Result<BarsPage>(std::move(page)) : std::unexpected(added.error());
    }
    for (const auto& [name, list] : bars.fields()) {
        if (const auto added = addBars(name, list, page.bars); !added) {
            return std::unexpected(added.error());
        }
    }
    return page;
}

std::string assetsPath()
{
    return "/v2/assets?status=active&asset_class=us_equity";
}

core::Result<std::vector<core::StockAsset>> readAssets(std::string_view json)
{
    const auto tree = json::Tree::parse(json);
    if (!tree) {
        return std::unexpected(tree.error());
    }
    if (tree->kind() != json::Tree::Kind::List) {
        return unexpectedAnswer(*tree, "assets");
    }
    std::vector<core::StockAsset> assets;
    assets.reserve(tree->items().size());
    for (const json::Tree& row : tree->items()) {
        const std::string& symbol = row["symbol"].text();
        if (symbol.empty()) {
            return defect("asset " + std::to_string(assets.size() + 1) + ": field symbol is missing");
        }
        if ((row["class"].isThere() && row["class"].text() != "us_equity") || !core::Symbol::fits(symbol)) {
            continue;
        }
        assets.push_back({.symbol = core::Symbol(symbol),
            .name = row["name"].text(),
            .isActive = row["status"].text() == "active",
            .isTradable = row["tradable"].isTrue(),
            .isFractionable = row["fractionable"].isTrue(),
            .isShortable = row["shortable"].isTrue()});
    }
    return assets;
}

InstrumentCatalogue instrumentsOf(std::span<const core::StockAsset> assets, core::VenueId venue)
{
    InstrumentCatalogue list;
    for (const core::StockAsset& asset : assets) {
        if (asset.isActive && asset.isTradable) {
            list.instruments.push_back(stocks::instrumentOf({venue, asset.symbol}));
        }
    }
    return list;
}

std::string clockPath()
{
    return "/v2/clock";
}

core::Result<MarketClock> readClock(std::string_view json)
{
    const auto tree = json::Tree::parse(json);
    if (!tree) {
        return std::unexpected(tree.error());
    }
    if ((*tree)["is_open"].kind() != json::Tree::Kind::Bool) {
        return unexpectedAnswer(*tree, "clock");
    }
    StockFields from;
    const MarketClock clock{.now = from.isoTime(from.needed(*tree, "timestamp")),
        .isOpen = (*tree)["is_open"].isTrue(),
        .nextOpen = from.isoTime(from.needed(*tree, "next_open")),
        .nextClose = from.isoTime(from.needed(*tree, "next_close"))};
    return from.verdict() ? core::Result<MarketClock>(clock) : std::unexpected(from.verdict().error());
}

std::string calendarPath(std::chrono::year_month_day from, std::chrono::year_month_day to)
{
    return "/v2/calendar?start=" + dateText(from) + "&end=" + dateText(to);
}

core::Result<std::vector<equities::MarketDay>> readCalendar(std::string_view json)
{
    const auto tree = json::Tree::parse(json);
    if (!tree) {
        return std::unexpected(tree.error());
    }
    if (tree->kind() != json::Tree::Kind::List) {
        return unexpectedAnswer(*tree, "calendar");
    }
    std::vector<equities::MarketDay> days;
    for (const json::Tree& row : tree->items()) {
        const auto day = marketDayOf(row);
        if (!day) {
            return std::unexpected(day.error());
        }
        days.push_back(*day);
    }
    return days;
}

} // namespace leadline::venues::alpaca
