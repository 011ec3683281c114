// SPDX-License-Identifier: MIT
#include "engine/venues/alpaca/alpaca_trading.h"

#include "engine/core/time_text.h"
#include "engine/json/tree.h"
#include "engine/json/writer.h"
#include "engine/venues/alpaca/alpaca_protocol.h"
#include "engine/venues/alpaca/alpaca_rest.h"
#include "engine/venues/alpaca/alpaca_rows.h"
#include "engine/venues/signing.h"

#include <algorithm>
#include <array>

namespace leadline::venues::alpaca
{

namespace
{

using orders::OrderReport;
using Kind = OrderReport::Kind;

/// More open orders than one list holds; the executor works on fewer by far.
constexpr std::size_t longestList = 500;
constexpr int activitiesAPage = 100;

core::Timestamp timeOf(const json::Tree& text)
{
    return core::isoTime(text.text()).value_or(core::Timestamp{});
}

std::string newOrderBody(const orders::NewOrder& order)
{
    const bool isMarket = order.type == orders::OrderType::Market;
    // There is no post-only, and immediate-or-cancel is for those who asked for it: a limit stays for the day.
    json::ObjectWriter body;
    body.text("symbol", order.market.symbol.view())
        .text("qty", order.size.text())
        .text("side", core::verb(order.side))
        .text("type", isMarket ? "market" : "limit")
        .text("time_in_force", "day");
    if (!isMarket) {
        body.text("limit_price", order.price.text(2));
    }
    if (order.isExtendedHours && !isMarket) {
        body.flag("extended_hours", true);
    }
    return body.text("client_order_id", orders::clientText(order.id)).str();
}

/// What does not change is not named: the size of a fractional order may not be.
std::string amendBody(const orders::Order& order, const std::string& clientId)
{
    json::ObjectWriter body;
    body.text("limit_price", order.amendPrice.text(2));
    if (order.amendSize != order.request.size) {
        body.text("qty", order.amendSize.text());
    }
    return body.text("client_order_id", clientId).str();
}

/// An order object, of answers and of the stream. Nothing is assumed to be there: fields come and go.
OrderReport reportOf(const json::Tree& order)
{
    OrderReport report;
    report.id = clientIdOf(order["client_order_id"].text()).value_or(0);
    report.market = {sipVenue, core::Symbol(order["symbol"].text())};
    report.venueOrder = order["id"].text();
    report.time = timeOf(order["updated_at"]);
    report.price = order["limit_price"].price();
    report.size = order["qty"].quantity();
    report.cumulative = order["filled_qty"].quantity();
    const std::string& status = order["status"].text();
    report.isHeld = status == "accepted" || status == "pending_new" || status == "accepted_for_bidding"
        || status == "held" || status == "pending_replace";
    report.kind = status == "canceled" ? Kind::Cancelled
        : status == "expired"          ? Kind::Expired
        : status == "rejected"         ? Kind::Rejected
        : status == "filled"           ? Kind::Status
                                       : Kind::Accepted;
    if (report.kind == Kind::Rejected || report.kind == Kind::Expired) {
        report.why = status + " by the venue";
    }
    return report;
}

/// The same without what only the venue's newest order may tell, its id included.
OrderReport about(const OrderReport& report, Kind kind)
{
    return {.kind = kind, .id = report.id, .market = report.market, .cumulative = report.cumulative};
}

std::string executionName(const std::string& venueOrder, const core::Quantity& cumulative)
{
    return venueOrder + ":" + cumulative.text();
}

/// Of the account's activities. Other orders' fills are among them: they find their owners by the venue's id.
std::optional<OrderReport> fillOf(const json::Tree& activity)
{
    OrderReport report{.kind = Kind::Filled};
    report.market = {sipVenue, core::Symbol(activity["symbol"].text())};
    report.venueOrder = activity["order_id"].text();
    report.time = timeOf(activity["transaction_time"]);
    report.price = activity["price"].price();
    report.size = activity["qty"].quantity();
    const core::Quantity cumulative = activity["cum_qty"].quantity();
    report.execution = executionName(report.venueOrder, cumulative);
    report.cumulative = cumulative;
    report.feeAsset = core::Asset("USD");
    const bool isWhole = !report.venueOrder.empty() && report.price.raw() > 0 && report.size.raw() > 0;
    return isWhole ? std::optional(report) : std::nullopt;
}

venues::Account accountOf(const json::Tree& answer)
{
    // Buying power is money that orders may hold; cash is what is there.
    return {.balances = {{core::Asset("USD"), answer["cash"].amount(), answer["buying_power"].amount()}},
        .mayShort = answer["shorting_enabled"].isTrue()};
}

Outcome outcomeOf(int status, std::int64_t code, std::string_view message)
{
    constexpr int tooMany = 429;
    constexpr int unauthorised = 401;
    constexpr int forbidden = 403;
    constexpr int timeout = 408;
    constexpr int firstServerError = 500;
    constexpr std::int64_t invalid = 40010001;
    if (status == tooMany) {
        return Outcome::Busy;
    }
    // What an order is refused for has a code; without one it is the key that may not.
    if (status == unauthorised || (status == forbidden && code == 0)) {
        return Outcome::Denied;
    }
    // An id that is taken was sent before, and arrived: ask. Whatever else is invalid has the same code.
    const bool isIdTaken = code == invalid && message.find("client_order_id") != std::string_view::npos;
    return isIdTaken || status == timeout || status >= firstServerError ? Outcome::Unclear : Outcome::Refused;
}

} // namespace

std::optional<orders::ClientOrderId> clientIdOf(std::string_view text)
{
    return orders::clientIdOf(text.substr(0, text.find('-')));
}

std::vector<TradingEnvironment> AlpacaTrading::environments() const
{
    return {{"live", true, {"wss://api.alpaca.markets", "https://api.alpaca.markets"}},
        {"paper", false, {"wss://paper-api.alpaca.markets", "https://paper-api.alpaca.markets"}}};
}

// 200 in any minute; the clock, the calendar and assets are asked for beside it.
RequestBudget AlpacaTrading::requestBudget() const
{
    return {90, 1.5};
}
RequestBudget AlpacaTrading::orderBudget() const
{
    return {1e9, 1e9};
}

double AlpacaTrading::requestCost(Ask /*ask*/, Reach /*reach*/) const
{
    return 1;
}

double AlpacaTrading::orderCost(Ask /*ask*/, core::Duration /*age*/) const
{
    return 0;
}

TradingRequest AlpacaTrading::request(const TradingAsk& ask, const Stamp& stamp) const
{
    const orders::Order& order = ask.order;
    TradingRequest request{.method = "GET", .headers = headers(stamp.credentials)};
    const auto send = [&](const char* method, std::string path, std::string body) {
        request.method = method;
        request.path = std::move(path);
        request.body = std::move(body);
        request.headers.emplace_back("Content-Type", "application/json");
    };
    switch (ask.what) {
    case Ask::Submit:
        send("POST", "/v2/orders", newOrderBody(order.request));
        break;
    case Ask::Amend:
        send("PATCH", "/v2/orders/" + order.venueOrder,
            amendBody(order, orders::clientText(order.request.id) + "-" + std::to_string(stamp.nonce)));
        break;
    case Ask::Cancel:
        request.method = "DELETE";
        request.path = "/v2/orders/" + order.venueOrder;
        break;
    case Ask::Query:
    case Ask::QueryClosed:
        request.path = order.venueOrder.empty()
            ? "/v2/orders:by_client_order_id?client_order_id=" + orders::clientText(order.request.id)
            : "/v2/orders/" + order.venueOrder;
        break;
    case Ask::Fills:
        // A minute before: our clock and the venue's may differ.
        request.path = "/v2/account/activities/FILL?direction=asc&page_size=" + std::to_string(activitiesAPage)
            + "&after=" + percentEncoded(core::isoText(order.sent - std::chrono::minutes(1), 0))
            + (ask.cursor.empty() ? "" : "&page_token=" + percentEncoded(ask.cursor));
        break;
    case Ask::OpenOrders:
        request.path = "/v2/orders?status=open&limit=" + std::to_string(longestList)
            + (ask.symbol.isEmpty() ? "" : "&symbols=" + percentEncoded(ask.symbol.view()));
        break;
    case Ask::ConditionalOrders:
        request.path = "/v2/orders?status=open&nested=true&limit=" + std::to_string(longestList)
            + (ask.symbol.isEmpty() ? "" : "&symbols=" + percentEncoded(ask.symbol.view()));
        break;
    case Ask::CancelAll:
    case Ask::CancelConditional:
        request.method = "DELETE";
        request.path = "/v2/orders";
        break;
    case Ask::CancelListed:
        request.method = "DELETE";
        request.path = "/v2/orders/" + ask.listed.id;
        break;
    case Ask::Account:
    case Ask::PositionMode:
    case Ask::Session:
    case Ask::RenewSession:
    case Ask::Countdown:
        request.path = "/v2/account";
        break;
    case Ask::Positions:
        request.path = "/v2/positions";
        break;
    case Ask::Time:
        request.path = "/v2/clock";
        break;
    }
    return request;
}

namespace
{

void readRefusal(const TradingAsk& ask, int status, TradingAnswer& answer)
{
    constexpr int notFound = 404;
    if (ask.what == Ask::Amend && status == notFound) {
        answer.outcome = Outcome::Unclear; // whether it is there is a question of its own
        return;
    }
    const auto say = [&](Kind kind) {
        answer.reports.push_back(
            {.kind = kind, .id = ask.order.request.id, .market = ask.order.request.market, .why = answer.why});
    };
    if (ask.what == Ask::Submit) {
        say(Kind::Rejected);
    } else if (ask.what == Ask::Amend) {
        answer.reports.push_back(refusedAmendment(ask, answer.why));
    } else if (ask.what == Ask::Cancel) {
        say(Kind::CancelRejected);
    } else if (ask.what == Ask::Query && status == notFound) {
        say(Kind::Absent);
    }
}

/// An answer that holds one order.
void readOrder(const TradingAsk& ask, const json::Tree& json, TradingAnswer& answer)
{
    const std::string& status = json["status"].text();
    if (json["id"].text().empty() || status.empty()) {
        answer.outcome = Outcome::Unclear; // it says yes, and not to what
        answer.why = "an answer that is not as documented";
        return;
    }
    OrderReport report = reportOf(json);
    report.id = ask.order.request.id;
    if (ask.what == Ask::Query || ask.what == Ask::QueryClosed) {
        answer.replacedBy = json["replaced_by"].text();
        if (status == "pending_replace" || status == "pending_cancel"
            || (status == "replaced" && answer.replacedBy.empty())) {
            answer.outcome = Outcome::Unclear;
            answer.why = "still " + status;
        } else if (status == "replaced") {
            // Its fills are named after it; everything else is the newer one's.
            OrderReport older = about(report, Kind::Status);
            older.venueOrder = report.venueOrder;
            answer.reports.push_back(std::move(older));
        } else {
            answer.replacedBy.clear();
            answer.reports.push_back(std::move(report));
        }
        return;
    }
    if (ask.what == Ask::Amend) {
        // The new order is on its way, and may still be refused: the stream tells which.
        answer.reports.push_back({.kind = Kind::Status, .id = report.id, .market = report.market});
        return;
    }
    const Kind kind = report.kind;
    answer.reports.push_back({.kind = Kind::Accepted,
        .id = report.id,
        .market = report.market,
        .time = report.time,
        .venueOrder = report.venueOrder,
        .cumulative = report.cumulative,
        .isHeld = report.isHeld});
    if (kind == Kind::Cancelled || kind == Kind::Expired || kind == Kind::Rejected) {
        answer.reports.push_back(std::move(report));
    }
}

} // namespace

TradingAnswer AlpacaTrading::read(const TradingAsk& ask, int status, std::string_view body) const
{
    constexpr int firstRefusal = 300;
    constexpr int noContent = 204;
    TradingAnswer answer;
    const auto parsed = json::Tree::parse(body);
    if (status >= firstRefusal) {
        const std::int64_t code = parsed ? (*parsed)["code"].whole() : 0;
        const std::string text = parsed ? (*parsed)["message"].text() : std::string(body.substr(0, 200));
        answer.outcome = outcomeOf(status, code, text);
        answer.why = (code != 0 ? std::to_string(code) : "HTTP " + std::to_string(status)) + " " + text;
        constexpr int notCancelable = 422;
        if (ask.what == Ask::Cancel && status == notCancelable) {
            answer.outcome = Outcome::Unclear; // it is over, or being replaced: ask which
        }
        if (answer.outcome == Outcome::Refused) {
            readRefusal(ask, status, answer);
        }
        return answer;
    }
    if (ask.what == Ask::Cancel || ask.what == Ask::CancelListed) {
        // Taken, not done: the stream tells when it is. A cancel that stays without an answer is asked for.
        return answer;
    }
    const bool isList = ask.what == Ask::Fills || ask.what == Ask::OpenOrders || ask.what == Ask::ConditionalOrders
        || ask.what == Ask::Positions;
    if (status == noContent && (ask.what == Ask::CancelAll || ask.what == Ask::CancelConditional)) {
        return answer;
    }
    if (!parsed || (isList && parsed->kind() != json::Tree::Kind::List)
        || (ask.what == Ask::Positions && !std::ranges::all_of(parsed->items(), isPosition))) {
        answer.outcome = Outcome::Unclear;
        answer.why = "an answer that is not as documented";
        return answer;
    }
    const json::Tree& json = *parsed;
    switch (ask.what) {
    case Ask::Submit:
    case Ask::Amend:
    case Ask::Query:
    case Ask::QueryClosed:
        readOrder(ask, json, answer);
        break;
    case Ask::Fills:
        for (const json::Tree& activity : json.items()) {
            if (auto fill = fillOf(activity)) {
                answer.reports.push_back(std::move(*fill));
            }
        }
        if (json.items().size() == activitiesAPage) {
            answer.nextCursor = json.items().back()["id"].text();
        }
        break;
    case Ask::OpenOrders:
    case Ask::ConditionalOrders:
        if (json.items().size() >= longestList) {
            answer.outcome = Outcome::Unclear;
            answer.why = "more open orders than one list holds";
            break;
        }
        for (const json::Tree& order : json.items()) {
            addRows(order, {}, answer.rows);
            if (ask.what == Ask::OpenOrders) {
                answer.reports.push_back(reportOf(order));
            }
        }
        break;
    case Ask::Account:
        if (!json["cash"].isThere() || !json["buying_power"].isThere()) {
            answer.outcome = Outcome::Unclear;
            answer.why = "an account without cash or buying power";
            break;
        }
        answer.account = accountOf(json);
        break;
    case Ask::Positions: {
        venues::Account& account = answer.account.emplace();
        for (const json::Tree& position : json.items()) {
            if (const VenuePosition row = positionOf(position); !row.size.isZero()) {
                account.positions.push_back(row);
            }
        }
        break;
    }
    case Ask::Session:
        answer.session = json["account_number"].isThere() || json["id"].isThere() ? "account" : "";
        break;
    case Ask::Time:
        answer.venueTime = timeOf(json["timestamp"]);
        break;
    case Ask::Cancel:
    case Ask::CancelAll:
    case Ask::CancelConditional:
    case Ask::CancelListed:
    case Ask::PositionMode:
    case Ask::RenewSession:
    case Ask::Countdown:
        break;
    }
    return answer;
}

Connection AlpacaTrading::stream(
    const Endpoints& endpoints, const std::string& /*session*/, const Credentials& credentials) const
{
    return {.url = endpoints.streams + "/stream",
        .greeting = {loginText(credentials), R"({"action":"listen","data":{"streams":["trade_updates"]}})"},
        .mayBeQuiet = true};
}

core::Result<PrivateMessage> AlpacaTrading::readMessage(std::string_view text)
{
    const auto parsed = json::Tree::parse(text);
    if (!parsed) {
        return std::unexpected(parsed.error());
    }
    PrivateMessage message;
    const std::string& stream = (*parsed)["stream"].text();
    const json::Tree& data = (*parsed)["data"];
    if (stream == "authorization") {
        message.isDenied = data["status"].text() != "authorized";
        return message;
    }
    if (stream == "listening") {
        message.isReady = std::ranges::any_of(
            data["streams"].items(), [](const json::Tree& name) { return name.text() == "trade_updates"; });
        return message;
    }
    if (stream != "trade_updates") {
        if ((*parsed)["action"].text() == "error") {
            return core::defect("the venue says: " + data["error_message"].text());
        }
        return message; // of streams that were not asked for
    }
    const std::string& event = data["event"].text();
    const json::Tree& order = data["order"];
    OrderReport report = reportOf(order);
    const bool isReplacement = order["replaces"].isThere();
    if (order["id"].text().empty()) {
        return core::defect("a trade update without an order");
    }
    addConditional(order, message.conditional);
    message.hasUntoldLegs = (event == "new" || event == "pending_new" || event == "accepted") && isOfGroup(order)
        && order["legs"].items().empty();
    if (const core::Timestamp at = timeOf(data["timestamp"]); at != core::Timestamp{}) {
        report.time = at;
    }
    if (event == "fill" || event == "partial_fill") {
        report.kind = Kind::Filled;
        report.price = data["price"].price();
        report.size = data["qty"].quantity();
        report.execution = executionName(report.venueOrder, *report.cumulative);
        report.feeAsset = core::Asset("USD"); // what it costs is booked at the end of the day
        if (report.price.raw() <= 0 || report.size.raw() <= 0 || report.cumulative->isZero()) {
            return core::defect("a fill without price or size");
        }
    } else if (event == "canceled") {
        report.kind = Kind::Cancelled;
    } else if (event == "expired") {
        report.kind = Kind::Expired;
        report.why = "expired at the venue";
    } else if (event == "rejected") {
        // Of two orders, one in the other's place, the second may come too late: the first goes on.
        report = isReplacement ? about(report, Kind::AmendRejected) : report;
        report.kind = isReplacement ? Kind::AmendRejected : Kind::Rejected;
        report.why = "rejected by the venue";
    } else if (isReplacement && report.isHeld) { // NOLINT(bugprone-branch-clone): two events, one meaning
        report = about(report, Kind::Status); // it may still be rejected
    } else if (event == "replaced") {
        // About the order that is replaced; the one in its place tells price and size by itself.
        report = about(report, Kind::Status);
    } else if (event == "order_replace_rejected") {
        report = about(report, Kind::AmendRejected);
        report.why = "the replacement was rejected";
    } else if (event == "order_cancel_rejected") {
        report = about(report, Kind::CancelRejected);
        report.why = "the cancel was rejected";
    } else if (event == "trade_bust" || event == "trade_correct") {
        return core::defect(
            "the venue corrects a fill of " + order["symbol"].text() + " (" + event + "): compare positions with it");
    } else if (event == "pending_cancel" || event == "pending_replace") {
        report = about(report, Kind::Status);
    }
    // What is left - new, accepted, done for the day, and what nobody documented - is what the order itself says.
    if (isReplacement && report.kind == Kind::Accepted) {
        report.kind = Kind::Amended;
    }
    message.reports.push_back(std::move(report));
    return message;
}

} // namespace leadline::venues::alpaca
