// SPDX-License-Identifier: MIT
#include "engine/sim/kraken/kraken_json.h"

#include "engine/sim/protocol/venue_simulator.h"

#include <algorithm>
#include <charconv>
#include <ranges>

namespace leadline::sim::kraken
{

using core::Quantity;
using core::Side;

namespace
{

constexpr int page = 50; ///< of closed orders and of trades

std::string secondsText(core::Timestamp time)
{
    return core::decimalText(core::nanosecondsOf(time), 4);
}

std::string base36(std::uint64_t value, std::size_t width)
{
    std::string text(width, '0');
    for (auto at = text.rbegin(); at != text.rend(); ++at, value /= 36) {
        *at = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[value % 36];
    }
    return text;
}

/// The order as descriptions have it: "stop-loss-limit".
std::string typeText(const AccountOrder& order)
{
    return order.isWaiting() ? order.type : order.isMarket ? "market" : "limit";
}

} // namespace

std::string quoted(std::string_view name, const std::string& value)
{
    return "\"" + std::string(name) + "\":\"" + value + "\"";
}

std::string number(std::string_view name, const std::string& value)
{
    return "\"" + std::string(name) + "\":" + value;
}

std::string sideText(Side side)
{
    return side == Side::Bid ? "buy" : "sell";
}

std::string orderName(std::uint64_t id)
{
    const std::string text = base36(id, 12);
    return "O" + text.substr(0, 5) + "-" + text.substr(5, 4) + "L-" + text.substr(9) + "ABC";
}

std::uint64_t orderId(std::string_view name)
{
    // "O" five "-" four "L-" three "ABC"
    constexpr std::size_t length = 19;
    if (name.size() != length) {
        return 0;
    }
    const std::string digits =
        std::string(name.substr(1, 5)) + std::string(name.substr(7, 4)) + std::string(name.substr(13, 3));
    std::uint64_t id = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), id, 36);
    return orderName(id) == name ? id : 0;
}

std::string fillName(std::uint64_t id)
{
    const std::string text = base36(id, 12);
    return "T" + text.substr(0, 5) + "-" + text.substr(5, 4) + "F-" + text.substr(9) + "XYZ";
}

std::string orderJson(const TradingAccount& account, const AccountOrder& order)
{
    const core::Pair& pair = account.settings(order.market).pair;
    const std::string status = order.isOpen()        ? "open"
        : order.status == AccountOrderStatus::Filled ? "closed"
        : order.status == AccountOrderStatus::Expired && order.timeInForce != TimeInForce::ImmediateOrCancel
        ? "expired"
        : "canceled";
    std::string trades;
    for (const AccountFill& fill : account.fills()) {
        if (fill.order == order.id) {
            trades += (trades.empty() ? "\"" : ",\"") + fillName(fill.id) + "\"";
        }
    }
    return R"({"refid":null,"userref":null,)" + quoted("cl_ord_id", order.clientId) + "," + quoted("status", status)
        + R"(,"reason":)" + (order.why.empty() ? "null" : "\"" + order.why + "\"") + ","
        + number("opentm", secondsText(order.created))
        + (order.isOpen() ? "" : "," + number("closetm", secondsText(order.updated)))
        + R"(,"starttm":0,"expiretm":0,"descr":{)" + quoted("pair", pair.base.text() + pair.quote.text()) + ","
        + quoted("type", sideText(order.side)) + "," + quoted("ordertype", typeText(order)) + ","
        + quoted("price",
            order.isWaiting()    ? order.trigger.text()
                : order.isMarket ? "0"
                                 : order.price.text())
        + "," + quoted("price2", order.isWaiting() ? order.price.text() : "0")
        + R"(,"leverage":"none","order":"","close":""},)" + quoted("vol", order.size.text()) + ","
        + quoted("vol_exec", order.filled.text()) + "," + quoted("cost", order.value.text()) + ","
        + quoted("fee", order.fees.text()) + "," + quoted("price", order.averagePrice().text()) + ","
        + quoted("stopprice", order.trigger.text()) + R"(,"limitprice":"0","misc":"",)"
        + quoted("oflags", order.timeInForce == TimeInForce::PostOnly ? "fciq,post" : "fciq") + R"(,"trades":[)"
        + trades + "]}";
}

std::string openOrdersJson(const TradingAccount& account, std::string_view clientId)
{
    std::string json;
    for (const AccountOrder* const order : account.openOrders()) {
        if (clientId.empty() || order->clientId == clientId) {
            json += (json.empty() ? "\"" : ",\"") + orderName(order->id) + "\":" + orderJson(account, *order);
        }
    }
    return R"({"open":{)" + json + "}}";
}

std::string closedOrdersJson(const TradingAccount& account, std::string_view clientId, core::Timestamp since)
{
    std::string json;
    int count = 0;
    const auto add = [&](const AccountOrder& order) {
        if (!order.isOpen() && order.created >= since && ++count <= page) {
            json += (json.empty() ? "\"" : ",\"") + orderName(order.id) + "\":" + orderJson(account, order);
        }
    };
    if (!clientId.empty()) {
        if (const AccountOrder* const order = account.findByClientId(std::string(clientId))) {
            add(*order);
        }
    } else {
        for (auto at = account.orders().rbegin(); at != account.orders().rend(); ++at) {
            add(at->second);
        }
    }
    return R"({"closed":{)" + json + R"(},"count":)" + std::to_string(count) + "}";
}

std::vector<core::Asset> listedAssets(const TradingAccount& account)
{
    std::vector<core::Asset> assets = account.assets();
    std::ranges::reverse(assets);
    return assets;
}

std::string balancesJson(const TradingAccount& account)
{
    std::string rows;
    for (const core::Asset& asset : listedAssets(account)) {
        const Quantity total = account.total(asset);
        rows += (rows.empty() ? "\"" : ",\"") + asset.text() + R"(":{)" + quoted("balance", total.text()) + ","
            + quoted("hold_trade", (total - account.available(asset)).text()) + "}";
    }
    return "{" + rows + "}";
}

std::string positionsJson(const TradingAccount& account)
{
    std::string rows;
    for (std::size_t i = 0; i < account.markets().size(); ++i) {
        const MarginPositions::Held& held = account.positions(i).of(core::PositionSide::Net);
        if (held.size.isZero()) {
            continue;
        }
        const core::Pair& pair = account.settings(i).pair;
        const core::Notional cost = held.entryPrice() * held.magnitude();
        // One position a pair, under a name that tells them apart.
        constexpr std::uint64_t aa = 370; // "AA" to the base of 36
        const std::string name = "POSIT-EMBED-AAAA" + base36(aa + i, 2);
        rows += (rows.empty() ? "\"T" : ",\"T") + name + R"(":{"ordertxid":"O)" + name + R"(","posstatus":"open",)"
            + quoted("pair", pair.base.text() + pair.quote.text()) + ","
            + number("time", secondsText(account.markets().now())) + ","
            + quoted("type", held.size.isNegative() ? "sell" : "buy") + R"(,"ordertype":"market",)"
            + quoted("cost", cost.text()) + R"(,"fee":"0",)" + quoted("vol", held.magnitude().text())
            + R"(,"vol_closed":"0","margin":"0","terms":"0.0100% per 4 hours","misc":"","oflags":""})";
    }
    return "{" + rows + "}";
}

std::string executionJson(const TradingAccount& account, const AccountOrder& order, std::string_view what)
{
    const std::string status = order.status == AccountOrderStatus::New ? "new"
        : order.status == AccountOrderStatus::PartiallyFilled          ? "partially_filled"
        : order.status == AccountOrderStatus::Filled                   ? "filled"
        : order.status == AccountOrderStatus::Expired && order.timeInForce != TimeInForce::ImmediateOrCancel
        ? "expired"
        : "canceled";
    return "{" + quoted("order_id", orderName(order.id)) + "," + quoted("cl_ord_id", order.clientId) + ","
        + quoted("symbol", account.settings(order.market).symbol) + "," + quoted("exec_type", std::string(what)) + ","
        + quoted("order_status", status) + "," + quoted("side", sideText(order.side)) + ","
        + quoted("order_type", typeText(order)) + ","
        + quoted("time_in_force", order.timeInForce == TimeInForce::ImmediateOrCancel ? "IOC" : "GTC") + ","
        + number("order_qty", order.size.text()) + "," + number("limit_price", order.price.text()) + ","
        + (order.isWaiting() ? number("stop_price", order.trigger.text()) + R"(,"triggers":{)"
                    + number("price", order.trigger.text())
                    + R"(,"price_type":"static","reference":"last","status":"untriggered"},)"
                             : "")
        + number("cum_qty", order.filled.text()) + "," + number("cum_cost", order.value.text()) + ","
        + number("avg_price", order.averagePrice().text()) + ","
        + (order.why.empty() ? "" : quoted("reason", order.why) + ",") + R"("fee_ccy_pref":"fciq","fee_usd_equiv":)"
        + order.fees.text() + "," + quoted("timestamp", isoText(account.markets().now())) + "}";
}

std::string tradeJson(const TradingAccount& account, const AccountOrder& order, const AccountFill& fill)
{
    // The trade that completes an order says partially_filled; a report of its own says filled.
    return "{" + quoted("order_id", orderName(order.id)) + "," + quoted("cl_ord_id", order.clientId) + ","
        + quoted("exec_id", fillName(fill.id)) + R"(,"exec_type":"trade","order_status":"partially_filled","trade_id":)"
        + std::to_string(fill.id) + "," + quoted("symbol", account.settings(order.market).symbol) + ","
        + quoted("side", sideText(fill.side)) + "," + number("last_qty", fill.size.text()) + ","
        + number("last_price", fill.price.text()) + "," + quoted("liquidity_ind", fill.isMaker ? "m" : "t") + ","
        + number("cost", (fill.price * fill.size).text()) + ","
        + quoted("order_type", order.isMarket ? "market" : "limit") + "," + number("order_qty", order.size.text()) + ","
        + number("cum_qty", order.filled.text()) + "," + number("cum_cost", order.value.text()) + ","
        + number("avg_price", order.averagePrice().text()) + "," + number("fee_usd_equiv", fill.fee.text())
        + R"(,"fees":[{)" + quoted("asset", account.settings(order.market).pair.quote.text()) + ","
        + number("qty", fill.fee.text()) + R"(}],)" + quoted("timestamp", isoText(fill.time)) + "}";
}

std::string tradesJson(const TradingAccount& account, core::Timestamp from, int offset)
{
    std::string json;
    int count = 0;
    for (const AccountFill& fill : account.fills() | std::views::reverse) {
        if (fill.time < from) {
            continue;
        }
        ++count;
        if (count <= offset || count > offset + page) {
            continue;
        }
        const core::Pair& pair = account.settings(fill.market).pair;
        json += (json.empty() ? "" : ",") + std::string("\"") + fillName(fill.id) + R"(":{)"
            + quoted("ordertxid", orderName(fill.order)) + "," + quoted("pair", pair.base.text() + pair.quote.text())
            + "," + number("time", secondsText(fill.time)) + "," + quoted("type", sideText(fill.side))
            + R"(,"ordertype":"limit",)" + quoted("price", fill.price.text()) + ","
            + quoted("cost", (fill.price * fill.size).text()) + "," + quoted("fee", fill.fee.text()) + ","
            + quoted("vol", fill.size.text()) + R"(,"margin":"0","misc":"","trade_id":)" + std::to_string(fill.id)
            + R"(,"maker":)" + (fill.isMaker ? "true" : "false") + "}";
    }
    return R"({"trades":{)" + json + R"(},"count":)" + std::to_string(count) + "}";
}

} // namespace leadline::sim::kraken
