// SPDX-License-Identifier: MIT
#include "engine/sim/kraken/kraken_account.h"

#include "engine/sim/protocol/url_query.h"
#include "engine/venues/json_reader.h"
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
using venues::JsonTree;
using venues::kraken::isTrigger;

namespace
{

constexpr std::string_view privatePath = "/0/private/";

std::string errorText(AccountRefusal why)
{
    switch (why) {
    case AccountRefusal::WouldTake:
        return "EOrder:Post only order";
    case AccountRefusal::TooSmall:
        return "EOrder:Cost minimum not met";
    case AccountRefusal::OffTick:
        return "EOrder:Tick size check failed";
    case AccountRefusal::OffLot:
        return "EOrder:Order minimum not met";
    case AccountRefusal::OutOfBand:
        return "EOrder:Invalid price";
    case AccountRefusal::NoFunds:
        return "EOrder:Insufficient funds";
    case AccountRefusal::DuplicateId:
        return "EGeneral:Invalid arguments:cl_ord_id";
    case AccountRefusal::UnknownOrder:
        return "EOrder:Unknown order";
    case AccountRefusal::NothingChanged:
        return "EOrder:No change";
    case AccountRefusal::TooManyOrders:
        return "EOrder:Orders limit exceeded";
    case AccountRefusal::NothingToClose:
    case AccountRefusal::ClosedAlready:
        return "EOrder:Reduce only:No position exists";
    case AccountRefusal::WrongPositionSide:
        break; // there is one position here, or none
    }
    return "EGeneral:Internal error";
}

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

/// A price from text with more decimals than the tick: as close as it says, not rounded.
template <class Value> Value parsed(std::string_view text)
{
    return Value::parse(text).value_or(Value{});
}

bool isTriggerWithLimit(std::string_view type)
{
    return isTrigger(type) && type.ends_with("-limit");
}

/// "59000", "+100", "-1.5%": from the mark where it is an offset. Zero where it is no price.
Price triggerPrice(std::string_view text, Price mark, Price tick, Side side)
{
    const bool isPercent = text.ends_with('%');
    const bool isOffset = isPercent || text.starts_with('+') || text.starts_with('-') || text.starts_with('#');
    const bool isBelow = text.starts_with('-') || (!text.starts_with('+') && side == Side::Ask);
    text.remove_suffix(isPercent ? 1 : 0);
    text.remove_prefix(!text.empty() && isOffset && (text.front() < '0' || text.front() > '9') ? 1 : 0);
    const auto number = Price::parse(text);
    if (!number || !isOffset) {
        return number.value_or(Price{});
    }
    constexpr double percent = 0.01;
    const double away = number->toDoubleLossy() * (isPercent ? percent * mark.toDoubleLossy() : 1);
    const auto steps = static_cast<std::int64_t>(
        (mark.toDoubleLossy() + (isBelow ? -away : away)) * core::decimalScale / static_cast<double>(tick.raw()));
    return Price::fromRaw(steps * tick.raw());
}

/// The order as descriptions have it: "stop-loss-limit".
std::string typeText(const AccountOrder& order)
{
    return order.isWaiting() ? order.type : order.isMarket ? "market" : "limit";
}

} // namespace

KrakenAccount::KrakenAccount(EmbeddedMarket& market, VenueSimulator& simulator)
    : m_market(market)
    , m_simulator(simulator)
    , m_account(market,
          {.makerFeeBps = 25,
              .takerFeeBps = 40,
              .isMargin = false,
              .base = Quantity::fromRaw(static_cast<core::Int128>(300) * core::decimalScale)})
{
    m_account.changed = [this](const AccountEvent& event) { changed(event); };
}

std::string KrakenAccount::orderName(std::uint64_t id)
{
    const std::string text = base36(id, 12);
    return "O" + text.substr(0, 5) + "-" + text.substr(5, 4) + "L-" + text.substr(9) + "ABC";
}

std::uint64_t KrakenAccount::orderId(std::string_view name)
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

std::string KrakenAccount::fillName(std::uint64_t id)
{
    const std::string text = base36(id, 12);
    return "T" + text.substr(0, 5) + "-" + text.substr(5, 4) + "F-" + text.substr(9) + "XYZ";
}

const AccountOrder* KrakenAccount::named(std::string_view id, std::string_view clientId) const
{
    return id.empty() ? m_account.findByClientId(std::string(clientId)) : m_account.find(orderId(id));
}

TradeAction KrakenAccount::actionOf(const RestRequest& request)
{
    const std::string& path = request.path;
    return path == "/0/private/AddOrder"        ? TradeAction::Place
        : path == "/0/private/AmendOrder"       ? TradeAction::Amend
        : path.starts_with("/0/private/Cancel") ? TradeAction::Cancel
        : path.starts_with(privatePath)         ? TradeAction::Other
                                                : TradeAction::None;
}

TradeAction KrakenAccount::actionOf(std::string_view text)
{
    const auto has = [&](std::string_view part) { return text.find(part) != std::string_view::npos; };
    return has(R"("add_order")")                             ? TradeAction::Place
        : has(R"("amend_order")")                            ? TradeAction::Amend
        : has(R"("cancel_order")") || has(R"("cancel_all")") ? TradeAction::Cancel
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

std::optional<std::string> KrakenAccount::refusal(TradeFault fault, std::string_view text) const
{
    const char* const error = fault == TradeFault::Reject                     ? "EOrder:Insufficient funds"
        : fault == TradeFault::TooManyRequests || fault == TradeFault::Banned ? "EOrder:Rate limit exceeded"
        : fault == TradeFault::ServerError                                    ? "EService:Unavailable"
        : fault == TradeFault::ClockSkew                                      ? "EService:Deadline elapsed"
                                                                              : nullptr;
    const auto request = JsonTree::parse(text);
    if (error == nullptr || !request) {
        return std::nullopt;
    }
    const std::string now = isoText(m_market.now());
    return R"({"error":")" + std::string(error) + R"(","method":")" + (*request)["method"].text() + R"(","req_id":)"
        + std::to_string((*request)["req_id"].whole()) + R"(,"success":false,"time_in":")" + now + R"(","time_out":")"
        + now + "\"}";
}

void KrakenAccount::endSessions()
{
    m_token.clear();
}

void KrakenAccount::disconnected(ClientId client)
{
    m_streams.erase(client);
}

std::optional<RestAnswer> KrakenAccount::rest(const RestRequest& request)
{
    if (request.path == "/0/public/Assets") {
        const auto asset = [](const std::string& name, int decimals) {
            return "\"" + name + R"(":{"aclass":"currency",)" + quoted("altname", name) + R"(,"decimals":)"
                + std::to_string(decimals) + R"(,"display_decimals":5,"status":"enabled"})";
        };
        const core::Pair& pair = m_market.settings().pair;
        return RestAnswer{
            200, R"({"error":[],"result":{)" + asset(pair.base.text(), 10) + "," + asset(pair.quote.text(), 8) + "}}"};
    }
    if (request.path == "/0/public/AssetPairs") {
        const core::Pair& pair = m_market.settings().pair;
        const std::string name = pair.base.text() + pair.quote.text();
        const auto decimals = [](const std::string& step) { return std::to_string(core::writtenDecimals(step)); };
        const auto percent = [](double bps) {
            return core::decimalText(static_cast<core::Int128>(bps / 100 * core::decimalScale));
        };
        return RestAnswer{200,
            R"({"error":[],"result":{")" + name + R"(":{)" + quoted("altname", name) + ","
                + quoted("wsname", m_market.symbol()) + "," + quoted("base", pair.base.text()) + ","
                + quoted("quote", pair.quote.text()) + R"(,"cost_decimals":5,"pair_decimals":)"
                + decimals(m_market.settings().tick.text()) + R"(,"lot_decimals":)"
                + decimals(m_market.settings().lot.text()) + R"(,"lot_multiplier":1,"leverage_buy":[],)"
                + R"("leverage_sell":[],"fees":[[0,)" + percent(m_account.terms().takerFeeBps)
                + R"(]],"fees_maker":[[0,)" + percent(m_account.terms().makerFeeBps)
                + R"(]],"fee_volume_currency":"ZUSD",)" + quoted("ordermin", m_market.settings().lot.text()) + ","
                + quoted("costmin", core::decimalText(m_market.settings().minimumNotional.raw() / core::decimalScale))
                + "," + quoted("tick_size", m_market.settings().tick.text()) + R"(,"status":"online"}}})"};
    }
    if (request.path == "/0/public/Time") {
        const std::int64_t seconds = core::millisecondsOf(m_simulator.venueNow()) / 1000;
        return RestAnswer{200, R"({"error":[],"result":{"unixtime":)" + std::to_string(seconds) + "}}"};
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
    AccountRequest request{.clientId = decodedItem(form, "cl_ord_id"),
        .side = decodedItem(form, "type") == "buy" ? Side::Bid : Side::Ask,
        .size = parsed<Quantity>(decodedItem(form, "volume"))};
    const std::string type = decodedItem(form, "ordertype");
    const bool waits = isTrigger(type);
    if (type != "limit" && type != "market" && !waits) {
        error = "EGeneral:Invalid arguments:ordertype";
        return {};
    }
    request.price = type == "limit" ? parsed<Price>(decodedItem(form, "price")) : Price{};
    if (waits) {
        const Price tick = m_market.settings().tick;
        std::string price = decodedItem(form, "price");
        if (type.starts_with("trailing") && price.starts_with('+')) {
            price.front() = '#'; // how far it stays behind, not above
        }
        request.type = type;
        request.trigger = triggerPrice(price, m_account.markPrice(), tick, request.side);
        request.price = isTriggerWithLimit(type)
            ? triggerPrice(decodedItem(form, "price2"), request.trigger, tick, request.side)
            : Price{};
    }
    const bool lacksPrice = (type == "limit" || isTriggerWithLimit(type)) && request.price.raw() <= 0;
    if (lacksPrice || (waits && request.trigger.raw() <= 0)) {
        error = "EOrder:Invalid price";
        return {};
    }
    const bool isPostOnly = decodedItem(form, "oflags").find("post") != std::string::npos;
    request.timeInForce = isPostOnly                ? TimeInForce::PostOnly
        : decodedItem(form, "timeinforce") == "IOC" ? TimeInForce::ImmediateOrCancel
                                                    : TimeInForce::GoodTillCancel;
    const auto placed = m_account.place(request);
    if (!placed) {
        error = errorText(placed.error());
        return {};
    }
    const core::Pair& pair = m_market.settings().pair;
    const std::string text = sideText(request.side) + " " + request.size.text() + " " + pair.base.text()
        + pair.quote.text() + " @ "
        + (waits                  ? type + " " + request.trigger.text()
                : type == "limit" ? "limit " + request.price.text()
                                  : "market");
    return R"({"txid":[")" + orderName(*placed) + R"("],"descr":{)" + quoted("order", text) + "}}";
}

std::string KrakenAccount::restResult(std::string_view call, std::string_view form, std::string& error)
{
    const std::string txid = decodedItem(form, "txid");
    const std::string clientId = decodedItem(form, "cl_ord_id");
    if (call == "GetWebSocketsToken") {
        if (m_token.empty()) {
            m_token = "token" + std::to_string(core::millisecondsOf(m_market.now())) + "x" + std::to_string(++m_tokens);
        }
        return "{" + quoted("token", m_token) + R"(,"expires":900})";
    }
    if (call == "BalanceEx") {
        return balancesJson();
    }
    if (call == "OpenPositions") {
        return "{}"; // nothing is lent here
    }
    if (call == "AddOrder") {
        return restAddOrder(form, error);
    }
    if (call == "OpenOrders") {
        return R"({"open":)" + ordersJson(true, clientId) + "}";
    }
    if (call == "ClosedOrders") {
        return R"({"closed":)" + ordersJson(false, clientId) + R"(,"count":0})";
    }
    if (call == "CancelAll") {
        return R"({"count":)" + std::to_string(m_account.cancelAll()) + "}";
    }
    if (call == "CancelAllOrdersAfter") {
        const auto seconds = parsed<Quantity>(decodedItem(form, "timeout"));
        const auto wait = std::chrono::nanoseconds(static_cast<std::int64_t>(seconds.raw()));
        m_account.cancelAllAt(wait.count() > 0 ? std::optional(m_market.now() + wait) : std::nullopt);
        return "{" + quoted("currentTime", isoText(m_market.now())) + ","
            + quoted("triggerTime", wait.count() > 0 ? isoText(m_market.now() + wait) : "0") + "}";
    }
    if (call == "TradesHistory") {
        const auto from =
            core::fromNanoseconds(static_cast<std::int64_t>(parsed<Quantity>(decodedItem(form, "start")).raw()));
        std::string json;
        int count = 0;
        const core::Pair& pair = m_market.settings().pair;
        for (const AccountFill& fill : m_account.fills()) {
            if (fill.time < from) {
                continue;
            }
            ++count;
            json += (json.empty() ? "" : ",") + std::string("\"") + fillName(fill.id) + R"(":{)"
                + quoted("ordertxid", orderName(fill.order)) + ","
                + quoted("pair", pair.base.text() + pair.quote.text()) + "," + number("time", secondsText(fill.time))
                + "," + quoted("type", sideText(fill.side)) + R"(,"ordertype":"limit",)"
                + quoted("price", fill.price.text()) + "," + quoted("cost", (fill.price * fill.size).text()) + ","
                + quoted("fee", fill.fee.text()) + "," + quoted("vol", fill.size.text())
                + R"(,"margin":"0","misc":"","trade_id":)" + std::to_string(fill.id) + R"(,"maker":)"
                + (fill.isMaker ? "true" : "false") + "}";
        }
        return R"({"trades":{)" + json + R"(},"count":)" + std::to_string(count) + "}";
    }
    const AccountOrder* const order = named(txid, clientId);
    if (call == "QueryOrders") {
        if (order == nullptr) {
            error = "EOrder:Unknown order";
            return {};
        }
        return "{\"" + orderName(order->id) + "\":" + orderJson(*order) + "}";
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
        error = done ? "" : errorText(done.error());
        return R"({"amend_id":"TAMEND-)" + orderName(order->id).substr(1) + "\"}";
    }
    error = "EGeneral:Unknown method";
    return {};
}

std::string KrakenAccount::addOrder(const JsonTree& params, std::string& error)
{
    // Refused when it comes later than its deadline, by the venue's clock.
    if (params["deadline"].isThere()) {
        const auto deadline = venues::json::isoTime(params["deadline"].text(), "deadline");
        if (!deadline || m_simulator.venueNow() > *deadline) {
            error = "EService:Deadline elapsed";
            return {};
        }
    }
    AccountRequest request{.clientId = params["cl_ord_id"].text(),
        .side = params["side"].text() == "buy" ? Side::Bid : Side::Ask,
        .size = params["order_qty"].quantity()};
    const std::string& type = params["order_type"].text();
    const bool waits = isTrigger(type);
    const bool isPriced = type == "limit" || isTriggerWithLimit(type);
    if (type != "limit" && type != "market" && !waits) {
        error = "EGeneral:Invalid arguments:order_type";
        return {};
    }
    request.price = isPriced ? params["limit_price"].price() : Price{};
    if (waits) {
        const JsonTree& triggers = params["triggers"];
        const std::string& kind = triggers["price_type"].text();
        const std::string text =
            (kind == "pct" || kind == "quote" ? "#" : "") + triggers["price"].text() + (kind == "pct" ? "%" : "");
        request.type = type;
        request.trigger = triggerPrice(text, m_account.markPrice(), m_market.settings().tick, request.side);
    }
    request.timeInForce = params["post_only"].isTrue() ? TimeInForce::PostOnly
        : params["time_in_force"].text() == "ioc"      ? TimeInForce::ImmediateOrCancel
                                                       : TimeInForce::GoodTillCancel;
    if (params["symbol"].text() != m_market.symbol()) {
        error = "EGeneral:Invalid arguments:symbol";
        return {};
    }
    if ((isPriced && request.price.raw() <= 0) || (waits && request.trigger.raw() <= 0)) {
        error = "EOrder:Invalid price";
        return {};
    }
    const auto placed = m_account.place(request);
    if (!placed) {
        error = errorText(placed.error());
        return {};
    }
    return "{" + quoted("order_id", orderName(*placed))
        + (request.clientId.empty() ? "" : "," + quoted("cl_ord_id", request.clientId)) + "}";
}

std::string KrakenAccount::amendOrder(const JsonTree& params, std::string& error)
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
    error = done ? "" : errorText(done.error());
    return R"({"amend_id":"TAMEND-)" + orderName(order->id).substr(1) + "\"," + quoted("order_id", orderName(order->id))
        + "}";
}

std::string KrakenAccount::cancelOrders(const JsonTree& params, std::string& error)
{
    std::string result;
    const auto cancel = [&](const AccountOrder* order) {
        if (order == nullptr || !m_account.cancel(order->id)) {
            error = "EOrder:Unknown order";
            return;
        }
        result = "{" + quoted("order_id", orderName(order->id)) + "}";
    };
    for (const JsonTree& id : params["order_id"].items()) {
        cancel(named(id.text(), {}));
    }
    for (const JsonTree& id : params["cl_ord_id"].items()) {
        cancel(named({}, id.text()));
    }
    return result;
}

std::optional<std::string> KrakenAccount::answer(ClientId client, const JsonTree& request)
{
    const std::string& method = request["method"].text();
    const JsonTree& params = request["params"];
    const std::string& channel = params["channel"].text();
    const bool isStream =
        (method == "subscribe" || method == "unsubscribe") && (channel == "executions" || channel == "balances");
    const std::initializer_list<std::string_view> trading{
        "add_order", "amend_order", "cancel_order", "cancel_all", "cancel_all_orders_after"};
    if (!isStream && std::ranges::find(trading, method) == trading.end()) {
        return std::nullopt;
    }
    const std::string now = isoText(m_market.now());
    std::string error;
    std::string result;
    if (m_token.empty() || params["token"].text() != m_token) {
        error = "ESession:Invalid session";
    } else if (isStream) {
        Stream& stream = m_streams[client];
        (channel == "executions" ? stream.wantsExecutions : stream.wantsBalances) = method == "subscribe";
        result = "{" + quoted("channel", channel) + (channel == "executions" ? R"(,"maxratecount":125)" : "")
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
            seconds > 0 ? std::optional(m_market.now() + std::chrono::seconds(seconds)) : std::nullopt);
        result = "{" + quoted("currentTime", now) + ","
            + quoted("triggerTime", seconds > 0 ? isoText(m_market.now() + std::chrono::seconds(seconds)) : "0") + "}";
    }
    const std::string id =
        request["req_id"].isThere() ? R"(,"req_id":)" + std::to_string(request["req_id"].whole()) : "";
    return "{" + quoted("method", method) + id
        + (error.empty() ? R"(,"success":true,"result":)" + result : R"(,"success":false,)" + quoted("error", error))
        + "," + quoted("time_in", now) + "," + quoted("time_out", now) + "}";
}

void KrakenAccount::greet(ClientId client, const JsonTree& request)
{
    const auto found = m_streams.find(client);
    const std::string& channel = request["params"]["channel"].text();
    if (found == m_streams.end() || request["method"].text() != "subscribe") {
        return;
    }
    if (channel == "executions" && found->second.wantsExecutions) {
        std::string entries;
        for (const AccountOrder* const order : m_account.openOrders()) {
            entries += (entries.empty() ? "" : ",") + executionJson(*order, "status");
        }
        found->second.sequence = 1;
        m_simulator.sendPrivate(
            client, R"({"channel":"executions","type":"snapshot","data":[)" + entries + R"(],"sequence":1})");
    } else if (channel == "balances" && found->second.wantsBalances) {
        tellBalances();
    }
}

std::string KrakenAccount::orderJson(const AccountOrder& order) const
{
    const core::Pair& pair = m_market.settings().pair;
    const std::string status = order.isOpen()        ? "open"
        : order.status == AccountOrderStatus::Filled ? "closed"
        : order.status == AccountOrderStatus::Expired && order.timeInForce != TimeInForce::ImmediateOrCancel
        ? "expired"
        : "canceled";
    std::string trades;
    for (const AccountFill& fill : m_account.fills()) {
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

std::string KrakenAccount::ordersJson(bool open, std::string_view clientId) const
{
    std::string json;
    int left = 50; // as many as a page of closed orders has
    const auto add = [&](const AccountOrder& order) {
        if (order.isOpen() == open && (clientId.empty() || order.clientId == clientId) && (open || left-- > 0)) {
            json += (json.empty() ? "\"" : ",\"") + orderName(order.id) + "\":" + orderJson(order);
        }
    };
    if (!clientId.empty()) {
        if (const AccountOrder* const order = m_account.findByClientId(std::string(clientId))) {
            add(*order);
        }
    } else if (open) {
        for (const AccountOrder* const order : m_account.openOrders()) {
            add(*order);
        }
    } else {
        for (auto at = m_account.orders().rbegin(); at != m_account.orders().rend() && left > 0; ++at) {
            add(at->second);
        }
    }
    return "{" + json + "}";
}

std::string KrakenAccount::balancesJson() const
{
    const core::Pair& pair = m_market.settings().pair;
    const auto entry = [](const std::string& asset, Quantity total, Quantity available) {
        return "\"" + asset + R"(":{)" + quoted("balance", total.text()) + ","
            + quoted("hold_trade", (total - available).text()) + "}";
    };
    return "{" + entry(pair.quote.text(), m_account.quoteTotal(), m_account.quoteAvailable()) + ","
        + entry(pair.base.text(), m_account.baseTotal(), m_account.baseAvailable()) + "}";
}

std::string KrakenAccount::executionJson(const AccountOrder& order, std::string_view what) const
{
    const std::string status = order.status == AccountOrderStatus::New ? "new"
        : order.status == AccountOrderStatus::PartiallyFilled          ? "partially_filled"
        : order.status == AccountOrderStatus::Filled                   ? "filled"
        : order.status == AccountOrderStatus::Expired && order.timeInForce != TimeInForce::ImmediateOrCancel
        ? "expired"
        : "canceled";
    return "{" + quoted("order_id", orderName(order.id)) + "," + quoted("cl_ord_id", order.clientId) + ","
        + quoted("symbol", m_market.symbol()) + "," + quoted("exec_type", std::string(what)) + ","
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
        + order.fees.text() + "," + quoted("timestamp", isoText(m_market.now())) + "}";
}

std::string KrakenAccount::tradeJson(const AccountOrder& order, const AccountFill& fill) const
{
    // The trade that completes an order says partially_filled; a report of its own says filled.
    return "{" + quoted("order_id", orderName(order.id)) + "," + quoted("cl_ord_id", order.clientId) + ","
        + quoted("exec_id", fillName(fill.id)) + R"(,"exec_type":"trade","order_status":"partially_filled","trade_id":)"
        + std::to_string(fill.id) + "," + quoted("symbol", m_market.symbol()) + ","
        + quoted("side", sideText(fill.side)) + "," + number("last_qty", fill.size.text()) + ","
        + number("last_price", fill.price.text()) + "," + quoted("liquidity_ind", fill.isMaker ? "m" : "t") + ","
        + number("cost", (fill.price * fill.size).text()) + ","
        + quoted("order_type", order.isMarket ? "market" : "limit") + "," + number("order_qty", order.size.text()) + ","
        + number("cum_qty", order.filled.text()) + "," + number("cum_cost", order.value.text()) + ","
        + number("avg_price", order.averagePrice().text()) + "," + number("fee_usd_equiv", fill.fee.text())
        + R"(,"fees":[{)" + quoted("asset", m_market.settings().pair.quote.text()) + ","
        + number("qty", fill.fee.text()) + R"(}],)" + quoted("timestamp", isoText(fill.time)) + "}";
}

void KrakenAccount::tellExecution(const std::string& entry, const char* type)
{
    for (auto& [client, stream] : m_streams) {
        if (stream.wantsExecutions) {
            m_simulator.sendPrivate(client,
                R"({"channel":"executions","type":")" + std::string(type) + R"(","data":[)" + entry + R"(],"sequence":)"
                    + std::to_string(++stream.sequence) + "}");
        }
    }
}

void KrakenAccount::tellBalances()
{
    const core::Pair& pair = m_market.settings().pair;
    const auto entry = [](const std::string& asset, Quantity total) {
        return "{" + quoted("asset", asset) + R"(,"asset_class":"currency",)" + number("balance", total.text()) + "}";
    };
    for (const auto& [client, stream] : m_streams) {
        if (stream.wantsBalances) {
            m_simulator.sendPrivate(client,
                R"({"channel":"balances","type":"snapshot","data":[)" + entry(pair.quote.text(), m_account.quoteTotal())
                    + "," + entry(pair.base.text(), m_account.baseTotal()) + R"(],"sequence":1})");
        }
    }
}

void KrakenAccount::changed(const AccountEvent& event)
{
    const AccountOrder& order = event.order;
    switch (event.kind) {
    case AccountEvent::Kind::New:
        tellExecution(executionJson(order, "pending_new"));
        tellExecution(executionJson(order, "new"));
        break;
    case AccountEvent::Kind::Trade:
        tellExecution(tradeJson(order, *event.fill));
        if (order.status == AccountOrderStatus::Filled) {
            tellExecution(executionJson(order, "filled"));
        }
        tellBalances();
        break;
    case AccountEvent::Kind::Cancelled:
        tellExecution(executionJson(order, "canceled"));
        break;
    case AccountEvent::Kind::Expired:
        tellExecution(
            executionJson(order, order.timeInForce == TimeInForce::ImmediateOrCancel ? "canceled" : "expired"));
        break;
    case AccountEvent::Kind::Amended:
        tellExecution(executionJson(order, "amended"));
        break;
    }
}

} // namespace leadline::sim
