// SPDX-License-Identifier: MIT
#include "engine/venues/kraken/kraken_trading.h"

#include "engine/core/time_text.h"
#include "engine/json/tree.h"
#include "engine/json/writer.h"
#include "engine/venues/kraken/kraken_decoder.h"
#include "engine/venues/kraken/kraken_rows.h"
#include "engine/venues/kraken/kraken_symbols.h"
#include "engine/venues/signing.h"

#include <algorithm>
#include <array>

namespace leadline::venues::kraken
{

namespace
{

using orders::OrderReport;
using ReportKind = OrderReport::Kind;

core::Timestamp timeOf(const json::Tree& text)
{
    return core::isoTime(text.text()).value_or(core::Timestamp{});
}

OrderReport about(const TradingAsk& ask, ReportKind kind)
{
    return {.kind = kind, .id = ask.order.request.id, .market = ask.order.request.market};
}

bool has(std::string_view text, std::string_view part)
{
    return text.find(part) != std::string_view::npos;
}

Outcome outcomeOf(std::string_view error)
{
    // The first match counts; what is not listed is a refusal.
    constexpr std::array known{
        std::pair{"EService:Unavailable", Outcome::Unclear},
        std::pair{"EService:Busy", Outcome::Unclear},
        std::pair{"EService:Timeout", Outcome::Unclear},
        std::pair{"EGeneral:Internal error", Outcome::Unclear},
        std::pair{"Rate limit exceeded", Outcome::Busy},
        std::pair{"rate limit exceeded", Outcome::Busy},
        std::pair{"EGeneral:Too many requests", Outcome::Busy},
        std::pair{"EGeneral:Temporary lockout", Outcome::Busy},
        std::pair{"EAPI:Invalid nonce", Outcome::WrongClock},
        std::pair{"EService:Deadline elapsed", Outcome::WrongClock},
        std::pair{"EAPI:Invalid", Outcome::Denied},
        std::pair{"ESession:Invalid session", Outcome::Denied},
        std::pair{"EGeneral:Permission denied", Outcome::Denied},
    };
    for (const auto& [text, outcome] : known) {
        if (has(error, text)) {
            return outcome;
        }
    }
    return Outcome::Refused;
}

bool isUnknownOrder(std::string_view error)
{
    return has(error, "EOrder:Unknown order") || has(error, "EOrder:Invalid order");
}

constexpr int pageSize = 50; ///< of closed orders and of trades

bool isOfAll(const TradingAsk& ask)
{
    return ask.allSince != core::Timestamp{};
}

/// A page of a list that goes back to a minute before: our clock and the venue's may differ.
std::string pageFrom(core::Timestamp since, int offset)
{
    const std::int64_t from = core::millisecondsOf(since) / 1000 - 60;
    return "start=" + std::to_string(std::max<std::int64_t>(0, from))
        + (offset > 0 ? "&ofs=" + std::to_string(offset) : "");
}

core::MarketId marketOf(const core::Symbol& symbol)
{
    return {spotVenue, symbol};
}

/// An order of QueryOrders, OpenOrders and ClosedOrders.
OrderReport reportOf(const std::string& id, const json::Tree& order)
{
    OrderReport report;
    report.id = orders::clientIdOf(order["cl_ord_id"].text()).value_or(0);
    report.market = marketOf({});
    report.venueOrder = id;
    report.price = order["descr"][isTrigger(order["descr"]["ordertype"].text()) ? "price2" : "price"].price();
    report.size = order["vol"].quantity();
    report.cumulative = order["vol_exec"].quantity();
    report.why = order["reason"].text();
    const std::string& status = order["status"].text();
    report.kind = status == "canceled" ? ReportKind::Cancelled
        : status == "expired"          ? ReportKind::Expired
        : status == "closed"           ? ReportKind::Status
                                       : ReportKind::Accepted;
    return report;
}

void addOrders(const json::Tree& list, std::vector<OrderReport>& to)
{
    for (const auto& [id, order] : list.fields()) {
        to.push_back(reportOf(id, order));
    }
}

/// Of a list of all orders, what it says of the one that was asked about.
void keepItsOwn(const TradingAsk& ask, std::vector<OrderReport>& reports)
{
    if (isOfAll(ask)) {
        std::erase_if(reports, [&](const OrderReport& report) { return report.id != ask.order.request.id; });
    }
}

OrderReport fillOf(const std::string& id, const json::Tree& trade, const TradingAsk& ask)
{
    OrderReport report = about(ask, ReportKind::Filled);
    report.venueOrder = trade["ordertxid"].text();
    report.execution = id;
    report.time = secondsOf(trade["time"]);
    report.price = trade["price"].price();
    report.size = trade["vol"].quantity();
    report.fee = trade["fee"].notional();
    report.feeAsset = pairOf(ask.order.request.market.symbol).quote;
    report.isMaker = trade["maker"].isTrue();
    return report;
}

/// One entry of the executions channel.
core::Result<std::optional<OrderReport>> executionOf(const json::Tree& entry, bool isSnapshot)
{
    OrderReport report;
    report.id = orders::clientIdOf(entry["cl_ord_id"].text()).value_or(0);
    report.market = marketOf(core::Symbol(entry["symbol"].text()));
    report.venueOrder = entry["order_id"].text();
    report.time = timeOf(entry["timestamp"]);
    report.why = entry["reason"].text();
    if (entry["cum_qty"].isThere()) {
        report.cumulative = entry["cum_qty"].quantity();
    }
    const std::string& what = entry["exec_type"].text();
    const std::string& status = entry["order_status"].text();
    if (what == "trade") {
        report.kind = ReportKind::Filled;
        report.execution = entry["exec_id"].text();
        report.price = entry["last_price"].price();
        report.size = entry["last_qty"].quantity();
        report.isMaker = entry["liquidity_ind"].text() == "m";
        for (const json::Tree& fee : entry["fees"].items()) {
            report.fee += fee["qty"].notional();
            report.feeAsset = core::Asset(fee["asset"].text());
            if (report.feeAsset == pairOf(report.market.symbol).base) {
                report.feeInBase += fee["qty"].amount(); // as who placed the order wished
            }
        }
        if (report.execution.empty() || report.size.raw() <= 0 || report.price.raw() <= 0) {
            return core::defect("a fill without id, size or price");
        }
        return report;
    }
    if (what == "canceled" || status == "canceled") {
        report.kind = ReportKind::Cancelled;
    } else if (what == "expired" || status == "expired") {
        report.kind = ReportKind::Expired;
    } else if (what == "filled" || status == "filled") { // NOLINT(bugprone-branch-clone): it tells nothing new
        report.kind = ReportKind::Status;
    } else if (what == "amended" || what == "restated") {
        report.kind = ReportKind::Amended;
        report.price = entry["limit_price"].price();
        report.size = entry["order_qty"].quantity();
        if (report.price.raw() <= 0 && report.size.isZero()) {
            return std::nullopt; // says nothing of price and size
        }
    } else if (what == "new" || (isSnapshot && (status == "new" || status == "partially_filled"))) {
        report.kind = ReportKind::Accepted;
        if (isSnapshot) {
            report.price = entry["limit_price"].price();
            report.size = entry["order_qty"].quantity();
        }
    } else if (what == "pending_new" || what == "iceberg_refill" || what == "status") {
        report.kind = ReportKind::Status;
    } else {
        return core::defect("an execution of unknown kind: " + what);
    }
    return report;
}

/// `{"method":…,"params":{…,"token":…},"req_id":…}`
std::string socketText(std::string_view method, json::ObjectWriter params, const Stamp& stamp)
{
    return json::ObjectWriter()
        .text("method", method)
        .raw("params", params.text("token", stamp.session).str())
        .whole("req_id", stamp.number)
        .str();
}

json::ObjectWriter orderParams(const orders::NewOrder& order, const std::string& deadline)
{
    const bool isMarket = order.type == orders::OrderType::Market;
    const bool takes = order.type == orders::OrderType::MarketableLimit;
    json::ObjectWriter params;
    params.text("order_type", isMarket ? "market" : "limit")
        .text("side", core::verb(order.side))
        .raw("order_qty", order.size.text())
        .text("symbol", order.market.symbol.view());
    if (!isMarket) {
        params.raw("limit_price", order.price.text()).text("time_in_force", takes ? "ioc" : "gtc");
    }
    if (order.type == orders::OrderType::PostOnly) {
        params.flag("post_only", true);
    }
    // Bought and sold with what is there: reduce_only is for what was borrowed.
    return params.text("cl_ord_id", orders::clientText(order.id)).text("deadline", deadline);
}

json::ObjectWriter amendParams(const orders::Order& order, const std::string& deadline)
{
    json::ObjectWriter params;
    params.text("cl_ord_id", orders::clientText(order.request.id))
        .raw("order_qty", order.amendSize.text())
        .raw("limit_price", order.amendPrice.text());
    if (order.request.type == orders::OrderType::PostOnly) {
        params.flag("post_only", true);
    }
    return params.text("deadline", deadline);
}

json::ObjectWriter cancelParams(std::string_view name, const std::string& id)
{
    return json::ObjectWriter().raw(name, json::ListWriter().addText(id).str());
}

/// A subscription of our own orders or money.
std::string subscriptionOf(json::ObjectWriter params, const std::string& session)
{
    return json::ObjectWriter().text("method", "subscribe").raw("params", params.text("token", session).str()).str();
}

} // namespace

std::string signature(std::string_view secret, std::string_view path, std::string_view nonce, std::string_view body)
{
    const auto key = fromBase64(secret);
    return key ? base64Text(hmacSha512(*key, std::string(path) + sha256(std::string(nonce) + std::string(body)))) : "";
}

std::vector<TradingEnvironment> KrakenTrading::environments() const
{
    // There is no test environment: the "beta" hosts trade for real.
    return {{"live", true, {"wss://ws-auth.kraken.com", "https://api.kraken.com"}}};
}

// The lowest tier: REST 15 at once and 0.33 a second, matching engine 60 at once and 1 a second, for each pair.
RequestBudget KrakenTrading::requestBudget() const
{
    return {15, 0.33};
}
RequestBudget KrakenTrading::orderBudget() const
{
    return {60, 1};
}

double KrakenTrading::requestCost(Ask ask, Reach /*reach*/) const
{
    switch (ask) {
    case Ask::Submit:
    case Ask::Amend:
    case Ask::Cancel:
    case Ask::CancelAll:
    case Ask::CancelConditional:
    case Ask::CancelListed:
    case Ask::Countdown:
    case Ask::Time:
    case Ask::QueryClosed:
        return 0; // on the socket, or public; of a question about closed orders the first half has paid
    case Ask::Fills:
    case Ask::Query: // of those that are open, then of those that are closed: half an answer is none
        return 2;
    case Ask::OpenOrders:
    case Ask::ConditionalOrders:
    case Ask::Account:
    case Ask::Positions:
    case Ask::PositionMode:
    case Ask::Session:
    case Ask::RenewSession:
        return 1;
    }
    return 1;
}

double KrakenTrading::orderCost(Ask ask, core::Duration age) const
{
    struct Step {
        int below; ///< seconds
        double amend;
        double cancel;
    };
    constexpr std::array steps{
        Step{5, 3, 8}, Step{10, 2, 6}, Step{15, 1, 5}, Step{45, 0, 4}, Step{90, 0, 2}, Step{300, 0, 1}};
    if (ask == Ask::Submit) {
        return 1;
    }
    if (ask != Ask::Amend && ask != Ask::Cancel) {
        return 0;
    }
    const auto step = std::ranges::find_if(steps, [age](const Step& s) { return age < std::chrono::seconds(s.below); });
    const double extra = step == steps.end() ? 0 : ask == Ask::Amend ? step->amend : step->cancel;
    return ask == Ask::Amend ? 1 + extra : extra;
}

TradingRequest KrakenTrading::request(const TradingAsk& ask, const Stamp& stamp) const
{
    const std::string clientId = orders::clientText(ask.order.request.id);
    const std::string deadline = core::isoText(core::fromMilliseconds(stamp.milliseconds + stamp.validFor.count()), 3);
    TradingRequest request;
    const auto say = [&](std::string_view method, json::ObjectWriter params = {}) {
        request.overSocket = true;
        request.body = socketText(method, std::move(params), stamp);
    };
    const auto post = [&](const char* path, const std::string& form = {}) {
        const std::string nonce = std::to_string(stamp.nonce);
        request.method = "POST";
        request.path = path;
        request.body = "nonce=" + nonce + (form.empty() ? "" : "&") + form;
        request.headers = {{"API-Key", stamp.credentials.key},
            {"API-Sign", signature(stamp.credentials.secret, request.path, nonce, request.body)},
            {"Content-Type", "application/x-www-form-urlencoded"}};
    };
    switch (ask.what) {
    case Ask::Submit:
        say("add_order", orderParams(ask.order.request, deadline));
        break;
    case Ask::Amend:
        say("amend_order", amendParams(ask.order, deadline));
        break;
    case Ask::Cancel:
        say("cancel_order", cancelParams("cl_ord_id", clientId));
        break;
    case Ask::CancelAll:
    case Ask::CancelConditional:
        say("cancel_all");
        break;
    case Ask::CancelListed:
        say("cancel_order", cancelParams("order_id", ask.listed.id));
        break;
    case Ask::Countdown:
        // Rounded up: zero would end it.
        say("cancel_all_orders_after", json::ObjectWriter().whole("timeout", (ask.countdown.count() + 999) / 1000));
        break;
    case Ask::Query:
        if (isOfAll(ask)) {
            post("/0/private/OpenOrders");
        } else {
            ask.order.venueOrder.empty() ? post("/0/private/OpenOrders", "cl_ord_id=" + clientId)
                                         : post("/0/private/QueryOrders", "txid=" + ask.order.venueOrder);
        }
        break;
    case Ask::QueryClosed:
        post("/0/private/ClosedOrders", isOfAll(ask) ? pageFrom(ask.allSince, 0) : "cl_ord_id=" + clientId);
        break;
    case Ask::Fills:
        post("/0/private/TradesHistory", pageFrom(isOfAll(ask) ? ask.allSince : ask.order.sent, ask.offset));
        break;
    case Ask::OpenOrders:
    case Ask::ConditionalOrders:
        post("/0/private/OpenOrders");
        break;
    case Ask::Account:
        post("/0/private/BalanceEx");
        break;
    case Ask::Positions:
    case Ask::PositionMode:
        post("/0/private/OpenPositions");
        break;
    case Ask::Session:
    case Ask::RenewSession:
        post("/0/private/GetWebSocketsToken");
        break;
    case Ask::Time:
        request.method = "GET";
        request.path = "/0/public/Time";
        break;
    }
    return request;
}

TradingAnswer KrakenTrading::read(const TradingAsk& ask, int status, std::string_view body) const
{
    TradingAnswer answer;
    const auto parsed = json::Tree::parse(body);
    constexpr int success = 200;
    constexpr int tooMany = 429;
    if (status != success || !parsed) {
        answer.outcome = status == tooMany ? Outcome::Busy : Outcome::Unclear;
        answer.why = "HTTP " + std::to_string(status);
        return answer;
    }
    const json::Tree& json = *parsed;
    // The socket has "success" and "error", REST a list of errors.
    std::string error = json["error"].text();
    for (const json::Tree& entry : json["error"].items()) {
        error += (error.empty() ? "" : ", ") + entry.text();
    }
    if (!error.empty()) {
        answer.why = error;
        answer.outcome = outcomeOf(error);
        if (ask.what == Ask::Amend && isUnknownOrder(error)) {
            answer.outcome = Outcome::Unclear; // whether it is there is a question of its own
        }
        if (answer.outcome != Outcome::Refused) {
            return answer;
        }
        const auto say = [&](ReportKind kind) {
            answer.reports.push_back(about(ask, kind));
            answer.reports.back().why = error;
        };
        if (ask.what == Ask::Submit) {
            say(ReportKind::Rejected);
        } else if (ask.what == Ask::Amend) {
            answer.reports.push_back(refusedAmendment(ask, error));
        } else if (ask.what == Ask::Cancel) {
            say(ReportKind::CancelRejected);
        } else if (ask.what == Ask::Query && isUnknownOrder(error)) {
            say(ReportKind::Absent);
        }
        return answer;
    }
    const json::Tree& result = json["result"];
    const bool isRefusedWithoutWords = json["success"].isThere() && !json["success"].isTrue();
    const bool isOpenList = ask.what == Ask::OpenOrders || ask.what == Ask::ConditionalOrders;
    const bool isCancel = ask.what == Ask::Cancel || ask.what == Ask::CancelAll || ask.what == Ask::CancelConditional
        || ask.what == Ask::CancelListed;
    const bool lacks = (ask.what == Ask::Submit && result["order_id"].text().empty())
        || (isOpenList && result["open"].kind() != json::Tree::Kind::Object)
        || (ask.what == Ask::QueryClosed && result["closed"].kind() != json::Tree::Kind::Object)
        || (ask.what == Ask::Fills && result["trades"].kind() != json::Tree::Kind::Object)
        || (ask.what == Ask::Positions
            && !std::ranges::all_of(result.fields(), [](const auto& entry) { return isMarginPosition(entry.second); }))
        || result.kind() != json::Tree::Kind::Object;
    if (isRefusedWithoutWords || (lacks && !isCancel)) {
        // It says yes, and not to what.
        answer.outcome = Outcome::Unclear;
        answer.why = "an answer that is not as documented";
        return answer;
    }
    switch (ask.what) {
    case Ask::Submit:
        answer.reports.push_back(about(ask, ReportKind::Accepted));
        answer.reports.back().venueOrder = result["order_id"].text();
        break;
    case Ask::Amend:
        answer.reports.push_back(about(ask, ReportKind::Amended));
        answer.reports.back().price = ask.order.amendPrice;
        answer.reports.back().size = ask.order.amendSize;
        answer.reports.back().time = timeOf(json["time_out"]);
        break;
    case Ask::Cancel:
        break; // taken on; the executions tell when it is done
    case Ask::Query: {
        const json::Tree& list = result["open"].isThere() ? result["open"] : result;
        addOrders(list, answer.reports);
        keepItsOwn(ask, answer.reports);
        if (answer.reports.empty()) {
            if (ask.order.venueOrder.empty() || isOfAll(ask)) {
                answer.asksClosed = true;
            } else {
                answer.reports.push_back(about(ask, ReportKind::Absent));
            }
        }
        break;
    }
    case Ask::QueryClosed:
        addOrders(result["closed"], answer.reports);
        keepItsOwn(ask, answer.reports);
        if (answer.reports.empty()) {
            const bool isCut = result["count"].whole() > pageSize
                || result["closed"].fields().size() >= static_cast<std::size_t>(pageSize);
            answer.asksAlone = isOfAll(ask) && isCut;
            if (!answer.asksAlone) {
                answer.reports.push_back(about(ask, ReportKind::Absent));
            }
        }
        break;
    case Ask::Fills: {
        for (const auto& [id, trade] : result["trades"].fields()) {
            if (trade["ordertxid"].text() == ask.order.venueOrder) {
                answer.reports.push_back(fillOf(id, trade, ask));
            }
        }
        answer.nextOffset = result["count"].whole() > ask.offset + pageSize ? ask.offset + pageSize : 0;
        break;
    }
    case Ask::OpenOrders:
    case Ask::ConditionalOrders:
        addOrders(result["open"], answer.reports);
        for (const auto& [id, order] : result["open"].fields()) {
            answer.rows.push_back(rowOf(id, order));
        }
        break;
    case Ask::Positions:
        answer.account.emplace().positions = marginPositionsOf(result);
        break;
    case Ask::Account: {
        venues::Account& account = answer.account.emplace();
        for (const auto& [asset, balance] : result.fields()) {
            const core::Quantity total = balance["balance"].amount();
            account.balances.push_back({restAsset(asset), total, total - balance["hold_trade"].amount()});
        }
        break;
    }
    case Ask::Session:
    case Ask::RenewSession:
        answer.session = result["token"].text();
        break;
    case Ask::Time:
        answer.venueTime = secondsOf(result["unixtime"]);
        break;
    case Ask::CancelAll:
    case Ask::CancelConditional:
    case Ask::CancelListed:
    case Ask::Countdown:
    case Ask::PositionMode:
        break;
    }
    return answer;
}

Connection KrakenTrading::stream(
    const Endpoints& endpoints, const std::string& session, const Credentials& /*credentials*/) const
{
    return {.url = endpoints.streams + "/v2",
        .greeting = {subscriptionOf(json::ObjectWriter()
                                        .text("channel", "executions")
                                        .flag("snap_orders", true)
                                        .flag("snap_trades", true)
                                        .flag("order_status", true),
                         session),
            subscriptionOf(json::ObjectWriter().text("channel", "balances"), session)},
        .ping = R"({"method":"ping"})",
        .mayBeQuiet = true};
}

void KrakenTrading::restart()
{
    m_sequence = 0;
}

core::Result<PrivateMessage> KrakenTrading::readMessage(std::string_view text)
{
    const auto parsed = json::Tree::parse(text);
    if (!parsed) {
        return std::unexpected(parsed.error());
    }
    const json::Tree& json = *parsed;
    PrivateMessage message;
    const std::string& channel = json["channel"].text();
    if (json["method"].isThere()) {
        message.answers = static_cast<std::uint64_t>(json["req_id"].whole());
        if (json["method"].text() == "subscribe" && json["success"].isThere() && !json["success"].isTrue()) {
            message.isDenied = has(json["error"].text(), "Permission denied");
            message.isSessionOver = !message.isDenied;
        }
    } else if (channel == "executions") {
        const std::int64_t sequence = json["sequence"].whole();
        message.hasGap = m_sequence != 0 && sequence != m_sequence + 1;
        m_sequence = sequence;
        const bool isSnapshot = json["type"].text() == "snapshot";
        message.isReady = isSnapshot;
        for (const json::Tree& entry : json["data"].items()) {
            if (auto conditional = conditionalOf(entry)) {
                message.conditional.push_back(std::move(*conditional));
            }
            auto report = executionOf(entry, isSnapshot);
            if (!report) {
                message.defect = report.error().what; // the other entries are as good as ever
            } else if (*report) {
                message.reports.push_back(std::move(**report));
            }
        }
    } else if (channel == "balances") {
        venues::Account& changes = message.changes.emplace();
        for (const json::Tree& entry : json["data"].items()) {
            changes.balances.push_back(
                {restAsset(entry["asset"].text()), entry["balance"].amount(), entry["balance"].amount()});
        }
    }
    return message;
}

} // namespace leadline::venues::kraken
