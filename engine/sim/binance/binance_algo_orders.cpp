// SPDX-License-Identifier: MIT
#include "engine/sim/binance/binance_algo_orders.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace leadline::sim
{

using core::PositionSide;
using core::Price;
using core::Quantity;
using core::Side;

namespace
{

constexpr std::string_view onePath = "/fapi/v1/algoOrder";
constexpr std::string_view openPath = "/fapi/v1/openAlgoOrders";
constexpr std::string_view cancelAllPath = "/fapi/v1/algoOpenOrders";
constexpr std::string_view allPath = "/fapi/v1/allAlgoOrders";
constexpr std::ptrdiff_t mostOpen = 200;

struct AlgoType {
    std::string_view name;
    bool hasPrice;
    bool trails = false;
};
constexpr std::array algoTypes{AlgoType{"STOP", true}, AlgoType{"STOP_MARKET", false}, AlgoType{"TAKE_PROFIT", true},
    AlgoType{"TAKE_PROFIT_MARKET", false}, AlgoType{"TRAILING_STOP_MARKET", false, true}};

const AlgoType* typeOf(std::string_view name)
{
    const auto* const found = std::ranges::find(algoTypes, name, &AlgoType::name);
    return found == algoTypes.end() ? nullptr : found;
}

std::string flag(std::string_view name, bool value)
{
    return "\"" + std::string(name) + "\":" + (value ? "true" : "false");
}

template <class Value> bool isPositive(const std::string& text)
{
    const auto value = Value::parse(text);
    return value && value->raw() > 0;
}

RestAnswer notRequired(std::string_view parameter)
{
    return binanceError(-1106, "Parameter '" + std::string(parameter) + "' sent when not required.");
}

} // namespace

bool BinanceAlgoOrders::isOurs(std::string_view path)
{
    return path == onePath || path == openPath || path == cancelAllPath || path == allPath;
}

bool BinanceAlgoOrders::isEmpty() const
{
    return std::ranges::none_of(m_orders, [](const auto& entry) { return entry.second.isOpen; });
}

RestAnswer BinanceAlgoOrders::rest(const RestRequest& request, const BinanceQuery& query)
{
    const auto market = m_account.markets().find(query["symbol"]);
    const bool needsSymbol = request.path == cancelAllPath || request.path == allPath || request.method == "POST";
    if (!market && (needsSymbol || query.has("symbol"))) {
        return binanceError(-1121, "Invalid symbol.");
    }
    if (request.path == cancelAllPath) {
        return cancelAll(*market);
    }
    if (request.path != onePath) {
        return list(query, market, request.path == openPath);
    }
    if (request.method == "POST") {
        return place(query, *market);
    }
    if (request.method == "DELETE") {
        return cancel(query);
    }
    const BinanceAlgoOrder* const order = named(query);
    return order == nullptr ? binanceError(-2013, "Order does not exist.") : RestAnswer{200, orderJson(*order)};
}

std::optional<RestAnswer> BinanceAlgoOrders::objectionToForm(const BinanceQuery& query) const
{
    const AlgoType* const type = typeOf(query["type"]);
    const bool closesPosition = query.isTrue("closePosition");
    if (query["algoType"] != "CONDITIONAL") {
        return binanceMissing("algoType");
    }
    if (type == nullptr) {
        return binanceError(-1116, "Invalid orderType.");
    }
    if (!query.side()) {
        return binanceError(-1117, "Invalid side.");
    }
    if (!query.positionSide() || (*query.positionSide() != PositionSide::Net) != m_account.isHedged()) {
        return binanceError(-4061, "Order's position side does not match user's setting.");
    }
    // Where the position is named, or all of it is closed, there is nothing to reduce by another word.
    if (query.isTrue("reduceOnly") && (m_account.isHedged() || closesPosition)) {
        return notRequired("reduceOnly");
    }
    if (closesPosition && query.has("quantity")) {
        return notRequired("quantity");
    }
    if (closesPosition && (type->hasPrice || type->trails)) {
        return binanceError(-4136, "Target strategy invalid for orderType " + query["type"] + ",closePosition true.");
    }
    if (!closesPosition && !isPositive<Quantity>(query["quantity"])) {
        return binanceMissing("quantity");
    }
    if (type->hasPrice && !isPositive<Price>(query["price"])) {
        return binanceMissing("price");
    }
    if (!type->trails && !isPositive<Price>(query["triggerPrice"])) {
        return binanceMissing("triggerPrice");
    }
    if (type->trails) {
        constexpr Quantity least = Quantity::fromRaw(core::decimalScale / 10);
        constexpr Quantity most = Quantity::fromRaw(static_cast<core::Int128>(20) * core::decimalScale);
        const auto rate = Quantity::parse(query["callbackRate"]);
        if (!rate || *rate < least || *rate > most) {
            return binanceMissing("callbackRate");
        }
    }
    return std::nullopt;
}

std::optional<RestAnswer> BinanceAlgoOrders::objectionTo(const BinanceAlgoOrder& order) const
{
    const EmbeddedMarketSettings& listed = m_account.settings(order.market);
    if (order.trigger.raw() % listed.tick.raw() != 0 || order.price.raw() % listed.tick.raw() != 0) {
        return binanceError(-4014, "Price not increased by tick size.");
    }
    if (order.size.raw() % listed.lot.raw() != 0) {
        return binanceError(-4023, "Qty not increased by step size.");
    }
    if (order.trigger.raw() > 0) {
        const Price mark = m_account.markPrice(order.market);
        const bool waitsAbove = (order.side == Side::Bid) == order.type.starts_with("STOP");
        if (waitsAbove ? mark >= order.trigger : mark <= order.trigger) {
            return binanceError(-2021, "Order would immediately trigger.");
        }
    }
    std::ptrdiff_t open = 0;
    for (const auto& [id, other] : m_orders) {
        open += other.isOpen ? 1 : 0;
        if (other.isOpen && !order.clientId.empty() && other.clientId == order.clientId) {
            return binanceError(-4116, "ClientOrderId is duplicated.");
        }
        const bool isSecond = other.isOpen && other.closesPosition && order.closesPosition
            && other.market == order.market && other.side == order.side && other.positionSide == order.positionSide
            && other.type == order.type;
        if (isSecond) {
            return binanceError(
                -4130, "An open stop or take profit order with GTE and closePosition in the direction is existing.");
        }
    }
    return open >= mostOpen ? std::optional(binanceError(-4045, "Reach max stop order limit.")) : std::nullopt;
}

RestAnswer BinanceAlgoOrders::place(const BinanceQuery& query, std::size_t market)
{
    if (auto objection = objectionToForm(query)) {
        return *objection;
    }
    const AlgoType& type = *typeOf(query["type"]);
    const auto orElse = [&](std::string_view name, const char* otherwise) {
        return query.has(name) ? query[name] : std::string(otherwise);
    };
    BinanceAlgoOrder order{.id = m_lastId + 1,
        .clientId = query["clientAlgoId"],
        .market = market,
        .type = std::string(type.name),
        .side = *query.side(),
        .positionSide = *query.positionSide(),
        .size = Quantity::parse(query["quantity"]).value_or(Quantity{}),
        .trigger = type.trails ? Price{} : *Price::parse(query["triggerPrice"]),
        .price = type.hasPrice ? *Price::parse(query["price"]) : Price{},
        .timeInForce = orElse("timeInForce", "GTC"),
        .workingType = orElse("workingType", "CONTRACT_PRICE"),
        .callbackRate = query["callbackRate"],
        .activatePrice = query["activatePrice"],
        .isReduceOnly = query.isTrue("reduceOnly"),
        .closesPosition = query.isTrue("closePosition"),
        .isPriceProtected = query.isTrue("priceProtect"),
        .created = m_account.markets().now(),
        .updated = m_account.markets().now()};
    if (auto objection = objectionTo(order)) {
        return *objection;
    }
    order.clientId = order.clientId.empty() ? "algo_" + std::to_string(order.id) : order.clientId;
    const BinanceAlgoOrder& kept = m_orders[++m_lastId] = std::move(order);
    say(kept);
    return {200, orderJson(kept)};
}

const BinanceAlgoOrder* BinanceAlgoOrders::named(const BinanceQuery& query) const
{
    if (const std::string text = query["algoId"]; !text.empty()) {
        std::uint64_t id = 0;
        std::from_chars(text.data(), text.data() + text.size(), id);
        const auto found = m_orders.find(id);
        return found == m_orders.end() ? nullptr : &found->second;
    }
    // The open one of that name, else the newest.
    const std::string clientId = query["clientAlgoId"];
    const BinanceAlgoOrder* known = nullptr;
    for (const auto& [id, order] : m_orders) {
        known = order.clientId == clientId && (known == nullptr || !known->isOpen) ? &order : known;
    }
    return known;
}

RestAnswer BinanceAlgoOrders::cancel(const BinanceQuery& query)
{
    const BinanceAlgoOrder* const order = named(query);
    if (order == nullptr || !order->isOpen) {
        return binanceError(-2011, "Unknown order sent.");
    }
    end(m_orders.at(order->id));
    return {200,
        R"({"algoId":)" + std::to_string(order->id) + "," + quotedField("clientAlgoId", order->clientId)
            + R"(,"code":"200","msg":"success"})"};
}

RestAnswer BinanceAlgoOrders::cancelAll(std::size_t market)
{
    for (auto& [id, order] : m_orders) {
        if (order.isOpen && order.market == market) {
            end(order);
        }
    }
    return {200, R"({"code":200,"msg":"The operation of cancel all open order is done."})"};
}

RestAnswer BinanceAlgoOrders::list(const BinanceQuery& query, std::optional<std::size_t> market, bool openOnly) const
{
    const std::string wanted = query["algoId"];
    std::string json = "[";
    for (const auto& [id, order] : m_orders) {
        const bool isThere = !market || order.market == *market;
        if (isThere && (order.isOpen || !openOnly) && (wanted.empty() || !openOnly || wanted == std::to_string(id))) {
            json += (json.size() > 1 ? "," : "") + orderJson(order);
        }
    }
    return {200, json + "]"};
}

void BinanceAlgoOrders::end(BinanceAlgoOrder& order)
{
    order.isOpen = false;
    order.updated = m_account.markets().now();
    say(order);
}

void BinanceAlgoOrders::say(const BinanceAlgoOrder& order) const
{
    if (!changed) {
        return;
    }
    const std::string now = millisecondsText(order.updated);
    changed(R"({"e":"ALGO_UPDATE","T":)" + now + R"(,"E":)" + now + R"(,"o":{)" + quotedField("caid", order.clientId)
        + R"(,"aid":)" + std::to_string(order.id) + R"(,"at":"CONDITIONAL",)" + quotedField("o", order.type) + ","
        + quotedField("s", m_account.settings(order.market).symbol) + "," + quotedField("S", binanceText(order.side))
        + "," + quotedField("ps", binanceText(order.positionSide)) + "," + quotedField("f", order.timeInForce) + ","
        + quotedField("q", order.size.text()) + "," + quotedField("X", order.isOpen ? "NEW" : "CANCELED")
        + R"(,"ai":"","ap":"0","aq":"0","act":"0",)" + quotedField("tp", order.trigger.text()) + ","
        + quotedField("p", order.price.text()) + R"(,"V":"EXPIRE_MAKER",)" + quotedField("wt", order.workingType)
        + R"(,"pm":"NONE",)" + flag("cp", order.closesPosition) + "," + flag("pP", order.isPriceProtected) + ","
        + flag("R", order.isReduceOnly) + R"(,"tt":0,"gtd":0}})");
}

std::string BinanceAlgoOrders::orderJson(const BinanceAlgoOrder& order) const
{
    return R"({"algoId":)" + std::to_string(order.id) + "," + quotedField("clientAlgoId", order.clientId)
        + R"(,"algoType":"CONDITIONAL",)" + quotedField("orderType", order.type) + ","
        + quotedField("symbol", m_account.settings(order.market).symbol) + ","
        + quotedField("side", binanceText(order.side)) + ","
        + quotedField("positionSide", binanceText(order.positionSide)) + ","
        + quotedField("timeInForce", order.timeInForce) + "," + quotedField("quantity", order.size.text()) + ","
        + quotedField("algoStatus", order.isOpen ? "NEW" : "CANCELED")
        + R"(,"actualOrderId":"","actualPrice":"0.00000",)" + quotedField("triggerPrice", order.trigger.text()) + ","
        + quotedField("price", order.price.text())
        + R"(,"icebergQuantity":null,"selfTradePreventionMode":"EXPIRE_MAKER",)"
        + quotedField("workingType", order.workingType) + R"(,"priceMatch":"NONE",)"
        + flag("closePosition", order.closesPosition) + "," + flag("priceProtect", order.isPriceProtected) + ","
        + flag("reduceOnly", order.isReduceOnly) + "," + quotedField("activatePrice", order.activatePrice) + ","
        + quotedField("callbackRate", order.callbackRate) + R"(,"createTime":)" + millisecondsText(order.created)
        + R"(,"updateTime":)" + millisecondsText(order.updated) + R"(,"triggerTime":0,"goodTillDate":0})";
}

} // namespace leadline::sim
