// SPDX-License-Identifier: MIT
#include "engine/sim/kraken/kraken_account.h"

#include "engine/sim/kraken/kraken_json.h"
#include "engine/sim/kraken/kraken_orders.h"
#include "engine/sim/protocol/url_query.h"
#include "engine/venues/kraken/kraken_rows.h"
#include "engine/venues/kraken/kraken_trading.h"
#include "engine/venues/signing.h"

#include <algorithm>
#include <charconv>

namespace leadline::sim
{

using core::Price;
using core::Quantity;
using core::Side;

namespace
{

constexpr std::string_view privatePath = "/0/private/";

/// A price from text with more decimals than the tick: as close as it says, not rounded.
template <class Value> Value parsed(std::string_view text)
{
    return Value::parse(text).value_or(Value{});
}

/// How far back a list goes: whole seconds.
core::Timestamp startOf(std::string_view form)
{
    return core::fromNanoseconds(static_cast<std::int64_t>(parsed<Quantity>(decodedItem(form, "start")).raw()));
}

} // namespace

TradeAction KrakenAccount::actionOf(const RestRequest& request)
{
    const std::string& path = request.path;
    return path == "/0/private/AddOrder"        ? TradeAction::Place
        : path == "/0/private/AmendOrder"       ? TradeAction::Amend
        : path.starts_with("/0/private/Cancel") ? TradeAction::Cancel
        : path.starts_with(privatePath)         ? TradeAction::Other
                                                : TradeAction::None;
}

std::optional<RestAnswer> KrakenAccount::refusal(TradeFault fault) const
{
    switch (fault) {
    case TradeFault::Reject:
        return RestAnswer{200, R"({"error":["EOrder:Insufficient funds"]})"};
    case TradeFault::TooManyRequests:
    case TradeFault::Banned:
        return RestAnswer{200, R"({"error":["EAPI:Rate limit exceeded"]})"};
    default:
        return std::nullopt;
    }
}

std::string KrakenAccount::assetsJson() const
{
    std::vector<core::Asset> bases;
    bases.reserve(m_markets.size());
    for (std::size_t i = 0; i < m_markets.size(); ++i) {
        bases.push_back(m_markets.settings(i).pair.base);
    }
    std::string rows;
    for (const core::Asset& asset : m_account.assets()) {
        const bool isCoin = std::ranges::find(bases, asset) != bases.end();
        rows += (rows.empty() ? "\"" : ",\"") + asset.text() + R"(":{"aclass":"currency",)"
            + kraken::quoted("altname", asset.text()) + R"(,"decimals":)" + (isCoin ? "10" : "8")
            + R"(,"display_decimals":5,"status":"enabled"})";
    }
    return rows;
}

std::string KrakenAccount::pairJson(const EmbeddedMarketSettings& listed) const
{
    const core::Pair& pair = listed.pair;
    const std::string name = pair.base.text() + pair.quote.text();
    const auto decimals = [](const std::string& step) { return std::to_string(core::writtenDecimals(step)); };
    const auto percent = [](double bps) {
        return core::decimalText(static_cast<core::Int128>(bps / 100 * core::decimalScale));
    };
    return "\"" + name + R"(":{)" + kraken::quoted("altname", name) + "," + kraken::quoted("wsname", listed.symbol)
        + "," + kraken::quoted("base", pair.base.text()) + "," + kraken::quoted("quote", pair.quote.text())
        + R"(,"cost_decimals":5,"pair_decimals":)" + decimals(listed.tick.text()) + R"(,"lot_decimals":)"
        + decimals(listed.lot.text()) + R"(,"lot_multiplier":1,"leverage_buy":[],"leverage_sell":[],"fees":[[0,)"
        + percent(m_account.terms().takerFeeBps) + R"(]],"fees_maker":[[0,)" + percent(m_account.terms().makerFeeBps)
        + R"(]],"fee_volume_currency":"ZUSD",)" + kraken::quoted("ordermin", listed.lot.text()) + ","
        + kraken::quoted("costmin", core::decimalText(listed.minimumNotional.raw() / core::decimalScale)) + ","
        + kraken::quoted("tick_size", listed.tick.text()) + R"(,"status":"online"})";
}

std::optional<RestAnswer> KrakenAccount::publicRest(const RestRequest& request) const
{
    const auto result = [](const std::string& json) {
        return RestAnswer{200, R"({"error":[],"result":{)" + json + "}}"};
    };
    if (request.path == "/0/public/Assets") {
        return result(assetsJson());
    }
    if (request.path == "/0/public/AssetPairs") {
        const std::string wanted = decodedItem(request.query, "pair");
        std::string rows;
        for (std::size_t i = 0; i < m_markets.size(); ++i) {
            if (wanted.empty() || kraken::isNameOf(wanted, m_markets.settings(i))) {
                rows += (rows.empty() ? "" : ",") + pairJson(m_markets.settings(i));
            }
        }
        return rows.empty() ? RestAnswer{200, R"({"error":["EQuery:Unknown asset pair"]})"} : result(rows);
    }
    if (request.path == "/0/public/Time") {
        return result(R"("unixtime":)" + std::to_string(core::millisecondsOf(m_simulator.venueNow()) / 1000));
    }
    return std::nullopt;
}

std::optional<RestAnswer> KrakenAccount::rest(const RestRequest& request)
{
    if (auto answer = publicRest(request)) {
        return answer;
    }
    if (!request.path.starts_with(privatePath)) {
        return std::nullopt;
    }
    const auto fail = [](const std::string& error) { return RestAnswer{200, R"({"error":[")" + error + "\"]}"}; };
    if (!request.header || request.header("API-Key") != embeddedKey) {
        return fail("EAPI:Invalid key");
    }
    const std::string nonce = decodedItem(request.body, "nonce");
    if (venues::kraken::signature(venues::base64Text(embeddedSecret), request.path, nonce, request.body)
        != request.header("API-Sign")) {
        return fail("EAPI:Invalid signature");
    }
    std::uint64_t value = 0;
    std::from_chars(nonce.data(), nonce.data() + nonce.size(), value);
    // Each client has a stream of its own in this market: milliseconds of one would hide nanoseconds of another.
    if (value == 0) {
        return fail("EAPI:Invalid nonce");
    }
    std::string error;
    const std::string result =
        restResult(std::string_view(request.path).substr(privatePath.size()), request.body, error);
    return error.empty() ? RestAnswer{200, R"({"error":[],"result":)" + result + "}"} : fail(error);
}

std::string KrakenAccount::restAddOrder(std::string_view form, std::string& error)
{
    const auto market = kraken::marketNamed(m_markets, decodedItem(form, "pair"));
    if (!market) {
        error = "EQuery:Unknown asset pair";
        return {};
    }
    AccountRequest request{.clientId = decodedItem(form, "cl_ord_id"),
        .market = *market,
        .side = decodedItem(form, "type") == "buy" ? Side::Bid : Side::Ask,
        .size = parsed<Quantity>(decodedItem(form, "volume"))};
    const std::string type = decodedItem(form, "ordertype");
    const bool waits = venues::kraken::isTrigger(type);
    if (type != "limit" && type != "market" && !waits) {
        error = "EGeneral:Invalid arguments:ordertype";
        return {};
    }
    request.price = type == "limit" ? parsed<Price>(decodedItem(form, "price")) : Price{};
    if (waits) {
        const Price tick = m_markets.settings(*market).tick;
        std::string price = decodedItem(form, "price");
        if (type.starts_with("trailing") && price.starts_with('+')) {
            price.front() = '#'; // how far it stays behind, not above
        }
        request.type = type;
        request.trigger = kraken::triggerPrice(price, m_account.markPrice(*market), tick, request.side);
        request.price = kraken::isTriggerWithLimit(type)
            ? kraken::triggerPrice(decodedItem(form, "price2"), request.trigger, tick, request.side)
            : Price{};
    }
    const bool lacksPrice = (type == "limit" || kraken::isTriggerWithLimit(type)) && request.price.raw() <= 0;
    if (lacksPrice || (waits && request.trigger.raw() <= 0)) {
        error = "EOrder:Invalid price";
        return {};
    }
    const std::string leverage = decodedItem(form, "leverage");
    request.isBorrowed = !leverage.empty() && leverage != "none";
    request.isReduceOnly = request.isBorrowed && decodedItem(form, "reduce_only") == "true";
    const bool isPostOnly = decodedItem(form, "oflags").find("post") != std::string::npos;
    request.timeInForce = isPostOnly                ? TimeInForce::PostOnly
        : decodedItem(form, "timeinforce") == "IOC" ? TimeInForce::ImmediateOrCancel
                                                    : TimeInForce::GoodTillCancel;
    const auto placed = m_account.place(request);
    if (!placed) {
        error = kraken::errorText(placed.error());
        return {};
    }
    const core::Pair& pair = m_markets.settings(*market).pair;
    const std::string text = kraken::sideText(request.side) + " " + request.size.text() + " " + pair.base.text()
        + pair.quote.text() + " @ "
        + (waits                  ? type + " " + request.trigger.text()
                : type == "limit" ? "limit " + request.price.text()
                                  : "market");
    return R"({"txid":[")" + kraken::orderName(*placed) + R"("],"descr":{)" + kraken::quoted("order", text) + "}}";
}

std::string KrakenAccount::restResult(std::string_view call, std::string_view form, std::string& error)
{
    const std::string txid = decodedItem(form, "txid");
    const std::string clientId = decodedItem(form, "cl_ord_id");
    if (call == "GetWebSocketsToken") {
        if (m_token.empty()) {
            m_token =
                "token" + std::to_string(core::millisecondsOf(m_markets.now())) + "x" + std::to_string(++m_tokens);
        }
        return "{" + kraken::quoted("token", m_token) + R"(,"expires":900})";
    }
    if (call == "BalanceEx") {
        return kraken::balancesJson(m_account);
    }
    if (call == "OpenPositions") {
        return kraken::positionsJson(m_account);
    }
    if (call == "AddOrder") {
        return restAddOrder(form, error);
    }
    if (call == "OpenOrders") {
        return kraken::openOrdersJson(m_account, clientId);
    }
    if (call == "ClosedOrders") {
        return kraken::closedOrdersJson(m_account, clientId, startOf(form));
    }
    if (call == "CancelAll") {
        return R"({"count":)" + std::to_string(m_account.cancelAll()) + "}";
    }
    if (call == "CancelAllOrdersAfter") {
        const auto seconds = parsed<Quantity>(decodedItem(form, "timeout"));
        const auto wait = std::chrono::nanoseconds(static_cast<std::int64_t>(seconds.raw()));
        m_account.cancelAllAt(wait.count() > 0 ? std::optional(m_markets.now() + wait) : std::nullopt);
        return "{" + kraken::quoted("currentTime", isoText(m_markets.now())) + ","
            + kraken::quoted("triggerTime", wait.count() > 0 ? isoText(m_markets.now() + wait) : "0") + "}";
    }
    if (call == "TradesHistory") {
        const auto offset = parsed<Quantity>(decodedItem(form, "ofs")).raw() / core::decimalScale;
        return kraken::tradesJson(m_account, startOf(form), static_cast<int>(offset));
    }
    const AccountOrder* const order = named(txid, clientId);
    if (call == "QueryOrders") {
        if (order == nullptr) {
            error = "EOrder:Unknown order";
            return {};
        }
        return "{\"" + kraken::orderName(order->id) + "\":" + kraken::orderJson(m_account, *order) + "}";
    }
    if (call == "CancelOrder") {
        if (order == nullptr || !m_account.cancel(order->id)) {
            error = "EOrder:Unknown order";
        }
        return R"({"count":1})";
    }
    if (call == "AmendOrder") {
        const auto price = decodedItem(form, "limit_price");
        const auto size = decodedItem(form, "order_qty");
        if (order == nullptr) {
            error = "EOrder:Unknown order";
            return {};
        }
        const auto trigger = decodedItem(form, "trigger_price");
        const Price wanted = price.empty() ? order->price : parsed<Price>(price);
        const Quantity wantedSize = size.empty() ? order->size : parsed<Quantity>(size);
        const auto done = order->isWaiting() ? m_account.amendWaiting(
                              order->id, trigger.empty() ? order->trigger : parsed<Price>(trigger), wanted, wantedSize)
                                             : m_account.amend(order->id, wanted, wantedSize);
        error = done ? "" : kraken::errorText(done.error());
        return R"({"amend_id":"TAMEND-)" + kraken::orderName(order->id).substr(1) + "\"}";
    }
    error = "EGeneral:Unknown method";
    return {};
}

} // namespace leadline::sim
