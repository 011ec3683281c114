// SPDX-License-Identifier: MIT
#include "engine/rebalance/preview_report.h"

#include "engine/json/writer.h"
#include "engine/rebalance/report_values.h"

namespace leadline::rebalance
{

namespace
{

using namespace report;

std::string_view describe(equities::Placement::Kind kind)
{
    using Kind = equities::Placement::Kind;
    switch (kind) {
    case Kind::Now:
        return "now";
    case Kind::OpeningDelay:
        return "opening delay";
    case Kind::Closed:
        return "closed";
    case Kind::Unknown:
        return "unknown";
    }
    return "";
}

Value truth(std::string_view name, bool is)
{
    return {name, is ? "true" : "false", Value::Kind::Number};
}

std::vector<Value> valuesOf(const PlannedOrder& order)
{
    return {text("symbol", order.symbol.view()), text("side", core::verb(order.side)),
        text("shares", order.size.text()), text("held", order.held.text()), text("target", order.target.text()),
        price("mid", order.reference), number("dollars", order.notional), number("limit_cost", order.limitCost),
        number("market_cost", order.marketCost), truth("quote_is_fine", order.validation.isFine()),
        text("quote", order.validation.text())};
}

std::vector<Value> valuesOf(const LeftOut& row)
{
    return {row.symbol.isEmpty() ? Value{"symbol", {}, Value::Kind::Nothing} : text("symbol", row.symbol.view()),
        truth("is_refusal", row.isRefusal), text("why", row.why)};
}

std::vector<Value> valuesOf(const core::Symbol& symbol, const Quote& quote, core::Timestamp now)
{
    return {text("symbol", symbol.view()), price("bid", quote.bid.price), text("bid_size", quote.bid.size.text()),
        price("ask", quote.ask.price), text("ask_size", quote.ask.size.text()), time("time", quote.time),
        number("age_seconds", std::chrono::duration<double>(now - quote.time).count())};
}

template <class Rows> std::string listOf(const Rows& rows, auto objectOf)
{
    std::string made;
    for (const auto& row : rows) {
        made += (made.empty() ? "\n    " : ",\n    ") + objectOf(row);
    }
    return "[" + made + (made.empty() ? "]" : "\n]");
}

} // namespace

std::string previewJson(const PlanPreview& preview, Urgency urgency)
{
    const auto object = [](const auto& row) { return "{" + jsonFields(valuesOf(row)) + "}"; };
    const std::vector<Value> sums{text("urgency", describe(urgency)), truth("is_refused", preview.isRefused()),
        number("equity", preview.equity), number("sells", preview.sells), number("buys", preview.buys),
        number("cash_after", preview.cashAfter), number("limit_cost", preview.limitCost),
        number("market_cost", preview.marketCost), text("placement", describe(preview.placement.kind)),
        time("placed_from", preview.placement.from)};
    return "{" + jsonFields(sums) + ",\n\"orders\": " + listOf(preview.orders, object) + ",\n\"left_out\": "
        + listOf(preview.leftOut, object) + ",\n\"notes\": " + listOf(preview.warnings, json::quoted) + "}\n";
}

std::string previewSourceJson(const MarketView& market, const Holdings& holdings)
{
    const auto quote = [&market](const auto& entry) {
        return "{" + jsonFields(valuesOf(entry.first, entry.second, market.now)) + "}";
    };
    const auto position = [](const auto& entry) {
        return "{" + jsonFields({text("symbol", entry.first.view()), text("shares", entry.second.text())}) + "}";
    };
    return jsonFields({time("now", market.now), money("cash", holdings.cash)}) + ",\n\"positions\": "
        + listOf(holdings.positions, position) + ",\n\"quotes\": " + listOf(market.quotes, quote);
}

} // namespace leadline::rebalance
