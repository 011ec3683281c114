// SPDX-License-Identifier: MIT
#include "engine/sim/alpaca/alpaca_trading_rest.h"

#include "engine/json/tree.h"
#include "engine/sim/alpaca/alpaca_json.h"
#include "engine/sim/alpaca/alpaca_query.h"
#include "engine/sim/protocol/url_query.h"

#include <algorithm>
#include <array>
#include <ranges>

namespace leadline::sim
{

using core::Notional;
using core::Price;
using core::Quantity;
using core::Side;

namespace
{

constexpr std::string_view ordersPath = "/v2/orders";
constexpr std::string_view byClientIdPath = "/v2/orders:by_client_order_id";
constexpr std::string_view positionsPath = "/v2/positions";
constexpr std::string_view assetsPath = "/v2/assets";
constexpr std::string_view activitiesPath = "/v2/account/activities";
constexpr int badRequest = 400;

RestAnswer unreadable(const std::string& what)
{
    return refuse({.status = badRequest, .code = 40010000, .message = what});
}

RestAnswer orderNotFound(const std::string& id)
{
    return refuse({.status = 404, .code = 40410000, .message = "order not found for " + id});
}

/// A field that is there but is no such number ends in a refusal.
template <class Value>
[[nodiscard]] bool readDecimal(
    const json::Tree& body, std::string_view name, std::optional<Value>& to, std::optional<AlpacaRefusal>& refusal)
{
    const json::Tree& field = body[name];
    if (!field.isThere() || field.text().empty()) {
        return true;
    }
    const auto value = Value::parse(field.text());
    if (!value) {
        refusal = AlpacaRefusal{.message = "invalid " + std::string(name) + " " + field.text()};
        return false;
    }
    to = *value;
    return true;
}

/// What is behind a path's head: "/AAPL" as "AAPL"; nothing for another path.
std::optional<std::string> below(std::string_view path, std::string_view head)
{
    if (!path.starts_with(head)) {
        return std::nullopt;
    }
    path.remove_prefix(head.size());
    if (path.empty()) {
        return std::string();
    }
    return path.front() == '/' ? std::optional(std::string(path.substr(1))) : std::nullopt;
}

} // namespace

bool AlpacaTradingRest::isOurs(std::string_view path)
{
    constexpr std::array heads{ordersPath, positionsPath, assetsPath, std::string_view("/v2/account"),
        std::string_view("/v2/clock"), std::string_view("/v2/calendar"), std::string_view("/v3/clock"),
        std::string_view("/v3/calendar")};
    return std::ranges::any_of(heads, [path](std::string_view head) { return path.starts_with(head); });
}

TradeAction AlpacaTradingRest::actionOf(const RestRequest& request)
{
    if (!isOurs(request.path)) {
        return TradeAction::None;
    }
    if (request.path.starts_with(positionsPath) && request.method == "DELETE") {
        return TradeAction::Place;
    }
    const bool isOrder = request.path.starts_with(ordersPath);
    return !isOrder                  ? TradeAction::Other
        : request.method == "POST"   ? TradeAction::Place
        : request.method == "PATCH"  ? TradeAction::Amend
        : request.method == "DELETE" ? TradeAction::Cancel
                                     : TradeAction::Other;
}

std::optional<RestAnswer> AlpacaTradingRest::rest(const RestRequest& request)
{
    const std::string_view path = request.path;
    if (path == byClientIdPath) {
        const std::string clientId = decodedItem(request.query, "client_order_id");
        const AlpacaOrder* const found = m_account.findByClientId(clientId);
        return found == nullptr ? orderNotFound(clientId) : RestAnswer{200, orderJson(*found)};
    }
    if (const auto id = below(path, ordersPath)) {
        return id->empty() ? orders(request) : order(request, *id);
    }
    if (const auto named = below(path, positionsPath)) {
        return request.method == "DELETE" ? closePositions(*named, request.query) : positions(*named);
    }
    if (const auto rest = below(path, assetsPath)) {
        return assets(*rest, request.query);
    }
    if (const auto rest = below(path, activitiesPath)) {
        // Nothing but fills happens to this account.
        return rest->empty() || *rest == "FILL" ? fills(request.query) : RestAnswer{200, "[]"};
    }
    if (path == "/v2/account") {
        return RestAnswer{200, accountJson(m_account)};
    }
    if (path == "/v2/account/configurations") {
        return RestAnswer{200,
            R"({"trade_confirm_email":"none","suspend_trade":false,"no_shorting":)"
                + std::string(m_account.terms().mayShort ? "false" : "true")
                + R"(,"fractional_trading":true,"max_margin_multiplier":")"
                + std::to_string(m_account.terms().multiplier)
                + R"(","max_options_trading_level":0,"ptp_no_exception_entry":false})"};
    }
    return clockRest(request, m_account.market().now());
}

RestAnswer AlpacaTradingRest::orders(const RestRequest& request)
{
    return request.method == "POST"  ? place(request.body)
        : request.method == "DELETE" ? cancelAll()
        : request.method == "GET"    ? listOrders(request.query)
                                     : RestAnswer{405, R"({"code":40510000,"message":"method not allowed"})"};
}

RestAnswer AlpacaTradingRest::order(const RestRequest& request, const std::string& id)
{
    if (request.method == "PATCH") {
        return replace(id, request.body);
    }
    if (request.method == "DELETE") {
        const auto done = m_account.cancel(id);
        return done ? RestAnswer{204, {}} : refuse(done.error());
    }
    const AlpacaOrder* const found = m_account.find(id);
    return found == nullptr ? orderNotFound(id) : RestAnswer{200, groupJson(m_account, *found)};
}

RestAnswer AlpacaTradingRest::place(const std::string& text)
{
    const auto body = json::Tree::parse(text);
    if (!body || body->kind() != json::Tree::Kind::Object) {
        return unreadable("request body format is invalid");
    }
    AlpacaOrderRequest request{.symbol = (*body)["symbol"].text(), .clientId = (*body)["client_order_id"].text()};
    const std::string& side = (*body)["side"].text();
    const auto type = orderTypeOf((*body)["type"].text());
    const auto timeInForce = timeInForceOf((*body)["time_in_force"].text());
    const auto orderClass = orderClassOf((*body)["order_class"].text());
    if (side != "buy" && side != "sell") {
        return refuse({.message = "side must be buy or sell"});
    }
    if (!type) {
        return refuse({.message = "invalid order type " + (*body)["type"].text()});
    }
    if (!timeInForce) {
        return refuse({.message = "invalid time_in_force " + (*body)["time_in_force"].text()});
    }
    if (!orderClass) {
        return refuse({.message = "order_class " + (*body)["order_class"].text() + " is not available"});
    }
    request.orderClass = *orderClass;
    request.side = side == "buy" ? Side::Bid : Side::Ask;
    request.type = *type;
    request.timeInForce = *timeInForce;
    request.isExtended = (*body)["extended_hours"].isTrue();
    std::optional<AlpacaRefusal> refusal;
    if (!readDecimal(*body, "qty", request.size, refusal) || !readDecimal(*body, "notional", request.budget, refusal)
        || !readDecimal(*body, "limit_price", request.limit, refusal)
        || !readDecimal(*body, "stop_price", request.stop, refusal)
        || !readDecimal((*body)["take_profit"], "limit_price", request.takeProfit, refusal)
        || !readDecimal((*body)["stop_loss"], "stop_price", request.stopLoss, refusal)
        || !readDecimal((*body)["stop_loss"], "limit_price", request.stopLossLimit, refusal)) {
        return refuse(*refusal);
    }
    const bool isExit = request.orderClass == AlpacaOrderClass::OneCancelsOther;
    if (isExit && request.type == AlpacaOrderType::Limit && !request.limit) {
        request.limit = request.takeProfit; // the target is the parent
    }
    const auto placed = m_account.place(request);
    return placed ? RestAnswer{200, groupJson(m_account, **placed)} : refuse(placed.error());
}

RestAnswer AlpacaTradingRest::replace(const std::string& id, const std::string& text)
{
    const auto body = json::Tree::parse(text);
    if (!body || body->kind() != json::Tree::Kind::Object) {
        return unreadable("request body format is invalid");
    }
    AlpacaReplaceRequest request{.clientId = (*body)["client_order_id"].text()};
    std::optional<AlpacaRefusal> refusal;
    if (!readDecimal(*body, "qty", request.size, refusal) || !readDecimal(*body, "limit_price", request.limit, refusal)
        || !readDecimal(*body, "stop_price", request.stop, refusal)) {
        return refuse(*refusal);
    }
    if (const std::string& life = (*body)["time_in_force"].text(); !life.empty()) {
        request.timeInForce = timeInForceOf(life);
        if (!request.timeInForce) {
            return refuse({.message = "invalid time_in_force " + life});
        }
    }
    const auto replaced = m_account.replace(id, request);
    return replaced ? RestAnswer{200, orderJson(**replaced)} : refuse(replaced.error());
}

RestAnswer AlpacaTradingRest::cancelAll()
{
    std::vector<std::string> open;
    for (const AlpacaOrder& order : m_account.orders()) {
        // A leg that is held goes with the others of its group.
        if (order.isOpen() && order.status != AlpacaOrderStatus::Held) {
            open.push_back(order.id);
        }
    }
    json::ListWriter list;
    for (const std::string& id : open) {
        const auto done = m_account.cancel(id);
        list.add(json::ObjectWriter().text("id", id).raw("status", done ? "200" : std::to_string(unprocessable)).str());
    }
    return {207, list.str()};
}

RestAnswer AlpacaTradingRest::listOrders(std::string_view query) const
{
    constexpr std::size_t usual = 50;
    constexpr std::size_t most = 500;
    const std::string status = decodedItem(query, "status");
    const std::string side = decodedItem(query, "side");
    const std::string symbols = "," + decodedItem(query, "symbols") + ",";
    const auto after = timeItem(query, "after");
    const auto until = timeItem(query, "until");
    const bool isNested = queryItem(query, "nested") == "true";
    const std::size_t limit = numberItem(query, "limit", usual);
    if (limit < 1 || limit > most) {
        return refuse({.message = "limit must be between 1 and 500"});
    }
    json::ListWriter list;
    std::size_t count = 0;
    const auto add = [&](const AlpacaOrder& order) {
        const bool fits = status == "all" || order.isOpen() == (status != "closed");
        const bool isNamed = symbols == ",,"
            || symbols.find("," + std::string(stockUniverse()[order.stock].symbol) + ",") != std::string::npos;
        const bool isSide = side.empty() || side == (order.side == Side::Bid ? "buy" : "sell");
        const bool isTime = (!after || order.created > *after) && (!until || order.created < *until);
        // Legs that are held are told with the open order they belong to, and else only where everything is asked for.
        const AlpacaOrder* const parent = order.parent.empty() ? nullptr : m_account.find(order.parent);
        const bool isInside = isNested && parent != nullptr && (parent->isOpen() || status == "all");
        const bool isHidden = order.status == AlpacaOrderStatus::Held && status != "all";
        if (fits && isNamed && isSide && isTime && !isInside && !isHidden && count < limit) {
            list.add(isNested ? groupJson(m_account, order) : orderJson(order));
            ++count;
        }
    };
    if (queryItem(query, "direction") == "asc") {
        std::ranges::for_each(m_account.orders(), add);
    } else {
        std::ranges::for_each(m_account.orders() | std::views::reverse, add);
    }
    return {200, list.str()};
}

} // namespace leadline::sim
