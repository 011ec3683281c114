// SPDX-License-Identifier: MIT
// Positions, assets and activities of the Alpaca-like venue over REST.
#include "engine/sim/alpaca/alpaca_json.h"
#include "engine/sim/alpaca/alpaca_query.h"
#include "engine/sim/alpaca/alpaca_trading_rest.h"
#include "engine/sim/protocol/url_query.h"

#include <algorithm>
#include <ranges>
#include <vector>

namespace leadline::sim
{

using core::Quantity;
using core::Side;

namespace
{

RestAnswer noPosition()
{
    return refuse({.status = 404, .code = 40410000, .message = "position does not exist"});
}

bool isNamed(StockIndex stock, std::string_view named)
{
    const std::string_view symbol = stockUniverse()[stock].symbol;
    return named == symbol || named == assetId(symbol);
}

/// All of a position, so many shares of it, or a percentage.
std::optional<Quantity> sizeToClose(Quantity position, std::string_view query)
{
    const Quantity all = position.isNegative() ? Quantity{} - position : position;
    if (const std::string shares = decodedItem(query, "qty"); !shares.empty()) {
        const auto size = Quantity::parse(shares);
        return size ? std::optional(*size) : std::nullopt;
    }
    const std::string text = decodedItem(query, "percentage");
    if (text.empty()) {
        return all;
    }
    const auto percentage = Quantity::parse(text);
    constexpr core::Int128 hundred = static_cast<core::Int128>(100) * core::decimalScale;
    return percentage ? std::optional(Quantity::fromRaw(all.raw() * percentage->raw() / hundred)) : std::nullopt;
}

} // namespace

RestAnswer AlpacaTradingRest::positions(std::string_view named) const
{
    if (named.empty()) {
        json::ListWriter list;
        for (const auto& [stock, position] : m_account.positions()) {
            list.add(positionJson(m_account, stock));
        }
        return {200, list.str()};
    }
    for (const auto& [stock, position] : m_account.positions()) {
        if (isNamed(stock, named)) {
            return {200, positionJson(m_account, stock)};
        }
    }
    return noPosition();
}

RestAnswer AlpacaTradingRest::closePosition(StockIndex stock, std::string_view query)
{
    const Quantity position = m_account.positionOf(stock);
    const auto size = sizeToClose(position, query);
    if (!size) {
        return refuse({.message = "qty or percentage is no number"});
    }
    const auto placed = m_account.place({.symbol = std::string(stockUniverse()[stock].symbol),
        .side = position.isNegative() ? Side::Bid : Side::Ask,
        .size = size});
    return placed ? RestAnswer{200, orderJson(**placed)} : refuse(placed.error());
}

RestAnswer AlpacaTradingRest::closePositions(std::string_view named, std::string_view query)
{
    std::vector<StockIndex> held;
    for (const auto& [stock, position] : m_account.positions()) {
        if (named.empty() || isNamed(stock, named)) {
            held.push_back(stock);
        }
    }
    if (!named.empty()) {
        return held.empty() ? noPosition() : closePosition(held.front(), query);
    }
    if (queryItem(query, "cancel_orders") == "true") {
        static_cast<void>(cancelAll());
    }
    json::ListWriter list;
    for (const StockIndex stock : held) {
        const RestAnswer answer = closePosition(stock, "");
        list.add(json::ObjectWriter()
                     .text("symbol", stockUniverse()[stock].symbol)
                     .raw("status", std::to_string(answer.status))
                     .raw("body", answer.body)
                     .str());
    }
    return {207, list.str()};
}

RestAnswer AlpacaTradingRest::assets(std::string_view named, std::string_view query) const
{
    const std::string status = decodedItem(query, "status");
    const std::string exchange = decodedItem(query, "exchange");
    const std::string kind = decodedItem(query, "asset_class");
    json::ListWriter list;
    for (const StockListing& listing : stockUniverse()) {
        if (!named.empty() && (listing.symbol == named || assetId(listing.symbol) == named)) {
            return {200, assetJson(listing)};
        }
        const bool fits = (status.empty() || status == (listing.isActive ? "active" : "inactive"))
            && (exchange.empty() || exchange == exchangeName(listing.exchange))
            && (kind.empty() || kind == "us_equity");
        if (fits) {
            list.add(assetJson(listing));
        }
    }
    return named.empty()
        ? RestAnswer{200, list.str()}
        : refuse({.status = 404, .code = 40410000, .message = "asset not found for " + std::string(named)});
}

RestAnswer AlpacaTradingRest::fills(std::string_view query) const
{
    constexpr std::size_t most = 100;
    const auto after = timeItem(query, "after");
    const auto until = timeItem(query, "until");
    const std::string date = decodedItem(query, "date");
    const std::string token = decodedItem(query, "page_token");
    const std::size_t size = std::clamp<std::size_t>(numberItem(query, "page_size", most), 1, most);
    json::ListWriter list;
    std::size_t count = 0;
    bool isBehindToken = token.empty();
    const auto add = [&](const AlpacaFill& fill) {
        const bool isDay = date.empty() || isoText(fill.time).starts_with(date.substr(0, 10));
        const bool isTime = (!after || fill.time > *after) && (!until || fill.time < *until) && isDay;
        if (isBehindToken && isTime && count < size) {
            list.add(fillActivityJson(fill, *m_account.find(fill.orderId)));
            ++count;
        }
        isBehindToken = isBehindToken || fillActivityId(fill) == token;
    };
    if (queryItem(query, "direction") == "asc") {
        std::ranges::for_each(m_account.fills(), add);
    } else {
        std::ranges::for_each(m_account.fills() | std::views::reverse, add);
    }
    return {200, list.str()};
}

} // namespace leadline::sim
