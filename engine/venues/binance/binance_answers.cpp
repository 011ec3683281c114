// SPDX-License-Identifier: MIT
#include "engine/venues/binance/binance_answers.h"

#include "engine/venues/answer_fields.h"

#include <algorithm>
#include <initializer_list>

namespace leadline::venues::binance
{

using orders::OrderReport;
using Kind = OrderReport::Kind;

namespace
{

bool isOneOf(std::int64_t code, std::initializer_list<std::int64_t> codes)
{
    return std::ranges::find(codes, code) != codes.end();
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

Refusal refusalOf(int status, std::string_view body)
{
    const auto parsed = json::Tree::parse(body);
    Refusal refusal;
    refusal.text = parsed ? (*parsed)["msg"].text() : std::string(body.substr(0, 200));
    refusal.code = parsed ? (*parsed)["code"].whole() : 0;
    refusal.why = refusal.code != 0 ? std::to_string(refusal.code) + " " + refusal.text
                                    : "HTTP " + std::to_string(status) + " " + refusal.text;
    return refusal;
}

std::optional<Outcome> commonOutcome(int status, std::int64_t code)
{
    constexpr int tooMany = 429;
    constexpr int banned = 418;
    constexpr int firewall = 403;
    constexpr int timeout = 408;
    constexpr int unauthorised = 401;
    constexpr int firstServerError = 500;
    if (code == -1021) {
        return Outcome::WrongClock;
    }
    if (isOneOf(code, {-1003, -1008, -1015}) || status == tooMany || status == banned || status == firewall) {
        return Outcome::Busy;
    }
    if (isOneOf(code, {-1022, -2014, -2015}) || status == unauthorised) {
        return Outcome::Denied;
    }
    // "Unknown error" and "internal error" tell nothing of the order either, unless the status does.
    const bool isInternal = isOneOf(code, {-1000, -1001}) && status < firstServerError;
    if (isOneOf(code, {-1006, -1007}) || isInternal || status == timeout) {
        return Outcome::Unclear;
    }
    return std::nullopt;
}

void explain(const TradingAsk& ask, const Refusal& refusal, bool isAbsent, TradingAnswer& answer)
{
    answer.why = refusal.why;
    if (answer.outcome == Outcome::Busy) {
        answer.bannedUntil = core::fromMilliseconds(bannedUntil(refusal.text));
    }
    if (answer.outcome == Outcome::Refused && ask.what == Ask::Amend && isAbsent) {
        answer.outcome = Outcome::Unclear; // whether it is there is a question of its own
    }
    if (answer.outcome != Outcome::Refused) {
        return;
    }
    const auto say = [&](Kind kind) {
        answer.reports.push_back(about(ask, kind));
        answer.reports.back().why = answer.why;
    };
    if (ask.what == Ask::Submit) {
        say(Kind::Rejected);
    } else if (ask.what == Ask::Amend) {
        answer.reports.push_back(refusedAmendment(ask, answer.why));
    } else if (ask.what == Ask::Cancel) {
        say(Kind::CancelRejected);
    } else if (ask.what == Ask::Query && isAbsent) {
        say(Kind::Absent);
    }
}

TradingAnswer undocumented()
{
    return {.outcome = Outcome::Unclear, .why = "an answer that is not as documented"};
}

OrderReport about(const TradingAsk& ask, Kind kind)
{
    return {.kind = kind, .id = ask.order.request.id, .market = ask.order.request.market};
}

OrderReport reportOf(const json::Tree& order, core::VenueId venue)
{
    const std::string& original = order["origClientOrderId"].text();
    OrderReport report;
    report.id = orders::clientIdOf(original.empty() ? order["clientOrderId"].text() : original).value_or(0);
    report.market = {venue, core::Symbol(order["symbol"].text())};
    report.venueOrder = order["orderId"].text();
    report.time = millisecondTime(order[order["updateTime"].isThere() ? "updateTime" : "transactTime"]);
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

OrderReport answerAbout(const TradingAsk& ask, const json::Tree& order)
{
    OrderReport report = reportOf(order, ask.order.request.market.venue);
    report.id = ask.order.request.id;
    return report;
}

void addAccepted(const TradingAsk& ask, const json::Tree& order, TradingAnswer& answer)
{
    OrderReport end = reportOf(order, ask.order.request.market.venue);
    OrderReport accepted = about(ask, Kind::Accepted);
    accepted.venueOrder = end.venueOrder;
    accepted.time = end.time;
    accepted.cumulative = end.cumulative;
    answer.reports.push_back(std::move(accepted));
    if (end.kind == Kind::Cancelled || end.kind == Kind::Expired || end.kind == Kind::Rejected) {
        end.id = ask.order.request.id;
        answer.reports.push_back(std::move(end));
    }
}

OrderReport fillOf(const json::Tree& trade, const TradingAsk& ask)
{
    OrderReport report = about(ask, Kind::Filled);
    report.venueOrder = trade["orderId"].text();
    report.execution = trade["id"].text();
    report.time = millisecondTime(trade["time"]);
    report.price = trade["price"].price();
    report.size = trade["qty"].quantity();
    report.fee = trade["commission"].notional();
    report.feeAsset = core::Asset(trade["commissionAsset"].text());
    report.isMaker = trade["maker"].isTrue() || trade["isMaker"].isTrue(); // futures, spot
    return report;
}

} // namespace leadline::venues::binance
