// SPDX-License-Identifier: MIT
#include "engine/sim/kraken/kraken_account.h"

#include "engine/core/time_text.h"
#include "engine/sim/kraken/kraken_json.h"
#include "engine/sim/kraken/kraken_orders.h"
#include "engine/venues/kraken/kraken_rows.h"

#include <algorithm>

namespace leadline::sim
{

using core::Price;
using core::Quantity;
using core::Side;

TradeAction KrakenAccount::actionOf(std::string_view text)
{
    const auto has = [&](std::string_view part) { return text.find(part) != std::string_view::npos; };
    return has(R"("add_order")")                             ? TradeAction::Place
        : has(R"("amend_order")")                            ? TradeAction::Amend
        : has(R"("cancel_order")") || has(R"("cancel_all")") ? TradeAction::Cancel
                                                             : TradeAction::None;
}

std::optional<std::string> KrakenAccount::refusal(TradeFault fault, std::string_view text) const
{
    const char* const error = fault == TradeFault::Reject                     ? "EOrder:Insufficient funds"
        : fault == TradeFault::TooManyRequests || fault == TradeFault::Banned ? "EOrder:Rate limit exceeded"
        : fault == TradeFault::ServerError                                    ? "EService:Unavailable"
        : fault == TradeFault::ClockSkew                                      ? "EService:Deadline elapsed"
                                                                              : nullptr;
    const auto request = json::Tree::parse(text);
    if (error == nullptr || !request) {
        return std::nullopt;
    }
    const std::string now = isoText(m_markets.now());
    return R"({"error":")" + std::string(error) + R"(","method":")" + (*request)["method"].text() + R"(","req_id":)"
        + std::to_string((*request)["req_id"].whole()) + R"(,"success":false,"time_in":")" + now + R"(","time_out":")"
        + now + "\"}";
}

std::string KrakenAccount::addOrder(const json::Tree& params, std::string& error)
{
    // Refused when it comes later than its deadline, by the venue's clock.
    if (params["deadline"].isThere()) {
        const auto deadline = core::isoTime(params["deadline"].text());
        if (!deadline || m_simulator.venueNow() > *deadline) {
            error = "EService:Deadline elapsed";
            return {};
        }
    }
    const auto market = m_markets.find(params["symbol"].text());
    if (!market) {
        error = "EGeneral:Invalid arguments:symbol";
        return {};
    }
    AccountRequest request{.clientId = params["cl_ord_id"].text(),
        .market = *market,
        .side = params["side"].text() == "buy" ? Side::Bid : Side::Ask,
        .size = params["order_qty"].quantity()};
    const std::string& type = params["order_type"].text();
    const bool waits = venues::kraken::isTrigger(type);
    const bool isPriced = type == "limit" || kraken::isTriggerWithLimit(type);
    if (type != "limit" && type != "market" && !waits) {
        error = "EGeneral:Invalid arguments:order_type";
        return {};
    }
    request.price = isPriced ? params["limit_price"].price() : Price{};
    if (waits) {
        const json::Tree& triggers = params["triggers"];
        const std::string& kind = triggers["price_type"].text();
        const std::string text =
            (kind == "pct" || kind == "quote" ? "#" : "") + triggers["price"].text() + (kind == "pct" ? "%" : "");
        request.type = type;
        request.trigger =
            kraken::triggerPrice(text, m_account.markPrice(*market), m_markets.settings(*market).tick, request.side);
    }
    request.isBorrowed = params["margin"].isTrue();
    request.isReduceOnly = request.isBorrowed && params["reduce_only"].isTrue(); // of bought coins it says nothing
    request.timeInForce = params["post_only"].isTrue() ? TimeInForce::PostOnly
        : params["time_in_force"].text() == "ioc"      ? TimeInForce::ImmediateOrCancel
                                                       : TimeInForce::GoodTillCancel;
    if ((isPriced && request.price.raw() <= 0) || (waits && request.trigger.raw() <= 0)) {
        error = "EOrder:Invalid price";
        return {};
    }
    const auto placed = m_account.place(request);
    if (!placed) {
        error = kraken::errorText(placed.error());
        return {};
    }
    return "{" + kraken::quoted("order_id", kraken::orderName(*placed))
        + (request.clientId.empty() ? "" : "," + kraken::quoted("cl_ord_id", request.clientId)) + "}";
}

std::string KrakenAccount::amendOrder(const json::Tree& params, std::string& error)
{
    const AccountOrder* const order = named(params["order_id"].text(), params["cl_ord_id"].text());
    if (order == nullptr || !order->isOpen()) {
        error = "EOrder:Unknown order";
        return {};
    }
    const Price price = params["limit_price"].isThere() ? params["limit_price"].price() : order->price;
    const Quantity size = params["order_qty"].isThere() ? params["order_qty"].quantity() : order->size;
    const Price trigger = params["trigger_price"].isThere() ? params["trigger_price"].price() : order->trigger;
    const auto done = order->isWaiting() ? m_account.amendWaiting(order->id, trigger, price, size)
                                         : m_account.amend(order->id, price, size);
    error = done ? "" : kraken::errorText(done.error());
    return R"({"amend_id":"TAMEND-)" + kraken::orderName(order->id).substr(1) + "\","
        + kraken::quoted("order_id", kraken::orderName(order->id)) + "}";
}

std::string KrakenAccount::cancelOrders(const json::Tree& params, std::string& error)
{
    std::string result;
    const auto cancel = [&](const AccountOrder* order) {
        if (order == nullptr || !m_account.cancel(order->id)) {
            error = "EOrder:Unknown order";
            return;
        }
        result = "{" + kraken::quoted("order_id", kraken::orderName(order->id)) + "}";
    };
    for (const json::Tree& id : params["order_id"].items()) {
        cancel(named(id.text(), {}));
    }
    for (const json::Tree& id : params["cl_ord_id"].items()) {
        cancel(named({}, id.text()));
    }
    return result;
}

std::optional<std::string> KrakenAccount::answer(ClientId client, const json::Tree& request)
{
    const std::string& method = request["method"].text();
    const json::Tree& params = request["params"];
    const std::string& channel = params["channel"].text();
    const bool isStream =
        (method == "subscribe" || method == "unsubscribe") && (channel == "executions" || channel == "balances");
    const std::initializer_list<std::string_view> trading{
        "add_order", "amend_order", "cancel_order", "cancel_all", "cancel_all_orders_after"};
    if (!isStream && std::ranges::find(trading, method) == trading.end()) {
        return std::nullopt;
    }
    const std::string now = isoText(m_markets.now());
    std::string error;
    std::string result;
    if (m_token.empty() || params["token"].text() != m_token) {
        error = "ESession:Invalid session";
    } else if (isStream) {
        Stream& stream = m_streams[client];
        (channel == "executions" ? stream.wantsExecutions : stream.wantsBalances) = method == "subscribe";
        result = "{" + kraken::quoted("channel", channel) + (channel == "executions" ? R"(,"maxratecount":125)" : "")
            + R"(,"snapshot":true})";
    } else if (method == "add_order") {
        result = addOrder(params, error);
    } else if (method == "amend_order") {
        result = amendOrder(params, error);
    } else if (method == "cancel_order") {
        result = cancelOrders(params, error);
    } else if (method == "cancel_all") {
        result = R"({"count":)" + std::to_string(m_account.cancelAll()) + "}";
    } else {
        const std::int64_t seconds = params["timeout"].whole();
        m_account.cancelAllAt(
            seconds > 0 ? std::optional(m_markets.now() + std::chrono::seconds(seconds)) : std::nullopt);
        result = "{" + kraken::quoted("currentTime", now) + ","
            + kraken::quoted(
                "triggerTime", seconds > 0 ? isoText(m_markets.now() + std::chrono::seconds(seconds)) : "0")
            + "}";
    }
    const std::string id =
        request["req_id"].isThere() ? R"(,"req_id":)" + std::to_string(request["req_id"].whole()) : "";
    return "{" + kraken::quoted("method", method) + id
        + (error.empty() ? R"(,"success":true,"result":)" + result
                         : R"(,"success":false,)" + kraken::quoted("error", error))
        + "," + kraken::quoted("time_in", now) + "," + kraken::quoted("time_out", now) + "}";
}

void KrakenAccount::greet(ClientId client, const json::Tree& request)
{
    const auto found = m_streams.find(client);
    const std::string& channel = request["params"]["channel"].text();
    if (found == m_streams.end() || request["method"].text() != "subscribe") {
        return;
    }
    if (channel == "executions" && found->second.wantsExecutions) {
        std::string entries;
        for (const AccountOrder* const order : m_account.openOrders()) {
            entries += (entries.empty() ? "" : ",") + kraken::executionJson(m_account, *order, "status");
        }
        found->second.sequence = 1;
        m_simulator.sendPrivate(
            client, R"({"channel":"executions","type":"snapshot","data":[)" + entries + R"(],"sequence":1})");
    } else if (channel == "balances" && found->second.wantsBalances) {
        tellBalances();
    }
}

} // namespace leadline::sim
