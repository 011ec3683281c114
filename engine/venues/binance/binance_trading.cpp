// SPDX-License-Identifier: MIT
#include "engine/venues/binance/binance_trading.h"

#include "engine/venues/binance/binance_decoder.h"
#include "engine/venues/binance/binance_rows.h"
#include "engine/venues/signing.h"

#include <algorithm>
#include <initializer_list>

namespace leadline::venues::binance
{

namespace
{

using orders::OrderReport;
using Kind = OrderReport::Kind;

/// "a=1&b=2" piece by piece.
class Form
{
public:
    Form& add(std::string_view name, std::string_view value)
    {
        m_text += (m_text.empty() ? "" : "&") + std::string(name) + "=" + percentEncoded(value);
        return *this;
    }
    [[nodiscard]] const std::string& text() const { return m_text; }

private:
    std::string m_text;
};

std::string_view timeInForce(orders::OrderType type)
{
    switch (type) {
    case orders::OrderType::PostOnly:
        return "GTX";
    case orders::OrderType::MarketableLimit:
        return "IOC";
    case orders::OrderType::Limit:
    case orders::OrderType::Market:
        return "GTC";
    }
    return "GTC";
}

std::string_view sideText(core::Side side)
{
    return side == core::Side::Bid ? "BUY" : "SELL";
}

bool isOneOf(std::int64_t code, std::initializer_list<std::int64_t> codes)
{
    return std::ranges::find(codes, code) != codes.end();
}

/// A report about the order that `ask` named, or about the one the venue names.
OrderReport about(const TradingAsk& ask, Kind kind)
{
    return {.kind = kind, .id = ask.order.request.id, .market = ask.order.request.market};
}

/// The order object of REST answers.
OrderReport reportOf(const json::Tree& order)
{
    OrderReport report;
    report.id = orders::clientIdOf(order["clientOrderId"].text()).value_or(0);
    report.market = {futuresVenue, core::Symbol(order["symbol"].text())};
    report.venueOrder = order["orderId"].text();
    report.time = core::fromMilliseconds(order["updateTime"].whole());
    report.price = order["price"].price();
    report.size = order["origQty"].quantity();
    report.cumulative = order["executedQty"].quantity();
    const std::string& status = order["status"].text();
    report.kind = status == "CANCELED"                        ? Kind::Cancelled
        : status == "EXPIRED" || status == "EXPIRED_IN_MATCH" ? Kind::Expired
        : status == "REJECTED"                                ? Kind::Rejected
        : status == "FILLED"                                  ? Kind::Status
                                                              : Kind::Accepted;
    if (report.kind == Kind::Rejected) {
        report.why = "rejected by the venue";
    }
    return report;
}

/// Of a user trade: positive is a charge, as in the stream.
OrderReport fillOf(const json::Tree& trade, const TradingAsk& ask)
{
    OrderReport report = about(ask, Kind::Filled);
    report.venueOrder = trade["orderId"].text();
    report.execution = trade["id"].text();
    report.time = core::fromMilliseconds(trade["time"].whole());
    report.price = trade["price"].price();
    report.size = trade["qty"].quantity();
    report.fee = trade["commission"].notional();
    report.feeAsset = core::Asset(trade["commissionAsset"].text());
    report.isMaker = trade["maker"].isTrue();
    return report;
}

venues::Account accountOf(const json::Tree& answer)
{
    venues::Account account;
    for (const json::Tree& asset : answer["assets"].items()) {
        account.balances.push_back(
            {core::Asset(asset["asset"].text()), asset["walletBalance"].amount(), asset["availableBalance"].amount()});
    }
    if (answer["canWithdraw"].isThere()) {
        account.canWithdraw = answer["canWithdraw"].isTrue();
    }
    return account;
}

Outcome outcomeOf(int status, std::int64_t code, const std::string& text)
{
    constexpr int tooMany = 429;
    constexpr int banned = 418;
    constexpr int timeout = 408;
    constexpr int unavailable = 503;
    constexpr int firstServerError = 500;
    if (isOneOf(code, {-1021, -5028})) {
        return Outcome::WrongClock;
    }
    constexpr int firewall = 403;
    if (isOneOf(code, {-1003, -1008, -1015}) || status == tooMany || status == banned || status == firewall) {
        return Outcome::Busy;
    }
    if (isOneOf(code, {-1022, -2014, -2015}) || status == 401) {
        return Outcome::Denied;
    }
    // A duplicate of an open order means that the first one arrived: ask.
    if (isOneOf(code, {-1006, -1007, -4116}) || status == timeout) {
        return Outcome::Unclear;
    }
    if (code == -1001
        || (status == unavailable
            && (text.starts_with("Service Unavailable") || text.starts_with("Internal error; unable to process")))) {
        return Outcome::Refused;
    }
    return status >= firstServerError ? Outcome::Unclear : Outcome::Refused;
}

/// "... banned until 1580000000000 ...", as milliseconds since the epoch; zero when there is none.
std::int64_t bannedUntil(std::string_view text)
{
    constexpr std::string_view mark = "banned until ";
    const auto at = text.find(mark);
    std::int64_t until = 0;
    if (at != std::string_view::npos) {
        for (const char c : text.substr(at + mark.size())) {
            constexpr std::int64_t farAway = 100'000'000'000'000;
            if (c < '0' || c > '9' || until > farAway) {
                break;
            }
            until = until * 10 + (c - '0');
        }
    }
    return until;
}

} // namespace

std::string signature(std::string_view secret, std::string_view payload)
{
    return hexText(hmacSha256(secret, payload));
}

std::vector<TradingEnvironment> BinanceTrading::environments() const
{
    return {{"live", true, {"wss://fstream.binance.com", "https://fapi.binance.com"}},
        {"demo", false, {"wss://demo-fstream.binance.com", "https://demo-fapi.binance.com"}}};
}

// Half of 2400 a minute, and of 300 in 10 s (the tighter of the two order limits at first, 1200 a minute later).
RequestBudget BinanceTrading::requestBudget() const
{
    return {1200, 20};
}
RequestBudget BinanceTrading::orderBudget() const
{
    return {150, 15};
}

double BinanceTrading::requestCost(Ask ask, Reach reach) const
{
    constexpr double wholeAccount = 40;
    constexpr double positionMode = 30;
    switch (ask) {
    case Ask::Submit:
    case Ask::Amend:
        return 0;
    case Ask::Account:
    case Ask::Positions:
    case Ask::Fills:
        return 5;
    case Ask::Countdown:
        return 10;
    case Ask::OpenOrders:
    case Ask::ConditionalOrders:
        return reach == Reach::Account ? wholeAccount : 1;
    case Ask::PositionMode:
        return positionMode;
    case Ask::Cancel:
    case Ask::Query:
    case Ask::QueryClosed:
    case Ask::CancelAll:
    case Ask::CancelConditional:
    case Ask::CancelListed:
    case Ask::Session:
    case Ask::RenewSession:
    case Ask::Time:
        return 1;
    }
    return 1;
}

double BinanceTrading::orderCost(Ask ask, core::Duration /*age*/) const
{
    return ask == Ask::Submit || ask == Ask::Amend ? 1 : 0;
}

TradingRequest BinanceTrading::request(const TradingAsk& ask, const Stamp& stamp) const
{
    const orders::NewOrder& order = ask.order.request;
    const auto named = [&](Form& form) -> Form& {
        return form.add("symbol", order.market.symbol.view()).add("origClientOrderId", orders::clientText(order.id));
    };
    Form form;
    TradingRequest request;
    bool isSigned = true;
    const auto go = [&](const char* method, const char* path) {
        request.method = method;
        request.path = path;
    };
    switch (ask.what) {
    case Ask::Submit:
        go("POST", "/fapi/v1/order");
        form.add("symbol", order.market.symbol.view())
            .add("side", sideText(order.side))
            .add("type", order.type == orders::OrderType::Market ? "MARKET" : "LIMIT");
        if (order.type != orders::OrderType::Market) {
            form.add("timeInForce", timeInForce(order.type));
        }
        form.add("quantity", order.size.text());
        if (order.type != orders::OrderType::Market) {
            form.add("price", order.price.text());
        }
        if (order.positionSide != core::PositionSide::Net) {
            // In hedge mode side and position tell which orders close; reduceOnly is refused there.
            form.add("positionSide", positionSideText(order.positionSide));
        } else if (order.isReduceOnly) {
            form.add("reduceOnly", "true");
        }
        form.add("newClientOrderId", orders::clientText(order.id));
        break;
    case Ask::Amend:
        go("PUT", "/fapi/v1/order");
        named(form)
            .add("side", sideText(order.side))
            .add("quantity", ask.order.amendSize.text())
            .add("price", ask.order.amendPrice.text());
        break;
    case Ask::Cancel:
        go("DELETE", "/fapi/v1/order");
        named(form);
        break;
    case Ask::Query:
    case Ask::QueryClosed:
        go("GET", "/fapi/v1/order");
        named(form);
        break;
    case Ask::Fills:
        go("GET", "/fapi/v1/userTrades");
        form.add("symbol", order.market.symbol.view()).add("orderId", ask.order.venueOrder);
        break;
    case Ask::OpenOrders:
    case Ask::ConditionalOrders:
        go("GET", ask.what == Ask::OpenOrders ? "/fapi/v1/openOrders" : "/fapi/v1/openAlgoOrders");
        if (!ask.symbol.isEmpty()) {
            form.add("symbol", ask.symbol.view());
        }
        break;
    case Ask::CancelAll:
    case Ask::CancelConditional:
        go("DELETE", ask.what == Ask::CancelAll ? "/fapi/v1/allOpenOrders" : "/fapi/v1/algoOpenOrders");
        form.add("symbol", ask.symbol.view());
        break;
    case Ask::CancelListed:
        if (ask.listed.isApart) {
            go("DELETE", "/fapi/v1/algoOrder");
            form.add("algoId", ask.listed.id);
        } else {
            go("DELETE", "/fapi/v1/order");
            form.add("symbol", ask.listed.symbol.view()).add("orderId", ask.listed.id);
        }
        break;
    case Ask::Account:
        go("GET", "/fapi/v3/account");
        break;
    case Ask::Positions:
        go("GET", "/fapi/v3/positionRisk");
        break;
    case Ask::PositionMode:
        go("GET", "/fapi/v1/positionSide/dual");
        break;
    case Ask::Session:
    case Ask::RenewSession:
        go(ask.what == Ask::Session ? "POST" : "PUT", "/fapi/v1/listenKey");
        isSigned = false;
        break;
    case Ask::Countdown:
        go("POST", "/fapi/v1/countdownCancelAll");
        form.add("symbol", ask.symbol.view()).add("countdownTime", std::to_string(ask.countdown.count()));
        break;
    case Ask::Time:
        go("GET", "/fapi/v1/time");
        return request;
    }
    request.headers = {{"X-MBX-APIKEY", stamp.credentials.key}};
    if (isSigned) {
        form.add("recvWindow", std::to_string(stamp.validFor.count()))
            .add("timestamp", std::to_string(stamp.milliseconds));
        const std::string seal = signature(stamp.credentials.secret, form.text());
        form.add("signature", seal);
    }
    const bool hasBody = request.method == "POST" || request.method == "PUT";
    if (hasBody) {
        request.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
        request.body = form.text();
    } else if (!form.text().empty()) {
        request.path += "?" + form.text();
    }
    return request;
}

TradingAnswer BinanceTrading::read(const TradingAsk& ask, int status, std::string_view body) const
{
    TradingAnswer answer;
    const auto parsed = json::Tree::parse(body);
    constexpr int success = 200;
    if (status != success || !parsed) {
        const std::string text = parsed ? (*parsed)["msg"].text() : std::string(body.substr(0, 200));
        const std::int64_t code = parsed ? (*parsed)["code"].whole() : 0;
        answer.outcome = status == success ? Outcome::Unclear : outcomeOf(status, code, text);
        answer.why = code != 0 ? std::to_string(code) + " " + text : "HTTP " + std::to_string(status) + " " + text;
        if (answer.outcome == Outcome::Busy) {
            answer.bannedUntil = core::fromMilliseconds(bannedUntil(text));
        }
        if (answer.outcome != Outcome::Refused) {
            return answer;
        }
        const auto say = [&](Kind kind) {
            answer.reports.push_back(about(ask, kind));
            answer.reports.back().why = answer.why;
        };
        constexpr std::int64_t noSuchOrder = -2013;
        constexpr std::int64_t unknownOrder = -2011;
        const bool isAbsent = code == noSuchOrder || code == unknownOrder;
        if (ask.what == Ask::Submit) {
            say(Kind::Rejected);
        } else if (ask.what == Ask::Amend) {
            say(Kind::AmendRejected);
            if (isAbsent) {
                say(Kind::Absent);
            }
        } else if (ask.what == Ask::Cancel) {
            say(Kind::CancelRejected);
        } else if (ask.what == Ask::Query && isAbsent) {
            say(Kind::Absent);
        }
        return answer;
    }
    const json::Tree& json = *parsed;
    const bool isAboutOrder = ask.what == Ask::Submit || ask.what == Ask::Amend || ask.what == Ask::Cancel
        || ask.what == Ask::Query || ask.what == Ask::QueryClosed;
    const bool isList = ask.what == Ask::Fills || ask.what == Ask::OpenOrders || ask.what == Ask::ConditionalOrders
        || ask.what == Ask::Positions;
    if ((isAboutOrder && json["orderId"].text().empty()) || (isList && json.kind() != json::Tree::Kind::List)
        || (ask.what == Ask::PositionMode && !json["dualSidePosition"].isThere())) {
        // It says yes, and not to what.
        answer.outcome = Outcome::Unclear;
        answer.why = "an answer that is not as documented";
        return answer;
    }
    switch (ask.what) {
    case Ask::Submit: {
        OrderReport end = reportOf(json);
        answer.reports.push_back(about(ask, Kind::Accepted));
        answer.reports.back().venueOrder = end.venueOrder;
        answer.reports.back().time = end.time;
        answer.reports.back().cumulative = end.cumulative;
        if (end.kind == Kind::Cancelled || end.kind == Kind::Expired || end.kind == Kind::Rejected) {
            end.id = ask.order.request.id;
            answer.reports.push_back(std::move(end));
        }
        break;
    }
    case Ask::Amend:
        // Cancelled instead, where the new size is filled already or a post-only order would take.
        answer.reports.push_back(reportOf(json));
        if (answer.reports.back().kind == Kind::Accepted) {
            answer.reports.back().kind = Kind::Amended;
        }
        break;
    case Ask::Cancel:
    case Ask::Query:
    case Ask::QueryClosed:
        answer.reports.push_back(reportOf(json));
        break;
    case Ask::Fills:
        for (const json::Tree& trade : json.items()) {
            answer.reports.push_back(fillOf(trade, ask));
        }
        break;
    case Ask::OpenOrders:
        for (const json::Tree& order : json.items()) {
            answer.reports.push_back(reportOf(order));
            answer.rows.push_back(rowOf(order));
        }
        break;
    case Ask::ConditionalOrders:
        for (const json::Tree& order : json.items()) {
            answer.rows.push_back(algoRowOf(order));
        }
        break;
    case Ask::Account:
        answer.account = accountOf(json);
        break;
    case Ask::Positions:
        answer.account.emplace().positions = positionsOf(json);
        break;
    case Ask::PositionMode:
        answer.isHedged = json["dualSidePosition"].isTrue();
        break;
    case Ask::Session:
        answer.session = json["listenKey"].text();
        break;
    case Ask::Time:
        answer.venueTime = core::fromMilliseconds(json["serverTime"].whole());
        break;
    case Ask::CancelAll:
    case Ask::CancelConditional:
    case Ask::CancelListed:
    case Ask::RenewSession:
    case Ask::Countdown:
        break;
    }
    return answer;
}

Connection BinanceTrading::stream(
    const Endpoints& endpoints, const std::string& session, const Credentials& /*credentials*/) const
{
    // An event that is not named never arrives.
    return {.url = endpoints.streams + "/private/ws?listenKey=" + session
            + "&events=ORDER_TRADE_UPDATE/ALGO_UPDATE/ACCOUNT_UPDATE/listenKeyExpired",
        .mayBeQuiet = true};
}

std::chrono::milliseconds BinanceTrading::renewEvery() const
{
    return std::chrono::minutes(30);
}

core::Result<PrivateMessage> BinanceTrading::readMessage(std::string_view text)
{
    const auto parsed = json::Tree::parse(text);
    if (!parsed) {
        return std::unexpected(parsed.error());
    }
    const json::Tree& json = (*parsed)["data"].isThere() ? (*parsed)["data"] : *parsed;
    PrivateMessage message;
    const std::string& event = json["e"].text();
    if (event == "listenKeyExpired") {
        message.isSessionOver = true;
    } else if (event == "ACCOUNT_UPDATE") {
        venues::Account& changes = message.changes.emplace();
        for (const json::Tree& balance : json["a"]["B"].items()) {
            changes.balances.push_back(
                {core::Asset(balance["a"].text()), balance["wb"].amount(), balance["cw"].amount()});
        }
        for (const json::Tree& position : json["a"]["P"].items()) {
            changes.positions.push_back({.symbol = core::Symbol(position["s"].text()),
                .size = position["pa"].quantity(),
                .entryPrice = position["ep"].averagePrice(),
                .side = positionSideOf(position["ps"]),
                .updated = core::fromMilliseconds(json["T"].whole())});
        }
    } else if (event == "ALGO_UPDATE") {
        auto row = algoUpdateOf(json["o"]);
        if (!row) {
            return std::unexpected(row.error());
        }
        message.conditional.push_back(std::move(*row));
    } else if (event == "ORDER_TRADE_UPDATE") {
        const json::Tree& order = json["o"];
        OrderReport report;
        report.id = orders::clientIdOf(order["c"].text()).value_or(0);
        report.market = {futuresVenue, core::Symbol(order["s"].text())};
        report.venueOrder = order["i"].text();
        report.time = core::fromMilliseconds(json["T"].whole());
        report.cumulative = order["z"].quantity();
        const std::string& what = order["x"].text();
        if (what == "NEW") {
            report.kind = Kind::Accepted;
        } else if (what == "CANCELED") {
            report.kind = Kind::Cancelled;
        } else if (what == "EXPIRED") {
            report.kind = Kind::Expired;
            report.why = "expired at the venue";
        } else if (what == "AMENDMENT") {
            report.kind = Kind::Amended;
            report.price = order["p"].price();
            report.size = order["q"].quantity();
        } else if (what == "TRADE" || what == "CALCULATED") {
            report.kind = Kind::Filled;
            report.price = order["L"].price();
            report.size = order["l"].quantity();
            report.fee = order["n"].notional();
            report.feeAsset = core::Asset(order["N"].text());
            report.isMaker = order["m"].isTrue();
            report.execution = order["t"].text();
            const bool isPending = what == "CALCULATED" && report.size.isZero();
            if (isPending) {
                // A liquidation announces itself so.
                report.kind = Kind::Status;
            } else if (report.execution.empty() || report.execution == "0" || report.size.raw() <= 0
                || report.price.raw() <= 0) {
                return core::defect("a fill without id, size or price");
            }
        } else {
            // Kept alive, and asked for: what it means may not be guessed.
            return core::defect("an order event of unknown kind: " + what);
        }
        message.reports.push_back(std::move(report));
    }
    return message;
}

} // namespace leadline::venues::binance
