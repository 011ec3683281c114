// SPDX-License-Identifier: MIT
#include "engine/venues/binance/binance_trading.h"

#include "engine/venues/answer_fields.h"
#include "engine/venues/binance/binance_answers.h"
#include "engine/venues/binance/binance_decoder.h"
#include "engine/venues/binance/binance_requests.h"
#include "engine/venues/binance/binance_rows.h"

#include <algorithm>

namespace leadline::venues::binance
{

namespace
{

using orders::OrderReport;
using Kind = OrderReport::Kind;

std::string_view futuresTimeInForce(orders::OrderType type)
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

venues::Account futuresAccountOf(const json::Tree& answer)
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

/// With the rules that futures alone have.
Outcome futuresOutcome(int status, const Refusal& refusal)
{
    constexpr int unavailable = 503;
    constexpr int firstServerError = 500;
    if (refusal.code == -5028) {
        return Outcome::WrongClock;
    }
    if (const auto known = commonOutcome(status, refusal.code)) {
        return *known;
    }
    // A duplicate of an open order means that the first one arrived: ask.
    if (refusal.code == -4116) {
        return Outcome::Unclear;
    }
    // Documented as failed under this status alone.
    if (status == unavailable
        && (refusal.code == -1001 || refusal.text.starts_with("Service Unavailable")
            || refusal.text.starts_with("Internal error; unable to process"))) {
        return Outcome::Refused;
    }
    return status >= firstServerError ? Outcome::Unclear : Outcome::Refused;
}

} // namespace

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
            form.add("timeInForce", futuresTimeInForce(order.type));
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
        nameOrder(form, ask.order)
            .add("side", sideText(order.side))
            .add("quantity", ask.order.amendSize.text())
            .add("price", ask.order.amendPrice.text());
        break;
    case Ask::Cancel:
        go("DELETE", "/fapi/v1/order");
        nameOrder(form, ask.order);
        break;
    case Ask::Query:
    case Ask::QueryClosed:
        go("GET", "/fapi/v1/order");
        nameOrder(form, ask.order);
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
    if (isSigned) {
        sign(form, stamp);
    }
    carry(request, form, stamp);
    return request;
}

TradingAnswer BinanceTrading::read(const TradingAsk& ask, int status, std::string_view body) const
{
    TradingAnswer answer;
    const auto parsed = json::Tree::parse(body);
    constexpr int success = 200;
    if (status != success || !parsed) {
        const Refusal refusal = refusalOf(status, body);
        answer.outcome = status == success ? Outcome::Unclear : futuresOutcome(status, refusal);
        explain(ask, refusal, refusal.code == noSuchOrder || refusal.code == unknownOrder, answer);
        return answer;
    }
    const json::Tree& json = *parsed;
    const bool isAboutOrder = ask.what == Ask::Submit || ask.what == Ask::Amend || ask.what == Ask::Cancel
        || ask.what == Ask::Query || ask.what == Ask::QueryClosed;
    const bool isList = ask.what == Ask::Fills || ask.what == Ask::OpenOrders || ask.what == Ask::ConditionalOrders
        || ask.what == Ask::Positions;
    if ((isAboutOrder && json["orderId"].text().empty()) || (isList && json.kind() != json::Tree::Kind::List)
        || (ask.what == Ask::Positions && !std::ranges::all_of(json.items(), isPosition))
        || (ask.what == Ask::PositionMode && !json["dualSidePosition"].isThere())) {
        return undocumented();
    }
    switch (ask.what) {
    case Ask::Submit:
        addAccepted(ask, json, answer);
        break;
    case Ask::Amend:
        // Cancelled instead, where the new size is filled already or a post-only order would take.
        answer.reports.push_back(answerAbout(ask, json));
        if (answer.reports.back().kind == Kind::Accepted) {
            answer.reports.back().kind = Kind::Amended;
        }
        break;
    case Ask::Cancel:
    case Ask::Query:
    case Ask::QueryClosed:
        answer.reports.push_back(answerAbout(ask, json));
        break;
    case Ask::Fills:
        for (const json::Tree& trade : json.items()) {
            answer.reports.push_back(fillOf(trade, ask));
        }
        break;
    case Ask::OpenOrders:
        for (const json::Tree& order : json.items()) {
            answer.reports.push_back(reportOf(order, futuresVenue));
            answer.rows.push_back(rowOf(order));
        }
        break;
    case Ask::ConditionalOrders:
        for (const json::Tree& order : json.items()) {
            answer.rows.push_back(algoRowOf(order));
        }
        break;
    case Ask::Account:
        answer.account = futuresAccountOf(json);
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
        answer.venueTime = millisecondTime(json["serverTime"]);
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
            if (position["s"].text().empty() || !isSize(position["pa"])) {
                message.defect = "a position of " + position["s"].text() + " without a size"; // and not a closed one
                continue;
            }
            changes.positions.push_back({.symbol = core::Symbol(position["s"].text()),
                .size = position["pa"].quantity(),
                .entryPrice = position["ep"].averagePrice(),
                .side = positionSideOf(position["ps"]),
                .updated = millisecondTime(json["T"])});
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
        report.time = millisecondTime(json["T"]);
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
