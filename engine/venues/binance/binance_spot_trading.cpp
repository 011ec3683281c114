// SPDX-License-Identifier: MIT
#include "engine/venues/binance/binance_spot_trading.h"

#include "engine/json/writer.h"
#include "engine/venues/answer_fields.h"
#include "engine/venues/binance/binance_answers.h"
#include "engine/venues/binance/binance_decoder.h"
#include "engine/venues/binance/binance_requests.h"
#include "engine/venues/binance/binance_rows.h"
#include "engine/venues/binance/binance_symbols.h"

namespace leadline::venues::binance
{

namespace
{

using orders::OrderReport;
using orders::OrderType;
using Kind = OrderReport::Kind;

constexpr std::string_view orderPath = "/api/v3/order";
/// Names the one request on the private socket.
constexpr std::string_view subscriptionId = "stream";
/// As many trades as one answer holds.
constexpr std::size_t tradesPerAnswer = 1000;

/// The venue makes an order smaller where it stands, and changes nothing else of it. Its cancelReplace would be two
/// orders: a fill between our size and its cancel is bought twice, and after a lost answer nothing it says ties the new
/// order to the old one, so that the one question the manager has, "what became of this order", has no answer.
bool isReduction(const orders::Order& order)
{
    return order.amendPrice == order.request.price && order.amendSize < order.request.size;
}

Outcome spotOutcome(int status, const Refusal& refusal)
{
    constexpr int firstServerError = 500;
    constexpr std::int64_t newOrderRejected = -2010;
    if (const auto known = commonOutcome(status, refusal.code)) {
        return *known;
    }
    // A duplicate of an open order means that the first one arrived: ask.
    if (refusal.code == newOrderRejected && refusal.text.starts_with("Duplicate order")) {
        return Outcome::Unclear;
    }
    return status >= firstServerError ? Outcome::Unclear : Outcome::Refused;
}

void addOrder(const orders::NewOrder& order, Form& form)
{
    form.add("symbol", order.market.symbol.view()).add("side", sideText(order.side));
    switch (order.type) {
    case OrderType::PostOnly:
        form.add("type", "LIMIT_MAKER");
        break;
    case OrderType::MarketableLimit:
        form.add("type", "LIMIT").add("timeInForce", "IOC");
        break;
    case OrderType::Limit:
        form.add("type", "LIMIT").add("timeInForce", "GTC");
        break;
    case OrderType::Market:
        form.add("type", "MARKET");
        break;
    }
    form.add("quantity", order.size.text());
    if (order.type != OrderType::Market) {
        form.add("price", order.price.text());
    }
    // Coins are sold out of what is there: there is no word for orders that only reduce.
    form.add("newClientOrderId", orders::clientText(order.id)).add("newOrderRespType", "RESULT");
}

/// Of a pair whose quote we do not know, too: then the symbol begins with the coin that is traded.
bool isTraded(const core::Asset& coin, const core::Symbol& symbol)
{
    const core::Pair pair = pairOf(symbol);
    return pair.isKnown() ? coin == pair.base : !coin.isEmpty() && symbol.view().starts_with(coin.view());
}

/// What was paid in the coin that is traded did not come, or went along.
void keepFee(OrderReport& fill, const json::Tree& commission)
{
    if (isTraded(fill.feeAsset, fill.market.symbol)) {
        fill.feeInBase = commission.amount();
    }
}

OrderReport spotFillOf(const json::Tree& trade, const TradingAsk& ask)
{
    OrderReport fill = fillOf(trade, ask);
    keepFee(fill, trade["commission"]);
    return fill;
}

/// `canWithdraw` of the answer is the account's and says nothing of the key.
venues::Account spotAccountOf(const json::Tree& answer)
{
    venues::Account account;
    for (const json::Tree& row : answer["balances"].items()) {
        const core::Quantity available = row["free"].amount();
        account.balances.push_back({core::Asset(row["asset"].text()), available + row["locked"].amount(), available});
    }
    return account;
}

/// The answer to an amendment: of the venue's own, or of the question that was sent in place of one.
void readAmendment(const TradingAsk& ask, const json::Tree& json, TradingAnswer& answer)
{
    if (isReduction(ask.order)) {
        const json::Tree& order = json["amendedOrder"];
        OrderReport report = answerAbout(ask, order);
        report.time = millisecondTime(json["transactTime"]);
        report.size = order["qty"].quantity();
        if (report.kind == Kind::Accepted) {
            report.kind = Kind::Amended;
        }
        answer.reports.push_back(std::move(report));
        return;
    }
    answer.reports.push_back(refusedAmendment(ask,
        "Binance spot makes an order smaller at its price and changes nothing else of it: cancel it and place "
        "another"));
    answer.reports.push_back(answerAbout(ask, json));
}

core::Result<OrderReport> executionOf(const json::Tree& event)
{
    // Of a cancel "c" names the request and "C" the order.
    const std::string& original = event["C"].text();
    OrderReport report;
    report.id = orders::clientIdOf(original.empty() ? event["c"].text() : original).value_or(0);
    report.market = {spotVenue, core::Symbol(event["s"].text())};
    report.venueOrder = event["i"].text();
    report.time = millisecondTime(event["T"]);
    report.cumulative = event["z"].quantity();
    const std::string& what = event["x"].text();
    const std::string& reason = event["r"].text();
    if (what == "NEW") {
        report.kind = Kind::Accepted;
    } else if (what == "CANCELED") {
        report.kind = Kind::Cancelled;
    } else if (what == "REPLACED") {
        report.kind = Kind::Amended;
        report.price = event["p"].price();
        report.size = event["q"].quantity();
    } else if (what == "REJECTED") {
        report.kind = Kind::Rejected;
        report.why = reason.empty() || reason == "NONE" ? "rejected by the venue" : reason;
    } else if (what == "EXPIRED" || (what == "TRADE_PREVENTION" && event["X"].text() == "EXPIRED_IN_MATCH")) {
        report.kind = Kind::Expired;
        report.why = event["eR"].isThere() ? "expired at the venue: " + event["eR"].text() : "expired at the venue";
    } else if (what == "TRADE_PREVENTION") {
        report.kind = Kind::Status; // part of it met an order of this account
    } else if (what == "TRADE") {
        report.kind = Kind::Filled;
        report.price = event["L"].price();
        report.size = event["l"].quantity();
        report.fee = event["n"].notional();
        report.feeAsset = core::Asset(event["N"].text());
        report.isMaker = event["m"].isTrue();
        report.execution = event["t"].whole() > 0 ? event["t"].text() : "";
        keepFee(report, event["n"]);
        if (report.execution.empty() || report.size.raw() <= 0 || report.price.raw() <= 0) {
            return core::defect("a fill without id, size or price");
        }
    } else {
        // Kept alive, and asked for: what it means may not be guessed.
        return core::defect("an order event of unknown kind: " + what);
    }
    return report;
}

/// The answer to the subscription: it is the only request that goes by the socket.
PrivateMessage subscriptionAnswer(const json::Tree& json)
{
    constexpr int success = 200;
    const int status = static_cast<int>(json["status"].whole());
    PrivateMessage message;
    if (status == success) {
        message.isReady = json["result"]["subscriptionId"].isThere();
        message.isSessionOver = !message.isReady;
    } else {
        message.isDenied = commonOutcome(status, json["error"]["code"].whole()) == Outcome::Denied;
        message.isSessionOver = !message.isDenied;
    }
    return message;
}

} // namespace

std::vector<TradingEnvironment> BinanceSpotTrading::environments() const
{
    return {{"live", true, {"wss://ws-api.binance.com:443", "https://api.binance.com"}},
        {"demo", false, {"wss://demo-ws-api.binance.com", "https://demo-api.binance.com"}}};
}

// Half of 6000 a minute. Unfilled orders: the smallest of the published examples, 50 in 10 s and 160,000 a day.
RequestBudget BinanceSpotTrading::requestBudget() const
{
    return {3000, 50};
}
RequestBudget BinanceSpotTrading::orderBudget() const
{
    return {30, 1.8};
}

double BinanceSpotTrading::requestCost(Ask ask, Reach reach) const
{
    constexpr double symbolsOrders = 6;
    constexpr double accountsOrders = 80;
    constexpr double account = 20;
    constexpr double tradesOfOrder = 5;
    constexpr double order = 4;
    switch (ask) {
    case Ask::Submit:
    case Ask::Cancel:
    case Ask::CancelAll:
    case Ask::CancelConditional:
    case Ask::CancelListed:
        return 1; // nothing where it succeeds
    case Ask::Amend:
    case Ask::Query:
    case Ask::QueryClosed:
        return order;
    case Ask::Fills:
        return tradesOfOrder;
    case Ask::OpenOrders:
    case Ask::ConditionalOrders:
        return reach == Reach::Account ? accountsOrders : symbolsOrders;
    case Ask::Account:
    case Ask::Positions:
    case Ask::PositionMode:
        return account;
    case Ask::Session:
    case Ask::RenewSession:
    case Ask::Countdown:
    case Ask::Time:
        return 1;
    }
    return 1;
}

double BinanceSpotTrading::orderCost(Ask ask, core::Duration /*age*/) const
{
    return ask == Ask::Submit ? 1 : 0;
}

TradingRequest BinanceSpotTrading::request(const TradingAsk& ask, const Stamp& stamp) const
{
    const orders::NewOrder& order = ask.order.request;
    Form form;
    TradingRequest request;
    const auto go = [&](const char* method, std::string_view path) {
        request.method = method;
        request.path = path;
    };
    const auto goNamed = [&](const char* method, std::string_view path) -> Form& {
        go(method, path);
        return nameOrder(form, ask.order);
    };
    switch (ask.what) {
    case Ask::Submit:
        go("POST", orderPath);
        addOrder(order, form);
        break;
    case Ask::Amend:
        if (isReduction(ask.order)) {
            // Without its name it would get another one, of the venue's making.
            goNamed("PUT", "/api/v3/order/amend/keepPriority")
                .add("newQty", ask.order.amendSize.text())
                .add("newClientOrderId", orders::clientText(order.id));
        } else {
            goNamed("GET", orderPath); // it stays as it is: how that is, is asked
        }
        break;
    case Ask::Cancel:
        goNamed("DELETE", orderPath);
        break;
    case Ask::Query:
    case Ask::QueryClosed:
        goNamed("GET", orderPath);
        break;
    case Ask::Fills:
        go("GET", "/api/v3/myTrades");
        form.add("symbol", order.market.symbol.view()).add("orderId", ask.order.venueOrder);
        if (!ask.cursor.empty()) {
            form.add("fromId", ask.cursor);
        }
        form.add("limit", std::to_string(tradesPerAnswer));
        break;
    case Ask::OpenOrders:
    case Ask::ConditionalOrders:
        go("GET", "/api/v3/openOrders");
        if (!ask.symbol.isEmpty()) {
            form.add("symbol", ask.symbol.view());
        }
        break;
    case Ask::CancelAll:
    case Ask::CancelConditional:
        go("DELETE", "/api/v3/openOrders");
        form.add("symbol", ask.symbol.view());
        break;
    case Ask::CancelListed:
        go("DELETE", orderPath);
        form.add("symbol", ask.listed.symbol.view()).add("orderId", ask.listed.id);
        break;
    case Ask::Account:
    case Ask::Positions: // none are borrowed here; that the account answers is all there is to know
    case Ask::PositionMode:
        go("GET", "/api/v3/account");
        form.add("omitZeroBalances", "true");
        break;
    case Ask::Session:
    case Ask::RenewSession:
    case Ask::Countdown: // which the venue does not have
    case Ask::Time:
        go("GET", "/api/v3/time");
        return request;
    }
    sign(form, stamp);
    carry(request, form, stamp);
    return request;
}

TradingAnswer BinanceSpotTrading::read(const TradingAsk& ask, int status, std::string_view body) const
{
    TradingAnswer answer;
    const auto parsed = json::Tree::parse(body);
    constexpr int success = 200;
    constexpr std::int64_t archived = -2026;
    const bool cancelsAll = ask.what == Ask::CancelAll || ask.what == Ask::CancelConditional;
    if (status != success || !parsed) {
        const Refusal refusal = refusalOf(status, body);
        if (cancelsAll && refusal.code == unknownOrder) {
            return answer; // there was none
        }
        answer.outcome = status == success ? Outcome::Unclear : spotOutcome(status, refusal);
        explain(ask, refusal, refusal.code == noSuchOrder || refusal.code == unknownOrder, answer);
        if (ask.what == Ask::Query && refusal.code == archived && answer.outcome == Outcome::Refused) {
            // Over for ninety days, and nothing of it was ever filled.
            answer.reports.push_back(about(ask, Kind::Cancelled));
            answer.reports.back().why = answer.why;
        }
        return answer;
    }
    const json::Tree& json = *parsed;
    const bool isReduced = ask.what == Ask::Amend && isReduction(ask.order);
    const json::Tree& order = isReduced ? json["amendedOrder"] : json;
    const bool isAboutOrder = ask.what == Ask::Submit || ask.what == Ask::Amend || ask.what == Ask::Cancel
        || ask.what == Ask::Query || ask.what == Ask::QueryClosed;
    const bool isList = ask.what == Ask::Fills || ask.what == Ask::OpenOrders || ask.what == Ask::ConditionalOrders;
    const bool isAccount = ask.what == Ask::Account || ask.what == Ask::Positions;
    if ((isAboutOrder && order["orderId"].text().empty()) || (isReduced && order["qty"].quantity().raw() <= 0)
        || (isList && json.kind() != json::Tree::Kind::List)
        || (isAccount && json["balances"].kind() != json::Tree::Kind::List)) {
        return undocumented();
    }
    switch (ask.what) {
    case Ask::Submit:
        addAccepted(ask, json, answer);
        break;
    case Ask::Amend:
        readAmendment(ask, json, answer);
        break;
    case Ask::Cancel:
    case Ask::Query:
    case Ask::QueryClosed:
        answer.reports.push_back(answerAbout(ask, json));
        break;
    case Ask::Fills:
        for (const json::Tree& trade : json.items()) {
            answer.reports.push_back(spotFillOf(trade, ask));
        }
        if (json.items().size() >= tradesPerAnswer) {
            answer.nextCursor = std::to_string(static_cast<std::uint64_t>(json.items().back()["id"].whole()) + 1);
        }
        break;
    case Ask::OpenOrders:
    case Ask::ConditionalOrders:
        for (const json::Tree& row : json.items()) {
            answer.reports.push_back(reportOf(row, spotVenue));
            answer.rows.push_back(spotRowOf(row));
        }
        break;
    case Ask::Account:
        answer.account = spotAccountOf(json);
        break;
    case Ask::Positions:
        answer.account.emplace();
        break;
    case Ask::Session:
    case Ask::RenewSession:
        answer.session = json["serverTime"].whole() > 0 ? json["serverTime"].text() : "";
        break;
    case Ask::Time:
        answer.venueTime = millisecondTime(json["serverTime"]);
        break;
    case Ask::CancelAll:
    case Ask::CancelConditional:
    case Ask::CancelListed:
    case Ask::PositionMode:
    case Ask::Countdown:
        break;
    }
    return answer;
}

Connection BinanceSpotTrading::stream(
    const Endpoints& endpoints, const std::string& session, const Credentials& credentials) const
{
    // Good for as long as the venue allows: connecting may take a while.
    const std::string window = "60000";
    const std::string seal = signature(credentials.secret,
        socketPayload({{"apiKey", credentials.key}, {"recvWindow", window}, {"timestamp", session}}));
    const std::string parameters = json::ObjectWriter()
                                       .text("apiKey", credentials.key)
                                       .raw("recvWindow", window)
                                       .raw("timestamp", session)
                                       .text("signature", seal)
                                       .str();
    return {.url = endpoints.streams + "/ws-api/v3",
        .greeting = {json::ObjectWriter()
                         .text("id", subscriptionId)
                         .text("method", "userDataStream.subscribe.signature")
                         .raw("params", parameters)
                         .str()},
        .mayBeQuiet = true};
}

core::Result<PrivateMessage> BinanceSpotTrading::readMessage(std::string_view text)
{
    const auto parsed = json::Tree::parse(text);
    if (!parsed) {
        return std::unexpected(parsed.error());
    }
    if ((*parsed)["status"].isThere()) {
        return subscriptionAnswer(*parsed);
    }
    // Wrapped, as recordings of listen keys have it, or as it is.
    const json::Tree& event = (*parsed)["event"].isThere() ? (*parsed)["event"]
        : (*parsed)["data"].isThere()                      ? (*parsed)["data"]
                                                           : *parsed;
    const std::string& what = event["e"].text();
    PrivateMessage message;
    if (what == "eventStreamTerminated" || what == "serverShutdown") {
        message.isSessionOver = true;
    } else if (what == "outboundAccountPosition") {
        venues::Account& changes = message.changes.emplace();
        for (const json::Tree& row : event["B"].items()) {
            const core::Quantity available = row["f"].amount();
            changes.balances.push_back({core::Asset(row["a"].text()), available + row["l"].amount(), available});
        }
    } else if (what == "executionReport") {
        auto report = executionOf(event);
        if (!report) {
            return std::unexpected(report.error());
        }
        if (auto row = spotUpdateOf(event)) {
            message.conditional.push_back(std::move(*row));
        }
        message.reports.push_back(std::move(*report));
    }
    return message;
}

} // namespace leadline::venues::binance
